"""How long a comparison of two policies takes beside one reassign of the same base.

    python -m benchmarks.compare FOLDER --clients 100000

FOLDER gets a made-up base (if it holds none) and its export. Both commands run as from a shell, in turn, some rounds;
the figures are the best of each: wall time, and processor time of all their processes. The bound is 2.2.
"""

from __future__ import annotations

import argparse
import csv
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

from benchmarks.generate import directory

BOUND = 2.2


def export(folder: Path) -> Path:
    """The base as a CRM would export it."""
    path = folder / "export.csv"
    with (
        (folder / "data" / "clients.csv").open(encoding="utf-8", newline="") as file,
        path.open("w", encoding="utf-8", newline="") as out,
    ):
        writer = csv.writer(out, delimiter=";")
        writer.writerow(("id", "name", "city", "owner"))
        writer.writerows((row["id"], row["name"], row["city"], row["owner"]) for row in csv.DictReader(file))
    return path


def timed(folder: Path, *words: str) -> tuple[float, float]:
    """Seconds on the clock and of the processors that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    command = [sys.executable, "-m", "leadcli", *words, "--workspace", str(folder)]
    subprocess.run(command, env={**os.environ, "LEADCLI_LANG": "en"}, stdout=subprocess.DEVNULL, check=True)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--clients", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--policies", nargs=2, default=("house", "first-come"))
    given = parser.parse_args()
    if not (given.folder / "data").is_dir():
        directory(given.folder, given.clients, 1)
    (given.folder / "rules.yaml").write_bytes((Path(__file__).parent.parent / "rules.yaml").read_bytes())
    base = str(export(given.folder))
    timed(given.folder, "who-owns", "x")  # compiles the directory, which both then find
    best = {"reassign": (9e9, 9e9), "compare": (9e9, 9e9), "compare --on data": (9e9, 9e9)}
    calls = {
        "reassign": ("reassign", base, "-o", str(given.folder / "plan.jsonl")),
        "compare": ("policy", "compare", *given.policies, "--on", base),
        "compare --on data": ("policy", "compare", *given.policies, "--on", "data"),
    }
    for _ in range(given.rounds):
        for name, words in calls.items():
            wall, cpu = timed(given.folder, *words)
            best[name] = (min(best[name][0], wall), min(best[name][1], cpu))
    for name, (wall, cpu) in best.items():
        ratio = (wall / best["reassign"][0], cpu / best["reassign"][1])
        print(f"{name:18} {wall:8.1f} s {cpu:8.1f} s of processor   {ratio[0]:.2f} and {ratio[1]:.2f} of reassign")
    worst = best["compare"][1] / best["reassign"][1]
    if worst > BOUND:
        sys.exit(f"more than {BOUND} times one reassign")


if __name__ == "__main__":
    main()
