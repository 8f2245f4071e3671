"""Rows of sheets, and objects, as Records: a table of cases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from conftest import ROOT, read_yaml

from leadcli.domain.messages import message
from leadcli.domain.places import Problem, Record
from leadcli.io import record_rows
from leadcli.io.encodings import Unreadable
from leadcli.io.exports import form_of, rows
from leadcli.io.json_lines import read_list, read_objects
from leadcli.io.record_rows import read_records
from leadcli.io.table_formats import Form, Given, RawRow, Source

CASES: dict[str, list[dict[str, Any]]] = read_yaml(ROOT / "tests/tables/records.yaml")


def told(problems: Sequence[Problem]) -> list[str]:
    places = [(each, each.place) for each in problems]
    return [f"{each.code} {place.line}{f':{place.column}' if place.column else ''}" for each, place in places]


def raw(line: int, cells: list[str]) -> RawRow:
    marks = tuple((at, "no_value" if text == "~" else "covered") for at, text in enumerate(cells) if text in ("~", "^"))
    fault = message("not a JSON object") if "!" in cells else None
    return RawRow(0, line, "", fault, tuple(text.strip("~^") for text in cells), marks=marks)  # type: ignore[arg-type]


def where_id_is(above: Sequence[Sequence[str]]) -> tuple[int, bool]:
    found = [number for number, cells in enumerate(above) if "id" in cells]
    return found[0] if found else 0, bool(found)


@pytest.mark.parametrize("case", CASES["sheets"], ids=lambda case: case["what"])
def test_a_sheet_is_read(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = tuple(case.get("hidden", ()))
    shown = [name for name in case["sheets"] if name not in hidden]

    asked = list[str]()

    def rows_of(source: Source, form: Form) -> Iterator[RawRow]:
        asked.append(form.sheet)
        return (raw(line, cells) for line, cells in case["sheets"][form.sheet].items())

    monkeypatch.setattr(record_rows, "rows_of_any", rows_of)
    form = Form(sheet=shown[0], others=tuple(shown[1:]), hidden=hidden)
    monkeypatch.setattr(record_rows, "form_of_any", lambda source: form)
    header, lost = where_id_is if case.get("header") else None, list[Record]()
    records, problems = read_records(b"", "t.xlsx", header, case.get("sheet", ""), lost)
    assert len(asked) <= 1 or header, "of several sheets the first, or the one that is named"
    assert {each.place.line: [*each.values] for each in records} == case.get("rows", {})
    assert told(problems) == case.get("problems", [])
    assert {each.place.line: [*each.values] for each in lost} == case.get("lost", {})
    assert all(place.column == at for each in records for at, place in enumerate(each.places, 1))
    assert read_records(b"", "t.xlsx", header, case.get("sheet", "")) == (records, problems)


@pytest.mark.parametrize("case", CASES["lists"], ids=lambda case: repr(case["text"]))
def test_a_list_is_read(case: dict[str, Any]) -> None:
    records, problems = read_list(case["text"], "t.json")
    assert {each.place.line: dict(each.items()) for each in records} == case["rows"]
    assert told(problems) == case.get("problems", [])


@pytest.mark.parametrize("case", CASES["lines"], ids=lambda case: repr(case["text"]))
def test_lines_are_read(case: dict[str, Any]) -> None:
    records, problems = read_objects(case["text"], "t.jsonl")
    assert {each.place.line: dict(each.items()) for each in records} == case["rows"]
    assert told(problems) == case.get("problems", [])
    assert all(each.places == (each.place,) * len(each.columns) for each in records)


@pytest.mark.parametrize("case", CASES["keyed"], ids=lambda case: case["name"])
def test_rows_that_name_their_cells_have_a_header(case: dict[str, Any]) -> None:
    source = Given(case["name"], case["text"].encode())
    head, *found = rows(source, form_of(source))
    assert (head.number, head.line, [*head.texts]) == (0, 0, case["header"])
    assert [[r.number, r.line, [*r.texts], [[*mark] for mark in r.marks]] for r in found] == case["rows"]


def test_rows_of_such_a_format_that_cannot_be_read_are_refused() -> None:
    source = Given("t.jsonl", b'{"id": 1}\n[]\n')
    with pytest.raises(Unreadable) as refused:
        list(rows(source, form_of(source)))
    assert str(refused.value.problem.place) == "t.jsonl:2"
