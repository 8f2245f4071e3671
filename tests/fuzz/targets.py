"""Inputs past the command line, for numbers: each is given to what reads such a file, with tables of a few rows.

A target: its name, how often it is drawn, how an input of it is made, and what reads it. What the reader says in words
is no find; any other exception is.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from breaking import broken
from conftest import ROOT, TODAY

LETTERS = "абвгеимностьюяАБМТЁё «»\"'-.,/\\|№0123456789abcesxyzMO@+()&\0\t\n\r\x1b\u202e\ufeff\ud800İıßﬁ٣²漢字😀\u0301"


class Target(NamedTuple):
    """What is read, and how often of all."""

    name: str
    weight: int
    made: Callable[[random.Random], Any]
    read: Callable[[Any], object]


def targets(team: Path) -> list[Target]:
    """All of them, over a workspace."""
    room = team.parent
    return [*_words(team), *_texts(team, room), *_tables(team, room), *_rules(team, room), *_exports(team, room),
            *_ledgers(team, room)]  # fmt: skip


def _words(team: Path) -> Iterator[Target]:
    from leadcli.api.workspace import Workspace
    from leadcli.domain.messages import Refusal
    from leadcli.fields.table import CALLER
    from leadcli.names.parsing import parse

    opened = Workspace.open(team, lang="ru")
    names = [client.name for client in opened.book.clients.values()]
    fields = [name for name in CALLER if name != "name"]

    def text(chance: random.Random) -> str:
        whole = chance.choice(names) if chance.random() < 0.7 else ""
        for _ in range(chance.choice((0, 1, 1, 2, 5, 30))):
            at = chance.randrange(len(whole) + 1)
            whole = whole[:at] + chance.choice(LETTERS) + whole[at + chance.choice((0, 0, 1, 3)) :]
        return whole * (40 if chance.random() < 0.01 else 1)

    def question(chance: random.Random) -> dict[str, str]:
        asked = {"name": text(chance)}
        for name in chance.sample(fields, chance.choice((0, 0, 1, 3))):
            asked[name] = text(chance)
        return asked

    def asked(given: dict[str, str]) -> None:
        with suppress(Refusal):
            opened.who_owns(on=TODAY, **given).to_dict()

    yield Target("questions", 8, question, asked)
    yield Target("names", 300, text, parse)


def of(*seeds: bytes, other: bytes = b"") -> Callable[[random.Random], bytes]:
    """How an input is made of one of the seeds; of ten texts nine stay texts: what is none takes long to be told."""

    def made(chance: random.Random) -> bytes:
        data = broken(chance.choice(seeds), other, chance)
        if data[:2] == b"PK" or chance.random() < 0.1:
            return data
        return data[:20_000].decode("utf-8", "ignore").encode()

    return made


def _texts(team: Path, room: Path) -> Iterator[Target]:
    from leadcli.assignment.plan_file import PlanError, brief, read_plan
    from leadcli.io.json_lines import read_list, read_objects

    plan = (team / "plan.jsonl").read_bytes()
    lines = plan.splitlines(keepends=True)
    objects = of((team / "export.jsonl").read_bytes(), other=plan)

    def planned(data: bytes) -> None:
        path = room / "fuzzed.jsonl"
        path.write_bytes(data)
        with suppress(PlanError):
            for _ in read_plan(path)[1]:
                pass

    def briefly(data: bytes) -> None:
        with suppress(PlanError):
            brief(data)

    def text(chance: random.Random) -> str:
        return objects(chance).decode("utf-8", "replace")

    yield Target("plans", 100, lambda c: broken(plan, plan, c), planned)
    yield Target("lines of plans", 150, lambda c: broken(c.choice(lines), plan, c), briefly)
    yield Target("JSON lines", 100, text, lambda t: read_objects(t, "x"))
    yield Target("JSON lists", 100, text, lambda t: read_list(f"[{t}]", "x"))


def _tables(team: Path, room: Path) -> Iterator[Target]:
    from functools import partial

    from leadcli.cli.shared.caller_files import labelled, open_callers
    from leadcli.domain.messages import Refusal
    from leadcli.fields.table import TABLES, located
    from leadcli.io.tables import read_table
    from leadcli.workspace.book_building import build_book

    sound = {
        name: read_table(path, path.name, partial(located, fields=TABLES[name]))
        for path in sorted((team / "data").iterdir()) for name in TABLES if path.stem == name
    }  # fmt: skip
    records = {name: tuple(table.records) for name, table in sound.items()}

    def table(name: str, suffix: str, data: bytes) -> None:
        path = room / f"fuzzed{suffix}"
        path.write_bytes(data)
        found = read_table(path, path.name, partial(located, fields=TABLES[name]), ["name"])
        build_book({**records, name: tuple(found.records)}, "x")

    def callers(data: bytes) -> None:
        path = room / "fuzzed.csv"
        path.write_bytes(data)
        with suppress(Refusal):
            opened, rows = open_callers(str(path))
            for row in rows:
                opened.cells(row)

    def answered(data: bytes) -> None:
        path = room / "fuzzed.csv"
        path.write_bytes(data)
        with suppress(Refusal):
            labelled(str(path))

    def head(file: str, lines: int) -> bytes:
        return b"".join((team / file).read_bytes().splitlines(keepends=True)[:lines])

    clients, groups = head("data/clients.csv", 5), head("data/groups.yaml", 17)
    yield Target("clients", 15, of(clients, other=groups), partial(table, "clients", ".csv"))
    yield Target("groups", 15, of(groups, other=clients), partial(table, "groups", ".yaml"))
    managers = head("data/managers.yaml", 25)
    yield Target("managers", 12, of(managers, other=groups), partial(table, "managers", ".yaml"))
    links = (team / "data" / "links.csv").read_bytes()
    yield Target("links", 15, of(links, other=clients), partial(table, "links", ".csv"))
    yield Target("callers", 30, of((team / "callers.csv").read_bytes(), other=clients), callers)
    yield Target("labelled callers", 30, of(head("labelled.csv", 5), other=clients), answered)


def _rules(team: Path, room: Path) -> Iterator[Target]:
    from leadcli.analysis.testing.example_parsing import read_examples
    from leadcli.io.tables import read_tree
    from leadcli.policy.policy import read_policy
    from leadcli.workspace.cuts_file import cuts_in
    from leadcli.workspace.manager_names import read_spellings
    from leadcli.workspace.opening import open_policy
    from leadcli.workspace.sources import read_sources

    library = ROOT / "leadcli" / "policy" / "library"
    rules = [(library / f"{name}.yaml").read_bytes() for name in ("even", "first-come")]
    policy, _ = open_policy(team)
    assert policy is not None
    examples = b"".join((team / "tests.yaml").read_bytes().splitlines(keepends=True)[:30])
    own = room / "mappings"
    own.mkdir(exist_ok=True)

    def tree(data: bytes) -> Any:
        path = room / "fuzzed.yaml"
        path.write_bytes(data)
        return read_tree(path, "x.yaml")[0]

    def mapping(name: str, read: Callable[[Path], object]) -> Callable[[bytes], object]:
        def written(data: bytes) -> object:
            (own / name).write_bytes(data)
            return read(own)

        return written

    def seed(name: str) -> bytes:
        return (team / f"{name}.seed").read_bytes()

    yield Target("rules", 60, of(*rules, other=examples), lambda d: read_policy(tree(d), "x.yaml"))
    yield Target("examples", 20, of(examples, other=rules[0]), lambda d: read_examples(tree(d), policy, None, True))
    yield Target("owners.yaml", 60, of(seed("owners.yaml"), other=rules[0]), mapping("owners.yaml", read_spellings))
    yield Target("leadcli.yaml", 60, of(seed("leadcli.yaml"), other=rules[0]), mapping("leadcli.yaml", read_sources))
    cuts = mapping("matching.yaml", lambda folder: cuts_in(folder / "matching.yaml"))
    yield Target("matching.yaml", 40, of(seed("matching.yaml"), other=rules[0]), cuts)


def _exports(team: Path, room: Path) -> Iterator[Target]:
    from leadcli.api.export_files import open_export, sound_rows
    from leadcli.domain.messages import Refusal

    def opened(suffix: str) -> Callable[[bytes], None]:
        path = room / f"fuzzed{suffix}"

        def read(data: bytes) -> None:
            path.write_bytes(data)
            with suppress(Refusal):
                form, found = open_export(path, "", (), "", "", "")
                for _ in sound_rows(path, form, found):
                    pass

        return read

    for path in sorted(team.glob("export.*")):
        kind = "workbooks" if path.suffix in (".xlsx", ".xls", ".ods", ".xlsb") else "exports"
        yield Target(f"{kind} {path.suffix}", 8, of(path.read_bytes(), other=b'<row r="7">'), opened(path.suffix))


def _ledgers(team: Path, room: Path) -> Iterator[Target]:
    from leadcli.fields.table import caller_of
    from leadcli.ledger.file_form import LedgerError
    from leadcli.ledger.ledger import Ledger
    from leadcli.ledger.salvage.readable import readable
    from leadcli.resolution.compiled import Damaged
    from leadcli.resolution.compiled.compiled_directory import stored_directory
    from leadcli.resolution.compiled.constant_tables import Tables
    from leadcli.resolution.decision.recognition import recognise
    from leadcli.workspace.opening import open_workspace

    def read(data: bytes) -> None:
        path = room / "fuzzed.sqlite"
        for left in room.glob("fuzzed.sqlite*"):
            left.unlink()
        path.write_bytes(data)
        with suppress(LedgerError), readable(path) as ledger:
            for entry in ledger.select({}):
                ledger.private(entry.seq)
            ledger.verify()

    def taken(data: bytes) -> None:
        try:
            lines = [json.loads(line) for line in data.splitlines()]
        except (ValueError, RecursionError):
            return
        with suppress(LedgerError), Ledger(None) as ledger:
            ledger.take(iter(lines))

    opened, caller = open_workspace(team), caller_of("Мется Калуга", {})
    assert opened.book is not None

    def index(data: bytes) -> None:
        path = room / "fuzzed.tables"
        path.write_bytes(data)
        with suppress(Damaged):
            tables = Tables(path)
            try:
                recognise(caller, stored_directory(tables, opened.book, opened.cuts))
            finally:
                tables.close()

    [compiled] = team.glob(".leadcli/directory-*.tables")
    ledger, export = (team / "ledger.sqlite").read_bytes(), (team / "taken.jsonl").read_bytes()
    yield Target("ledgers", 6, lambda c: broken(ledger, export, c), read)
    yield Target("exports of ledgers", 8, lambda c: broken(export, export, c), taken)
    tables = compiled.read_bytes()
    yield Target("indexes", 30, lambda c: broken(tables, ledger, c), index)
