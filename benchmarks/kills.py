"""Every command that writes killed at random moments, each many times: is all or nothing there?

    python -m benchmarks.kills [TIMES] [COMMAND …] [--seed N]

A copy of a workspace each time; every second time there is a file already where the command writes one. After the kill
another command is called, and it is looked whether each file of the workspace is as it was or as the command makes it,
whole, all of them or none, whether a written export has its batch, and whether the ledger verifies. Last, eight
processes record at once: each has its answer, no turn is given twice, and all is as if they had asked one after
another. Exit code 1 if anything was bad.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from leadcli.io.exports import digest_of, form_of, rows, texts
from leadcli.ledger.intents import intents
from leadcli.ledger.recording import open_ledger
from leadcli.ledger.salvage.carving import carve
from leadcli.ledger.sql_schema import COLUMNS

ROOT = Path(__file__).parent.parent
DAY = "2026-11-23"
AT_ONCE = ("Кварц Медиа", "Ольвия Текс", "Брусника Софт", "Умка Трейд", "Вереск Аудит", "Бирюза Пласт", "Кумкват",
           "Лотос Фитнес")  # fmt: skip
LEDGER = re.compile(r"ledger\.sqlite")
# What differs between two runs that did the same: moments, keys that chance gives, hashes of what holds these.
VARYING = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?|\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)?|[0-9a-f]{12,64}")
OLD = b"what was there before\n"


@dataclass(frozen=True)
class Writer:
    """A command, in which workspace it is called, and whether what it writes is many answers, each for itself."""

    words: tuple[str, ...]
    base: str = "team"
    one_by_one: bool = False

    @property
    def target(self) -> str:
        """The file that is named by ``-o``."""
        return self.words[self.words.index("-o") + 1] if "-o" in self.words else ""


CALLS = {
    "apply": Writer(("apply", "p.jsonl", "-o", "out.csv")),
    "undo": Writer(("undo", "1", "new.csv", "-o", "out.csv")),
    "reassign": Writer(("reassign", "export.csv", "-o", "out.jsonl", "--on", DAY)),
    "match": Writer(("match", "callers.csv", "-o", "out.csv")),
    "log export": Writer(("log", "export", "-o", "out.jsonl")),
    "log forget": Writer(("log", "forget", "2")),
    "log repair": Writer(("log", "repair"), "damaged"),
    "import --apply": Writer(("import", "newer.csv", "--apply", "--yes"), "own"),
    "review --take": Writer(("review", "plan.jsonl", "--take", "queue.xlsx", "--yes"), "asked", one_by_one=True),
    "init": Writer(("init", "made"), "empty"),
    "init --from": Writer(("init", "made", "--from", "export.csv", "--yes"), "empty"),
    "who-owns --record": Writer(("who-owns", "Пихта Дизайн", "--record", "--on", DAY)),
    "decide": Writer(("decide", "2", "--owner", "Дима", "--why", "так", "--on", DAY)),
    "confirm": Writer(("confirm", "2", "no")),
}  # fmt: skip


def called(team: Path, *words: str) -> subprocess.Popen[bytes]:
    """leadcli begun in a workspace."""
    command = [sys.executable, "-m", "leadcli", *words]
    return subprocess.Popen(command, cwd=team, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def done(team: Path, *words: str) -> None:
    """A call that must go well."""
    assert called(team, *words).wait() in (0, 1), words


# --- workspaces ------------------------------------------------------------------------------------------------------
def of_a_team(team: Path) -> None:
    """A workspace with an export of 1,000 rows and a batch in its ledger."""
    shutil.copytree(ROOT / "data", team / "data")
    shutil.copy(ROOT / "rules.yaml", team)
    lines = "".join(f"{n};Заря Востока {n};\n" for n in range(1000))
    (team / "export.csv").write_text(f"ID;Название компании;Ответственный\n{lines}", encoding="utf-8")
    (team / "callers.csv").write_text("caller\n" + "Мется Калуга\n" * 300, encoding="utf-8")
    done(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", DAY)
    done(team, "apply", "p.jsonl", "-o", "new.csv")
    done(team, "who-owns", "Метсо Калуга", "--phone", "+79051234567", "--record", "--on", DAY)


def damaged(team: Path) -> None:
    """The same, and an entry of its ledger is damaged."""
    of_a_team(team)
    for caller in AT_ONCE[:3]:
        done(team, "who-owns", caller, "--record", "--on", DAY)
    file = team / "ledger.sqlite"
    body = carve(file).entries[3][COLUMNS.index("body")]
    file.write_bytes(file.read_bytes().replace(body[40:80], bytes(40)))


def exported(numbers: range, owner: Callable[[int], str]) -> str:
    """An export with an owner for each row."""
    lines = "".join(f"{n};ООО «Берёза-{n}»;{owner(n)};\n" for n in numbers)
    return f"ID;Название компании;Ответственный;ИНН\n{lines}"


OWNERS = ("Иванова Анна", "Петров Олег", "Ким Вера")


def of_its_own(team: Path) -> None:
    """A workspace begun with an export, and a newer one, with a new manager."""
    (team / "old.csv").write_text(exported(range(300), lambda n: OWNERS[n % 2]), encoding="utf-8")
    done(team, "init", ".", "--from", "old.csv", "--yes")
    (team / "newer.csv").write_text(exported(range(20, 320), lambda n: OWNERS[n % 3]), encoding="utf-8")
    done(team, "who-owns", "Берёза-7", "--record", "--on", DAY)


def asked(team: Path) -> None:
    """A plan with doubtful rows, and a workbook in which they are answered."""
    import xlsxwriter

    of_its_own(team)
    heard = "".join(f"x{n};Берёзка {n};\n" for n in range(30))
    (team / "export.csv").write_text(f"ID;Название компании;Ответственный\n{heard}", encoding="utf-8")
    done(team, "reassign", "export.csv", "-o", "plan.jsonl", "--on", DAY)
    done(team, "review", "plan.jsonl", "--xlsx", "queue.xlsx", "--lang", "en")
    queue = team / "queue.xlsx"
    cells = [texts(row, form) for form in [form_of(queue)] for row in rows(queue, form)]
    with xlsxwriter.Workbook(str(queue)) as book:
        page = book.add_worksheet()
        for n, row in enumerate(cells):
            page.write_row(n, 0, [*row[:3], ("yes", "no")[n % 2], *row[4:]] if n else row)


def of_an_export(team: Path) -> None:
    """A folder that holds an export and no workspace."""
    (team / "export.csv").write_text(exported(range(300), lambda n: OWNERS[n % 2]), encoding="utf-8")


BASES = {"team": of_a_team, "damaged": damaged, "own": of_its_own, "asked": asked, "empty": of_an_export}


# --- what is there ---------------------------------------------------------------------------------------------------
def state(team: Path) -> dict[str, bytes]:
    """The files of a workspace but its ledger, without what differs from run to run, and what nobody sees."""
    found = {path.relative_to(team).as_posix(): path for path in sorted(team.rglob("*")) if path.is_file()}
    own = {n: p for n, p in found.items() if not LEDGER.match(n) and not any(x[0] == "." for x in n.split("/"))}
    return {
        VARYING.sub(b"#", name.encode()).decode(): VARYING.sub(b"#", path.read_bytes()) for name, path in own.items()
    }


def entries(team: Path) -> int:
    """How many entries the ledger has."""
    if not (team / "ledger.sqlite").exists():
        return 0
    with open_ledger(team) as ledger:
        return ledger.head()[0]


def fault(team: Path, name: str, before: dict[str, bytes], after: dict[str, bytes]) -> str:
    """What is wrong after a kill; ``""`` if nothing is."""
    writer = CALLS[name]
    if name == "log repair" and called(team, *writer.words).wait():
        return "the repair cannot be completed"
    if (team / "ledger.sqlite").exists() and (
        called(team, "log", "list").wait() or called(team, "log", "verify").wait()
    ):
        return "the ledger is damaged"
    now = state(team)
    if name == "log repair":  # a kill after the damaged file was kept: the next repair keeps it again
        now.pop("ledger.damaged-2.sqlite", None)
    if writer.one_by_one:  # what was answered stays answered: the same call does the rest
        if called(team, "data", "check").wait():
            return "the data are damaged"
        done(team, *writer.words)
        now = state(team)
        return "" if now == after else f"the rest does not give the whole: {different(now, after)}"
    if now not in (before, after):
        return f"neither before nor after: {different(now, before)}, {different(now, after)}"
    if name in ("apply", "undo"):
        return _batch(team, name, now == after)
    return ""


def different(one: dict[str, bytes], other: dict[str, bytes]) -> list[str]:
    """The files that are not alike."""
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _batch(team: Path, name: str, there: bool) -> str:
    with open_ledger(team) as ledger:
        if intents(ledger):
            return "an intent was not settled"
        found = [e for e in ledger.select({"kind": {"apply": "batch"}.get(name, name)}) if e.seq > 2]
        live = [e for e in found if not ledger.reverted(e.seq)]
    if len(live) != there:
        return "a file without its batch, or a batch without its file"
    if live and json.loads(live[0].body)["output"] != digest_of(team / "out.csv"):
        return "a batch of another file"
    return ""


def begun(begin: Path, team: Path, writer: Writer, old: bool) -> tuple[str, ...]:
    """A fresh copy, and the call; ``old``: there is a file where it writes."""
    shutil.rmtree(team, ignore_errors=True)
    shutil.copytree(begin, team)
    if old and writer.target:
        (team / writer.target).write_bytes(OLD)
        return (*writer.words, "--force")
    return writer.words


def killed(name: str, begin: Path, team: Path, times: int, chance: random.Random) -> int:
    """So many kills of a command; how many were bad."""
    writer, bad, written = CALLS[name], 0, 0
    wanted: dict[bool, tuple[dict[str, bytes], dict[str, bytes], int, float]] = {}
    for old in (False, True) if writer.target else (False,):
        words = begun(begin, team, writer, old)
        before, start = state(team), time.monotonic()
        done(team, *words)
        wanted[old] = before, state(team), entries(team), time.monotonic() - start
    first = entries(begin)
    for number in range(times):
        old = bool(number % 2 and writer.target)
        before, after, last, length = wanted[old]
        words = begun(begin, team, writer, old)
        running = called(team, *words)
        time.sleep(chance.uniform(0.35, 1.02) * length)
        running.kill()
        running.wait()
        count = entries(team) if name != "log repair" else last
        written += state(team) == after if before != after else count == last
        if not writer.one_by_one and name not in ("apply", "undo", "import --apply") and count not in (first, last):
            bad += 1
            print(f"{name}: {count} entries")
        if said := fault(team, name, before, after):
            bad += 1
            print(f"{name}: {said}", flush=True)
    shutil.rmtree(team)
    print(f"{name}: {times} kills, all was there after {written}, {bad} bad", flush=True)
    return bad


# --- eight at once ---------------------------------------------------------------------------------------------------
def at_once(begin: Path, team: Path) -> int:
    """Eight processes record at once; 1 where an answer, an entry or a turn is lost, given twice, or another's."""
    shutil.copytree(begin, team)
    first = entries(team)
    command = [sys.executable, "-m", "leadcli", "who-owns"]
    running = [
        subprocess.Popen(
            [*command, name, "--record", "--on", DAY, "--json"],
            cwd=team, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        ) for name in AT_ONCE
    ]  # fmt: skip
    answers = [each.communicate()[0] for each in running]
    codes = [each.returncode for each in running]
    with open_ledger(team) as ledger:
        found = list(ledger.select({"kind": "ruling", "after": first}, newest=False))
        bodies = [json.loads(entry.body) for entry in found]
        owed = [
            body["fingerprint"]["ledger"] for body, entry in zip(bodies, found, strict=True) if entry.how == "rotation"
        ]
        given = [(body["question"]["caller"]["name"], entry.manager) for body, entry in zip(bodies, found, strict=True)]
    good = len(found) == codes.count(0) and len(set(owed)) == len(owed)  # who waited too long was told so: code 2
    good = good and all(json.loads(answer)["owner"] for answer in answers) and not called(team, "log", "verify").wait()
    shutil.rmtree(team)
    shutil.copytree(begin, team)
    for caller, _ in given:
        done(team, "who-owns", caller, "--record", "--on", DAY)
    with open_ledger(team) as ledger:
        again = [entry.manager for entry in ledger.select({"kind": "ruling", "after": first}, newest=False)]
    alike = again == [manager for _, manager in given]
    good = good and alike
    told = f"{codes.count(0)} recorded, {len(codes) - codes.count(0)} told that they were not"
    print(
        f"{len(AT_ONCE)} processes at once: {told}; {len(found)} entries, {len(set(owed))} turns, each on its own "
        f"head; one after another {'the same' if alike else 'otherwise'}", flush=True,
    )  # fmt: skip
    return not good


def main() -> int:
    """Kill, look, tell."""
    asked_for = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked_for.add_argument("times", type=int, nargs="?", default=25)
    asked_for.add_argument("commands", nargs="*", choices=[*CALLS, []])
    asked_for.add_argument("--seed", type=int, default=16)
    asked_for.add_argument("--at-once", type=int, default=5, help="rounds of eight processes at once")
    told = asked_for.parse_args()
    chance, bad = random.Random(told.seed), 0
    with tempfile.TemporaryDirectory() as folder:
        made: dict[str, Path] = {}
        for name in told.commands or CALLS:
            base = CALLS[name].base
            if base not in made:
                made[base] = Path(folder, base)
                made[base].mkdir()
                BASES[base](made[base])
            bad += killed(name, made[base], Path(folder, "copy"), told.times, chance)
        for _ in range(told.at_once if "team" in made else 0):
            bad += at_once(made["team"], Path(folder, "at-once"))
            shutil.rmtree(Path(folder, "at-once"))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
