"""Strangers who ring a small base: how often one is taken for a client, sure, and how often it is asked.

    python -m benchmarks.strangers directory.csv [--seed 1]

``directory.csv`` (columns id and name) is a list of real names. Bases of 10, 40 and 200 cards are drawn of it; all
others are strangers to them: some at random, and of each card the NEAREST by letters, which nobody chose by hand.
Prints a Markdown table.
"""

from __future__ import annotations

import argparse
import csv
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from rapidfuzz import fuzz, process

from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Caller, Client
from leadcli.resolution import build_directory, who_is

ROUNDS = {10: 30, 40: 12, 200: 4}  # bases of each size
POOL = 12_000  # strangers that the nearest are looked for among
NEAREST, NEAR_CARDS = 4, 40  # of a card, and cards of a base that they are looked for of
ANY = 60  # strangers at random, of each base


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with given.names.open(encoding="utf-8", newline="") as source:
        names = sorted({row["name"] for row in csv.DictReader(source)})
    print("| cards | strangers | callers | sure | asked |\n| ---: | --- | ---: | ---: | ---: |")
    for (size, kind), counts in measured(names, ROUNDS, given.seed).items():
        every = counts.total()
        asked = counts["confirm"] + counts["ambiguous"]
        print(f"| {size} | {kind} | {every:,} | {counts['accept'] / every:.4f} | {asked / every:.3f} |")


def measured(names: Sequence[str], rounds: dict[int, int], seed: int) -> dict[tuple[int, str], Counter[str]]:
    """How many strangers were given which answer, by the size of the base and the kind of stranger."""
    chance, found = random.Random(seed), dict[tuple[int, str], Counter[str]]()
    for size, count in rounds.items():
        for _ in range(count):
            for kind, status in answers(names, size, chance):
                found.setdefault((size, kind), Counter())[status] += 1
    return found


def answers(names: Sequence[str], size: int, chance: random.Random) -> Iterator[tuple[str, str]]:
    """What strangers are told by a base of so many cards: their kind, and the outcome."""
    cards = chance.sample(names, size)
    others = [name for name in names if name not in set(cards)]
    others = chance.sample(others, min(POOL, len(others)))
    clients = {f"c{place}": Client(f"c{place}", name, "anna") for place, name in enumerate(cards)}
    directory = build_directory(Book({"anna": Manager("anna", "Anna")}, {}, clients, ""))
    near = {
        name
        for card in cards[:NEAR_CARDS]
        for name, _, _ in process.extract(card, others, scorer=fuzz.ratio, limit=NEAREST)
    }
    for kind, asked in (("nearest by letters", sorted(near)), ("any", chance.sample(others, min(ANY, len(others))))):
        for name in asked:
            yield kind, who_is(Caller(name), directory).status


if __name__ == "__main__":
    main()
