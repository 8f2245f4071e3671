"""No English word is left in what a Russian team reads: pages of help, answers, errors; names and codes stay."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from conftest import ROOT, read_yaml, run_leadcli
from test_errors import ERRORS, FOLDERS, make
from test_help_pages import PAGES, worked_in  # noqa: F401 (a fixture)

from leadcli.cli.command_examples import EXAMPLES
from leadcli.cli.command_words import COMMANDS
from leadcli.cli.doctor.install import LIBRARIES
from leadcli.domain.problems import CODES
from leadcli.fields.table import EXPORT, TABLES
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.owners import OWNERS
from leadcli.workspace.opening import READY_MADE

WORDS = Path(__file__).parent / "words"
WRONG = read_yaml(WORDS / "errors.yaml")
ALLOWED = read_yaml(WORDS / "not_russian.yaml")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9']+")
# Options, files, addresses, variables, numbers with letters: what is typed, or stands for itself.
_TYPED = re.compile(
    r"(?<!\w)-{1,2}[a-z][\w-]*|\S*[/\\@]\S*|\b[\w-]+\.[A-Za-z]{2,}\b\S*|\b[A-Z]+_[A-Z_]+\b|[0-9a-f]{12,}|\d{4}-\d\d-\d\dT\S*|«[^»]*»|“[^”]*”"
)


def known(*folders: Path) -> set[str]:
    """The names that tables and rules call things by; of sample and broken files every word but rules' sentences."""
    told = [*ALLOWED["names"], *ALLOWED["choices"], *COMMANDS, *CODES, *CONDITIONS, *OWNERS, *READY_MADE, *LIBRARIES]
    told += [field.name for fields in (*TABLES.values(), EXPORT) for field in fields]
    for folder in (*folders, ROOT / "leadcli" / "policy" / "library"):
        for path in [*folder.glob("data/*.*"), *folder.glob("*.csv"), *folder.glob("*.yaml")]:
            if path.parent.name != "library" and path.name not in ("rules.yaml", "tests.yaml"):
                told.append(path.read_bytes().decode("utf-8", "replace"))
        told += re.findall(
            r"id: *([\w-]+)", "".join(p.read_bytes().decode("utf-8", "replace") for p in folder.glob("*.yaml"))
        )
    return {word for text in told for word in _WORD.findall(text)}


def english(text: str, allowed: set[str]) -> list[str]:
    return [word for word in _WORD.findall(_TYPED.sub(" ", text)) if word not in allowed]


@pytest.mark.parametrize("words", PAGES)
def test_help(words: str) -> None:
    text = run_leadcli(*words.split(), "--help").out
    text = text.partition("\nПримеры:")[0].removeprefix("Вызов:")
    assert english(text, known()) == []


@pytest.mark.usefixtures("whole_install")
@pytest.mark.parametrize("words", EXAMPLES)
def test_answers(words: str, worked_in: Path, tmp_path: Path) -> None:  # noqa: F811
    for number, line in enumerate(EXAMPLES[words]):
        if "--json" in line or "--lang en" in line or words in ("schema", "log export"):
            continue
        root = tmp_path / f"team{number}"
        shutil.copytree(worked_in, root)
        if words == "import":
            run_leadcli("init", "base", "--from", "export.csv", "--yes", folder=root)
            root = root / "base"
            shutil.copy(worked_in / "export.csv", root / "new.csv")
        ran = run_leadcli(*shlex.split(line)[1:], folder=root)
        assert english(ran.out + ran.err, known(root, ROOT)) == [], line


@pytest.mark.parametrize("line", WRONG)
def test_errors(line: str, worked_in: Path, tmp_path: Path) -> None:  # noqa: F811
    root = tmp_path / "team"
    shutil.copytree(worked_in, root)
    ran = run_leadcli(*shlex.split(line), folder=root)
    assert ran.code in (0, 1, 2)
    assert english(ran.err, known(root, ROOT) | {*_WORD.findall(line)}) == []
    if ran.code == 2 and not ran.out and "--help" not in ran.err:
        assert len(ran.err.strip().splitlines()) > 1 or ":" in ran.err, "no remedy"


@pytest.mark.parametrize("code", FOLDERS)
def test_problems(code: str, tmp_path: Path) -> None:
    folder = make(code, tmp_path)
    ran = run_leadcli("data", "check", folder=folder)
    lines = [line for line in (ran.out + ran.err).splitlines() if not re.match(r"\s*\d* *\|", line)]
    written = " ".join(p.read_bytes().decode("utf-8", "replace") for p in (ERRORS / code).rglob("*.yaml"))
    assert english("\n".join(lines), known(folder, ROOT) | {*_WORD.findall(written)}) == []
