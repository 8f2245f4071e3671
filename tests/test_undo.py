"""The way back: a batch is taken back by what its rows hold, wherever they stand now; never another row."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from conftest import ROOT, TODAY, Ran, run_leadcli
from hypothesis import given
from hypothesis import strategies as st

from leadcli.assignment.batch_rows import Left, Move, Seen, found_again, mark_of
from leadcli.cli.undo.taking_back import Export, same_rows, take_back, why_left
from leadcli.domain.frozen import replace
from leadcli.io.exports import form_of, rows
from leadcli.output.text.speech import Speech

Table = list[list[str]]
EXPORT = """\
ID;Название компании;ИНН;Ответственный;Кем создана
901;Мется Калуга;;Борис;x
902;Заря Востока;7707123458;;"a; ""b"" c"
903;ООО «Пасека Липа»;0274123452;;x
904;«Лампа и тетрадь»;;;x
906;Сова и компас;;;x
905;Лютик;;Ольга;x
"""


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    return tmp_path


def say(team: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=team, language="en")


def applied(team: Path, text: str = EXPORT) -> int:
    """An export and what apply makes of it, new.csv; how many rows it changed."""
    (team / "export.csv").write_text(text, encoding="utf-8")
    assert say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY).code == 0
    ran = say(team, "apply", "p.jsonl", "-o", "new.csv")
    assert ran.code == 0, ran.err
    return int(ran.out.split()[0])


def read(path: Path, delimiter: str = ";", encoding: str = "utf-8") -> Table:
    return list(csv.reader(io.StringIO(path.read_text(encoding=encoding)), delimiter=delimiter))


def write(path: Path, table: Table, delimiter: str = ";", encoding: str = "utf-8") -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(table)
    path.write_text(out.getvalue(), encoding=encoding, errors="replace", newline="")


def owners(table: Table) -> dict[str, str]:
    name, owner = table[0].index("Название компании"), table[0].index("Ответственный")
    return {row[name]: row[owner] for row in table[1:]}


def without(table: Table, *names: str) -> Table:
    kept = [at for at, name in enumerate(table[0]) if name not in names]
    return [[row[at] for at in kept] for row in table]


def first_last(table: Table) -> Table:
    return [row[::-1] for row in table]


def rounded(table: Table) -> Table:
    return [table[0], *(["1.00000000000009e+16", *row[1:]] for row in table[1:])]


EDITS: dict[str, Callable[[Table], Table]] = {
    "sorted": lambda table: [table[0], *sorted(table[1:], key=lambda row: row[1])],
    "columns turned round": first_last,
    "a column more": lambda table: [["№", *table[0]], *(["1", *row] for row in table[1:])],
    "without ids, sorted": lambda table: without([table[0], *table[:0:-1]], "ID"),
    "without INNs": lambda table: without(table, "ИНН"),
    "without names": lambda table: without(table, "Название компании"),
    "ids rounded by a spreadsheet": rounded,
    "INNs without their zero, names in capitals": lambda table: [
        table[0], *([row[0], row[1].upper(), row[2].lstrip("0"), *row[3:]] for row in table[1:])
    ],
    "names in other quotation marks, without ids": lambda table: without(
        [[cell.replace("«", '"').replace("»", '"') for cell in row] for row in table], "ID"
    ),
    "a title above": lambda table: [["Выгрузка", "", "", "", ""], ["", "", "", "", ""], *table],
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_an_export_that_was_changed_otherwise_is_taken_back(edit: str, team: Path) -> None:
    count = applied(team)
    before = EDITS[edit](read(team / "export.csv"))
    write(team / "now.csv", EDITS[edit](read(team / "new.csv")))
    ran = say(team, "undo", "1", "now.csv", "-o", "back.csv")
    assert (ran.code, ran.out.split()[0]) == (0, str(count)), ran.err
    assert read(team / "back.csv") == before


def test_owners_whom_the_crm_writes_otherwise_are_the_same_people(team: Path) -> None:
    """Put into a CRM and exported again they bear their ids: nobody has moved on."""
    count = applied(team)
    table = read(team / "new.csv")
    write(
        team / "now.csv",
        [table[0], *([*row[:3], f"{row[3]} [{row[3]}]" if row[3] else "", row[4]] for row in table[1:])],
    )
    ran = say(team, "undo", "1", "now.csv", "-o", "back.csv")
    assert (ran.code, ran.out.split()[0]) == (0, str(count)), ran.err
    was, back = owners(read(team / "export.csv")), owners(read(team / "back.csv"))
    assert {name: back[name].partition(" [")[0] for name in was} == was


def test_a_manager_who_is_called_otherwise_since_is_the_same(team: Path) -> None:
    count = applied(team)
    (team / "now.csv").write_text((team / "new.csv").read_text(encoding="utf-8").replace("Ольга", "Ольга Кузнецова"))
    managers = team / "data" / "managers.yaml"
    said = managers.read_text(encoding="utf-8")
    for own in ("Ирина", "Дима", "Ольга"):
        said = said.replace(f"- name: {own}\n", f"- id: {own}\n  name: {own} Кузнецова\n")
    managers.write_text(re.sub("(?m)^  aliases: .*\n", "", said), encoding="utf-8")
    ran = say(team, "undo", "1", "now.csv", "-o", "back.csv")
    assert (ran.code, ran.out.split()[0]) == (0, str(count)), ran.err


@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "cp1251"), ("\t", "utf-16"), (";", "utf-8-sig")])
def test_an_export_in_another_form_is_taken_back(delimiter: str, encoding: str, team: Path) -> None:
    applied(team)
    write(team / "now.csv", read(team / "new.csv"), delimiter, encoding)
    assert say(team, "undo", "1", "now.csv", "-o", "back.csv").code == 0
    assert read(team / "back.csv", delimiter, encoding) == read(team / "export.csv")


def test_a_workbook_that_a_script_wrote_anew_gets_texts_and_no_other_workbooks_cells(team: Path) -> None:
    """Such files hold their texts in the cells, as we do; what stood there was a number in the old table of texts."""
    wanted = list(csv.reader(io.StringIO(EXPORT.replace("7707123458;;", "7707123458;Виктор;")), delimiter=";"))
    with xlsxwriter.Workbook(str(team / "export.xlsx")) as book:
        sheet = book.add_worksheet("Компании")
        for number, row in enumerate(wanted):
            sheet.write_row(number, 0, row)
    assert say(team, "reassign", "export.xlsx", "-o", "p.jsonl", "--on", TODAY).code == 0
    assert say(team, "apply", "p.jsonl", "-o", "new.xlsx").code == 0
    form = replace(form_of(team / "new.xlsx"), sheet="Компании")
    head, *body = (list(row.texts) for row in rows(team / "new.xlsx", form))
    with xlsxwriter.Workbook(str(team / "now.xlsx"), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Компании")
        for number, row in enumerate([["№", *head], *(["1", *row] for row in reversed(body))]):
            sheet.write_row(number, 0, row)
    assert say(team, "undo", "1", "now.xlsx", "-o", "back.xlsx").code == 0
    back = [list(row.texts)[1:] for row in rows(team / "back.xlsx", form)]
    assert back == [wanted[0], *reversed(wanted[1:])]


def test_a_table_saved_as_a_workbook_and_back_is_taken_back(team: Path) -> None:
    count = applied(team)
    book = xlsxwriter.Workbook(str(team / "now.xlsx"))
    book.add_worksheet("Обложка").write(0, 0, "Отчёт")
    sheet = book.add_worksheet("Компании")
    for number, row in enumerate(read(team / "new.csv")):
        sheet.write_row(number, 0, row)
    book.close()
    ran = say(team, "undo", "1", "now.xlsx", "-o", "back.xlsx")
    assert (ran.code, ran.out.split()[0]) == (0, str(count)), ran.err
    form = replace(form_of(team / "back.xlsx"), sheet="Компании")
    assert [list(row.texts) for row in rows(team / "back.xlsx", form)] == read(team / "export.csv")


@pytest.mark.parametrize("ids", [["1"] * 6, ["0"] * 6, ["10000000000000901"] * 6, [""] * 6, list("112000")])
def test_the_file_that_apply_wrote_comes_back_to_the_byte_whatever_its_ids(ids: list[str], team: Path) -> None:
    head, *lines = EXPORT.splitlines()
    text = "\n".join([head, *(line.replace(line[:3], own, 1) for line, own in zip(lines, ids, strict=True))]) + "\n"
    applied(team, text)
    assert say(team, "undo", "1", "new.csv", "-o", "back.csv").code == 0
    assert (team / "back.csv").read_bytes() == (team / "export.csv").read_bytes()


def test_an_unrelated_file_is_refused(team: Path) -> None:
    applied(team, EXPORT.replace("ID;", "Код файла;"))
    got = owners(read(team / "new.csv"))["Сова и компас"]
    write(team / "other.csv", [["Название компании", "Ответственный"], ["Совсем другая", got]])
    write(team / "p.csv", [["Город", "Телефон"], ["Уфа", "1"]])
    for name, said in (("other.csv", "no row of batch 1"), ("p.csv", "columns of the batch")):
        ran = say(team, "undo", "1", name, "-o", "back.csv")
        assert (ran.code, said in ran.err) == (2, True), ran.err
        assert not (team / "back.csv").exists()


def test_what_is_left_is_named_before_anything_is_written(team: Path) -> None:
    applied(team)
    table = read(team / "new.csv")
    table[2][3] = "Некто"  # changed by hand since
    table[3][1], table[3][2] = "Совсем другая", "5402987650"  # its id is another company's now
    del table[4]
    write(team / "now.csv", table)
    ran = say(team, "undo", "1", "now.csv", "-o", "back.csv")
    assert ran.code == 1
    for said in ("3 of 4 rows", "line 3: moved on since, to Некто", "line 4: 903 is another company now",
                 "904: no such row any more"):  # fmt: skip
        assert said in ran.err
    back = read(team / "back.csv")
    assert [a[0] for a, b in zip(table, back, strict=True) if a != b] == ["906"]


def test_a_batch_is_taken_back_once(team: Path) -> None:
    applied(team)
    for words in (("new.csv",), ("-o", "back.csv"), ()):
        ran = say(team, "undo", "1", *words)
        assert (ran.code, "name it, and where the new one is written" in ran.err) == (2, True)
    assert say(team, "undo", "1", "new.csv", "-o", "back.csv").code == 0
    ran = say(team, "undo", "1", "back.csv", "-o", "again.csv")
    assert (ran.code, "no row of batch 1" in ran.err) == (2, True)
    assert "has the owner of before the batch already" in ran.err
    assert "moved on" not in ran.err
    assert say(team, "log", "verify").code == 0


def test_ids_that_are_all_new_are_told_with_what_to_do(team: Path) -> None:
    """A CRM that numbers its cards anew: another id may as well be another card, so a person says that none is."""
    count = applied(team)
    table = read(team / "new.csv")
    write(team / "now.csv", [table[0], *([f"5{row[0]}", *row[1:]] for row in table[1:])])
    ran = say(team, "undo", "1", "now.csv", "-o", "back.csv")
    assert (ran.code, "has the id 590" in ran.err, "take the column of ids out" in ran.err) == (2, True, True)
    write(team / "now.csv", without(table, "ID"))
    ran = say(team, "undo", "1", "now.csv", "-o", "back.csv")
    assert (ran.code, ran.out.split()[0]) == (0, str(count)), ran.err


def test_a_batch_of_an_older_leadcli_is_taken_back_in_its_own_file_only(team: Path) -> None:
    applied(team)
    from leadcli.ledger.recording import open_ledger
    from leadcli.ledger.ruling_records import Entry
    from leadcli.ledger.sql_schema import compact

    with open_ledger(team) as ledger:
        body = json.loads(ledger.get(1).body)  # type: ignore[union-attr]
        body |= {"key": 0, "moved": [note[:4] for note in body["moved"]]}
        del body["columns"], body["salt"]
        ledger.append([Entry("batch", "old", "2026-11-24", compact(body))], "x", "2026-11-24T09:00:00Z")
    assert say(team, "undo", "2", "new.csv", "-o", "back.csv").code == 0
    assert (team / "back.csv").read_bytes() == (team / "export.csv").read_bytes()
    (team / "now.csv").write_bytes((team / "new.csv").read_bytes() + b"9;x;;;\n")
    ran = say(team, "undo", "2", "now.csv", "-o", "again.csv")
    assert (ran.code, "older leadcli" in ran.err) == (2, True)


@given(
    st.lists(st.tuples(st.sampled_from("12"), st.sampled_from("ab"), st.sampled_from("XYZ")), min_size=1, max_size=6),
    st.data(),
)
def test_no_row_but_one_of_the_batch_is_ever_changed(table: list[tuple[str, str, str]], data: st.DataObject) -> None:
    """Ids and names repeat at will; rows are sorted anew: each one taken back had that very owner, and gets its own."""
    batch = [(row, data.draw(st.sampled_from("XYZ"))) for row in table if data.draw(st.booleans())]
    batch = [(row, new) for row, new in batch if new != row[2]]
    moves = [
        Move(number, own, old, new, (mark_of("", "name", name), ""))
        for number, ((own, name, old), new) in enumerate(batch)
    ]
    left = list(table)
    for row, _ in batch:
        left.remove(row)
    after = [(own, name, new, old) for (own, name, old), new in batch] + [(*row, row[2]) for row in left]
    now = data.draw(st.permutations(after))
    seen = [Seen(line, own, (mark_of("", "name", name), ""), new) for line, (own, name, new, _) in enumerate(now)]
    found, unfound = found_again(moves, seen, str, (True, True), True)
    assert len(found) + len(unfound) == len(moves)
    alike = {(own, name, new) for own, name, new, _ in now}
    for key in alike:
        were = sorted(old for *row, old in now if tuple(row) == key)
        becomes = sorted(
            found[line].before if line in found else new
            for line, (*row, new, _) in enumerate(now) if (*row, new) == key
        )  # fmt: skip
        taken = [line for line, (*row, _) in enumerate(now) if tuple(row) == key and line in found]
        assert not taken or becomes == were or len(taken) < len(were), key
        assert all((key[0], key[2]) == (found[line].id, found[line].after) for line in taken)


# Rows whose cells the header's width tells, around the owner.
STRAY = {
    "quotes inside of a cell around a delimiter": '901;Щегол "Воск; Лён" цех;{}\n',
    "quotes escaped by a backslash": '901;"Щегол \\"Воск; Лён\\"";{}\n',
    "empty cells beyond the header": "901;Щегол;{};;\n",
    "an inch mark, another line end": '901;Труба 24";{}\r\n',
}


@pytest.mark.parametrize("now", ["Дима", "Ольга"])
@pytest.mark.parametrize("case", STRAY)
def test_a_row_that_its_header_s_width_tells_is_taken_back(case: str, now: str, tmp_path: Path) -> None:
    path, head = tmp_path / "now.csv", "ID;Название;Ответственный\n"
    path.write_text(head + STRAY[case].format(now), encoding="utf-8", newline="")
    export, move = Export(path, form_of(path), {"id": 0, "name": 1, "owner": 2}, ""), Move(1, "901", "Борис", "Дима")
    found, left = same_rows(export, [move], same=False)
    out = io.BytesIO()
    assert take_back(export, found, True, out, None) == []
    if now == "Дима":
        assert (found, left) == ({2: move}, [])
        assert out.getvalue().decode() == head + STRAY[case].format("Борис")
    else:
        assert (found, left) == ({}, [Left(move, "since", 2, "Ольга")])
        assert out.getvalue() == path.read_bytes()


# The owner's cell before the batch, as the batch left it, as it stands now; as it comes back.
CELLS = {
    "as it was": ("Борис", "Дима", "Дима", "Борис"),
    "blanks around it come back to the byte": (" Борис ", "Дима", "Дима", " Борис "),
    "so do quotes that need not be": ('"Борис"', '"Дима"', '"Дима"', '"Борис"'),
    "another program left the quotes out": ('"Борис"', '"Дима"', "Дима", "Борис"),
    "another program quotes all": ("Борис", "Дима", '"Дима"', '"Борис"'),
    "it was written with another delimiter": ("Борис; Ко", "Дима", "Дима", '"Борис; Ко"'),
    "there was nobody": ("", "Дима", "Дима", ""),
}


@pytest.mark.parametrize("case", CELLS)
def test_an_owner_s_cell_comes_back(case: str, tmp_path: Path) -> None:
    before, after, now, back = CELLS[case]
    path, text = tmp_path / "now.csv", "Выгрузка;;\nID;Название;Ответственный\n900;Лён;Дима\n901;Щегол;{}\n"
    path.write_text(text.format(now), encoding="utf-8")
    form = replace(form_of(path), skip=1)
    export, move = Export(path, form, {"id": 0, "name": 1, "owner": 2}, ""), Move(2, "901", before, after)
    found, left = same_rows(export, [move], same=False)
    assert (found, left) == ({4: move}, [])
    out = io.BytesIO()
    take_back(export, found, False, out, None)
    assert out.getvalue().decode() == text.format(back)


NAMED, NAMELESS = Move(3, "901", "Борис", "Дима"), Move(3, "", "Борис", "Дима")
WHY = [
    (Left(NAMED, "gone"), "901: no such row any more"),
    (Left(NAMELESS, "gone"), "row 3: no such row any more"),
    (Left(NAMED, "since", 7, "Ольга"), "line 7: moved on since, to Ольга"),
    (Left(NAMED, "since", 7), "line 7: moved on since, to -"),
    (Left(NAMED, "another", 7), "line 7: 901 is another company now"),
    (Left(NAMELESS, "another", 7), "line 7: row 3 is another company now"),
    (Left(NAMED, "formula", 7), "line 7: the owner is a formula now"),
    (Left(NAMED, "alike", 7), "line 7: several rows are alike; which one the batch changed cannot be told"),
]


@pytest.mark.parametrize(("left", "said"), WHY)
def test_why_a_row_is_left_is_told(left: Left, said: str) -> None:
    assert Speech("en").say(why_left(left)) == said
