"""A new format of output is one module and one line: planted ones are followed through every command."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module
from inspect import signature
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest
from conftest import ROOT, TODAY, run_leadcli

from leadcli.cli.command_words import COMMANDS
from leadcli.cli.shared.options import with_options
from leadcli.output import formats
from leadcli.output.formats import FORMATS, Format, Shape, chosen_format
from leadcli.output.report import Report


def markdown(report: Report) -> Iterator[str]:
    """A report as Markdown, in as many lines as a new format takes."""
    yield f"# {report.title}\n"
    yield from (f"{sentence}\n" for sentence in report.about)
    yield from (f"- {figure.label}: {figure.value}\n" for figure in report.figures)
    for sheet in report.sheets:
        yield f"## {sheet.title}\n"
        yield from (f"{sentence}\n" for sentence in (sheet.note, *sheet.above) if sentence)
        yield f"| {' | '.join(column.title for column in sheet.columns)} |\n" if sheet.columns else ""
        yield from (f"| {' | '.join(map(str, row))} |\n" for row in sheet.rows())
    yield from (f"_{sentence}_\n" for sentence in report.foot)


def tabs(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Cells with tabs between."""
    return ("\t".join(map(str, row)) + "\n" for row in rows)


def lisp(made: Any) -> Iterator[str]:
    """Objects as one line each, in a notation of their own."""
    for value in [made] if isinstance(made, dict) else made:
        yield f"({' '.join(value)})\n"


PLANTED = [
    Format("markdown", "report", "planted:markdown", (".md",)),
    Format("tabs", "cells", "planted:tabs"),
    Format("lisp", "objects", "planted:lisp"),
]


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Three formats, planted in the table alone; the options of the commands are made anew of it."""
    module = ModuleType("leadcli.output.planted")
    for writer in (markdown, tabs, lisp):
        setattr(module, writer.__name__, writer)
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(formats, "FORMATS", [*FORMATS, *PLANTED])
    kept = forgotten()
    yield
    forgotten()
    sys.modules.update(kept)
    for name, own in kept.items():
        package, _, child = name.rpartition(".")
        setattr(sys.modules[package], child, own)


def forgotten() -> dict[str, ModuleType]:
    """The modules of the commands, no longer imported: neither the system nor their packages know them."""
    found = {name: module for name, module in sys.modules.items() if name.startswith("leadcli.cli.")}
    for name in found:
        package, _, child = name.rpartition(".")
        delattr(found.get(package) or sys.modules[package], child)
        del sys.modules[name]
    return found


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    (tmp_path / "export.csv").write_text("id;name;owner\n1;Мется Калуга;Дима\n2;Заря;\n", encoding="utf-8")
    (tmp_path / "callers.csv").write_text("caller,client_id\nМетсо,\nЗаря Востока,\n", encoding="utf-8")
    return tmp_path


def leadcli(team: Path, words: str, code: int = 0, language: str = "en") -> str:
    ran = run_leadcli(*words.split(), folder=team, language=language)
    assert ran.code == code, f"leadcli {words}: {ran.err}"
    return ran.out + ran.err if code else ran.out


@pytest.mark.parametrize("option", ["--report", "-o"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_plan_is_shown_in_it(option: str, language: str, team: Path, planted: None) -> None:
    out = leadcli(team, f"reassign export.csv {option} look.md --on {TODAY}", language=language)
    assert "look.md" in out, f"reassign {option}: the file is not named"
    text = (team / "look.md").read_text(encoding="utf-8")
    for words in {"ru": ("# План", "## Все строки"), "en": ("# Plan", "## All rows")}[language]:
        assert words in text, f"reassign {option}: {words!r} is not in the report"
    assert "| 1 | 1 | Мется Калуга |" in text
    plan = "look.jsonl" if option == "-o" else "export.plan.jsonl"
    assert (team / plan).read_text(encoding="utf-8").startswith("{"), f"reassign {option}: the plan stands beside it"
    asked = "look.md" if option == "-o" else plan
    leadcli(team, f"apply {asked} -o new.csv")


def test_a_comparison_is_shown_in_it(team: Path, planted: None) -> None:
    words = f"policy compare house first-come --day {TODAY} --format markdown"
    shown = leadcli(team, words)
    assert "# house → first-come" in shown, "policy compare does not print it"
    for title in ("## Clients", "## Who loses to whom", "## By rule", "## By group", "## New callers", "## Example"):
        assert title in shown, f"policy compare: {title!r} is not in the report"
    leadcli(team, f"{words} -o compared.md")
    assert (team / "compared.md").read_text(encoding="utf-8") == shown, "policy compare -o does not write it"


def test_cells_are_written_in_it(team: Path, planted: None) -> None:
    printed = leadcli(team, "match callers.csv --format tabs")
    assert printed.startswith("id\tcaller\tstatus\t"), "match does not print it"
    assert [line.count("\t") for line in printed.splitlines()] == [8, 8, 8], "match: its rows are of another format"
    leadcli(team, "match callers.csv --format tabs -o answers.txt")
    assert (team / "answers.txt").read_text(encoding="utf-8") == printed, "match -o does not write it"
    assert leadcli(team, "match callers.csv --score --format tabs").startswith("kind\tcases\t"), "match --score"
    leadcli(team, f"who-owns Заря --on {TODAY} --record")
    listed = leadcli(team, "log list --format tabs")
    assert listed.startswith("id\tat\tby\t"), "log list does not print it"
    assert [line.count("\t") for line in listed.splitlines()] == [11, 11]


OBJECTS = {
    "who-owns": f"who-owns Заря --on {TODAY}", "match": "match callers.csv",
    "calibrate": "calibrate labelled.csv --dry-run", "reassign": f"reassign export.csv --on {TODAY}",
    "data check": "data check", "policy check": "policy check house",
    "policy show": "policy show", "policy compare": f"policy compare house house --day {TODAY}",
    "policy infer": f"policy infer --day {TODAY}", "policy test": "policy test house", "log list": "log list",
    "log show": "log show 1", "log verify": "log verify", "log replay": "log replay --policy even",
    "log drift": "log drift", "log shares": "log shares", "confirm": "confirm 3 no", "discover": "discover",
    "doctor": "doctor", "import": "import export.csv --yes", "review": "review",
}  # fmt: skip


@pytest.mark.parametrize("words", OBJECTS)
def test_objects_are_printed_in_it(words: str, team: Path, planted: None) -> None:
    rows = "".join(f"Фирма {n},,\n" for n in range(25))
    (team / "labelled.csv").write_text(f"caller,client_id,group_id\n{rows}", encoding="utf-8")
    leadcli(team, f"who-owns Заря --on {TODAY} --record")
    leadcli(team, "decide 1 --owner Анна --why so")
    leadcli(team, f"who-owns Мется --on {TODAY} --record")  # one that nobody has decided, to be confirmed
    leadcli(team, f"who-owns Метсо --on {TODAY} --record")  # another, for review to ask
    (team / "tests.yaml").write_text("policy: house\nexample: []\n", encoding="utf-8")  # for data check to find
    ran = run_leadcli(*OBJECTS[words].split(), "--format", "lisp", folder=team)
    assert ran.code in (0, 1), f"{words}: {ran.err}"
    assert ran.out.startswith("("), f"{words} does not print it"
    assert all(line[:1] + line[-1:] == "()" for line in ran.out.splitlines()), f"{words} prints something else too"


def test_every_command_with_a_choice_is_followed() -> None:
    asking = {words for words in COMMANDS if "format" in signature(with_options(_main(words))).parameters}
    assert asking == set(OBJECTS), "a command with --format that is not followed here"


def _main(words: str) -> Callable[..., None]:
    path = words.replace(" ", ".").replace("-", "_")
    found: Callable[..., None] = import_module(f"leadcli.cli.{path}.command").main
    return found


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("match callers.csv", "text, json, csv, tabs, lisp"),
        ("log list", "text, json, csv, tabs, lisp"),
        ("policy compare house house", "text, json, html, markdown, lisp"),
        ("reassign export.csv", "text, json, lisp"),
    ],
)
def test_help_and_refusal_list_it(words: str, names: str, team: Path, planted: None) -> None:
    said = leadcli(team, f"{words} --format xml", 2)
    assert f"--format: choose one of {names}" in said, f"{words}: the refusal does not list it"
    told = leadcli(team, f"{words.partition(' house')[0]} --help")
    assert names.replace(", ", "|") in told, f"{words}: the help does not list it"


def test_a_report_of_no_known_format_is_refused(team: Path, planted: None) -> None:
    said = leadcli(team, "reassign export.csv --report look.pdf", 2)
    assert "--report: choose one of .html, .htm, .xlsx, .md" in said
    assert not list(team.glob("*.jsonl")), "nothing is begun"


def test_the_table_itself() -> None:
    """Every row names a writer that is there; names and suffixes are one format's; every shape can be written."""
    assert len({f.name for f in FORMATS}) == len(FORMATS)
    suffixes = [suffix for f in FORMATS for suffix in f.suffixes]
    assert len(set(suffixes)) == len(suffixes)
    assert {f.shape for f in FORMATS} == set(get_args(Shape))
    for each in FORMATS:
        assert callable(each.load()), f"{each.name}: no such writer"
    assert chosen_format("json", False).name == "json"
    assert json.loads("".join(chosen_format("text", True).load()({"a": "б"}))) == {"a": "б"}
