"""No exception reaches the user as such: a sentence, the remedy, exit code 2, and a file of details without data."""

from __future__ import annotations

import errno
import os
import re
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType

import pytest
from conftest import ROOT, TODAY, UTF8, Ran, run_leadcli

from leadcli.cli import command_words
from leadcli.cli.command_words import COMMANDS
from leadcli.domain.system_faults import WRITING, said_of
from leadcli.output.text.speech import Speech

PRIVATE = ("Петров Пётр", "+79051234567", "severmoloko", "ромашка")
posix = pytest.mark.skipif(os.name == "nt", reason="signals and closed streams of POSIX")


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[BaseException]:
    """A command, ``leadcli fail``, that raises what is put into the list; details go to a folder of their own."""
    raised: list[BaseException] = []

    def main(name: str = "", client_id: str = "") -> None:
        raise raised[0]

    module = ModuleType("leadcli.cli.fail.command")
    module.main = main  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(command_words, "COMMANDS", [*COMMANDS, "fail"])
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return raised


def failed(failing: list[BaseException], error: BaseException, *words: str, language: str = "en") -> Ran:
    failing[:] = [error]
    ran = run_leadcli("fail", *words, language=language)
    assert "Traceback" not in ran.err + ran.out
    return ran


CASES = {
    "unforeseen": (KeyError("severmoloko"), 2, "leadcli met what it is not prepared for; the details are in"),
    "nested": (RecursionError("too deep"), 2, "something is nested too deeply; the details are in"),
    "memory": (MemoryError(), 2, "the memory is not enough for this"),
    "interrupted": (KeyboardInterrupt(), 130, ""),
    "no file": (FileNotFoundError(errno.ENOENT, "x", "a.csv"), 2, "a.csv: there is no such file or folder"),
    "full disk": (OSError(errno.ENOSPC, "x"), 2, "the output: the disk is full"),
    "ledger": (sqlite3.DatabaseError("malformed"), 2, "leadcli log verify"),
    "bytes": (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), 2, "is not prepared for"),
    "no errno": (OSError("Петров Пётр"), 2, "is not prepared for"),
}


@pytest.mark.parametrize("case", CASES)
def test_every_error_ends_in_a_sentence_and_a_remedy(case: str, failing: list[BaseException]) -> None:
    error, code, said = CASES[case]
    ran = failed(failing, error)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    lines = ran.err.splitlines()
    assert code == 130 or (lines[0].startswith("leadcli: ") and len(lines) >= 2), "a sentence and a remedy"
    spoken = failed(failing, error, language="ru").err
    assert not re.search(r"leadcli met|nested|not enough|no such|disk is full|see whether|send the file", spoken)


def test_a_name_that_the_system_cannot_write_is_told(
    failing: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    half = UnicodeEncodeError("utf-8", "half\ud83d", 4, 5, "surrogates not allowed")
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "utf-8")
    told = ["leadcli: half\\ud83d: this system cannot write such letters (utf-8)", "  give it another name"]
    assert failed(failing, half).err.splitlines() == told
    error = UnicodeEncodeError("charmap", "план→.csv", 4, 5, "character maps to <undefined>")
    monkeypatch.setattr(sys, "getfilesystemencoding", lambda: "cp1251")
    ran = failed(failing, error)
    told = [
        "leadcli: план→.csv: this system cannot write such letters (cp1251)",
        "  give it another name, or work in UTF-8: LC_ALL=C.UTF-8",
    ]
    assert (ran.code, ran.err.splitlines()) == (2, told)
    assert "таких букв эта система не запишет" in failed(failing, error, language="ru").err


def test_the_details_hold_the_place_and_nothing_of_the_users(failing: list[BaseException]) -> None:
    cause = ValueError(f"{PRIVATE[0]} of {PRIVATE[3]} is not a number")
    error = KeyError(PRIVATE[2])
    error.__cause__ = cause
    ran = failed(failing, error, "--name", PRIVATE[0], f"--client-id={PRIVATE[1]}")
    [file] = map(Path, re.findall(r"details are in (\S+)", ran.err))
    text = file.read_text(encoding="utf-8")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 or os.name == "nt"
    assert "builtins.KeyError: 'xxxxxxxxxxx'" in text
    assert "test_last_handler.py" in text
    assert "raise raised[0]" in text, "the place"
    assert "builtins.ValueError" in text, "and of the error that was its cause"
    assert "command: ? --name ? --client-id\n" in text
    assert str(Path.home()) not in text
    for word in PRIVATE:
        assert word not in text + ran.err


def test_old_files_of_details_are_swept(failing: list[BaseException], tmp_path: Path) -> None:
    """Those of more than a month ago; what another program calls so stays."""
    old, fresh, other = (tmp_path / f"leadcli-{name}.txt" for name in ("aaaaaaaa", "bbbbbbbb", "cccccccc"))
    for path, text in ((old, "leadcli 0.1.0"), (fresh, "leadcli 0.1.0"), (other, "notes")):
        path.write_text(text, encoding="utf-8")
    for path in (old, other):
        os.utime(path, (time.time() - 40 * 86_400,) * 2)
    failed(failing, KeyError("x"))
    assert (old.exists(), fresh.exists(), other.exists()) == (False, True, True)


def test_where_no_file_can_be_written_the_place_is_told(
    failing: list[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "mkstemp", lambda **_: (_ for _ in ()).throw(OSError(errno.ENOSPC, "x")))
    place = r"details are in KeyError (?:leadcli/tests/)?test_last_handler\.py:\d+\n"
    assert re.search(place, failed(failing, KeyError("x")).err)


def test_each_refusal_of_the_system_has_its_words() -> None:
    """In every language, with the file, and never in the system's own words."""
    named = ["ENOENT", "EACCES", "EPERM", "EROFS", "ENOSPC", "EDQUOT", "EFBIG", "EISDIR", "ENOTDIR", "ENAMETOOLONG",
             "ELOOP", "EBUSY", "EMFILE", "EIO", "ETIMEDOUT", "EHOSTDOWN", "ENETUNREACH", "ESTALE", "EBADF"]  # fmt: skip
    for number in (getattr(errno, name) for name in named if hasattr(errno, name)):
        told = {}
        for language in ("en", "ru"):
            error = OSError(number, os.strerror(number), "folder/книга.xlsx")
            told[language] = [Speech(language).say(sentence) for sentence in said_of(error)]
            assert told[language][0].startswith("folder/книга.xlsx: ")
            assert len(told[language]) == 2 or number == errno.EBADF, "a remedy"
        assert not set(told["en"]) & set(told["ru"])
    half = OSError(errno.EACCES, "x", "folder/.книга.xlsx.abcd_123.part")
    assert Speech("en").say(said_of(half)[0]).startswith("folder/книга.xlsx: "), "the file that was to become"
    assert errno.ENOSPC in WRITING


def leadcli(*words: str, **how: object) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "LEADCLI_LANG": "en", "PYTHONPATH": str(ROOT)} | dict(how.pop("environment", {}))  # type: ignore[call-overload]
    command = [sys.executable, "-m", "leadcli", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, **how)  # type: ignore[call-overload,no-any-return]


QUESTION = ("who-owns", "Метсо Калуга", "--on", TODAY)


@posix
@pytest.mark.parametrize(
    ("how", "code", "said"),
    [
        (">&-", 2, "the output: it is closed"),
        ("> /dev/full", 2, "the output: the disk is full"),
        ("<&-", 0, ""),
        ("2>&-", 0, ""),
        ("2> /dev/full", 0, ""),
        ("--claim Нет 2> /dev/full", 2, ""),
        ("| true", 0, ""),
        ("--trace --explain | true", 0, ""),
    ],
)
def test_streams_that_are_closed_or_full(how: str, code: int, said: str) -> None:
    call = f"'{sys.executable}' -m leadcli {' '.join(map(repr, QUESTION))} {how}; exit ${{PIPESTATUS[0]}}"
    environment = {**os.environ, "LEADCLI_LANG": "en", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(["bash", "-c", call], cwd=ROOT, env=environment, capture_output=True, check=False)
    assert (ran.returncode, said in ran.stderr.decode()) == (code, True), ran.stderr.decode()
    assert b"Traceback" not in ran.stderr
    assert b"Exception" not in ran.stderr


@posix
def test_an_interrupted_batch_says_nothing_and_leaves_nothing(tmp_path: Path) -> None:
    words = ("match", "-", "-o", str(tmp_path / "out.csv"), "--workers", "2")
    running = leadcli(*words, start_new_session=True, stdin=subprocess.PIPE)
    assert running.stdin is not None
    running.stdin.write(("caller\n" + "Мется Калуга\n" * 13_000).encode())
    running.stdin.flush()
    end = time.monotonic() + 60
    while not list(tmp_path.glob(".out.csv*")) and time.monotonic() < end:
        time.sleep(0.05)
    time.sleep(0.5)
    os.killpg(running.pid, signal.SIGINT)  # while it waits for more rows
    running.wait(timeout=60)
    running.stdin.close()
    assert running.stderr is not None
    err = running.stderr.read()
    assert running.returncode == 130, err
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


@UTF8
@posix
def test_words_are_understood_where_python_takes_all_for_ascii(tmp_path: Path) -> None:
    """LC_ALL=C and UTF-8 mode forbidden: a caller in Russian was a stranger."""
    given = {"PYTHONUTF8": "0", "LC_ALL": "C"}
    said = [leadcli(*QUESTION, environment=e, stdout=subprocess.PIPE).communicate(timeout=60)[0] for e in (given, {})]
    assert said[0] == said[1] != b""
    table, answers = tmp_path / "звонки.csv", tmp_path / "ответы.csv"
    table.write_text("caller\nМется Калуга\n", encoding="utf-8")
    assert leadcli("match", str(table), "-o", str(answers), environment=given).wait(timeout=60) in (0, 1)
    assert "Мется" in answers.read_text(encoding="utf-8-sig")


IDLE_WORKERS = """
import time
from leadcli.run.processes import spread

def parts():
    yield from range(8)
    time.sleep(0.3)
    print("idle", flush=True)
    time.sleep(60)

try:
    list(spread(parts(), abs, print, (), 2))
except KeyboardInterrupt:
    raise SystemExit(130)
"""


@posix
def test_workers_that_wait_are_interrupted_without_a_word() -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", IDLE_WORKERS], start_new_session=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert running.stdout is not None
    assert "idle" in map(str.strip, running.stdout), running.stderr and running.stderr.read()
    os.killpg(running.pid, signal.SIGINT)
    _, err = running.communicate(timeout=60)
    assert (running.returncode, err) == (130, "")


@UTF8
@pytest.mark.parametrize("encoding", ["cp1251", "ascii"])
def test_an_encoding_that_lacks_letters_stops_nothing(encoding: str) -> None:
    """The encoding of a console is given by PYTHONIOENCODING where there is none."""
    given = {"PYTHONIOENCODING": encoding, "LEADCLI_LANG": "ru", "LC_ALL": "C"}
    for words in (QUESTION, (*QUESTION, "--json"), ("policy", "show", "нет")):
        ran = leadcli(*words, environment=given, stdout=subprocess.PIPE)
        out, err = ran.communicate()
        assert ran.returncode in (0, 2), err
        assert b"Traceback" not in err
        assert "Ирина" in out.decode(encoding) or encoding == "ascii" or ran.returncode == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there are no devices")
def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    (tmp_path / "callers.csv").write_text("caller\nМется\n", encoding="utf-8")
    os.mkfifo(tmp_path / "pipe.csv")
    for target in ("/dev/full", "pipe.csv"):
        ran = run_leadcli("match", "callers.csv", "-o", target, "--force", folder=tmp_path, language="en")
        assert (ran.code, "is a device, not a file" in ran.err) == (2, True), ran.err
    assert (tmp_path / "pipe.csv").is_fifo()
