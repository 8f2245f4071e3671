"""What is forgotten is gone: from names, keys, notes, bodies and case files, raw bytes, and from what is exported."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import stat
import zlib
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli

NOTE = "Петров Пётр Секретович из Метсо, звонил Сидоров Сидор 8 905 444 55 66"
PHONE, EMAIL, INN = "+79051234567", "sidorov.private@mail.ru", "500100732259"
TRACES = ("Сидор", "сидор", "sidor", "Секретович", "секретов", "4445566", "444 55 66", "1234567", EMAIL, INN)


def say(folder: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=folder, language="en")


def record(team: Path, name: str, *words: str) -> None:
    assert say(team, "who-owns", name, "--on", TODAY, "--record", *words).code == 0


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    groups = (tmp_path / "data" / "groups.yaml").read_text("utf-8")
    noted = re.sub(r"(?m)^(- id: metsa\n)", r"\1  note: директор Сидоров Сидор, +7 905 123-45-67\n", groups, count=1)
    (tmp_path / "data" / "groups.yaml").write_text(noted, encoding="utf-8")
    return tmp_path


def held(team: Path) -> list[tuple[str, str]]:
    """Where a trace of the person is left: in the bytes of files beside the tables, and unpacked in the ledger."""
    files = [path for path in team.rglob("*") if path.is_file() and "data" not in path.parts]
    found = [(path.name, trace) for path in files for trace in TRACES if trace.encode() in path.read_bytes()]
    with sqlite3.connect(team / "ledger.sqlite") as db:
        packed = db.execute("SELECT 'entry ' || seq, body FROM entry UNION ALL SELECT 'case', body FROM casefile")
        texts = [(name, zlib.decompress(body).decode()) for name, body in packed]
        for table in ("entry", "standing", "note", "contact"):
            texts += [(table, str(row)) for row in db.execute(f"SELECT * FROM {table}")]
    db.close()
    return found + [(name, trace) for name, text in texts for trace in TRACES if trace in text]


def test_a_caller_is_kept_by_tokens_and_forgotten_with_them(team: Path) -> None:
    record(team, NOTE, "--phone", PHONE, "--email", EMAIL)
    record(team, "Метсо Калуга")
    assert {name for name, _ in held(team)} == {"ledger.sqlite", "contact"}, "in one place, that goes as a whole"
    exported = say(team, "log", "export").out
    assert not [trace for trace in TRACES if trace in exported]
    assert say(team, "log", "forget", "1").out == "forgotten in entries: 1\n"
    assert held(team) == []
    ran = say(team, "log", "verify")
    assert ran.code == 0, ran.out
    shown = say(team, "log", "show", "1").out
    assert "Ирина" in shown, "who owns it, and why, stays"
    assert "personal data of entry 1 removed" in shown
    assert json.loads(say(team, "log", "show", "3", "--json").out)["kind"] == "forget"
    assert say(team, "log", "forget", "1").out == "forgotten in entries: 0\n"


def test_a_company_s_number_outlasts_the_person(team: Path) -> None:
    record(team, "Сталепром Юг", "--phone", PHONE, "--inn", "7707083893")
    assert say(team, "log", "forget", "1").out == "forgotten in entries: 1\n"
    assert held(team) == []
    assert "7707083893" in say(team, "log", "show", "1", "--json").out


def test_a_person_is_forgotten_wherever_the_ledger_names_them(team: Path) -> None:
    """An entrepreneur is a client by entry 1; entries 2 and 3 name him too; a decision tells of him."""
    record(team, "ИП Сидоров Сидор Петрович", "--inn", INN)
    record(team, "Сидоров")
    record(team, "ИП Сидоров Сидор Петрович", "--phone", PHONE)
    assert say(team, "decide", "1", "--owner", "Дима", "--why", "Сидоров Сидор просил", "--on", TODAY).code == 0
    owners = [line["manager"] for line in map(json.loads, say(team, "log", "list", "--json").out.splitlines())]
    ran = say(team, "log", "forget", "1")
    assert ran.code == 0, ran.err
    assert held(team) == []
    after = [line["manager"] for line in map(json.loads, say(team, "log", "list", "--json").out.splitlines())]
    assert after[1:] == owners
    assert say(team, "log", "verify").code == 0
    assert json.loads(say(team, "who-owns", "ИП Сидоров Сидор Петрович", "--json").out)["match"]["client_id"] is None


def test_any_entry_can_be_forgotten(team: Path) -> None:
    record(team, "Кварц Медиа")
    record(team, "Метсо Калуга")
    assert say(team, "log", "forget", "1").out == "forgotten in entries: 1\n"
    listed = say(team, "log", "list").out
    assert "Кварц" not in listed
    assert "Метсо Калуга" in listed
    assert say(team, "log", "verify").code == 0
    assert json.loads(say(team, "who-owns", "Кварц Медиа", "--json").out)["match"]["client_id"] is None


def test_a_batch_is_known_again_by_what_can_be_forgotten(team: Path) -> None:
    """The marks of rows are made with a key that stays behind at an export, and goes when it is forgotten."""
    (team / "e.csv").write_text(f"ID;Компания;ИНН;Ответственный\n1;ИП Сидоров;{INN};\n", encoding="utf-8")
    assert say(team, "reassign", "e.csv", "-o", "p.jsonl", "--on", TODAY).code == 0
    assert say(team, "apply", "p.jsonl", "-o", "new.csv").code == 0
    lines = [json.loads(line) for line in say(team, "log", "export").out.splitlines()]
    assert re.fullmatch("⟨salt:[0-9a-f]{16}⟩", lines[1]["body"]["salt"])
    (team / "later.csv").write_bytes((team / "new.csv").read_bytes() + "2;Заря;;Анна\n".encode())
    assert say(team, "undo", "1", "later.csv", "-o", "back.csv").code == 0
    assert say(team, "log", "forget", "1").code == 0
    assert say(team, "log", "verify").code == 0
    with sqlite3.connect(team / "ledger.sqlite") as db:
        [body] = db.execute("SELECT body FROM entry WHERE seq = 1").fetchone()
    assert all(note[4] == [] for note in json.loads(zlib.decompress(body))["moved"])
    assert say(team, "undo", "1", "new.csv", "-o", "again.csv").code in (0, 1), "the file that it wrote is known whole"


def test_what_was_written_over_without_a_word_is_found(team: Path) -> None:
    """Forgetting vouches for what it wrote, and for nothing else."""
    record(team, NOTE)
    record(team, "Метсо Калуга")
    assert say(team, "log", "forget", "1").code == 0
    with sqlite3.connect(team / "ledger.sqlite") as db:
        db.execute("UPDATE entry SET manager = 'Дима', key = 'forgotten 2' WHERE seq = 2")
    db.close()
    ran = say(team, "log", "verify")
    assert (ran.code, "entry 2: its content is not what was recorded" in ran.out) == (1, True)


def test_what_was_forgotten_stays_so_in_exports_and_repairs(team: Path, tmp_path: Path) -> None:
    record(team, NOTE, "--phone", PHONE)
    record(team, "Кварц Медиа")
    assert say(team, "log", "forget", "1").code == 0
    other = tmp_path / "other"
    shutil.copytree(ROOT / "data", other / "data")
    shutil.copy(ROOT / "rules.yaml", other)
    (other / "in.jsonl").write_text(say(team, "log", "export").out, encoding="utf-8")
    ran = say(other, "log", "import", "in.jsonl")
    assert ran.code == 0, ran.err
    assert say(other, "log", "verify").code == 0
    file = team / "ledger.sqlite"
    with sqlite3.connect(file) as db:
        [body] = db.execute("SELECT body FROM entry WHERE seq = 2").fetchone()
    db.close()
    file.write_bytes(file.read_bytes().replace(body[40:80], bytes(40)))
    assert say(team, "log", "repair").out.startswith("entries saved: 2; lost: 2\n")
    assert say(team, "log", "verify").code == 0
    assert not [each for each in held(team) if "damaged" not in each[0]]


@pytest.mark.skipif(os.name == "nt", reason="rights are told otherwise there")
def test_only_the_owner_reads_what_holds_personal_data(team: Path) -> None:
    (team / "e.csv").write_text("id,name,phone,owner\n1,Заря,+79051234567,\n", encoding="utf-8")
    record(team, NOTE)
    assert say(team, "reassign", "e.csv", "-o", "p.jsonl", "--on", TODAY).code == 0
    assert say(team, "log", "export", "-o", "out.jsonl").code == 0
    for name in ("ledger.sqlite", "p.jsonl", "out.jsonl"):
        assert stat.S_IMODE((team / name).stat().st_mode) == 0o600, name


def test_the_same_call_is_still_one_entry_and_its_own_precedent(team: Path) -> None:
    for _ in range(2):
        ran = say(team, "who-owns", NOTE, "--on", TODAY, "--phone", PHONE, "--record")
    assert ran.err == "leadcli: already recorded as 1\n"
    assert json.loads(say(team, "who-owns", NOTE, "--on", TODAY, "--json").out)["precedents"]
