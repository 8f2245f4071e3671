"""What is missed of the callers that were written down before they were asked, and what misses it: a law or the score.

    python -m benchmarks.rounds [TABLES] [--each]

TABLES holds bases.yaml, newcomers.yaml, lists.yaml, branches.yaml and suppliers.yaml (bases with their callers, by what
was expected) and holdings.yaml (rounds of callers of one base); tests/matching if left out. A stranger who is asked
about counts as a miss here. Rules were mended on these callers, so the figures prove nothing of others; they say where
what is left goes wrong. ``--each`` prints every miss.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from benchmarks.recognition import markdown
from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.match import Match
from leadcli.io.csv_tables import read_csv
from leadcli.resolution import Directory, build_directory, who_is
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.directory.labels import family_of
from leadcli.resolution.scoring.shortlist import scored_labels
from leadcli.workspace.book_building import build_book

TABLES = Path(__file__).parent.parent / "tests" / "matching"
OF_BASES = ("bases", "newcomers", "lists", "branches", "suppliers")
AT_ONCE = 4  # of those who may be meant, how many are shown


@dataclass(frozen=True)
class Expected:
    """A caller, and what it should come to: sure, first (sure or asked), ask, none (a stranger), who (no name).

    ``targets`` are cards, groups (g:) or groups with any of their cards (G:), of which one is meant.
    """

    caller: str
    outcome: str
    targets: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


def rounds(tables: Path) -> Iterator[tuple[str, Book, list[Expected]]]:
    """Each base with its callers, by the name of the round."""
    for table in OF_BASES:
        for base in _read(tables / f"{table}.yaml").values():
            told = ((*line.partition(" ")[::2], callers) for line, callers in base["callers"].items())
            yield (
                table,
                book_of(base),
                [
                    Expected(x, how, tuple(filter(None, targets.split("|"))))
                    for how, targets, some in told
                    for x in some
                ],
            )
    holdings = _read(tables / "holdings.yaml")
    book = book_of(holdings)
    for name, callers in holdings["callers"].items():
        yield f"holdings, {name}", book, [_of_holdings(case, book) for case in callers]


def _read(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _of_holdings(case: Mapping[str, str], book: Book) -> Expected:
    fields = {key: value for key, value in case.items() if key not in ("caller", "expect")}
    expect = case["expect"]
    if expect in ("none", "several"):
        return Expected(case["caller"], "none" if expect == "none" else "ask", (), fields)
    return Expected(case["caller"], "sure", (f"g:{expect}" if expect in book.groups else expect,), fields)


def book_of(base: Mapping[str, Any]) -> Book:
    """The groups and clients of a base."""
    records = {table: list(read_csv(base[table], f"data/{table}.csv")[0]) for table in ("groups", "clients")}
    book, problems = build_book(records | {"managers": read_csv("name\nAnna\n", "data/managers.csv")[0]})
    if book is None:
        raise SystemExit(f"a base is not whole: {problems}")
    return book


def miss(expected: Expected, match: Match, book: Book) -> str:
    """How an answer is not as expected, or ``""``."""
    if expected.outcome in ("none", "who"):
        if match.status == "accept":
            return "stranger sure"
        settled = match.status == "none" and expected.outcome == "who" and match.question is None
        return "no name, sent away" if settled else "" if match.status == "none" else "stranger asked about"
    shown = [(one.client_id, one.group_id) for one in match.candidates[:AT_ONCE]]
    named = (match.client_id, match.group_id)
    right = any(is_meant(target, *one, book) for target in expected.targets for one in {named, *shown})
    if match.status == "accept":
        surely = expected.outcome != "ask" and any(is_meant(target, *named, book) for target in expected.targets)
        return "" if surely else "sure and not as expected"
    if match.status == "none":
        return "sent away"
    if expected.targets and not right:
        return "asked about another"
    return "asked, not sure" if expected.outcome == "sure" else ""


def is_meant(target: str, client: str, group: str, book: Book) -> bool:
    """Whether an answer is the card, the group (g:), or the group or any of its cards (G:)."""
    kind, _, of = target.rpartition(":")
    if kind == "G":
        return (group or (book.clients[client].group if client else "")) == of
    return client == of if not kind else not client and group == of


def why(expected: Expected, directory: Directory) -> str:
    """What of the recognition leads there: the score of the right one, or what is decided in spite of it."""
    book, cuts = directory.book, directory.cuts
    scored = scored_labels(parse_caller(Caller(expected.caller, **expected.fields), book.country), directory)
    best = scored[0].score if scored else 0.0
    if not expected.targets:
        return "scored so" if best >= cuts.confirm else "decided so"
    right = {_family(target.rpartition(":")[2], book) for target in expected.targets}
    found = next((one for one in scored if one.family in right), None)
    if found is None:
        return "not among the candidates"
    if found.family != scored[0].family:
        return "another is likelier"
    return "scored so" if best < (cuts.accept if expected.outcome == "sure" else cuts.near) else "decided so"


def _family(one: str, book: Book) -> str:
    return family_of(book, book.clients[one]) if one in book.clients else f"group:{book.root(one).id}"


def main(given: Sequence[str] | None = None) -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="?", type=Path, default=TABLES)
    parser.add_argument("--each", action="store_true")
    asked = parser.parse_args(given)
    counts: dict[str, Counter[str]] = {"callers": Counter(), "as expected": Counter()}
    for name, book, callers in rounds(asked.tables):
        directory = build_directory(book)
        for expected in callers:
            match = who_is(Caller(expected.caller, **expected.fields), directory)
            wrong = miss(expected, match, book)
            line = f"{wrong}: {why(expected, directory)}" if wrong else "as expected"
            for counted in ("callers", line):
                counts.setdefault(counted, Counter()).update((name, "all"))
            if wrong and asked.each:
                print(f"{name}: {expected.caller} ({expected.outcome} {'|'.join(expected.targets)}): {line}")
    names = list(counts["callers"])
    kinds = ["callers", "as expected", *sorted(counts.keys() - {"callers", "as expected"})]
    print(
        markdown("Callers written down before they were asked", [(x, {n: counts[x][n] for n in names}) for x in kinds])
    )


if __name__ == "__main__":
    main()
