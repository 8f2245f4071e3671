"""The nearest known word is that of difflib's ratio, however few pairs are compared whole."""

from __future__ import annotations

import random
from difflib import SequenceMatcher

from leadcli.domain.places import nearest
from leadcli.fields.table import TABLES

KNOWN = sorted({name.casefold() for fields in TABLES.values() for field in fields for name in (field.name, *field.own)})


def by_difflib(word: str) -> str:
    ratios = {known: SequenceMatcher(None, word, known).ratio() for known in KNOWN}
    best = max(ratios.values())
    return min(known for known, ratio in ratios.items() if ratio == best) if best > 0.6 else ""


def test_it_is_that_of_difflib() -> None:
    rng = random.Random(7)
    found = 0
    for _ in range(150):
        letters = list(rng.choice(KNOWN))
        for _ in range(rng.randint(0, 4)):
            at = rng.randrange(len(letters) + 1)
            letters[at : at + rng.randint(0, 2)] = rng.choice(["", "x", "а", "е", " "])
        word = "".join(letters)
        assert nearest(word, KNOWN) == by_difflib(word), word
        found += nearest(word, KNOWN) != ""
    assert 50 < found < 150
