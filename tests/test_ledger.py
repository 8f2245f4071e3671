"""The ledger: rulings kept, replayed to the byte, overridden, forgotten, moved; and every tampering found."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import CUT_SHORT, ROOT, TODAY, read_yaml, run_leadcli
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from leadcli.domain.company import Caller
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.domain.ruling import Fingerprint, Ruling
from leadcli.ledger.codec import canonical, parse
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.forgetting import forget
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import ask_and_record, decision, forgetting, revert
from leadcli.ledger.replay import Replay
from leadcli.ledger.ruling_records import Entry, entry_of, ruling_of, trimmed
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import open_workspace

STORIES = read_yaml(Path(__file__).parent / "cases" / "stories.yaml")
AT = "2026-11-23T10:00:00Z"


def body_of(manager: str) -> str:
    """The least that a ruling says."""
    question = Question(Caller("x"), date(2026, 11, 23))
    return canonical(Ruling(question, Match("none"), "human", manager, "", None, (), Fingerprint("", "", "")))


def sample(folder: Path) -> Path:
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "rules.yaml", folder)
    return folder


@pytest.fixture
def team(tmp_path: Path) -> Path:
    return sample(tmp_path)


def say(team: Path, *words: str) -> Any:
    return run_leadcli(*words, folder=team, language="en")


def record_stories(team: Path) -> dict[int, str]:
    """Every story by the house policy, recorded; number -> story."""
    told: dict[int, str] = {}
    for case in STORIES:
        words = [str(w) for w in case["say"]]
        if "--policy" in words:
            continue
        if "--on" not in words:
            words += ["--on", TODAY]
        ran = say(team, "who-owns", *words, "--record")
        told.setdefault(int(ran.err.split()[-1]), f"{case['story']} {words[0]}")
    return told


@pytest.fixture(scope="module")
def told_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[int, str]]:
    folder = sample(tmp_path_factory.mktemp("stories"))
    return folder, record_stories(folder)


@pytest.fixture
def stories(told_once: tuple[Path, dict[int, str]], tmp_path: Path) -> tuple[Path, dict[int, str]]:
    """A workspace with every story recorded, to spoil."""
    folder, told = told_once
    return Path(shutil.copytree(folder, tmp_path / "stories")), told


def test_the_stories_replayed_are_the_same_to_the_byte(stories: tuple[Path, dict[int, str]]) -> None:
    team, told = stories
    assert len(told) >= 20
    ran = say(team, "log", "replay")
    said = f"replayed: {len(told)} the same to the byte, 0 with other words or figures, 0 otherwise"
    assert ran.code == 0
    assert said in " ".join(ran.out.split())


def test_a_changed_rule_shows_exactly_the_stories_it_changes(stories: tuple[Path, dict[int, str]]) -> None:
    team, told = stories
    house = (team / "rules.yaml").read_text(encoding="utf-8")
    (team / "rules.yaml").write_text(house.replace("caller_abroad", "not: caller_abroad", 1), encoding="utf-8")
    ran = say(team, "log", "replay", "--json")
    assert ran.code == 1, ran.err
    changed = {d["id"] for d in map(json.loads, ran.out.splitlines()) if d["outcome"] == "otherwise"}
    today = {}
    for number in told:
        was = json.loads(say(team, "log", "show", str(number), "--json").out)["ruling"]
        today[number] = was["rule"]["id"] if was["rule"] else ""
    assert changed
    assert {today[n] for n in changed} <= {"abroad", "same-name", "other-brand"}, (
        "only what that rule or those after it decide"
    )
    for number in set(told) - changed:
        assert today[number] not in ("abroad",)


def test_other_rules_on_the_recorded_facts_need_no_data(stories: tuple[Path, dict[int, str]]) -> None:
    team, _ = stories
    for path in (team / "data").iterdir():
        if path.name != "managers.yaml":
            path.unlink()
    ran = say(team, "log", "replay", "--policy", "first-come", "--json")
    found = [json.loads(line) for line in ran.out.splitlines()]
    by_taker = [d for d in found if d["after"]["rule"] == "call-taken"]
    assert len(by_taker) > 10
    same = say(team, "log", "replay", "--policy", "house")
    assert same.code == 0, "the recorded facts by the recorded rules: nothing is otherwise"


def test_show_prints_the_ruling_as_it_was(team: Path) -> None:
    first = say(team, "who-owns", "Метсо Калуга", "--taken-by", "Дима", "--on", TODAY, "--record", "--trace")
    (team / "data" / "groups.yaml").unlink()
    (team / "data" / "clients.csv").unlink()
    shown = say(team, "log", "show", "1")
    assert shown.out.split("\n", 1)[1] == first.out


def test_a_repeat_is_no_second_entry(team: Path) -> None:
    for _ in range(2):
        ran = say(team, "who-owns", "Мется Калуга", "--on", TODAY, "--record")
    assert "already recorded as 1" in ran.err
    assert say(team, "log", "head").out.startswith("1 ")


def test_decisions_bind_and_are_case_law(team: Path) -> None:
    """A decision binds the client that it was made for; of a sister company it is shown, and a rule can follow it."""
    say(team, "who-owns", "Мется Калуга", "--taken-by", "Дима", "--on", TODAY, "--record")
    assert say(team, "decide", "1", "--owner", "Дима").code == 2, "without a reason"
    ran = say(team, "decide", "1", "--owner", "Дима", "--why", "he negotiates with them")
    assert ran.code == 0, ran.err
    own = json.loads(say(team, "who-owns", "мется, калуга", "--json").out)
    assert (own["owner"], own["rule"]["id"]) == ("Дима", "decision")
    again = say(team, "who-owns", "Мется Тула", "--trace").out
    assert "the same group: Дима, a person's decision: he" in again, "not the same name: it is of another city"
    assert "the rules now say otherwise" in again
    drift = [json.loads(line) for line in say(team, "log", "drift", "--json").out.splitlines()]
    assert [(d["rule"], d["overridden"]) for d in drift] == [("same-name", 1)]
    rules = (team / "rules.yaml").read_text(encoding="utf-8")
    start = rules.index("rules:\n") + len("rules:\n")
    own = (
        "  - id: case-law\n    title: {en: As decided before}\n    when: {precedent: group}\n"
        "    owner: [precedent_owner]\n"
    )
    (team / "rules.yaml").write_text(rules[:start] + own + rules[start:], encoding="utf-8")
    ruling = json.loads(say(team, "who-owns", "Мется Тула", "--json").out)
    assert (ruling["owner"], ruling["rule"]["id"]) == ("Дима", "case-law")
    assert say(team, "log", "revert", "2", "--why", "a mistake").code == 0
    ruling = json.loads(say(team, "who-owns", "Мется Тула", "--json").out)
    assert ruling["rule"]["id"] != "case-law"


def test_personal_data_can_be_forgotten(team: Path) -> None:
    say(team, "who-owns", "звонил Иван из Мется", "--phone", "+7 495 777-88-99", "--on", TODAY, "--record")
    assert "Иван" in say(team, "log", "show", "1").out
    exported = say(team, "log", "export").out
    for text in ("Иван", "777-88-99", "74957778899"):
        assert text not in exported
    assert say(team, "log", "forget", "1").out == "forgotten in entries: 1\n"
    assert "Иван" not in say(team, "log", "show", "1").out
    assert say(team, "log", "verify").code == 0
    for name in ("ledger.sqlite", "ledger.sqlite-wal"):
        path = team / name
        if path.exists():
            data = path.read_bytes()
            assert b"777-88-99" not in data
            assert "звонил Иван".encode() not in data
    assert "1 without their personal data" in " ".join(say(team, "log", "replay").out.split())


def test_an_export_moves_the_ledger(stories: tuple[Path, dict[int, str]], tmp_path: Path) -> None:
    team, _ = stories
    out = tmp_path / "ledger.ndjson"
    assert say(team, "log", "export", "-o", str(out)).code == 0
    head = say(team, "log", "head").out
    (team / "ledger.sqlite").unlink()
    for _ in range(2):  # a second time nothing is new
        assert say(team, "log", "import", str(out)).code == 0
    assert say(team, "log", "head").out == head
    assert say(team, "log", "verify").code == 0
    lines = out.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace('"verdict": "', '"verdict": "x', 1)
    out.write_text("\n".join(lines), encoding="utf-8")
    (team / "ledger.sqlite").unlink()
    ran = say(team, "log", "import", str(out))
    assert ran.code == 2
    assert "entry 3" in ran.err
    assert "nothing was taken in" in ran.err
    assert say(team, "log", "head").out.startswith("0 ")


def test_statements_keep_the_ways_apart(team: Path) -> None:
    """Turns, calls that were taken and what was inherited stand in columns of their own; only turns are owed."""
    for name in ("Заря Востока", "Пасека Липа", "Ткацкая мануфактура"):
        say(team, "who-owns", name, "--on", TODAY, "--record")
    say(team, "who-owns", "ООО «Ромашка»", "--on", TODAY, "--record")
    say(team, "who-owns", "Реал Тверь", "--taken-by", "Павел", "--on", TODAY, "--record")
    found = {s["manager"]: s for s in map(json.loads, say(team, "log", "shares", "--json").out.splitlines())}
    assert sum(s["rotation"] for s in found.values()) == 3
    assert max(s["rotation"] for s in found.values()) == 1, "three calls, three managers"
    assert found["Ирина"]["ownership"] == 1
    assert found["Павел"]["call"] == 1
    assert sum(s["owed"] for s in found.values()) == pytest.approx(3, abs=0.05), "each turn gives out one call"
    assert (found["Миша"]["owed"], found["Миша"]["could"]) == (0, 0), "away: owed nothing meanwhile"
    assert abs(sum(s["balance"] for s in found.values())) < 0.05, "and takes one"


def test_a_ruling_comes_back_whole() -> None:
    workspace = open_workspace(ROOT)
    assert workspace.book is not None
    assert workspace.policy is not None
    for case in STORIES:
        name = str(case["say"][0])
        ruling = resolve(
            Question(Caller(name), date(2026, 11, 23)), workspace.book, workspace.policy, workspace.directory
        )
        assert parse(canonical(ruling)) == ruling
        entry = entry_of(ruling, workspace.book, b"k" * 32)
        assert ruling_of(entry.body, dict(entry.private)) == trimmed(ruling)


# --- tampering ------------------------------------------------------------------------------------------------------
def small_ledger(path: Path) -> None:
    with Ledger(path) as ledger:
        for number in range(4):
            entry = Entry("ruling", f"k{number}", "2026-11-23", '{"a":1}', manager="m", case_hash="", private=())
            ledger.append([entry], "me", AT)
        ledger._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        ledger._db.execute("PRAGMA journal_mode=DELETE")


def test_updates_and_deletions_are_refused(tmp_path: Path) -> None:
    small_ledger(tmp_path / "l.sqlite")
    db = sqlite3.connect(tmp_path / "l.sqlite")
    for sql in (
        "UPDATE entry SET manager = 'x'",
        "DELETE FROM entry",
        "UPDATE contact SET value = 'x'",
        "DELETE FROM meta",
    ):
        if "contact" in sql:
            db.execute("INSERT INTO contact VALUES (1, 't', 'v')")
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            db.execute(sql)


def test_rewriting_behind_the_triggers_is_found(tmp_path: Path) -> None:
    for sql, seq in (
        ("UPDATE entry SET manager = 'x' WHERE seq = 3", 3), ("DELETE FROM entry WHERE seq = 2", 2),
        ("UPDATE entry SET at = '2020' WHERE seq = 1", 1),
    ):  # fmt: skip
        path = tmp_path / f"{seq}.sqlite"
        small_ledger(path)
        db = sqlite3.connect(path)
        triggers = db.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            db.execute(f"DROP TRIGGER {name}")
        db.execute(sql)
        for _, text in triggers:
            db.execute(text)
        db.execute("PRAGMA writable_schema=ON")  # and the list of tables looks as before
        for number, (old,) in enumerate(db.execute("SELECT rowid FROM sqlite_master ORDER BY rowid").fetchall(), 1):
            db.execute("UPDATE sqlite_master SET rowid = ? WHERE rowid = ?", (number, old))
        db.commit()
        db.close()
        with Ledger(path) as ledger:
            _, fault = ledger.verify()
        assert fault is not None
        assert fault.seq == seq


# Bytes of the file's first page that no content depends on (SQLite file format, section 1.3): change counter, size
# in pages as of it, freelist, schema cookie, default cache size, text of the library's version, and reserved bytes.
UNCOVERED = {*range(24, 28), *range(40, 44), *range(48, 52), *range(72, 100)}


def unused(whole: bytes, size: int = 4096) -> set[int]:
    """The gaps between cell pointers and cells of b-tree pages (section 1.6): what was there before may be left."""
    found: set[int] = set()
    for page in range(0, len(whole), size):
        head = page + (100 if page == 0 else 0)
        if whole[head] in (2, 5, 10, 13):
            pointers = head + (8 if whole[head] > 5 else 12) + 2 * int.from_bytes(whole[head + 3 : head + 5])
            found.update(range(pointers, page + (int.from_bytes(whole[head + 5 : head + 7]) or size)))
    return found


def flips(path: Path, offsets: range) -> list[int]:
    """The offsets at which a flipped bit went unseen."""
    whole = path.read_bytes()
    unseen = []
    for offset in offsets:
        copy = bytearray(whole)
        copy[offset] ^= 1 << (offset % 8)
        other = path.with_suffix(".flipped")
        other.write_bytes(bytes(copy))
        try:
            with Ledger(other, create=False) as ledger:
                _, fault = ledger.verify()
        except LedgerError:
            continue
        if fault is None:
            unseen.append(offset)
    return unseen


def test_a_flipped_byte_is_found(tmp_path: Path) -> None:
    """A sample; the whole file is walked by ``python -m benchmarks.ledger flips``."""
    path = tmp_path / "l.sqlite"
    small_ledger(path)
    size = path.stat().st_size
    page = path.read_bytes()
    spare = UNCOVERED | unused(page)
    used = [o for o in range(0, size, 37) if page[o] and o not in spare]
    unseen = [o for o in used if flips(path, range(o, o + 1))]
    assert unseen == []


# --- many at once, killed ------------------------------------------------------------------------------------------
WRITER = """
import sys
from pathlib import Path
from leadcli.ledger.ruling_records import Entry
from leadcli.ledger.forgetting import forget
from leadcli.ledger.ledger import Ledger
with Ledger(Path(sys.argv[1])) as ledger:
    for number in range(int(sys.argv[3])):
        entry = Entry("ruling", f"{sys.argv[2]}-{number}", "2026-11-23", "{}", manager="m")
        [(seq, _)] = ledger.append([entry], sys.argv[2], "2026-11-23T10:00:00Z")
        print(seq, flush=True)
"""


def test_writers_at_once_and_one_killed_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name, "25"], stdout=subprocess.PIPE, env=environment)
        for name in "abc"
    ]
    assert writers[0].stdout is not None
    first = writers[0].stdout.readline()
    writers[0].kill()
    acknowledged = {int(first)} | {int(line) for line in writers[0].stdout}
    for writer in writers[1:]:
        out, _ = writer.communicate(timeout=60)
        acknowledged |= {int(line) for line in out.split()}
    with Ledger(path) as ledger:
        count, fault = ledger.verify()
        assert fault is None
        assert {s.seq for s in ledger.select({})} >= acknowledged
        assert count >= len(acknowledged) >= 51


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs ulimit")
def test_a_full_disk_leaves_old_entries_and_a_retry_works(tmp_path: Path) -> None:
    path = tmp_path / "ledger.sqlite"
    environment = {**os.environ, **CUT_SHORT, "PYTHONPATH": str(ROOT)}
    small_ledger(path)
    kilobytes = path.stat().st_size // 1024 + 30
    command = f'ulimit -f {kilobytes}; exec {sys.executable} -c "$0" {path} full 2000'
    ran = subprocess.run(
        ["bash", "-c", f"trap '' XFSZ; {command}", WRITER],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    acknowledged = {int(line) for line in ran.stdout.split()}
    assert ran.returncode != 0
    assert "LedgerError" in ran.stderr
    with Ledger(path) as ledger:
        assert ledger.verify()[1] is None
        assert {s.seq for s in ledger.select({})} >= acknowledged | {1, 2, 3, 4}
        ledger.append([Entry("ruling", "after", "2026-11-23", "{}")], "me", AT)
        assert ledger.verify()[1] is None


# --- against a plain model -------------------------------------------------------------------------------------------
class Books(RuleBasedStateMachine):
    """The ledger against a list: record, decide, revert, forget, export, import, reopen in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.path = self.folder / "ledger.sqlite"
        self.ledger = Ledger(self.path)
        self.model: list[tuple[str, str, int]] = []  # kind, manager, ref
        self.keys: dict[str, int] = {}
        self.private: dict[int, dict[str, str]] = {}

    def teardown(self) -> None:
        self.ledger._db.close()
        shutil.rmtree(self.folder)

    def append(self, entry: Entry) -> None:
        [(seq, new)] = self.ledger.append([entry], "me", AT)
        assert new == (entry.key not in self.keys)
        if new:
            self.model.append((entry.kind, entry.manager, entry.ref))
            self.keys[entry.key] = seq
            self.private[seq] = dict(entry.private)
        assert seq == self.keys[entry.key]

    @rule(key=st.sampled_from("abcdef"), manager=st.sampled_from(["m1", "m2"]), secret=st.booleans())
    def record(self, key: str, manager: str, secret: bool) -> None:
        from leadcli.ledger.ruling_records import token

        plain = {token("phone", f"+7{key}", self.ledger.secret): f"+7{key}"} if secret else {}
        self.append(
            Entry("ruling", key, "2026-11-23", body_of(manager), manager=manager, verdict="human",
                  private=tuple(plain.items()))
        )  # fmt: skip

    @precondition(lambda self: self.model)
    @rule(data=st.data(), manager=st.sampled_from(["m1", "m3"]), why=st.sampled_from(["x", "y"]))
    def decide(self, data: st.DataObject, manager: str, why: str) -> None:
        stored = self.ledger.get(data.draw(st.integers(1, len(self.model))))
        assert stored is not None
        self.append(decision(stored, manager, why, date(2026, 11, 23)))

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        stored = self.ledger.get(data.draw(st.integers(1, len(self.model))))
        assert stored is not None
        self.append(revert(stored, "z", date(2026, 11, 23)))

    @precondition(lambda self: self.model)
    @rule(data=st.data())
    def forget(self, data: st.DataObject) -> None:
        stored = self.ledger.get(data.draw(st.integers(1, len(self.model))))
        assert stored is not None
        made, before = forgetting(stored, date(2026, 11, 23)), self.private[stored.seq]
        count = forget(self.ledger, stored, made, "RU", "me", AT)
        assert count or not before
        if count:
            self.model.append(("forget", "", stored.seq))
            self.private[len(self.model)] = {}
        values = set(before.values())
        self.private = {seq: {} if values & set(p.values()) else p for seq, p in self.private.items()}
        self.keys = {key: seq for key, seq in self.keys.items() if (e := self.ledger.get(seq)) and e.key == key}

    @rule()
    def reopen(self) -> None:
        self.ledger._db.close()
        self.ledger = Ledger(self.path)

    @rule()
    def move(self) -> None:
        lines = json.loads(json.dumps(list(self.ledger.export())))
        other = self.folder / "other.sqlite"
        with Ledger(other) as target:
            assert target.take(iter(lines)) == (len(self.model), 0)
            assert target.head() == self.ledger.head()
            assert target.verify()[1] is None
        other.unlink()

    @invariant()
    def is_the_model(self) -> None:
        kept = list(self.ledger.select({}, newest=False))
        assert [(s.kind, s.manager, s.ref) for s in kept] == self.model
        assert self.ledger.verify() == (len(self.model), None)
        for seq, plain in self.private.items():
            assert self.ledger.private(seq) == plain


TestBooks = Books.TestCase
TestBooks.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)


def test_replay_counts_as_of_then(team: Path) -> None:
    """Each is judged again with what the ledger held when it was asked: turns fall as they fell."""
    workspace = open_workspace(team)
    assert workspace.book is not None
    assert workspace.policy is not None
    tables = (workspace.book, workspace.policy, workspace.directory)
    with Ledger(team / "ledger.sqlite") as ledger:
        for name in ("Заря Востока", "Пасека Липа", "Ткацкая мануфактура", "Белый клык"):
            ask_and_record(ledger, Question(Caller(name), date(2026, 11, 23)), *tables, "me", AT)
        replay = Replay(ledger)
        assert list(replay.now(ledger.select({}, newest=False), *tables)) == []
        assert replay.same == 4
