"""Tax and register numbers in a text: by the word beside them, or alone where checksum and shape tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache

from leadcli.fields.cleaners import HOME, Cleaned, clean_kpp, digits_of
from leadcli.fields.found import Found, is_of_something_else
from leadcli.fields.tax_numbers import TELLING, clean_inn, clean_ogrn, code_of, joined_kpp, plain_letters

# How the numbers are called, with the country whose word it is; "" is that of the caller.
_TAX_WORDS: tuple[tuple[str, str], ...] = (
    (r"инн|inn(?=\W*\d)|tax\s?(?:id|no|number|reg)\.?|tin(?=\W*\d)|налоговый\s(?:номер|код)|"
     r"ідн|vat(?:\s?(?:id|no|reg|number))*\.?", ""),
    (r"бин|иин|жсн|бсн|bin(?=\W*\d)|iin|bsn(?=\W*\d{12})", "KZ"),
    (r"унп|унн|unp", "BY"),
    (r"[єеэ]дрпоу|егрпоу|edrpou|рнокпп|іпн|ипн", "UA"),
    (r"nip|нип", "PL"),
    (r"ein|fein", "US"),
    (r"стир|stir|инпс", "UZ"),
    (r"idno", "MD"),
    (r"siren|siret|n°?\s?tva|tva", "FR"),
    (r"ust-?id(?:-?nr)?\.?|umsatzsteuer-?id|mwst-?nr\.?", "DE"),
    (r"uid(?=\W*atu)", "AT"),
    (r"uid(?=\W*che)", "CH"),
    (r"p\.?\s?iva|partita\siva", "IT"),
    (r"cif|nif", "ES"),
    (r"nipc", "PT"),
    (r"btw(?:-?(?:nr|nummer|id))?\.?", "NL"),
    (r"y-tunnus|alv(?:-nro)?", "FI"),
    (r"cvr(?:-?nr)?\.?", "DK"),
    (r"org\.?\s?-?nr\.?|organisationsnummer", "SE"),
    (r"orgnr|organisasjonsnummer", "NO"),
    (r"kmkr", "EE"),
    (r"pvm(?:\skodas)?", "LT"),
    (r"pvn", "LV"),
    (r"dič|dic|ičo|ico", "CZ"),
    (r"oib", "HR"),
    (r"pib|пиб", "RS"),
    (r"adószám", "HU"),
    (r"cui", "RO"),
    (r"αφμ|afm", "GR"),
    (r"vkn|vergi\s?no", "TR"),
    (r"v[öo]en|воен", "AZ"),
    (r"cnpj", "BR"),
    (r"cuit", "AR"),
    (r"rfc", "MX"),
    (r"abn|acn", "AU"),
    (r"ird|nzbn", "NZ"),
    (r"gstin|gst(?:\sno)?", "IN"),
    (r"uen", "SG"),
    (r"uscc|统一社会信用代码", "CN"),
    (r"法人番号", "JP"),
)  # fmt: skip
_REGISTER_WORDS: tuple[tuple[str, str], ...] = (
    (r"огрн(?:ип)?|ogrn(?:ip)?", "RU"),
    (r"regon", "PL"),
    (r"registrikood|reg\.?\s?kood", "EE"),
    (r"firmenbuch(?:-?(?:nr|nummer))?\.?|fn(?=\s?\d{5,6}\s?[a-z]\b)", "AT"),
    (r"matična(?:\sštevilka)?", "SI"),
)
_KPP_WORDS = ((r"кпп|kpp(?=\W*\d)", "RU"),)
_NUMBER = r"(?P<number>(?:[A-Za-z]{1,4}[ .-]?)?\d[\dA-Za-z]*(?:[ .\-/]{1,3}[\dA-Za-z]*\d[\dA-Za-z]*){0,6})"
_BARE = r"(?<![\w+@/.-])(?:[A-Z]{2,3}[ -]?)?\d[\dA-Z]*(?:[./-]\d[\dA-Z]*){0,4}(?![\w@]|[./-]\d)"
_WITH_KPP = r"(?<![\w+@/.-])\d{10}\s{0,2}(?P<between>[/\\|,;]?)\s{0,2}\d{4}[\dA-Z]{2}\d{3}(?![\w@]|[./-]\d)"
_SPACED = r"(?<![\w+@/.-])(?!NO\b)[A-Z]{2}[ -]?\d[\dA-Z]*(?: [\dA-Z]*\d[\dA-Z]*){1,4}(?![\w@]|[./-]\d)"
_LEAST = 9  # digits of a number that may be known without a word


@cache  # compiled where a number is met: not every caller has one
def _words(words: tuple[tuple[str, str], ...]) -> re.Pattern[str]:
    """One expression for all words before a number."""
    groups = "|".join(f"({pattern})" for pattern, _ in words)
    return re.compile(
        rf"(?<!\w)(?:{groups})(?![^\W\d_])(?:\s*+/\s*(?:кпп|kpp))?\s*+(?:№|n°|no\.?|nr\.?|#)?\s*+[:=]?\s*+{_NUMBER}",
        re.IGNORECASE,
    )


def _country(match: re.Match[str], words: tuple[tuple[str, str], ...]) -> str:
    """The country whose word stands before a number; ``""`` where it is no country's own."""
    return next(country for (_, country), said in zip(words, match.groups(), strict=False) if said)


def clean_tax(text: str, country: str = HOME) -> Cleaned:
    """A tax number in a cell or an option: bare, or with its word before it, which may tell the country."""
    said = None if text.isascii() and text.isdigit() else _words(_TAX_WORDS).match(text.strip())
    return (
        clean_inn(text.strip()[said.start("number") :], _country(said, _TAX_WORDS) or country)
        if said
        else clean_inn(text, country)
    )


def clean_register(text: str, country: str = HOME) -> Cleaned:
    """A register number, likewise."""
    said = None if text.isascii() and text.isdigit() else _words(_REGISTER_WORDS).match(text.strip())
    return clean_ogrn(said["number"], _country(said, _REGISTER_WORDS)) if said else clean_ogrn(text, country)


def find_tax(text: str, country: str = HOME) -> Iterator[Found]:
    """The tax numbers in a text. One with its word that is not valid is told with the reason."""
    taken: list[tuple[int, int]] = []
    for match in _words(_TAX_WORDS).finditer(text):
        found = _said(match, _country(match, _TAX_WORDS) or country, clean_inn)
        if found:
            taken.append((found.start, found.end))
            yield found
    for match in re.finditer(_WITH_KPP, text):
        if _free(match, taken) and (match["between"] or country == "RU") and joined_kpp(match[0]):
            value, _ = clean_inn(match[0][:10], "RU")
            if value and not is_of_something_else(text, match.start(), match.end()):
                taken.append(match.span())
                yield Found(match.start(), match.end(), match[0], value)
    for match in (*re.finditer(_SPACED, text), *re.finditer(_BARE, text)):
        if not _free(match, taken):
            continue
        value = _bare(match[0], country)
        if value:
            taken.append(match.span())
        if value and not is_of_something_else(text, match.start(), match.end()):
            yield Found(match.start(), match.end(), match[0], value, maybe=len(match[0]) == 10)


def _free(match: re.Match[str], taken: Iterable[tuple[int, int]]) -> bool:
    """Whether what was found stands in nothing that was found before."""
    return not any(start < match.end() and match.start() < end for start, end in taken)


def find_register(text: str, country: str = HOME) -> Iterator[Found]:
    """The register numbers in a text: with a word, or an OGRN alone."""
    taken: list[tuple[int, int]] = []
    for match in _words(_REGISTER_WORDS).finditer(text):
        found = _said(match, _country(match, _REGISTER_WORDS), clean_ogrn)
        if found:
            taken.append((found.start, found.end))
            yield found
    for match in re.finditer(r"(?<![\w+])(?:\d{13}|\d{15})(?!\w)", text):
        value, _ = clean_ogrn(match[0])
        if value and _free(match, taken):
            yield Found(match.start(), match.end(), match[0], value)


def find_kpp(text: str, country: str = HOME) -> Iterator[Found]:
    """The KPPs in a text: with their word only."""
    for match in _words(_KPP_WORDS).finditer(text):
        found = _said(match, country, lambda number, _: clean_kpp(number))
        if found:
            yield found


def _said(match: re.Match[str], country: str, clean: Callable[[str, str], Cleaned]) -> Found | None:
    """What stands behind the word: as much of the run as is a number; else its first part, with the reason."""
    run = match["number"]
    ends = [len(run), *(gap.start() for gap in reversed(list(re.finditer(r"[ /]+", run))))]
    for end in ends:
        value, _ = clean(run[:end], country)
        if value:
            return Found(match.start(), match.start("number") + end, run[:end], value)
    whole = len(digits_of(run)) <= 15 and not run.count(" ") > 3
    written = run if whole else run[: ends[-1]]
    if len(digits_of(written)) < 5:
        return None
    _, reason = clean(written, country)
    return Found(match.start(), match.start("number") + len(written), written, "", reason)


def _bare(text: str, country: str) -> str:
    """The tax number that a bare one is by its shape and checksum; ``""`` if it may as well be anything else."""
    digits = digits_of(text)
    if len(digits) < _LEAST - 1:
        return ""
    if digits == text:
        if len(digits) in (10, 12) and (country in ("RU", "KZ") or len(digits) == 12):
            return clean_inn(text, country)[0]
        return clean_inn(text, country)[0] if len(digits) >= _LEAST and country in TELLING and country != "RU" else ""
    letters = plain_letters(text)
    if letters[:2].isalpha():
        named = code_of(letters[:2])
        return clean_inn(text, named)[0] if named in TELLING and named != "RU" else ""
    own = country in TELLING and country != "RU"
    shaped = country == "US" and re.fullmatch(r"\d\d-\d{7}", text)
    return clean_inn(text, country)[0] if own or shaped else ""
