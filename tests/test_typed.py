"""Commands that are printed to be copied: words as the shells of the system take them."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest
from conftest import run_leadcli
from hypothesis import given
from hypothesis import strategies as st

from leadcli.output.text.safe import typed, typed_line

WINDOWS = (
    (r"C:\Users\\anna\\team", r"C:\Users\\anna\\team"), (r"C:\my team", r'"C:\my team"'), ("план.jsonl", "план.jsonl"),
    ("a&b", '"a&b"'), ("it's", '"it\'s"'), ('--owner=О"Н=Анна', '"--owner=О\\"Н=Анна"'), ("", '""'),
)  # fmt: skip
OTHERS = (
    ("/home/anna/team", "/home/anna/team"), ("my team", '"my team"'), ("план.jsonl", "план.jsonl"), ("a&b", '"a&b"'),
    ("it's", '"it\'s"'), ("$HOME", "'$HOME'"), ("", '""'),
)  # fmt: skip


@pytest.mark.parametrize(("platform", "cases"), [("win32", WINDOWS), ("linux", OTHERS)])
def test_a_word_as_it_is_typed(
    platform: str, cases: tuple[tuple[str, str], ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert [typed(word) for word, _ in cases] == [written for _, written in cases]


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=8), min_size=1, max_size=4))
def test_a_shell_reads_what_was_meant(words: list[str]) -> None:
    assert shlex.split(typed_line(words)) == words


def test_no_command_prints_what_cmd_does_not_take(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "my export.csv").write_text("Компания;Ответственный\nЛента;Анна\n", encoding="utf-8")
    ran = run_leadcli("init", "my team", "--from", "my export.csv", "--yes", folder=tmp_path)
    assert 'cd "my team"' in ran.out
    monkeypatch.setattr(sys, "platform", "win32")
    (tmp_path / "newer.csv").write_text("Компания;Ответственный\nЛента;Анна\nМаяк;Анна\n", encoding="utf-8")
    words = ("import", "newer.csv", "--as", "my export.csv", "--workspace", "my team")
    assert 'leadcli import newer.csv "--as=my export.csv" --apply' in run_leadcli(*words, folder=tmp_path).err
