"""What becomes of exports that nobody wrote, each row a line of a table: see ``test_as_before``.

Rows are drawn of few names, owners and numbers, so that they meet: they bind each other, share owners' cells, take
turns up to caps, are handed over and given to one manager together.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import cache, partial
from typing import Any
from unittest.mock import patch

import pytest
from conftest import ROOT
from test_as_before import Lines, as_before, told
from test_one_by_one import DAY, world

from leadcli.assignment import aside
from leadcli.assignment.aside import Aside, OpenTurn
from leadcli.assignment.consolidation import consolidated, split_groups
from leadcli.assignment.judging import handed_over, judge_row, without_leaver
from leadcli.assignment.owner_cells import as_cells_allow
from leadcli.assignment.plan_lines import for_the_fold, from_text, with_owner
from leadcli.assignment.plan_summary import Overview
from leadcli.assignment.rows import Line, Options
from leadcli.assignment.turns import Export, folded
from leadcli.domain.book import Book, Group
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import as_dict, replace
from leadcli.domain.question import Question
from leadcli.fields.crm_presets import Layout, RowsAre
from leadcli.fields.rows.row_kinds import Row
from leadcli.io.table_formats import Mark
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import ask_and_record
from leadcli.ledger.standing.standing_clients import LedgerMemory
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory, build_directory
from leadcli.rulings import memory
from leadcli.rulings.memory import Memory
from leadcli.workspace.opening import open_workspace

TABLES_OF, EXPORTS = 6, 8  # tables, and exports that are drawn for each
AT = "2026-11-23T09:00:00Z"
COLUMNS = ("id", "name", "owner", "inn", "city", "group", "parent", "taken_by", "phone")
NAMES = (
    "Кварц", "Кварц Ольвия", "ООО «Кварц»", "Брусника", "Заря Восход Плюс", "Заря Восход Тула", "Румб Юг", "Румб Медиа",
    "Мется Калуга", "Мется Борд", "ООО «Мется Борд»", "Газпром Ромашка", "Щегол Воск", "РЖД Сервис", "Пихта Сервис",
    "Школа № 1536", "Гимназия № 1534", "Севермоло", "Пасека Липа", "Пасека «Липа»", "Кока-Кола", "Волжский металл",
    "Итого", "Дима", "Ирина Соколова", "", "Сова Тула", "Сова Омск", "Пихта Сервис Пермь", "Пихта Юг", "Юпитер Медиа",
)  # fmt: skip
OWNERS = ("", "", "", "", "Дима", "Виктор", "Ирина", "Ольга", "Кто-то", "Павел", "Дима, Ольга",
          "d.volkov@team.example", "Ответственный")  # fmt: skip
INNS = ("", "", "", "", "7708503727", "7707083893", "5032178240", "7707083894", "7,70709E+09", "#N/A")
CITIES = ("", "", "", "Тула", "Калуга", "Пермь")
GROUPS = ("", "", "", "", "", "zarya", "Румб", "Мется", "школы", "никто", "Сова", "Пихта", "Юпитер")
PARENTS = ("", "", "", "", "", "metsa-board", "ООО «Мется Борд»", "Нечто")
TAKEN = ("", "", "", "", "", "Дима", "Ольга", "Кто-то")
PHONES = ("", "", "", "", "", "+7 495 555-01-01", "+7 495 555-00-01", "8 (495) 555 01 01")
MARKS: tuple[Mark, ...] = ("formula", "error", "covered", "covered", "no_value")


@cache
def lands() -> tuple[Book, Directory]:
    """The sample with groups of each kind, some of them below others, and cards whose owners left or are unknown."""
    book, _ = world()
    groups = {
        **book.groups, "juniper": Group("juniper", "Юпитер", parent="zarya"),
        "owl": Group("owl", "Сова", ownership="each_own"), "net": Group("net", "Пихта", kind="public_network"),
    }  # fmt: skip
    cards = {
        "ju": Client("ju", "Юпитер Медиа", group="juniper"), "ow": Client("ow", "Сова Тула", group="owl"),
        "lo": Client("lo", "Румб Юг", group="net", owner="Виктор", status="lost"),
        "cl": Client("cl", "Пихта Юг", owner="Дима", status="закрыт", inn="5032178240"),
        "pi": Client("pi", "Пихта Сервис Пермь", group="net", owner="Павел"), "gr": Client("gr", "Щегол Воск"),
    }  # fmt: skip
    book = replace(book, groups=groups, clients={**book.clients, **cards})
    return book, build_directory(book)


@cache
def policies() -> tuple[Policy, ...]:
    """The sample's own, and three that are ready-made: by turns, one manager per group, and one that names few."""
    found = [open_workspace(ROOT, policy=name).policy for name in ("", "", "even", "one-per-group", "on-file-only")]
    return tuple(each for each in found if each is not None)


def team(rng: random.Random, book: Book) -> Book:
    """Managers with shares, caps and figures that are drawn."""
    changed = {
        each.id: replace(
            each, weight=rng.choice((1.0, 1.0, 0.5, 2.0)), cap=rng.choice((None, None, None, 20)),
            cap_day=rng.choice((None, None, None, 1, 2)), cap_week=rng.choice((None, None, None, 2, 3)),
            open_clients=rng.choice((None, None, 19, 18)), recent_assignments=rng.choice((None, 0, 3)),
            absences=each.absences if rng.random() < 0.3 else (), active=each.active and rng.random() < 0.9,
        )
        for each in book.managers.values()
    }  # fmt: skip
    given = dict.fromkeys(rng.sample(sorted(changed), 2), (0, 1))
    owed = {"rotation": {manager: rng.choice((0, 600_000, -600_000)) for manager in changed}}
    return book.with_figures(changed, book.owned, owed, given)


def rows_of(rng: random.Random) -> list[Row]:
    """Rows of few names, so that they meet."""
    names, found = rng.sample(NAMES, 8), []
    for number in range(1, 15):
        own = rng.choice((str(number), str(number), "1", "metsa-board", ""))
        pools = (OWNERS, INNS, CITIES, GROUPS, PARENTS, TAKEN, PHONES)
        bare = rng.random() < 0.15
        cells = [own, rng.choice(names), *map(rng.choice, pools)] if not bare else ["", rng.choice(names), *[""] * 7]
        at = rng.choice((1, 2, 2, 2, 3))
        marks = ((at, rng.choice(MARKS)),) if rng.random() < 0.15 else ()
        found.append(Row(number, cells, marks, hidden=rng.random() < 0.1))
    return found


def line_of(line: Line) -> str:
    """All that a line says, but for what stands in its row."""
    left_out = ("row", "id", "caller", "was", "aside", "reason", "key", "confidence", "numbers")
    said = {name: value for name, value in as_dict(line).items() if value and name not in left_out}
    return " ".join(f"{name}={' '.join(map(str, value)) if isinstance(value, tuple) else value}"
                    for name, value in said.items()) + f": {told(line.reason)}"  # fmt: skip


def plain(value: Any) -> Any:
    """Figures without those that are none."""
    if isinstance(value, dict):
        return {key: found for key, each in sorted(value.items(), key=repr) if (found := plain(each))}
    return value


def planned(table: int) -> Lines:
    """The rows of drawn exports as a plan has them, and what each plan adds up to."""
    for number in range(table * EXPORTS, (table + 1) * EXPORTS):
        large = number % 4 == 1  # as if the base were large: rows above are told by their telling words
        with patch.object(memory, "SMALL", 0 if large else memory.SMALL):
            yield from _planned(number)


def _planned(number: int) -> Lines:
    rng = random.Random(f"planned {number}")
    kind: RowsAre = "clients" if number % 3 else "leads"
    leaver = rng.choice(("", "", "", "Дима", "Виктор"))
    options = Options(DAY, rng.random() < 0.6, rng.random() < 0.2, leaver, "Ольга" if rng.random() < 0.3 else "")
    book, directory = lands()
    book = team(rng, book)
    book = without_leaver(book.with_managers({**book.managers, leaver: replace(book.managers[leaver], active=True)})
                          if leaver else book, options)  # fmt: skip
    directory = replace(directory, book=book)
    policy, rows = rng.choice(policies()), rows_of(rng)
    layout = Layout("", {name: place for place, name in enumerate(COLUMNS)}, COLUMNS, "id", rows=kind)
    with Ledger(None) as ledger:
        before: Memory | None = None
        if rng.random() < 0.4:
            for row in rng.sample(rows, 2):
                if row.cells[1]:
                    asked = Question(Caller(row.cells[1], inn=row.cells[3], city=row.cells[4]), DAY)
                    ask_and_record(ledger, asked, book, policy, directory, "test", AT)
            before = LedgerMemory(ledger, book.country)
        judged = [
            handed_over(judge_row(row, layout, book, policy, directory, options, before, True), book, options)
            for row in rows
        ]
        texts = [for_the_fold(each) for each in judged]
        export = Export(lambda: rows, layout, options, policy, directory, before)
        lines = list(
            as_cells_allow(
                folded((from_text(text)[0] for text in texts), book, export, filter(None, map(with_owner, texts)))
            )
        )
    title = f"{number} {policy.id} {kind} {'taken ' * options.owner_took}{leaver}>{options.heir}"
    for row, line in zip(rows, lines, strict=True):
        marks = "".join(f" {at}:{mark}" for at, mark in row.marks) + " hidden" * row.hidden
        yield f"{title}: {'/'.join(row.cells)}{marks}", [line_of(line)]
    yield f"{title}, in all", list(in_all(rng, lines, book, leaver))


FIGURES = (
    "actions", "kinds", "rules", "before", "after", "gained", "lost", "moves", "moved", "against", "left", "unknown",
    "nobodys", "unclean", "unclean_rows", "strange", "strange_rows", "conflicts", "doubles", "repeats", "turns",
    "split_groups",
)  # fmt: skip


def in_all(rng: random.Random, lines: list[Line], book: Book, leaver: str) -> Iterator[str]:
    """What a plan adds up to, and what becomes of it where groups are given to one manager."""
    seen = Overview(book, handing=leaver)
    for line in lines:
        seen.add(line)
    for name in FIGURES:
        if found := plain(getattr(seen, name)):
            yield f"{name} {found}"
    yield " ".join(f"{c.group}/{c.rule}/{c.old}>{c.new}:{c.count}" for c in seen.largest)
    split, stays = split_groups(lines, book)
    yield f"split {plain(split)} stays {plain(stays)}"
    owners = {group: rng.choice(sorted(book.managers)) for group in sorted(split)}
    for was, now in zip(lines, consolidated(lines, owners, book), strict=True):
        if was != now:
            yield f"{now.row} {line_of(now)}"


TABLES = {f"planned-{table}": partial(planned, table) for table in range(TABLES_OF)}


@pytest.mark.parametrize("table", TABLES)
def test_each_row_is_planned_as_before(table: str) -> None:
    as_before(table, TABLES[table]())


def test_a_ruling_stands_as_it_would_be_made_again() -> None:
    """What the fold takes over of a row in doubt, with whose turn it is by then, is what it would rule itself."""
    read, taken = aside.from_text, set[str]()

    def anew(text: str, said: str) -> Aside:
        found = read(text, said)
        if found.match and found.stands is not None:
            taken.add("open" if isinstance(found.stands, OpenTurn) else found.stands)
        return replace(found, stands=None)

    for table in (0, 3):
        as_told = list(planned(table))
        with patch.object(aside, "from_text", anew):
            assert list(planned(table)) == as_told
    assert taken == {"open", "always"}
