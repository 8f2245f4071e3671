"""A new command is one folder and one line in the table: a planted one is followed through all that should know it."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Annotated

import pytest
import typer
from conftest import ROOT, TODAY, run_leadcli
from test_docs import undocumented
from test_floors import imports

from leadcli.cli import command_words, commands
from leadcli.cli.command_words import COMMANDS, GROUPS
from leadcli.cli.commands import command_tree
from leadcli.cli.shared.context import COMMON, AnswerContext
from leadcli.cli.shared.exits import Exit, leave
from leadcli.cli.shared.usage import walk
from leadcli.output.text.speech import Speech

SHARED = ("leadcli.cli.shared.", "leadcli.cli.command_words")
PLANTED = {"plant": "Plant a flower.", "policy plant-tree": "Plant a tree."}


@pytest.fixture
def planted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Two commands, one of a group, planted in the table alone; the modules that were imported are noted."""
    imported: list[str] = []
    for words, told in PLANTED.items():

        def main(
            kind: Annotated[str, typer.Argument(help="What to plant.", metavar="KIND")],
            depth: Annotated[int, typer.Option(help="How deep.", min=1)] = 1,
        ) -> None:
            print(f"{kind} {depth}")
            leave(Exit.NOTHING if kind == "weed" else Exit.DONE)

        main.__doc__ = told
        module = ModuleType(f"leadcli.cli.{words.replace(' ', '.').replace('-', '_')}.command")
        module.main = main  # type: ignore[attr-defined]
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(command_words, "COMMANDS", [*COMMANDS, *PLANTED])
    given = commands.import_module

    def noted(name: str) -> ModuleType:
        imported.append(name)
        return given(name)

    monkeypatch.setattr(commands, "import_module", noted)
    return imported


@pytest.mark.parametrize("words", PLANTED)
def test_it_is_dispatched_and_nothing_else_is_imported(words: str, planted: list[str]) -> None:
    ran = run_leadcli(*words.split(), "rose", "--depth", "3")
    assert (ran.code, ran.out) == (0, "rose 3\n"), f"{words}: not found by its words"
    assert run_leadcli(*words.split(), "weed").code == 1, f"{words}: its exit code is lost"
    assert {name.split(".")[-2] for name in planted} == {words.split()[-1].replace("-", "_")}, (
        f"{words}: calling it imports other commands"
    )


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("words", PLANTED)
def test_it_has_help(words: str, language: str, planted: list[str]) -> None:
    own = run_leadcli(*words.split(), "--help", language=language)
    assert own.code == 0
    usage = {"ru": r"\[ПАРАМЕТРЫ\] \W?ВИД", "en": r"\[OPTIONS\] \W?KIND"}[language]
    assert re.search(rf"leadcli {words} {usage}", own.out), f"{words}: no usage in its help"
    for told in (PLANTED[words], "What to plant.", "How deep."):
        assert told in own.out, f"{words}: {told!r} is not in its help"
    for known in {"ru": ("Вызов:", "Показать эту справку"), "en": ("Usage:", "Show this message")}[language]:
        assert known in own.out, f"{words}: the help's own words are not in the language"
    above = run_leadcli(*words.split()[:-1], "--help", language=language)
    assert PLANTED[words].removesuffix(".") in above.out, f"{words}: not in the help above it"
    names = [line.split()[0] for line in above.out.splitlines() if line.startswith("  ") and line.strip()]
    assert names.index(words.split()[-1]) > names.index("check" if " " in words else "who-owns"), "order of the table"


def test_the_help_of_a_group_imports_its_commands_alone(planted: list[str]) -> None:
    run_leadcli("policy", "--help")
    assert {name.split(".")[2] for name in planted} == {"policy"}
    del planted[:]
    run_leadcli("--help")
    assert {name.split(".")[2] for name in planted} == {words for words in map(_folder, COMMANDS) if words} | {"plant"}


def _folder(words: str) -> str:
    return "" if " " in words else words.replace("-", "_")


@pytest.mark.parametrize(
    ("typed", "found"),
    [("leadcli pl", "plant"), ("leadcli policy pl", "plant-tree"), ("leadcli plant --de", "--depth")],
)
def test_a_shell_completes_it(typed: str, found: str, planted: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_LEADCLI_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    assert found in run_leadcli_here().splitlines(), f"{typed}: not completed"


def run_leadcli_here() -> str:
    """leadcli without arguments, as a shell that asks for completions calls it."""
    return run_leadcli().out


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("plnt", "Did you mean plant?"),
        ("policy plant-tre", "Did you mean plant-tree?"),
        ("plant", "KIND is missing"),
        ("plant rose --dept 2", "Did you mean --depth?"),
        ("plant rose --depth 0", "--depth: 0 is not in the range"),
        ("policy plant-tree oak elm", "not expected here: elm"),
    ],
)
def test_wrong_usage_is_told_with_its_remedy(typed: str, said: str, planted: list[str]) -> None:
    ran = run_leadcli(*typed.split(), language="en")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err, f"{typed}: the remedy is not told"
    assert "--help" in ran.err, f"{typed}: no word of more help"


def test_its_documentation_and_translation_are_asked_for(planted: list[str]) -> None:
    import catalogue

    missing = undocumented()
    for words in PLANTED:
        assert f"leadcli {words}" in missing, f"{words}: docs/commands.md is not asked for it"
    assert "leadcli plant --depth" in missing
    assert set(PLANTED.values()) <= set(catalogue.sentences()), "no translation is asked for"


def test_a_context_stands_for_the_common_options(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A command that is asked with one has them, last; what they say reaches it."""

    def main(context: Annotated[AnswerContext, "cells"], kind: str, depth: int = 1) -> None:
        assert context.folder == tmp_path
        made = {"kind": kind, "depth": depth}
        context.give(page=lambda: context.speech("total"), objects=lambda: made, cells=lambda: [made.values()])

    module = ModuleType("leadcli.cli.plant.command")
    module.main = main  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(command_words, "COMMANDS", [*COMMANDS, "plant"])
    asked = ["plant", "rose", "--workspace", str(tmp_path)]
    assert run_leadcli(*asked, "--lang", "en").out == "total\n"
    assert run_leadcli(*asked, "--lang", "ru").out == "всего\n"
    assert run_leadcli(*asked, "--format", "csv", "--depth", "3").out == "rose,3\n"
    assert json.loads(run_leadcli(*asked, "--json").out) == {"kind": "rose", "depth": 1}
    assert "--format: choose one of text, json, csv" in run_leadcli(*asked, "--format", "html", language="en").err
    assert "--lang: choose one of" in run_leadcli(*asked, "--lang", "xx", language="en").err
    made = command_tree(Speech("en")).commands["plant"]
    assert [p.name for p in made.params][-5:] == ["depth", *COMMON]


def test_no_command_imports_what_is_of_another() -> None:
    top = ROOT / "leadcli" / "cli"
    own = {
        path.parent: ".".join(("leadcli.cli", *path.parent.relative_to(top).parts)) for path in top.rglob("command.py")
    }
    found = [
        f"{path.relative_to(top)}:{line}: {name}"
        for folder, package in own.items()
        for path in folder.glob("*.py")
        for line, name in imports(ast.parse(path.read_text(encoding="utf-8")))
        if name.startswith("leadcli.cli.") and not name.startswith((f"{package}.", *SHARED))
    ]
    assert found == [], "move what two commands share to cli/shared"


def test_every_command_is_where_its_words_say() -> None:
    """The table and the folders agree: none is forgotten in either."""
    folders = {
        " ".join(path.parent.relative_to(ROOT / "leadcli" / "cli").parts).replace("_", "-")
        for path in (ROOT / "leadcli" / "cli").rglob("command.py")
    }
    assert folders == set(COMMANDS)
    tree = walk(command_tree(Speech("en")))
    assert sum(not hasattr(command, "commands") for command in tree) == len(COMMANDS)


@pytest.mark.parametrize(
    ("words", "most", "floors"),
    [
        (["reassign", "e.csv", "-o", "p.jsonl", "--on", TODAY], 206, {"analysis", "schemas"}),
        (["match", "callers.csv", "--json"], 157, {"analysis", "assignment", "ledger", "schemas"}),
        (["policy", "check", "house"], 158, {"assignment", "ledger", "schemas"}),
        (["data", "check"], 155, {"assignment", "ledger", "rulings", "schemas"}),
    ],
    ids=["reassign", "match", "policy check", "data check"],
)
def test_a_command_loads_what_it_needs(words: list[str], most: int, floors: set[str], tmp_path: Path) -> None:
    """Beside its own folder, what all commands share; of the floors not those that others need; no writer unasked."""
    (tmp_path / "e.csv").write_text("id,name,owner\n1,Мется Калуга,Дима\n2,Заря,\n3,Метсо,\n", encoding="utf-8")
    (tmp_path / "callers.csv").write_text("caller\nМетсо\n", encoding="utf-8")
    code = (
        "import atexit, json, sys\n"
        f"sys.argv = ['leadcli', *{words!r}, '--workspace', {str(ROOT)!r}]\n"
        "atexit.register(lambda: sys.stderr.write('\\n' + json.dumps(sorted(sys.modules))))\n"
        "from leadcli.cli import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert ran.returncode in (0, 1), ran.stderr
    every = json.loads(ran.stderr.splitlines()[-1])
    loaded = [name for name in every if name.startswith("leadcli.")]
    own = "leadcli.cli." + ".".join(words[: 2 if words[0] in GROUPS else 1])
    shared = ("leadcli.cli.shared", "leadcli.cli.commands", "leadcli.cli.command_words", own)
    others = {n for n in loaded if n.startswith("leadcli.cli.") and not n.startswith(shared) and not own.startswith(n)}
    assert others == set(), f"{words}: imports what is of other commands"
    writers = {n for n in every if n.startswith(("leadcli.output.html", "leadcli.output.xlsx", "xlsxwriter"))}
    assert writers == set(), f"{words}: imports writers of formats that nobody asked for"
    assert {n.split(".")[1] for n in loaded} & floors == set(), f"{words}: imports floors that it does not need"
    assert len(loaded) <= most, f"{words}: {len(loaded)} modules of leadcli"


def test_the_version_is_told() -> None:
    from leadcli import __version__

    ran = run_leadcli("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"leadcli {__version__}\n", "")
