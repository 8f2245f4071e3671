"""A new identifier, a new column header and the places that must know them: planted in a copy, followed to the end.

What is planted is what a developer would write: an entry in the table of identifiers, and the field of the two records.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT

from leadcli.domain.book import Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import as_dict
from leadcli.fields.identifiers import IDENTIFIERS
from leadcli.fields.table import CALLER, CALLS, EXPORT, TABLES, located

DUNS = """
    Identifier(
        "duns",
        lambda text: (text, None) if len(text) == 12 and text.startswith("99") else ("", message("planted fault")),
        settles="entity",
        invalid=Code("the DUNS {value} is not valid", "planted remedy", "warning"),
        names=("дунс",),
        headers=("planted duns header",),
        caller="The caller's planted DUNS.",
        on_card=lambda value: message("DUNS {value} is on the card", value=value),
        differs=message("the DUNS on the card is another"),
        pattern=r"\\bДУНС\\s*:?\\s*(\\d{12})\\b",
        twice=Code("the DUNS {value} already stands at {where}", "planted merge", "warning"),
    ),
    Identifier(
        "handle",
        lambda text: (text.casefold(), None),
        settles="firm",
        invalid=Code("the handle {value} is not valid", "planted remedy", "warning"),
        names=("ник",),
        caller="The caller's planted handle.",
        pattern=r"@[a-z_]{5,}",
        personal=True,
    ),
"""
CLIENTS = """id,name,city,дунс,ник,owner
c1,ООО «Ромашка»,Астана,991440000385,,Ирина
c2,ООО «Лютик»,Астана,991440000386,@lyutik_team,Дима
c3,ООО «Пион»,Астана,123,,Дима
c4,ООО «Мак»,Астана,991440000385,,Дима
"""


@dataclass
class Planted:
    """A copy of the package with more in it, and a team that uses it."""

    package: Path
    team: Path

    def __call__(self, *words: str, stdin: str = "", compile: str = "never") -> subprocess.CompletedProcess[str]:
        return self.python("-m", "leadcli", *words, stdin=stdin, compile=compile)

    def python(self, *words: str, stdin: str = "", compile: str = "never") -> subprocess.CompletedProcess[str]:
        environment = {
            **os.environ, "PYTHONPATH": f"{self.package}{os.pathsep}{self.package / 'scripts'}", "NO_COLOR": "1",
            "PYTHONIOENCODING": "utf-8", "LEADCLI_COMPILE": compile, "LEADCLI_LANG": "en", "COLUMNS": "120",
            "PYTHONDONTWRITEBYTECODE": "",  # the copy is compiled once, not by each process
        }  # fmt: skip
        return subprocess.run(
            [sys.executable, *words], cwd=self.team, env=environment, capture_output=True, input=stdin,
            encoding="utf-8", check=False,
        )  # fmt: skip


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The package with two identifiers more: entries of one table, fields of two records."""
    folder = tmp_path_factory.mktemp("planted")
    ignore = shutil.ignore_patterns("__pycache__", "sample", "*.so")
    shutil.copytree(ROOT / "leadcli", folder / "leadcli", ignore=ignore)
    for name in ("rules.yaml", "tests.yaml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copytree(ROOT / "scripts", folder / "scripts")
    _write(folder / "leadcli" / "fields" / "identifiers.py", ")  # fmt: skip\nIDENTIFIERS", DUNS.lstrip("\n"))
    path = folder / "leadcli" / "domain" / "company.py"
    text, field = path.read_text(encoding="utf-8"), '    inn: str = ""\n'
    assert text.count(field) == 2, "domain/company.py: the records of callers and clients are gone"
    path.write_text(text.replace(field, f'{field}    duns: str = ""\n    handle: str = ""\n'), encoding="utf-8")
    return folder


def _write(path: Path, before: str, more: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(before) == 1, f"{path.name}: the place to plant at is gone"
    path.write_text(text.replace(before, more + before), encoding="utf-8")


@pytest.fixture(scope="module")
def run(copy: Path, tmp_path_factory: pytest.TempPathFactory) -> Planted:
    team = tmp_path_factory.mktemp("team")
    shutil.copy(ROOT / "rules.yaml", team)
    (team / "data").mkdir()
    shutil.copy(ROOT / "data" / "managers.yaml", team / "data")
    (team / "data" / "clients.csv").write_text(CLIENTS, encoding="utf-8")
    return Planted(copy, team)


def asked(run: Planted, *words: str, **more: str) -> dict[str, Any]:
    done = run("who-owns", *words, "--json", "--on", "2026-11-23", **more)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


# --- an identifier ------------------------------------------------------------------------------------------------
def test_the_table_reads_it_and_says_what_is_wrong_with_it(run: Planted) -> None:
    checked = run("data", "check").stdout
    assert "value-duns: the DUNS 123 is not valid" in checked, "fields/cells.py does not clean the planted identifier"
    assert "duns-twice: the DUNS 991440000385" in checked, "workspace/book_building.py does not look for its doubles"


@pytest.mark.parametrize("compile", ["never", "always"])
@pytest.mark.parametrize(
    "words",
    [("ДУНС 991440000386",), ("Ландыш ДУНС 991440000386",), ("Ландыш", "--duns", "991440000386"),
     ("", "--duns=991440000386"), ("Ландыш, @lyutik_team",), ("", "--handle", "@LYUTIK_TEAM")],
)  # fmt: skip
def test_a_caller_is_known_by_it(run: Planted, words: tuple[str, ...], compile: str) -> None:
    found = asked(run, *words, compile=compile)
    where = f"who-owns {words}, tables compiled: {compile}"
    assert found["match"]["client_id"] == "c2", f"{where}: the planted identifier is not looked up"
    assert found["rule"]["id"] == "on-file", where
    texts = [evidence["text"] for evidence in found["match"]["evidence"]]
    assert any("991440000386 is on the card" in t or "@lyutik_team is on the card" in t for t in texts), texts


def test_a_program_may_say_it(run: Planted) -> None:
    code = "from leadcli import Workspace; print(Workspace.open().who_owns(duns='991440000386').ruling.match.client_id)"
    assert run.python("-c", code).stdout == "c2\n", "api/workspace.py does not take the planted field"


def test_what_is_said_of_it_comes_back(run: Planted) -> None:
    found = asked(run, "Ландыш", "--duns", "991440000386")
    assert found["caller"]["duns"] == "991440000386", "output/json/objects.py drops the planted field of the caller"
    wrong = asked(run, "Лютик", "--duns", "1")
    assert any(e["signal"] == "duns" for e in wrong["match"]["evidence"]), "an invalid value is passed over"
    other = asked(run, "Лютик", "--duns", "991440009999")
    assert other["match"]["client_id"] != "c2", "a card with another number of a legal entity is taken for the caller"


def test_match_and_reassign_read_its_column(run: Planted, tmp_path: Path) -> None:
    for header in ("дунс", "duns", "Planted DUNS header"):
        text = f"caller,{header}\nЛандыш,991440000386\n"
        answer = json.loads(run("match", "-", "--json", stdin=text).stdout)
        assert answer["client_id"] == "c2", f"match does not read the column {header}"
        export, plan = tmp_path / f"{header}.csv", tmp_path / f"{header}.jsonl"
        export.write_text(f"Компания,Ответственный,{header}\nЛандыш,,991440000386\n", encoding="utf-8")
        done = run("reassign", str(export), "-o", str(plan), "--on", "2026-11-23")
        line = json.loads(plan.read_text(encoding="utf-8").splitlines()[1])
        assert line["client"] == "c2", f"reassign does not read the column {header}: {done.stderr}"
        assert line["duns"] == "991440000386", "assignment/rows.py does not keep it in the plan"
    export, plan = tmp_path / "mapped.csv", tmp_path / "mapped.jsonl"
    export.write_text("Компания,Ответственный,Поле 7\nЛандыш,,991440000386\n", encoding="utf-8")
    done = run("reassign", str(export), "--map", "Поле 7=duns", "-o", str(plan), "--on", "2026-11-23")
    line = json.loads(plan.read_text(encoding="utf-8").splitlines()[1])
    assert line["client"] == "c2", f"--map does not know it: {done.stderr}"


def test_examples_schemas_help_and_documentation_know_it(run: Planted) -> None:
    (run.team / "tests.yaml").write_text(
        'examples:\n  - on: 2026-11-23\n    caller: {duns: "991440000386"}\n    expect: {owner: Дима, rule: on-file}\n',
        encoding="utf-8",
    )
    tested = run("policy", "test")
    assert tested.returncode == 0, f"examples do not know it: {tested.stdout}{tested.stderr}"
    card = json.loads(run("schema", "clients").stdout)["definitions"]["row"]["properties"]
    assert "duns" in card, "leadcli schema clients does not know it"
    caller = json.loads(run("schema", "tests").stdout)["definitions"]["caller"]["anyOf"][1]["properties"]
    assert "duns" in caller, "leadcli schema tests does not know it"
    assert "The caller's planted DUNS." in run("who-owns", "--help").stdout, "who-owns has no option for it"
    for part, word in (("clients", "| duns | duns | дунс"), ("problems", "`value-duns`")):
        made = run.python("-c", f"import build_docs; print(build_docs.PARTS[{part!r}]())")
        assert word in made.stdout, f"docs: the part {part} does not list it: {made.stderr}"
    missing = run.python("-m", "catalogue", "missing").stdout
    for sentence in ("the DUNS {value} is not valid", "DUNS {value} is on the card", "The caller's planted DUNS."):
        assert sentence in missing, f"scripts/catalogue.py does not ask for the translation of: {sentence}"


def test_what_is_personal_is_kept_apart_in_the_ledger(run: Planted) -> None:
    found = asked(run, "Ландыш, @lyutik_team", "--handle", "@lyutik_team", "--record")
    assert found["match"]["client_id"] == "c2"
    with sqlite3.connect(next(run.team.rglob("*.sqlite"))) as db:
        kept = [str(body) for (body,) in db.execute("SELECT body FROM entry")]
    assert kept
    assert not any("lyutik" in body for body in kept), "ledger/ruling_records.py keeps a personal field in the open"


# --- the table ------------------------------------------------------------------------------------------------------
def test_every_field_has_its_place_in_its_record() -> None:
    records = {"clients": Client, "managers": Manager}
    for table, record in records.items():
        known = set(record.__match_args__)  # type: ignore[attr-defined]
        for field in TABLES[table]:
            assert (field.part or field.name) in known, (
                f"fields/table.py: the record {record.__name__} lacks {field.name}"
            )
    assert set(CALLER) | {"name"} == set(as_dict(Caller(""))), "what a caller may say and the record Caller differ"
    for identifier in IDENTIFIERS.values():
        assert not identifier.settles or identifier.caller, f"{identifier.name} settles who calls, and cannot be said"
        assert identifier.settles != "entity" or identifier.differs, f"{identifier.name} lacks the words for it"


@pytest.mark.parametrize("field", [f.name for f in TABLES["clients"]])
def test_every_header_is_read_by_everything_that_has_the_field(field: str) -> None:
    """Tables, exports and files of callers read one header alike."""
    own = next(f for f in TABLES["clients"] if f.name == field)
    for header in own.spellings:
        if sum(header in f.spellings for f in TABLES["clients"]) > 1:
            continue  # it depends on what else is there
        for name, fields in (("clients", TABLES["clients"]), ("an export", EXPORT), ("a file of callers", CALLS)):
            if any(f.name == field for f in fields):
                found = located([header.upper()], fields)
                wanted = "caller" if field == "name" and name == "a file of callers" else field
                assert found == {wanted: 0}, f"{name}: the header {header} is not read as {field}"
