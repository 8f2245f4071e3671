"""Every help page: in the language, within the terminal, with two examples that run on the sample workspace."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, run_leadcli

from leadcli.cli.command_examples import EXAMPLES, examples_of
from leadcli.cli.command_words import COMMANDS, GROUPS

PAGES = ["", *GROUPS, *COMMANDS]
HEADS = {"ru": ("Вызов:", "Примеры:"), "en": ("Usage:", "Examples:")}


@pytest.fixture(scope="module")
def worked_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample workspace after a first day: calls recorded, an export judged and written, a ledger kept."""
    root = tmp_path_factory.mktemp("team")
    shutil.copytree(ROOT / "data", root / "data")
    for name in ("rules.yaml", "tests.yaml"):
        shutil.copy(ROOT / name, root)
    (root / "calls.csv").write_text("caller,city\nМетсо,Калуга\nЗаря,\n", encoding="utf-8")
    (root / "export.csv").write_text(
        "id,name,owner\n1,Мется Калуга,Дима\n2,Заря,\n3,ООО «Ромашка»,Дима\n", encoding="utf-8"
    )
    known = "".join(f"Мется Борд {n},metsa-board,\n" for n in range(15))
    (root / "labelled.csv").write_text(
        f"caller,client_id,group_id\n{known}" + "".join(f"Фирма {n},,\n" for n in range(25)), encoding="utf-8"
    )
    for words in (
        ["who-owns", "Метсо Калуга", "--record", "--on", TODAY],
        ["who-owns", "Заря Востока", "--record", "--on", TODAY],
        ["reassign", "export.csv", "--on", TODAY, "-o", "plan.jsonl"],
        ["log", "export", "-o", "kept.ndjson"],
    ):
        ran = run_leadcli(*words, folder=root)
        assert ran.code in (0, 1), (words, ran.err)
    return root


@pytest.mark.parametrize("language", HEADS)
@pytest.mark.parametrize("words", PAGES)
def test_it_is_in_the_language_within_the_terminal_with_two_examples(words: str, language: str) -> None:
    ran = run_leadcli(*words.split(), "--help", language=language)
    assert ran.code == 0
    usage, examples = HEADS[language]
    assert ran.out.startswith(f"{usage} leadcli")
    shown = ran.out.partition(f"\n{examples}\n")[2].splitlines()[:2]
    assert tuple(line.strip() for line in shown) == examples_of(words)
    assert len(shown) == 2
    for width in (80, 120):
        page = run_leadcli(*words.split(), "--help", language=language, width=width).out
        long = [line for line in page.splitlines() if len(line) > width and "tutorial" not in line]
        assert long == []
    assert "..." not in page, "something is cut"


def test_a_wide_terminal_is_used() -> None:
    narrow, wide = (run_leadcli("reassign", "--help", width=width).out.splitlines() for width in (80, 120))
    assert len(wide) < len(narrow)
    assert max(map(len, wide)) > 80 >= max(map(len, narrow))


def test_the_language_may_be_said_for_all_pages() -> None:
    assert run_leadcli("--lang", "en", "--help").out == run_leadcli("--help", language="en").out


RAW = re.compile(r"<\w+|x<=|x>=|\[OPTIONS\]|\bARGS\b|\bCOMMAND\b")


@pytest.mark.parametrize("words", PAGES)
def test_no_word_of_the_parser_is_left(words: str) -> None:
    ran = run_leadcli(*words.split(), "--help")
    assert RAW.findall(ran.out) == []


def test_every_command_has_examples_and_no_other_has() -> None:
    assert {*COMMANDS, ""} == set(EXAMPLES)


@pytest.mark.parametrize("words", EXAMPLES)
def test_its_examples_run(words: str, worked_in: Path, tmp_path: Path) -> None:
    for number, line in enumerate(EXAMPLES[words]):
        root = tmp_path / f"team{number}"
        shutil.copytree(worked_in, root)
        name, *asked = shlex.split(line)
        assert name == "leadcli"
        if words:
            assert asked[: len(words.split())] == words.split()
        if words in ("undo",):
            assert run_leadcli("apply", "plan.jsonl", "-o", "new.csv", folder=root).code == 0
        if words == "import":
            assert run_leadcli("init", "base", "--from", "export.csv", "--yes", folder=root).code == 0
            root = root / "base"
            shutil.copy(worked_in / "export.csv", root / "new.csv")
        ran = run_leadcli(*asked, folder=root)
        assert ran.code in (0, 1), f"{line}: {ran.err}"
        assert ran.code == 0 or ran.out or ran.err, line
