"""Which tests run which lines, and how long each takes: what a planted fault must be shown to.

Given to pytest as a plugin it watches each test with coverage.py; a worker writes what it saw beside the map. A map is
kept: of one that is there only the files of tests that changed since are watched anew.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

MAP = "LEADCLI_COVERAGE_MAP"  # the environment's word for where a worker writes
TOGETHER = 8  # files of tests, after which the map is written: a run that is cut short is gone on with
LONGEST = 20.0  # seconds of the processor, watched, after which a test is given up: too dear to ask for a mutant


class TooLong(BaseException):
    """A test takes longer than it may: nothing that a test, or hypothesis, catches."""


class WatchedTest(NamedTuple):
    """A test: its name for pytest, the seconds that it takes, and the lines that it runs, by file."""

    name: str
    seconds: float
    lines: dict[str, frozenset[int]]


def read(path: Path) -> list[WatchedTest]:
    """The tests of a map, the quickest first."""
    told = json.loads(path.read_text(encoding="utf-8"))["tests"]
    tests = [WatchedTest(n, s, {file: frozenset(at) for file, at in lines.items()}) for n, s, lines in told]
    return sorted(tests, key=lambda test: (test.seconds, test.name))


def renew(room: Path, path: Path, left_out: Sequence[str], only: Sequence[str], workers: str) -> None:
    """Make the map of a copy of the project, or bring it up to date: each test that is not in it is run, watched.

    ``left_out``: files of tests that it shall not have; ``only``: those that are watched now, if not all.
    """
    kept = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"of": {}, "tests": []}
    files = [file for file in sorted((room / "tests").glob("test_*.py")) if file.stem[5:] not in left_out]
    now = {f"tests/{file.name}": hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
    asked = {f"tests/test_{name}.py" for name in only} or now.keys()
    anew = [name for name, digest in now.items() if name in asked and kept["of"].get(name) != digest]
    tests = [test for test in kept["tests"] if (name := test[0].partition("::")[0]) in now and name not in anew]
    known = {name: digest for name, digest in kept["of"].items() if name in now and name not in anew}
    for some in (anew[at : at + TOGETHER] for at in range(0, len(anew), TOGETHER)):
        tests += _watched(room, path, ["-n", workers, *some])
        known |= {name: now[name] for name in some}
        path.write_text(json.dumps({"of": known, "tests": tests}, ensure_ascii=False), encoding="utf-8")


def _watched(room: Path, path: Path, words: list[str]) -> list[Any]:
    environment = {**os.environ, "PYTHONPATH": str(room), MAP: str(path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "benchmarks.coverage_map", *words]
    ran = subprocess.run(command, cwd=room, env=environment, check=False, stdout=sys.stderr)
    if ran.returncode not in (0, 1):  # 1: some fail, and are left out
        raise SystemExit(f"the tests cannot be watched: pytest ended with {ran.returncode}")
    tests: list[Any] = []
    for part in path.parent.glob(f"{path.name}.*"):
        tests += json.loads(part.read_text(encoding="utf-8"))
        part.unlink()
    return tests


def _give_up(number: int, frame: FrameType | None) -> None:
    raise TooLong


class Watch:
    """What each test runs, in a worker of pytest."""

    def __init__(self, path: str) -> None:
        import coverage

        self.path = path
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.watched = coverage.Coverage(data_file=None, source=["leadcli"], config_file=False)
        signal.signal(signal.SIGVTALRM, _give_up)
        self.watched.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        """One test, by its name."""
        self.watched.switch_context(item.nodeid)
        begun = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - begun
            self.watched.switch_context("")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self) -> Iterator[None]:
        """What the test itself does, for a while."""
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST)
        try:
            return (yield)
        except TooLong:  # its traceback may begin where no line is
            raise pytest.fail.Exception("it takes too long", pytrace=False) from None
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A test that fails as it is tells nothing."""
        if not report.passed:
            self.failed.add(report.nodeid)

    def pytest_sessionfinish(self) -> None:
        """Write what was seen."""
        self.watched.stop()
        data, root = self.watched.get_data(), Path.cwd()
        seen: dict[str, dict[str, list[int]]] = {}
        for file in data.measured_files():
            for line, tests in data.contexts_by_lineno(file).items():
                for test in tests:
                    seen.setdefault(test, {}).setdefault(str(Path(file).relative_to(root)), []).append(line)
        told = [
            [name, round(took, 3), seen.get(name, {})] for name, took in self.seconds.items() if name not in self.failed
        ]
        Path(f"{self.path}.{os.getpid()}").write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")


def pytest_configure(config: pytest.Config) -> None:
    """Watch, where this is a process that runs tests."""
    if os.environ.get(MAP) and (hasattr(config, "workerinput") or config.getoption("numprocesses", None) in (None, 0)):
        config.pluginmanager.register(Watch(os.environ[MAP]))
