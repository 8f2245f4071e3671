"""Shared by all tests: leadcli run in this process through its own front door, without the user's environment."""

from __future__ import annotations

import gc
import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
import yaml
from hypothesis import settings

from leadcli.run.processes import settle

# How long an example takes says how busy the machine is, not what is wrong.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")
# A suite that a shell runs in the background ignores Ctrl-C, and so would all that it starts.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

if os.environ.get("LC_ALL", os.environ.get("LANG", "")).startswith("ru"):  # what is said in this process is English
    os.environ.setdefault("LEADCLI_LANG", "en")

# The suite starts processes by the hundred: compiled once, not by each of them (containers often forbid it).
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
# But where files may not grow: Python keeps a compiled module that was cut short there, and then fails for all.
CUT_SHORT = {"PYTHONDONTWRITEBYTECODE": "1"}
# A process of the suite has one core: threads of a library that wait for each other by turning round only take it.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# What is collected lives to the end: garbage is not looked for meanwhile, nor among it later, as the product does it.
gc.disable()


def pytest_collection_finish() -> None:
    settle()


ROOT = Path(__file__).parent.parent
TODAY = "2026-11-23"  # the day on which the sample data's stories are told


# Words given to another process are bytes of this one's encoding, which cannot write all of them.
UTF8 = pytest.mark.skipif(
    sys.getfilesystemencoding() != "utf-8",
    reason=f"NO UTF-8: words are {sys.getfilesystemencoding()} here (PYTHONUTF8=1 python -m pytest)",
)


def read_yaml(path: Path) -> Any:
    """A table of cases; by libyaml, where there is one, in a tenth of the time."""
    return yaml.load(path.read_text(encoding="utf-8"), getattr(yaml, "CSafeLoader", yaml.SafeLoader))


@dataclass(frozen=True)
class Ran:
    """What a call of leadcli printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]
NOTHING: Mapping[str, str] = MappingProxyType({})


def run_leadcli(
    *words: str, language: str = "ru", folder: Path = ROOT, width: int = 80, environment: Mapping[str, str] = NOTHING
) -> Ran:
    """leadcli with these words, as from a shell in ``folder``; output is UTF-8 text, no terminal."""
    from leadcli.cli import main

    out = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    err = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    kept = (sys.argv, sys.stdout, sys.stderr, Path.cwd(), dict(os.environ))
    code = 0
    try:
        for name in [n for n in os.environ if n.startswith(("LEADCLI", "LC_", "LANG", "NO_COLOR", "FORCE_COLOR"))]:
            del os.environ[name]
        os.environ |= {"LEADCLI_LANG": language, "COLUMNS": str(width), **environment}
        os.chdir(folder)
        sys.argv, sys.stdout, sys.stderr = ["leadcli", *words], out, err
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.argv, sys.stdout, sys.stderr = kept[:3]
        os.chdir(kept[3])
        os.environ.clear()
        os.environ |= kept[4]
    return Ran(code, *(stream.buffer.getvalue().decode("utf-8") for stream in (out, err)))  # type: ignore[attr-defined]


def few_cards(folder: Path) -> Path:
    """A workspace of the sample's first cards, where what is in it does not matter and it is opened often."""
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "rules.yaml", folder)
    for file, lines in (("clients.csv", 6), ("groups.yaml", 22)):
        text = (ROOT / "data" / file).read_text(encoding="utf-8").splitlines(keepends=True)[:lines]
        (folder / "data" / file).write_text("".join(text), encoding="utf-8")
    return folder


@pytest.fixture
def run() -> Run:
    return run_leadcli


@pytest.fixture
def whole_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """``doctor`` says nothing of the compiled core, which may not be in this install."""
    from leadcli.cli.doctor import install

    monkeypatch.setattr(install, "COMPILED", True)


def runs(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    if Path("/proc/self/stat").exists():
        try:
            return Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
        except (FileNotFoundError, ProcessLookupError):
            return False
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")
