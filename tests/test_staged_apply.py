"""A plan applied in steps, each on the file of the one before; taken back in any order, to the byte; workbooks too."""

from __future__ import annotations

import itertools
import json
import re
import shutil
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from conftest import ROOT, TODAY, Ran, run_leadcli
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadcli.assignment.plan_file import PlanError
from leadcli.cli.apply.rewriting import TurnsGiven
from leadcli.io.exports import form_of, rows

TABLE = [
    ["ID", "Название компании", "Ответственный", "Город"],
    ["1", "Заря Востока", "", "x"],
    ["1", "Пасека Липа", "", "y"],
    ["", "Лампа и тетрадь", "", "z"],
    ["0", "Сова и компас", "", ""],
    ["7", "Мется Калуга", "Борис", ""],
]


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return workspace(tmp_path)


def workspace(folder: Path) -> Path:
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "rules.yaml", folder)
    return folder


def say(team: Path, *words: str) -> Ran:
    ran = run_leadcli(*words, folder=team, language="en")
    assert "Traceback" not in ran.err
    return ran


def workbook(path: Path, finish: object = None, asks: bool = False) -> None:
    """The table with a second sheet that counts owners."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("Компании")
    for number, row in enumerate(TABLE):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, text)
    book.add_worksheet("Свод").write_formula(0, 0, '=COUNTIF(Компании!C:C,"Борис")', None, 1)
    if callable(finish):
        finish(sheet)
    book.close()
    if not asks:  # as other programs write it
        edited(path, "xl/workbook.xml", b' fullCalcOnLoad="1"', b"")


def edited(path: Path, part: str, old: bytes, new: bytes) -> None:
    with zipfile.ZipFile(path) as book:
        parts = {info.filename: book.read(info) for info in book.infolist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)


def content(path: Path) -> dict[str, bytes]:
    if path.suffix == ".csv":
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as book:
        return {info.filename: book.read(info) for info in book.infolist()}


def planned(team: Path, kind: str) -> list[str]:
    """A plan of the table; the managers who get a row."""
    if kind == "csv":
        (team / "export.csv").write_text("".join(";".join(row) + "\r\n" for row in TABLE), encoding="utf-8", newline="")
    else:
        workbook(team / "export.xlsx")
    assert say(team, "reassign", f"export.{kind}", "-o", "p.jsonl", "--on", TODAY).code == 0
    lines = [json.loads(line) for line in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    return sorted({line["new"] for line in lines if line["action"] == "change"})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("first", [1, 2])
def test_two_steps_stack_and_both_go_back_in_any_order(first: int, kind: str, team: Path) -> None:
    one, *others = planned(team, kind)
    assert others
    assert say(team, "apply", "p.jsonl", "--manager", one, "-o", f"a.{kind}").code == 0
    words = [word for other in others for word in ("--manager", other)]
    ran = say(team, "apply", "p.jsonl", *words, "--export", f"a.{kind}", "-o", f"b.{kind}")
    assert ran.code == 0, ran.err
    assert say(team, "apply", "p.jsonl", "-o", f"whole.{kind}").code == 0
    assert content(team / f"b.{kind}") == content(team / f"whole.{kind}")
    for number, source, target in ((first, "b", "c"), (3 - first, "c", "d")):
        ran = say(team, "undo", str(number), f"{source}.{kind}", "-o", f"{target}.{kind}")
        assert ran.code == 0, ran.err
    assert content(team / f"d.{kind}") == content(team / f"export.{kind}")
    assert say(team, "log", "verify").code == 0


def test_a_step_on_the_first_file_says_that_another_is_not_in_it(team: Path) -> None:
    one, other, *_ = planned(team, "csv")
    say(team, "apply", "p.jsonl", "--manager", one, "-o", "a.csv")
    assert (
        "batch 1 of this plan is not in that file"
        in say(team, "apply", "p.jsonl", "--manager", other, "-o", "b.csv").err
    )
    (team / "c.csv").write_bytes((team / "a.csv").read_bytes() + b"8;x;y;z\r\n")
    assert say(team, "apply", "p.jsonl", "--manager", other, "--export", "c.csv", "-o", "d.csv").code == 2
    say(team, "undo", "1", "a.csv", "-o", "back.csv")
    assert say(team, "apply", "p.jsonl", "--export", "a.csv", "-o", "e.csv").code == 2, "that batch was taken back"


def test_a_workbook_that_computes_is_asked_to_do_so_anew(team: Path) -> None:
    planned(team, "xlsx")
    assert say(team, "apply", "p.jsonl", "-o", "new.xlsx").code == 0
    old, new = content(team / "export.xlsx"), content(team / "new.xlsx")
    assert {name for name in old if old[name] != new[name]} == {"xl/workbook.xml", "xl/worksheets/sheet1.xml"}
    assert re.findall(rb"<calcPr[^>]*>", new["xl/workbook.xml"]) == [b'<calcPr calcId="124519" fullCalcOnLoad="1"/>']
    assert say(team, "undo", "1", "new.xlsx", "-o", "back.xlsx").code == 0
    assert content(team / "back.xlsx") == old


@pytest.mark.parametrize(
    "workbook_xml",
    [b"<definedNames/>", b"<definedNames><definedName/></definedNames>", b"", b'<calcPr fullCalcOnLoad="0"></calcPr>'],
)
def test_the_request_to_compute_is_put_where_the_standard_wants_it(workbook_xml: bytes, team: Path) -> None:
    planned(team, "xlsx")
    edited(team / "export.xlsx", "xl/workbook.xml", b'<calcPr calcId="124519"/>', workbook_xml)
    assert say(team, "reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY).code == 0
    assert say(team, "apply", "p.jsonl", "-o", "new.xlsx").code == 0
    xml = content(team / "new.xlsx")["xl/workbook.xml"]
    assert xml.count(b'fullCalcOnLoad="1"') == 1
    assert xml.index(b"</sheets>") < xml.index(b"<calcPr") < xml.index(b"</workbook>")
    assert say(team, "undo", "1", "new.xlsx", "-o", "back.xlsx").code == 0
    assert content(team / "back.xlsx") == content(team / "export.xlsx")


def test_a_merged_owner_is_written_once_or_left_and_a_link_is_told(team: Path) -> None:
    def finish(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.merge_range(1, 2, 2, 2, "")
        sheet.write_url(4, 2, "https://crm.example/user/15", string="Виктор")

    workbook(team / "export.xlsx", finish)
    say(team, "reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY)
    lines = (team / "p.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines[1:]]
    for owners, changed in ((("ola", "ola"), True), (("ola", "irina"), False)):
        new = [json.loads(line) for line in lines[1:]]
        managers = {line["new"] for line in told if line["new"]}
        both = itertools.cycle(sorted(managers)) if owners[0] != owners[1] else itertools.repeat(sorted(managers)[0])
        for line in new[:2]:
            line |= {"action": "change", "new": next(both), "shares": []}
        text = [lines[0], *(json.dumps(line, ensure_ascii=False, sort_keys=True) for line in new)]
        (team / "p.jsonl").write_text("\n".join(text) + "\n", encoding="utf-8")
        ran = say(team, "apply", "p.jsonl", "-o", "new.xlsx", "--force")
        assert ran.code == 0, ran.err
        assert ("one merged cell would have several owners: rows 2, 3" in ran.err) is not changed
        marks = [(row.texts[2], row.marks) for row in rows(team / "new.xlsx", form_of(team / "new.xlsx"))][1:3]
        assert (marks[0][0] != "") is changed
        assert marks[0][0] == marks[1][0]


def test_a_manager_whom_the_encoding_cannot_hold_is_told_before_anything_is_planned(team: Path) -> None:
    file = next((team / "data").glob("managers.*"))
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Борис", "Øyvind", 1), encoding="utf-8")
    table = "".join(";".join(row) + "\n" for row in TABLE)
    for encoding, told in (("cp1251", True), ("utf-8", False)):
        (team / "export.csv").write_text(table, encoding=encoding)
        ran = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
        assert ("no such letters in cp1251" in ran.err) is told, ran.err


def turn(new: str, able: list[str], shares: list[object], rota: str = "least_loaded") -> bytes:
    return json.dumps({"new": new, "able": able, "shares": shares, "rota": rota}).encode()


def test_turns_of_rows_that_are_applied_add_up_to_nothing() -> None:
    """Each gives out a call's worth of shares and takes one call: by rota, and by manager for the day."""
    given = TurnsGiven("2026-11-23")
    for line in (turn("a", ["a", "b"], [600_000, 400_000]), turn("b", ["a", "b", "c"], [300_000, 300_000, 400_000]),
                 turn("c", ["c"], [1_000_000], "round_robin")):  # fmt: skip
        given.add(line)
    assert given.turns == {"least_loaded": {"a": -100_000, "b": -300_000, "c": 400_000}, "round_robin": {"c": 0}}
    counts = {"could": {"a": 2, "b": 2, "c": 2}, "owed": {"a": 900_000, "b": 700_000, "c": 1_400_000},
              "rotation": {"a": 1, "b": 1, "c": 1}}  # fmt: skip
    assert given.counts == sorted(
        (("2026-11-23", manager, how, count) for how, each in counts.items() for manager, count in each.items()),
        key=lambda one: one[1:3],
    )


@pytest.mark.parametrize("line", [b"", b"{}", b"[]", b"7", turn("a", ["a"], []), turn("a", ["a"], ["?"]),
                                  turn("a", ["a"], [None])])  # fmt: skip
def test_a_turn_that_cannot_be_read_is_a_broken_line(line: bytes) -> None:
    with pytest.raises(PlanError) as told:
        TurnsGiven("2026-11-23").add(line)
    assert told.value.said[0].text == "a line of it is broken"


DELIMITERS, ENDS = (";", ",", "\t", "|"), ("\n", "\r\n")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1251", "cp866", "koi8-r"]),
    delimiter=st.sampled_from(DELIMITERS),
    end=st.sampled_from(ENDS),
    quoted=st.lists(st.booleans(), min_size=24, max_size=24),
    ids=st.lists(st.sampled_from(["", "0", "1", "10000000000000901", 'a"b', "=1"]), min_size=5, max_size=5),
    note=st.sampled_from(["", 'монитор 24"', "строка 1\nстрока 2", "a;b,c\td|e", "'"]),
    last=st.booleans(),
)
def test_applied_and_taken_back_is_the_same_bytes(
    encoding: str, delimiter: str, end: str, quoted: list[bool], ids: list[str], note: str, last: bool,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    team = workspace(tmp_path_factory.mktemp("law"))
    flags = iter(quoted)

    def cell(text: str) -> str:
        must = next(flags) or any(sign in text for sign in (*DELIMITERS, '"', "\n"))
        return '"' + text.replace('"', '""') + '"' if must else text

    table = [TABLE[0], *([own, row[1], row[2], note] for own, row in zip(ids, TABLE[1:], strict=True))]
    text = end.join(delimiter.join(map(cell, row)) for row in table) + (end if last else "")
    (team / "export.csv").write_bytes(text.encode(encoding))
    ran = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    assert ran.code == 0, ran.err
    ran = say(team, "apply", "p.jsonl", "-o", "new.csv")
    assert (ran.code, ran.out[:1]) != (0, "0"), "a row at least changes"
    assert say(team, "undo", "1", "new.csv", "-o", "back.csv").code == 0
    assert (team / "back.csv").read_bytes() == text.encode(encoding)
