"""No command writes over what the workspace or it itself rests on, nor by chance over any other file."""

from __future__ import annotations

import os
import shutil
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any, get_args

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli
from typer.models import OptionInfo

from leadcli.cli.command_words import COMMANDS

EXPORT = "ID;Название компании;Ответственный\n1;Заря Востока;\n2;Пасека Липа;\n"
# How each command that writes to a named file is called.
WRITING = {
    ("apply", "output"): ("apply", "p.jsonl", "-o", "{out}"),
    ("undo", "output"): ("undo", "1", "new.csv", "-o", "{out}"),
    ("match", "output"): ("match", "callers.csv", "-o", "{out}"),
    ("reassign", "output"): ("reassign", "export.csv", "--on", TODAY, "-o", "{out}"),
    ("reassign", "report"): ("reassign", "export.csv", "--on", TODAY, "-o", "other.jsonl", "--report", "{out}"),
    ("policy compare", "output"): ("policy", "compare", ".", "even", "--format", "html", "-o", "{out}"),
    ("policy infer", "output"): ("policy", "infer", "-o", "{out}"),
    ("policy new", "output"): ("policy", "new", "mine", "-o", "{out}"),
    ("policy check", "write"): ("policy", "check", "--write", "{out}"),
    ("import", "output"): ("import", "export.csv", "--yes", "-o", "{out}"),
    ("discover", "output"): ("discover", "export.csv", "-o", "{out}"),
    ("review", "xlsx"): ("review", "--xlsx", "{out}"),
    ("review", "labelled"): ("review", "--labelled", "{out}"),
    ("log export", "output"): ("log", "export", "-o", "{out}"),
}
READING = {("policy test", "examples"), ("init", "export"), ("review", "take")}
RESTED_ON = (
    "rules.yaml", "tests.yaml", "ledger.sqlite", "data/clients.csv", "data/managers.yaml", "ledger.sqlite-wal",
    "RULES.yaml", "data/Clients.xlsx",
)  # fmt: skip
OWN = {
    "apply": ("export.csv", "p.jsonl"), "undo": ("new.csv",), "match": ("callers.csv",), "reassign": ("export.csv",),
    "discover": ("export.csv",), "import": ("export.csv",),
}  # fmt: skip


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    team = tmp_path_factory.mktemp("team")
    shutil.copytree(ROOT / "data", team / "data")
    for name in ("rules.yaml", "tests.yaml"):
        shutil.copy(ROOT / name, team)
    (team / "export.csv").write_text(EXPORT, encoding="utf-8")
    (team / "callers.csv").write_text("caller\nМется Калуга\n", encoding="utf-8")
    assert say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY).code == 0
    assert say(team, "apply", "p.jsonl", "-o", "new.csv").code == 0
    (team / "letter.txt").write_text("a letter of somebody", encoding="utf-8")
    return team


def say(team: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=team, language="en")


def options_of(words: str) -> list[str]:
    """The options of a command that name a file or folder to be written."""
    main: Any = import_module(f"leadcli.cli.{words.replace(' ', '.').replace('-', '_')}.command").main
    found = []
    for name, parameter in signature(main, eval_str=True).parameters.items():
        kind, *more = get_args(parameter.annotation) or (parameter.annotation,)
        if any(isinstance(each, OptionInfo) for each in more) and Path in (kind, *get_args(kind)):
            found.append(name)
    return found


def state(team: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(team)): file.read_bytes()
        for file in sorted(team.rglob("*"))
        if file.is_file()
        and file.name not in ("ledger.sqlite-shm", "ledger.sqlite-wal")
        and ".leadcli" not in file.parts
    }


def test_every_command_that_writes_to_a_named_file_is_tried() -> None:
    assert {(words, option) for words in COMMANDS for option in options_of(words)} == {*WRITING, *READING}


@pytest.mark.parametrize("command", WRITING, ids=" ".join)
def test_what_is_rested_on_is_never_written_over(command: tuple[str, str], team: Path) -> None:
    before = state(team)
    (team / "hard.csv").unlink(missing_ok=True)
    os.link(team / "ledger.sqlite", team / "hard.csv")
    (team / "soft.html").unlink(missing_ok=True)
    (team / "soft.html").symlink_to("data/clients.csv")
    try:
        for target in (*RESTED_ON, *OWN.get(command[0], ()), "hard.csv", "soft.html", "data", "nowhere/x.csv"):
            for force in ([], ["--force"]) if command != ("policy check", "write") else ([],):
                words = [word.format(out=target) for word in WRITING[command]]
                ran = say(team, *words, *force)
                if (command, target) == (("policy check", "write"), "nowhere/x.csv"):
                    continue  # a folder is made with those above it
                assert ran.code == 2, (target, force, ran.out)
                assert "Traceback" not in ran.err
    finally:
        (team / "hard.csv").unlink()
        (team / "soft.html").unlink()
        shutil.rmtree(team / "nowhere", ignore_errors=True)
    assert {name: data for name, data in state(team).items() if name in before} == before
    assert say(team, "log", "verify").code == 0


@pytest.mark.parametrize("command", [each for each in WRITING if each != ("policy check", "write")], ids=" ".join)
def test_another_file_is_written_over_by_force_alone(command: tuple[str, str], team: Path) -> None:
    kind = "html" if command in (("reassign", "report"), ("policy compare", "output")) else "csv"
    target = team / f"somebody's.{kind}"
    target.write_text("a letter of somebody", encoding="utf-8")
    words = [word.format(out=target.name) for word in WRITING[command]]
    ran = say(team, *words)
    assert (ran.code, "--force" in ran.err) == (2, True), ran.err
    assert target.read_text(encoding="utf-8") == "a letter of somebody"
    assert say(team, *words, "--force").code == 0
    assert target.read_bytes() != b"a letter of somebody"
    target.unlink()


def test_what_reassign_wrote_it_may_write_again(team: Path) -> None:
    words = ("reassign", "export.csv", "-o", "again.xlsx", "--report", "again.html", "--on", TODAY)
    assert [say(team, *words).code for _ in range(2)] == [0, 0]
    (team / "again.rejects.txt").write_text("of the plan before", encoding="utf-8")
    assert say(team, *words).code == 0
    assert not (team / "again.rejects.txt").exists()
    (team / "fresh.rejects.txt").write_text("of somebody", encoding="utf-8")
    assert say(team, "reassign", "export.csv", "-o", "fresh.jsonl", "--on", TODAY).code == 2


def test_a_link_stays_and_what_it_points_to_is_written(team: Path, tmp_path: Path) -> None:
    (team / "link.csv").symlink_to(tmp_path / "real.csv")
    assert say(team, "match", "callers.csv", "-o", "link.csv").code == 0
    assert (team / "link.csv").is_symlink()
    assert (tmp_path / "real.csv").read_text(encoding="utf-8").startswith("id,caller")
    (team / "round.csv").symlink_to("round.csv")
    assert say(team, "match", "callers.csv", "-o", "round.csv").code == 2


def test_what_killed_calls_left_is_swept(team: Path) -> None:
    left = team / ".answers.csv.abcdefgh.part"
    left.write_bytes(b"half")
    assert say(team, "match", "callers.csv", "-o", "answers.csv").code == 0
    assert not left.exists()
