"""Mutation testing: how many small faults, planted in the code one by one, do the tests notice?

    python -m benchmarks.mutation [judge scoring batch readers] [--sample 75] [--seed 1] [--map FILE] [--into FILE]
    python -m benchmarks.mutation --again FILE [--map FILE]

Once the suite runs watched: which test runs which line (``--map`` keeps that, and only tests that changed are watched
anew; ``--tests``: of these files alone). Each mutant then faces the tests that run its line, or the lines that read
what it sets, the likeliest and quickest first, then those that run anything of its file, for ``--seconds`` of the
processor at most; it is noticed when one fails. One that none of them noticed faces more of them, for ``--patience``
seconds. A mutant costs no start: a child is forked that has the libraries, and finds the rest compiled.
Prints the score of each part and every survivor with its line; those that change nothing that could be seen stand
with their reason in ``equivalent_mutants.yaml`` and are counted apart. ``--into`` keeps what each came to, a line each;
``--again`` asks once more those of such a file that survived.
"""

from __future__ import annotations

import argparse
import compileall
import importlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

import yaml

from benchmarks import coverage_map
from benchmarks.coverage_map import WatchedTest
from benchmarks.mutants import Mutant, lines_that_read, mutants_of, names_set_by

ROOT = Path(__file__).parent.parent
COPIED = ("leadcli", "native", "tests", "data", "docs", "schema", "scripts", "benchmarks")
STEPS = (6, 40)  # after how many tests a child is begun anew
HOPE = 20  # times that a test is asked sooner for each mutant that it has noticed
SLACK, LEAST = 5, 60.0  # how much longer than without a mutant a test may take, in times and in seconds
# Libraries that most tests load: the parent of all children has them.
LIBRARIES = (
    "pytest _pytest.assertion.rewrite hypothesis hypothesis.strategies yaml typer rich.console rapidfuzz numpy orjson"
)
# Tests of the project itself, of speed, and of other processes. What only they would notice counts as not noticed.
LEFT_OUT = (
    "site alone supply start flood floors executors recognition_benchmark every_fault faults tutorial docs "
    "architecture bounds mutants frozen last_handler no_english output_guard schema "
    "help_pages completion typed without_command ledger_damage planted_language"
)


class Part(NamedTuple):
    """A part of the program."""

    files: tuple[str, ...]


PARTS = {
    "judge": Part(("policy/**/*.py", "rulings/*.py")),
    "scoring": Part(("resolution/**/*.py",)),
    "batch": Part(("assignment/*.py", "cli/shared/batches.py", "cli/apply/*.py", "cli/undo/*.py")),
    "readers": Part(("io/**/*.py", "fields/**/*.py")),
}


def sampled(part: Part, count: int, seed: int) -> list[Mutant]:
    """Mutants of a part, drawn evenly over all that it has."""
    files = sorted({path for pattern in part.files for path in (ROOT / "leadcli").glob(pattern)})
    every = [mutant for path in files for mutant in mutants_of(path)]
    return sorted(random.Random(seed).sample(every, min(count, len(every))))


def seen_at(mutant: Mutant) -> dict[str, frozenset[int]]:
    """The lines, by file, in which what a mutant changes is seen: its own, or those that read what it sets."""
    own = frozenset(range(mutant.line, mutant.line + mutant.old.count("\n") + 1))
    seen = {str(mutant.path.relative_to(ROOT)): own}
    if names := names_set_by(mutant):
        for path in (ROOT / "leadcli").rglob("*.py"):
            name = str(path.relative_to(ROOT))
            seen[name] = seen.get(name, frozenset()) | lines_that_read(path, names)
    return seen


def facing(
    mutant: Mutant, tests: Iterable[WatchedTest], seconds: float, noticed: Mapping[str, int] | None = None
) -> list[WatchedTest]:
    """The tests that a mutant faces: of its lines, then of its file, each the quickest first, for so many seconds.

    ``noticed``: how many mutants a test has noticed by now; it may take that much longer and still come first.
    """
    known = noticed or {}
    path, seen = str(mutant.path.relative_to(ROOT)), seen_at(mutant)
    near, far = [], []
    for test in tests:
        if any(not lines.isdisjoint(test.lines.get(file, ())) for file, lines in seen.items() if lines):
            near.append(test)
        elif path in test.lines:
            far.append(test)
    found: list[WatchedTest] = []
    spent = 0.0
    for test in [*sorted(near, key=lambda test: test.seconds / (1 + HOPE * known.get(test.name, 0))), *far]:
        spent += test.seconds
        if spent > seconds and found:
            break
        found.append(test)
    return found


@contextmanager
def planted(room: Path, mutant: Mutant) -> Iterator[None]:
    """A copy of the project that has the mutant, and no compiled form of what it was."""
    target = room / mutant.path.relative_to(ROOT)
    kept, stat = target.read_bytes(), target.stat()
    target.write_bytes(mutant.applied())
    os.utime(target, (1, 1))
    try:
        yield
    finally:
        target.write_bytes(kept)
        os.utime(target, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def failing(room: Path, tests: list[WatchedTest]) -> str:
    """The first of these tests that fails, or does not end, in a forked child; ``""``: none does."""
    said = room / ".failing"
    said.write_text("", encoding="utf-8")
    if not tests:
        return ""
    child = os.fork()
    if not child:
        _run(room, tests, said)
    ends = time.monotonic() + LEAST + SLACK * sum(test.seconds for test in tests) * 3
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            break
        if time.monotonic() > ends:
            with suppress(ProcessLookupError):
                os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return said.read_text(encoding="utf-8") or "without an end"
        time.sleep(0.02)
    return said.read_text(encoding="utf-8") or ("" if status == 0 else "the tests cannot begin")


def first_failing(room: Path, tests: list[WatchedTest]) -> str:
    """The same, the likeliest first: a child that begins with few tests has few files to load."""
    by, start = "", 0
    for end in (*STEPS, len(tests)):
        by = by or failing(room, tests[start:end])
        start = max(start, end)
    return by


def noticed_by(
    room: Path, mutant: Mutant, tests: list[WatchedTest], stages: Iterable[float], noticed: Mapping[str, int]
) -> str:
    """The first test that fails, of those faced for so many seconds, then of what more is faced for the next."""
    faced: list[WatchedTest] = []
    for seconds in stages:
        more = [test for test in facing(mutant, tests, seconds, noticed) if test not in faced]
        if by := first_failing(room, more):
            return by
        faced += more
    return ""


def _run(room: Path, tests: list[WatchedTest], said: Path) -> None:
    """Run tests, in a child of their own."""
    os.setsid()
    code = 1
    try:
        os.chdir(room)
        sys.path[:] = [str(room), *(path for path in sys.path if path not in ("", str(ROOT)))]
        os.environ["PYTHONPATH"] = str(room)
        for name in [name for name in sys.modules if name.split(".")[0] in ("leadcli", "benchmarks", "conftest")]:
            del sys.modules[name]
        sys.dont_write_bytecode = True
        nowhere = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(nowhere, stream)
        import pytest

        class Told:
            def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
                if report.failed and not said.read_text(encoding="utf-8"):
                    said.write_text(report.nodeid, encoding="utf-8")

        words = ["-x", "-q", "-o", "addopts=", "-p", "no:cacheprovider", "-p", "no:xdist", "--hypothesis-seed=0"]
        code = pytest.main([*words, *(test.name for test in tests)], plugins=[Told()])
    finally:
        os._exit(int(code))


def equivalents() -> dict[tuple[str, str, str], str]:
    """The mutants that change nothing that could be seen, as ``known_as`` tells them, and why."""
    listed = yaml.safe_load((Path(__file__).parent / "equivalent_mutants.yaml").read_text(encoding="utf-8"))
    return {(one["file"], one["line"], one["change"]): one["why"] for one in listed or ()}


def known_as(mutant: Mutant) -> tuple[str, str, str]:
    """What a mutant is named by: its file, the text of its line, and the change."""
    text = mutant.path.read_text(encoding="utf-8").splitlines()[mutant.line - 1].strip()
    return str(mutant.path.relative_to(ROOT)), text, mutant.told(ROOT).partition(": ")[2]


@contextmanager
def a_room() -> Iterator[Path]:
    """A copy of the project."""
    with tempfile.TemporaryDirectory(prefix="leadcli-mutants-") as held:
        room = Path(held).resolve()
        for name in COPIED:
            shutil.copytree(ROOT / name, room / name)
        for path in ROOT.iterdir():
            if path.is_file() and path.name != ".git":
                shutil.copy2(path, room)
        compileall.compile_dir(str(room), quiet=2)
        # pytest compiles tests in a way of its own.
        environment = {key: word for key, word in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
        command = [sys.executable, "-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "--collect-only"]
        subprocess.run(command, cwd=room, env=environment | {"PYTHONPATH": str(room)}, check=False, capture_output=True)
        yield room


def main() -> int:
    """Plant, test and tell."""
    asked = argparse.ArgumentParser()
    asked.add_argument("parts", nargs="*")
    asked.add_argument("--sample", type=int, default=75)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--seconds", type=float, default=30.0)
    asked.add_argument("--patience", type=float, default=90.0)
    asked.add_argument("--map", type=Path)
    asked.add_argument("--tests", nargs="*", default=[])
    asked.add_argument("--workers", default="auto")
    asked.add_argument("--into", type=Path)
    asked.add_argument("--again", type=Path)
    said = asked.parse_args()
    for name in LIBRARIES.split():
        with suppress(ImportError):
            importlib.import_module(name)
    before: dict[str, dict[str, str]] = {}
    for kept in (said.again, said.into):
        if kept and kept.exists():
            before |= {one["mutant"]: one for one in map(json.loads, kept.read_text(encoding="utf-8").splitlines())}
    with a_room() as room:
        where = said.map or room / "map.json"
        coverage_map.renew(room, where.resolve(), LEFT_OUT.split(), said.tests, said.workers)
        tests, named = coverage_map.read(where), equivalents()
        print("| part | mutants | noticed | equivalent | score |\n| --- | ---: | ---: | ---: | ---: |", flush=True)
        left: list[str] = []
        by_test: Counter[str] = Counter()
        for name in said.parts or PARTS:
            drawn = sampled(PARTS[name], said.sample, said.seed)
            noted, same = 0, 0
            for mutant in drawn:
                told = mutant.told(ROOT)
                known = before.get(told)
                if known_as(mutant) in named:
                    same += 1
                    continue
                if known is not None and (known["by"] or not said.again):
                    by = known["by"]
                else:
                    with planted(room, mutant):
                        by = noticed_by(room, mutant, tests, (said.seconds, said.patience), by_test)
                    if said.into:
                        with said.into.open("a", encoding="utf-8") as file:
                            file.write(json.dumps({"part": name, "mutant": told, "by": by}, ensure_ascii=False) + "\n")
                noted += bool(by)
                by_test[by] += bool(by)
                if not by:
                    left.append(told)
            judged = len(drawn) - same
            print(f"| {name} | {len(drawn)} | {noted} | {same} | {noted / max(judged, 1):.0%} |", flush=True)
    for line in left:
        print(f"- {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
