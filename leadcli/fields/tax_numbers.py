"""Numbers by which the state knows a company, of all countries: its tax number and its number in the register.

A Russian INN or OGRN is its digits. A number of another country is that country's code and the number as its tax office
writes it: KZ940140000385, PL5260250274, EL094259216 (Greece, as in VAT numbers), CHE116281710. Thus numbers of two
countries never meet. Each country has one kind of tax number here, so that two of them can be compared: what is in it
(a French SIREN or SIRET, a Swedish organisationsnummer, an Australian ACN) is turned into it. Checked by python-stdnum,
a module a country, loaded when it is met; Kazakhstan's, and the lengths of countries that it lacks, are here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from importlib import import_module
from operator import mul
from typing import Any

from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import HOME, Cleaned, as_typed, digits_of, unwrapped
from leadcli.names.scripts import plain

# By country (ISO 3166) the modules of stdnum; the first says how the number is written, the others are turned into it.
TAX: dict[str, tuple[str, ...]] = {
    "AD": ("ad.nrt",), "AL": ("al.nipt",), "AR": ("ar.cuit",), "AT": ("at.uid",), "AU": ("au.abn", "au.acn"),
    "AZ": ("az.voen",), "BE": ("be.vat",), "BG": ("bg.vat",), "BR": ("br.cnpj",), "BY": ("by.unp",), "CA": ("ca.bn",),
    "CH": ("ch.uid", "ch.vat"), "CL": ("cl.rut",), "CN": ("cn.uscc",), "CO": ("co.nit",), "CR": ("cr.cpj",),
    "CY": ("cy.vat",), "CZ": ("cz.dic",), "DE": ("de.vat",), "DK": ("dk.cvr",), "DO": ("do.rnc",), "DZ": ("dz.nif",),
    "EC": ("ec.ruc",), "EE": ("ee.kmkr",), "EG": ("eg.tn",), "ES": ("es.nif",), "FI": ("fi.alv",), "FO": ("fo.vn",),
    "FR": ("fr.tva", "fr.siren", "fr.siret"), "GB": ("gb.vat",), "GH": ("gh.tin",), "GN": ("gn.nifp",),
    "GR": ("gr.vat",), "GT": ("gt.nit",), "HR": ("hr.oib",), "HU": ("hu.anum",), "ID": ("id.npwp",), "IE": ("ie.vat",),
    "IL": ("il.hp",), "IN": ("in_.gstin",), "IS": ("is_.kennitala",), "IT": ("it.iva",), "JP": ("jp.cn",),
    "KE": ("ke.pin",), "KR": ("kr.brn",), "LT": ("lt.pvm",), "LU": ("lu.tva",), "LV": ("lv.pvn",), "MA": ("ma.ice",),
    "MC": ("mc.tva",), "MD": ("md.idno",), "ME": ("me.pib",), "MK": ("mk.edb",), "MT": ("mt.vat",), "MX": ("mx.rfc",),
    "MZ": ("mz.nuit",), "NL": ("nl.btw",), "NO": ("no.mva", "no.orgnr"), "NZ": ("nz.ird",), "PE": ("pe.ruc",),
    "PL": ("pl.nip",), "PT": ("pt.nif",), "PY": ("py.ruc",), "RO": ("ro.cui",), "RS": ("rs.pib",), "SE": ("se.vat",
    "se.orgnr"), "SG": ("sg.uen",), "SI": ("si.ddv",), "SK": ("sk.dph",), "SM": ("sm.coe",), "SN": ("sn.ninea",),
    "SV": ("sv.nit",), "TH": ("th.tin",), "TN": ("tn.mf",), "TR": ("tr.vkn",), "TW": ("tw.ubn",),
    "UA": ("ua.edrpou", "ua.rntrc"), "US": ("us.ein",), "UY": ("uy.rut",), "VE": ("ve.rif",), "VN": ("vn.mst",),
    "ZA": ("za.tin",),
}  # fmt: skip
REGISTER: dict[str, tuple[str, ...]] = {
    "AT": ("at.businessid",), "EE": ("ee.registrikood",), "PL": ("pl.regon",), "RO": ("ro.onrc",),
    "SI": ("si.maticna",),
}  # fmt: skip
LENGTHS = {"AM": (8,), "GE": (9, 11), "KG": (14,), "TJ": (9,), "TM": (12,), "UZ": (9,)}  # no checksum is published
TELLING = frozenset(TAX) - {
    "US",
    "GH",
    "GN",
    "SN",
    "CR",
    "SM",
}  # the rest has no checksum: a bare number proves nothing
_AS_TAX: dict[str, Callable[[Any, str], str]] = {
    "au.acn": lambda module, number: str(module.to_abn(number)),
    "fr.siren": lambda module, number: str(module.to_tva(number)).replace(" ", ""),
    "fr.siret": lambda module, number: str(module.to_tva(number)).replace(" ", ""),
    "no.orgnr": lambda _, number: f"{number}MVA",
    "se.orgnr": lambda _, number: f"{number}01",
    "ch.vat": lambda _, number: re.sub(r"(?:MWST|TVA|IVA|TPV)$", "", number),
}
_PREFIXES = {"GR": "EL", "CH": ""}  # of values; CHE stands in a Swiss number itself
_PREFIXED = re.compile(r"([A-Z]{2})[\s:.-]*(?=[A-Z\d*+])")
# Weights of the digits of an INN before the one that they check: of fewer digits the last ones.
_OF_INN = (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)
_JOINED = re.compile(r"\D*(\d{9,12})(?:\s*(?:[/\\|,;]|кпп)|\s)\D*(\d{8,9}|\d{4}[\dA-Z]{2}\d{3})\s*", re.IGNORECASE)


def clean_inn(text: str, country: str = HOME) -> Cleaned:
    """A tax number of a country, or of another one whose code it begins with.

    A Russian INN or a number of Kazakhstan is known by its checksum in every country. With a KPP behind it in the same
    cell it is read alone: see ``joined_kpp``.
    """
    tidy, fault = as_typed(text)
    if fault:
        return "", fault
    if country == "RU" and len(tidy) in (10, 12) and tidy.isascii() and tidy.isdigit() and _checked_inn(tidy):
        return tidy, None
    if joined := _JOINED.fullmatch(tidy):
        tidy = joined[1]
    letters = plain_letters(tidy)
    if (prefix := _PREFIXED.match(letters)) and (named := code_of(prefix[1])) and named != "RU":
        value, reason = _foreign(letters, named)
        if value or named == country:
            return value, reason
    if country != "RU":
        value, reason = _foreign(letters, country)
        if value:
            return value, None
    digits = digits_of(tidy)
    value, of_russia = _russian(f"0{digits}" if country == "RU" and _zero_lost(digits) else digits)
    if not value and len(digits) == 12 and country != "KZ":
        value = f"KZ{digits}" if _checked_bin(digits) else ""
    return (value, None) if value else ("", of_russia if country == "RU" else reason)


def clean_ogrn(text: str, country: str = HOME) -> Cleaned:
    """A Russian OGRN (13 digits) or OGRNIP (15), or a number in another country's register.

    The last digit of an OGRN is the rest of the others modulo 11 or 13.
    """
    tidy, fault = as_typed(text)
    if fault:
        return "", fault
    digits = digits_of(tidy)
    if len(digits) in (13, 15) and digits.strip("0") and int(digits[:-1]) % (len(digits) - 2) % 10 == int(digits[-1]):
        return digits, None
    letters = plain_letters(tidy)
    prefix = _PREFIXED.match(letters)
    named = code_of(prefix[1]) if prefix else ""
    for each in (named, country):
        for name in REGISTER.get(each, ()):
            value, _ = _checked(name, letters.removeprefix(each).strip() if each == named else letters)
            if value:
                return f"{each}{value}", None
    return "", message("its checksum is wrong")


def joined_kpp(text: str) -> str:
    """What stands behind the INN in the same cell, as in 7708503727/770801001; ``""`` if nothing does."""
    joined = _JOINED.fullmatch(unwrapped(text))
    return joined[2] if joined else ""


def country_of_number(value: str) -> str:
    """The country whose number a value is."""
    return "RU" if value[:1].isdigit() else code_of(value[:2])


def code_of(prefix: str) -> str:
    """The country that a prefix of a number stands for; ``""`` if none does."""
    code = {"EL": "GR", "XI": "GB"}.get(prefix, prefix)
    return code if code in TAX or code in LENGTHS or code in ("RU", "KZ") else ""


def plain_letters(text: str) -> str:
    """A number with its letters, in capitals; digits of any script are plain ones."""
    return (text if text.isascii() else plain(text)).upper().strip()


# --- Russia and Kazakhstan ------------------------------------------------------------------------------------------
def _russian(digits: str) -> Cleaned:
    """An INN: 10 digits (companies) or 12 (persons), the last ones a weighted sum modulo 11 (FNS order MMV-7-6/435)."""
    if len(digits) not in (10, 12):
        return "", message("it has {count} digits, an INN has 10 or 12", count=len(digits))
    if not digits.strip("0"):
        return "", message("it is all zeros")
    return (digits, None) if _checked_inn(digits) else ("", message("its checksum is wrong"))


def _zero_lost(digits: str) -> bool:
    """Whether a spreadsheet took an INN for a number and its leading zero is gone."""
    return len(digits) in (9, 11) and _checked_inn(f"0{digits}")


def _checked_inn(digits: str) -> bool:
    d = [int(c) for c in digits]
    checked = (9,) if len(d) == 10 else (10, 11)  # digits that are told by those before them
    return any(d) and all(_weighed(_OF_INN[-place:], d) % 10 == d[place] for place in checked)


def _checked_bin(digits: str) -> bool:
    """A BIN or IIN of Kazakhstan: year and month, then a weighted sum modulo 11, weighed anew where that is 10."""
    if not 1 <= int(digits[2:4]) <= 12:
        return False
    d = [int(c) for c in digits]
    rest = _weighed(range(1, 12), d)
    return (_weighed((3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2), d) if rest == 10 else rest) == d[11]


def _weighed(weights: Sequence[int], digits: Sequence[int]) -> int:
    """The weighted sum of the first digits modulo 11."""
    total: int = sum(map(mul, weights, digits))
    return total % 11


# --- other countries ------------------------------------------------------------------------------------------------
def _foreign(letters: str, country: str) -> Cleaned:
    """A number of a country other than Russia, with or without its code before it."""
    own = _PREFIXES.get(country, country)
    without = re.sub(rf"^(?:{country}|{own})[\s:.-]*", "", letters) if country != "CH" else letters
    reason = message("it is no tax number of {country}", country=country)
    if country == "KZ" or country in LENGTHS:
        digits = digits_of(without)
        fits = len(digits) == 12 and _checked_bin(digits) if country == "KZ" else len(digits) in LENGTHS[country]
        return (f"{country}{digits}", None) if fits and not re.search("[^\\d\\s./-]", without) else ("", reason)
    wrong: Message | None = None
    for name in TAX.get(country, ()):
        for text in dict.fromkeys((without, letters)):
            value, fault = _checked(name, text)
            if value:
                return f"{own}{value.removeprefix(own)}", None
            wrong = wrong or fault
    return "", wrong or reason


def _checked(name: str, text: str) -> Cleaned:
    """A number by a module of stdnum, turned into the country's own kind; a reason only if its checksum is wrong."""
    from stdnum.exceptions import InvalidChecksum, ValidationError

    module = _module(name)
    try:
        value = str(module.validate(text))
    except InvalidChecksum:
        return "", message("its checksum is wrong")
    except (ValidationError, ValueError):  # some modules trust that what has the length is made of digits
        return "", None
    turn = _AS_TAX.get(name)
    return (turn(module, value) if turn else value), None


@cache
def _module(name: str) -> Any:
    return import_module(f"stdnum.{name}")
