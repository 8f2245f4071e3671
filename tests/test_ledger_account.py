"""An accountable chain: what goes behind the triggers, a cut tail, another's ledger, a forged export: all is told."""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli

from leadcli.ledger.sql_schema import COLUMNS, FIELDS, GUARDS, NAMES, chain, compact

EXPORT = "ID;Название компании;Ответственный\n1;Заря Востока;\n2;Мется Калуга;Борис\n"


def say(folder: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=folder, language="en")


def made(place: Path) -> Path:
    shutil.copytree(ROOT / "data", place / "data")
    shutil.copy(ROOT / "rules.yaml", place)
    return place


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three rulings, one of a caller with a phone."""
    team = made(tmp_path_factory.mktemp("recorded"))
    for name in ("Кварц Медиа", "Метсо Калуга"):
        say(team, "who-owns", name, "--record", "--on", TODAY)
    say(team, "who-owns", "Ольвия Текс", "--phone", "+79051234567", "--record", "--on", TODAY)
    return team


@pytest.fixture
def team(recorded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(recorded, tmp_path / "team"))


# --- behind the triggers ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "sql",
    [
        f"INSERT OR REPLACE INTO entry SELECT {FIELDS} FROM entry WHERE seq = 3",
        f"INSERT OR REPLACE INTO entry SELECT {FIELDS.replace('seq', '4', 1)} FROM entry WHERE seq = 3",
        f"INSERT OR REPLACE INTO entry SELECT {FIELDS.replace('seq', '9', 1).replace('key', 'key || 1', 1)} FROM entry",
        "INSERT OR REPLACE INTO casefile SELECT hash, x'00' FROM casefile",
        "INSERT OR REPLACE INTO meta VALUES ('id', 'x')",
        "INSERT OR REPLACE INTO contact SELECT seq, token, 'x' FROM contact",
        "DELETE FROM contact",
        "INSERT INTO secret VALUES (x'00')",
        "UPDATE secret SET value = x'00'",
        "DELETE FROM secret",
    ],
)
def test_nothing_is_replaced(sql: str, team: Path) -> None:
    db = sqlite3.connect(team / "ledger.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        db.execute(sql)
    db.close()


def unguarded(team: Path, *sqls: str) -> None:
    """Statements behind the triggers, which are put back as they were."""
    db = sqlite3.connect(team / "ledger.sqlite", isolation_level=None)
    triggers = db.execute("SELECT rowid, name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid").fetchall()
    for _, name, _ in triggers:
        db.execute(f"DROP TRIGGER {name}")
    for sql in sqls:
        db.execute(sql)
    for _, _, text in triggers:
        db.execute(text)
    db.execute("PRAGMA writable_schema=ON")
    for rowid, name, _ in triggers:
        db.execute("UPDATE sqlite_master SET rowid = ? WHERE name = ?", (rowid + 1000, name))
    for rowid, name, _ in triggers:
        db.execute("UPDATE sqlite_master SET rowid = ? WHERE name = ?", (rowid, name))
    db.close()


@pytest.mark.parametrize(
    ("sqls", "said"),
    [
        (("DELETE FROM entry WHERE seq = 3", "DELETE FROM standing WHERE seq = 3", "DELETE FROM contact"), "cut off"),
        (("DELETE FROM contact",), "no entry says that they were removed"),
        (("UPDATE contact SET value = '+79990000000'",), "personal data are not what was recorded"),
    ],
    ids=["a cut tail", "contacts deleted", "a contact changed"],
)
def test_what_goes_behind_the_triggers_is_found(sqls: tuple[str, ...], said: str, team: Path) -> None:
    assert say(team, "log", "verify").code == 0
    unguarded(team, *sqls)
    ran = say(team, "log", "verify")
    assert ran.code == 1
    assert said in ran.out


def test_a_head_that_was_kept_shows_what_was_cut_off_or_rewritten(team: Path) -> None:
    head = say(team, "log", "head").out.strip()
    own = head.partition(" ")[2]
    for kept in (head, head.replace(" ", ":"), own):
        assert say(team, "log", "verify", "--head", kept).code == 0
    say(team, "who-owns", "Пихта Дизайн", "--record", "--on", TODAY)
    assert say(team, "log", "verify", "--head", head).code == 0, "what was added since does not matter"
    ran = say(team, "log", "verify", "--head", f"2:{own}")
    assert ran.code == 1
    assert "entry 2 of the kept head is not in it" in ran.out
    assert say(team, "log", "verify", "--head", "3:x").code == 2


def test_a_batch_ends_with_the_head_to_be_kept(team: Path) -> None:
    (team / "export.csv").write_text(EXPORT, encoding="utf-8")
    assert say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY).code == 0
    begun = json.loads((team / "p.jsonl").read_text("utf-8").splitlines()[0])["ledger"]
    assert say(team, "log", "verify", "--head", begun).code == 0, "a plan holds the head that it rests on"
    for words in (("apply", "p.jsonl", "-o", "new.csv"), ("undo", "4", "new.csv", "-o", "back.csv")):
        kept = say(team, *words).err.split("--head ")[1].split()[0]
        assert kept == say(team, "log", "head").out.strip().replace(" ", ":")
        assert say(team, "log", "verify", "--head", kept).code == 0


# --- whose it is -----------------------------------------------------------------------------------------------------
def test_the_ledger_of_another_workspace_is_told_and_not_counted(team: Path, tmp_path: Path) -> None:
    for name, own in (("bare", ()), ("with its own", ("who-owns", "Пихта Дизайн", "--record"))):
        other = made(tmp_path / name)
        if own:
            say(other, *own)
        shutil.copy(team / "ledger.sqlite", other)
        ran = say(other, "who-owns", "кварц медиа", "--on", TODAY, "--json")
        assert json.loads(ran.out)["match"]["client_id"] is None, "not counted"
        assert "nothing of it was counted" in ran.err
        assert say(other, "who-owns", "Пихта Дизайн", "--record").code == 2
        for words in (("log", "list"), ("log", "verify"), ("decide", "1", "--owner", "Дима", "--why", "x")):
            ran = say(other, *words)
            assert ran.code == 2, words
            assert "leadcli log verify --adopt" in ran.err
        assert say(other, "log", "verify", "--adopt").code == 0
        ran = say(other, "who-owns", "кварц медиа", "--on", TODAY, "--json")
        assert json.loads(ran.out)["match"]["client_id"] == "ledger:1"
        assert ran.err == ""


def test_a_workspace_may_be_moved(team: Path, tmp_path: Path) -> None:
    moved = team.rename(tmp_path / "moved")
    assert say(moved, "log", "list").err == ""
    (moved / "ledger.sqlite").write_bytes(b"")
    assert "the ledger that was here is gone" in say(moved, "who-owns", "Пихта Дизайн", "--record").err


# --- import ----------------------------------------------------------------------------------------------------------
def lines_of(team: Path) -> list[Any]:
    return [json.loads(line) for line in say(team, "log", "export").out.splitlines()]


def sealed(line: dict[str, Any]) -> dict[str, Any]:
    """A line whose hash was made anew, as who forges one would."""
    body = zlib.compress(compact(line["body"]).encode(), 6)
    line["packed"] = base64.b64encode(body).decode()
    line["hash"] = chain((*(line[NAMES.get(c, c)] for c in COLUMNS[:-1]), body))
    return line


def changed(at: int, **what: Any) -> Callable[[list[Any]], None]:
    return lambda lines: lines[at].update(what)


def forged_case(lines: list[Any]) -> None:
    lines[1]["case"]["managers"][0]["name"] = "Дима"


def forged_owner(lines: list[Any]) -> None:
    lines[3] = sealed(lines[3] | {"manager": "Дима"})
    lines[4]["head"] = f"3:{lines[3]['hash']}"


def bomb(lines: list[Any]) -> None:
    lines[3]["packed"] = base64.b64encode(zlib.compress(b" " * (1 << 28), 9)).decode()


FORGED: dict[str, tuple[Callable[[list[Any]], object], str]] = {
    "a case file altered": (forged_case, "the facts of entry 1 are not what was recorded"),
    "a case file left out": (lambda lines: lines[1].pop("case"), "the facts of entry 1 are missing"),
    "an owner rewritten, and the hash": (forged_owner, "entry 3 says one thing and holds another"),
    "the last entry left out": (lambda lines: lines.pop(3), "it is not all there: it ends with entry 2"),
    "an entry in the middle left out": (lambda lines: lines.pop(2), "entry 3 does not fit the chain"),
    "entries after the end": (lambda lines: lines.append(lines[3]), "entries stand after its end"),
    "packed to be unpacked without end": (bomb, "entry 3 says one thing and holds another"),
    "not packed at all": (changed(1, packed="%%%"), "line 2 of it is broken"),
    "a number that is none": (changed(1, seq=True), "line 2 of it is broken"),
    "half a letter": (changed(0, ledger="\ud800"), "not the export of a leadcli ledger"),
    "a list": (lambda lines: lines.__setitem__(2, []), "line 3 of it is broken"),
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_export_is_refused_and_nothing_is_taken_in(kind: str, team: Path, tmp_path: Path) -> None:
    lines = lines_of(team)
    forge, said = FORGED[kind]
    forge(lines)
    other = made(tmp_path / "other")
    (other / "in.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    ran = say(other, "log", "import", "in.jsonl")
    assert ran.code == 2
    assert said in ran.err
    assert "nothing was taken in" in ran.err
    assert say(other, "log", "head").out.startswith("0 ")


def test_an_export_is_held_to_a_kept_head(team: Path, tmp_path: Path) -> None:
    other = made(tmp_path / "other")
    (other / "in.jsonl").write_text(say(team, "log", "export").out, encoding="utf-8")
    assert say(other, "log", "import", "in.jsonl", "--head", f"3:{'0' * 64}").code == 2
    head = say(team, "log", "head").out.strip()
    assert say(other, "log", "import", "in.jsonl", "--head", head).code == 0
    assert say(other, "log", "verify", "--head", head).code == 0


def test_a_repaired_ledger_can_be_moved(team: Path, tmp_path: Path) -> None:
    file = team / "ledger.sqlite"
    body = sqlite3.connect(file).execute("SELECT body FROM entry WHERE seq = 2").fetchone()[0]
    file.write_bytes(file.read_bytes().replace(body[40:80], bytes(40)))
    assert say(team, "log", "repair").code == 0
    other = made(tmp_path / "other")
    (other / "in.jsonl").write_text(say(team, "log", "export").out, encoding="utf-8")
    ran = say(other, "log", "import", "in.jsonl")
    assert ran.code == 0, ran.err
    assert say(other, "log", "verify").code == 0


def test_a_ledger_of_the_version_before_opens_without_loss(team: Path) -> None:
    before = say(team, "log", "export").out
    db = sqlite3.connect(team / "ledger.sqlite", isolation_level=None)
    for name in GUARDS:
        db.execute(f"DROP TRIGGER {name}")
    db.execute("DELETE FROM note WHERE name = 'last'")
    db.execute("PRAGMA user_version=2")
    db.close()
    assert say(team, "log", "export").out == before
    assert say(team, "log", "verify").code == 0
    assert sqlite3.connect(team / "ledger.sqlite").execute("PRAGMA user_version").fetchone()[0] > 2
