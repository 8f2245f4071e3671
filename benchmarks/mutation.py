"""Mutation testing: how many small faults, planted in the code one by one, do the tests notice?

    python -m benchmarks.mutation [judge scoring batch readers] [--sample 50] [--seed 1] [--jobs 2] [--only-quick]

Each mutant runs the tests of its part first; what they do not notice faces the whole suite. Prints the score of each
part and every survivor with its line; those that change nothing that could be seen stand with their reason in
``equivalent_mutants.yaml`` and are counted apart. A quarter of an hour for 50 of one part on two idle cores.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import yaml

from benchmarks.mutants import Mutant, mutants_of

ROOT = Path(__file__).parent.parent
WHOLE = 3600  # seconds that the whole suite may take
SLACK, LEAST = 4, 60  # how much longer than without a mutant the tests may take, in times and in seconds


class Part(NamedTuple):
    """A part of the program, and the tests that are likely to notice a fault in it, the quick ones first."""

    files: tuple[str, ...]
    tests: str


PARTS = {
    "judge": Part(
        ("policy/*.py", "policy/conditions/*.py", "policy/facts/*.py", "rulings/*.py"),
        "rankings question cases what_if sentences stated_facts case_law balance one_by_one disputes policy_test "
        "review",
    ),
    "scoring": Part(
        ("resolution/*.py", "resolution/comparison/*.py", "resolution/decision/*.py", "resolution/scoring/*.py"),
        "matching doubt score_parts model explanation text_likeness sure_band identifiers recognition_benchmark "
        "native cases",
    ),
    "batch": Part(
        ("assignment/*.py",),
        "rows reassign fixpoint no_row_is_lost undo staged_apply batch people one_by_one laws",
    ),
    "readers": Part(
        ("io/*.py", "io/sheets/*.py"),
        "readers every_reader encodings sheets sheet_notes marked_up_tables zip_copies workbook data_files errors "
        "columns planted_formats no_row_is_lost",
    ),
}


def sampled(part: Part, count: int, seed: int) -> list[Mutant]:
    """Mutants of a part, drawn evenly over all that it has."""
    files = sorted(path for pattern in part.files for path in (ROOT / "leadcli").glob(pattern))
    every = [mutant for path in files for mutant in mutants_of(path)]
    return sorted(random.Random(seed).sample(every, min(count, len(every))))


def noticed(room: Path, mutant: Mutant, tests: list[str], workers: str, longest: float) -> bool:
    """Whether tests fail, or do not end, in a copy of the project that has the mutant."""
    target = room / mutant.path.relative_to(ROOT)
    kept = target.read_bytes()
    target.write_bytes(mutant.applied())
    try:
        return fails(room, tests, workers, longest)
    finally:
        target.write_bytes(kept)


def fails(room: Path, tests: list[str], workers: str, longest: float | None = None) -> bool:
    """Whether tests fail, or take longer than so many seconds, in a copy of the project."""
    environment = {**os.environ, "PYTHONPATH": str(room), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-n", workers, "-p", "no:cacheprovider", *tests]
    try:
        run = subprocess.run(command, cwd=room, env=environment, capture_output=True, timeout=longest, check=False)
    except subprocess.TimeoutExpired:
        return True
    return run.returncode != 0


def there(names: str) -> list[str]:
    """The test files of some names."""
    return [path for name in names.split() if (ROOT / (path := f"tests/test_{name}.py")).exists()]


def equivalents() -> dict[str, str]:
    """The mutants that change nothing that could be seen, without their lines' numbers, and why."""
    listed = yaml.safe_load((Path(__file__).parent / "equivalent_mutants.yaml").read_text(encoding="utf-8"))
    return {f"{one['file']}: {one['change']}": one["why"] for one in listed or ()}


def main() -> int:
    """Plant, test and tell."""
    asked = argparse.ArgumentParser()
    asked.add_argument("parts", nargs="*")
    asked.add_argument("--sample", type=int, default=50)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--jobs", type=int, default=2)
    asked.add_argument("--only-quick", action="store_true", help="survivors do not face the whole suite")
    said = asked.parse_args()
    named = equivalents()
    copies = ("leadcli", "native", "tests", "data", "docs", "schema", "scripts", "benchmarks")
    with tempfile.TemporaryDirectory() as held, ThreadPoolExecutor(said.jobs) as pool:
        rooms: SimpleQueue[Path] = SimpleQueue()
        for number in range(said.jobs):
            room = Path(held) / f"room{number}"
            for name in copies:
                shutil.copytree(ROOT / name, room / name)
            for file in ROOT.iterdir():
                if file.is_file():
                    shutil.copy(file, room)
            rooms.put(room)

        def survives(mutant: Mutant, part: Part, longest: float) -> bool:
            room = rooms.get()
            try:
                return not (
                    noticed(room, mutant, there(part.tests), "0", longest)
                    or (not said.only_quick and noticed(room, mutant, [], "2", WHOLE))
                )
            finally:
                rooms.put(room)

        print("| part | mutants | noticed | equivalent | score |\n| --- | ---: | ---: | ---: | ---: |", flush=True)
        left: list[str] = []
        for name in said.parts or PARTS:
            part = PARTS[name]
            room, begun = rooms.get(), time.monotonic()
            if fails(room, there(part.tests), "0"):
                sys.exit(f"{name}: its tests fail without a mutant")
            longest = LEAST + SLACK * (time.monotonic() - begun)
            rooms.put(room)
            drawn = sampled(part, said.sample, said.seed)
            lives = pool.map(survives, drawn, [part] * len(drawn), [longest] * len(drawn))
            alive = [mutant for mutant, lived in zip(drawn, lives, strict=True) if lived]
            told = [m.told(ROOT) for m in alive]
            same = [line for line in told if _unnumbered(line) in named]
            noted, judged = len(drawn) - len(alive), len(drawn) - len(same)
            print(f"| {name} | {len(drawn)} | {noted} | {len(same)} | {noted / judged:.0%} |", flush=True)
            left += [line for line in told if line not in same]
    for line in left:
        print(f"- {line}")
    return 0


def _unnumbered(line: str) -> str:
    file, _, change = line.partition(": ")
    return f"{file.rpartition(':')[0]}: {change}"


if __name__ == "__main__":
    sys.exit(main())
