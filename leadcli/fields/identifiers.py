"""What identifies a company beyond its name: INN, OGRN, KPP, phone, e-mail, website. One entry each.

A value that is not valid proves nothing: it is left out, with the reason. Free-mail hosts prove nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.names.scripts import plain
from leadcli.names.tables import load


@frozen
class Identifier:
    """One kind: how it is cleaned, and whether it settles the legal entity or only the firm or group."""

    name: str
    clean: Callable[[str], tuple[str, Message | None]]
    settles: str


def clean(kind: str, text: str) -> tuple[str, Message | None]:
    """The identifier in its one writing, or ``""`` with the reason why it is not valid."""
    return _CLEANERS[kind](text)


def clean_inn(text: str) -> tuple[str, Message | None]:
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


def clean_ogrn(text: str) -> tuple[str, Message | None]:
    """An OGRN (13 digits) or OGRNIP (15): the last digit is the rest of the others modulo 11 or 13."""
    digits = _digits(text)
    if len(digits) in (13, 15) and digits.strip("0") and int(digits[:-1]) % (len(digits) - 2) % 10 == int(digits[-1]):
        return digits, None
    return "", message("its checksum is wrong")


def clean_kpp(text: str) -> tuple[str, Message | None]:
    """A KPP: four digits, two digits or capital letters, three digits."""
    tidy = re.sub(r"[\s-]", "", text).upper()
    return (tidy, None) if re.fullmatch(r"\d{4}[\dA-Z]{2}\d{3}", tidy) else ("", message("it does not look like a KPP"))


def clean_phone(text: str) -> tuple[str, Message | None]:
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


def clean_email(text: str) -> tuple[str, Message | None]:
    """An e-mail address in lower case."""
    tidy = text.strip().strip("<>").casefold().removeprefix("mailto:")
    if re.fullmatch(r"[^@\s,;]{1,64}@(?:[^@\s.,;/]{1,63}\.)+[^@\s.,;/\d]{2,24}", tidy):
        return tidy, None
    return "", message("it is not name@host")


def clean_website(text: str) -> tuple[str, Message | None]:
    """A site as its host, without www."""
    tidy = re.sub(r"^[a-z]+://", "", text.strip().casefold()).split("/")[0].split("?")[0].split(":")[0].rstrip(".")
    tidy = tidy.removeprefix("www.")
    if re.fullmatch(r"(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}", tidy) or re.fullmatch(r"(?:[\w-]{1,63}\.)+xn--[\w-]+", tidy):
        return tidy, None
    return "", message("it is not a host name")


IDENTIFIERS: dict[str, Identifier] = {
    "inn": Identifier("inn", clean_inn, "entity"),
    "ogrn": Identifier("ogrn", clean_ogrn, "entity"),
    "phone": Identifier("phone", clean_phone, "firm"),
    "email": Identifier("email", clean_email, "firm"),
    "website": Identifier("website", clean_website, "firm"),
}
_CLEANERS = {name: entry.clean for name, entry in IDENTIFIERS.items()} | {"kpp": clean_kpp}


def company_domain(text: str) -> str:
    """The registrable domain of an e-mail or site if it can prove a company; ``""`` if it cannot.

    Hosts where anybody gets an address or a page prove nothing (``tables/hosts.json``); under a host whose
    sub-domains belong to unrelated bodies (mskobr.ru, com.ru) one label more is taken.
    """
    host = text.rsplit("@", 1)[-1].casefold().removeprefix("www.")
    if not host or "." not in host:
        return ""
    labels = host.split(".")
    base = ".".join(labels[-2:])
    hosts = load("hosts")
    if host in hosts["free_mail"] or base in hosts["free_mail"] or base in hosts["pages"]:
        return ""
    if base in hosts["shared"]:
        return ".".join(labels[-3:]) if len(labels) > 2 else ""
    return base


# Compiled when a text has something like them in it; most names have not.
_EMAIL = r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}"
_SITE = (
    r"(?:https?://|www\.)[\w./-]+"
    r"|\b[\w-]+(?:\.[\w-]+)*\.(?:ru|рф|com|su|org|net|by|kz|info|biz|eu|fi|de|pro|online)\b(?!@)"
)
_PHONE = r"(?:\+7|\b8|\b7)[\s(-]*\d{3,5}[\s)-]*\d{1,3}[\s-]*\d{2}[\s-]*\d{2}\b(?:\s*доб\.?\s*\d+)?"
_INN = r"\b[Ии][Нн][Нн]\s*:?\s*(\d{10}(?:\d{2})?)\b|(?<![\d+])(\d{10}|\d{12})(?!\d)"
_LONGEST_NOTE = 2_000
_TELLING = re.compile(r"[\d@.]")  # each of them has one of these


def find_identifiers(text: str) -> tuple[dict[str, str], str]:
    """Identifiers inside a caller note, and the text without them: «Иван, 8 495 555-01-02, ivan@firma.ru»."""
    text = text[:_LONGEST_NOTE]
    if not _TELLING.search(text):
        return {}, text
    found: dict[str, str] = {}
    for kind, pattern in (("email", _EMAIL), ("inn", _INN), ("phone", _PHONE), ("website", _SITE)):
        match = re.search(pattern, text)
        if match is None:
            continue
        raw = next((g for g in match.groups() if g), match[0])
        value, _ = clean(kind, raw)
        if not value and kind == "inn" and match.groups()[0]:  # said to be an INN, and misheard
            text = text[: match.start()] + " " + text[match.end() :]
        if value:
            found[kind] = value
            if kind != "website":  # a site is often the very name (hh.ru)
                text = text[: match.start()] + " " + text[match.end() :]
    return found, text


def _digits(text: str) -> str:
    return "".join(c for c in plain(text) if c in "0123456789")
