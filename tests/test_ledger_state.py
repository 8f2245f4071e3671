"""What was decided today holds tomorrow: recorded rulings give clients, decisions bind, a batch is its rows one by one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli

STRANGERS = (
    "Кварц Медиа", "Ольвия Текс", "Брусника Софт", "Дельта Вижн", "Умка Трейд", "Янтарь Плюс Свет", "Клён Фото",
    "Вереск Аудит", "Бирюза Пласт", "Скопа Геодезия", "Ижица Пресс", "Кумкват", "Гранат Ключи", "Лотос Фитнес",
    "Пихта Дизайн", "Румб Навигация", "Эдельвейс Тур", "Фонтан Идей", "Цитрус Лаб", "Шафран Кухни", "Щегол Вет",
    "Юпитер Климат", "Яшма Ювелир", "Атлас Кожа", "Бекас Охота", "Вымпел Яхты", "Гардения", "Жасмин Спа", "Зенит Линзы",
    "Индиго Принт",
)  # fmt: skip


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """The sample workspace, nothing recorded."""
    folder = tmp_path / "team"
    folder.mkdir()
    shutil.copy(ROOT / "rules.yaml", folder)
    shutil.copytree(ROOT / "data", folder / "data")
    return folder


def say(folder: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=folder, language="en")


def ask(folder: Path, name: str, *words: str) -> dict[str, Any]:
    ran = say(folder, "who-owns", name, "--on", TODAY, *words, "--json")
    assert ran.code in (0, 1), ran.err
    found: dict[str, Any] = json.loads(ran.out)
    return found


def plan_of(folder: Path, rows: list[str], *words: str, header: str = "id,name,owner") -> list[dict[str, Any]]:
    """The lines of the plan of an export with these rows."""
    export = folder / "export.csv"
    export.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    ran = say(folder, "reassign", str(export), "--on", TODAY, "-o", str(folder / "plan.jsonl"), *words)
    assert ran.code == 0, ran.err
    return [json.loads(text) for text in (folder / "plan.jsonl").read_text(encoding="utf-8").splitlines()[1:]]


def test_thirty_calls_one_by_one_and_in_one_export_name_the_same_owners(team: Path) -> None:
    planned = plan_of(team, [f"{n},{name}," for n, name in enumerate(STRANGERS, 1)])
    asked = [ask(team, name, "--record") for name in STRANGERS]
    assert [line["new"] for line in planned] == [one["owner_id"] for one in asked]
    assert {one["verdict"] for one in asked} == {"settled"}
    got = [one["owner"] for one in asked]
    assert len(set(got)) == 8  # everybody in the office; Миша is on leave, Виктор has left
    assert max(map(got.count, got)) <= 5


def test_nobody_is_further_than_a_call_and_a_half_from_what_is_owed(team: Path) -> None:
    for name in STRANGERS:
        for share in ask(team, name, "--record")["shares"]:
            assert abs(share["balance"]) <= 1.5
