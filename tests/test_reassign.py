"""Batches: real exports in, a plan, a new export out but for the owners, and the way back."""

from __future__ import annotations

import csv
import ctypes
import io
import itertools
import json
import os
import pickle
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from conftest import ROOT, TODAY, run_leadcli
from hypothesis import given
from hypothesis import strategies as st

from leadcli.api.export_files import sound_rows
from leadcli.assignment.consolidation import NoRoomError, divide, fair_shares
from leadcli.assignment.plan_file import Parts, brief, dump
from leadcli.assignment.rows import Options
from leadcli.cli.reassign import worker as judging
from leadcli.cli.shared import workers as processes
from leadcli.cli.shared.workers import Basis, open_once
from leadcli.domain.book import Manager
from leadcli.domain.messages import Refusal
from leadcli.domain.ruling import UNIT
from leadcli.fields.crm_presets import layout, told
from leadcli.io.csv_grammar import as_before, ending, split, value
from leadcli.io.exports import form_of, rows
from leadcli.io.raw_csv import pieces
from leadcli.io.table_formats import Form
from leadcli.workspace.opening import open_workspace

HEADERS = {
    name: line.split(";")
    for name, line in {
        "bitrix24-companies": "ID;Название компании;Тип компании;Телефон;E-mail;Ответственный;Кем создана;Кем изменена",
        "bitrix24-leads": "ID;Название лида;Название компании;Стадия;Источник;Рабочий телефон;Ответственный",
        "amocrm": "ID;Название сделки;Бюджет ;Ответственный;Дата создания сделки;Этап сделки;Воронка;Компания",
        "1c": "Код;Наименование;НаименованиеПолное;ИНН;КПП;ОсновнойМенеджерПокупателя;Комментарий",
        "hubspot": "Record ID;Company name;Company Domain Name;Company owner;Lifecycle Stage;Create Date",
        "salesforce": "Account ID;Account Owner;Account Name;Type;Last Modified Date",
        "zoho": "Record Id;Account Owner;Account Name;Note",
        "plain": "id;name;owner;city",
    }.items()
}


@pytest.fixture
def team(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    return tmp_path


def say(team: Path, *words: str) -> Any:
    return run_leadcli(*words, folder=team, language="en")


def small_partitions(monkeypatch: pytest.MonkeyPatch, rows: int) -> None:
    for module in ("worker", "command"):
        monkeypatch.setattr(f"leadcli.cli.reassign.{module}.PARTITION", rows)


def base() -> list[tuple[str, str]]:
    """Names and owners of the sample's clients, and some callers that are new."""
    with (ROOT / "data" / "clients.csv").open(encoding="utf-8", newline="") as file:
        found = [(row["name"], row["owner"]) for row in csv.DictReader(file)]
    new = [("Мется Калуга", ""), ("Заря Востока", ""), ("Пасека Липа", ""), ("Метсо Калуга", "Дима"), ("Родник", "")]
    return found + new


def export(preset: str, quote: str = "all", delimiter: str = ";", end: str = "\n", trailing: bool = False) -> str:
    """An export as a system writes it."""
    headers = HEADERS[preset]
    fields = layout(headers, preset).fields
    keys = {field: fields[field] for field in ("id", "name", "owner")}
    out = []

    def cell(text: str) -> str:
        must = quote == "all" or delimiter in text or '"' in text or "\n" in text
        return '"' + text.replace('"', '""') + '"' if must else text

    def line(cells: list[str]) -> None:
        out.append(delimiter.join(cell(c) for c in cells) + (delimiter if trailing else "") + end)

    line(headers)
    for number, (name, owner) in enumerate(base(), 1):
        cells = [f"=x{number}" if number % 9 == 0 else 'a "b"; c' if number % 7 == 0 else ""] * len(headers)
        cells[keys["id"]], cells[keys["name"]], cells[keys["owner"]] = f"A{number:04}", name, owner
        line(cells)
    return "".join(out)


@pytest.mark.parametrize("preset", HEADERS)
def test_each_system_s_export_is_told_and_comes_out_identical_but_for_the_owner(preset: str, team: Path) -> None:
    assert told(HEADERS[preset]).name == preset
    path = team / "export.csv"
    path.write_bytes(b"\xef\xbb\xbf" + export(preset, trailing=preset.startswith("bitrix")).encode())
    ran = say(team, "reassign", str(path), "-o", "p.jsonl", "--on", TODAY, "--owner-as", "name", "--json")
    assert ran.code == 0, ran.err
    assert f"preset {preset}" in ran.err
    counted = json.loads(ran.out)["actions"]
    assert counted["change"] >= 10
    assert sum(counted.values()) == len(base())
    assert say(team, "apply", "p.jsonl", "-o", "new.csv").code == 0
    before, after = path.read_bytes(), (team / "new.csv").read_bytes()
    column = next(
        i for i, h in enumerate(HEADERS[preset]) if "owner" in h.casefold() or "тветственн" in h or "Менеджер" in h
    )
    changes = 0
    for old, new in zip(before.decode().splitlines(), after.decode().splitlines(), strict=True):
        one, two = split(old, ";"), split(new, ";")
        assert [c for i, c in enumerate(one) if i != column] == [c for i, c in enumerate(two) if i != column]
        changes += one[column] != two[column]
    assert changes == counted["change"]
    assert say(team, "undo", "1", "new.csv", "-o", "back.csv").code == 0
    assert (team / "back.csv").read_bytes() == before


ENCODINGS = {"utf-8": "\n", "utf-8-sig": "\r\n", "cp1251": "\r\n", "utf-16": "\r\n", "cp866": "\n", "koi8-r": "\n"}


@pytest.fixture(scope="module")
def one_plan(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Any, ...]]:
    folder = tmp_path_factory.mktemp("one")
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "rules.yaml", folder)
    return plan_of(folder, in_all_encodings(",", "\n").encode())


def in_all_encodings(delimiter: str, end: str) -> str:
    """The export in letters that all six encodings have."""
    text = export("bitrix24-companies", "few", delimiter, end)
    return text.translate(str.maketrans({"«": "<", "»": ">", "ё": "е", "Ё": "Е", "№": "N", "ä": "a"}))


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ENCODINGS)
def test_one_table_in_any_form_gives_one_plan(
    encoding: str, delimiter: str, one_plan: list[tuple[Any, ...]], team: Path
) -> None:
    data = in_all_encodings(delimiter, ENCODINGS[encoding]).encode(encoding)
    assert plan_of(team, data) == one_plan
    if delimiter == ";":
        assert say(team, "apply", "p.jsonl", "-o", "new.csv").code == 0
        assert (team / "new.csv").read_bytes() != data
        assert say(team, "undo", "1", "new.csv", "-o", "back.csv").code == 0
        assert (team / "back.csv").read_bytes() == data


def plan_of(team: Path, data: bytes) -> list[tuple[Any, ...]]:
    (team / "export.csv").write_bytes(data)
    ran = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    assert ran.code == 0, ran.err
    lines = [json.loads(line) for line in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    return [(line["row"], line["action"], line["old"], line["new"], line["rule"]) for line in lines]


def test_rows_that_cannot_be_read_are_named_and_kept(team: Path) -> None:
    data = 'id;name;owner\n1;Мется Калуга;\n2;слишком;много;ячеек\n3;\xff\xfe;\n;;\n4;"незакрыто;\n'.encode(
        "utf-8", "surrogateescape"
    )
    data = data.replace("\xff\xfe".encode(), b"\xff\xfe")
    (team / "export.csv").write_bytes(data)
    ran = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--encoding", "utf-8", "--on", TODAY, "--json")
    counted = json.loads(ran.out)["actions"]
    assert counted["reject"] == 3, "too many cells, no text, an open quote"
    assert sum(counted.values()) == 5
    rejects = (team / "p.rejects.txt").read_text(encoding="utf-8")
    for part in ("3: 4 cells", "4: some of its bytes", "6: a quote"):
        assert part in rejects
    assert say(team, "apply", "p.jsonl", "-o", "new.csv").code == 0
    assert (team / "new.csv").read_bytes() == data.replace(
        "1;Мется Калуга;\n".encode(), "1;Мется Калуга;Ирина\n".encode()
    )


@pytest.mark.parametrize("delimiter", [";", ","])
def test_titles_may_stand_above_the_header(delimiter: str, team: Path) -> None:
    """As 1C writes lists: a title with other delimiters than the table, blank rows, then the header."""
    head = (
        'Контрагенты; все, по, алфавиту\r\n\r\n"на ""сегодня""";;\r\n' if delimiter == "," else "Список, на, 1, мая\n\n"
    )
    rest = export("1c", "few", delimiter)
    (team / "export.csv").write_bytes((head + rest).encode())
    ran = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--json")
    assert ran.code == 0, ran.err
    assert f"the header is row {4 if delimiter == ',' else 3}" in ran.err
    with_title = (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]
    assert say(team, "apply", "p.jsonl", "-o", "new.csv").code == 0
    new = (team / "new.csv").read_bytes()
    assert new.startswith(head.encode())
    assert say(team, "undo", "1", "new.csv", "-o", "back.csv").code == 0
    assert (team / "back.csv").read_bytes() == (head + rest).encode()
    (team / "new.csv").write_bytes(new + b"\n")
    assert say(team, "undo", "1", "new.csv", "-o", "back.csv", "--force").code == 0
    assert (team / "back.csv").read_bytes() == (head + rest).encode() + b"\n"
    (team / "export.csv").write_bytes(rest.encode())
    say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    assert (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:] == with_title


def test_a_file_without_a_header_is_told_what_it_lacks(team: Path) -> None:
    for text, said in (
        ("a;b\n1;2\n", "no column is known to hold the name"),
        ("", "it is empty"),
        ("\n\n", "it is empty"),
        (
            "Организация;Сотрудник;Автор\nЛипа;Ирина;Ирина\nВоск;Дима;—\nМаяк;d.volkov@team.example;Ирина\nРумб;;Кто\n",
            'Сотрудник holds managers of the team: --map "Сотрудник=owner"',
        ),
        (
            "Организация;Менеджер Q3;Менеджер Q4;Автор\nЛипа;Ирина;Дима;Ирина\nВоск;Дима;;Ирина\n",
            "several columns may hold the owner: Менеджер Q3, Менеджер Q4; say the one that holds now: --map"
            ' "Менеджер Q4=owner"\n  a row where that is empty and another names a manager is asked about then',
        ),
        ("Организация;Менеджер Q4\nЛипа;Ирина\n", 'Менеджер Q4 holds managers of the team: --map "Менеджер Q4=owner"'),
        ("Организация;Автор\nЛипа;Ирина\nВоск;Дима\nМаяк;Ольга\nРумб;Сосна\nЛуг;Ель\n", "the first 100 rows"),
    ):
        (team / "export.csv").write_text(text, encoding="utf-8")
        ran = say(team, "reassign", "export.csv")
        assert (ran.code, said in ran.err, "Автор holds" in ran.err) == (2, True, False), ran.err


def test_of_several_columns_of_owners_none_is_lost(team: Path) -> None:
    """What the refusal says to do gives no client away."""
    text = "id;Организация;Менеджер Q3;Менеджер Q4\n1;Липа;Ирина;Дима\n2;Воск;Ольга;\n3;Маяк;;Борис\n4;Румб;;\n"
    (team / "export.csv").write_text(text, encoding="utf-8")
    assert say(team, "reassign", "export.csv", "--map", "Менеджер Q4=owner", "-o", "p.jsonl", "--on", TODAY).code == 0
    lines = [json.loads(line) for line in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert [line["action"] for line in lines] == ["keep", "ask", "keep", "change"]


def test_who_may_not_work_here_is_named_where_he_is_given_clients(team: Path) -> None:
    (team / "data" / "managers.yaml").unlink(missing_ok=True)
    (team / "data" / "managers.csv").write_text(
        "id;name;Статус\nИрина;Ирина;работает\nДима;Дима;Переведён в Казань\nОльга;Ольга;внештат\nБорис;Борис;уволен\n",
        encoding="utf-8",
    )
    said = "given clients, though data/managers does not say clearly whether they work here: "
    for clients, named in (
        ("1;Липа;\n2;Воск;\n3;Маяк;\n", "Дима (Переведён в Казань), Ольга (внештат)\n"),
        ("1;Липа;Дима\n", ""),
    ):
        (team / "export.csv").write_text("id;name;owner\n" + clients, encoding="utf-8")
        ran = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
        assert (ran.code, said + named in ran.err, said in ran.err) == (0, bool(named), bool(named)), ran.err


def test_a_leaver_whom_somebody_wrote_into_the_plan_is_named(team: Path) -> None:
    (team / "export.csv").write_text("id;name;owner\n1;Липа;\n2;Воск;\n", encoding="utf-8")
    assert say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY).code == 0
    text = (team / "p.jsonl").read_text(encoding="utf-8")
    assert "left, by data" not in say(team, "apply", "p.jsonl", "-o", "new.csv").err
    head, first, rest = text.split("\n", 2)
    first = json.dumps({**json.loads(first), "new": "Виктор"}, ensure_ascii=False)
    (team / "p.jsonl").write_text("\n".join((head, first, rest)), encoding="utf-8")
    ran = say(team, "apply", "p.jsonl", "-o", "other.csv")
    assert "Виктор: left, by data/managers, and given clients by the plan" in ran.err


def test_to_hand_over_who_is_not_in_the_team_says_what_to_do(team: Path) -> None:
    (team / "export.csv").write_text("id;name;owner\n1;Липа;Пётр Уволенный\n", encoding="utf-8")
    ran = say(team, "reassign", "export.csv", "--from", "Пётр Уволенный", "--to", "Ольга")
    assert (ran.code, 'add the row there, with "no" in the column active' in ran.err) == (2, True)


def test_a_stale_plan_is_refused_and_says_why(team: Path) -> None:
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    assert say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY).code == 0
    for name, said in (
        ("export.csv", "another than the plan"),
        ("rules.yaml", "rules have changed"),
        ("data/groups.yaml", "data of the workspace"),
    ):
        path = team / name
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n# more\n" if name != "export.csv" else kept + b"x;y;z;\n")
        ran = say(team, "apply", "p.jsonl", "-o", "new.csv")
        assert (ran.code, said in ran.err) == (2, True), ran.err
        assert not (team / "new.csv").exists()
        path.write_bytes(kept)
    assert say(team, "apply", "p.jsonl", "-o", "new.csv").code == 0


def test_undo_leaves_what_moved_on_and_names_it(team: Path) -> None:
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    say(team, "apply", "p.jsonl", "-o", "new.csv")
    lines = (team / "new.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    at = next(i for i, line in enumerate(lines) if "Мется Калуга" in line)
    lines[at] = lines[at].replace("Ирина", "Ольга")
    del lines[next(i for i, line in enumerate(lines) if "Заря Востока" in line)]
    (team / "new.csv").write_text("".join(lines), encoding="utf-8")
    ran = say(team, "undo", "1", "new.csv", "-o", "back.csv")
    assert ran.code == 1
    assert "Ольга" in ran.err
    assert "no such row any more" in ran.err
    assert "Ольга" in (team / "back.csv").read_text(encoding="utf-8").splitlines()[at]


def test_only_narrows_what_is_applied(team: Path) -> None:
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    lines = [json.loads(line) for line in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    wanted = sum(line["action"] == "change" and line["rule"] == "same-name" for line in lines)
    assert wanted
    ran = say(team, "apply", "p.jsonl", "-o", "new.csv", "--rule", "same-name")
    assert ran.out.startswith(f"{wanted} rows changed")
    ran = say(team, "apply", "p.jsonl", "-o", "other.csv", "--rule", "same-nam")
    assert (ran.code, "Did you mean same-name?" in ran.err, (team / "other.csv").exists()) == (2, True, False)
    for rule in ("hand-over", "consolidate", "decision"):  # rules of plans that the policy has not
        ran = say(team, "apply", "p.jsonl", "-o", f"{rule}.csv", "--rule", rule)
        assert ran.out.startswith("0 rows changed"), ran.err
    assert "batch 2" not in ran.err  # one that changed nothing is no part of the plan


def test_turns_are_given_in_row_order_whatever_the_workers(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small_partitions(monkeypatch, 200)
    rng = random.Random(4)
    names = [
        "".join(rng.choice("бвгдклмнпрст") + rng.choice("аеиоу") for _ in range(6)).capitalize() for _ in range(600)
    ]
    (team / "export.csv").write_text(
        "id,name,owner\n" + "".join(f"{i},{n},\n" for i, n in enumerate(names)), encoding="utf-8"
    )
    plans = []
    for workers in ("1", "2"):
        assert (
            say(team, "reassign", "export.csv", "-o", f"p{workers}.jsonl", "--workers", workers, "--on", TODAY).code
            == 0
        )
        plans.append((team / f"p{workers}.jsonl").read_bytes())
    assert plans[0] == plans[1]
    rows = [json.loads(line) for line in plans[0].decode().splitlines()[1:]]
    given = Counter(row["new"] for row in rows if row["new"])
    assert len(given) == 8, "who is absent or has left gets none"
    book = open_workspace(team).book
    assert book is not None
    free = [m for m in book.managers.values() if m.id in given and m.cap is None and m.weight == 1]
    assert len(free) >= 5
    owed: Counter[str] = Counter()
    for row in rows:
        if row["shares"]:
            owed.update(dict(zip(row["able"], row["shares"], strict=True)))
            owed[row["new"]] -= UNIT
            assert max(map(abs, owed.values())) <= 1.5 * UNIT, "nobody is ever further from what is owed"
    ends = [book.open_clients(m) + given[m.id] for m in free]
    assert max(ends) - min(ends) <= 0.05 * max(ends), "everybody ends with about the same load"


IN_SMALL_PARTITIONS = """
from leadcli.cli import run
from leadcli.cli.reassign import command, worker

command.PARTITION = worker.PARTITION = 60
run()
"""


def test_killed_and_resumed_is_the_same_to_the_byte(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Killed as soon as another part is there, again and again."""
    small_partitions(monkeypatch, 60)
    names = [n for n, _ in base()] * 6
    (team / "export.csv").write_text(
        "id,name,owner\n" + "".join(f'{i},"{n}",\n' for i, n in enumerate(names)), encoding="utf-8"
    )
    assert say(team, "reassign", "export.csv", "-o", "whole.jsonl", "--on", TODAY).code == 0
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    words = ("reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, "--resume", "--workers", "1")
    begun = 0
    for done in (1, 2, 4):
        child = subprocess.Popen(
            [sys.executable, "-c", IN_SMALL_PARTITIONS, *words], cwd=team, env=environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while len(list(team.glob(".p.jsonl.*.parts/*.jsonl"))) < done and child.poll() is None:
            time.sleep(0.01)
        child.send_signal(signal.SIGKILL)
        child.wait()
        begun += not (team / "p.jsonl").exists()
    assert begun
    assert say(team, *words).code == 0
    assert (team / "p.jsonl").read_bytes() == (team / "whole.jsonl").read_bytes()
    assert not list(team.glob(".p.jsonl*"))


def test_what_a_killed_run_left_is_swept(team: Path) -> None:
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    for resume in ([], ["--resume"]):
        (team / ".p.jsonl.x1y2.part").write_text("half")
        (team / ".p.jsonl.0123456789abcdef.parts").mkdir()
        (team / ".p.jsonl.0123456789abcdef.parts" / "000000.jsonl").write_text("of another job")
        (team / ".other.jsonl.x1y2.part").write_text("not ours")
        assert say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY, *resume).code == 0
        assert sorted(path.name for path in team.glob(".*.part*")) == [".other.jsonl.x1y2.part"]


def test_parts_count_for_the_same_job_alone_and_only_if_it_is_resumed(tmp_path: Path) -> None:
    def parts(header: str, size: int, resume: bool) -> frozenset[int]:
        found = Parts(tmp_path / "p.jsonl", header, size)
        found.begin(resume)
        done = found.done()
        (found.folder / "000000.jsonl").write_text("{}\n")
        return done

    assert parts("a", 500, True) == frozenset()
    assert parts("a", 500, True) == {0}
    assert parts("a", 500, False) == frozenset()
    assert parts("a", 100, True) == frozenset(), "other partitions"
    assert parts("b", 100, True) == frozenset(), "another job"
    left = Parts(tmp_path / "p.jsonl", "b", 100)
    (left.folder / "000002.jsonl").write_text("{}\n")
    with pytest.raises(Refusal):
        list(left.texts(0, 1))


@pytest.mark.parametrize("before", [(), (0,), (0, 2, 4), (0, 2, 4, 1)], ids=str)
def test_lines_are_read_as_soon_as_they_are_judged(before: tuple[int, ...], tmp_path: Path) -> None:
    """All of the even partitions, whose rows may have owners, before more than one of the others is judged."""
    parts, order, judged = Parts(tmp_path / "p.jsonl", "a", 500), (0, 2, 4, 1, 3, 5), list[int]()
    parts.begin(False)

    def write(number: int) -> int:
        (parts.folder / f"{number:06}.jsonl").write_text(f"{number}\n")
        return number

    def coming() -> Iterator[int]:
        for number in order:
            if number not in before:
                judged.append(write(number))
                yield number

    for number in before:
        write(number)
    parts.follow(coming())
    read = [int(text) for lines in parts.texts(0, 2) for text in lines]
    assert (read, sum(number % 2 for number in judged)) == ([0, 2, 4], 1)
    others = parts.texts(1, 2)
    for number in (1, 3, 5):
        assert [int(text) for text in next(others)] == [number]
        assert max(set(judged) | set(before), key=order.index) in (number, order[len(before)])
    assert next(others, None) is None


def test_a_worker_opens_the_compiled_directory_and_only_the_workspace_that_the_plan_rests_on(
    team: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    (team / "export.csv").write_text("id,name,owner\n1,Мется Калуга,\n", encoding="utf-8")
    opened = open_workspace(team)
    assert opened.book is not None
    assert opened.policy is not None
    form = form_of(team / "export.csv")
    assert isinstance(form, Form)
    marks = (opened.book.fingerprint, opened.policy.fingerprint)
    options = Options(date.fromisoformat(TODAY))
    basis = Basis(str(team), marks[0], "", marks[1])
    job = judging.Job(basis, layout(["id", "name", "owner"]), options, str(team), "")
    part = (0, list(sound_rows(team / "export.csv", form, job.layout)))
    open_once(basis)
    assert processes.opened().tables is not None
    assert judging.judge_part(job, part)[:2] == (0, 1)
    (team / "rules.yaml").write_bytes((team / "rules.yaml").read_bytes() + b"# more\n")
    processes._OPENED.clear()
    open_once(basis)
    with pytest.raises(Refusal) as refused:
        judging.judge_part(job, part)
    assert "was changed" in pickle.loads(pickle.dumps(refused.value)).said[0].text


# --- one manager for a group ---------------------------------------------------------------------------------------
def test_consolidation_is_what_trying_all_finds() -> None:
    """Whatever the weights and caps; who left, or takes nothing, gets no group; where there is no room that is told."""
    rng = random.Random(1)
    for _ in range(60):
        managers = {
            m: Manager(m, m, active=m != "z", weight=rng.choice([1.0, 1.0, 0.5, 0.5, 0.0]),
                       cap=rng.choice([None, None, None, 8, 14]))
            for m in "abcz"
        }  # fmt: skip
        groups = {
            f"g{i}": {rng.choice(["a", "b", "c", "z", ""]): rng.randrange(1, 6) for _ in range(2)} for i in range(4)
        }
        stay = {m: rng.randrange(0, 6) for m in managers}
        balance = rng.choice([0.1, 0.3, 0.5, None])
        fair = fair_shares(managers, sum(stay.values()) + sum(sum(g.values()) for g in groups.values()))
        assert set(fair) == {m for m in "abc" if managers[m].weight}
        assert sum(managers[m].weight for m in fair) * max(fair.values(), default=0) == pytest.approx(
            max((managers[m].weight for m in fair), default=0) * (sum(stay.values()) + sum(map(_size, groups.values())))
        )
        tried = []
        for combination in itertools.product(fair, repeat=len(groups)):
            loads, moved = {m: stay[m] for m in fair}, 0
            for group, manager in zip(sorted(groups), combination, strict=True):
                loads[manager] += _size(groups[group])
                moved += _size(groups[group]) - groups[group].get(manager, 0)
            if all(managers[m].cap is None or loads[m] <= max(managers[m].cap or 0, stay[m]) for m in fair):
                tried.append((max(abs(loads[m] - fair[m]) / fair[m] for m in fair), moved))
        if not tried:
            with pytest.raises(NoRoomError):
                divide(groups, stay, managers, balance)
            continue
        found = divide(groups, stay, managers, balance)
        fit = [moved for off, moved in tried if balance is None or off <= balance + 1e-9]
        assert found.feasible == bool(fit)
        if fit:
            assert (found.moved, found.gap) == (min(fit), 0.0)
            assert any((off, moved) == (pytest.approx(found.balance), found.moved) for off, moved in tried)
        else:
            assert found.balance == pytest.approx(min(off for off, _ in tried), abs=1e-6)


def _size(group: Mapping[str, int]) -> int:
    return sum(group.values())


# Clients of each group by owner, clients that stay, the wanted balance; who gets each group, how many move, how far
# anybody is from a fair share, and whether the balance was reached. The managers are a, b and c; z is gone.
DIVIDED: dict[str, tuple[dict[str, dict[str, int]], dict[str, int], float | None, str, int, float, bool]] = {
    "whose most are": ({"g": {"b": 3, "c": 2}}, {}, None, "b", 2, 2.0, True),
    "of equals the first of the list": ({"g": {"b": 1, "c": 1}}, {}, None, "b", 1, 2.0, True),
    "nobody's are the first one's": ({"g": {"z": 3}, "h": {"": 3}}, {}, None, "aa", 6, 2.0, True),
    "nobody may have more than a share": ({"g": {"z": 2}, "h": {"z": 2}, "i": {"z": 2}}, {}, 0.0, "abc", 6, 0.0, True),
    "what stays counts": ({"g": {"a": 2, "b": 1}}, {"a": 3, "c": 3}, 0.0, "b", 2, 0.0, True),
    "nothing at all": ({"g": {}}, {}, None, "a", 0, 0.0, True),
    "out of reach: as near as can be": ({"g": {"b": 5, "c": 5}, "h": {"c": 8}}, {"a": 9}, 0.0, "bc", 5, 1 / 9, False),
}


@pytest.mark.parametrize("case", DIVIDED)
def test_who_gets_a_group(case: str) -> None:
    groups, stay, balance, owners, moved, off, feasible = DIVIDED[case]
    found = divide(groups, stay, {m: Manager(m, m, active=m != "z") for m in "abcz"}, balance)
    assert sorted(found.owners.values()) == sorted(owners)
    if len(set(owners)) < 3:  # else all is alike
        assert "".join(found.owners[group] for group in sorted(groups)) == owners
    assert (found.moved, found.gap, found.feasible) == (moved, 0.0, feasible)
    assert found.balance == pytest.approx(off)


@pytest.mark.skipif(sys.platform == "win32", reason="how C's own buffer is emptied there is not tried")
def test_the_solver_says_nothing_of_its_own(capfd: pytest.CaptureFixture[str]) -> None:
    """What it would print waits in C's buffer, so that a test that does not empty it sees nothing."""
    divide({"g": {"a": 3, "b": 2}}, {}, {m: Manager(m, m) for m in "ab"})
    ctypes.CDLL(None).fflush(None)
    assert capfd.readouterr().out == ""


def test_a_cap_bounds_what_a_manager_gets_and_takes_nothing_away() -> None:
    managers = {"a": Manager("a", "a", cap=3), "b": Manager("b", "b")}
    for clients, owner in ((1, "a"), (2, "b")):
        assert divide({"g": {"a": clients}}, {"a": 2}, managers).owners == {"g": owner}, "up to the cap"
    assert divide({"g": {"b": 1}}, {"a": 5}, managers).owners == {"g": "b"}, "who is over it keeps what he has"


def test_ending_the_old_practice(team: Path) -> None:
    """Story S10: the daughters of the giant, split among three, go to one; schools stay as they are."""
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    ran = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--consolidate", "--on", TODAY)
    assert ran.code == 0, ran.err
    assert "proven optimal" in ran.err
    lines = [json.loads(line) for line in (team / "p.jsonl").read_text(encoding="utf-8").splitlines()[1:]]
    assert (
        len({line["new"] for line in lines if line["group"] == "gazprom" and line["action"] in ("keep", "change")}) == 1
    )
    assert len({line["new"] for line in lines if line["group"] == "moscow-schools" and line["new"]}) > 1
    tight = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--consolidate", "--balance", "1", "--on", TODAY)
    assert tight.code == 2
    assert "the nearest is within" in tight.err
    managers = (team / "data" / "managers.yaml").read_text(encoding="utf-8")
    capped = managers.replace("  cap: 6\n", "").replace("- name:", "- cap: 0\n  name:")
    (team / "data" / "managers.yaml").write_text(capped, encoding="utf-8")
    full = say(team, "reassign", "export.csv", "-o", "p.jsonl", "--consolidate", "--on", TODAY)
    assert full.code == 2
    assert "caps leave no room" in full.err


# --- the file as it came ----------------------------------------------------------------------------------------------
# A lone CR ends a row for every reader, and the standard writer does not quote it.
CELL = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00\r"), max_size=12)
TABLE = st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6)


@given(
    st.lists(st.lists(CELL, min_size=3, max_size=3), min_size=1, max_size=6),
    st.sampled_from(",;\t"),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_csv_is_read_and_kept(table: list[list[str]], delimiter: str, end: str) -> None:
    """What the standard library writes is read cell by cell, joined again to the byte, and one cell can be changed."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows(table)
    text = out.getvalue()
    whole = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    for row, cells in zip(whole, table, strict=True):
        line = io.StringIO()
        csv.writer(line, delimiter=delimiter, lineterminator=end).writerow(cells)
        raw = line.getvalue()
        found = split(raw, delimiter)
        assert delimiter.join(found) + ending(raw) == raw
        assert [value(c) for c in found] == [c.strip(" \t\u00a0") for c in row]
        new = as_before(found[1], "Ирина; 'x' \"y\"", delimiter)
        after = delimiter.join([found[0], new, *found[2:]]) + ending(raw)
        assert [value(c) for c in split(after, delimiter)][1] == "Ирина; 'x' \"y\""
        assert [c for i, c in enumerate(split(after, delimiter)) if i != 1] == [
            c for i, c in enumerate(found) if i != 1
        ]


# The cases of csv-spectrum (max-mapper/csv-spectrum, BSD-2), by their names.
SPECTRUM = {
    "comma_in_quotes": 'first,last,address\nJohn,Doe,"120 any st., Anytown"\n',
    "empty": 'a,b,c\n1,"",""\n2,3,4\n',
    "empty_crlf": 'a,b,c\r\n1,"",""\r\n2,3,4\r\n', "escaped_quotes": 'a,b\n1,"ha ""ha"" ha"\n3,4\n',
    "json": 'key,val\n1,"{""type"": ""Point"", ""coordinates"": [102.0, 0.5]}"\n',
    "newlines": 'a,b,c\n1,2,3\n"Once upon \na time",5,6\n7,8,9\n', "newlines_crlf": 'a,b\r\n"Once\r\n upon",6\r\n',
    "quotes_and_newlines": 'a,b\n1,"ha \n""ha"" \nha"\n3,4\n',
    "simple": "a,b,c\n1,2,3\n", "simple_crlf": "a,b,c\r\n1,2,3\r\n",
    "utf8": "a,b,c\n1,2,3\n4,5,ʤ\n", "no_end": "a,b\n1,2",
}  # fmt: skip


@pytest.mark.parametrize("name", SPECTRUM)
def test_csv_spectrum_round_trips(name: str, tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_bytes(SPECTRUM[name].encode())
    form = form_of(path)
    assert not hasattr(form, "code")
    kept = list(rows(path, form))  # type: ignore[arg-type]
    assert "".join(row.raw for row in kept) == SPECTRUM[name]
    wanted = list(csv.reader(io.StringIO(SPECTRUM[name], newline="")))
    assert [[value(c) for c in split(row.raw, ",")] for row in kept] == wanted


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1251"])
def test_rows_are_told_apart_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    """Quotes that are halves of other characters, all three line ends, a newline in quotes, no end."""
    halves = ["ж\u2200\u0400\n", "ж\u0400\u2201\n"]  # in UTF-16 a quote's bytes stand here across two characters
    odd = ["\u2200\u0022\u0422,x\u0022\n", "\n", "\u0d22\u220d,\u0a0d\n"]
    lines = ["а,б\r\n", '"в\nг",""\r', *halves, *odd, "конец,ё"]
    if encoding == "cp1251":
        lines = [line.encode("cp1251", "ignore").decode("cp1251") for line in lines]
    path = tmp_path / "x.csv"
    path.write_bytes("".join(lines).encode(encoding))
    found = list(rows(path, Form(encoding, b"", ",")))
    assert [row.raw for row in found] == lines
    assert [row.line for row in found] == [1, 2, *range(4, 10)]
    assert [data for _, data in pieces(path, Form(encoding, b"", ","))] == [line.encode(encoding) for line in lines]


@pytest.mark.parametrize(
    "data", [b"", b"{}\n", b"\xff\xfe\x00", b"PK\x03\x04", b'{"kind": "leadcli plan", "schema": 1}\n', b"[1]\n"]
)
def test_what_is_no_plan_is_not_applied(data: bytes, team: Path) -> None:
    (team / "p.jsonl").write_bytes(data)
    ran = say(team, "apply", "p.jsonl", "-o", "new.csv")
    assert (ran.code, ran.err) == (2, "leadcli: p.jsonl: this is not a leadcli plan\n")


@pytest.mark.parametrize(
    ("path", "value"),
    [("policy", 7), ("input.path", "a\0b"), ("input.skip", -1), ("input.skip", 1 << 20), ("input.mark", "zz"),
     ("input.encoding", "no such"), ("layout.fields", {"owner": -1}), ("layout.fields", {"name": 1}),
     ("layout.fields", {"owner": "2"}), ("options.on", "2026-02-30"), ("data", None)],
)  # fmt: skip
def test_a_header_that_holds_something_else_is_no_plans(path: str, value: object, team: Path) -> None:
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    first, *lines = (team / "p.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    header = json.loads(first)
    *above, last = path.split(".")
    (header[above[0]] if above else header)[last] = value
    (team / "p.jsonl").write_text("".join([json.dumps(header) + "\n", *lines]), encoding="utf-8")
    ran = say(team, "apply", "p.jsonl", "-o", "new.csv")
    assert (ran.code, ran.err) == (2, "leadcli: p.jsonl: this is not a leadcli plan\n")


def test_a_plan_that_was_written_over_is_not_applied(team: Path) -> None:
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    lines = (team / "p.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    first = lines[1]
    loose = json.dumps(json.loads(first), ensure_ascii=False, separators=(",", ":")) + "\n"
    another = "is not what leadcli wrote for row"
    for broken, said in (
        ([*lines[:4], *lines[5:]], f"line 5 {another} 4"),
        (lines[:-1], f"it ends before row {len(lines) - 1}"),
        ([lines[0], loose, *lines[2:]], f"line 2 {another} 1"),
        ([*lines[:2], "{\n", *lines[3:]], "line 3 is broken"),
        ([line.replace('"able": ["', '"able": ["?", "') for line in lines], "a line of it is broken"),
    ):
        (team / "p.jsonl").write_text("".join(broken), encoding="utf-8")
        ran = say(team, "apply", "p.jsonl", "-o", "new.csv")
        assert (ran.code, f"p.jsonl: {said}" in ran.err) == (2, True), ran.err
        assert not (team / "new.csv").exists()


def test_of_a_plan_that_somebody_changed_it_is_said(team: Path) -> None:
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    whole = (team / "p.jsonl").read_text(encoding="utf-8")
    older = re.sub('"lines": "[0-9a-f]{64}"', '"lines": ""', whole, count=1)  # of a plan without its lines' hash
    edited = re.sub(r'("rule": ")unowned"', r'\1on-file"', whole, count=1)
    assert len({whole, older, edited}) == 3
    for number, (text, said) in enumerate([(whole, False), (older, False), (edited, True)]):
        (team / "p.jsonl").write_text(text, encoding="utf-8")
        ran = say(team, "apply", "p.jsonl", "-o", f"new{number}.csv")
        assert (ran.code, "p.jsonl was changed since it was made" in ran.err) == (0, said), ran.err


def test_a_plan_is_no_export(team: Path) -> None:
    (team / "export.csv").write_text(export("plain"), encoding="utf-8")
    say(team, "reassign", "export.csv", "-o", "p.jsonl", "--on", TODAY)
    ran = say(team, "reassign", "p.jsonl", "--on", TODAY)
    assert (ran.code, "p.jsonl is a plan, not an export" in ran.err, "leadcli apply p.jsonl" in ran.err) == (
        2,
        True,
        True,
    )


@given(st.text(max_size=8), st.text(max_size=8), st.text(max_size=8), st.text(max_size=8))
def test_a_line_of_a_plan_is_read_briefly_as_it_is_read_whole(own: str, new: str, rule: str, caller: str) -> None:
    line = {"action": "change", "caller": caller, "id": own, "new": new, "reason": {"text": caller, "args": []},
            "row": 1, "rule": rule, "was": caller}  # fmt: skip
    try:
        text = dump(line).encode()
    except UnicodeEncodeError:
        return
    assert brief(text) == (own, new, rule)
    if b"\\" not in dump([own, new, rule]).encode():  # then nothing of it is parsed
        with patch.object(json, "loads", side_effect=AssertionError):
            assert brief(text) == (own, new, rule)
    hostile = {**line, "caller": '"id": "x", "new": "y", "rule": "z"', "was": '"rule": "w"'}
    assert brief(dump(hostile).encode()) == (own, new, rule)


def test_a_new_text_is_quoted_like_the_old_one() -> None:
    assert as_before('"Дима"', "Ирина", ";") == '"Ирина"'
    assert as_before("Дима", "Ирина", ";") == "Ирина"
    assert as_before("Дима", "Ирина; Дима", ";") == '"Ирина; Дима"'
