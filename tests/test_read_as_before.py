"""What cells and tables that nobody wrote yet are read as, each a line of a table: see ``test_as_before``.

Each is a few pieces of what people do write, drawn and set side by side.
"""

from __future__ import annotations

import io
import random
import re
import tempfile
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from conftest import ROOT, read_yaml
from test_as_before import Lines, as_before, told

from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Client
from leadcli.domain.frozen import as_dict, replace
from leadcli.domain.messages import Message, Refusal
from leadcli.domain.places import Place, Problem
from leadcli.fields.absences import read_absences, read_day, tidy
from leadcli.fields.cells import AS_IT_STANDS, read_cell
from leadcli.fields.cleaners import digits_of, unwrapped
from leadcli.fields.crm_presets import contradiction, layout
from leadcli.fields.domains import company_domain
from leadcli.fields.header_words import marked_owner, read_by_words
from leadcli.fields.headers import header_key, meant, numbered, plainer_keys
from leadcli.fields.hours import hours_text, moment, read_hours, time_zone
from leadcli.fields.identifiers import clean, find_identifiers
from leadcli.fields.people import named, person_recognition
from leadcli.fields.people.fitting import fit
from leadcli.fields.people.fitting import form_of as form_of_name
from leadcli.fields.people.owner_marks import owners_apart, with_learnt
from leadcli.fields.people.owner_style import STYLES, style_of, written_like
from leadcli.fields.people.roster import person_key
from leadcli.fields.people.writing import taken_apart
from leadcli.fields.phones import find_phones, phone_country
from leadcli.fields.rows.addresses import city_in, is_address
from leadcli.fields.rows.card_country import told_country
from leadcli.fields.rows.row_kinds import Row, digits_lost, is_foot, is_of, is_owners_header, kind_of, owner_of_title
from leadcli.fields.rows.row_words import copy_of
from leadcli.fields.rows.slashed_days import day_first, is_slashed, may_be_either, order_of
from leadcli.fields.table import TABLES
from leadcli.fields.tax_numbers import country_of_number
from leadcli.io import csv_grammar, workbook_edits
from leadcli.io.csv_tables import foreign_quotes, read_csv
from leadcli.io.encodings import tell_encoding, twice_encoded
from leadcli.io.excerpts import Source, _shown
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.json_lines import read_list, read_objects
from leadcli.io.letter_pairs import bits_of
from leadcli.io.sheets import ods_marks, xlsb_marks, xlsx_marks
from leadcli.io.sheets.sheet_notes import SheetNotes
from leadcli.io.table_formats import Given
from leadcli.io.yaml_trees import read_rows
from leadcli.workspace.opening import open_workspace

DAY = date(2026, 11, 23)
SLOTS: dict[str, list[list[str]]] = read_yaml(ROOT / "tests/fields/pieces.yaml")
SAMPLE = open_workspace(ROOT).book
CASES = 120  # of each
MORE = {"persons": 360, "abroad": 240}  # of these more
ONE_OF_KIND = list(
    {field.kind: field for fields in TABLES.values() for field in fields if field.kind != "identifier"}.values()
)


def shown(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, Message):
        return told(value)
    if isinstance(value, Problem):
        return f"{value.code} {value.place}:{value.place.column}/{value.place.cell}+{value.length}"
    if isinstance(value, Place):
        return str(value)
    if isinstance(value, dict):
        return ", ".join(f"{key}={shown(each)}" for key, each in value.items() if each)
    if isinstance(value, (list, tuple, frozenset)):
        return f"[{', '.join(map(shown, value))}]"
    try:
        return f"({shown(as_dict(value))})"
    except (AttributeError, TypeError):
        return repr(value) if isinstance(value, str) else str(value)


def cells(text: str) -> dict[str, Any]:
    """A cell as a field of each kind reads it: its value, or the problems that it is."""
    read = {f.kind: read_cell(f, "h", text, Place("t", 2, 0, 1)) for f in ONE_OF_KIND if f.kind not in AS_IT_STANDS}
    return {kind: value or [f"{p.code} {p.length}" for p in problems] for kind, (value, problems) in read.items()}


def nested(text: str) -> list[Any]:
    """The cells of a row in YAML, which may be lists and maps, each as the field of the kind that heads it reads it."""
    found, wrong = read_rows(f"- id: 1\n{text}", "t")
    kinds = {f.kind: f for f in ONE_OF_KIND}
    told = [[kind, *read_cell(kinds[kind], "h", cell, place)] for row in found
            for kind, cell, place in zip(row.columns[1:], row.values[1:], row.places[1:], strict=True)]  # fmt: skip
    return [*told, *wrong]


def unseen(text: str) -> list[Any]:
    """A text of signs that nobody sees, or that look alike, as it is compared: a header, a cell, a person, a number."""
    return [header_key(text), plainer_keys(text), tidy(text), unwrapped(text), digits_of(text), person_key(text)]


def raw(text: str) -> list[Any]:
    """The rows of a CSV as they came, in the form that is told of it."""
    given = Given("t.csv", text.encode())
    try:
        form = form_of(given)
    except Refusal as refusal:
        return [*refusal.said]
    return [
        form.delimiter,
        *([row.number, row.line, texts(row, form), row.fault, row.marks] for row in rows(given, form)),
    ]


def by_country(text: str) -> dict[str, list[str]]:
    """A number as companies of some countries write it: its tax number and whose it is, its register's, what is found.

    Those to which it says the same stand together; those to which it says nothing are left out.
    """
    told: dict[str, tuple[list[str], list[str]]] = {}
    for land in LANDS:
        tax, found = clean("inn", text, land)[0], find_identifiers(text, land)
        numbers = [tax and f"{tax} {country_of_number(tax)}", clean("ogrn", text, land)[0], *found.values.values()]
        said = [*numbers, found.rest.strip()] if any(numbers) else []
        told.setdefault(repr(said), (said, []))[1].append(land)
    return {" ".join(lands): said for said, lands in told.values() if said}


def abroad(text: str) -> list[Any]:
    """A tax number and one of a register as those of a country write them, the country that each shows, and why not."""
    land, number = text.split("|")
    tax, register = clean("inn", number, land), clean("ogrn", number, land)
    return [*tax, country_of_number(tax[0]), *register]


LANDS = ("RU", "AT", "CH", "EE", "FR", "GE", "SE", "SI", "UA", "KZ")
ENCODINGS = ("utf-8", "cp1251", "cp866", "cp1252", "koi8-r", "utf-16-le", "utf-16-be")


def told_in(text: str, encoding: str) -> str:
    """Which encoding is told of a text that was written in one, and how a word of it looks if read as another."""
    data = text.encode(encoding, "replace")
    told_as, sure = tell_encoding(data)
    wrong, right = twice_encoded(text.encode("utf-8").decode(encoding, "ignore"))
    return f"{encoding}: {told_as}{'' if sure else '?'} {right and f'{len(wrong)} {right}'}".strip()


def laid_out(text: str) -> list[Any]:
    """What the columns of a header are taken for, as they are and where the last is said to hold the owner."""
    columns, _, said = text.partition("=")
    names = columns.split("|")
    told = [layout(names), layout(names, mapped={said: "owner"})] if said else [layout(names)]
    held = [[each.preset, each.owner_as, each.rows, dict(each.fields), dict(each.rivals)] for each in told]
    cells = [f"{n % 3}" for n in range(len(names))]
    return [*held, [numbered(names, n) for n in range(len(names))], meant(names, said), contradiction(cells, told[0])]


CARDS = ("id", "name", "owner", "inn", "phone")


def card(text: str) -> list[Any]:
    """What a row is, and what is understood of its texts."""
    cells = text.split("|")
    assert SAMPLE is not None
    row, held = Row(1, cells, ((1, "error"),) if cells[1][:1] == "Р" else ()), layout(CARDS, "plain")
    title = owner_of_title(cells[1], SAMPLE)
    client = Client("c", "ООО «Ромашка Тула»")
    return [*kind_of(row, held, SAMPLE), is_foot(cells), title and title.manager, is_owners_header(cells[2]),
            digits_lost(dict(zip(CARDS, cells, strict=True))), is_of(client, cells[1])]  # fmt: skip


def sparse(text: str) -> list[Any]:
    """What a row of few cells is, in a table that has these columns; and what its line is below a wider table."""
    header, _, line = text.partition("=")
    columns, cells = header.split("|"), line.split("|")
    assert SAMPLE is not None
    marks = ((columns.index("name"), "error"),) if cells[0] == "!" else ()
    return [*kind_of(Row(1, cells, marks), layout(columns, "plain"), SAMPLE), is_foot(cells)]


def fitted(text: str) -> list[Any]:
    """How well a writing fits a name on file, and how the manager of that name is written in each style."""
    said, own = text.split("|")
    form, manager = (
        form_of_name("m-7", taken_apart(person_key(own))),
        Manager("m-7", own.strip(), email="m@team.example"),
    )
    other = Manager("n", "Анна Ivanov")
    book = Book({each.id: each for each in (manager, other)})
    styles = ("surname-first", "surname-initials", "initials-surname", "login", "name-number", "name-email")
    texts = [STYLES[style](manager) for style in styles]
    return [
        form and [sorted(form.firsts), form.patronymic, fit(taken_apart(person_key(said)), form)], texts,
        [written_like(book, "m-7", style) for style in styles], [STYLES[style](other) for style in styles[3:]],
        style_of(book, [said, *filter(None, texts[:1])]),
    ]  # fmt: skip


def sheets(name: str, text: str) -> list[Any]:
    """The rows of each table of a page or a workbook that is a text."""
    given = Given(name, text.encode())
    try:
        form = form_of(given)
        held = ((sheet, rows(given, replace(form, sheet=sheet))) for sheet in (form.sheet, *form.others))
        return [[sheet, *([r.number, r.line, r.texts, r.hidden, r.marks] for r in found)] for sheet, found in held]
    except Refusal as refusal:
        return [*refusal.said]


NAMED = 'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
SPREADSHEET = (
    f'<?xml version="1.0"?><ss:Workbook {NAMED}><ss:Worksheet ss:Name="A"><ss:Table>{{}}</ss:Table></ss:Worksheet>'
    '<ss:Worksheet ss:Name="B"><ss:Table/></ss:Worksheet></ss:Workbook>'
)


def bounded(text: str) -> list[Any]:
    """The rows of a CSV where a quote may stay open for so long only that it is seen here."""
    small = {"LONGEST_ROW": 70, "LONGEST_TABLE": 45, "LONGEST_ID": 7}
    with patch.multiple(csv_grammar, **small):
        return [*raw(text), read_csv(text, "t")[1]]


def slashed(text: str) -> list[Any]:
    """The days with slashes of a text."""
    return [
        is_slashed(text),
        *(order_of(text.split(";"), land) for land in ("", "US")),
        day_first(text),
        may_be_either(text),
    ]


def shown_at(text: str) -> Any:
    """What is shown of a problem's line: the place and length, then the text."""
    told, _, lines = text.partition("|")
    line, cell, column, length = map(int, told.split("/"))
    found = Problem("csv-ragged", Place("t", line, column, cell), Message(""), length=length)
    if line > lines.count("\n"):
        return None
    problem, source, at, long = _shown(found, Source(lines.split("\n"), ";"))
    return [problem.place.line, problem.place.column, source, at, long]


TEAM = (
    ("17", "Иванова Анна Петровна", "a.ivanova@team.example"), ("18", "Иванова Анна Сергеевна", ""),
    ("u-3", "Иванов Пётр", ""), ("4", "Анна Ким", "kim@team.example"), ("5", "Ким Вера Олеговна", ""),
    ("6", "Пётр Ким", ""), ("7", "Ольга Ланская", ""), ("8", "Борис Ланской", "b.lanskoi@team.example"),
    ("9", "Anna Berg", ""), ("10", "Сидоров И. П.", ""), ("11", "Алексей", ""), ("12", "Мария дель Рио", ""),
    ("13", "Анна Берг-Ким", ""),
)  # fmt: skip
NAMESAKES = Book({own: Manager(own, name, email=email) for own, name, email in TEAM})


def of_persons(text: str) -> list[Any]:
    """How a name on file is taken apart, how well a writing that is made of its words fits it, and whom that names."""
    whole, own, on_file, other, said = text.split("|")
    first, patronymic, surname = whole.split(";")
    words = {"f": first, "p": patronymic, "s": surname, "i": f"{first[0]}.", "j": patronymic and f"{patronymic[0]}.",
             "x": "Сидоров"}  # fmt: skip
    on_file, other, said = (each.format(**words).strip() for each in (on_file, other, said))
    name, form = person_key(said), form_of_name(own, taken_apart(person_key(on_file)))
    people = [Manager(own, on_file, email="7@team.example"), *([Manager("9", other)] if other else [])]
    found = form and [sorted(form.firsts), form.patronymic, form.heard, fit(taken_apart(name), form)]
    book = Book({each.id: each for each in people})
    styles = [STYLES[style](people[0]) for style in ("surname-first", "surname-initials", "initials-surname")]
    return [f"{on_file} + {other} < {said}", found, named(book, said), styles, style_of(book, [said])]


def beside_owners(text: str) -> list[Any]:
    """What the rows of an export teach of columns beside its owners', and why its rows are not told whose they are."""
    header, *drawn = (line.split("|") for line in text.split("\n"))
    rows_drawn = [line for line in drawn if len(line) == len(header)]
    learnt = with_learnt(layout(header), rows_drawn, NAMESAKES)
    return [learnt.beside, dict(learnt.learnt), [owners_apart(cells, learnt, NAMESAKES) for cells in rows_drawn]]


def dialled(text: str) -> list[Any]:
    """A text as phones: of some countries, where they stand in it, and what country each shows."""
    told = {land: clean("phone", text, land)[0] for land in ("RU", "US", "DE", "KZ", "IT")}
    found = [[one.start, one.end, one.value] for one in find_phones(text)]
    return [told, found, [phone_country(value) for *_, value in found]]


def among_namesakes(text: str) -> Any:
    """Whom a cell names of managers who share first names and surnames; three who share a word have it in common."""
    with patch.object(person_recognition, "COMMON", 3):
        return named(NAMESAKES, text)


# --- what stands beside the values of a workbook's cells --------------------------------------------------------------
def a_book(parts: dict[str, bytes]) -> io.BytesIO:
    """A workbook of these parts."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return held


def beside(notes: SheetNotes) -> list[Any]:
    """The notes of a sheet."""
    found = [sorted(notes.hidden), [[*each] for each in notes.merged], notes.marks, notes.errors]
    return [*map(str, found), notes.height, notes.width, notes.cells, notes.scattered]


ODS = "".join(
    f" xmlns:{short}='{space}'" for short, space in zip("topc", ods_marks._SPACES, strict=True)
)  # as few letters as may be


def ods(text: str) -> list[Any]:
    """The notes of an OpenDocument sheet A of six rows, of which five columns are looked at, whole and in blocks."""
    book = a_book({"content.xml": f"<o:body{ODS}>{text}</o:body>".encode()})
    with patch.object(ods_marks, "WIDEST", 5):
        whole = ods_marks.notes_of(book, "A", 6)
        with patch.object(ods_marks, "BLOCK", 16):
            assert ods_marks.notes_of(book, "A", 6) == whole
    return beside(whole)


RELATIONS = (
    "<Relationships><Relationship Id='r0' Target='other.xml'/><Relationship Id='r1' Target='worksheets/s.xml'/>"
    "</Relationships>"
)
NAMES = "<sheets><sheet name='B' r:id='r0'/><sheet name='A' r:id='r1'/></sheets>"


def xlsx_book(sheet: str, more: str = "") -> io.BytesIO:
    return a_book({
        "_rels/.rels": b"<Relationships/>", "xl/_rels/workbook.xml.rels": RELATIONS.encode(),
        "xl/workbook.xml": f"<workbook>{NAMES}{more}</workbook>".encode(),
        "xl/worksheets/s.xml": f"<worksheet>{sheet}</worksheet>".encode(),
    })  # fmt: skip


def xlsx(text: str) -> list[Any]:
    """The notes of an xlsx sheet, read whole and in small blocks; ``@`` is the number of the row where it stands."""
    prefix, _, text = text.partition("|")
    lines = re.split(r"(?=<row)", text)
    number, told = 0, lines[:1]
    for line in lines[1:]:
        found = re.match(r"<row r=\W(\d+)", line)
        number = int(found[1]) if found else number + 1
        told.append(line.replace("@", str(number)))
    book = xlsx_book(re.sub(r"(</?)(?=\w)", rf"\1{prefix}", "".join(told)))
    whole = xlsx_marks.notes_of(book, "A", 9)
    with patch.object(xlsx_marks, "BLOCK", 48):
        pieces = xlsx_marks.notes_of(book, "A", 9)
    assert {line: {*marks} for line, marks in pieces.marks.items()} == {k: {*each} for k, each in whole.marks.items()}
    assert (pieces.hidden, pieces.merged, pieces.errors) == (whole.hidden, whole.merged, whole.errors)
    return [*beside(whole), pieces.height, pieces.width, pieces.cells]


def edited(text: str) -> list[Any]:
    """A sheet whose cells B2 and B3 are changed, and what is remembered of them; then as it is taken back."""
    prefix, sheet, more = text.split("|")
    sheet = re.sub(r"(</?)(?=\w)", rf"\1{prefix}", sheet)
    puts = {2: workbook_edits.Put("Ольга"), 3: workbook_edits.Put(" a<b\x01 ")}
    with tempfile.TemporaryDirectory() as folder:
        source, made, back = (Path(folder, name) for name in ("s.xlsx", "m.xlsx", "b.xlsx"))
        source.write_bytes(xlsx_book(sheet, more).getvalue())
        try:
            with made.open("wb") as out, patch.object(workbook_edits, "BLOCK", 64):
                found = workbook_edits.patch(source, out, "A", 1, puts)
            old = {row: workbook_edits.Put(raw=raw, instead=puts[row].text) for row, raw in found.was.items()}
            with back.open("wb") as out:
                workbook_edits.patch(made, out, "A", 1, old, found.calculation)
        except (KeyError, Refusal) as error:
            return [type(error).__name__, str(error.args[0])[-90:]]
        texts = [zipfile.ZipFile(each).read("xl/worksheets/s.xml").decode() for each in (made, back)]
        was = zipfile.ZipFile(source).read("xl/worksheets/s.xml").decode()
    return [texts[0], str(found), "as it was" if texts[1] == was else texts[1]]


def record(text: str) -> bytes:
    """A record of a binary workbook: its kind, then its numbers; a row may be hidden."""
    kind, _, told = text.partition(" ")
    numbers = [int(each.rstrip("h")) for each in told.split("/")]
    number = int(kind)
    head = bytes((number,)) if number < 0x80 else bytes((number & 0x7F | 0x80, number >> 7))
    data = b"".join(each.to_bytes(4, "little") for each in numbers)
    if number == 0:
        data = data.ljust(11, b"\0") + (b"\x10" if "h" in told else b"\x01") + bytes(120)
    elif number < 12:
        data = data[:4].ljust(8, b"\0") + bytes(numbers[1:] or (0,))
    size = bytes((len(data),)) if len(data) < 0x80 else bytes((len(data) & 0x7F | 0x80, len(data) >> 7))
    return head + size + data


def xlsb(text: str) -> list[Any]:
    """The notes of a sheet of a binary workbook."""
    with patch.object(xlsb_marks, "_sheets", return_value={"A": "s.bin"}):
        book = a_book({"s.bin": b"".join(record(each) for each in text.split(",") if each)})
        return beside(xlsb_marks.notes_of(book, "A", 9))


READERS: dict[str, Callable[[str], Any]] = {
    "hours": lambda text: None if (found := read_hours(text)) is None else hours_text(found),
    "absences": lambda text: (read_absences(text), read_day(text)),
    "numbers": lambda text: [
        clean(kind, text, land)[0] for kind in ("inn", "kpp", "ogrn") for land in ("RU", "KZ", "PL")
    ],
    "phones": lambda text: [clean("phone", text, land)[0] for land in ("RU", "US", "DE")],
    "notes": find_identifiers,
    "headers": lambda text: (header_key(text), plainer_keys(text), read_by_words(text), sorted(marked_owner(text))),
    "domains": lambda text: (company_domain(text), clean("website", text)[0], clean("email", text)[0]),
    "values": lambda text: [time_zone(text), moment(text, DAY), cells(text)],
    "csv": lambda text: (read_csv(text, "t"), raw(text)),
    "objects": lambda text: (read_objects(text, "t"), read_list(text, "t")),
    "people": lambda text: SAMPLE and named(SAMPLE, text),
    "rosters": among_namesakes,
    "persons": of_persons,
    "marks": beside_owners,
    "dialled": dialled,
    "sparse": sparse,
    "mentioned": lambda text: [find_identifiers(text, land) for land in ("RU", "US", "NO", "KZ", "PT")],
    "same": lambda text: [is_of(Client("c", own), said) for own, said in [text.split("|")]],
    "copies": copy_of,
    "empty": lambda table: [f.name for f in TABLES[table] if read_cell(f, "h", "", Place("t", 2))[1]],
    "abroad": abroad,
    "yaml": lambda text: read_rows(text, "t"),
    "taxes": by_country,
    "layouts": laid_out,
    "cards": card,
    "addresses": lambda text: (city_in(text), is_address(text)),
    "fits": fitted,
    "pages": lambda text: sheets("t.html", text),
    "excel": lambda text: sheets("t.xml", SPREADSHEET.format(text)),
    "pasted": bounded,
    "slashes": slashed,
    "countries": lambda text: told_country(dict(each.split("=") for each in text.split(";") if each)),
    "excerpts": shown_at,
    "ods": ods,
    "xlsx": xlsx,
    "edits": edited,
    "xlsb": xlsb,
    "quotes": lambda text: [foreign_quotes(text, sign) for sign in ";,"],
    "nested": nested,
    "unseen": unseen,
    "days": lambda text: (read_day(text), read_absences(text)),
    "shifts": read_hours,
    "letters": lambda text: (bits_of(text.split()), [told_in(text, name) for name in ENCODINGS]),
}


def read(kind: str) -> Lines:
    rng, slots = random.Random(kind), SLOTS[kind]
    for text in dict.fromkeys("".join(map(rng.choice, slots)) for _ in range(MORE.get(kind, CASES))):
        yield repr(text), [shown(READERS[kind](text))]


@pytest.mark.parametrize("kind", SLOTS)
def test_it_is_read_as_before(kind: str) -> None:
    as_before(f"read-{kind}", read(kind))
