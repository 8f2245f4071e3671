"""How well groups, doubles and quarrels are found in a flat list: python -m benchmarks.discovery [CARDS] [BENCH]

CARDS: the size of the list with planted groups (20000). BENCH: the folder of the development set (directory.json, and
real_names/directory.csv); its groups are taken out and looked for, and among its real names no two are one.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections.abc import Callable, Iterable
from itertools import combinations
from pathlib import Path

from benchmarks.planted import planted
from leadcli.discovery.cards import DOMAIN, Card, card_of
from leadcli.discovery.discover import discover
from leadcli.discovery.discoveries import Discovery
from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.fields.identifiers import ENTITY
from leadcli.resolution.decision.telling import COMMON, commonness_said

Pair = tuple[str, str]


def pairs(sets: Iterable[Iterable[str]]) -> set[Pair]:
    """All pairs within some sets of ids."""
    return {pair for ids in sets for pair in combinations(sorted(ids), 2)}


def tell(what: str, told: set[Pair], true: set[Pair], allowed: set[Pair] = frozenset()) -> None:  # type: ignore[assignment]
    """A line of the table. ``allowed``: pairs that are right, too, and not looked for."""
    right = len(told & (true | allowed))
    precision = right / len(told) if told else 1.0
    recall = len(told & true) / len(true) if true else 1.0
    print(f"{what:<52} {len(told):>8} {precision:>9.3f} {len(true):>8} {recall:>7.3f}")


def timed(clients: Iterable[Client]) -> tuple[Discovery, float]:
    """What is found, and the seconds of this process that it took."""
    book = Book(clients={client.id: client for client in clients})
    start = time.process_time()
    return discover(book), time.process_time() - start


def of_planted(size: int) -> None:
    """Groups, doubles and quarrels of a generated list."""
    made = planted(size)
    found, seconds = timed(made.clients)
    tell(f"planted, {len(made.clients)} cards, {seconds:.1f} s: groups",
         pairs(group.sure for group in found.groups), made.pairs(), made.doubles)  # fmt: skip
    tell("  doubles", pairs(double.ids for double in found.doubles if double.sure), made.doubles)
    groups = {made.group[quarrel.group.sure[0]] for quarrel in found.quarrels}
    print(f"  quarrels: {len(groups & made.quarrels)} of {len(made.quarrels)} found")


def of_bench(folder: Path) -> None:
    """The development set with its groups taken out, pairs that share a telling word, a domain or an INN apart."""
    rows = json.loads((folder / "directory.json").read_text(encoding="utf-8"))["clients"]
    known = ("id", "name", "city", "country", "inn", "phone", "website")
    clients = [
        Client(
            **{field: row[field] for field in known if row.get(field)},
            email=f"info@{row['email_domain']}" if row.get("email_domain") else "",
        )
        for row in rows
    ]
    found, seconds = timed(clients)
    group = {row["id"]: row["group_id"] for row in rows}
    true = {pair for pair in combinations(sorted(group), 2) if group[pair[0]] and group[pair[0]] == group[pair[1]]}
    cards = {client.id: card_of(client) for client in clients}
    telling = {pair for pair in true if _share(cards[pair[0]], cards[pair[1]])}
    told = pairs(each.sure for each in found.groups)
    tell(f"development set, {len(clients)} cards, {seconds:.1f} s: all pairs", told, true)
    tell("  that share a telling word, a domain or an INN", told, telling, true)
    tell("  with those to review", pairs([m.client_id for m in each.members] for each in found.groups), telling, true)


def _share(one: Card, other: Card) -> bool:
    shared = one.values & other.values
    ours, theirs = (
        {w.fold for name in card.names for w in name.core if len(w.text) > 1 and commonness_said(w) < COMMON}
        for card in (one, other)
    )
    return any(kind in (*ENTITY, DOMAIN) for kind, _ in shared) or bool(ours & theirs)


def of_names(file: Path) -> None:
    """Names of unrelated organisations: every double is false; of groups nothing is known."""
    with file.open(encoding="utf-8", newline="") as source:
        clients = [Client(row["id"], row["name"], country="") for row in csv.DictReader(source)]
    found, seconds = timed(clients)
    sure = sum(double.sure for double in found.doubles)
    links = sum(len(group.sure) - 1 for group in found.groups if group.sure)
    print(f"real names, {len(clients)} cards, {seconds:.1f} s: doubles sure {sure}, "
          f"to review {len(found.doubles) - sure}; links of groups that are sure {links}")  # fmt: skip


def main() -> None:
    """The table."""
    print(f"{'':<52} {'told':>8} {'precision':>9} {'true':>8} {'recall':>7}")
    of_planted(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
    if len(sys.argv) > 2:
        parts: list[tuple[Callable[[Path], None], Path]] = [
            (of_bench, Path(sys.argv[2])),
            (of_names, Path(sys.argv[2], "real_names", "directory.csv")),
        ]
        for part, path in parts:
            part(path)


if __name__ == "__main__":
    main()
