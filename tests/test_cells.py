"""Cells of the workspace's tables: how long they may be, and lists and maps in YAML."""

from __future__ import annotations

from typing import Any

import pytest
from conftest import ROOT, read_yaml

from leadcli.domain.book import Absence
from leadcli.domain.places import Place
from leadcli.fields.cells import LONGEST, read_cell
from leadcli.fields.hours import read_hours
from leadcli.fields.table import TABLES, Field
from leadcli.io.yaml_trees import read_yaml as tree_of

KINDS: dict[str, Field] = {field.kind: field for table in TABLES.values() for field in table}
CASES = [(kind, case) for kind, cases in read_yaml(ROOT / "tests/tables/cells.yaml").items() for case in cases]
PLACE = Place("t.yaml", 2)


def plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    if isinstance(value, Absence):
        return [str(value.first), value.last and str(value.last), value.reason]
    return value


@pytest.mark.parametrize(("kind", "case"), CASES, ids=str)
def test_a_cell_may_be_a_list_or_a_map(kind: str, case: dict[str, Any]) -> None:
    tree, _ = tree_of(f"cell: {case['cell']}", "t.yaml")
    assert tree is not None
    value, problems = read_cell(KINDS[kind], "h", tree.pairs[0][1], PLACE)
    wanted = case["found"]
    assert plain(value) == (plain(read_hours(wanted)) if kind == "hours" and wanted else wanted)
    assert [each.code for each in problems] == case.get("problems", [])


@pytest.mark.parametrize(("length", "fits"), [(LONGEST - 1, True), (LONGEST, True), (LONGEST + 1, False)])
def test_a_cell_may_be_so_long(length: int, fits: bool) -> None:
    value, problems = read_cell(KINDS["text"], "h", "x" * length, PLACE)
    assert (value, [each.code for each in problems]) == (("x" * length, []) if fits else (None, ["value-long"]))


TEXTS: list[tuple[str, str, Any]] = [
    ("yes_no", "Да", True), ("yes_no", "ИСТИНА", True), ("yes_no", "1.0", True), ("yes_no", "работает", None),
    ("yes_no", "ЛОЖЬ", False), ("yes_no", "FALSCH", False), ("yes_no", "уволена", None), ("yes_no", "0.0", False),
    ("yes_no", "декрет", None), ("yes_no", "2", None),
    ("number", "0,5", 0.5), ("number", "50 %", 0.5), ("number", "12,5%", 0.125), ("number", "%", None),
    ("number", "50 руб", None), ("count", "12", 12), ("count", "12.0", 12), ("count", "12,00", 12),
    ("count", "12.5", None), ("count", "-1", None), ("count", "50 %", None),
]  # fmt: skip


STATES: list[tuple[str, str, Any]] = [
    ("active", "Работает", True), ("active", "уволена", False), ("active", "не активен", False), ("active", "да", True),
    ("head_office", "уволен", None), ("head_office", "active", None), ("answer", "работает", None),
    ("answer", "inactive", None), ("answer", "нет", False),
]  # fmt: skip


@pytest.mark.parametrize(("name", "text", "wanted"), STATES)
def test_a_state_is_yes_or_no_of_a_manager_alone(name: str, text: str, wanted: Any) -> None:
    fields = [field for table in TABLES.values() for field in table if field.name == name]
    assert {read_cell(field, "h", text, PLACE)[0] for field in fields} == {wanted}


@pytest.mark.parametrize(("kind", "text", "wanted"), TEXTS)
def test_a_cell_is_read_as_spreadsheets_write_it(kind: str, text: str, wanted: Any) -> None:
    value, problems = read_cell(KINDS[kind], "h", text, PLACE)
    assert value == wanted
    assert type(value) is type(wanted)
    assert bool(problems) is (wanted is None)
