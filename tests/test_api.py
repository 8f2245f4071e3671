"""The public Python interface: its page is true, and it answers as the commands do."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import random
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, run_leadcli
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_cases import cases, workspace
from test_reassign import base, export

import leadcli
from leadcli import LeadcliError, UnsoundError, Workspace
from leadcli.cli.who_owns.fast_options import MANY, read
from leadcli.fields.table import CALLER, CLIENT

PAGES = [ROOT / "docs" / "python.md"]
BLOCK = re.compile(r"```python\n(.*?)```\n(?:\n```text\n(.*?)```\n)?", re.DOTALL)


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """The sample workspace, to be written to."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    return tmp_path


# --- the page --------------------------------------------------------------------------------------------------------
def outputs(page: str) -> list[tuple[str, str]]:
    """What the examples of a page print, in order, beside what the page says of it."""
    space: dict[str, Any] = {}
    found = []
    for code, told in BLOCK.findall(page):
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, "python.md", "exec"), space)
        found.append((out.getvalue(), told))
    return found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_examples_print_what_the_page_says(path: Path, team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(team)
    found = outputs(path.read_text(encoding="utf-8"))
    assert found
    for printed, told in found:
        assert printed == told


def test_every_public_name_is_told_and_found() -> None:
    text = PAGES[0].read_text(encoding="utf-8")
    assert set(dir(leadcli)) == set(leadcli.__all__)
    for name in leadcli.__all__:
        assert getattr(leadcli, name) is not None
        assert name in text or name == "__version__", name
    with pytest.raises(AttributeError):
        leadcli.resolve  # noqa: B018


def test_importing_the_package_loads_nothing() -> None:
    code = "import sys, leadcli; print([m for m in sys.modules if m.startswith('leadcli.')])"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert ran.stdout.strip() == "[]"


PROGRAM = """
from datetime import date
from leadcli import Book, LeadcliError, Match, Policy, Problem, Ruling, UnsoundError, Workspace, say

try:
    team = Workspace.open("my-team", policy="house", lang="ru")
except UnsoundError as error:
    problems: tuple[Problem, ...] = error.problems
    raise SystemExit("\\n".join(say(problem.text, "ru") for problem in problems)) from error
book: Book = team.book
rules: Policy = team.policy
found = team.who_owns("Metsa", city="Kaluga", taken_by="Dima", claims=("Dima",), on=date(2026, 11, 23))
ruling: Ruling = found.ruling
owner: str = found.owner + ruling.rule + str(found.to_dict()["verdict"])
matches: list[Match] = [one.match for one in team.match(["Metsa", {"caller": "Metso", "city": "Kaluga"}])]
moved = [row.owner for row in team.reassign("export.csv", plan_path="plan.jsonl") if row.line.action == "change"]
"""
MISUSED = """
from leadcli import Workspace

team = Workspace.open(5)
team.who_owns("Metsa", claims=7)
owner: int = team.who_owns("Metsa").owner
"""


def test_a_program_is_checked_by_mypy_strictly(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    (tmp_path / "misused.py").write_text(MISUSED, encoding="utf-8")
    kept = ROOT / ".mypy_cache" / "programs"  # by these options; the package's own are others
    command = [sys.executable, "-m", "mypy", "--strict", "--python-version", "3.11", "--config-file", "",
               "--cache-dir", str(kept),
               "--ignore-missing-imports", str(tmp_path / "program.py"), str(tmp_path / "misused.py")]  # fmt: skip
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    lines = [line.rpartition("/")[2] for line in ran.stdout.splitlines() if "error:" in line]
    faults = [re.findall(r"^(\w+\.py):(\d+)", line)[0] for line in lines]
    assert faults == [("misused.py", number) for number in "456"], ran.stdout


# --- as who-owns -----------------------------------------------------------------------------------------------------
def asked(words: list[str], folder: Path, language: str = "en") -> dict[str, Any]:
    """What the interface answers to a command line of who-owns, and its page."""
    policy = (read(words) or {}).get("policy", "")
    with Workspace.open(folder, policy=policy, lang=language) as opened:
        return asked_in(opened, words)


def asked_in(opened: Workspace, words: list[str]) -> dict[str, Any]:
    """The same in a workspace that is open."""
    given = read(words)
    assert given is not None
    for many, plural in zip(MANY, ("claims", "absent", "facts", "argues"), strict=True):
        given[plural] = given.pop(many, [])
    given.pop("policy", "")
    found = opened.who_owns(" ".join(given.pop("name")), **given)
    return {"json": found.to_dict(), "page": found.text() + "\n", "brief": found.brief() + "\n"}


@cache
def sample() -> Workspace:
    """The sample workspace, opened once for many questions."""
    return Workspace.open(ROOT, lang="en")


def commanded(words: list[str], folder: Path, language: str = "en") -> dict[str, Any]:
    """What the command prints."""
    as_json, page, brief = (
        run_leadcli("who-owns", *words, *more, folder=folder, language=language).out
        for more in (["--json"], [], ["--brief"])
    )
    return {"json": json.loads(as_json), "page": page, "brief": brief}


@pytest.mark.parametrize("case", cases())
def test_a_story_is_told_alike(case: dict[str, Any], tmp_path: Path) -> None:
    folder = workspace(case, tmp_path)
    words = [str(word) for word in case["say"]]
    words += [] if "--on" in words else ["--on", TODAY]
    assert asked(words, folder, "ru") == commanded(words, folder, "ru")


with (ROOT / "data" / "clients.csv").open(encoding="utf-8", newline="") as cards:
    CARDS = list(csv.DictReader(cards))
PEOPLE = ["Дима", "Ирина", "Павел", "Ольга", "Борис", "ирина", "Дмим", "Вера"]
VALUES = {
    "city": ["Москва", "Калуга", "Рязань", "Osaka"],
    "country": ["RU", "JP", "Япония", "Утопия"],
}
for field in CALLER:
    VALUES.setdefault(field, sorted({card[field] for card in CARDS if card.get(field)} | {"0", "x@y.ru"}))
NAMES = [card["name"] for card in CARDS] + ["Метсо Калуга", "Мется", "vtncz ,jhl", "Заря Востока", " "]
names = st.sampled_from(NAMES)
people = st.sampled_from(PEOPLE)


@st.composite
def questions(draw: st.DrawFn) -> list[str]:
    """A command line of who-owns; some ask for people, days or countries that there are not."""
    words = [draw(names), "--on", draw(st.sampled_from([TODAY, "01.03.2026", "вчера"]))]
    for field in draw(st.sets(st.sampled_from(sorted(VALUES)))):
        words += [f"--{field}", draw(st.sampled_from(VALUES[field]))]
    for option in draw(st.lists(st.sampled_from(["--taken-by", "--claim", "--claim", "--absent"]), max_size=4)):
        words += [option, draw(people)]
    return words + draw(st.lists(st.sampled_from(["--client=s01", "--client=s0l", "--group=metsa"]), max_size=2))


def spelt(sentence: str) -> str:
    """A sentence of the command with parameters written as in Python."""
    for option, name in {"--claim": "claims", "--taken-by": "taken_by"}.items():
        sentence = sentence.replace(option, name)
    return re.sub(r"--(\w+)", r"\1", sentence)


@settings(max_examples=60, deadline=None)
@given(words=questions())
@example(words=["Мется", "--client", "s01", "--group", "metsa"])
@example(words=[" ", "--city", "Москва"])
@example(words=["Мется", "--taken-by", "Дима", "--absent", "Дима"])
def test_any_caller_is_answered_alike_and_any_fault_told_alike(words: list[str]) -> None:
    ran = run_leadcli("who-owns", *words, "--json", language="en")
    if ran.code == 2:
        with pytest.raises(LeadcliError) as raised:
            asked_in(sample(), words)
        told = [spelt(line.removeprefix("leadcli:").strip()) for line in ran.err.splitlines()]
        assert told == str(raised.value).splitlines()
    else:
        assert asked_in(sample(), words)["json"] == json.loads(ran.out)


def test_what_may_be_known_is_what_a_caller_has() -> None:
    opened = Workspace.open(ROOT)
    for field in CALLER:
        found = opened.who_owns("Мется", on=TODAY, **{field: "RU"})
        assert found.to_dict()["caller"] == {"name": "Мется", field: "RU"}
    assert opened.who_owns("Мется", on=TODAY, country="Япония").ruling.question.caller.country == "JP"
    with pytest.raises(TypeError, match=r"'town'.* city"):
        opened.who_owns("Мется", town="Калуга")


def test_recorded_alike(team: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = tmp_path_factory.mktemp("other")
    shutil.copytree(team, other, dirs_exist_ok=True)
    with Workspace.open(team, lang="en") as opened:
        for number, name in enumerate(["Заря Востока", "Пасека Липа", "Мется Калуга", "Заря Востока"]):
            found = opened.who_owns(name, on=TODAY, record=True, by="Ольга")
            words = ["who-owns", name, "--on", TODAY, "--record", "--by", "Ольга", "--json"]
            ran = run_leadcli(*words, language="en", folder=other)
            asked, told = found.to_dict(), json.loads(ran.out)
            for each in (asked, told):
                each["fingerprint"].pop("ledger")  # two ledgers, each of its own chain
            assert asked == told
            assert (found.entry, found.new) == ((1, False) if number == 3 else (number + 1, True))
            assert ran.err == f"leadcli: {'' if found.new else 'already '}recorded as {found.entry}\n"
        assert [p.seq for p in opened.who_owns("Мется Калуга", on=TODAY).ruling.precedents] == [3]
    listed = [
        [{k: v for k, v in json.loads(line).items() if k not in ("at", "hash")} for line in ran.out.splitlines()]
        for ran in (run_leadcli("log", "list", "--json", folder=folder) for folder in (team, other))
    ]
    assert len(listed[0]) == 3
    assert listed[0] == listed[1]


# --- as match --------------------------------------------------------------------------------------------------------
@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_rows_are_matched_alike(seed: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    rng = random.Random(seed)
    fields = {rng.choice(CLIENT[field].own): values for field, values in VALUES.items() if rng.random() < 0.6}
    fields |= {"Кто звонит": [*NAMES, "  Мется ", ""], "ID": ["a7", "", ""], "Примечание": ["x"]}
    headers = rng.sample(list(fields), len(fields))
    rows = [{h: rng.choice([*fields[h], *([] if h == "Кто звонит" else [""])]) for h in headers} for _ in range(20)]
    rows = [row for row in rows if any(row.values())]
    file = tmp_path_factory.mktemp("match") / "callers.csv"
    with file.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, headers)
        writer.writeheader()
        writer.writerows(rows)
    ran = run_leadcli("match", str(file), "--json", language="en")
    with Workspace.open(ROOT, lang="en") as opened:
        assert [one.to_dict() for one in opened.match(rows)] == [json.loads(line) for line in ran.out.splitlines()]
        assert [one.name for one in opened.match(rows)] == [row["Кто звонит"].strip() for row in rows]
        alone = [one.match for one in opened.match(row["Кто звонит"] for row in rows)]
        assert alone == [one.match for one in opened.match({"caller": row["Кто звонит"]} for row in rows)]


def test_rows_are_matched_as_they_come() -> None:
    def endless() -> Any:
        while True:
            yield "Мется"

    with Workspace.open(ROOT) as opened:
        found = opened.match(endless())
        assert [next(found).id for _ in range(3)] == ["1", "2", "3"]


# --- as reassign -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("more", [{}, {"owner_took": False}, {"preset": "plain"}, {"owner_as": "id"},
                                  {"leaver": "Дима"}, {"leaver": "Дима", "heir": "Ольга"}], ids=str)  # fmt: skip
@pytest.mark.parametrize("preset", ["plain", "bitrix24-companies"])
def test_an_export_is_planned_alike(preset: str, more: dict[str, Any], team: Path) -> None:
    file, plan, own = team / "export.csv", team / "p.jsonl", team / "own.jsonl"
    file.write_text(export(preset) + "17;too;many;cells;here;and;here;and;here\n", encoding="utf-8")
    if preset != "plain" and more.get("preset"):
        more = {**more, "columns": {"Название компании": "name"}}
    options = {"owner_took": ["--no-owner-took"], "preset": ["--preset", "plain"], "owner_as": ["--owner-as", "id"],
               "columns": ["--map", "Название компании=name"], "leaver": ["--from", "Дима"],
               "heir": ["--to", "Ольга"]}  # fmt: skip
    words = [word for key in more for word in options[key]]
    ran = run_leadcli("reassign", str(file), "-o", str(plan), "--on", TODAY, *words, folder=team, language="en")
    assert ran.code == 1, "a row could not be read"
    opened = Workspace.open(team)
    planned = [one.to_dict() for one in opened.reassign(file, on=TODAY, **more)]
    assert planned == [json.loads(line) for line in plan.read_text(encoding="utf-8").splitlines()[1:]]
    assert {line["action"] for line in planned} >= {"keep", "change", "reject", *([] if "leaver" in more else ["ask"])}
    assert not own.exists()
    assert [one.to_dict() for one in opened.reassign(file, on=TODAY, plan_path=own, **more)] == planned
    assert own.read_bytes() == plan.read_bytes()


def test_rows_are_planned_as_their_export(team: Path) -> None:
    file = team / "export.csv"
    file.write_text(export("plain") + ";;;\n", encoding="utf-8")
    with file.open(encoding="utf-8", newline="") as source:
        rows = list(csv.DictReader(source, delimiter=";"))
    assert len(rows) == len(base()) + 1  # the last is none of its own
    with Workspace.open(team) as opened:
        planned = [one.to_dict() for one in opened.reassign(file, on=TODAY)]
        assert [one.to_dict() for one in opened.reassign(iter(rows), on=TODAY)] == planned
        assert [one.owner for one in opened.reassign(rows, on=TODAY)] == [line["new"] for line in planned]
        own = [{"Фирма" if header == "name" else header: cell for header, cell in row.items()} for row in rows]
        assert [one.to_dict() for one in opened.reassign(own, on=TODAY, columns={"Фирма": "name"})] == planned
        assert list(opened.reassign([])) == []
        with pytest.raises(TypeError):
            opened.reassign(rows, plan_path=team / "p.jsonl")
        with pytest.raises(LeadcliError, match="owner"):
            opened.reassign([{"name": "Мется"}])
        with pytest.raises(LeadcliError, match="written over"):
            opened.reassign(file, plan_path=file)
    assert not (team / "p.jsonl").exists()


# --- what is wrong ---------------------------------------------------------------------------------------------------
def test_an_unsound_workspace_raises_with_all_its_problems(team: Path) -> None:
    cards = team / "data" / "clients.csv"
    cards.write_text(cards.read_text(encoding="utf-8") + "x1,Новая,,,,,,,,,Нет такого\n,Без номера\n", encoding="utf-8")
    ran = run_leadcli("who-owns", "Мется", folder=team, language="ru")
    with pytest.raises(UnsoundError) as raised:
        Workspace.open(team, lang="ru")
    assert len(raised.value.problems) >= 2
    assert f"{raised.value}\n" == ran.err.replace("leadcli: ", "")
    assert "nothing is judged" in raised.value.text("en")
    opened = Workspace.open(team, sound=False)
    assert set(raised.value.problems) <= set(opened.problems)
    assert opened.policy.id == "house"
    for ask in (lambda: opened.book, lambda: opened.who_owns("Мется"), lambda: list(opened.match(["Мется"]))):
        with pytest.raises(UnsoundError):
            ask()


def test_warnings_are_found_whatever_the_directory(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cards = team / "data" / "clients.csv"
    cards.write_text(cards.read_text(encoding="utf-8").replace("inn", "inm", 1), encoding="utf-8")
    monkeypatch.setenv("LEADCLI_COMPILE", "never")
    plain = Workspace.open(team).problems
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    for _ in range(2):
        with Workspace.open(team) as opened:
            assert opened.opened().tables is not None
            assert opened.problems == plain != []


def test_a_damaged_directory_is_made_anew(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    with Workspace.open(team) as opened:
        right = opened.who_owns("Мется Калуга", on=TODAY).to_dict()
        matched = [one.to_dict() for one in opened.match(["Мется Калуга"])]

        def damage() -> None:
            opened.close()
            (path,) = (team / ".leadcli").glob("directory-*")
            data = path.read_bytes()
            end = len(data) - 20_000
            opened.opened()
            path.write_bytes(data[:64] + bytes(b ^ 1 for b in data[64:end]) + data[end:])

        damage()
        assert opened.who_owns("Мется Калуга", on=TODAY).to_dict() == right
        damage()
        with pytest.raises(LeadcliError, match=r"damaged|повреж"):
            list(opened.match(["Мется Калуга"]))
        assert [one.to_dict() for one in opened.match(["Мется Калуга"])] == matched


def test_there_is_no_workspace(tmp_path: Path) -> None:
    with pytest.raises(LeadcliError, match="leadcli init") as raised:
        Workspace.open(tmp_path, lang="en")
    assert "рабочей папки" in raised.value.text("ru") or "init" in raised.value.text("ru")
    with pytest.raises(LeadcliError, match="ru, en"):
        Workspace.open(ROOT, lang="de")
