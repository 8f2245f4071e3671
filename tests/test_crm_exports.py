"""From exports shaped like five CRMs' to the first right answer: what is planted in them is found, in two commands.

The measure of the whole is ``python -m benchmarks.start``, on 50,000 rows each; here it is taken on fewer.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from random import Random

import pytest
from conftest import run_leadcli

from benchmarks.crm_exports import LEFT, STATES, SYSTEMS, Card, Maker
from benchmarks.start import measured
from leadcli.api.starting.silent_managers import silent_managers
from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Client
from leadcli.workspace.opening import open_workspace


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_is_planted_is_found(name: str, tmp_path: Path) -> None:
    system = SYSTEMS[name]
    base = Maker(system.country, 18, system.parents).whole(400)
    export = tmp_path / system.file
    export.write_bytes(system.write(base, Random(18)))
    found = measured(system, base, export, tmp_path / "team")
    assert found.answer, "the first question that is proposed has a right answer about a group"
    assert found.groups[0] >= 0.98
    assert found.groups[1] >= 0.90
    assert found.doubles[0] >= 0.95
    assert found.doubles[1] >= 0.90
    assert found.quarrels >= 0.95
    assert found.left == (1.0 if system.marks_left else 0.0), "who has left is told by a mark alone"


def team(tmp_path: Path, owner_of: dict[str, int]) -> tuple[str, str]:
    """A base of 30 groups whose companies are the owner's that is told by their place: its policy and why."""
    maker = Maker(STATES, 7, 1.0)
    for _ in range(30):
        maker.group()
    counts: dict[str, int] = {}
    cards: list[Card] = []
    for card in maker.base.cards:
        group = maker.base.group[card.number]
        place = counts[group] = counts.get(group, -1) + 1
        card.owner = owner_of[group] if group in owner_of else place % (len(STATES.managers) - LEFT)
        cards.append(card)
    (tmp_path / "base.csv").write_bytes(SYSTEMS["HubSpot"].write(maker.base, Random(1)))
    ran = run_leadcli("init", "team", "--from", "base.csv", folder=tmp_path, language="en", width=200)
    assert ran.code == 0, ran.err
    rules = (tmp_path / "team" / "rules.yaml").read_text(encoding="utf-8")
    said = next(line for line in ran.out.splitlines() if line.startswith("  Rules"))
    return rules, said


def test_the_policy_is_the_house_s_unless_the_owners_tell_another(tmp_path: Path) -> None:
    rules, said = team(tmp_path, {})
    assert "house: no other is surely nearer to your owners" in said
    assert "- id: head-office" in rules
    assert "country: US" in rules


def test_who_may_have_left_is_asked_and_not_taken_for_gone(tmp_path: Path) -> None:
    rows = [f"К{n},{owner},{day}" for owner, day in (("Анна", "2026-10-01"), ("Олег", "2024-03-01")) for n in range(6)]
    text = "\n".join(["Компания,Ответственный,Последний контакт", *rows])
    (tmp_path / "base.csv").write_text(text, encoding="utf-8")
    ran = run_leadcli("init", "team", "--from", "base.csv", "--yes", folder=tmp_path, language="en", width=120)
    assert "nothing since 2024-03-01: has he left?" in ran.out
    assert "Олег: if they have left, active: no in data/managers.csv" in ran.out
    book = open_workspace(tmp_path / "team").book
    assert book is not None
    assert all(manager.active for manager in book.managers.values())


@pytest.mark.parametrize(
    ("days", "count", "silent"), [(366, 5, True), (365, 5, False), (366, 4, False), (900, 9, True)]
)
def test_silence_is_a_year_of_five_clients(days: int, count: int, silent: bool) -> None:
    newest = date(2026, 10, 1)
    old = date.fromordinal(newest.toordinal() - days)
    clients = [Client(f"a{n}", "К", owner="a", last_contact=newest) for n in range(5)]
    clients += [Client(f"b{n}", "К", owner="b", last_contact=old) for n in range(count)]
    managers = {one: Manager(one, one) for one in "ab"}
    assert silent_managers(Book(managers, {}, {c.id: c for c in clients})) == ({"b": old} if silent else {})
