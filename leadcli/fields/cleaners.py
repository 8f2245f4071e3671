"""Values of identifiers in their one writing: what is valid, and why the rest is not.

Those that differ from country to country have modules of their own: ``tax_numbers`` and ``phones``.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from leadcli.domain.messages import Message, message
from leadcli.names.scripts import plain

Cleaned = tuple[str, Message | None]  # the value in its one writing; or "" and why it is not valid
HOME = "RU"  # the country whose numbers are written without a word for it, where nothing says another
BETWEEN = ", "  # between several values of one kind, where a card or a caller has more than one
BETWEEN_GOOGLES = ":::"  # between those of a cell of Google's contacts

ABSENT = frozenset({"не указан", "не указано", "none", "null", "not set", "n/a"})  # where a program found no value
NOTHING = ABSENT | {  # what is written where there is no value; of a name some of it would be one
    "", "-", "–", "—", "--", "0", "нет", "отсутствует", "н/д", "б/н", "nan", "na", "no", "unknown", "неизвестно",
}  # fmt: skip
_WHOLE = re.compile(r"(\d+)[.,]0+")
_SCIENTIFIC = re.compile(r"(\d)[.,](\d+)[Ee]\+?(\d{1,2})")
_FORMULA = re.compile(r"""=(?:HYPERLINK\(\s*)?"([^"]*)"(?:\s*[;,)].*)?""", re.IGNORECASE | re.DOTALL)
_AROUND = " \t\r\n\u00a0\u202f\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"  # blanks, and what nobody sees
_ADDRESS = re.compile(r"[^@\s,;]{1,64}@(?:[^@\s.,;/]{1,63}\.)+[^@\s.,;/\d]{2,24}")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+(?:[^\W\d_]{2,24}|xn--[\w-]+)")
_PARTS = re.compile(rf"(?:[\s,;|]|{BETWEEN_GOOGLES})+")


def whole_number(text: str) -> str:
    """A whole number that a spreadsheet took for a fraction, without the zeros after it (901.0); else the text."""
    found = _WHOLE.fullmatch(text)
    return found[1] if found else text


def each_of(value: str) -> list[str]:
    """The values of a kind where several stand in one field."""
    return value.split(BETWEEN) if value else []


def digits_of(text: str) -> str:
    """The digits of a text, of any script."""
    if text.isascii():
        return text if text.isdigit() else "".join([c for c in text if c in "0123456789"])
    return "".join([c for c in plain(text) if c in "0123456789"])


def unwrapped(text: str) -> str:
    """A value without what exports put around one so that a spreadsheet keeps it: ="…", an apostrophe, quotes."""
    tidy = text.strip(_AROUND)
    if tidy[:1].isalnum():
        return tidy
    if formula := _FORMULA.fullmatch(tidy):
        tidy = formula[1].strip(_AROUND)
    if tidy[:1] in "'’`":
        tidy = tidy[1:].strip(_AROUND)
    if tidy[:1] + tidy[-1:] in ('""', "''", "«»", "“”", "„“"):
        tidy = tidy[1:-1].strip(_AROUND)
    return tidy


def as_typed(text: str) -> Cleaned:
    """A number without what a spreadsheet did to it: 7701234567.0 and 7,701234567E+09 are 7701234567.

    Of 7,70123E+09 the last digits are lost; that is the fault then.
    """
    tidy = text.strip()
    if "E" not in tidy.upper() and "0" not in tidy[-1:]:
        return tidy, None
    if (whole := whole_number(run := "".join(tidy.split()))) != run:
        return whole, None
    if short := _SCIENTIFIC.fullmatch(tidy):
        digits, size = short[2], int(short[3])
        if len(digits) < size or digits[size:].strip("0"):
            return "", message("a spreadsheet has cut its digits off: {value}", value=tidy)
        return short[1] + digits[:size], None
    return tidy, None


def clean_kpp(text: str) -> Cleaned:
    """A KPP: four digits, two digits or capital letters, three digits."""
    tidy = re.sub(r"[\s-]", "", as_typed(text)[0]).upper()
    if re.fullmatch(r"\d{8}", tidy):  # its leading zero is gone
        tidy = f"0{tidy}"
    return (tidy, None) if re.fullmatch(r"\d{4}[\dA-Z]{2}\d{3}", tidy) else ("", message("it does not look like a KPP"))


def clean_email(text: str) -> Cleaned:
    """An e-mail address in lower case; of several in one cell each."""
    if found := _several(text, _one_email):
        return found
    among = [_one_email(address) for address in _ADDRESS.findall(text)]  # «Иван <ivan@company.ru> (раб.)»
    return (BETWEEN.join(dict.fromkeys(among)), None) if among and all(among) else ("", message("it is not name@host"))


def clean_website(text: str) -> Cleaned:
    """A site as its host, without www; of several in one cell each."""
    return _several(text, _one_website) or ("", message("it is not a host name"))


def _several(text: str, one: Callable[[str], str]) -> Cleaned | None:
    whole = one(text)
    if whole:
        return whole, None
    parts = [one(part) for part in _PARTS.split(text.strip()) if part]
    return (BETWEEN.join(dict.fromkeys(parts)), None) if parts and all(parts) else None


def _one_email(text: str) -> str:
    tidy = text.strip().strip("<>").casefold().removeprefix("mailto:")
    return tidy if _ADDRESS.fullmatch(tidy) else ""


def _one_website(text: str) -> str:
    tidy = re.sub(r"^[a-z]+://", "", text.strip().casefold()).split("/")[0].split("?")[0].split(":")[0].rstrip(".")
    tidy = tidy.removeprefix("www.")
    return tidy if _HOST.fullmatch(tidy) else ""


def clean_city(text: str, address: bool) -> str:
    """A city as it stands, or the one that an address tells; ``""`` where that is not certain.

    ``address``: whether it stands in a column of addresses; else it is one where it has a number or a street.
    """
    from leadcli.fields.rows.addresses import city_in, is_address  # of cards alone

    return city_in(text) or ("" if address or is_address(text) else text)
