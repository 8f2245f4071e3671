"""Prints the table of letter pairs in leadcli/io/letter_pairs.py, counted in our own Russian texts.

    python scripts/build_letter_pairs.py

A digit is how many bits a letter costs after another one: 9 is nine or more.
"""

from __future__ import annotations

import re
from collections import Counter
from math import log2
from pathlib import Path

from leadcli.io.letter_pairs import LETTERS

ROOT = Path(__file__).parent.parent
TEXTS = ["leadcli/locales/ru/LC_MESSAGES/leadcli.po", "leadcli/names/tables/words.json", "docs/*.ru.md", "data/*"]
NAMES = ["leadcli/names/tables/place*.tsv"]  # each once


def words() -> list[str]:
    found: list[str] = []
    for pattern in TEXTS + NAMES:
        for path in sorted(ROOT.glob(pattern)):
            told = re.findall("[а-яё]+", path.read_text(encoding="utf-8").casefold())
            found += sorted(set(told)) if pattern in NAMES else told
    return found


def made() -> str:
    """The table: a line for each letter before, a digit for each letter after."""
    pairs = Counter(pair for word in words() for pair in zip(f" {word}", f"{word} ", strict=True))
    lines = []
    for before in LETTERS:
        total = sum(pairs[before, after] for after in LETTERS) + len(LETTERS) / 2
        lines.append("".join(str(min(9, round(-log2((pairs[before, after] + 0.5) / total)))) for after in LETTERS))
    return "\n".join(lines)


if __name__ == "__main__":
    print(made())
