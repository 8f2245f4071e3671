"""What identifies a company beyond its name: INN, OGRN, e-mail, phone, site. One entry each, from which all derives.

A value that is not valid proves nothing: it is left out, with the reason. Free-mail hosts prove nothing either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.domain.problems import CODES, Code
from leadcli.fields.cleaners import (
    BETWEEN,
    HOME,
    NOTHING,
    Cleaned,
    clean_email,
    clean_kpp,
    clean_website,
    unwrapped,
)
from leadcli.fields.domains import find_sites
from leadcli.fields.found import Found
from leadcli.fields.headers import neighbours
from leadcli.fields.phones import clean_phone, find_phones, phone_country
from leadcli.fields.tax_numbers import country_of_number, joined_kpp
from leadcli.fields.tax_words import clean_register, clean_tax, find_kpp, find_register, find_tax


@frozen
class Identifier:
    """One kind: how it is cleaned, headed, asked for and found in a text, what it proves, and what is said of it.

    ``national``: ``clean`` takes the country, whose customary writings it reads, as well. ``settles``: the legal
    ``entity``, the ``firm`` (a group may share it), or ``""``, nothing by itself. ``names`` and ``headers`` as of
    ``table.Field``. ``caller``: the help of the option that says a caller's; empty, a caller has none. ``find`` yields
    it from a text and a country; or ``pattern``, a regular expression, its first group the value if it is said to be
    one. ``part``: it may be the name itself, so it stays in it. ``personal``: a person may be found by it.
    ``hosted``: its domain tells too. ``country``: the code of the country that a value shows, with the words for it.
    ``on_card`` says that a value is on file, ``on_no_card`` that it is not, ``differs`` that the card has another,
    which for an ``entity`` means another company; ``twice`` that two cards have it, unless the field ``branch`` tells
    them apart, which ``branch_of`` may find in the same cell.
    """

    name: str
    clean: Callable[..., Cleaned]
    settles: Literal["entity", "firm", ""]
    invalid: Code
    names: tuple[str, ...]
    headers: tuple[str, ...] = ()
    caller: str = ""
    on_card: Callable[[str], Message] = lambda value: message("{value} is on the card", value=value)
    on_no_card: Callable[[str], Message] = lambda value: message("{value} is on no card", value=value)
    differs: Message | None = None
    national: bool = False
    pattern: str = ""
    find: Callable[[str, str], Iterator[Found]] | None = None
    part: bool = False
    personal: bool = False
    hosted: bool = False
    country: Callable[[str], tuple[str, Message] | None] = lambda _: None
    twice: Code | None = None
    branch: str = ""
    branch_of: Callable[[str], str] = lambda _: ""


def clean(kind: str, text: str, country: str = HOME) -> Cleaned:
    """The identifier in its one writing, or ``""`` with the reason why it is not valid; without one nothing is there.

    ``country``: the code of the country by whose customs it is written, where it does not say one itself.
    """
    each, text = IDENTIFIERS[kind], unwrapped(text)
    if text.casefold() in NOTHING:
        return "", None
    return each.clean(text, country or HOME) if each.national else each.clean(text)


def _number_country(value: str) -> tuple[str, Message] | None:
    code = country_of_number(value)
    if code == "RU":
        return code, message("a Russian INN: RU") if len(value) in (10, 12) else message("a Russian OGRN: RU")
    return (code, message("the tax number is of {country}", country=code)) if code else None


_ALL = (  # in the order in which they are believed
    Identifier(
        "inn",
        clean_tax,
        national=True,
        settles="entity",
        invalid=Code(
            "the INN {value} is not valid: {reason}",
            "correct it; until then it is not used to recognise the client",
            stops="none",
        ),
        names=("инн", "tax id"),
        headers=("реквизит (россия): инн", "инн контрагента", "инн компании", "налоговый номер", "инн/кпп",
                 "инн / кпп", "бин", "иин", "бин/иин", "иин/бин", "унп", "єдрпоу", "едрпоу", "код едрпоу",
                 "код єдрпоу", "vat", "vat id", "vat number", "vat no", "tax number", "nip", "ein", *neighbours("inn")),
        caller="The caller's INN.",
        on_card=lambda value: message("INN {value} is on the card", value=value),
        differs=message("the INN on the card is another: another legal entity"),
        on_no_card=lambda value: message("INN {value} is on no card", value=value),
        find=find_tax,
        country=_number_country,
        twice=Code(
            "the INN {value} with the same KPP already stands at {where}",
            "merge the two cards, or give each branch its KPP",
            stops="none",
        ),
        branch="kpp",
        branch_of=joined_kpp,
    ),
    Identifier(
        "kpp",
        clean_kpp,
        settles="",
        invalid=Code("the KPP {value} is not valid", "a KPP has nine characters, such as 770701001", stops="none"),
        names=("кпп",),
        headers=("реквизит (россия): кпп", "кпп контрагента", "кпп компании"),
        caller="The caller's KPP: which branch of the legal entity.",
        find=find_kpp,
    ),
    Identifier(
        "ogrn",
        clean_register,
        national=True,
        settles="entity",
        invalid=Code(
            "the OGRN {value} is not valid: {reason}",
            "correct it; until then it is not used to recognise the client",
            stops="none",
        ),
        names=("огрн", "огрнип"),
        headers=("реквизит (россия): огрн", "реквизит (россия): огрнип"),
        caller="The caller's OGRN.",
        on_card=lambda value: message("OGRN {value} is on the card", value=value),
        differs=message("the OGRN on the card is another: another legal entity"),
        on_no_card=lambda value: message("OGRN {value} is on no card", value=value),
        find=find_register,
        country=_number_country,
    ),
    Identifier(
        "email",
        clean_email,
        settles="firm",
        invalid=Code("the e-mail {value} is not valid", "write it as name@company.ru", stops="none"),
        names=("рабочий e-mail", "рабочий email", "e-mail", "почта", "эл почта"),
        headers=("личный email", "частный e-mail", "электронная почта", "адрес электронной почты", "email address",
                 "work email", "другой email", "электронный адрес", "email 1", *neighbours("email")),
        caller="The caller's e-mail address.",
        on_card=lambda value: message("e-mail {value} is on the card", value=value),
        on_no_card=lambda value: message("e-mail {value} is on no card", value=value),
        pattern=r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.)+[^\W\d_]{2,24}",
        personal=True,
        hosted=True,
    ),
    Identifier(
        "phone",
        clean_phone,
        national=True,
        settles="firm",
        invalid=Code(
            "the phone number {value} is not valid: {reason}",
            "write it with the country code, such as +7 495 123-45-67",
            stops="none",
        ),
        names=("рабочий телефон", "телефон", "phone number"),
        headers=("мобильный телефон", "контактный телефон", "тел", "тел.", "office phone", "work phone",
                 "business phone", "main phone", "mobile phone", "mobile", "рабочий прямой телефон", "другой телефон",
                 "телефоны", "моб.", "моб. телефон", "мобильный", "сотовый", "телефон 1", "phone 1",
                 *neighbours("phone")),
        caller="The caller's phone number.",
        on_card=lambda value: message("phone {value} is on the card", value=value),
        on_no_card=lambda value: message("phone {value} is on no card", value=value),
        find=find_phones,
        personal=True,
        country=phone_country,
    ),
    Identifier(
        "website",
        clean_website,
        settles="firm",
        invalid=Code("the website {value} is not valid", "write it as company.ru", stops="none"),
        names=("сайт", "company domain name", "web", "домен"),
        headers=("корпоративный сайт", "веб-сайт", "адрес сайта", "site", "web site", "website url", "url",
                 "интернет-сайт", "www", *neighbours("website")),
        caller="The caller's site.",
        on_card=lambda value: message("site {value} is on the card", value=value),
        on_no_card=lambda value: message("site {value} is on no card", value=value),
        find=find_sites,
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


LONGEST_NOTE = 2_000
_TELLING = re.compile(r"[\d@.]")  # each of them has one of these
# Addresses first, for they may hold digits; sites last, for they may be parts of an address.
_SOUGHT = [each for each in sorted(_ALL, key=lambda one: (one.part, not one.hosted)) if each.find or each.pattern]


@frozen
class InText:
    """What a text holds: ``values`` by kind (``BETWEEN`` several), and the text without them, ``rest``.

    ``invalid``: what was said to be one and is not, with the reason, by kind.
    """

    values: dict[str, str]
    rest: str
    invalid: Mapping[str, tuple[str, Message | None]]


def find_identifiers(text: str, country: str = HOME) -> InText:
    """Identifiers inside a caller note, and the text without them: «Иван, 8 495 555-01-02, ivan@firma.ru»."""
    text = text[:LONGEST_NOTE]
    if not _TELLING.search(text):
        return InText({}, text, {})
    values: dict[str, str] = {}
    invalid: dict[str, tuple[str, Message | None]] = {}
    maybe: list[str] = []
    for each in _SOUGHT:
        found = list(each.find(text, country or HOME) if each.find else _by_pattern(each, text))
        if valid := dict.fromkeys(one.value for one in found if one.value):
            values[each.name] = BETWEEN.join(valid)
            if each.branch and len(valid) == 1:  # of several numbers it cannot be told whose it is
                for one in found:
                    if branch := clean(each.branch, each.branch_of(one.written))[0]:
                        values[each.branch] = branch
        if wrong := next((one for one in found if not one.value), None):
            invalid[each.name] = (wrong.written, wrong.reason)
        if not each.part:  # what was said to be one, and misheard, is no part of the name either
            maybe += [one.written for one in found if one.maybe]
            for one in sorted((one for one in found if not one.maybe), key=lambda one: -one.start):
                text = text[: one.start] + " " + text[one.end :]
    for written in maybe:
        text = text.replace(written, " ", 1)
    return InText(values, text, invalid)


def _by_pattern(each: Identifier, text: str) -> Iterator[Found]:
    for match in re.finditer(each.pattern, text):
        written = next((group for group in match.groups() if group), match[0])
        value, reason = each.clean(written)
        if value or (match.re.groups and match[1]):
            yield Found(match.start(), match.end(), written, value, reason)
