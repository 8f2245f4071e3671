"""Every command that writes killed at random moments, each many times: is all or nothing there?

    python -m benchmarks.kills [TIMES] [COMMAND …]

A copy of a workspace each time; after the kill another command is called, and it is looked whether a written file has
its batch, a batch its file, whether anything is half-written, and whether the ledger has an entry more or none. Last,
eight processes record at once: nothing is lost, and no turn is given twice. Exit code 1 if anything was bad.
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
    "who-owns --record": ("who-owns", "Пихта Дизайн", "--record", "--on", DAY),
    "decide": ("decide", "2", "--owner", "Дима", "--why", "так", "--on", DAY),
    "confirm": ("confirm", "2", "no"),
    "log forget": ("log", "forget", "2"),
}
AT_ONCE = ("Кварц Медиа", "Ольвия Текс", "Брусника Софт", "Умка Трейд", "Вереск Аудит", "Бирюза Пласт", "Кумкват",
           "Лотос Фитнес")  # fmt: skip


def target_of(team: Path, words: tuple[str, ...]) -> Path | None:
    """The file that a command writes, where it writes one."""
    return team / words[words.index("-o") + 1] if "-o" in words else None


def entries(team: Path) -> int:
    """How many entries the ledger has."""
    with open_ledger(team) as ledger:
        return ledger.head()[0]


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
    for words in (
        ("reassign", "export.csv", "-o", "p.jsonl", "--on", DAY), ("apply", "p.jsonl", "-o", "new.csv"),
        ("who-owns", "Метсо Калуга", "--record", "--on", DAY),
    ):  # fmt: skip
        assert called(team, *words).wait() == 0, words


def fault(team: Path, call: str, whole: bytes) -> str:
    """What is wrong after a kill; ``""`` if nothing is."""
    target = target_of(team, CALLS[call])
    if target is None:
        return "the ledger is damaged" if called(team, "log", "verify").wait() else ""
    there = target.exists()
    if there and call in ("apply", "undo", "match") and target.read_bytes() != whole:
        return "a half file"
    if called(team, "log", "verify").wait() or called(team, "log", "list").wait():
        return "the ledger is damaged"
    with open_ledger(team) as ledger:
        if intents(ledger):
            return "an intent was not settled"
        of_call = [e for e in ledger.select({"kind": {"apply": "batch"}.get(call, call)}) if e.seq > 2] if call in (
            "apply", "undo") else []  # fmt: skip
        live = [e for e in of_call if not ledger.reverted(e.seq)]
    if call in ("apply", "undo") and len(live) != there:
        return "a file without its batch, or a batch without its file"
    if live and json.loads(live[0].body)["output"] != digest_of(target):
        return "a batch of another file"
    return ""


def at_once(begun: Path, team: Path) -> int:
    """Eight processes record at once; 1 where an entry or a turn is lost or given twice."""
    shutil.copytree(begun, team)
    before = entries(team)
    running = [called(team, "who-owns", name, "--record", "--on", DAY) for name in AT_ONCE]
    codes = [each.wait() for each in running]
    with open_ledger(team) as ledger:
        found = list(ledger.select({"kind": "ruling", "after": before}))
        owed = [json.loads(entry.body)["fingerprint"]["ledger"] for entry in found if entry.how == "rotation"]
    good = len(found) == codes.count(0) and len(set(owed)) == len(owed)  # who waited too long was told so: code 2
    good = good and not called(team, "log", "verify").wait()
    told = f"{codes.count(0)} recorded, {len(codes) - codes.count(0)} told that they were not"
    print(
        f"{len(AT_ONCE)} processes at once: {told}; {len(found)} entries, {len(set(owed))} turns, each on its own head"
    )
    return not good


def main() -> int:
    """Kill, look, tell."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 25
    calls = {call: words for call, words in CALLS.items() if not sys.argv[2:] or call in sys.argv[2:]}
    chance, bad = random.Random(16), 0
    with tempfile.TemporaryDirectory() as folder:
        begun = Path(folder, "ready")
        begun.mkdir()
        ready(begun)
        for call, words in calls.items():
            team = Path(folder, "team")
            shutil.copytree(begun, team)
            start = time.monotonic()
            assert called(team, *words).wait() == 0, call
            length = time.monotonic() - start
            target = target_of(team, words)
            whole = target.read_bytes() if target is not None else b""
            before, after = entries(begun), entries(team)
            written = 0
            for _ in range(times):
                shutil.rmtree(team)
                shutil.copytree(begun, team)
                running = called(team, *words)
                time.sleep(chance.uniform(0.4, 1.05) * length)
                running.kill()
                running.wait()
                number = entries(team)
                written += target.exists() if target is not None else number == after
                if target is None and number not in (before, after):
                    bad += 1
                    print(f"{call}: {number} entries")
                if said := fault(team, call, whole):
                    bad += 1
                    print(f"{call}: {said}")
            shutil.rmtree(team)
            print(f"{call}: {times} kills, all was there after {written}, nothing after the others", flush=True)
        bad += at_once(begun, Path(folder, "team"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
