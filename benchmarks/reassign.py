"""Batches: their speed beside what they cannot be faster than, their memory, the solver, and kills.

    python -m benchmarks.reassign speed [--rows 100000]    plan beside match, apply beside a csv copy
    python -m benchmarks.reassign owners [--rows 12000 --clients 50000]   the same by one core, with and without owners
    python -m benchmarks.reassign memory [--rows 50000]     peak memory of so many rows, and of four times as many
    python -m benchmarks.reassign divide [--balance 10]     5,000 groups, 60,000 clients, 30 managers
    python -m benchmarks.reassign kills [--rounds 20]       killed at random moments, resumed, compared
    python -m benchmarks.reassign dask [--rows 20000]       the same plan on two workers, one of them killed

The companies are made up (benchmarks.generate); --folder keeps the files for another run. What is asked for: a plan in
at most 1.3 times the time of match on the same rows, apply in at most 3 times a plain csv copy, memory that does not
grow with the rows, the division in at most 60 s, and plans that are equal to the byte. Each prints what it measured and
ends with 1 where that was not reached. Times are of the wall, so nothing else should run beside; the ratios bear it.
"""

from __future__ import annotations

import argparse
import csv
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from benchmarks.generate import directory, write_callers

LIMIT_PLAN, LIMIT_APPLY, LIMIT_GROWTH, LIMIT_DIVIDE = 1.3, 3.0, 1.25, 60.0
OTHERS = ("Тип", "Сфера", "Сотрудников", "Оборот", "Валюта", "Комментарий", "Кем создана", "Дата создания", "Изменена")
COPY = """
import csv, sys
with open(sys.argv[1], encoding="utf-8", newline="") as old:
    with open(sys.argv[2], "w", encoding="utf-8", newline="") as new:
        csv.writer(new).writerows(csv.reader(old))
"""


def team(folder: Path, clients: int) -> None:
    """A workspace of made-up companies, its directory compiled."""
    if not (folder / "rules.yaml").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        directory(folder, clients, 1)
        (folder / "rules.yaml").write_bytes((Path(__file__).parent.parent / "rules.yaml").read_bytes())
    leadcli(folder, "who-owns", "Кто-то", check=False)


def export(folder: Path, rows: int, seed: int = 2, owned: bool = True) -> Path:
    """An export of rows that are like the clients, with owners: mostly theirs, some of others, some of nobody.

    ``owned``: otherwise no row has an owner.
    """
    path = folder / f"export-{rows}{'' if owned else '-unowned'}.csv"
    if path.is_file():
        return path
    rng = random.Random(seed)
    with (folder / "data" / "clients.csv").open(encoding="utf-8", newline="") as file:
        owners = {row["id"]: row["owner"] for row in csv.DictReader(file)}
    callers = write_callers(folder, rows, seed)
    managers = sorted({owner for owner in owners.values() if owner})
    with callers.open(encoding="utf-8", newline="") as old, path.open("w", encoding="utf-8", newline="") as new:
        writer = csv.writer(new)
        writer.writerow(("id", "name", "city", "owner", *OTHERS))
        for row in csv.DictReader(old):
            dice = rng.random()
            owner = owners.get(row["client_id"], "") if dice < 0.7 else rng.choice(managers) if dice < 0.85 else ""
            owner = owner if owned else ""
            note = rng.choice(("", "перезвонить", 'просил "срочно", до пятницы', "ждёт\nсчёт"))
            day = f"{rng.randrange(1, 29):02}.{rng.randrange(1, 13):02}.2025 10:{rng.randrange(60):02}:00"
            others = ("Клиент", "Производство", rng.randrange(500), "", "RUB", note, rng.choice(managers), day, day)
            writer.writerow((f"r{row['id']}", row["caller"], row["city"], owner, *others))
    callers.unlink()
    return path


def leadcli(folder: Path, *words: str, check: bool = True) -> tuple[float, float, float]:
    """A call of leadcli: seconds, and the peak memory in MB of the command and of the largest of its workers."""
    script = (
        "import resource, sys; from leadcli.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: code = end.code\n"
        "peak = lambda who: resource.getrusage(who).ru_maxrss / 1024\n"
        "sys.stderr.write(f'\\n{peak(resource.RUSAGE_SELF)} {peak(resource.RUSAGE_CHILDREN)}')\n"
        "sys.exit(code)"
    )
    began = time.perf_counter()
    ran = subprocess.run([sys.executable, "-c", script, *words], cwd=folder, capture_output=True, check=False)
    seconds = time.perf_counter() - began
    if check and ran.returncode:
        raise SystemExit(ran.stderr.decode())
    own, workers = map(float, ran.stderr.decode().rpartition("\n")[2].split())
    return seconds, own, workers


Cost = tuple[float, float]  # seconds of the wall, seconds of all cores


def best(times: int, run: Callable[[], object]) -> Cost:
    """The least that some runs took: what disturbs only slows."""
    found = []
    for _ in range(times):
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        run()
        wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
        found.append((wall, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime))
    return min(wall for wall, _ in found), min(cpu for _, cpu in found)


def speed(folder: Path, rows: int, clients: int) -> bool:
    """A plan beside match, apply beside a csv copy."""
    team(folder, clients)
    path = export(folder, rows)
    match = best(2, lambda: leadcli(folder, "match", path.name, "--json", "-o", "matched.jsonl", "--force"))
    plan = best(2, lambda: leadcli(folder, "reassign", path.name, "-o", "plan.jsonl", "--on", "2026-11-23"))
    copy = best(3, lambda: subprocess.run([sys.executable, "-c", COPY, path, folder / "copy.csv"], check=True))
    apply = best(3, lambda: leadcli(folder, "apply", "plan.jsonl", "-o", "new.csv", "--force"))
    start = best(3, lambda: leadcli(folder, "log", "list", "--limit", "1"))
    print(f"{rows} rows, {clients} clients, {os.cpu_count()} cores; seconds of the wall, seconds of all cores")
    named = {"match": match, "reassign": plan, "csv copy": copy, "apply": apply, "a start": start}
    for name, (wall, cpu) in named.items():
        print(f"{name:9} {wall:8.2f} {cpu:8.2f} {rows / wall:12.0f} rows a second")
    for name, one, other, limit in (("plan", plan, match, LIMIT_PLAN), ("apply", apply, copy, LIMIT_APPLY)):
        print(f"{name}: {one[0] / other[0]:.2f} times by the wall, {one[1] / other[1]:.2f} by cores (at most {limit})")
    return plan[0] <= LIMIT_PLAN * match[0] and apply[0] <= LIMIT_APPLY * copy[0]


def owners(folder: Path, rows: int, clients: int) -> bool:
    """A plan beside match by the time of one core: of rows most of which have owners, and of rows without."""
    team(folder, clients)
    good, alone = True, ("--workers", "1")
    for owned in (True, False):
        name = export(folder, rows, owned=owned).name
        matching = ("match", name, "--json", "-o", "matched.jsonl", "--force", *alone)
        planning = ("reassign", name, "-o", "plan.jsonl", "--on", "2026-11-23", *alone)
        match, plan = (best(2, partial(leadcli, folder, *words))[1] for words in (matching, planning))
        what = "most have owners" if owned else "none has an owner"
        print(f"{rows} rows, {clients} clients, {what}: match {match:.1f} s, reassign {plan:.1f} s")
        print(f"plan: {plan / match:.2f} times match (at most {LIMIT_PLAN})", flush=True)
        good &= plan <= LIMIT_PLAN * match
    return good


def memory(folder: Path, rows: int, clients: int) -> bool:
    """The peak memory for some rows and for four times as many.

    A worker keeps what it worked out of up to 65,536 words and names, so it grows until those are full.
    """
    team(folder, clients)
    plan, new = ("-o", "plan.jsonl", "--on", "2026-11-23"), ("apply", "plan.jsonl", "-o", "new.csv", "--force")
    peaks: dict[tuple[str, int], float] = {}
    for count in (rows, 4 * rows):
        path = export(folder, count)
        _, peaks["reassign", count], peaks["a worker", count] = leadcli(folder, "reassign", path.name, *plan)
        _, peaks["apply", count], _ = leadcli(folder, *new)
    for what in ("reassign", "a worker", "apply"):
        small, large = peaks[what, rows], peaks[what, 4 * rows]
        each = (large - small) * 1024 * 1024 / (3 * rows)
        print(f"{what:9} {small:6.0f} MB for {rows} rows, {large:6.0f} MB for {4 * rows}: {each:.0f} bytes a row")
    return peaks["reassign", 4 * rows] <= LIMIT_GROWTH * peaks["reassign", rows]


def divide(balance: float) -> bool:
    """The solver on a large team."""
    from leadcli.assignment.consolidation import divide as solve
    from leadcli.domain.book import Manager

    rng = random.Random(5)
    managers = {f"m{n}": Manager(f"m{n}", f"m{n}", weight=rng.choice((0.5, 1.0, 1.0, 1.0))) for n in range(30)}
    names = list(managers)
    groups: dict[str, dict[str, int]] = {f"g{n}": {} for n in range(5000)}
    for number in range(60_000):
        group = groups[f"g{int(5000 * rng.random() ** 2)}" if number >= 10_000 else f"g{number % 5000}"]
        owner = rng.choice(names)
        group[owner] = group.get(owner, 0) + 1
    began = time.perf_counter()
    found = solve(groups, {}, managers, balance / 100)
    seconds = time.perf_counter() - began
    print(f"5,000 groups, 60,000 clients, 30 managers: {seconds:.1f} s (at most {LIMIT_DIVIDE:.0f})")
    print(f"{found.moved} clients move, at most {100 * found.balance:.2f} % from a fair share (wanted {balance})")
    print(f"gap to the optimum {100 * found.gap:.4f} %" if found.gap else "proven optimal")
    return seconds <= LIMIT_DIVIDE and found.feasible


def kills(folder: Path, rows: int, clients: int, rounds: int) -> bool:
    """A batch is killed again and again and gone on with each time; the plan is that of a run that nobody disturbed."""
    team(folder, clients)
    path = export(folder, rows)
    whole, *_ = leadcli(folder, "reassign", path.name, "-o", "whole.jsonl", "--on", "2026-11-23")
    wanted = (folder / "whole.jsonl").read_bytes()
    rng, equal = random.Random(3), 0
    command = [
        sys.executable,
        "-m",
        "leadcli",
        "reassign",
        path.name,
        "-o",
        "plan.jsonl",
        "--on",
        "2026-11-23",
        "--resume",
    ]
    for number in range(rounds):
        (folder / "plan.jsonl").unlink(missing_ok=True)
        moment = rng.uniform(0.05, 1.05 * whole)
        child = subprocess.Popen(
            command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        try:
            child.wait(moment)
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        child.wait()
        done = len(list(folder.glob(".plan.jsonl.*.parts/*.jsonl")))
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        same = (folder / "plan.jsonl").read_bytes() == wanted
        left = [p.name for p in folder.glob(".plan.jsonl*")]
        equal += same and not left
        how = "equal" if same else "DIFFERS"
        print(f"{number + 1:3}: killed after {moment:5.2f} s with {done} partitions done: {how} {left or ''}")
    print(f"{equal} of {rounds} equal to the byte, nothing left behind")
    return equal == rounds


def on_dask(folder: Path, rows: int, clients: int) -> bool:
    """Two workers of a real cluster, one of which is killed half way."""
    import distributed

    team(folder, clients)
    path = export(folder, rows)
    words = ("reassign", path.name, "--on", "2026-11-23", "-o")
    alone, *_ = leadcli(folder, *words, "plan.jsonl")
    wanted = (folder / "plan.jsonl").read_bytes()
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0") as cluster:
        here, *_ = leadcli(folder, *words, "dask.jsonl", "--scheduler", cluster.scheduler_address)
        same = (folder / "dask.jsonl").read_bytes() == wanted
        with distributed.Client(cluster) as client:
            victim = sorted(client.run(os.getpid).values())[0]
        command = [sys.executable, "-m", "leadcli", *words, "killed.jsonl", "--scheduler", cluster.scheduler_address]
        began = time.perf_counter()
        child = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL)
        time.sleep(here / 2)
        os.kill(victim, signal.SIGKILL)
        child.wait()
        killed = time.perf_counter() - began
        after = (folder / "killed.jsonl").read_bytes() == wanted
    print(f"{rows} rows: processes {alone:.2f} s")
    print(f"Dask, two workers {here:.2f} s, equal: {same}; one of them killed {killed:.2f} s, equal: {after}")
    return same and after


def main() -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("speed", "owners", "memory", "divide", "kills", "dask"))
    parser.add_argument("--rows", type=int, default=0)
    parser.add_argument("--clients", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--balance", type=float, default=10.0)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        folder = (given.folder or Path(room)).resolve()
        good = {
            "speed": lambda: speed(folder, given.rows or 100_000, given.clients),
            "owners": lambda: owners(folder, given.rows or 12_000, given.clients),
            "memory": lambda: memory(folder, given.rows or 50_000, given.clients),
            "divide": lambda: divide(given.balance),
            "kills": lambda: kills(folder, given.rows or 10_000, given.clients, given.rounds),
            "dask": lambda: on_dask(folder, given.rows or 20_000, given.clients),
        }[given.what]()
    raise SystemExit(0 if good else 1)


if __name__ == "__main__":
    main()
