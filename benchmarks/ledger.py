"""The ledger under load and under fire.

    python -m benchmarks.ledger speed [--entries 1000000]   append beside a bare SQLite commit, verify, list, precedents
    python -m benchmarks.ledger flips                       every byte of a small ledger flipped, one after another
    python -m benchmarks.ledger kills [--rounds 25]         8 writers of 500 entries, killed at random
    python -m benchmarks.ledger faults                      each write, fsync … of an append failing in turn (strace)

Each prints what it found and ends with 1 if anything was lost or went unseen.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from leadcli.domain.company import Caller
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.precedents import Lookup
from leadcli.ledger.ruling_records import Entry, digest, entry_of
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import open_workspace, sample

AT = "2026-11-23T10:00:00Z"
WRITER = """
import sys
from pathlib import Path
from leadcli.ledger.ruling_records import Entry
from leadcli.ledger.ledger import Ledger
body = '{"pad":"' + 'x' * 2000 + '"}'
with Ledger(Path(sys.argv[1])) as ledger:
    for number in range(int(sys.argv[3])):
        entry = Entry("ruling", f"{sys.argv[2]}-{number}", "2026-11-23", body, manager="m")
        [(seq, _)] = ledger.append([entry], sys.argv[2], "2026-11-23T10:00:00Z")
        print(seq, flush=True)
"""


def timed(run: Callable[[], object], times: int = 1) -> float:
    """Seconds of one call: the median of several."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        found.append(time.perf_counter() - start)
    return statistics.median(found)


def speed(folder: Path, entries: int) -> bool:
    """Fill a ledger with real rulings of the sample team and time what is done with it."""
    workspace = open_workspace(sample())
    book, policy = workspace.book, workspace.policy
    assert book is not None
    assert policy is not None
    names = ["Мется Калуга", "Метсо Калуга", "Метро Тверь", "Заря Востока", "Реал Тверь", "ООО «Ромашка»", "РЖД Тверь"]
    with Ledger(folder / "ledger.sqlite") as ledger:
        made = [
            entry_of(
                resolve(Question(Caller(n), date(2026, 11, 23)), book, policy, workspace.directory), book, ledger.secret
            )
            for n in names
        ]

        def numbered(number: int) -> Entry:
            one = made[number % len(made)]
            day = date(2023, 1, 1).toordinal() + number * 1400 // max(1, entries)
            fields = {name: getattr(one, name) for name in Entry.__match_args__}  # type: ignore[attr-defined]
            fields |= {
                "key": digest(f"{number}"),
                "day": date.fromordinal(day).isoformat(),
                "caller": f"caller{number % 9973}",
            }
            return Entry(**fields)

        start = time.perf_counter()
        ledger._db.execute("PRAGMA synchronous=OFF")
        for first in range(0, entries, 10_000):
            ledger.append([numbered(n) for n in range(first, min(entries, first + 10_000))], "bench", AT)
        ledger._db.execute("PRAGMA synchronous=FULL")
        filled = time.perf_counter() - start
        print(
            f"filled with {entries} entries in {filled:.0f} s, {(folder / 'ledger.sqlite').stat().st_size / 1e6:.0f} MB"
        )
        bare = sqlite3.connect(folder / "bare.sqlite", isolation_level=None)
        bare.execute("PRAGMA journal_mode=WAL")
        bare.execute("PRAGMA synchronous=FULL")
        bare.execute("CREATE TABLE t (x BLOB)")
        commits, appends = [], []
        for number in range(60):  # in turn: the disk is not the same from one second to the next
            commits.append(timed(lambda: bare.execute("INSERT INTO t VALUES (?)", (b"x" * 2000,))))
            appends.append(timed(lambda n=number: ledger.append([numbered(entries + n)], "bench", AT)))  # type: ignore[misc]
        append = statistics.median(appends) / statistics.median(commits)
        print(
            f"append {1000 * statistics.median(appends):.2f} ms, "
            f"bare durable commit {1000 * statistics.median(commits):.2f} ms: ratio {append:.2f}"
        )
        count, fault = ledger.verify(False)
        verify = timed(lambda: ledger.verify(False))
        print(f"verify {verify:.2f} s, {count} entries, fault {fault}")
        listed = timed(lambda: list(ledger.select({"manager": made[0].manager, "rule": made[0].rule}, 50)), 5)
        rare = timed(lambda: list(ledger.select({"caller": "caller17"}, 50)), 5)
        lookup = Lookup(ledger)
        question = Question(Caller("Мется Калуга"), date(2026, 11, 23))
        found = timed(lambda: lookup(question, Match("accept", group_id="metsa")), 5)
        print(
            f"list by manager and rule {listed * 1000:.1f} ms, by caller {rare * 1000:.1f} ms, "
            f"precedents {found * 1000:.1f} ms"
        )
    return fault is None and verify <= 10 and max(listed, rare, found) <= 0.05 and append <= 3


def small(path: Path) -> None:
    """A ledger of one page or a few of everything."""
    workspace = open_workspace(sample())
    assert workspace.book is not None
    assert workspace.policy is not None
    with Ledger(path) as ledger:
        for name in ("Метсо Калуга", "звонил Иван, +7 495 777-88-99, Мется"):
            question = Question(Caller(name), date(2026, 11, 23))
            ruling = resolve(question, workspace.book, workspace.policy, workspace.directory)
            ledger.append([entry_of(ruling, workspace.book, ledger.secret)], "bench", AT)
        ledger._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ledger._db.execute("PRAGMA journal_mode=DELETE")


# Bytes of the first page that no content depends on (SQLite file format 1.3): change counter and version numbers,
# cache size, the vacuum and text fields that hold their only meaning for an empty value.
UNCOVERED = {*range(24, 28), *range(40, 44), *range(48, 52), *range(72, 100)}


def flips(folder: Path) -> bool:
    """Flip one bit of each byte in turn; a flip must be seen, or the entries must read the same."""
    path = folder / "ledger.sqlite"
    small(path)
    whole = path.read_bytes()
    with Ledger(path) as ledger:
        truth = list(ledger.export())
    seen = harmless = 0
    lost: list[int] = []
    other = folder / "flipped.sqlite"
    for offset in range(len(whole)):
        copy = bytearray(whole)
        copy[offset] ^= 1 << (offset % 8)
        other.write_bytes(bytes(copy))
        try:
            with Ledger(other, create=False) as ledger:
                _, fault = ledger.verify()
                if fault is not None:
                    seen += 1
                elif list(ledger.export()) == truth:
                    harmless += 1
                    if whole[offset] and offset not in UNCOVERED:
                        lost.append(-offset)
                else:
                    lost.append(offset)
        except LedgerError:
            seen += 1
    wrong = [o for o in lost if o > 0]
    used = [-o for o in lost if o < 0]
    print(f"{len(whole)} bytes: {seen} flips seen, {harmless} unseen with every entry the same, {len(wrong)} wrong")
    print(f"unseen outside zero bytes and the header: {used[:20]}")
    return not wrong


def kills(folder: Path, rounds: int) -> bool:
    """Eight writers at once, killed at random; what was acknowledged must be there."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    acknowledged: set[int] = set()
    rng = random.Random(7)
    path = folder / "ledger.sqlite"
    for round_number in range(rounds):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, str(path), f"{round_number}-{n}", "500"],
                stdout=subprocess.PIPE,
                env=environment,
            )
            for n in range(8)
        ]
        time.sleep(rng.uniform(0.3, 2.5))
        for writer in writers:
            writer.kill()
        for writer in writers:
            out, _ = writer.communicate()
            acknowledged |= {int(line) for line in out.decode().split("\n")[:-1] if line}
        with Ledger(path) as ledger:
            count, fault = ledger.verify(False)
            there = {s[0] for s in ledger._db.execute("SELECT seq FROM entry")}
        if fault or acknowledged - there:
            print(f"round {round_number}: {fault}, lost {sorted(acknowledged - there)[:5]}")
            return False
    print(f"{rounds} rounds, {count} entries, {len(acknowledged)} acknowledged, none lost, the chain is whole")
    return True


def faults(folder: Path) -> bool:
    """Fail the N-th write, then fsync, then rename of two appends, for N = 1, 2 … until nothing fails any more."""
    if not shutil.which("strace"):
        print("strace is not installed")
        return True
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "PYTHONDONTWRITEBYTECODE": "1"}
    tried = clear = 0
    for calls, error in (
        ("pwrite64,write", "ENOSPC"),
        ("fsync,fdatasync", "EIO"),
        ("rename,unlink", "EACCES"),
        ("ftruncate", "EIO"),
    ):
        number = 1
        while number < 60:
            path = folder / f"{error}{number}.sqlite"
            with Ledger(path) as ledger:
                ledger.append([Entry("ruling", "old", "2026-11-23", "{}")], "me", AT)
            inject = f"inject={calls}:error={error}:when={number}"
            command = ["strace", "-f", "-qq", "-e", f"trace={calls}", "-e", inject, "-P", str(path),
                       "-P", f"{path}-wal", sys.executable, "-c", WRITER, str(path), "new", "2"]  # fmt: skip
            ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
            injected = "(INJECTED)" in ran.stderr
            got = {int(line) for line in ran.stdout.split()}
            with Ledger(path) as ledger:
                _, fault = ledger.verify()
                there = {s.seq for s in ledger.select({})}
                if fault or not ({1} | got) <= there:
                    print(f"{calls} {number}: {fault}, acknowledged {got}, there {there}")
                    return False
            retry = subprocess.run(
                [sys.executable, "-c", WRITER, str(path), "new", "2"], env=environment, capture_output=True, check=False
            )
            with Ledger(path) as ledger:
                if retry.returncode or ledger.verify() != (3, None):
                    print(f"{calls} {number}: the retry failed: {retry.stderr.decode()[-200:]}")
                    return False
            if not injected:
                break
            tried += 1
            clear += bool(re.search("LedgerError", ran.stderr)) or ran.returncode == 0
            number += 1
    print(
        f"{tried} faults: old entries intact and a retry right after each, {clear} told as a ledger error or survived"
    )
    return tried > 0 and clear == tried


def main() -> int:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "flips", "kills", "faults"))
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=25)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if given.what == "speed":
            good = speed(folder, given.entries)
        elif given.what == "kills":
            good = kills(folder, given.rounds)
        else:
            good = flips(folder) if given.what == "flips" else faults(folder)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
