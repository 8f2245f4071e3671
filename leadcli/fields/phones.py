"""Phone numbers, as +digits (E.164), by libphonenumber: in a cell, and in what was noted of a caller.

The library is loaded only for what is not plainly a number of Russia or North America.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import BETWEEN, BETWEEN_GOOGLES, HOME, Cleaned, as_typed, digits_of
from leadcli.fields.found import Found, is_of_something_else

_PLAIN = {  # the plainest writings by country, without blanks and brackets: their last ten digits, and what goes before
    "RU": (re.compile(r"(?:\+7|[78])?([3489]\d{9})"), "+7"),
    "US": (re.compile(r"(?:\+?1)?([2-9]\d\d[2-9]\d{6})"), "+1"),
    "CA": (re.compile(r"(?:\+?1)?([2-9]\d\d[2-9]\d{6})"), "+1"),
}
_BETWEEN = str.maketrans("", "", " ()-")
_SEVERAL = re.compile(rf"[,;/|\n]|{BETWEEN_GOOGLES}|\s(?:и|или|and|or)\s")
# Those that few texts need are compiled where one is met: compiling them took two hundredths of a call.
_EXTENSION = r"(?is)(?:(?<!\s)\s+)?(?:доб|внутр|вн\b|ext|x\s?\d|#).*"
_BEHIND = (  # what stands behind a number, which the library leaves there
    r"(?i)\s*+[,;]?\s*+(?:\(\s*(?:доб|внутр|вн|ext)\w*\.?\s*+:?\s*+\d{1,6}\s*\)"
    r"|(?:доб|внутр|вн|ext)\w*\.?\s*+:?\s*+\d{1,6}\b|\*\s?\d{1,6}\b)"
)
_ENOUGH = re.compile(r"(?:\d[^\w@]{0,3}){7}")  # digits of a number: what has none of it is not looked at
_INTERNATIONAL = r"(?<![\w+])\+\d[\d ()\-]{6,20}\d(?!\d)"
_TOLD = r"(?i)(?:тел|phone|tel|моб|сот|mob|fax|факс)\w*[.:\s№-]*$"


def clean_phone(text: str, country: str = HOME) -> Cleaned:
    """A phone of a country as +digits, without its extension; of several in one cell each.

    8 (4842) 55-00-00 and 4842550000 are Russian, 617-555-0103 is American; a number without area code is not valid.
    """
    tidy, fault = as_typed(text)
    if fault:
        return "", fault
    quick = plain_phone(tidy, country)
    if quick:
        return quick, None
    parts = [part for part in _SEVERAL.split(tidy) if part]
    numbers = [number for part in parts if (number := _one(part, country))]
    if not numbers:
        numbers = [found.value for found in find_phones(tidy, country)]
    if numbers:
        return BETWEEN.join(dict.fromkeys(numbers)), None
    return "", message("it has {count} digits", count=len(digits_of(tidy)))


def plain_phone(text: str, country: str) -> str:
    """What the library would say of the plainest writings, ten times sooner; ``""`` for all others."""
    known = _PLAIN.get(country)
    if known is None:
        return ""
    found = known[0].fullmatch(text.translate(_BETWEEN))
    return f"{known[1]}{found[1]}" if found else ""


def library_phone(text: str, country: str) -> str:
    """One number as +digits by the library, if its country has numbers of this length; else ``""``."""
    import phonenumbers

    try:
        number = phonenumbers.parse(text, country)
    except phonenumbers.NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return ""
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


def _one(text: str, country: str) -> str:
    main = re.sub(_EXTENSION, "", text)
    if len(digits_of(main)) < 7:
        return ""
    found = plain_phone(main.strip(), country) or library_phone(main, country)
    if not found and main.strip().startswith("00"):
        found = library_phone(f"+{digits_of(main)[2:]}", country)
    return found


def find_phones(text: str, country: str = HOME) -> Iterator[Found]:
    """The phones in a text: numbers that the country has in use, and any that begin with +.

    Dates, times, and what is said to be the number of something else are none.
    """
    if not _ENOUGH.search(text):
        return
    from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher, format_number

    taken: list[tuple[int, int]] = []
    for match in PhoneNumberMatcher(text, country, leniency=Leniency.VALID):
        told = match.raw_string.startswith("+") or re.search(_TOLD, text[: match.start])
        if not told and is_of_something_else(text, match.start, match.end):
            continue
        more = re.match(_BEHIND, text[match.end :])
        end = match.end + (more.end() if more else 0)
        taken.append((match.start, end))
        yield Found(match.start, end, text[match.start : end], str(format_number(match.number, PhoneNumberFormat.E164)))
    for plus in re.finditer(_INTERNATIONAL, text):
        if not any(start < plus.end() and plus.start() < end for start, end in taken):
            value = _one(plus[0], country)
            if value:
                yield Found(plus.start(), plus.end(), plus[0], value)


def phone_country(value: str) -> tuple[str, Message] | None:
    """The country that a phone shows, with the words for it."""
    number = value.partition(BETWEEN)[0]
    if re.match(r"\+7[3489]", number):
        code = "RU"
    else:
        import phonenumbers

        code = phonenumbers.region_code_for_number(phonenumbers.parse(number)) or ""
    if not re.fullmatch("[A-Z]{2}", code):
        return None
    if code == "RU":
        return code, message("a Russian phone number: RU")
    return code, message("the phone number is of {country}", country=code)
