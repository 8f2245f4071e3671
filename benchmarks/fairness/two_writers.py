"""Two processes record callers that nobody knows into one ledger: does each call move the balance, once?

What is judged is what the command itself tells: the entries of the ledger in their order, each with the figures of
every manager at that moment, recomputed from zero by ``take_turn``. Then a third process asks the same callers one
after another, in a fresh copy of the workspace, and has to name the same owners.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rapidfuzz.fuzz import ratio

from benchmarks.generate import coined
from leadcli.policy.balance import UNIT, Hand, take_turn
from leadcli.workspace.opening import sample

UNLIKE = 55  # of 100, by rapidfuzz
ON = "2026-11-23"  # the day of the sample data's stories
Entry = dict[str, Any]


def sample_copy(room: Path, name: str = "team") -> Path:
    """A copy of the sample workspace, with an empty ledger."""
    made = room / name
    made.mkdir()
    shutil.copy(sample() / "rules.yaml", made)
    shutil.copytree(sample() / "data", made / "data")
    return made


def two_writers(workspace: Path, calls: int, seed: int = 1) -> list[str]:
    """Record so many calls from each of two processes at once; what went wrong, nothing if all went well."""
    names = strangers(workspace, 2 * calls, seed)
    (workspace.parent / "fresh").mkdir()
    alone = sample_copy(workspace.parent / "fresh")
    both = [_writer(workspace, names[:calls], "one"), _writer(workspace, names[calls:], "two")]
    faults = [fault for writer in both for fault in _ended(writer)]
    entries = recorded(workspace)
    faults += faults_of(entries, names)
    faults += _ended(_writer(alone, [entry["caller"] for entry in entries], "three"))
    owners, again = ([entry["manager"] for entry in some] for some in (entries, recorded(alone)))
    if owners != again:
        faults.append(f"one after another they go to others: {owners} and {again}")
    return faults


def strangers(workspace: Path, count: int, seed: int) -> list[str]:
    """So many coined names that a workspace does not know, and that are unlike each other."""
    rng = random.Random(seed)
    made: list[str] = []
    while len(made) < 2 * count:
        name = f"{coined(rng)} {coined(rng)}"
        if all(ratio(name, other) < UNLIKE for other in made):
            made.append(name)
    asked = "".join(f"{name}\n" for name in ("caller", *made))
    answers = map(json.loads, _leadcli(workspace, "match", "-", "--json", given=asked).splitlines())
    free = [name for name, answer in zip(made, answers, strict=True) if answer["status"] == "none"]
    if len(free) < count:
        raise SystemExit("too few names that nobody knows; try another seed")
    return free[:count]


def recorded(workspace: Path) -> list[Entry]:
    """The rulings of a ledger in their order, whole."""
    lines = _leadcli(workspace, "log", "list", "--json", "--limit", "0").splitlines()
    numbers = sorted(entry["id"] for entry in map(json.loads, lines) if entry["kind"] == "ruling")
    return [json.loads(_leadcli(workspace, "log", "show", str(number), "--json")) for number in numbers]


def faults_of(entries: Sequence[Entry], names: Sequence[str]) -> list[str]:
    """What is wrong with the turns of these entries, from balances of zero."""
    faults = []
    if missing := Counter(names) - Counter(entry["caller"] for entry in entries):
        faults.append(f"{missing.total()} calls are not in the ledger")
    if twice := Counter(entry["caller"] for entry in entries) - Counter(names):
        faults.append(f"{twice.total()} calls are there twice")
    balances: dict[str, int] = {}
    clients: dict[str, int] = {}
    for entry in entries:
        figures = entry["ruling"]["shares"]
        hands = [
            Hand(x["manager"], x["open_clients"], x["weight"], x["recent_assignments"], x["order"])
            for x in figures
            if x["left_out"] is None
        ]
        if entry["how"] != "rotation":
            continue  # a company like one that was recorded before
        if not hands:
            faults.append(f"entry {entry['id']} tells no figures")
            continue
        counted = {x["manager"]: x["open_clients"] for x in figures}
        wrong = sorted(name for name in counted if name in clients and counted[name] != clients[name])
        if wrong:
            faults.append(f"entry {entry['id']} does not count the client of the entry before: {', '.join(wrong)}")
        turn = take_turn(balances, hands)
        if entry["manager"] != turn.manager:
            faults.append(f"entry {entry['id']} gives {entry['manager']} a turn that is due to {turn.manager}")
        balances = {**turn.before, **{name: turn.before[name] + part for name, part in turn.shares.items()}}
        balances[entry["manager"]] = balances.get(entry["manager"], 0) - UNIT
        clients = {**counted, entry["manager"]: counted.get(entry["manager"], 0) + 1}
    return faults


def _writer(workspace: Path, names: Sequence[str], by: str) -> subprocess.Popen[str]:
    """A process that records one call after another, each by the command itself."""
    code = (
        "import subprocess, sys\n"
        "for name in sys.argv[4:]:\n"
        "    words = ['who-owns', name, '--record', '--on', sys.argv[3], '--by', sys.argv[2], '--brief']\n"
        "    command = [sys.executable, '-m', 'leadcli', *words, '--workspace', sys.argv[1]]\n"
        "    done = subprocess.run(command, capture_output=True, text=True)\n"
        "    if done.returncode:\n"
        "        print(name, done.returncode, done.stderr)\n"
    )
    command = [sys.executable, "-c", code, str(workspace), by, ON, *names]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _ended(writer: subprocess.Popen[str]) -> list[str]:
    """What a writer had to say against its calls."""
    said, _ = writer.communicate()
    return said.splitlines()


def _leadcli(workspace: Path, *words: str, given: str | None = None) -> str:
    command = [sys.executable, "-m", "leadcli", *words, "--workspace", str(workspace)]
    return subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=True).stdout
