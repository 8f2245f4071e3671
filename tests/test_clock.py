"""A clock that was set back: it is said, nothing ends in a traceback, and the order of the ledger stays."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from conftest import ROOT, Ran, run_leadcli

from leadcli.api import parameters
from leadcli.api.answering import changes
from leadcli.ledger import recording
from leadcli.ledger.recording import open_ledger

BEHIND = "the computer's clock says 20"
EXPORT = "ID;Название компании;Ответственный\n1;Заря Востока;\n2;Пасека Липа;\n3;Мется Калуга;Борис\n"


def say(team: Path, words: str) -> Ran:
    return run_leadcli(*words.split(), folder=team, language="en", width=160)


def set_clock(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    """The computer's clock shows another day."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]
            return datetime.now(tz) + timedelta(days=days)  # type: ignore[arg-type]

        @classmethod
        def today(cls) -> datetime:  # type: ignore[override]
            return datetime.now(UTC).date() + timedelta(days=days)  # type: ignore[return-value]

    monkeypatch.setattr(parameters, "date", Clock)
    for module in (parameters, changes, recording):
        monkeypatch.setattr(module, "datetime", Clock)


def test_a_clock_that_was_set_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    (tmp_path / "export.csv").write_text(EXPORT, encoding="utf-8")
    for words in (
        "who-owns Кварц --record", "who-owns Ольвия --record", "decide 1 --owner Дима --why так",
        "reassign export.csv -o p.jsonl", "apply p.jsonl -o new.csv",
    ):  # fmt: skip
        ran = say(tmp_path, words)
        assert (ran.code, BEHIND in ran.err) in ((0, False), (1, False)), ran.err
    set_clock(monkeypatch, -400)
    for words in (
        "who-owns Кварц", "who-owns Умка --record", "decide 2 --owner Анна --why так", "log list", "log shares",
        "log drift", "log replay", "log verify", "log revert 3 --why так", "undo 4 new.csv -o old.csv", "log forget 2",
        "reassign export.csv -o q.jsonl", "apply q.jsonl -o newer.csv", "log export -o moved.jsonl",
    ):  # fmt: skip
        ran = say(tmp_path, words)
        assert ran.code in (0, 1), f"{words}: {ran.err}"
        assert ran.err.count(BEHIND) == 1, f"{words}: told once: {ran.err}"
    with open_ledger(tmp_path) as ledger:
        found = sorted(ledger.select({}), key=lambda entry: entry.seq)
        assert [entry.seq for entry in found] == list(range(1, ledger.head()[0] + 1)), "none is lost, none twice"
        assert max(entry.at for entry in found[:4]) > found[-1].at
        assert ledger.verify(True)[1] is None
    set_clock(monkeypatch, 1)
    assert BEHIND not in say(tmp_path, "log list").err
