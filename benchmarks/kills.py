"""apply, undo, reassign, match and log export killed at random moments, each many times: is all or nothing there?

    python -m benchmarks.kills [TIMES]

A copy of a workspace each time; after the kill another command is called, and it is looked whether a written file has
its batch, a batch its file, and whether anything is half-written. Prints what it found, exit code 1 if it was bad.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from leadcli.io.exports import digest_of
from leadcli.ledger.intents import intents
from leadcli.ledger.recording import open_ledger

ROOT = Path(__file__).parent.parent
DAY = "2026-11-23"
CALLS = {
    "apply": ("apply", "p.jsonl", "-o", "out.csv"),
    "undo": ("undo", "1", "new.csv", "-o", "out.csv"),
    "reassign": ("reassign", "export.csv", "-o", "out.jsonl", "--on", DAY),
    "match": ("match", "callers.csv", "-o", "out.csv"),
    "log export": ("log", "export", "-o", "out.jsonl"),
}


def called(team: Path, *words: str) -> subprocess.Popen[bytes]:
    """leadcli begun in a workspace."""
    command = [sys.executable, "-m", "leadcli", *words]
    return subprocess.Popen(command, cwd=team, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def ready(team: Path) -> None:
    """A workspace with an export of 3,000 rows and a batch in its ledger."""
    shutil.copytree(ROOT / "data", team / "data")
    shutil.copy(ROOT / "rules.yaml", team)
    lines = "".join(f"{n};Заря Востока {n};\n" for n in range(3000))
    (team / "export.csv").write_text(f"ID;Название компании;Ответственный\n{lines}", encoding="utf-8")
    (team / "callers.csv").write_text("caller\n" + "Мется Калуга\n" * 300, encoding="utf-8")
    for words in (("reassign", "export.csv", "-o", "p.jsonl", "--on", DAY), ("apply", "p.jsonl", "-o", "new.csv")):
        assert called(team, *words).wait() == 0, words


def fault(team: Path, call: str, whole: bytes) -> str:
    """What is wrong after a kill; ``""`` if nothing is."""
    target = team / CALLS[call][CALLS[call].index("-o") + 1]
    there = target.exists()
    if there and call in ("apply", "undo", "match") and target.read_bytes() != whole:
        return "a half file"
    if called(team, "log", "verify").wait() or called(team, "log", "list").wait():
        return "the ledger is damaged"
    with open_ledger(team) as ledger:
        if intents(ledger):
            return "an intent was not settled"
        of_call = [e for e in ledger.select({"kind": {"apply": "batch"}.get(call, call)}) if e.seq > 1] if call in (
            "apply", "undo") else []  # fmt: skip
        live = [e for e in of_call if not ledger.reverted(e.seq)]
    if call in ("apply", "undo") and len(live) != there:
        return "a file without its batch, or a batch without its file"
    if live and json.loads(live[0].body)["output"] != digest_of(target):
        return "a batch of another file"
    return ""


def main() -> int:
    """Kill, look, tell."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    chance, bad = random.Random(16), 0
    with tempfile.TemporaryDirectory() as folder:
        begun = Path(folder, "ready")
        begun.mkdir()
        ready(begun)
        for call, words in CALLS.items():
            team = Path(folder, "team")
            shutil.copytree(begun, team)
            start = time.monotonic()
            assert called(team, *words).wait() == 0, call
            length = time.monotonic() - start
            whole = (team / words[words.index("-o") + 1]).read_bytes()
            written = 0
            for _ in range(times):
                shutil.rmtree(team)
                shutil.copytree(begun, team)
                running = called(team, *words)
                time.sleep(chance.uniform(0.4, 1.05) * length)
                running.kill()
                running.wait()
                written += (team / words[words.index("-o") + 1]).exists()
                if said := fault(team, call, whole):
                    bad += 1
                    print(f"{call}: {said}")
            shutil.rmtree(team)
            print(f"{call}: {times} kills, the file was there after {written}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
