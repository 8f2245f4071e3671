"""What a row of an export is, and that nothing is done to what is no client or is not understood."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, read_yaml, run_leadcli
from workbooks import Sheet, as_xlsx

from leadcli.assignment.judging import handed_over, judge_row, without_leaver
from leadcli.assignment.owner_cells import as_cells_allow
from leadcli.assignment.plan_lines import for_the_fold, may_have_owner, with_owner
from leadcli.assignment.plan_summary import ACTIONS, Overview
from leadcli.assignment.rows import Line, Options
from leadcli.assignment.turns import Export, folded
from leadcli.domain.book import Absence, Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.fields.crm_presets import Layout, layout
from leadcli.fields.people.owner_marks import with_learnt
from leadcli.fields.rows.row_kinds import REASONS, Row, is_of, kind_of
from leadcli.output.text.plan_page import ASKED, LEFT, REMEDIES, asked, faults
from leadcli.output.text.speech import Speech
from leadcli.workspace.opening import open_workspace

KINDS = read_yaml(ROOT / "tests" / "rows" / "kinds.yaml")
BLOCKS = read_yaml(ROOT / "tests" / "rows" / "blocks.yaml")
MARKS = read_yaml(ROOT / "tests" / "rows" / "owner_marks.yaml")
DOUBLES = read_yaml(ROOT / "tests" / "rows" / "doubles.yaml")
COLUMNS = ("id", "name", "owner", "inn", "phone")
LAYOUT = layout(COLUMNS, "plain")
OPENED = open_workspace(ROOT)
DAY = Options(date.fromisoformat(TODAY))


def judged(
    rows: list[Row], options: Options = DAY, layout_: Layout = LAYOUT, book: Book | None = OPENED.book
) -> list[Line]:
    """The plan's lines of some rows, in the sample's workspace.

    They are the same where the fold first goes through the rows alone that may have an owner.
    """
    policy, directory = OPENED.policy, OPENED.directory
    assert book is not None
    assert policy is not None
    assert directory is not None
    book = without_leaver(book, options)
    lines = [handed_over(judge_row(row, layout_, book, policy, directory, options), book, options) for row in rows]
    export = Export(lambda: rows, layout_, options, policy, directory)
    first: list[Line] = []
    for row, line in zip(rows, lines, strict=True):
        told = with_owner(for_the_fold(line))
        assert told is None or may_have_owner(row, layout_)
        first += [line] if told is not None else []
    plan = list(folded(lines, book, export))
    assert list(folded(lines, book, export, first)) == plan
    return plan


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


def test_of_rows_that_are_asked_about_it_is_said_who_they_are_and_what_to_do() -> None:
    assert OPENED.book is not None
    covered = [Row(n, (str(n), f"Щегол {n}", "", "", ""), ((2, "error"),)) for n in range(1, 5)]
    told = Overview(OPENED.book)
    for line in judged([*covered, Row(5, ("5", "Пасека Липа", "Пётр Неизвестный", "", ""))]):
        told.add(line)
    page = " ".join(row.text for row in asked(told, Speech("en"))).split("  ")
    assert page == [
        "4 Щегол 1, Щегол 2, Щегол 3, …: fill the cell in where the export comes from, and judge it again 1"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("owners", "told"), [(["+7 900", "+7 901"], True), (["+7 900", "Дима"], False), (["+7 900"], False)]
)
def test_an_export_that_knows_nobody_of_the_team_is_told(owners: list[str], told: bool) -> None:
    assert OPENED.book is not None
    summary = Overview(OPENED.book)
    for line in judged([Row(n, (str(n), f"Щегол {n}", owner, "", "")) for n, owner in enumerate(owners, 1)]):
        summary.add(line)
    assert any("none of the owners" in said for said in faults(summary, OPENED.book, Speech("en"), 8)) is told


def test_of_a_row_without_a_name_it_is_said_that_it_has_none() -> None:
    assert OPENED.book is not None
    told = Overview(OPENED.book)
    for line in judged([Row(1, ("1", "", "Виктор", "", "+7 495 555-01-01"))]):
        told.add(line)
    assert told.kinds["ask"] == {"nameless": 1}
    assert "write the company into the row" in " ".join(row.text for row in asked(told, Speech("en")))


def test_of_rows_that_nobody_gets_it_is_said_why_and_what_to_do() -> None:
    assert OPENED.book is not None
    away = Absence(DAY.on, DAY.on)
    managers = {m.id: replace(m, absences=(away,)) for m in OPENED.book.managers.values()}
    told, book = Overview(OPENED.book), OPENED.book.with_managers(managers)
    for line in judged([Row(1, ("1", "Щегол Воск", "", "", "")), Row(2, ("2", "", "Виктор", "", "+7 495 5550101")),
                        Row(3, ("3", '-"-', "Виктор", "", "+7 495 5550101"))], book=book):  # fmt: skip
        told.add(line)
    assert (told.doubted, told.kinds["ask"]) == ({"nobody": 1, "nameless": 2}, {"nameless": 2})
    page = " ".join(row.text for row in asked(told, Speech("en")))
    assert "Щегол Воск: add a rule for such rows, raise a cap, or plan for another day" in page


def test_rows_without_a_name_meet() -> None:
    """The one below has an owner, so it is a card that the one above may be: it is told by no name."""
    asked, kept = judged(
        [Row(1, ("", "", "Виктор", "", "+7 495 555-01-01")), Row(2, ("", "", "Павел", "7708503727", ""))]
    )
    assert (asked.action, kept.action, kept.new) == ("ask", "keep", "Павел")


@pytest.mark.parametrize("mark", ["no_value", "error", "cut"])
def test_an_owner_whom_nobody_can_read_is_asked_and_kept(mark: str) -> None:
    (line,) = judged([Row(1, ("1", "Пасека Липа", "", "", ""), ((2, mark),))])
    assert (line.action, line.kind, line.new) == ("ask", "owner_unread", "")


@pytest.mark.parametrize(
    ("column", "owner", "action"),
    [(2, "", "ask"), (1, "не назначен", "ask"), (2, "Виктор", "ask"), (2, "Дима", "keep"), (4, "", "change")],
)
def test_a_note_on_a_cell_may_say_whose_client_it_is(column: int, owner: str, action: str) -> None:
    (line,) = judged([Row(1, ("1", "Пасека Липа", owner, "", ""), ((column, "noted"),))])
    assert line.action == action


@pytest.mark.parametrize(
    ("owner", "action"),
    [("Виктор", "change"), ("Виктор (уволен)", "change"), ("Виктор (менеджер)", "change"), ("Виктор (15)", "change"),
     ("Виктор (клиент Ирины)", "ask"), ("Виктор (оставить)", "ask"), ("Дима (оставить)", "keep")],
)  # fmt: skip
def test_what_is_said_beside_who_has_left_is_asked_about(owner: str, action: str) -> None:
    (line,) = judged([Row(1, ("1", "Пасека Липа", owner, "", ""))])
    assert line.action == action


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


COVERED = ((2, "covered"),)


def test_a_merged_owner_changes_for_all_its_rows_or_for_none() -> None:
    """The cell is one: it is written once, in its first row, and only where its rows agree."""
    agree = [Row(1, ("1", "Мется Борд", "Дима", "", "")), Row(2, ("2", "ООО «Мется Борд»", "Дима", "", ""), COVERED)]
    lines = list(as_cells_allow(judged(agree)))
    assert [(line.action, line.new, line.mark) for line in lines] == [
        ("change", "Ирина", ""), ("change", "Ирина", "covered")
    ]  # fmt: skip
    differ = [
        *agree,
        Row(3, ("3", "Пасека Липа", "Дима", "", ""), COVERED),
        Row(4, ("4", "Мется Борд", "Дима", "", "")),
    ]
    lines = list(as_cells_allow(judged(differ)))
    assert [(line.action, line.kind) for line in lines] == [
        ("ask", "merged"), ("ask", "merged"), ("keep", ""), ("change", "")
    ]  # fmt: skip
    assert not any(line.new for line in lines[:2])


def test_a_number_that_is_an_error_is_unknown_and_a_new_client_is_not_made_of_it() -> None:
    (line,) = judged([Row(1, ("1", "Пасека Липа", "", "#N/A", ""), ((3, "error"),))])
    assert (line.action, line.kind) == ("ask", "unread")
    (known,) = judged([Row(1, ("1", "ООО «Мется Борд»", "", "#N/A", ""), ((3, "error"),))])
    assert known.action == "change", "the name is on file"


@pytest.mark.parametrize(
    ("number", "action"),
    [("7,70709E+09", "ask"), ("7.70709e+09", "ask"), ("7,707093E+06", "change"), ("7707", "change")],
)
def test_a_number_whose_digits_a_spreadsheet_cut_off_is_unknown(number: str, action: str) -> None:
    """The client on file that it is may be another manager's."""
    (line,) = judged([Row(1, ("1", "Пасека Липа", "", number, ""))])
    assert (line.action, line.unclean) == (action, ("inn",))
    (known,) = judged([Row(1, ("1", "ООО «Мется Борд»", "", number, ""))])
    assert known.action == "change", "the name is on file"
    (owned,) = judged([Row(1, ("1", "Пасека Липа", "Дима", number, ""))])
    assert owned.action == "keep"


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


@pytest.mark.parametrize("case", DOUBLES, ids=lambda case: case["title"])
def test_a_company_that_has_an_owner_in_another_row_is_not_given_away(case: dict[str, Any]) -> None:
    rows = [Row(n, cells) for n, cells in enumerate(case["rows"], 1)]
    lines = judged(rows, layout_=layout(case.get("columns", ("id", "name", "owner", "inn", "city")), "plain"))
    (line,) = (line for line in lines if line.was in ("", "Виктор"))
    assert line.action == case["action"], line.reason
    assert case.get("new", line.new) == line.new


@pytest.mark.parametrize("case", MARKS, ids=lambda case: case["title"])
def test_an_owner_whom_another_column_contradicts_is_asked_about(case: dict[str, Any]) -> None:
    assert OPENED.book is not None
    book = replace(OPENED.book, spellings={"u1": "Ирина", "u2": "Дима", "u3": "Ольга"})
    columns = case.get("columns", ["name", "owner", case.get("header", "ID ответственного")])
    found = layout(columns, "plain", case.get("mapped"))
    rows = [Row(n, cells) for n, cells in enumerate(case["rows"], 1)]
    lines = judged(rows, layout_=with_learnt(found, case["rows"], book), book=book)
    assert [line.action for line in lines] == case["actions"], [line.reason for line in lines]
    doubted = [line for line in lines if line.action == "ask"]
    assert {line.kind for line in doubted} <= {*case.get("kinds", [case.get("kind", "columns")])}
    assert not any(line.new for line in doubted)
    assert case.get("says") in {None, *(Speech("en").say(line.reason) for line in doubted)}


@pytest.mark.parametrize("case", BLOCKS, ids=lambda case: case["title"])
def test_an_owner_who_stands_once_for_several_rows_loses_none_of_them(case: dict[str, Any]) -> None:
    rows = [Row(n, cells) for n, cells in enumerate(case["rows"], 1)]
    found = layout(case.get("columns", list(COLUMNS)), "plain")
    lines = judged(rows, layout_=replace(found, above=tuple(map(tuple, case.get("above", ())))))
    assert [line.action for line in lines] == case["actions"]
    asked = {line.row: line.new for line in lines if line.kind == "block"}
    assert asked == {int(row): owner for row, owner in case.get("owners", {}).items()}


# --- clients and leads -----------------------------------------------------------------------------------------------
CALUGA = Row(1, ("n1", "Мется Калуга", "Дима", "", ""))  # story S1: Дима took the call, the group is Ирина's
LEADS = replace(LAYOUT, rows="leads")


def test_a_card_stays_with_its_owner_and_the_rule_that_says_otherwise_is_named() -> None:
    (line,) = judged([CALUGA])
    assert (line.action, line.new, line.rule) == ("keep", "Дима", "on-file")
    assert (line.conflict, line.conflict_rule) == ("Ирина", "same-name")


def test_a_lead_goes_to_whom_the_rules_of_its_group_name() -> None:
    (line,) = judged([CALUGA], layout_=LEADS)
    assert (line.action, line.new, line.rule, line.conflict) == ("change", "Ирина", "same-name", "")


def test_a_lead_that_would_go_by_turns_stays_with_who_took_it_and_binds_the_next() -> None:
    mine = Row(1, ("n1", "Щегол Воск", "Дима", "5032178240", ""))
    twice = Row(2, ("n2", "ООО «Щегол Воск»", "", "5032178240", ""))
    lines = judged([mine, twice], layout_=LEADS)
    assert [(line.new, line.action) for line in lines] == [("Дима", "keep"), ("Дима", "change")]


def test_a_lead_is_not_taken_from_its_owner_by_a_row_of_the_same_batch() -> None:
    """Nothing on file says that it is another's: only a lead above, of a like name, that somebody else has."""
    rows = [Row(1, ("1", "Кварц", "Борис", "", "")), Row(2, ("2", "Кварц Ольвия", "Дима", "", ""))]
    assert [(line.action, line.old) for line in judged(rows, layout_=LEADS)] == [("keep", "Борис"), ("ask", "Дима")]


def test_a_client_on_file_is_its_owner_s_both_ways() -> None:
    row = Row(1, ("", "Мется Борд", "Дима", "", ""))
    assert [judged([row], layout_=each)[0].new for each in (LAYOUT, LEADS)] == ["Ирина", "Ирина"]


@pytest.mark.parametrize(
    ("header", "rows"),
    [
        ("ID;Название компании;Ответственный;Тип компании;Кем создана", "clients"),
        ("ID;Название лида;Название компании;Стадия;Источник;Ответственный", "leads"),
        ("Lead ID;Company;Lead Owner", "leads"),
        ("id;name;owner", "clients"),
        ("id;name;owner;Lead Source", "clients"),
    ],
)
def test_what_rows_are_is_told_by_their_headers(header: str, rows: str) -> None:
    assert layout(header.split(";")).rows == rows


def test_each_kind_has_its_words() -> None:
    assert set(LEFT) == set(REASONS)
    assert set(ASKED) == {
        "", "owner", "owner_unread", "taker", "formula", "merged", "unread", "perhaps", "columns", "double", "block",
        "nobody", "nameless",
    }  # fmt: skip
    assert set(REMEDIES) == set(ASKED)


def test_a_company_in_several_rows_and_turns_that_all_go_to_one_are_said(team: Path) -> None:
    names = "Кварц Ольвия Брусника Заря Восход Пихта Румб Щегол Юпитер Орион Кедр Сокол Маяк".split()  # noqa: SIM905
    rows = [f"{n};{name};;" for n, name in enumerate(names)]
    (team / "export.csv").write_text(
        "id;name;owner;inn\n" + "\n".join([*rows, "98;Пасека;;5032178240", "99;ООО «Пасека»;;5032178240"]) + "\n",
        encoding="utf-8",
    )
    managers = "id,name,weight\nm1,Ирина,1\nm2,Дима,0.01\n"
    shutil.rmtree(team / "data")
    (team / "data").mkdir()
    (team / "data" / "managers.csv").write_text(managers, encoding="utf-8")
    ran = run_leadcli("reassign", "export.csv", "--on", TODAY, folder=team, language="en")
    assert "1 row is a company that stands in a row above too" in " ".join(ran.out.split())
    assert "of 13 that go by turns" in " ".join(ran.out.split())


# --- the command ----------------------------------------------------------------------------------------------------
@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("export.csv", "id;name;owner\nn1;Пасека Липа;#N/A\n"),
        ("export.json", '[{"id": "n1", "name": "Пасека Липа", "owner": "#N/A"}]'),
    ],
)
def test_an_error_is_filled_in_and_is_nobodys_other_name(name: str, text: str, team: Path) -> None:
    (team / name).write_text(text, encoding="utf-8")
    ran = run_leadcli("reassign", name, "--on", TODAY, "-o", "p.jsonl", folder=team, language="en")
    assert "what the owner's cell says: an error, or no value" in ran.out
    assert "--owner" not in ran.out, "what an error means once it does not mean the next time"
    assert "no owner" not in ran.out


def test_the_first_line_says_what_rows_are_and_the_page_names_conflicts(team: Path) -> None:
    (team / "export.csv").write_text("id;name;owner\nn1;Мется Калуга;Дима\n", encoding="utf-8")
    ran = run_leadcli("reassign", "export.csv", "--on", TODAY, folder=team, language="en")
    assert "each row a client" in ran.err.splitlines()[0]
    assert "row 1, Мется Калуга: Дима keeps it; a new caller would go to Ирина" in " ".join(ran.out.split())
    ran = run_leadcli("reassign", "export.csv", "--on", TODAY, "--rows", "leads", "--json", folder=team, language="en")
    assert "each row a lead or call" in ran.err.splitlines()[0]
    assert json.loads(ran.out)["actions"]["change"] == 1
    ran = run_leadcli("reassign", "export.csv", "--rows", "people", folder=team, language="en")
    assert (ran.code, "clients" in ran.err) == (2, True)


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


FOOT = """"Account Owner","Account Name","Account ID","Billing City"
"Дима","Щегол Воск","1",""

"Account Report"
"Copyright (c) 2000-2026 salesforce.com, inc. All rights reserved."
"Confidential Information - Do Not Distribute"
"Generated By:  Ivan Petrov 25.11.2026 10:00"
"""


def test_the_foot_of_a_report_has_fewer_cells_and_is_no_broken_row(team: Path) -> None:
    (team / "export.csv").write_text(FOOT, encoding="utf-8")
    ran = run_leadcli("reassign", "export.csv", "--on", TODAY, "--json", folder=team, language="en")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["left_out"] == {"blank": 1, "footer": 4}
    (team / "export.csv").write_text(FOOT + '"Пасека Липа\nCopyright (c) 2026"\n"Пасека"\n', encoding="utf-8")
    ran = run_leadcli("reassign", "export.csv", "--on", TODAY, "--json", "-o", "p2.jsonl", folder=team, language="en")
    assert (ran.code, json.loads(ran.out)["actions"]["reject"]) == (1, 2)


# --- a portfolio handed over -----------------------------------------------------------------------------------------
HANDED = """id;name;owner
1;Сосна Орион;Дима
2;Липа Орион;Дима
3;Мется Калуга;Ольга
4;Брусника;
5;Пасека Липа;Кто-то
6;Итого;
"""


@pytest.mark.parametrize("to", ["", "Ольга"])
def test_a_portfolio_is_handed_over_whole_and_others_keep_theirs(to: str, team: Path) -> None:
    (team / "export.csv").write_text(HANDED, encoding="utf-8")
    words = ["reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--from", "Дима", *(["--to", to] if to else [])]
    assert run_leadcli(*words, folder=team, language="en").code == 0
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [line["action"] for line in lines[2:]] == ["keep"] * 4
    for line in lines[:2]:
        assert line["new"] not in ("", "Дима") or line["action"] == "ask"
        assert not to or (line["action"], line["new"], line["rule"]) == ("change", to, "hand-over")
    assert run_leadcli("apply", "p.jsonl", "-o", "new.csv", folder=team).code == 0
    after = (team / "new.csv").read_text(encoding="utf-8").splitlines()
    assert after[3:] == HANDED.splitlines()[3:]
    if to:
        assert after[1:3] == ["1;Сосна Орион;Ольга", "2;Липа Орион;Ольга"]


@pytest.mark.parametrize(
    "owner", ["Дима, Ольга", "Дима / Кто-то", "Дмитрий (передан Ольге)", "Димы", "клиент Дмитрия", "Волкова (у Димы)"]
)
def test_what_is_half_of_who_hands_over_is_asked_about(owner: str, team: Path) -> None:
    (team / "export.csv").write_text(f"id;name;owner\n1;Липа Орион;{owner}\n2;Кварц;Ольга\n", encoding="utf-8")
    words = ["reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--from", "Дима", "--to", "Ольга"]
    assert run_leadcli(*words, folder=team, language="en").code == 0
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [(line["action"], line["kind"]) for line in lines] == [("ask", "owner"), ("keep", "")]


def test_rows_above_the_header_are_heard(team: Path) -> None:
    table = "Клиенты менеджера;Ольга;;\n;;;\nid;name;owner;city\n1;Липа Орион;;Уфа\n2;Кварц;Дима;Тула\n"
    (team / "export.csv").write_text(table, encoding="utf-8")
    assert run_leadcli("reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, folder=team).code == 0
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [line["action"] for line in lines] == ["ask", "keep"]


@pytest.mark.parametrize(
    ("file", "actions"),
    [
        ("Клиенты Ольги.csv", ["ask", "keep"]),
        ("Крылова.csv", ["ask", "keep"]),
        ("Крылова_2026.csv", ["ask", "keep"]),
        ("Клиенты.csv", ["change", "keep"]),
        ("krylova_holding.csv", ["change", "keep"]),
    ],
)
def test_the_name_of_the_file_is_a_title_of_all_its_rows(file: str, actions: list[str], team: Path) -> None:
    (team / file).write_text("id;name;owner;city\n1;Липа Орион;;Уфа\n2;Кварц;Дима;Тула\n", encoding="utf-8")
    assert run_leadcli("reassign", file, "-o", "p.jsonl", "--on", TODAY, folder=team).code == 0
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [line["action"] for line in lines] == actions


@pytest.mark.parametrize(
    "name", ["Липа - Крылова", "Липа / Ольга", "Крылова: Липа", "Липа, отв. Крылова", "Липа (Крылова)", "Липа\nКрылова"]
)
def test_who_stands_beside_a_name_is_heard_in_an_export_without_other_columns(name: str, team: Path) -> None:
    (team / "export.csv").write_text(f'id;name;owner\n1;"{name}";\n2;Кварц;Дима\n', encoding="utf-8")
    assert run_leadcli("reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, folder=team).code == 0
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [line["action"] for line in lines] == ["ask", "keep"]


@pytest.mark.parametrize(("sheet", "action"), [("Ольга Крылова", "ask"), ("Лист1", "change")])
def test_the_name_of_the_sheet_is_a_title_of_all_its_rows(sheet: str, action: str, team: Path) -> None:
    rows = [["id", "name", "owner"], ["1", "Липа Орион", ""], ["2", "Кварц", "Дима"]]
    (team / "export.xlsx").write_bytes(as_xlsx([Sheet(sheet, rows)]))
    assert run_leadcli("reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY, folder=team).code == 0
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [line["action"] for line in lines] == [action, "keep"]


def test_an_owner_whom_nobody_knows_is_told_where_another_hands_over(team: Path) -> None:
    (team / "export.csv").write_text("id;name;owner\n1;Липа Орион;Дима\n2;Кварц;Кто-то\n3;Пихта;\n", encoding="utf-8")
    words = ["reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--from", "Дима", "--to", "Ольга"]
    ran = run_leadcli(*words, folder=team, language="en")
    assert "Кто-то is no manager of the team and owns 1" in ran.out
    assert "1 row has no owner" in ran.out


def test_a_ditto_mark_below_who_hands_over_is_asked_about(team: Path) -> None:
    rows = "1;Липа Орион;Дима\n2;Кварц;то же\n3;Пихта;Ольга\n4;Румб;то же\n"
    (team / "export.csv").write_text("id;name;owner\n" + rows, encoding="utf-8")
    words = ["reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--from", "Дима", "--to", "Ольга"]
    ran = run_leadcli(*words, folder=team, language="en")
    assert ran.code == 0, ran.err
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [(line["action"], line["new"]) for line in lines] == [
        ("change", "Ольга"), ("ask", "Дима"), ("keep", "Ольга"), ("ask", "Ольга")
    ]  # fmt: skip
    assert "--owner" not in ran.out  # whom it means differs from row to row


def test_a_row_that_another_column_gives_to_who_hands_over_is_asked_about(team: Path) -> None:
    rows = "1,Липа Орион,,d.volkov@team.example\n2,Кварц,Ольга,d.volkov@team.example\n3,Пихта,Ольга,\n"
    (team / "export.csv").write_text("id,name,owner,owner email\n" + rows, encoding="utf-8")
    words = ["reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--from", "Дима", "--to", "Ольга"]
    assert run_leadcli(*words, folder=team, language="en").code == 0
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [(line["action"], line["kind"]) for line in lines] == [("ask", "columns"), ("ask", "columns"), ("keep", "")]
    rows = "1,Липа Орион,Дима,Борис\n2,Кварц,Ольга,Дима\n3,Пихта,,Дима\n4,Румб,,Борис\n"
    (team / "export.csv").write_text("id,name,Ответственный,Куратор\n" + rows, encoding="utf-8")
    assert run_leadcli(*words, folder=team, language="en").code == 0
    lines = [json.loads(text) for text in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [line["action"] for line in lines] == ["change", "keep", "ask", "ask"]


@pytest.mark.parametrize(("to", "told"), [("Миша", "absent until 2026-12-04"), ("Светлана", ""), ("Ольга", "")])
def test_who_is_away_and_gets_a_portfolio_is_told(to: str, told: str, team: Path) -> None:
    (team / "export.csv").write_text(HANDED, encoding="utf-8")
    words = ["reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--from", "Дима", "--to", to]
    ran = run_leadcli(*words, folder=team, language="en")
    assert (ran.code, told in ran.err, "absent" in ran.err) == (0, True, bool(told))


@pytest.mark.parametrize(("to", "told"), [("", True), ("Ольга", False)])
def test_an_heir_of_the_tables_is_told_where_nobody_is_named(to: str, told: bool, team: Path) -> None:
    managers = team / "data" / "managers.yaml"
    text = managers.read_text(encoding="utf-8")
    managers.write_text(text.replace("- name: Дима\n", "- name: Дима\n  heir: Ольга\n"), encoding="utf-8")
    (team / "export.csv").write_text(HANDED, encoding="utf-8")
    words = ["reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--from", "Дима", *(["--to", to] if to else [])]
    ran = run_leadcli(*words, folder=team, language="en")
    assert (ran.code, "to hand over to the heir: --to Ольга" in ran.err) == (0, told)


def test_a_group_and_a_company_of_several_rows_are_handed_over_together(team: Path) -> None:
    """Turn by turn six rows would go to several managers; one new owner for all of a group, one for all of an INN."""
    groups = team / "data" / "groups.yaml"
    groups.write_text(groups.read_text(encoding="utf-8") + "- {id: shchegol, name: Щегол}\n", encoding="utf-8")
    rows = ["Щегол Воск", "Кварц", "Щегол Мёд", "Брусника", "Щегол Липа", "ООО «Брусника»"]
    numbers = ["", "", "", "7736050003", "", "7736050003"]
    text = "".join(f"{n};{name};Дима;{inn}\n" for n, (name, inn) in enumerate(zip(rows, numbers, strict=True)))
    (team / "export.csv").write_text("id;name;owner;inn\n" + text, encoding="utf-8")
    words = ("reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--from", "Дима")
    ran = run_leadcli(*words, folder=team, language="en")
    assert ran.code == 0, ran.err
    lines = [json.loads(line) for line in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    new = {line["caller"]: line["new"] for line in lines}
    assert "Дима" not in new.values()
    assert len({new[name] for name in rows if "Щегол" in name}) == 1
    assert new["Брусника"] == new["ООО «Брусника»"] != ""
    assert len(set(new.values())) > 1


@pytest.mark.parametrize("words", [["--to", "Ольга"], ["--from", "Дима", "--to", "Дима"], ["--from", "Никто"],
                                   ["--from", "Дима", "--to", "Виктор"],
                                   ["--from", "Дима", "--consolidate"]], ids=" ".join)  # fmt: skip
def test_a_hand_over_that_cannot_be_is_refused(words: list[str], team: Path) -> None:
    (team / "export.csv").write_text(HANDED, encoding="utf-8")
    ran = run_leadcli("reassign", "export.csv", "--on", TODAY, *words, folder=team)
    assert (ran.code, ran.err.count("Traceback"), "HiGHS" in ran.err) == (2, 0, False)


@pytest.mark.parametrize(
    ("card", "name", "same"),
    [
        ("ООО «Семь озёр»", "ООО «Семь озёр» Тверь", True),
        ("ООО «Фреза»", "Фреза, Тула", True),
        ("ООО «Фреза»", "", True),
        ("ООО «Калуга»", "Калуга", True),
        ("ООО «Калуга»", "Метсо Калуга", False),
        ("ООО «Семь озёр»", "Ромашка, семь озёр", False),
        ("ООО «Фреза»", "Ромашка", False),
    ],
)
def test_an_id_of_another_system_proves_nothing(card: str, name: str, same: bool) -> None:
    """The card of a row's id is meant where the names are one company's."""
    assert is_of(Client("7", card), name) is same


RIVALS = layout(("id", "name", "owner", "inn", "owner", "taken_by"), "plain")
PERHAPS = replace(LAYOUT, columns=(*COLUMNS, "Сотрудников"), perhaps=(5,), unread=(5,))


@pytest.mark.parametrize(
    ("cells", "marks", "may"),
    [
        (("1", "Пасека Липа", "", "", "", ""), (), False),
        (("1", "Пасека Липа", "Дима", "", "", ""), (), True),
        (("1", "Пасека Липа", "кто-то", "", "", ""), (), True),
        (("1", "Пасека Липа", " ", "", "", ""), (), True),
        (("1", "Пасека Липа", "", "", "", "кто-то"), (), True),
        (("1", "Пасека Липа", "", "", "", ""), ((2, "error"),), True),
        (("1", "Пасека Липа", "", "", "Дима", ""), (), True),
        (("", "", "Дима", "", "", ""), (), True),
    ],
    ids=["nobody", "owner", "unknown", "blank", "taker unknown", "error", "two owners", "no name"],
)
def test_which_rows_are_judged_first(cells: tuple[str, ...], marks: Any, may: bool) -> None:
    row = Row(1, cells, marks)
    assert may_have_owner(row, RIVALS) == may
    judged([row], layout_=RIVALS)


@pytest.mark.parametrize(("cell", "may"), [("", False), ("427", False), ("Дима", True), ("до 100", True)])
def test_a_column_that_may_tell_owners_tells_none_by_a_number(cell: str, may: bool) -> None:
    row = Row(1, ("1", "Пасека Липа", "", "", "", cell))
    assert may_have_owner(row, PERHAPS) == may
    judged([row], layout_=PERHAPS)
