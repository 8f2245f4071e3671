"""A damaged ledger: no answer is taken away, what is lost is said, all that is whole is saved, and nothing is added."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli

from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.salvage.carving import carve
from leadcli.ledger.salvage.readable import readable
from leadcli.ledger.sql_schema import COLUMNS

CALLERS = ("Кварц Медиа", "Ольвия Текс", "Метсо Калуга")
READERS = (
    ("log", "list"), ("log", "show", "1"), ("log", "shares"), ("log", "replay"), ("log", "drift"), ("log", "head"),
    ("match", "callers.csv"), ("reassign", "export.csv", "-o", "out.jsonl", "--on", TODAY, "--workers", "1"),
)  # fmt: skip
VERSION = 63  # the byte of a SQLite file that tells the version of the ledger's form
EVERY = int(os.environ.get("LEADCLI_FLIP_EVERY", "0"))  # 1: every byte, an hour or two


def say(folder: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=folder, language="en")


def ask(folder: Path, name: str, *words: str) -> Ran:
    return say(folder, "who-owns", name, "--on", TODAY, *words)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace in which three callers are recorded, and it was decided of the first."""
    team = tmp_path_factory.mktemp("recorded")
    shutil.copytree(ROOT / "data", team / "data")
    shutil.copy(ROOT / "rules.yaml", team)
    (team / "export.csv").write_text("id,name,owner\n1,Кварц Медиа,\n2,Заря,\n", encoding="utf-8")
    (team / "callers.csv").write_text("caller\nКварц Медиа\n", encoding="utf-8")
    for name in CALLERS:
        assert ask(team, name, "--record").code == 0
    assert say(team, "decide", "1", "--owner", "Дима", "--why", "так", "--on", TODAY).code == 0
    return team


@pytest.fixture
def team(recorded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(recorded, tmp_path / "team"))


def place_of(team: Path, seq: int) -> int:
    """A byte in the middle of the body of an entry."""
    whole = (team / "ledger.sqlite").read_bytes()
    body: bytes = carve(team / "ledger.sqlite").entries[seq][COLUMNS.index("body")]
    middle = body[20:60]
    assert whole.count(middle) == 1
    return whole.index(middle)


def flip(team: Path, *places: int) -> None:
    whole = bytearray((team / "ledger.sqlite").read_bytes())
    for place in places:
        whole[place] ^= 4
    (team / "ledger.sqlite").write_bytes(bytes(whole))


# --- reading ---------------------------------------------------------------------------------------------------------
def test_a_damaged_entry_is_named_and_the_answer_does_without_it(team: Path) -> None:
    """The decision is lost with its entry: the answer is the rules', and it is said that one may have stood there."""
    before = json.loads(ask(team, "Кварц Медиа", "--json").out)
    assert (before["owner"], before["rule"]["id"]) == ("Дима", "decision")
    flip(team, place_of(team, 4))
    ran = ask(team, "Кварц Медиа", "--json")
    found = json.loads(ran.out)
    assert ran.code == 0
    assert (found["rule"]["id"], found["match"]["client_id"]) == ("on-file", "ledger:1")
    assert "entry 4 is not whole and is left out" in ran.err
    assert "a decision or a client may have stood there" in ran.err
    assert "leadcli log repair" in ran.err


@pytest.mark.parametrize("words", READERS, ids=" ".join)
def test_every_command_that_reads_it_goes_on_with_what_is_whole(words: tuple[str, ...], team: Path) -> None:
    flip(team, place_of(team, 3))
    ran = say(team, *words)
    assert ran.code in (0, 1), ran.err
    assert ran.out or "match" not in words
    assert words[0] != "log" or "entry 3 is not whole" in ran.err


def test_nothing_is_added_to_a_damaged_ledger(team: Path) -> None:
    flip(team, place_of(team, 3))
    before = (team / "ledger.sqlite").read_bytes()
    ran = ask(team, "Пихта Дизайн", "--record", "--brief")
    assert ran.code == 2
    assert "Пихта Дизайн" in ran.out
    assert "not recorded: entry 3" in ran.err
    for words in (
        ("decide", "2", "--owner", "Дима", "--why", "x"), ("confirm", "3", "yes"), ("log", "revert", "2", "--why", "x"),
        ("log", "forget", "2"), ("log", "export"),
    ):  # fmt: skip
        ran = say(team, *words)
        assert (ran.code, ran.out) == (2, ""), words
        assert "entry 3" in ran.err
        assert "heal it: leadcli log repair" in ran.err
    assert (team / "ledger.sqlite").read_bytes() == before


FOREIGN = {"a text": "это не журнал\n".encode() * 400, "zeros": bytes(8192), "another database": None}


@pytest.mark.parametrize("kind", FOREIGN)
def test_the_file_of_another_program_is_left_as_it_is(kind: str, team: Path) -> None:
    file = team / "ledger.sqlite"
    file.unlink()
    if (content := FOREIGN[kind]) is not None:
        file.write_bytes(content)
    else:
        with sqlite3.connect(file) as other:
            other.execute("CREATE TABLE note (name TEXT)")
        other.close()
    before = file.read_bytes()
    ran = ask(team, "Пихта Дизайн", "--record", "--brief")
    assert ran.code == 2
    assert "Пихта Дизайн" in ran.out
    assert "not a leadcli ledger" in ran.err
    for words in (("log", "list"), ("log", "repair"), ("decide", "1", "--owner", "Дима", "--why", "x")):
        ran = say(team, *words)
        assert ran.code == 2, words
        assert "it is another program's file: move it away" in ran.err or words[0] == "decide"
    assert file.read_bytes() == before
    assert sorted(path.name for path in team.glob("ledger.*")) == ["ledger.sqlite"]


# --- repairing -------------------------------------------------------------------------------------------------------
def test_a_repair_saves_what_is_whole_and_can_be_taken_back(team: Path) -> None:
    flip(team, place_of(team, 2))
    damaged = (team / "ledger.sqlite").read_bytes()
    kept = {seq: carve(team / "ledger.sqlite").entries[seq][-1] for seq in (1, 3, 4)}
    ran = say(team, "log", "repair")
    assert ran.code == 0, ran.err
    assert "entries saved: 3; lost: 2" in ran.out
    assert (team / "ledger.damaged-1.sqlite").read_bytes() == damaged
    assert say(team, "log", "verify").code == 0
    with Ledger(team / "ledger.sqlite") as ledger:
        assert {seq: entry.hash for seq in kept if (entry := ledger.get(seq))} == kept, "numbers and hashes stay"
        assert [entry.kind for entry in ledger.select({}, newest=False)][1::3] == ["lost", "repair"]
    assert json.loads(ask(team, "Кварц Медиа", "--json").out)["rule"]["id"] == "decision"
    listed = say(team, "log", "list").out
    assert "what stood here is lost" in listed
    assert "repaired: 1 entries lost; damaged file" in listed
    assert ask(team, "Пихта Дизайн", "--record").err == "leadcli: recorded as 6\n"
    assert say(team, "log", "verify").code == 0
    ran = say(team, "log", "repair", "--undo")
    assert ran.code == 2, "an entry was added since"
    assert "its last entry is no repair" in ran.err


def test_a_repair_taken_back_gives_the_very_bytes(team: Path) -> None:
    flip(team, place_of(team, 2))
    damaged = (team / "ledger.sqlite").read_bytes()
    assert say(team, "log", "repair").code == 0
    repaired = (team / "ledger.sqlite").read_bytes()
    assert say(team, "log", "repair", "--undo").code == 0
    assert (team / "ledger.sqlite").read_bytes() == damaged
    assert (team / "ledger.repaired-1.sqlite").read_bytes() == repaired
    assert say(team, "log", "repair").code == 0


def test_a_whole_ledger_needs_no_repair(team: Path) -> None:
    before = (team / "ledger.sqlite").read_bytes()
    assert say(team, "log", "repair").out == "the ledger is whole; nothing was changed\n"
    assert (team / "ledger.sqlite").read_bytes() == before


def test_what_the_log_ahead_holds_is_saved_too(team: Path) -> None:
    """The last entry is in the log alone, the first is damaged in the file."""
    with sqlite3.connect(team / "ledger.sqlite") as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM entry").fetchone()  # while somebody reads, the log stays
        assert ask(team, "Пихта Дизайн", "--record").code == 0
        log = (team / "ledger.sqlite-wal").read_bytes()
    other.close()
    place = place_of(team, 1)
    (team / "ledger.sqlite-wal").write_bytes(log)
    flip(team, place)
    assert 5 in carve(team / "ledger.sqlite").entries
    assert say(team, "log", "repair").out.startswith("entries saved: 4; lost: 1")
    assert not (team / "ledger.sqlite-wal").exists()
    assert 5 in carve(team / "ledger.damaged-1.sqlite").entries


def test_a_damaged_id_of_the_ledger_is_healed_by_what_the_workspace_notes(team: Path) -> None:
    """The chain begins with the id, so that it vouches for the one that is noted beside the ledger."""
    file = team / "ledger.sqlite"
    noted = (team / ".leadcli" / "ledger").read_bytes().strip()
    flip(team, file.read_bytes().index(noted) + 5)
    assert say(team, "log", "repair").out.startswith("entries saved: 4; lost: -")
    ran = say(team, "log", "verify")
    assert (ran.code, ran.err) == (0, "")
    assert ask(team, "Пихта Дизайн", "--record").code == 0


# --- every byte ------------------------------------------------------------------------------------------------------
def test_a_flipped_byte_takes_no_answer_away(recorded: Path, tmp_path: Path) -> None:
    """Whatever byte it is: an answer, the same or with a warning; and after the repair a whole chain.

    A sample; every byte with LEADCLI_FLIP_EVERY=1.
    """
    team = Path(shutil.copytree(recorded, tmp_path / "team"))
    file = team / "ledger.sqlite"
    whole = file.read_bytes()
    truth = ask(team, "Кварц Медиа", "--json").out
    told = 0
    for place in range(0, len(whole), EVERY or 9001):
        file.write_bytes(whole)
        flip(team, place)
        ran = ask(team, "Кварц Медиа", "--json")
        assert ran.code == 0, (place, ran.err)
        assert ran.out == truth or "damaged" in ran.err, place
        told += "damaged" in ran.err
        ran = say(team, "log", "repair")
        assert ran.code == 0, (place, ran.err)
        assert say(team, "log", "verify").code == 0, place
        for left in team.glob("ledger.*-*"):
            left.unlink()
    assert told


def test_a_flipped_byte_is_found_or_harmless(recorded: Path, tmp_path: Path) -> None:
    """Either the ledger verifies and holds what was recorded, or that is told, and never more is read than there was.

    A sample; every byte with LEADCLI_FLIP_EVERY=1.
    """
    with Ledger(recorded / "ledger.sqlite") as ledger:
        truth = {entry.seq: entry for entry in ledger.select({})}
    shutil.copytree(recorded / ".leadcli", tmp_path / ".leadcli")
    file = tmp_path / "ledger.sqlite"
    whole = (recorded / "ledger.sqlite").read_bytes()
    told = 0
    for place in range(0, len(whole), EVERY or 2039):
        copy = bytearray(whole)
        copy[place] ^= 16
        for left in tmp_path.glob("ledger.sqlite-*"):
            left.unlink()
        file.write_bytes(copy)
        if verifies(file):
            with Ledger(file, create=False) as ledger:
                assert {entry.seq: entry for entry in ledger.select({})} == truth, place
            continue
        told += 1
        try:
            with readable(file) as ledger:
                for entry in ledger.select({}):
                    assert entry.kind == "lost" or truth[entry.seq] == entry
        except LedgerError as error:  # a version that a later leadcli may write is not taken for damage
            if (place, error.said[0].text.split(",")[0]) != (VERSION, "the ledger has version {version}"):
                pytest.fail(f"{place}: {error.said}")
    assert told
    print(f"{len(whole)} bytes, every {EVERY or 2039}. flipped: {told} found")


def verifies(file: Path) -> bool:
    """Whether a ledger verifies."""
    try:
        with Ledger(file, create=False) as ledger:
            return ledger.verify(True)[1] is None
    except LedgerError:
        return False
