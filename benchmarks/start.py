"""From a CRM's export to the first right answer: python -m benchmarks.start [ROWS] [SYSTEM …]

Five exports of ROWS (50,000) rows with planted groups, doubles, leavers and quarrels (see ``crm_exports``). Of each:
the seconds of the two commands, ``init --from`` and the ``who-owns`` that it proposes, and whether that answer is about
a planted group and names one of its managers; then what is in the workspace that was made: groups by pairs of cards,
doubles, quarrels, who has left, and of how many it is asked. ``seconds`` are of the wall, ``of the processor`` all
processes' together.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

from benchmarks.crm_exports import LEFT, Base, System, written
from leadcli.api.discovering import discover_in
from leadcli.workspace.opening import SoundWorkspace, open_workspace

Pair = tuple[int, int]


@dataclass(frozen=True)
class Measured:
    """What two commands made of an export."""

    seconds: float
    processor: float
    answer: bool
    groups: tuple[float, float]
    doubles: tuple[float, float]
    quarrels: float
    left: float
    asked: int


def measured(system: System, base: Base, export: Path, folder: Path) -> Measured:
    """An export taken through both commands."""
    before, begun = os.times(), time.perf_counter()
    page = _run("init", str(folder), "--from", str(export), "--yes", "--lang", "en")
    name = page.rstrip().rpartition("leadcli who-owns ")[2].strip('"')
    ruling = json.loads(_run("who-owns", name, "--json", "--workspace", str(folder)))
    seconds, after = time.perf_counter() - begun, os.times()
    processor = after.children_user + after.children_system - before.children_user - before.children_system
    asked = " ".join(page.split()).count("has he left?")
    return Measured(seconds, processor, _right(ruling, system, base, folder), *_found(system, base, folder), asked)


def _run(*words: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "leadcli", *words], check=True, capture_output=True, encoding="utf-8"
    ).stdout


def _cards(system: System, opened: SoundWorkspace) -> dict[int, str]:
    """Of each card, by its number, the group on file."""
    return {system.number(client.id): client.group for client in opened.book.clients.values()}


def _right(ruling: dict, system: System, base: Base, folder: Path) -> bool:  # type: ignore[type-arg]
    """Whether an answer is about a group of which most cards are of one planted group, and names one of its owners."""
    opened = open_workspace(folder)
    assert opened.book is not None
    group = ruling["match"]["group_id"]
    own = [base.group[number] for number, of in _cards(system, opened).items() if of == group]  # type: ignore[arg-type]
    if not group or not own:
        return False
    planted = max(set(own), key=own.count)
    owners = {base.country.managers[c.owner] for c in base.cards if base.group[c.number] == planted and c.owner >= 0}
    named = opened.book.managers[ruling["owner"]].name if ruling["owner"] in opened.book.managers else ruling["owner"]
    return bool(planted) and any(set(str(named).split()) == set(owner.split()) for owner in owners)


def _found(system: System, base: Base, folder: Path) -> tuple[tuple[float, float], tuple[float, float], float, float]:
    opened = open_workspace(folder)
    assert opened.book is not None
    sound: SoundWorkspace = opened  # type: ignore[assignment]
    home: dict[str, list[int]] = {}
    for number, group in _cards(system, sound).items():
        if group:
            home.setdefault(group, []).append(number)
    told = discover_in(sound).found
    doubles = set(_pairs([system.number(one) for one in double.ids] for double in told.doubles if double.sure))
    groups = set(_pairs(home.values()))
    divided = {
        max(own, key=own.count)
        for quarrel in told.quarrels
        if (own := [base.group[system.number(one)] for one in quarrel.group.sure])
    }
    gone = set(base.country.managers[-LEFT:])
    left = {m.name for m in opened.book.managers.values() if not m.active}
    as_told = {" ".join(sorted(name.split())) for name in left}
    true = {" ".join(sorted(name.split())) for name in gone}
    return (
        _rates(groups, base.pairs(), base.doubles),
        _rates(doubles, base.doubles, set()),
        len(divided & base.quarrels) / len(base.quarrels) if base.quarrels else 1.0,
        len(as_told & true) / len(true),
    )


def _pairs(sets: object) -> Iterator[Pair]:
    for ids in sets:  # type: ignore[attr-defined]
        yield from combinations(sorted(ids), 2)


def _rates(told: set[Pair], true: set[Pair], allowed: set[Pair]) -> tuple[float, float]:
    """Precision and recall of pairs. ``allowed``: those that are right, too, and not looked for."""
    allowed = {tuple(sorted(pair)) for pair in allowed}  # type: ignore[misc]
    true = {tuple(sorted(pair)) for pair in true}  # type: ignore[misc]
    return len(told & (true | allowed)) / len(told) if told else 1.0, len(told & true) / len(true) if true else 1.0


def main() -> None:
    """The table."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    wanted = sys.argv[2:]
    print(f"{'':<12} {'seconds':>8} {'of the processor':>17} {'answer':>7} {'groups':>13} {'doubles':>13} "
          f"{'quarrels':>9} {'left':>5} {'asked':>6}")  # fmt: skip
    with tempfile.TemporaryDirectory() as made:
        for name, system, base, export in written(size, Path(made)):
            if wanted and name not in wanted:
                continue
            found = measured(system, base, export, Path(made, f"team-{name}"))
            print(
                f"{name:<12} {found.seconds:>8.1f} {found.processor:>17.1f} {'right' if found.answer else 'WRONG':>7} "
                f"{found.groups[0]:>6.3f} {found.groups[1]:>6.3f} {found.doubles[0]:>6.3f} {found.doubles[1]:>6.3f} "
                f"{found.quarrels:>9.3f} {found.left:>5.2f} {found.asked:>6}",
                flush=True,
            )


if __name__ == "__main__":
    main()
