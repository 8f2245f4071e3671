"""Which tests run which lines, and how long each takes: what a planted fault must be shown to.

    python -m benchmarks.coverage_map ROOM MAP.json [pytest's words …]

Given to pytest as a plugin it watches each test with coverage.py; a worker writes what it saw beside MAP.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

MAP = "LEADCLI_COVERAGE_MAP"  # the environment's word for where a worker writes


class Test(NamedTuple):
    """A test: its name for pytest, the seconds that it takes, and the lines that it runs, by file."""

    name: str
    seconds: float
    lines: dict[str, frozenset[int]]


def read(path: Path) -> list[Test]:
    """The tests of a map, the quickest first."""
    told = json.loads(path.read_text(encoding="utf-8"))
    tests = [Test(n, s, {file: frozenset(at) for file, at in lines.items()}) for n, s, lines in told]
    return sorted(tests, key=lambda test: (test.seconds, test.name))


def make(room: Path, path: Path, words: list[str]) -> None:
    """Run the tests of a copy of the project once, watched."""
    environment = {**os.environ, "PYTHONPATH": str(room), MAP: str(path)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "benchmarks.coverage_map", *words]
    subprocess.run(command, cwd=room, env=environment, check=False)
    tests: list[Any] = []
    for part in path.parent.glob(f"{path.name}.*"):
        tests += json.loads(part.read_text(encoding="utf-8"))
        part.unlink()
    path.write_text(json.dumps(tests, ensure_ascii=False), encoding="utf-8")


class Watch:
    """What each test runs, in a worker of pytest."""

    def __init__(self, path: str) -> None:
        import coverage

        self.path = path
        self.seconds: dict[str, float] = {}
        self.failed: set[str] = set()
        self.watched = coverage.Coverage(data_file=None, source=["leadcli"], config_file=False)
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


if __name__ == "__main__":
    make(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve(), sys.argv[3:])
