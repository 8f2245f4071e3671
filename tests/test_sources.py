"""A table read from an export as it came, through the mapping that leadcli.yaml keeps."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, run_leadcli
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from leadcli import Workspace
from leadcli.fields.table import SOURCES
from leadcli.schemas import schema
from leadcli.workspace.book_building import group_key
from leadcli.workspace.bundle import open_pack, pack
from leadcli.workspace.opening import open_workspace
from leadcli.workspace.sources import read_sources, written

EXPORT = """Контрагенты;;;;;
Код;Наименование;Полное наименование;Головной контрагент;Основной менеджер;Группа
1;Ромашка ООО;ООО «Ромашка»;ООО «Ромашка»;Иванова Анна;Покупатели
2;Северсталь ПАО;ПАО «Северсталь»;;Иванова Анна;Покупатели
3;Северсталь Метиз АО;АО «Северсталь Метиз»;ПАО «Северсталь»;Петров Сергей;Покупатели
4;Лента ООО;ООО «Лента»;X5 Холдинг;Петров Сергей;Покупатели
"""
YAML = """sources:
  clients:
    file: data/export.csv
    columns:
      Код: id
      Наименование: name
      Полное наименование: aliases
      Головной контрагент: parent
      Основной менеджер: owner
"""


def workspace(tmp_path: Path, export: bytes = EXPORT.encode("cp1251"), yaml: str = YAML) -> Path:
    root = tmp_path / "team"
    (root / "data").mkdir(parents=True)
    shutil.copy(ROOT / "rules.yaml", root)
    (root / "leadcli.yaml").write_text(yaml, encoding="utf-8")
    (root / "data" / "export.csv").write_bytes(export)
    (root / "data" / "managers.csv").write_text("name\nИванова Анна\nПетров Сергей\n", encoding="utf-8")
    (root / "data" / "groups.csv").write_text("id,name,head\nsev,ПАО Северсталь,2\n", encoding="utf-8")
    return root


def test_the_export_is_the_table_of_clients(tmp_path: Path) -> None:
    opened = open_workspace(workspace(tmp_path))
    assert opened.book is not None
    clients = opened.book.clients
    assert {c.id: (c.name, c.owner, c.group) for c in clients.values()} == {
        "1": ("Ромашка ООО", "Иванова Анна", ""),  # it names itself
        "2": ("Северсталь ПАО", "Иванова Анна", "sev"),  # the head office of its group
        "3": ("Северсталь Метиз АО", "Петров Сергей", "sev"),
        "4": ("Лента ООО", "Петров Сергей", ""),
    }
    assert clients["3"].extra == (("Группа", "Покупатели"),), "what is not mapped is kept, and not used"
    (unknown,) = opened.problems
    assert (unknown.code, unknown.place.line, unknown.stops) == ("group-unknown", 6, "part")
    assert clients["4"].unread, "a company above that nobody knows is unknown, and not none"


def test_a_table_is_there_once(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    (root / "data" / "clients.csv").write_text("id,name\n1,Ромашка\n", encoding="utf-8")
    assert "file-twice" in run_leadcli("data", "check", folder=root, language="en").out


def test_rows_without_an_id_are_told_by_what_they_hold_wherever_they_stand(tmp_path: Path) -> None:
    root = workspace(tmp_path, yaml=YAML.replace("      Код: id\n", ""))
    first = open_workspace(root).book
    titles, header, *rows = EXPORT.splitlines(keepends=True)
    (root / "data" / "export.csv").unlink()
    (root / "data" / "ноябрь.csv").write_text("".join((titles, header, *reversed(rows))), encoding="utf-8")
    text = (root / "leadcli.yaml").read_text(encoding="utf-8").replace("export", "ноябрь")
    (root / "leadcli.yaml").write_text(text, encoding="utf-8")
    second = open_workspace(root).book
    assert first is not None
    assert second is not None
    named = {client.id: client.name for client in first.clients.values()}
    assert len(named) == 4
    assert {client.id: client.name for client in second.clients.values()} == named
    assert list(second.clients) == list(reversed(first.clients))


def test_rows_without_an_id_that_are_alike_are_two(tmp_path: Path) -> None:
    twins = EXPORT + "5;Лента  ооо;ООО «Лента»;;Иванова Анна;\n"
    book = open_workspace(workspace(tmp_path, twins.encode(), YAML.replace("      Код: id\n", ""))).book
    assert book is not None
    one, other = (client for client in book.clients.values() if client.name.casefold().startswith("лента"))
    assert other.id == f"{one.id}-2"
    assert len(book.clients) == 5


@pytest.mark.parametrize(
    ("was", "now"),
    [("Наименование: name", "Полное наименование: name"), ("      Основной менеджер: owner\n", "")],
)
def test_another_mapping_is_another_base_compiled_or_not(
    tmp_path: Path, was: str, now: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    yaml = YAML.replace("      Полное наименование: aliases\n", "")
    root = workspace(tmp_path, yaml=yaml)
    before = open_workspace(root, compiled=True).book
    (root / "leadcli.yaml").write_text(yaml.replace(was, now), encoding="utf-8")
    after = open_workspace(root, compiled=True).book
    assert before is not None
    assert after is not None
    assert before.fingerprint != after.fingerprint
    assert dict(after.clients.items()) == dict(open_workspace(root).book.clients.items())  # type: ignore[union-attr]


@pytest.mark.parametrize("linked", [False, True])
@pytest.mark.parametrize("compiled", [False, True])
def test_a_packed_workspace_is_the_same(
    tmp_path: Path, linked: bool, compiled: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", "always" if compiled else "never")
    root = workspace(tmp_path)
    if linked:
        (root / "data" / "export.csv").rename(tmp_path / "export.csv")
        (root / "leadcli.yaml").write_text(YAML.replace("data/export.csv", "../export.csv"), encoding="utf-8")
    there = tmp_path / "there"
    opened = open_workspace(root, compiled=compiled)
    shutil.unpack_archive(_written(tmp_path / "kit.zip", pack(opened)), there)
    again = open_pack(there)
    assert opened.book is not None
    assert again.book is not None
    assert again.book.fingerprint == opened.book.fingerprint
    assert {c.id: c.owner for c in again.book.clients.values()} == {c.id: c.owner for c in opened.book.clients.values()}


def _written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_encoding_and_delimiter_that_are_said_are_not_told(tmp_path: Path) -> None:
    said = YAML.replace("    columns:", '    encoding: cp866\n    delimiter: ";"\n    columns:')
    old = EXPORT.replace("«", '""').replace("»", '""').encode("cp866")
    book = open_workspace(workspace(tmp_path, old, said)).book
    assert book is not None
    assert book.clients["1"].name == "Ромашка ООО"
    (tmp_path / "2").mkdir()
    wrong = open_workspace(workspace(tmp_path / "2", EXPORT.encode("cp1251"), said.replace("cp866", "latin-17")))
    assert [p.code for p in wrong.faults] == ["encoding-unknown"]


def test_a_row_without_an_id_may_be_a_head_office(tmp_path: Path) -> None:
    root = workspace(tmp_path, yaml=YAML.replace("      Код: id\n", ""))
    told = open_workspace(root).book
    assert told is not None
    (head,) = (client.id for client in told.clients.values() if client.name == "Северсталь ПАО")
    (root / "data" / "groups.csv").write_text(f"id,name,head\nsev,ПАО Северсталь,{head}\n", encoding="utf-8")
    opened = open_workspace(root)
    assert opened.book is not None
    assert {c.name for c in opened.book.family("sev")} == {"Северсталь ПАО", "Северсталь Метиз АО"}
    assert [p.code for p in opened.problems] == ["group-unknown"]


def test_no_command_writes_over_an_export_that_is_read(tmp_path: Path) -> None:
    root = workspace(tmp_path)
    ran = run_leadcli("match", "data/export.csv", "-o", "data/export.csv", "--force", folder=root, language="en")
    assert ran.code == 2
    assert "written over" in ran.err
    assert (root / "data" / "export.csv").read_bytes() == EXPORT.encode("cp1251")


columns = st.dictionaries(
    st.text("ИНН name:#\"'{}-, ё", min_size=1).map(str.strip).filter(bool), st.sampled_from(SOURCES["clients"]),
    min_size=1, max_size=4,
)  # fmt: skip


@settings(deadline=None)
@given(columns)
def test_what_is_written_is_read_and_fits_the_schema(tmp_path_factory: pytest.TempPathFactory, told: dict) -> None:  # type: ignore[type-arg]
    names = {"Компания": "name"}
    for column, field in told.items():
        if field.name not in names.values() and column not in names:
            names[column] = field.name
    root = workspace(tmp_path_factory.mktemp("w"))
    ((source,),) = read_sources(root)[0].values()
    from leadcli.domain.frozen import replace

    text = written({"clients": [replace(source, columns=names, sheet="Лист: 1")]})
    (root / "leadcli.yaml").write_text(text, encoding="utf-8")
    again, problems = read_sources(root)
    assert problems == []
    (read,) = again["clients"]
    assert (read.columns, read.sheet) == (names, "Лист: 1")
    as_json = {"sources": {"clients": {"file": "x", "columns": names, "sheet": "Лист: 1"}}}
    assert list(Draft7Validator(schema("leadcli")).iter_errors(json.loads(json.dumps(as_json)))) == []


@pytest.mark.parametrize(("one", "other"), [("«Северсталь»", "Северсталь"), ('ПАО  "Рёв"', "пао рев")])
def test_a_company_above_is_known_whatever_marks_are_around_it(one: str, other: str) -> None:
    assert group_key(one) == group_key(other)


OUR = "Кто ведёт её у нас"
PARTED = f"Фирма;{OUR};Ответственный\nРомашка;Петров Сергей;Иванова Анна\nЛента;Иванова Анна;\n"
KEPT = f"sources:\n  clients:\n    file: data/export.csv\n    columns:\n      Фирма: name\n      {OUR}: owner\n"


@pytest.mark.parametrize(
    ("header", "said", "owner"),
    [
        (f"Фирма;{OUR};Ответственный", (), OUR),
        (f"фирма;{OUR} ;Ответственный", (), OUR),
        (f"Фирма;{OUR};Ответственный", ("--map", "Ответственный=owner"), "Ответственный"),
        ("Фирма;Кто ведёт её теперь;Ответственный", (), "Ответственный"),  # another export
    ],
)
def test_an_export_is_reassigned_as_the_base_reads_it(
    header: str, said: tuple[str, ...], owner: str, tmp_path: Path
) -> None:
    """Else a client is given away by one column whom the base gives its manager by another."""
    root = workspace(tmp_path, PARTED.encode(), KEPT)
    (root / "new.csv").write_text(PARTED.replace(PARTED.split("\n")[0], header), encoding="utf-8")
    ran = run_leadcli("reassign", "new.csv", "-o", "p.jsonl", *said, language="en", folder=root, width=200)
    told = next(line for line in ran.err.splitlines() if "columns: " in line)
    assert f"owner = {owner}" in told, ran.err
    assert ("as leadcli.yaml has it" in ran.err) == (owner == OUR)
    with Workspace.open(root) as team:
        columns = {said[1].partition("=")[0]: "owner"} if said else None
        rows = {row.line.caller: row.line.was for row in team.reassign(root / "new.csv", columns=columns)}
    assert rows["Ромашка"] == ("Петров Сергей" if owner == OUR else "Иванова Анна")
