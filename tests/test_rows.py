"""What a row of an export is, and that nothing is done to what is no client or is not understood."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, TODAY, run_leadcli

from leadcli.assignment.plan_summary import ACTIONS
from leadcli.assignment.row_kinds import REASONS, Row, kind_of
from leadcli.assignment.rows import Line, Options, judge_row
from leadcli.assignment.turns import Export, folded
from leadcli.fields.crm_presets import layout
from leadcli.output.text.plan_page import ASKED, LEFT
from leadcli.workspace.opening import open_workspace

KINDS = yaml.safe_load((ROOT / "tests" / "rows" / "kinds.yaml").read_text(encoding="utf-8"))
COLUMNS = ("id", "name", "owner", "inn", "phone")
LAYOUT = layout(COLUMNS, "plain")
OPENED = open_workspace(ROOT)
DAY = Options(date.fromisoformat(TODAY))


def judged(rows: list[Row], options: Options = DAY) -> list[Line]:
    """The plan's lines of some rows, in the sample's workspace."""
    book, policy, directory = OPENED.book, OPENED.policy, OPENED.directory
    assert book is not None
    assert policy is not None
    assert directory is not None
    lines = [judge_row(row, LAYOUT, book, policy, directory, options) for row in rows]
    return list(folded(lines, book, Export(lambda: rows, LAYOUT, options, policy, directory)))


@pytest.mark.parametrize("case", KINDS, ids=lambda case: " ".join(filter(None, case["row"]))[:40] or "blank")
def test_what_a_row_is(case: dict[str, Any]) -> None:
    assert OPENED.book is not None
    assert kind_of(Row(1, case["row"]), LAYOUT, OPENED.book) == (case["kind"], case.get("sure", True))


def test_what_is_no_client_takes_no_turn_and_is_no_load() -> None:
    """The clients of a list get the owners that they get without the totals, titles and headers in between."""
    clients = [Row(n, (str(n), f"Щегол {'абвгдежз'[n]}ский", "", "", "")) for n in range(1, 8)]
    alone = [line.new for line in judged(clients)]
    others = [Row(100 + n, case["row"]) for n, case in enumerate(KINDS) if case["kind"]]
    mixed = []
    for n, row in enumerate(others):
        mixed += [row, *clients[n : n + 1]]
    lines = judged(mixed)
    assert [line.new for line in lines if line.row < 100] == alone
    assert {line.action for line in lines if line.row >= 100} == {"skip", "ask"}
    assert not any(line.new for line in lines if line.row >= 100)


@pytest.mark.parametrize("mark", ["no_value", "error", "cut"])
def test_an_owner_whom_nobody_can_read_is_asked_and_kept(mark: str) -> None:
    (line,) = judged([Row(1, ("1", "Пасека Липа", "", "", ""), ((2, mark),))])
    assert (line.action, line.kind, line.new) == ("ask", "owner", "")


@pytest.mark.parametrize("text", ["#N/A", "#Н/Д", "#REF!", "#ЗНАЧ!", "Пётр Неизвестный"])
def test_an_error_or_a_stranger_is_not_nobody(text: str) -> None:
    (line,) = judged([Row(1, ("1", "Пасека Липа", text, "", ""))])
    assert (line.action, line.kind, line.new, line.was) == ("ask", "owner", "", text)


def test_a_formula_is_read_and_never_written_over() -> None:
    formula = ((2, "formula"),)
    keep, ask = judged([Row(1, ("1", "Пасека Липа", "Дима", "", ""), formula),
                        Row(2, ("2", "Щегол Воск", "Виктор", "", ""), formula)])  # fmt: skip
    assert (keep.action, keep.new) == ("keep", "Дима")
    assert (ask.action, ask.kind, ask.new) == ("ask", "formula", "")


def test_a_number_that_is_an_error_is_unknown_and_a_new_client_is_not_made_of_it() -> None:
    (line,) = judged([Row(1, ("1", "Пасека Липа", "", "#N/A", ""))])
    assert (line.action, line.kind) == ("ask", "unread")
    (known,) = judged([Row(1, ("1", "ООО «Мется Борд»", "", "#N/A", ""))])
    assert known.action == "change", "the name is on file"


def test_a_hidden_row_is_left_and_is_its_owner_s_all_the_same() -> None:
    """Its owner has one client more, so the next new one goes to another; with --hidden it is judged."""
    hidden, new = Row(1, ("1", "Пасека Липа", "", "", ""), hidden=True), Row(2, ("2", "Щегол Воск", "", "", ""))
    first = judged([new])[0].new
    assert OPENED.book is not None
    owned = Row(1, ("1", "Пасека Липа", OPENED.book.managers[first].name, "", ""), hidden=True)
    left = judged([owned, new])[0]
    assert (left.action, left.kind, left.old) == ("skip", "hidden", first)
    assert [line.action for line in judged([hidden])] == ["skip"]
    assert [line.action for line in judged([hidden], Options(DAY.on, hidden=True))] == ["change"]


def test_a_client_whose_owner_left_stays_with_the_row_s_owner() -> None:
    """The tables name somebody who left, the export somebody who works here: the export is right."""
    book = OPENED.book
    assert book is not None
    card = next(c for c in book.clients.values() if c.owner and not book.managers[c.owner].active and not c.group)
    (line,) = judged([Row(1, (card.id, card.name, "Дима", "", ""))])
    assert (line.action, line.new) == ("keep", "Дима")


def test_each_kind_has_its_words() -> None:
    assert set(LEFT) == set(REASONS)
    assert set(ASKED) == {"", "owner", "taker", "formula", "merged", "unread", "perhaps", "columns"}


# --- the command ----------------------------------------------------------------------------------------------------
@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    return tmp_path


def test_the_counts_add_up_and_a_row_that_cannot_be_read_ends_with_1(team: Path) -> None:
    rows = [*(case["row"] for case in KINDS), ["1", "Родник", "Кто-то", "", ""], ["2", "Заря", "Ирина", "", ""]]
    text = ";".join(COLUMNS) + "\n" + "".join(";".join(row) + "\n" for row in rows)
    (team / "export.csv").write_text(text + "3;too;many;cells;in;it;all\n", encoding="utf-8")
    ran = run_leadcli("reassign", "export.csv", "--on", TODAY, "--json", folder=team, language="en")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert sum(told["actions"].values()) == len(rows) + 1
    assert set(told["actions"]) == set(ACTIONS)
    assert sum(told["left_out"].values()) == told["actions"]["skip"]
    assert sum(told["asked_about"].values()) == told["actions"]["ask"]
    assert told["actions"]["reject"] == 1
    page = run_leadcli("reassign", "export.csv", "--on", TODAY, folder=team, language="en")
    assert f"{len(rows) + 1} rows: " in page.out
    assert "1 could not be read" in " ".join(page.out.split())
