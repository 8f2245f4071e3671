"""Questions beside a large ledger: what a call costs when there is none, and when a year or many are recorded.

    python -m benchmarks.ledger_questions [--entries 1000000] [--clients 100000] [--into FOLDER] [--times 8]

Makes a workspace with the sample's tables and a ledger of so many rulings of so many companies that only it knows (the
others are calls of the same again), by turns of all managers over a month; then asks one known and one unknown caller,
with that ledger and without, in turn. Prints CPU seconds (user and system, the least of several runs) and ratios. With
``--into`` the workspace is kept, and used again where it is there already.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from leadcli.domain.company import Caller
from leadcli.domain.frozen import replace
from leadcli.domain.question import Question
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import ledger_file
from leadcli.ledger.ruling_records import Entry, caller_key, digest, entry_of
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import open_workspace, sample

LAST = date(2026, 11, 23)
SYLLABLES = (
    "ба", "ве", "гро", "ду", "жи", "ка", "лу", "ме", "но", "пра", "ри", "су", "ту", "фо", "хе", "ча", "шо", "эл", "юр",
    "яс", "кво", "мин", "тар", "зел", "вол", "дон",
)  # fmt: skip
PART = 2_000  # entries that are written in one transaction
MODEL = "Зелкво Дон"


def names(count: int) -> Iterator[str]:
    """Names of companies that are like no other."""
    chance, seen = random.Random("ledger"), set()
    while len(seen) < count:
        words = ["".join(chance.choice(SYLLABLES) for _ in range(chance.randint(2, 4))).title() for _ in range(2)]
        name = " ".join(words)
        if name not in seen:
            seen.add(name)
            yield name


def entries(root: Path, secret: bytes, count: int, clients: int, group: str = "") -> Iterator[Entry]:
    """Rulings on unknown callers, one after the other: the first call of each company, then calls of them again.

    ``group``: the one to which all of them were said to belong.
    """
    opened = open_workspace(root)
    assert opened.book is not None, "the sample is sound"
    assert opened.policy is not None, "the sample is sound"
    book = opened.book.on(LAST)
    ruling = resolve(Question(Caller(MODEL), LAST, group_id=group), book, opened.policy, opened.directory)
    able = [share.manager for share in ruling.shares if share.left_out is None]
    model = entry_of(ruling, book, secret)
    for number, name in enumerate(names(clients)):
        day = (LAST - timedelta(days=number % 30)).isoformat()
        body = model.body.replace(MODEL, name).replace(f'"is":"{LAST.isoformat()}"', f'"is":"{day}"')
        own = replace(
            model, key=digest(f"{number}"), day=day, body=body, manager=able[number % len(able)],
            caller=caller_key(Question(Caller(name), LAST)),
        )  # fmt: skip
        yield own
        for again in range(count // clients - 1):
            yield replace(own, key=digest(f"{number} {again}"), how="ownership", able="", rule="on-file",
                          body=own.body.replace('"named_by":"least_loaded",', ""))  # fmt: skip


def fill(root: Path, count: int, clients: int, group: str = "") -> float:
    """Write them; seconds."""
    start = time.perf_counter()
    with Ledger(ledger_file(root), True) as ledger:
        part: list[Entry] = []
        for entry in entries(root, ledger.secret, count, clients, group):
            part.append(entry)
            if len(part) == PART:
                ledger.append(part, "benchmark", "2026-11-23T10:00:00Z")
                part = []
        ledger.append(part, "benchmark", "2026-11-23T10:00:00Z")
    return time.perf_counter() - start


def seconds(words: list[str], folder: Path) -> float:
    """CPU seconds of a command, user and system."""
    before = os.times()
    subprocess.run([sys.executable, "-m", "leadcli", *words], cwd=folder, check=False, capture_output=True)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def main() -> None:
    """Make it, ask, print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--entries", type=int, default=1_000_000)
    options.add_argument("--clients", type=int, default=100_000)
    options.add_argument("--into", type=Path)
    options.add_argument("--times", type=int, default=8)
    said = options.parse_args()
    folder = said.into or Path(tempfile.mkdtemp())
    full, empty = folder / "full", folder / "empty"
    if not full.is_dir():
        for each in (full, empty):
            each.mkdir(parents=True)
            shutil.copy(sample() / "rules.yaml", each)
            shutil.copytree(sample() / "data", each / "data")
        print(f"{said.entries:,} entries written in {fill(full, said.entries, said.clients):.0f} s", flush=True)
    known = next(iter(names(said.clients)))
    asked = {
        "who-owns, a company that only the ledger knows": ["who-owns", known, "--on", LAST.isoformat()],
        "who-owns, nobody's": ["who-owns", "Яшмовый Кит", "--on", LAST.isoformat()],
        "log shares": ["log", "shares"],
        "log list": ["log", "list"],
    }
    for each in (full, empty):
        seconds(asked["who-owns, nobody's"], each)  # what is kept of a first call
    print(f"{'CPU seconds':48} {'with':>6} {'none':>6} {'ratio':>6}")
    for label, words in asked.items():
        with_it = min(seconds(words, full) for _ in range(said.times))
        without = min(seconds(words, empty) for _ in range(said.times))
        ratio = f"{with_it / without:.2f}" if words[0] == "who-owns" else ""
        print(f"{label:48} {with_it:6.2f} {without:6.2f} {ratio:>6}", flush=True)
    size = ledger_file(full).stat().st_size
    print(json.dumps({"entries": said.entries, "clients": said.clients, "ledger_mb": round(size / 1e6)}))
    if not said.into:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
