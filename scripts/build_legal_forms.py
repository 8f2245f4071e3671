"""Makes leadcli/names/tables/legal_forms.json from rigour's table of organisation types (MIT).

    python scripts/build_legal_forms.py        (needs rigour 0.10 in the environment)

Out: alias (as compared: casefolded, ё as е, no dots, quotes or hyphens) -> canonical class. Short foreign aliases that are Russian
words or parts of names are left out; Russian state forms that rigour lacks are added.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from rigour.data.names.org_types import ORG_TYPES

OUT = Path(__file__).parent.parent / "leadcli" / "names" / "tables" / "legal_forms.json"
# Russian words, prepositions and everyday abbreviations among the aliases; weak words, which carry meaning.
NOT_FORMS = {
    "да",
    "но",
    "во",
    "го",
    "га",
    "од",
    "ет",
    "ед",
    "пр",
    "пк",
    "пп",
    "пт",
    "ро",
    "бо",
    "дп",
    "кд",
    "ад",
    "со",
    "ку",
    "ту",
    "гу",
    "мо",
    "фо",
    "на",
    "по",
    "до",
    "за",
    "из",
    "от",
    "ко",
    "се",
    "са",
    "те",
    "ля",
    "ги",
    "ка",
    "детский сад",
    "научный центр",
    "группа",
    "холдинг",
    "компания",
    "завод",
    "банк",
    "фирма",
    "корпорация",
    "общество",
    "товарищество",
    "организация",
    "трест",
    "концерн",
    "group",
    "holding",
    "company",
    "bank",
    "corporation",
    "firm",
    "trust",
    "of",
    "and",
    "the",
    "co",
    "sa",
    "as",
    "ab",
    "at",
    "ad",
    "ag",
    "sp",
    "se",
    "pt",
    "pk",
    "go",
    "ip",
    "mc",
    "nv",
    "oy",
    "ks",
    "kk",
    "is",
    "ev",
    "si",
    "sc",
}
KEEP = {
    "ag": "ag",
    "sa": "sa",
    "ab": "ab",
    "oy": "oy",
    "as": "as",
    "nv": "nv",
    "se": "se",
    "co": "co",
    "kk": "kk",
    "corp": "corp",
    "corporation": "corp",
    "company": "co",
    "bv": "bv",
    "kg": "kg",
    "ag & co": "ag",
}
RUSSIAN = {
    "ооо": "ooo", "о о о": "ooo", "000": "ooo", "ooo": "ooo", "общество с ограниченной ответственностью": "ooo", "llc": "ooo", "ltd": "ltd",
    "обществом с ограниченной ответственностью": "ooo", "общества с ограниченной ответственностью": "ooo",
    "обществу с ограниченной ответственностью": "ooo", "обществе с ограниченной ответственностью": "ooo",
    "общество с ограниченной ответсвенностью": "ooo", "ооо тд": "", "осоо": "ooo",
    "ао": "ao", "акционерное общество": "ao", "акционерного общества": "ao", "акционерному обществу": "ao", "акционерным обществом": "ao",
    "пао": "pao", "публичное акционерное общество": "pao", "публичного акционерного общества": "pao", "публичным акционерным обществом": "pao",
    "зао": "zao", "закрытое акционерное общество": "zao", "закрытого акционерного общества": "zao", "з а о": "zao",
    "оао": "oao", "открытое акционерное общество": "oao", "открытого акционерного общества": "oao", "о а о": "oao",
    "нао": "nao", "непубличное акционерное общество": "nao", "jsc": "ao", "pjsc": "pao", "ojsc": "oao", "cjsc": "zao", "ao": "ao", "pao": "pao",
    "zao": "zao", "oao": "oao", "ип": "ip", "индивидуальный предприниматель": "ip", "индивидуального предпринимателя": "ip", "чп": "ip",
    "фгуп": "fgup", "федеральное государственное унитарное предприятие": "fgup", "гуп": "gup", "государственное унитарное предприятие": "gup",
    "муп": "mup", "муниципальное унитарное предприятие": "mup", "ано": "ano", "автономная некоммерческая организация": "ano", "нко": "nko",
    "кфх": "kfh", "крестьянское фермерское хозяйство": "kfh", "снт": "snt", "днт": "snt", "тсж": "tsj", "гск": "gsk", "жск": "jsk",
    "ассоциация": "", "унп": "", "чуп": "chup", "одо": "odo", "тоо": "too", "товарищество с ограниченной ответственностью": "too",
    "пк ": "", "спк": "spk", "сельскохозяйственный производственный кооператив": "spk", "гау": "gu", "гбу": "gu", "гку": "gu", "фгбу": "gu",
    "фгку": "gu", "фгау": "gu", "мбу": "gu", "мку": "gu", "мау": "gu", "обу": "gu", "огбу": "gu",
    "мбоу": "gu", "моу": "gu", "гбоу": "gu", "мбоу сош": "gu", "маоу": "gu", "мкоу": "gu", "гоу": "gu", "мдоу": "gu", "мбдоу": "gu",
    "мадоу": "gu", "фгбоу": "gu", "фгбоу во": "gu", "фгаоу": "gu", "фгаоу во": "gu", "гбоу во": "gu", "гбпоу": "gu", "чоу": "gu",
    "гбуз": "gu", "фгбуз": "gu", "гауз": "gu", "огбуз": "gu", "гуз": "gu", "муз": "gu", "мбуз": "gu", "окуз": "gu", "чуз": "gu",
    "муниципальное бюджетное общеобразовательное учреждение": "gu", "государственное бюджетное общеобразовательное учреждение": "gu",
    "государственное бюджетное учреждение здравоохранения": "gu", "государственное бюджетное учреждение": "gu",
    "федеральное государственное бюджетное учреждение": "gu", "муниципальное бюджетное учреждение": "gu",
    "федеральное государственное бюджетное образовательное учреждение высшего образования": "gu",
    "муниципальное автономное общеобразовательное учреждение": "gu", "администрация": "",
}  # fmt: skip


# Russian forms as they are written in Latin letters. Not ИП: IP begins names of its own.
LATIN = {"ооо": "ooo", "ао": "ao", "пао": "pao", "оао": "oao", "зао": "zao", "спк": "spk", "фгуп": "fgup", "муп": "mup"}


def normal(text: str) -> str:
    text = text.casefold().replace("ё", "е")
    text = re.sub(r"(?<=\b\w)\.(?=\w\b)|\.", "", text)
    return " ".join(re.sub(r"[^\w&]+", " ", text).split())


def main() -> None:
    found: dict[str, str] = {}
    for spec in ORG_TYPES:
        canonical = normal(str(spec.get("compare") or spec.get("display") or (spec.get("aliases") or [""])[0])).replace(
            " ", "_"
        )
        for alias in [*(spec.get("aliases") or []), spec.get("display") or ""]:
            key = normal(alias)
            cyrillic = bool(re.search("[а-я]", key))
            if not re.fullmatch(r"[a-zà-ÿ0-9а-я& ]+", key) or key in NOT_FORMS or (len(key) < 3 and key not in KEEP):
                continue
            if cyrillic and len(key) <= 3:
                continue  # the Russian ones of three letters are listed above; the others are words
            found[key] = canonical
    found |= KEEP
    found |= RUSSIAN
    found |= {latin: found[form] for form, latin in LATIN.items() if form in found}
    found = {key: value for key, value in sorted(found.items()) if value and key}
    OUT.write_text(json.dumps(found, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(len(found), "forms", max(len(k.split()) for k in found), "words at most")


if __name__ == "__main__":
    main()
