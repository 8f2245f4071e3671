"""Values of identifiers in their one writing: what is valid, and why the rest is not."""

from __future__ import annotations

import re

from leadcli.domain.messages import Message, message
from leadcli.names.scripts import plain

Cleaned = tuple[str, Message | None]  # the value in its one writing; or "" and why it is not valid


def clean_inn(text: str) -> Cleaned:
    """An INN: 10 digits (companies) or 12 (persons), the last ones a weighted sum modulo 11 (FNS order MMV-7-6/435)."""
    digits = _digits(text)
    if len(digits) in (9, 11):  # a spreadsheet took it for a number and its leading zero is gone
        padded, fault = clean_inn(f"0{digits}")
        if not fault:
            return padded, None
    if len(digits) not in (10, 12):
        return "", message("it has {count} digits, an INN has 10 or 12", count=len(digits))
    if not digits.strip("0"):
        return "", message("it is all zeros")
    weights = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
    for check in (9,) if len(digits) == 10 else (10, 11):
        total = sum(int(d) * w for d, w in zip(digits[:check], weights[11 - check :], strict=True))
        if total % 11 % 10 != int(digits[check]):
            return "", message("its checksum is wrong")
    return digits, None


def clean_ogrn(text: str) -> Cleaned:
    """An OGRN (13 digits) or OGRNIP (15): the last digit is the rest of the others modulo 11 or 13."""
    digits = _digits(text)
    if len(digits) in (13, 15) and digits.strip("0") and int(digits[:-1]) % (len(digits) - 2) % 10 == int(digits[-1]):
        return digits, None
    return "", message("its checksum is wrong")


def clean_kpp(text: str) -> Cleaned:
    """A KPP: four digits, two digits or capital letters, three digits."""
    tidy = re.sub(r"[\s-]", "", text).upper()
    return (tidy, None) if re.fullmatch(r"\d{4}[\dA-Z]{2}\d{3}", tidy) else ("", message("it does not look like a KPP"))


def clean_phone(text: str) -> Cleaned:
    """A phone as +digits. 8 (4842) 55-00-00 and 4842550000 are Russian; a number without area code is not valid."""
    main = re.split(r"доб|ext|вн\.|#|[,;]", text.casefold())[0]
    digits = _digits(main)
    if main.strip().startswith("+") or (main.strip().startswith("00") and len(digits) > 11):
        digits = digits.removeprefix("00")
        if 8 <= len(digits) <= 15 and not (digits.startswith("7") and len(digits) != 11):
            return f"+{digits}", None
    elif len(digits) == 11 and digits[0] in "78":
        return f"+7{digits[1:]}", None
    elif len(digits) == 10:
        return f"+7{digits}", None
    return "", message("it has {count} digits", count=len(digits))


def clean_email(text: str) -> Cleaned:
    """An e-mail address in lower case."""
    tidy = text.strip().strip("<>").casefold().removeprefix("mailto:")
    if re.fullmatch(r"[^@\s,;]{1,64}@(?:[^@\s.,;/]{1,63}\.)+[^@\s.,;/\d]{2,24}", tidy):
        return tidy, None
    return "", message("it is not name@host")


def clean_website(text: str) -> Cleaned:
    """A site as its host, without www."""
    tidy = re.sub(r"^[a-z]+://", "", text.strip().casefold()).split("/")[0].split("?")[0].split(":")[0].rstrip(".")
    tidy = tidy.removeprefix("www.")
    if re.fullmatch(r"(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}", tidy) or re.fullmatch(r"(?:[\w-]{1,63}\.)+xn--[\w-]+", tidy):
        return tidy, None
    return "", message("it is not a host name")


def _digits(text: str) -> str:
    return "".join(c for c in plain(text) if c in "0123456789")
