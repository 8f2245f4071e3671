"""What identifies a company beyond its name: INN, OGRN, KPP, phone, e-mail, website. One entry each.

A value that is not valid proves nothing: it is left out, with the reason. Free-mail hosts prove nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.problems import CODES, Code
from leadcli.names.scripts import plain
from leadcli.names.tables import load

Cleaned = tuple[str, Message | None]  # the value in its one writing; or "" and why it is not valid


@frozen
class Identifier:
    """One kind: how it is cleaned and found in a text, what it proves, and what is said of it.

    ``settles``: the legal ``entity``, the ``firm`` (a group may share it), or ``""``, nothing by itself. ``pattern``: a
    regular expression that finds it in a text, its first group the value if it is said to be one; ``part``: it may be
    the name itself, so it stays in it. ``personal``: a person may be found by it. ``hosted``: its domain tells too.
    ``country``: the code of the country that a value shows, with the words for it. ``on_card`` says that a value is on
    file, ``differs`` that the card has another, which for an ``entity`` means another company;
    ``twice`` that two cards have it, unless the field ``branch`` tells them apart.
    """

    name: str
    clean: Callable[[str], Cleaned]
    settles: Literal["entity", "firm", ""]
    invalid: Code
    on_card: Callable[[str], Message] = lambda value: message("{value} is on the card", value=value)
    differs: Message | None = None
    pattern: str = ""
    part: bool = False
    personal: bool = False
    hosted: bool = False
    country: Callable[[str], tuple[str, Message] | None] = lambda _: None
    twice: Code | None = None
    branch: str = ""


def clean(kind: str, text: str) -> Cleaned:
    """The identifier in its one writing, or ``""`` with the reason why it is not valid."""
    return IDENTIFIERS[kind].clean(text)


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


def _phone_country(value: str) -> tuple[str, Message] | None:
    russian = value.startswith("+7") and value[2:3] not in ("6", "7")  # +76 and +77 are Kazakhstan
    return ("RU", message("a Russian phone number: RU")) if russian else None


# In the order in which they are believed.
IDENTIFIERS: dict[str, Identifier] = {
    each.name: each
    for each in (
        Identifier(
            "inn",
            clean_inn,
            "entity",
            Code(
                "the INN {value} is not valid: {reason}",
                "correct it; until then it is not used to recognise the client",
                "warning",
            ),
            lambda value: message("INN {value} is on the card", value=value),
            message("the INN on the card is another: another legal entity"),
            r"\b[Ии][Нн][Нн]\s*:?\s*(\d{10}(?:\d{2})?)\b|(?<![\d+])(\d{10}|\d{12})(?!\d)",
            country=lambda _: ("RU", message("a Russian INN: RU")),
            twice=Code(
                "the INN {value} with the same KPP already stands at {where}",
                "merge the two cards, or give each branch its KPP",
                "warning",
            ),
            branch="kpp",
        ),
        Identifier(
            "ogrn",
            clean_ogrn,
            "entity",
            Code(
                "the OGRN {value} is not valid",
                "correct it; until then it is not used to recognise the client",
                "warning",
            ),
            lambda value: message("OGRN {value} is on the card", value=value),
            message("the OGRN on the card is another: another legal entity"),
            r"\b[Оо][Гг][Рр][Нн](?:[Ии][Пп])?\s*:?\s*(\d{13}(?:\d{2})?)\b|(?<![\d+])(\d{13}|\d{15})(?!\d)",
            country=lambda _: ("RU", message("a Russian OGRN: RU")),
        ),
        Identifier(
            "kpp",
            clean_kpp,
            "",
            Code("the KPP {value} is not valid", "a KPP has nine characters, such as 770701001", "warning"),
        ),
        Identifier(
            "email",
            clean_email,
            "firm",
            Code("the e-mail {value} is not valid", "write it as name@company.ru", "warning"),
            lambda value: message("e-mail {value} is on the card", value=value),
            pattern=r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}",
            personal=True,
            hosted=True,
        ),
        Identifier(
            "phone",
            clean_phone,
            "firm",
            Code(
                "the phone number {value} is not valid",
                "write it with the country code, such as +7 495 123-45-67",
                "warning",
            ),
            lambda value: message("phone {value} is on the card", value=value),
            pattern=r"(?:\+7|\b8|\b7)[\s(-]*\d{3,5}[\s)-]*\d{1,3}[\s-]*\d{2}[\s-]*\d{2}\b(?:\s*доб\.?\s*\d+)?",
            personal=True,
            country=_phone_country,
        ),
        Identifier(
            "website",
            clean_website,
            "firm",
            Code("the website {value} is not valid", "write it as company.ru", "warning"),
            lambda value: message("site {value} is on the card", value=value),
            pattern=r"(?:https?://|www\.)[\w./-]+"
            r"|\b[\w-]+(?:\.[\w-]+)*\.(?:ru|рф|com|su|org|net|by|kz|info|biz|eu|fi|de|pro|online)\b(?!@)",
            part=True,  # a site is often the very name (hh.ru)
            hosted=True,
        ),
    )
}
ENTITY = tuple(name for name, each in IDENTIFIERS.items() if each.settles == "entity")
HOSTED = tuple(name for name, each in IDENTIFIERS.items() if each.hosted)
PERSONAL = tuple(name for name, each in IDENTIFIERS.items() if each.personal)
TWICE = tuple(name for name, each in IDENTIFIERS.items() if each.twice)
CODES.update({f"value-{name}": each.invalid for name, each in IDENTIFIERS.items()})
CODES.update({f"{name}-twice": each.twice for name, each in IDENTIFIERS.items() if each.twice})


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


_LONGEST_NOTE = 2_000
_TELLING = re.compile(r"[\d@.]")  # each of them has one of these
# Addresses first, for they may hold digits; sites last, for they may be parts of an address.
_SOUGHT = [each for each in sorted(IDENTIFIERS.values(), key=lambda e: (e.part, not e.hosted)) if each.pattern]


def find_identifiers(text: str) -> tuple[dict[str, str], str]:
    """Identifiers inside a caller note, and the text without them: «Иван, 8 495 555-01-02, ivan@firma.ru»."""
    text = text[:_LONGEST_NOTE]
    if not _TELLING.search(text):
        return {}, text
    found: dict[str, str] = {}
    for each in _SOUGHT:
        match = re.search(each.pattern, text)
        if match is None:
            continue
        said = match[1] if match.re.groups else None
        value, _ = each.clean(next((group for group in match.groups() if group), match[0]))
        if value:
            found[each.name] = value
        if (value or said) and not each.part:  # said to be one, and misheard: no part of the name either
            text = text[: match.start()] + " " + text[match.end() :]
    return found, text


def _digits(text: str) -> str:
    return "".join(c for c in plain(text) if c in "0123456789")
