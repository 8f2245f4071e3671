"""Each call of the system may fail, and each command be killed: no half file, no written file without its batch."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sys
from pathlib import Path

import pytest
from conftest import TODAY, few_cards, run_leadcli
from faults import Faults, States, no_space

from leadcli.io.exports import digest_of
from leadcli.ledger.intents import intents
from leadcli.ledger.recording import open_ledger
from leadcli.ledger.salvage.carving import carve
from leadcli.ledger.sql_schema import COLUMNS

EXPORT = "ID;Название компании;Ответственный\n1;Заря Востока;\n2;Пасека Липа;\n3;Мется Калуга;Борис\n"
BEGUN = 2  # entries that are there before
CALLS = {
    "apply": ("apply", "p.jsonl", "-o", "out.csv"),
    "undo": ("undo", "1", "new.csv", "-o", "out.csv"),
    "reassign": ("reassign", "export.csv", "-o", "out.jsonl", "--on", TODAY, "--workers", "1"),
    "match": ("match", "callers.csv", "-o", "out.csv", "--workers", "1"),
    "log export": ("log", "export", "-o", "out.jsonl"),
}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with a batch and a ruling in its ledger."""
    team = few_cards(tmp_path_factory.mktemp("ready"))
    (team / "export.csv").write_text(EXPORT, encoding="utf-8")
    (team / "callers.csv").write_text("caller\nМется Калуга\nЗаря\n", encoding="utf-8")
    for words in (
        ("reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY),
        ("apply", "p.jsonl", "-o", "new.csv"),
        ("who-owns", "Метсо Калуга", "--record", "--on", TODAY),
    ):
        assert run_leadcli(*words, folder=team).code in (0, 1)
    return team


def copied(ready: Path, place: Path) -> Path:
    shutil.copytree(ready, place)
    return place


def held(team: Path) -> dict[str, bytes]:
    """The files of a workspace that are somebody's."""
    return {
        str(file.relative_to(team)): file.read_bytes()
        for file in sorted(team.rglob("*"))
        if file.is_file() and not any(part.startswith((".", "ledger.sqlite", "out.")) for part in file.parts)
    }


def outcome(ready: Path, place: Path, call: str) -> tuple[bytes, int]:
    """What the call writes where nothing fails, and how many calls of the system it makes."""
    team = copied(ready, place)
    counted = Faults(team)
    with counted.armed():
        assert run_leadcli(*CALLS[call], folder=team).code == 0
    whole = target_of(team, call).read_bytes()
    shutil.rmtree(team)
    return whole, counted.count


def target_of(team: Path, call: str) -> Path:
    return team / CALLS[call][CALLS[call].index("-o") + 1]


def sound(team: Path, call: str, whole: bytes, before: dict[str, bytes]) -> bool:
    """Hold what must be so whatever happened, once another call was made; whether the file is there."""
    target = target_of(team, call)
    assert held(team) == before, "nobody's file was touched"
    there = target.exists()
    assert not there or target.read_bytes() == whole, "a file is whole or not there"
    ran = run_leadcli("log", "list", "--limit", "0", "--json", folder=team)
    assert ran.code == 0, ran.err
    with open_ledger(team) as ledger:
        assert intents(ledger) == [], "what was left is settled"
        kind = {"apply": "batch"}.get(call, call)
        found = [entry for entry in ledger.select({"after": BEGUN}) if entry.kind == kind]
        live = [e for e in found if not ledger.reverted(e.seq)]
        if call in ("apply", "undo"):
            assert len(live) == there, "a file has its batch, a batch its file"
            assert not there or json.loads(live[0].body)["output"] == digest_of(target)
    assert run_leadcli("log", "verify", folder=team).code == 0
    return there


STEP = int(os.environ.get("LEADCLI_FAULTS_EVERY", "5"))  # 1: every call of the system
OTHER = min(STEP, 2)  # of those that write files
KILLS = 4 if STEP > 1 else sys.maxsize  # processes that are killed


@pytest.mark.parametrize("call", CALLS)
def test_a_call_that_fails_leaves_all_or_nothing(call: str, ready: Path, tmp_path: Path) -> None:
    whole, count = outcome(ready, tmp_path / "team", call)
    assert count > 5
    before, there = held(ready), 0
    for at in range(1, count + 1, OTHER):
        team = copied(ready, tmp_path / "team")
        faults = Faults(team, at, no_space)
        with faults.armed():
            ran = run_leadcli(*CALLS[call], folder=team)
        assert "Traceback" not in ran.err
        assert sound(team, call, whole, before) or ran.code == 2, f"call {at}: nothing is there, and it said so"
        there += ran.code == 0
        if ran.code == 2:
            again = run_leadcli(*CALLS[call], folder=team)
            assert again.code == 0 or target_of(team, call).exists(), again.err
        assert not list(team.rglob("*.part")), at
        shutil.rmtree(team)
    assert there < count


@pytest.mark.parametrize("call", ["apply", "undo"])
def test_whenever_a_call_is_killed_it_leaves_all_or_nothing(call: str, ready: Path, tmp_path: Path) -> None:
    """Each state in which it may be killed, and the calls that come then."""
    before, states = held(ready), States(copied(ready, tmp_path / "team"))
    with states.armed():
        assert run_leadcli(*CALLS[call], folder=states.folder).code == 0
    whole, seen = target_of(states.folder, call).read_bytes(), []
    for number in range(len(states.found)):
        shutil.rmtree(states.folder)
        seen.append(sound(states.bring(number, states.folder), call, whole, before))
    assert len(seen) >= 10
    assert set(seen) == {True, False}
    assert seen == sorted(seen), "nothing, and from some moment on all"


@pytest.mark.skipif(os.name == "nt", reason="there is no fork")
@pytest.mark.parametrize("call", ["apply", "undo"])
def test_a_killed_process_leaves_all_or_nothing(call: str, ready: Path, tmp_path: Path) -> None:
    """It also held locks, and had written what the system had not."""
    whole, count = outcome(ready, tmp_path / "team", call)
    before = held(ready)
    for at in sorted({1 + count * part // KILLS for part in range(min(KILLS, count))}):
        team = copied(ready, tmp_path / "team")
        child = os.fork()
        if not child:
            with Faults(team, at, lambda: os.kill(os.getpid(), signal.SIGKILL), after=True).armed():
                run_leadcli(*CALLS[call], folder=team)
            os._exit(0)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        sound(team, call, whole, before)
        shutil.rmtree(team)


# --- the ledger itself ----------------------------------------------------------------------------------------------
LEDGER_CALLS = {
    "who-owns --record": ("who-owns", "Пихта Дизайн", "--record", "--brief", "--on", TODAY),
    "decide": ("decide", "2", "--owner", "Дима", "--why", "так", "--on", TODAY),
    "confirm": ("confirm", "2", "no"),
    "log revert": ("log", "revert", "2", "--why", "ошибка"),
    "log forget": ("log", "forget", "3"),
    "log list": ("log", "list"),
    "log replay": ("log", "replay"),
    "log shares": ("log", "shares"),
    "log verify": ("log", "verify"),
    "log import": ("log", "import", "moved.jsonl"),
    "log repair": ("log", "repair"),
}


@pytest.fixture(scope="module")
def asked(ready: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with a caller who left a phone, and with an export of the ledger."""
    team = copied(ready, tmp_path_factory.mktemp("asked") / "team")
    assert run_leadcli("who-owns", "Кварц Медиа", "--phone", "+79051234567", "--record", folder=team).code == 0
    assert run_leadcli("log", "export", "-o", "moved.jsonl", folder=team).code == 0
    return team


def begun(asked: Path, place: Path, call: str) -> Path:
    """A copy in which the call has something to do."""
    team = copied(asked, place)
    file = team / "ledger.sqlite"
    if call == "log import":
        file.unlink()
    if call == "log repair":
        body = carve(file).entries[2][COLUMNS.index("body")]
        file.write_bytes(file.read_bytes().replace(body[40:80], bytes(40)))
    return team


@pytest.mark.parametrize("call", LEDGER_CALLS)
def test_a_call_about_the_ledger_ends_in_words_wherever_it_fails(call: str, asked: Path, tmp_path: Path) -> None:
    """Who asked has the answer, what is said to be recorded is, and the chain is whole."""
    words = LEDGER_CALLS[call]
    team = begun(asked, tmp_path / "team", call)
    counted = Faults(team / "ledger")
    with counted.armed():
        whole = run_leadcli(*words, folder=team)
    assert whole.code in (0, 1), whole.err
    shutil.rmtree(team)
    failed = 0
    for at in range(1, counted.count + 1, STEP):
        team = begun(asked, tmp_path / "team", call)
        before = head(team)
        faults = Faults(team / "ledger", at, no_space)
        with faults.armed():
            ran = run_leadcli(*words, folder=team)
        assert "Traceback" not in ran.err, at
        assert ran.code in (whole.code, 2), (at, ran.err)
        assert ran.err or ran.code != 2, at
        failed += ran.code == 2
        if call == "who-owns --record":
            assert "Пихта Дизайн" in ran.out, at
        if call == "log repair" and ran.code == 2:
            assert run_leadcli(*words, folder=team).code == 0, at
        elif ran.code == 2:
            kept = "записано под номером" in ran.err  # and what beside it could not be kept is told
            assert before == head(team) or "forget" in call or kept, (at, ran.err)
        if (file := team / "ledger.sqlite").exists() and file.stat().st_size:
            assert run_leadcli("log", "verify", folder=team).code == 0, at
        shutil.rmtree(team)
    assert failed or call.split()[-1] in ("list", "replay", "shares", "verify")


def head(team: Path) -> int:
    """The number of the last entry."""
    file = team / "ledger.sqlite"
    return max(carve(file).entries, default=0) if file.exists() else 0
