"""What identifies a company beyond its name: INN, OGRN, e-mail, phone, site. One entry each, from which all derives.

A value that is not valid proves nothing: it is left out, with the reason. Free-mail hosts prove nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.problems import CODES, Code
from leadcli.fields.cleaners import (
    Cleaned,
    clean_email,
    clean_inn,
    clean_kpp,
    clean_ogrn,
    clean_phone,
    clean_website,
)
from leadcli.names.tables import load


@frozen
class Identifier:
    """One kind: how it is cleaned, headed, asked for and found in a text, what it proves, and what is said of it.

    ``settles``: the legal ``entity``, the ``firm`` (a group may share it), or ``""``, nothing by itself. ``names`` and
    ``headers`` as of ``table.Field``. ``caller``: the help of the option that says a caller's; empty, a caller has
    none. ``pattern``: a regular expression that finds it in a text, its first group the value if it is said to be one;
    ``part``: it may be the name itself, so it stays in it. ``personal``: a person may be found by it. ``hosted``: its
    domain tells too. ``country``: the code of the country that a value shows, with the words for it. ``on_card`` says
    that a value is on file, ``differs`` that the card has another, which for an ``entity`` means another company;
    ``twice`` that two cards have it, unless the field ``branch`` tells them apart.
    """

    name: str
    clean: Callable[[str], Cleaned]
    settles: Literal["entity", "firm", ""]
    invalid: Code
    names: tuple[str, ...]
    headers: tuple[str, ...] = ()
    caller: str = ""
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


def _phone_country(value: str) -> tuple[str, Message] | None:
    russian = value.startswith("+7") and value[2:3] not in ("6", "7")  # +76 and +77 are Kazakhstan
    return ("RU", message("a Russian phone number: RU")) if russian else None


_ALL = (  # in the order in which they are believed
    Identifier(
        "inn",
        clean_inn,
        settles="entity",
        invalid=Code(
            "the INN {value} is not valid: {reason}",
            "correct it; until then it is not used to recognise the client",
            "warning",
        ),
        names=("инн", "tax id"),
        headers=("реквизит (россия): инн", "инн контрагента", "инн компании", "налоговый номер"),
        caller="The caller's INN.",
        on_card=lambda value: message("INN {value} is on the card", value=value),
        differs=message("the INN on the card is another: another legal entity"),
        pattern=r"\b[Ии][Нн][Нн]\s*:?\s*(\d{10}(?:\d{2})?)\b|(?<![\d+])(\d{10}|\d{12})(?!\d)",
        country=lambda _: ("RU", message("a Russian INN: RU")),
        twice=Code(
            "the INN {value} with the same KPP already stands at {where}",
            "merge the two cards, or give each branch its KPP",
            "warning",
        ),
        branch="kpp",
    ),
    Identifier(
        "kpp",
        clean_kpp,
        settles="",
        invalid=Code("the KPP {value} is not valid", "a KPP has nine characters, such as 770701001", "warning"),
        names=("кпп",),
        headers=("реквизит (россия): кпп",),
    ),
    Identifier(
        "ogrn",
        clean_ogrn,
        settles="entity",
        invalid=Code(
            "the OGRN {value} is not valid", "correct it; until then it is not used to recognise the client", "warning"
        ),
        names=("огрн", "огрнип"),
        headers=("реквизит (россия): огрн", "реквизит (россия): огрнип"),
        caller="The caller's OGRN.",
        on_card=lambda value: message("OGRN {value} is on the card", value=value),
        differs=message("the OGRN on the card is another: another legal entity"),
        pattern=r"\b[Оо][Гг][Рр][Нн](?:[Ии][Пп])?\s*:?\s*(\d{13}(?:\d{2})?)\b|(?<![\d+])(\d{13}|\d{15})(?!\d)",
        country=lambda _: ("RU", message("a Russian OGRN: RU")),
    ),
    Identifier(
        "email",
        clean_email,
        settles="firm",
        invalid=Code("the e-mail {value} is not valid", "write it as name@company.ru", "warning"),
        names=("рабочий e-mail", "рабочий email", "e-mail", "почта", "эл почта"),
        headers=("личный email", "частный e-mail", "электронная почта", "адрес электронной почты", "email address",
                 "work email", "другой email"),
        caller="The caller's e-mail address.",
        on_card=lambda value: message("e-mail {value} is on the card", value=value),
        pattern=r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}",
        personal=True,
        hosted=True,
    ),
    Identifier(
        "phone",
        clean_phone,
        settles="firm",
        invalid=Code(
            "the phone number {value} is not valid",
            "write it with the country code, such as +7 495 123-45-67",
            "warning",
        ),
        names=("рабочий телефон", "телефон", "phone number"),
        headers=("мобильный телефон", "контактный телефон", "тел", "тел.", "office phone", "work phone",
                 "business phone", "mobile phone", "mobile", "рабочий прямой телефон", "другой телефон"),
        caller="The caller's phone number.",
        on_card=lambda value: message("phone {value} is on the card", value=value),
        pattern=r"(?:\+7|\b8|\b7)[\s(-]*\d{3,5}[\s)-]*\d{1,3}[\s-]*\d{2}[\s-]*\d{2}\b(?:\s*доб\.?\s*\d+)?",
        personal=True,
        country=_phone_country,
    ),
    Identifier(
        "website",
        clean_website,
        settles="firm",
        invalid=Code("the website {value} is not valid", "write it as company.ru", "warning"),
        names=("сайт", "company domain name", "web", "домен"),
        headers=("корпоративный сайт", "веб-сайт", "адрес сайта", "site", "web site", "website url", "url"),
        caller="The caller's site.",
        on_card=lambda value: message("site {value} is on the card", value=value),
        pattern=r"(?:https?://|www\.)[\w./-]+"
        r"|\b[\w-]+(?:\.[\w-]+)*\.(?:ru|рф|com|su|org|net|by|kz|info|biz|eu|fi|de|pro|online)\b(?!@)",
        part=True,  # a site is often the very name (hh.ru)
        hosted=True,
    ),
)  # fmt: skip
IDENTIFIERS: dict[str, Identifier] = {each.name: each for each in _ALL}
ENTITY = tuple(each.name for each in _ALL if each.settles == "entity")
HOSTED = tuple(each.name for each in _ALL if each.hosted)
PERSONAL = tuple(each.name for each in _ALL if each.personal)
SAID = tuple(each.name for each in _ALL if each.caller)  # those that a caller may give
TWICE = tuple(each.name for each in _ALL if each.twice)
CODES.update({f"value-{each.name}": each.invalid for each in _ALL})
CODES.update({f"{each.name}-twice": each.twice for each in _ALL if each.twice})


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
_SOUGHT = [each for each in sorted(_ALL, key=lambda one: (one.part, not one.hosted)) if each.pattern]


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
