"""Cards of a ledger's clients that are kept as they were read: every answer is the one that reading them anew gives."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, run_leadcli

from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Caller, Client
from leadcli.domain.question import Question
from leadcli.ledger.codec import canonical
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import ask, ask_and_record, decision, open_ledger, revert
from leadcli.ledger.standing import kept_cards
from leadcli.ledger.standing.known_clients import card_of, told_of
from leadcli.ledger.standing.state import standing_of
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory, build_directory
from leadcli.rulings.memory import names_of
from leadcli.workspace.opening import open_policy

DAY = date(2026, 11, 23)
PLAIN = 1 << 30  # so many that nothing is kept
NAMES = (
    "ООО «Самоцвет Урал»", "Самоцвет Омск", "Янтарь", "ЯНТАРЬ ПЛЮС", "Яхонт-Сервис", "Яхонт сервис",
    "Гранит (Самоцвет)",
    "Acme Müller GmbH", "МТС Самоцвет", "Кит", "Кит и Ко", "Самоцветы Урала", "Рубин, звонил Пётр Сидоров", "Топаз 2",
    "ИП Сидоров С. С.", "Топаз / Опал", "Янтарь Тула", "Урал Самоцвет", "Урал Самоцвет Сервис",
)  # fmt: skip
LAYOUT = str.maketrans("йцукенгшщзхъфывапролджэячсмитьбю", "qwertyuiop[]asdfghjkl;'zxcvbnm,.")
NUMBERS = (
    {},
    {},
    {},
    {"inn": "7707083893"},
    {"inn": "7708503727"},
    {"phone": "8 905 123 45 67"},
    {"email": "a@kit.ru"},
    {"inn": "500100732259"},
    {"phone": "12", "country": "KZ"},
)


def tables() -> tuple[Book, Directory]:
    people = {m: Manager(m, m, active=m != "c") for m in "abcd"}
    groups = {
        g.id: g
        for g in (
            Group("g", "Группа Самоцвет", ("Samotsvet",)),
            Group("u", "Самоцвет Урал", parent="g"),
            Group("h", "Кит"),
        )
    }
    cards = (
        Client("1", "ООО «Самоцвет»", group="g", owner="a"), Client("2", "Яхонт-Сервис", group="g", owner="c"),
        Client("3", "Кит", group="h", owner="b", city="Омск"), Client("4", "Опал", owner="d", inn="7708503727"),
    )  # fmt: skip
    book = Book(people, groups, {card.id: card for card in cards}, "sha256:tables")
    return book, build_directory(book)


def recorded(chance: random.Random, book: Book, policy: Policy, directory: Directory) -> Ledger:
    """A ledger of some calls from groups; some were decided otherwise, taken back, or of a later day."""
    ledger = Ledger(None)
    for number in range(chance.randrange(3, 14)):
        caller = Caller(chance.choice(NAMES), city=chance.choice(("", "", "Тула", "Омск")), **chance.choice(NUMBERS))
        on = DAY + timedelta(chance.choice((-3, -2, -1, 0, 1)))
        question = Question(caller, on, group_id=chance.choice(("g", "g", "g", "u", "h", "")))
        _, _, seq, new = ask_and_record(
            ledger, question, book, policy, directory, "x", f"2026-11-23T10:00:{number:02}Z"
        )
        stored = ledger.get(seq)
        if not new or stored is None:
            continue
        if chance.random() < 0.2:
            scope, until = chance.choice(("client", "group")), chance.choice((None, DAY, DAY - timedelta(1)))
            made = decision(stored, chance.choice("abcd"), "so", chance.choice((DAY, on)), scope, until)
            ledger.append([made], "x", "2026-11-23T11:00:00Z")
        elif chance.random() < 0.1:
            ledger.append([revert(stored, "no", DAY)], "x", "2026-11-23T11:00:00Z")
    return ledger


def callers(chance: random.Random) -> Iterator[Question]:
    for name in (*chance.sample(NAMES, 4), "Группа Самоцвет", "Самоцвет", "Лазурит"):
        wrong = name.replace(name[-2], "", 1)
        turned = " ".join(reversed(name.split()))
        heard = chance.choice((name, turned, wrong, name.lower().translate(LAYOUT), f"{name} Омск", name.split()[-1]))
        caller = Caller(heard, city=chance.choice(("", "", "Тула", "Омск")), **chance.choice(NUMBERS))
        yield Question(caller, DAY, group_id=chance.choice(("", "", "g")))


@pytest.mark.parametrize("seed", range(5))
def test_an_answer_is_the_same_whether_cards_are_kept_or_read_anew(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(f"kept {seed}")
    (book, directory), policy = tables(), open_policy(ROOT)[0]
    assert policy is not None
    monkeypatch.setattr(kept_cards, "FEWEST", PLAIN)
    with recorded(chance, book, policy, directory) as ledger:
        for question in callers(chance):
            told = []
            for fewest in (PLAIN, 0, 0):  # the second time they are written, the third time read
                monkeypatch.setattr(kept_cards, "FEWEST", fewest)
                ruling, found = ask(ledger, question, book, policy, directory)
                told.append((canonical(ruling), sorted(found.book.clients), ruling.match))
            assert told[1] == told[0] == told[2], question
        standing = ledger.database.execute("SELECT * FROM standing WHERE grp <> '' AND client = ''").fetchall()
        for row in standing:
            told = told_of(standing_of(row), ledger.private(row[0]))
            names = names_of(card_of(standing_of(row), told, ""), book)
            kept = kept_cards.KeptCards(ledger, "RU").of([row]).get(row[0])
            if kept is not None:
                assert canonical(kept) == canonical((told, names)), told
            assert (kept is None) == ("⟨" in json.loads(row[-1])["name"])
        assert standing
        assert ledger.verify()[1] is None


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace in whose ledger some companies of a group stand, whose cards are kept."""
    monkeypatch.setattr(kept_cards, "FEWEST", 0)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    calls = (
        ("Кварц Медиа",), ("Кварц Тула",), ("Кварц, звонил Сидоров Сидор 8 905 444 55 66",),
        ("Кварц Урал", "--phone", "8 905 444 55 66", "--email", "a@kvarts.ru"),
    )  # fmt: skip
    for name, *more in calls:
        assert run_leadcli("who-owns", name, "--group", "metsa", "--record", *more, folder=tmp_path).code == 0
    answer(tmp_path)
    return tmp_path


def answer(team: Path) -> str:
    ran = run_leadcli("who-owns", "Кварц Тулла", "--group", "metsa", "--json", folder=team)
    assert ran.code == 0, ran.err
    return ran.out


def rows(team: Path, *sql: str) -> dict[int, tuple[bytes, str, bytes]]:
    """The cards that are kept, by root; first the ledger is changed."""
    with open_ledger(team, writes=True) as ledger:
        for each in sql:
            ledger.database.execute(each)
        return {root: tuple(rest) for root, *rest in ledger.database.execute("SELECT * FROM card")}


def test_no_personal_data_are_kept(team: Path) -> None:
    kept = rows(team)
    assert sorted(kept) == [1, 2, 4]
    assert not [trace for trace in ("9054", "444", "kvarts.ru", "Сидор", "sidor") if trace in str(kept)]


def test_what_is_forgotten_is_not_kept(team: Path) -> None:
    assert run_leadcli("log", "forget", "2", folder=team).code == 0
    answer(team)
    assert sorted(rows(team)) == [1, 4]
    whole = (team / "ledger.sqlite").read_bytes()
    assert not [trace for trace in ("Тула", "тула", "tula") if trace.encode() in whole]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE card SET told = replace(told, 'Медиа', 'Тулла')",
        "UPDATE card SET keys = zeroblob(length(keys))",
        "UPDATE card SET mark = zeroblob(16)",
        "UPDATE card SET root = root + 10",
        "DELETE FROM card",
    ],
)
def test_what_is_not_as_it_was_kept_is_read_anew(team: Path, sql: str) -> None:
    before, kept = answer(team), rows(team)
    assert rows(team, sql) != kept
    assert answer(team) == before
    assert {root: rows(team)[root] for root in kept} == kept, "kept again"
