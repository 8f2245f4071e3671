"""Makes leadcli/names/tables/company_words.txt and general_words.txt: how common words are in names, and in general.

    python scripts/build_word_frequencies.py listed_companies.csv.gz name-suggestion-index-8.0.20260918.tgz

Sources: 46,964 names of listed companies (FinanceDatabase, MIT); the names of our half of the organisations of
name-suggestion-index (BSD-3-Clause, see ``build_real_pairs``); the word lists of wordfreq 3.1.1 (CC BY-SA 4.0; needs
that package). A list is made of the folds of ``leadcli.names.fold``: make it again when the fold changes.

A line is a fold, a blank and its commonness in per cent; lines are in the order of their bytes. What a figure means is
told in ``leadcli/names/word_frequencies.py``.
"""

from __future__ import annotations

import argparse
import collections
import csv
import gzip
import math
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from build_real_pairs import collect_names, read_package

from leadcli.names.fold import fold
from leadcli.names.legal_forms import is_form
from leadcli.names.scripts import plain
from leadcli.names.word_frequencies import LEAST_SHARE, MOST_SHARE

OUT = Path(__file__).parent.parent / "leadcli" / "names" / "tables"
NOT_COMPANIES = re.compile(
    r"[*<>]|\b(?:etf|ucits|warrants?|certificates?|fundo?s?|fondo|fonds|trust units|notes? due|dl|eo|sf|o\.n|exp|zt)\b",
    re.I,
)
LEAST_COMPANIES = 3  # different ones that bear a word; below that it is some company's own
ALIKE = 4  # letters of the longest other word that tell two companies of one word apart
WORDS_OF_A_NAME = 3  # on average: a word of the general language has as many chances to be in a name
# The least frequency of a word (wordfreq's scale: 3 is once in a million words); what fits in 400 kB.
ZIPF = {"ru": 3.8, "en": 3.8, "uk": 4.9, "de": 4.9, "fr": 4.8, "es": 4.8, "it": 4.8, "pt": 4.8, "nl": 4.8, "pl": 4.8}
ZIPF |= {"sv": 5.0, "fi": 5.0, "cs": 5.0, "tr": 5.0}


def folds_of(text: str) -> list[str]:
    """The folds of the words of a text, without digits and single letters."""
    return [folded for word in re.findall(r"[^\W\d_]{2,}", plain(text)) if len(folded := fold(word)) > 1]


def company_shares(names: Iterable[str]) -> dict[str, float]:
    """The share of the companies that bear a word, of the words that at least a few bear.

    Lists have one company under many names (Volkswagen AG, Volkswagen VZ): names with a word count as one company where
    their longest other word begins alike.
    """
    bearers: dict[str, set[str]] = collections.defaultdict(set)
    companies = set()
    for name in names:
        words = folds_of(name)
        if not words:
            continue
        companies.add(" ".join(words[:2]))
        telling = [word for word in words if not is_form([word])]
        for word in words:
            bearers[word].add(max((x for x in telling if x != word), key=len, default="")[:ALIKE])
    return {word: len(found) / len(companies) for word, found in bearers.items() if len(found) >= LEAST_COMPANIES}


def general_shares() -> dict[str, float]:
    """How often a word is met in the general language, of the languages that we have names of."""
    from wordfreq import get_frequency_dict

    shares: dict[str, float] = {}
    for language, least in ZIPF.items():
        here: dict[str, float] = collections.defaultdict(float)
        for word, share in get_frequency_dict(language).items():
            if math.log10(share) + 9 >= least:
                for folded in folds_of(word) if word.isalpha() else ():
                    here[folded] += share
        for folded, share in here.items():
            shares[folded] = max(shares.get(folded, 0), share * WORDS_OF_A_NAME)
    return shares


def write(table: str, shares: Mapping[str, float]) -> None:
    """A table: a line each, in the order of bytes."""
    lines = []
    for word, share in shares.items():
        level = math.log(share / LEAST_SHARE) / math.log(MOST_SHARE / LEAST_SHARE)
        lines.append(f"{word} {max(1, min(99, round(100 * level)))}\n".encode())
    (OUT / f"{table}.txt").write_bytes(b"\n" + b"".join(sorted(lines)))
    print(f"{table}: {len(lines)} words, {sum(map(len, lines))} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("listed", type=Path)
    parser.add_argument("package", type=Path)
    asked = parser.parse_args()
    with gzip.open(asked.listed, "rt", encoding="utf-8", newline="") as file:
        listed = [row["name"] for row in csv.DictReader(file) if not NOT_COMPANIES.search(row["name"])]
    organisations = [names[0].text for names in collect_names(*read_package(asked.package)).values()]
    write("company_words", company_shares([*listed, *organisations]))
    write("general_words", general_shares())


if __name__ == "__main__":
    main()
