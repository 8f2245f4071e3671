"""From exports shaped like five CRMs' to the first right answer: what is planted in them is found, in two commands.

The measure of the whole is ``python -m benchmarks.start``, on 50,000 rows each; here it is taken on fewer.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from random import Random

import pytest
from conftest import run_leadcli

from benchmarks.bases import grown
from benchmarks.crm_exports import STATES, SYSTEMS, Maker
from benchmarks.start import measured
from leadcli.api.starting.silent_managers import silent_managers
from leadcli.cli.init.own_policy import own_policy
from leadcli.domain.book import Book, Manager
from leadcli.domain.company import Client
from leadcli.workspace.opening import open_policy, open_workspace


def said(*words: str) -> str:
    ran = run_leadcli(*words)
    assert ran.code == 0, ran.err
    return ran.out


@pytest.mark.parametrize("name", SYSTEMS)
def test_what_is_planted_is_found(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.start._run", said)
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


@pytest.mark.parametrize("name", ["house", "one-per-group", "by-activity"])
def test_the_policy_is_the_one_that_the_owners_tell(name: str) -> None:
    policy = open_policy(None, name)[0]
    assert policy is not None
    book, _, _ = grown(policy, 240, 1, 0.05)
    assert own_policy(book, date(2026, 11, 23)).name == name


def test_owners_by_chance_tell_no_policy() -> None:
    policy = open_policy(None, "house")[0]
    assert policy is not None
    book, _, _ = grown(policy, 240, 1, 1.0)
    chosen = own_policy(book, date(2026, 11, 23))
    assert chosen.name == "house"
    assert "no other surely more" in chosen.why.text


def test_the_policy_is_written_with_the_country_and_said_with_its_figures(tmp_path: Path) -> None:
    maker = Maker(STATES, 7, 1.0)
    for _ in range(20):
        maker.group()
    base = maker.base
    heads = {group: card.owner for card in reversed(base.cards) if (group := base.group[card.number])}
    for card in base.cards:
        card.owner = heads[base.group[card.number]]
    (tmp_path / "base.csv").write_bytes(SYSTEMS["HubSpot"].write(base, Random(1)))
    ran = run_leadcli("init", "team", "--from", "base.csv", folder=tmp_path, language="en", width=200)
    rules = (tmp_path / "team" / "rules.yaml").read_text(encoding="utf-8")
    said = next(line for line in ran.out.splitlines() if line.startswith("  Rules"))
    explained = re.search(r"explains (\d+) of (\d+) owners in groups", said)
    assert explained is not None, ran.out
    assert int(explained[1]) > 0.9 * int(explained[2]) > 0
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
