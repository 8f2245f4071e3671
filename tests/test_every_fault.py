"""Every command, whatever it writes or reads, while calls of the system fail, rights are taken, files may not grow.

The commands are found by themselves: of each all calls about files of the workspace are counted, then some of them fail
(LEADCLI_FAULTS=all: each of them). It ends in words, no file of the user's is changed or lost, and the ledger is whole.
"""

from __future__ import annotations

import errno
import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import CUT_SHORT, ROOT, TODAY, Ran, few_cards, run_leadcli
from faults import Faults, no_space

from leadcli.cli.command_words import COMMANDS

EXPORT = "ID;Название компании;Ответственный\n1;Заря Востока;\n2;Пасека Липа;\n3;Мется Калуга;Борис\n"
POINTS = 10_000 if os.environ.get("LEADCLI_FAULTS") == "all" else 3
CALLS = {
    "who-owns": f"who-owns Метсо-Калуга --on {TODAY} --record", "match": "match callers.csv -o out.csv --workers 1",
    "calibrate": "calibrate labelled.csv",
    "reassign": f"reassign export.csv --on {TODAY} -o out.jsonl --report out.html",
    "apply": "apply plan.jsonl -o out.csv", "undo": "undo 1 new.csv -o out.csv", "schema": "schema --write",
    "init": "init out --from export.csv --yes", "decide": "decide 2 --owner Анна --why так", "confirm": "confirm 3 no",
    "discover": "discover --write", "policy new": "policy new mine -o out.yaml",
    "policy infer": f"policy infer --day {TODAY}",
    "policy compare": f"policy compare house even --day {TODAY} --format html -o out.html",
    "policy check": "policy check house", "policy show": "policy show", "log export": "log export -o out.jsonl",
    "log import": "log import taken.jsonl", "log forget": "log forget 2", "log revert": "log revert 2 --why так",
    "log show": "log show 2", "log repair": "log repair",
}  # fmt: skip
MAY_CHANGE = re.compile(
    r"^(ledger\.sqlite.*|out\b.*|\.leadcli.*|schema/.*|matching\.yaml|data/(links|aliases)\.csv|tests\.yaml|\..*)"
)


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    team = few_cards(tmp_path_factory.mktemp("ready"))
    shutil.copy(ROOT / "tests.yaml", team)
    (team / "export.csv").write_text(EXPORT, encoding="utf-8")
    (team / "callers.csv").write_text("caller\nМется Калуга\nЗаря\n", encoding="utf-8")
    rows = "".join(f"Фирма {n},,\n" for n in range(25))
    (team / "labelled.csv").write_text(f"caller,client_id,group_id\n{rows}", encoding="utf-8")
    for words in (
        f"reassign export.csv -o plan.jsonl --on {TODAY}", "apply plan.jsonl -o new.csv",
        f"who-owns Заря --record --on {TODAY}", f"who-owns Метсо --record --on {TODAY}", "log export -o taken.jsonl",
    ):  # fmt: skip
        assert run_leadcli(*words.split(), folder=team).code in (0, 1), words
    return team


def files(team: Path) -> dict[str, bytes]:
    found = {path.relative_to(team).as_posix(): path for path in sorted(team.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if not MAY_CHANGE.match(name)}


def sound(team: Path, before: dict[str, bytes], told: str, where: str) -> None:
    for fault in ("Traceback", "is not prepared for", "nested too deeply"):
        assert fault not in told, f"{where}: {told}"
    now = files(team)
    assert {name: now.get(name) for name in before} == before, f"{where}: a file was changed"
    assert not list(team.rglob("*.part")), f"{where}: something half was left"
    if list(team.glob("ledger.sqlite")):
        ran = run_leadcli("log", "verify", folder=team, language="en")
        assert ran.code == 0, f"{where}: {ran.out}{ran.err}"


@pytest.mark.parametrize("words", COMMANDS)
def test_a_call_of_the_system_that_fails_ends_in_words(words: str, ready: Path, tmp_path: Path) -> None:
    call = CALLS.get(words, words).split()
    team = tmp_path / "team"
    shutil.copytree(ready, team)
    counted = Faults(team)
    with counted.armed():
        run_leadcli(*call, folder=team)
    points = range(1, counted.count + 1)
    before = files(ready)
    for at in points if len(points) <= POINTS else [points[len(points) * k // POINTS] for k in range(POINTS)]:
        for happens in (no_space, denied)[: 1 + (POINTS > 100)]:
            shutil.rmtree(team)
            shutil.copytree(ready, team)
            with Faults(team, at, happens).armed():
                ran = run_leadcli(*call, folder=team, language="en")
            assert ran.code in (0, 1, 2), f"{words}, call {at}"
            sound(team, before, ran.out + ran.err, f"{words}, call {at} of {len(points)}")


def denied() -> None:
    """Somebody took the rights away."""
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), "a file")


def small() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300))


def as_process(team: Path, words: list[str], before: Callable[[], None]) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LEADCLI_LANG": "en", "HOME": str(team)}
    environment |= CUT_SHORT if before is small else {}
    command = [sys.executable, "-m", "leadcli", *words]
    return subprocess.run(
        command, cwd=team, env=environment, preexec_fn=before, capture_output=True, encoding="utf-8", check=False
    )


WRITING = ("match", "reassign", "log export", "policy compare", "apply")


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
@pytest.mark.parametrize("words", WRITING)
def test_files_that_may_not_grow(words: str, ready: Path, tmp_path: Path) -> None:
    """A quota, as it is told by the system: no more than 300 bytes a file."""
    team = tmp_path / "team"
    shutil.copytree(ready, team)
    before = files(team)
    ran = as_process(team, CALLS[words].split(), small)
    assert ran.returncode == 2, ran.stderr
    assert "larger than the system allows" in ran.stderr or "ledger" in ran.stderr
    assert not list(team.glob("out*")), "whole or not there"
    sound(team, before, ran.stdout + ran.stderr, words)


# Bytes that are left free on a disk of 1 MB; LEADCLI_FAULTS=all: each of them.
FREE = (0, 4096, 20_480, 49_152, 131_072, 262_144)
NEED_ROOM = (
    "who-owns", "match", "reassign", "apply", "undo", "init", "decide", "confirm", "discover", "policy new",
    "log export", "log import", "log forget", "log revert", "log repair", "schema",
)  # fmt: skip


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A disk of 1 MB."""
    with tempfile.TemporaryDirectory(prefix="leadcli-small-") as folder:
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], check=False).returncode:
            pytest.skip("a disk may not be mounted here")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


@pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="only root may mount a disk")
@pytest.mark.parametrize("free", FREE if POINTS > 100 else FREE[2:3])
def test_a_disk_that_is_full(free: int, ready: Path, small_disk: Path) -> None:
    refused = []
    for words in NEED_ROOM:
        team = small_disk / "team"
        shutil.copytree(ready, team)
        if words == "log import":
            (team / "ledger.sqlite").unlink()
        before = files(team)
        with suppress(OSError), (small_disk / "filler").open("wb", buffering=0) as filler:
            while True:
                filler.write(bytes(4096))
        os.truncate(small_disk / "filler", max(0, (small_disk / "filler").stat().st_size - free))
        ran = run_leadcli(*CALLS.get(words, words).split(), folder=team, language="en")
        assert ran.code in (0, 1, 2), words
        assert ran.err or ran.code != 2, words
        refused += [words] * (ran.code == 2)
        now = files(team)
        assert {name: now.get(name) for name in before} == before, f"{words}: a file was changed"
        assert not list(team.rglob("*.part")), f"{words}: something half was left"
        for left in team.glob("out*"):
            assert ran.code != 2, f"{words}: it was refused, and {left.name} is there"
        (small_disk / "filler").unlink()
        for fault in ("Traceback", "is not prepared for"):
            assert fault not in ran.out + ran.err, f"{words}: {ran.err}"
        if (ledger := team / "ledger.sqlite").exists() and ledger.stat().st_size:
            assert run_leadcli("log", "verify", folder=team).code == 0, words
        again = run_leadcli(*CALLS.get(words, words).split(), folder=team, language="en")
        assert ran.code != 2 or again.code in (0, 1), f"{words}: with room it works: {again.err}"
        shutil.rmtree(team)
    assert len(refused) > 5 or free > 100_000, refused


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root may become another user")
@pytest.mark.parametrize("words", COMMANDS)
def test_who_may_read_and_not_write(words: str, ready: Path) -> None:
    """Another user than the one whose folder it is: what can be answered is, what cannot be written is told."""
    call = CALLS.get(words, words).split()
    with tempfile.TemporaryDirectory(prefix="leadcli-readable-") as folder:
        once, team = Path(folder, "once"), Path(folder, "team")
        shutil.copytree(ready, once)
        # Whatever is imported and read once is: the other user may not read the interpreter.
        run_leadcli(*call, folder=once, language="en")
        shutil.rmtree(once)
        shutil.copytree(ready, team)
        for path in (Path(folder), team, *team.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        before = files(team)
        ran = as_nobody(lambda: run_leadcli(*call, folder=team, language="en"))
        assert ran.code in (0, 1, 2), ran.err
        sound(team, before, ran.out + ran.err, words)
        if words in (*WRITING, "who-owns"):
            assert ran.code == 2, ran.out
            assert re.search("access is denied|readonly|cannot be written|not recorded|unable to open", ran.err), (
                ran.err
            )
        if words == "who-owns":
            assert "Ирина" in ran.out, "the answer is there all the same"


def as_nobody(call: Callable[[], Ran]) -> Ran:
    """What a call gives to a user without rights, in a process of its own."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            os.chdir("/")  # the other user may not enter where the tests run
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
            ran = call()
            os.write(write, json.dumps([ran.code, ran.out[:20_000], ran.err[:20_000]]).encode())
        except BaseException as error:
            os.write(write, json.dumps([-1, "", f"Traceback {error!r}"]).encode())
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as told:
        found = told.read()
    os.waitpid(child, 0)
    return Ran(*json.loads(found))
