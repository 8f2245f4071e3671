"""Whose turn it is, over years: how far leadcli and others let anybody get from his share.

    python -m benchmarks.fairness [--days 1000] [--managers 10] [--seed 1] [--worlds 40] [--into benchmarks/README.md]
    python -m benchmarks.fairness --two-writers 40      two processes record into one ledger, 40 calls each

The first table is of one office: vacations, sick days, newcomers, leavers, caps, weights 0.5 … 2, calls that managers
took themselves or inherited (load, not turns), loads equal at the start. The second is of the same without what hinders
a rotation, the third of many offices like the first. What the columns say stands in ``benchmarks.fairness.measures``.
Ends with 1 if leadcli breaks a bound.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.fairness.measures import FAR, Measures, measured
from benchmarks.fairness.rotations import ROTATIONS
from benchmarks.fairness.two_writers import sample_copy, two_writers
from benchmarks.fairness.world import make_world, unhindered
from benchmarks.recognition import Row, markdown, put_into

BEGIN = "<!-- fairness -->"


def one_office(title: str, found: Measures) -> Row:
    """The line of a rotation in one office."""
    return title, {
        "turns": found.turns,
        "off balance": found.off_balance,
        "off plain share": found.off_weight,
        "longest run": found.longest_run,
        "runs too long": found.long_runs,
        "first 40: most ÷ share": found.most_first,
        "least ÷ share": found.least_first,
        "flooded": found.flooded,
        "starved": found.starved,
        "over cap": found.over_cap,
        "waited": found.waiting,
        "load spread": found.load_spread,
    }


def many_offices(title: str, found: Sequence[Measures]) -> Row:
    """The line of a rotation in many offices."""
    far = [one.off_balance for one in found]
    return title, {
        "turns": sum(one.turns for one in found),
        "off balance: median": median(far),
        "worst": max(far),
        f"offices beyond {FAR}": sum(one > FAR for one in far),
        "off plain share: worst": max(one.off_weight for one in found),
        "longest run": max(one.longest_run for one in found),
        "runs too long": sum(one.long_runs for one in found),
        "flooded": sum(one.flooded for one in found),
        "starved": sum(one.starved for one in found),
        "over cap": sum(one.over_cap for one in found),
        "load spread": median(one.load_spread for one in found),
    }


def tables(asked: argparse.Namespace) -> Iterator[tuple[str, list[Row], bool]]:
    """The tables of a run: title, rows, and whether leadcli kept all bounds in it."""
    office = make_world(asked.seed, asked.days, asked.managers)
    about = f"{asked.managers} managers, {asked.days:,} days, seed"
    for title, world in (
        (f"One office: {about} {asked.seed}", office),
        ("The same office without caps, every call for a turn", unhindered(office)),
    ):
        one = [(make().title, measured(world, make())) for make in ROTATIONS]
        yield title, [one_office(*line) for line in one], kept(one[0][1])
    if asked.worlds:
        last = asked.seed + asked.worlds - 1
        worlds = [make_world(seed, asked.days, asked.managers) for seed in range(asked.seed, last + 1)]
        many = [(make().title, [measured(world, make()) for world in worlds]) for make in ROTATIONS]
        title = f"{asked.worlds} offices: {about}s {asked.seed}–{last}"
        yield title, [many_offices(*line) for line in many], all(map(kept, many[0][1]))


def kept(found: Measures) -> bool:
    """Whether all bounds were kept."""
    return found.off_balance <= FAR and not (found.long_runs or found.flooded or found.over_cap)


def main(given: Sequence[str] | None = None) -> int:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=1000)
    parser.add_argument("--managers", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--worlds", type=int, default=40, help="how many offices besides; 0: none")
    parser.add_argument("--two-writers", type=int, metavar="CALLS")
    parser.add_argument("--into", type=Path)
    asked = parser.parse_args(given)
    if asked.two_writers:
        with TemporaryDirectory() as room:
            faults = two_writers(sample_copy(Path(room)), asked.two_writers)
        print(*(faults or ["two writers: no turn was given twice, and the balance was followed"]), sep="\n")
        return int(bool(faults))
    written, fine = [], True
    for title, rows, good in tables(asked):
        written.append(markdown(title, rows))
        fine = fine and good
        print(written[-1], end="\n\n", flush=True)
    if asked.into:
        put_into(asked.into, "\n\n".join(written), BEGIN)
    return int(not fine)


if __name__ == "__main__":
    sys.exit(main())
