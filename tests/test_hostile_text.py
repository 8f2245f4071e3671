"""Text that would act in a terminal, a spreadsheet or a browser, in every field of every command: it acts in none.

Formulas, escapes of a terminal, bidi marks, HTML, line ends, NUL, half letters stand in every text of a workspace, in
every row of every file, and in every option that takes words. What is printed and written is read back. A new command
is followed without being named here: its options are read off it.
"""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import unicodedata
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli
from typer.models import ArgumentInfo, OptionInfo

from leadcli.cli.command_words import COMMANDS
from leadcli.cli.shared.options import with_options
from leadcli.output.formats import FORMATS
from leadcli.output.text import terminal
from leadcli.output.text.layout import Row

ACTS = "\x1b[31m\x1b]0;x\x07\x9b2J\u202e\u200f\u2066\u2028\ufeff"
MARKUP = "<script>alert(1)</script><img src=x onerror=y>\"'&lt;"
FORMULA = "=cmd|' /C calc'!A0;=1+1"
HOSTILE = f"{FORMULA} Мется{ACTS}{MARKUP}\t=2\n=3\r"
RAW = f"{HOSTILE}\udcd0"  # a byte that is no letter, as a shell may give it
# How each command is called so that it goes all its way; of a new one only its options are tried.
CALLS = {
    "who-owns": "who-owns Мется --on {day} --record --trace --claim Д1 --explain",
    "match": "match callers.csv", "calibrate": "calibrate labelled.csv --dry-run",
    "reassign": "reassign export.csv --on {day} -o out.jsonl --report out.html --force",
    "apply": "apply plan.jsonl -o out.csv --force", "undo": "undo 3 new.csv -o out.csv --force",
    "schema": "schema rules", "init": "init out --from export.csv --yes", "decide": "decide 1 --owner Д2 --why так",
    "confirm": "confirm 4 no", "discover": "discover -o out.csv --force --all", "data check": "data check",
    "policy check": "policy check", "policy show": "policy show .",
    "policy compare": "policy compare . house --day {day}", "policy infer": "policy infer --day {day}",
    "policy new": "policy new p -o out.yaml --force", "policy test": "policy test", "log list": "log list",
    "log show": "log show 1", "log revert": "log revert 2 --why так", "log verify": "log verify",
    "log head": "log head", "log forget": "log forget 2", "log export": "log export -o out.jsonl --force",
    "log import": "log import taken.jsonl",
    "log replay": "log replay --policy house", "log drift": "log drift", "log shares": "log shares",
}  # fmt: skip


def cell(text: str) -> str:
    return json.dumps(text)


def as_csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound workspace every text of which is hostile, with an export, callers, a plan, a ledger with a batch."""
    team = tmp_path_factory.mktemp("team")
    (team / "data").mkdir()
    h = HOSTILE
    away = f"[{{from: 2026-11-01, to: 2026-12-01, reason: {cell(h)}}}]"
    managers = "".join(
        f"- {{id: d{n}, name: {cell(f'{h} Д{n}')}, aliases: [Д{n}], absences: {away if n == 3 else []}}}\n"
        for n in (1, 2, 3)
    )
    (team / "data" / "managers.yaml").write_text(managers, encoding="utf-8")
    groups = f"- {{id: {cell(f'{h}g')}, name: {cell(f'{h} Мется')}, aliases: [{cell(f'{h} а')}], note: {cell(h)}}}\n"
    (team / "data" / "groups.yaml").write_text(groups, encoding="utf-8")
    common = f"brand: {cell(h)}, group: {cell(f'{h}g')}, activity: {cell(h)}, own: {cell(h)}"
    clients = "".join(
        f"- {{id: {cell(f'{h}c{n}')}, name: {cell(f'{h} Мется Борд {n}')}, aliases: [{cell(f'{h} б{n}')}], {common}, "
        f"owner: d{1 + n % 2}, phone: '+7905123450{n}'}}\n"
        for n in range(4)
    )
    (team / "data" / "clients.yaml").write_text(clients, encoding="utf-8")
    rules = (ROOT / "rules.yaml").read_text(encoding="utf-8")
    (team / "rules.yaml").write_text(rules.replace("policy: house", f"policy: {cell(h)}"), encoding="utf-8")
    expected = f"{{owner: {cell(f'{h} Д1')}, rule: {cell(h)}}}"
    example = (
        f"policy: {cell(h)}\non: {TODAY}\nexamples:\n- {{name: {cell(h)}, caller: {cell(h)}, expect: {expected}}}\n"
    )
    (team / "tests.yaml").write_text(example, encoding="utf-8")
    rows = [["ID", "Название компании", "Ответственный", h], [f"{h}4", "Мется", h, h]]
    rows += [[f"{h}{n}", f"{h} Фирма {n}", "Д1", h] for n in range(3)]
    (team / "export.csv").write_text(as_csv(rows), encoding="utf-8", newline="")
    callers = [["caller", "id", "city", "email", h], *([f"{h} {n}", f"{h}{n}", h, h, h] for n in range(6))]
    (team / "callers.csv").write_text(as_csv(callers), encoding="utf-8", newline="")
    labelled = [["caller", "client_id", "group_id"], *([f"{h} {n}", f"{h}c1" * (n % 2), ""] for n in range(30))]
    (team / "labelled.csv").write_text(as_csv(labelled), encoding="utf-8", newline="")
    for words in (
        f"who-owns {'{h}'} --on {TODAY} --record --by {'{h}'}", "decide 1 --owner Д2 --why {h} --by {h}",
        f"reassign export.csv --on {TODAY} -o plan.jsonl", "apply plan.jsonl -o new.csv --by {h}",
        f"who-owns Мется --on {TODAY} --record", "log export -o taken.jsonl",
    ):  # fmt: skip
        ran = run_leadcli(*(word.format(h=h) for word in words.split()), folder=team)
        assert ran.code in (0, 1), f"{words}: {ran.err}"
    return team


@pytest.fixture(scope="module")
def unsound(team: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One in which every field of every table, and every word of the rules, is hostile and wrong."""
    place = tmp_path_factory.mktemp("unsound") / "team"
    shutil.copytree(team, place)
    from leadcli.fields.table import TABLES

    for table, fields in TABLES.items():
        for old in (place / "data").glob(f"{table}.*"):
            old.unlink()
        names = [field.name for field in fields]
        (place / "data" / f"{table}.csv").write_text(
            as_csv([[*names, HOSTILE], *([[HOSTILE] * (len(names) + 1)] * 2)]), encoding="utf-8", newline=""
        )
    h = cell(HOSTILE)
    rules = f"policy: {h}\n{h}: 1\nrules:\n- {{id: {h}, when: {h}, owner: {h}}}\n"
    (place / "rules.yaml").write_text(rules, encoding="utf-8")
    for name in ("matching.yaml", "owners.yaml", "leadcli.yaml"):
        (place / name).write_text(f"{h}: {{{h}: {h}}}\n", encoding="utf-8")
    (place / "data" / f"{FORMULA.partition('|')[0]}\x1b[31m.csv").write_text("x", encoding="utf-8")
    return place


# --- reading back ----------------------------------------------------------------------------------------------------
def acting(text: str, keep: str = "\n") -> str:
    """The first character that acts on a terminal."""
    bad = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")
    return next((c for c in text if c not in keep and unicodedata.category(c) in bad), "")


def hold_text(text: str, where: str) -> None:
    assert not (c := acting(text)), f"{where}: {c!r} in {text[max(0, text.index(c) - 60) :][:120]!r}"


def is_formula(value: str) -> bool:
    return value.lstrip("\t\r ")[:1] in ("=", "+", "-", "@") and not value[1:].replace(".", "").isdigit()


def hold_csv(text: str, where: str) -> None:
    hold_text(text.replace("\t", " "), where)
    for delimiter in (",", ";", "\t"):  # whichever the spreadsheet takes for it
        found = [c for row in csv.reader(io.StringIO(text), delimiter=delimiter) for c in row if is_formula(c)]
        assert not found, f"{where}: a formula: {found[0]!r}"


def hold_json(text: str, where: str) -> None:
    hold_text(text, where)
    try:
        json.loads(text)
    except ValueError:
        assert all(json.loads(line) is not None for line in text.splitlines()), where
    text.encode()


class Page(HTMLParser):
    """What a page runs, and what it says."""

    def __init__(self) -> None:
        super().__init__()
        self.run: list[str] = []
        self.words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.run += [tag] * (tag in ("script", "img", "iframe", "object", "embed", "link", "base"))
        self.run += [f"{tag} {name}" for name, _ in attrs if name.startswith("on") or name in ("src", "action")]

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def hold_html(text: str, where: str) -> None:
    page = Page()
    page.feed(text)
    assert page.run == ["script"], f"{where}: {page.run}"
    assert text.count("<script") == 1
    hold_text(text, where)


def hold_book(data: bytes, where: str) -> None:
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        for name in book.namelist():
            part = book.read(name).decode("utf-8")
            assert "<f>" not in part, f"{where}: {name}: a formula"
            assert "hyperlink" not in part, f"{where}: {name}: a link"
            assert "<script" not in part
            hold_text(part.replace("\r", ""), f"{where}: {name}")


HOLD = {"text": hold_text, "json": hold_json, "csv": hold_csv, "html": hold_html}


def hold(ran: Ran, shape: str, where: str) -> None:
    """What a call printed: the answer in its format, the rest as text."""
    assert ran.code in (0, 1, 2), where
    hold_text(ran.err, f"{where}: stderr")
    for fault in ("Traceback", "is not prepared for", "nested too deeply"):
        assert fault not in ran.err, f"{where}: {ran.err}"
    if ran.out:
        HOLD[shape](ran.out, where)


def parameters(words: str) -> dict[str, Any]:
    main = import_module(f"leadcli.cli.{words.replace(' ', '.').replace('-', '_')}.command").main
    return dict(signature(with_options(main), eval_str=True).parameters)


def formats(words: str) -> list[str]:
    """The formats that a command prints its answer in."""
    found = parameters(words).get("format")
    if found is None:
        return ["text"]
    told = next(each for each in get_args(found.annotation) if isinstance(each, OptionInfo))
    return str(told.metavar).split("|")


def wordy(words: str) -> Iterator[tuple[str, list[str]]]:
    """The options and arguments of a command that take any words, as they are given."""
    arguments: list[str] = []
    for name, parameter in parameters(words).items():
        kind, *more = get_args(parameter.annotation) or (parameter.annotation,)
        texts = {str, Path, list[str], tuple[str, ...]} & {kind, *get_args(kind)} or kind == list[str]
        if not texts or name == "lang":
            continue
        if any(isinstance(each, ArgumentInfo) for each in more):
            arguments.append(RAW)
            yield name, list(arguments)
        else:
            own = [d for each in more if isinstance(each, OptionInfo) for d in (each.default, *(each.param_decls or ()))
                   if isinstance(d, str) and d.startswith("--")]  # fmt: skip
            yield name, [*(own[:1] or [f"--{name.replace('_', '-')}"]), RAW]


def called(words: str) -> list[str]:
    return [word.format(day=TODAY) for word in CALLS.get(words, words).split()]


def again(team: Path, kept: Path) -> Path:
    """The workspace as it was, for a call that writes."""
    shutil.copytree(team, kept, dirs_exist_ok=True)
    return kept


# --- the tests -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("words", COMMANDS)
def test_no_format_of_any_command_acts(words: str, team: Path, unsound: Path, tmp_path: Path) -> None:
    """All formats of a command's answer on hostile data, and the files that it writes."""
    place = again(team, tmp_path / "team")
    asked = called(words)
    shown = ""
    for shape in formats(words):
        more = ["--format", shape] if "format" in parameters(words) else []
        ran = run_leadcli(*asked, *more, folder=place, language="en")
        hold(ran, shape, f"leadcli {words} --format {shape}")
        shown += ran.out + ran.err
        broken = run_leadcli(*asked, *more, folder=unsound, language="en")
        hold(broken, shape if broken.code < 2 else "text", f"leadcli {words} --format {shape}, of a broken workspace")
    if words in CALLS and words not in QUIET:
        assert "cmd|" in shown or "alert(1)" in shown, f"{words}: nothing hostile was shown, so nothing is tested"


# Commands that show no words of the data where all goes well.
QUIET = {
    "schema", "log head", "log verify", "policy new", "apply", "log import", "undo", "log forget", "log export",
    "log revert", "calibrate",
}  # fmt: skip


@pytest.mark.parametrize("words", COMMANDS)
def test_no_option_of_any_command_acts(words: str, team: Path, tmp_path: Path) -> None:
    """Every option that takes words, and every argument."""
    place = again(team, tmp_path / "team")
    for name, given in wordy(words):
        if given[0].startswith("--"):
            ran = run_leadcli(*called(words), *given, folder=place, language="en")
        else:
            ran = run_leadcli(*words.split(), *given, folder=place, language="en")
        hold(ran, "text", f"leadcli {words}, {name}")


@pytest.mark.parametrize("target", ["out.html", "out.xlsx"])
def test_no_report_acts(target: str, team: Path, tmp_path: Path) -> None:
    place = again(team, tmp_path / "team")
    ran = run_leadcli("reassign", "export.csv", "--on", TODAY, "-o", "o.jsonl", "--report", target, folder=place)
    assert ran.code in (0, 1), ran.err
    data = (place / target).read_bytes()
    if target.endswith("html"):
        hold_html(data.decode("utf-8"), target)
        assert "alert(1)" in data.decode("utf-8")
    else:
        hold_book(data, target)


def test_what_was_exported_is_taken_in_whatever_it_holds(team: Path, tmp_path: Path) -> None:
    place = again(team, tmp_path / "team")
    for left in place.glob("ledger.sqlite*"):
        left.unlink()
    ran = run_leadcli("log", "import", "taken.jsonl", folder=place, language="en")
    assert (ran.code, "taken in: 4" in ran.out) == (0, True), ran.err
    assert run_leadcli("log", "verify", folder=place).code == 0


def test_no_written_table_acts(team: Path, tmp_path: Path) -> None:
    place = again(team, tmp_path / "team")
    for words in ("match callers.csv -o a.csv", "discover -o b.csv", "discover --write"):
        assert run_leadcli(*words.split(), folder=place).code == 0
    for file in ("a.csv", "b.csv", "data/links.csv"):
        text = (place / file).read_text(encoding="utf-8-sig")
        hold_csv(text, file)
        assert "cmd|" in text, file


@pytest.mark.parametrize("coloured", [False, True])
def test_the_door_of_the_terminal_holds_alone(coloured: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a page forgets: it is made harmless where it goes out, with colours too."""
    monkeypatch.setattr(terminal, "_coloured", lambda stream: coloured)
    out = io.StringIO()
    terminal.show([Row(RAW, label=RAW[:9], tail=RAW[-9:], cells=((RAW, 9),), style="bad")], out)
    terminal.print_line(RAW, out)
    shown = out.getvalue()
    hold_text((re.sub(r"\x1b\[[\d;]*m", "", shown) if coloured else shown).replace("\t", " "), "show")
    assert "\\x1b[31m" in shown


def test_every_format_is_read_back_here() -> None:
    assert {f.name for f in FORMATS} == {*HOLD, "xlsx"}, "a new format needs a reader in this test"
