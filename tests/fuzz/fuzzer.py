"""A mutation fuzzer over files and words, through the command line and, for numbers, past it.

    python tests/fuzz/fuzzer.py --inputs 100000 [--fast SHARE] [--forks SHARE] [--seconds N] [--seed N] [--keep FOLDER]

A run takes a seed of the table below or of the corpus, breaks it, and gives it to the commands that read such a file.
An input is a find where it ends otherwise than by an exit code of the contract and a sentence: an exception that only
the last handler ends, a signal, more seconds than any file of its size may take. Inputs that make leadcli say what none
before did are kept and broken further; with ``--keep`` they stay for the next run, and finds are written there too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import sys
import tempfile
import time
import traceback
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from conftest import ROOT, TODAY, run_leadcli  # noqa: E402
from test_every_reader import HEADER, WRITERS  # noqa: E402

SLOW = 20.0  # seconds of the processor for an input of a few kB
BY_DAY = ("--on", TODAY)
# What is broken: the file, and the commands that read it, in turn.
READERS: dict[str, list[tuple[str, ...]]] = {
    "data/clients.csv": [("data", "check"), ("who-owns", "Мется Калуга", *BY_DAY)],
    "data/groups.yaml": [("data", "check"), ("who-owns", "Мется Калуга", *BY_DAY, "--json"), ("discover", "--json")],
    "data/managers.yaml": [("data", "check", "--json"), ("who-owns", "Заря", *BY_DAY, "--trace")],
    "data/links.csv": [("data", "check"), ("who-owns", "Мется", *BY_DAY)],
    "rules.yaml": [("policy", "check"), ("policy", "show"), ("who-owns", "Мется Калуга", *BY_DAY)],
    "tests.yaml": [("policy", "test"), ("data", "check")],
    "matching.yaml": [("data", "check"), ("who-owns", "Мется", *BY_DAY)],
    "owners.yaml": [("data", "check"), ("reassign", "export.csv", "-o", "out.jsonl", *BY_DAY)],
    "leadcli.yaml": [("data", "check"), ("who-owns", "Мется", *BY_DAY)],
    "labelled.csv": [("match", "labelled.csv", "--score"), ("calibrate", "labelled.csv", "--dry-run")],
    "callers.csv": [("match", "callers.csv", "--json"), ("match", "callers.csv", "--format", "csv")],
    "plan.jsonl": [("apply", "plan.jsonl", "-o", "out.csv")],
    "ledger.sqlite": [
        ("log", "list"), ("log", "show", "1"), ("log", "verify"), ("log", "replay"), ("log", "export"),
        ("log", "shares"), ("log", "drift"), ("who-owns", "Мется Калуга", *BY_DAY),
        ("undo", "3", "new.csv", "-o", "out.csv"),
    ],
    "taken.jsonl": [("log", "import", "taken.jsonl")],
    ".leadcli/directory.tables": [("who-owns", "Мется Калуга", *BY_DAY)],
    **{f"export{suffix}": [("reassign", f"export{suffix}", "-o", "out.jsonl", *BY_DAY), ("match", f"export{suffix}"),
                           ("discover", f"export{suffix}")] for suffix in WRITERS},
}  # fmt: skip
ROWS = [HEADER, ["C-1", "Мется Калуга", "Дима"], ["C-2", "Заря Востока", ""], ["C-3", "ООО «Ромашка»", "#N/A"]]
ODD = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b"'", b"`", b"\r", b"\n\n", b"\t", b"|", b";", b",", b"=1+1", b"-", b"&a ",
    b"*a", b"<<: ", b"{", b"}", b"[", b"]" , b"null", b"true", b"NaN", b"-1", b"1e999", b"99999999999999999999999",
    b"\\ud800", b"\\u0000", "\u202e".encode(), "\ufeff".encode(), "٣".encode(), "²".encode(), "İ".encode(), b"[" * 3000,
    b"{\"a\":" * 1500, b"9" * 5000, b"a" * 70_000, b"2026-02-30", b"0001-01-01", b"9999-12-31", b"24:00", b"inf",
    b"../../etc/passwd", b"C:\\con", b"&#0;", b"<!DOCTYPE a [<!ENTITY b \"c\">]>", b"%s%n",
    b"{0.__class__}", b"{", b"!!python/x ",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, float("nan"), "", "x", "\ud800", [], {}, [[]], {"a": None}, "я" * 9000,
)  # fmt: skip


@dataclass
class Find:
    """What should not have been: its kind (one find of a kind is kept), the file and the call."""

    kind: str
    file: str
    call: tuple[str, ...]
    data: bytes
    told: str


@dataclass
class Report:
    """What was run, and what was found."""

    inputs: Counter[str] = field(default_factory=Counter)
    ends: Counter[int] = field(default_factory=Counter)
    finds: dict[str, Find] = field(default_factory=dict)
    corpus: int = 0


# --- breaking --------------------------------------------------------------------------------------------------------
def broken(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Some bytes, broken in one to four places; ``other`` may lend some."""
    if data[:4] == b"PK\x03\x04" and chance.random() < 0.8:
        return _broken_archive(data, other, chance)
    if data[:1] == b"{" and chance.random() < 0.5:
        return _broken_json(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(_WAYS)(data, other, chance)
    return data[:2_000_000]


def _flipped(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if data else b"\0"


def _with_odd(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(ODD) + data[at + chance.choice((0, 0, 1, 4)) :]


def _cut(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 2, 8, 40, 300, len(data))) :]


def _spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, start = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return data[:at] + other[start : start + chance.choice((4, 30, 400))] + data[at:]


def _lines(data: bytes, _: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(5)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(to, lines[at])
    elif way == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif way == 3:
        lines[at] = b"  " * chance.randrange(4) + lines[at].lstrip()
    else:
        lines[at : at + 1] = [lines[at]] * chance.choice((2, 50, 900))
    return b"\n".join(lines)


def _worded(data: bytes, _: bytes, chance: random.Random) -> bytes:
    """A word in place of another, or of something odd."""
    words = list(re.finditer(rb"[^\s,;:|\"{}\[\]]+", data[:20_000]))
    if not words:
        return data
    found, lent = chance.choice(words), chance.choice([*(w[0] for w in words[:400]), *ODD])
    return data[: found.start()] + lent + data[found.end() :]


_WAYS = (_flipped, _with_odd, _cut, _spliced, _lines, _worded, _worded)


def _broken_archive(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A part of an archive broken, and packed again."""
    out = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(data)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            names = book.namelist()
            hit = chance.choice(names)
            for name in names:
                part = book.read(name)
                if name != hit:
                    made.writestr(name, part)
                elif chance.random() < 0.9:
                    made.writestr(name, _some(part, other, chance))
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError):
        return _flipped(data, other, chance)
    return out.getvalue()


def _some(data: bytes, other: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 3))):
        data = chance.choice(_WAYS)(data, other, chance)
    return data


def _broken_json(data: bytes, chance: random.Random) -> bytes:
    """A value of one of the objects in JSON lines in place of which something else stands, or nothing."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        whole = json.loads(lines[at])
    except (ValueError, RecursionError):
        return _flipped(data, b"", chance)
    here = whole
    for _ in range(12):
        keys = list(here) if isinstance(here, dict) else list(range(len(here))) if isinstance(here, list) else []
        if not keys:
            break
        key = chance.choice(keys)
        if isinstance(here[key], dict | list) and here[key] and chance.random() < 0.75:
            here = here[key]
        elif chance.random() < 0.2:
            del here[key]
            break
        else:
            here[key] = chance.choice(VALUES)
            break
    else:
        whole = chance.choice(VALUES)
    lines[at] = json.dumps(whole, ensure_ascii=chance.random() < 0.9).encode("utf-8", "surrogatepass")
    return b"\n".join(lines)


# --- the workspace that is broken ------------------------------------------------------------------------------------
def workspace(team: Path) -> None:
    """A workspace with everything that is read: exports of every format, a plan, a ledger with a batch, a directory."""
    shutil.copytree(ROOT / "data", team / "data")
    for name in ("rules.yaml", "tests.yaml"):
        shutil.copy(ROOT / name, team)
    for suffix, make in WRITERS.items():
        (team / f"export{suffix}").write_bytes(make(ROWS))
    (team / "data" / "links.csv").write_text("client,other,answer\ns01,s02,yes\n", encoding="utf-8")
    labelled = "".join(f"Мется {n},Москва,,metsa\nФирма {n},,,\n" for n in range(15))
    (team / "labelled.csv").write_text(f"caller,city,client_id,group_id\n{labelled}", encoding="utf-8")
    (team / "callers.csv").write_text(
        "id,caller,city,country,inn,phone,email,website\n"
        "1,Мется Калуга,Калуга,RU,7707083893,+7 905 123-45-67,a@metsa.ru,metsa.ru\n"
        '2,"ООО ""Ромашка""",,,,,,\n', encoding="utf-8"
    )  # fmt: skip
    (team / "matching.yaml").write_text("accept: 0.8\nconfirm: 0.2\nnear: 0.1\n", encoding="utf-8")
    (team / "owners.yaml").write_text("Дмитрий: Дима\n", encoding="utf-8")
    (team / "leadcli.yaml").write_text(
        "sources: {clients: {file: data/clients.csv, columns: {name: name}}}\n", encoding="utf-8"
    )
    for name in ("matching.yaml", "owners.yaml", "leadcli.yaml"):
        (team / name).rename(team / f"{name}.seed")
    calls = (
        ("who-owns", "Метсо Калуга", "--record", *BY_DAY),
        ("who-owns", "Заря", "--phone", "+79051234567", "--record", *BY_DAY),
        ("reassign", "export.csv", "-o", "plan.jsonl", *BY_DAY), ("apply", "plan.jsonl", "-o", "new.csv"),
        ("log", "export", "-o", "taken.jsonl"),
    )  # fmt: skip
    for words in calls:
        ran = run_leadcli(*words, folder=team)
        assert ran.code in (0, 1), ran.err
    with compiling():
        run_leadcli("who-owns", "Мется", *BY_DAY, folder=team)


@contextmanager
def compiling(wanted: bool = True) -> Iterator[None]:
    """Within it a directory is compiled of the smallest tables too."""
    from leadcli.workspace import opening

    kept = opening.LARGE
    opening.LARGE = 0 if wanted else kept
    try:
        yield
    finally:
        opening.LARGE = kept


def seeds_of(team: Path, file: str) -> list[bytes]:
    """What a file holds to begin with, and what is kept of it in the repository."""
    name = Path(file).name
    found = [path.read_bytes() for path in sorted((HERE / "seeds").glob(f"{name}*"))]
    compiled = team.glob(".leadcli/directory-*.tables") if file.endswith(".tables") else ()
    for path in (team / file, team / f"{file}.seed", *compiled):
        if path.is_file():
            found.append(path.read_bytes())
    return found


class Run:
    """One run of the fuzzer."""

    def __init__(self, seed: int, keep: Path | None = None, files: Any = None) -> None:
        self.chance, self.keep, self.report = random.Random(seed), keep, Report()
        memory = "/dev/shm" if Path("/dev/shm").is_dir() else None
        self.room = Path(tempfile.mkdtemp(prefix="leadcli-fuzz-", dir=memory))
        self.team = self.room / "team"
        workspace(self.team)
        self.files = [file for file in READERS if files is None or file in files]
        self.corpus = {file: seeds_of(self.team, file) for file in self.files}
        self.whole = {path: path.read_bytes() for path in self.team.rglob("*") if path.is_file()}
        self.known: set[tuple[Any, ...]] = set()
        if keep is not None:
            keep.mkdir(exist_ok=True, parents=True)
            for file in self.files:
                self.corpus[file] += [p.read_bytes() for p in sorted(keep.glob(f"corpus-{Path(file).name}-*"))]
        self.ask = _asker(self.team)
        tempfile.tempdir = str(self.room)

    def close(self) -> None:
        tempfile.tempdir = None
        shutil.rmtree(self.room, ignore_errors=True)

    # --- an input through the command line ---
    def through(self, forked: bool = False) -> None:
        file = self.chance.choice(self.files)
        pool = self.corpus[file]
        data = broken(self.chance.choice(pool), self.chance.choice(pool), self.chance)
        call = self.chance.choice(READERS[file])
        code, said, told = self.called(file, call, data, forked)
        self.report.inputs["processes" if forked else "command line"] += 1
        self.report.ends[code] += 1
        if told:
            self.find(told, file, call, data)
        mark = (file, call[:2], code, re.sub(r"[\d«».:]+|'[^']*'|\"[^\"]*\"", "", said)[:160])
        if mark not in self.known and len(data) < 200_000:
            self.known.add(mark)
            pool.append(data)
            self.report.corpus += 1
            if self.keep is not None:
                name = f"corpus-{Path(file).name}-{zlib.crc32(data):08x}"
                (self.keep / name).write_bytes(data)

    def called(self, file: str, call: tuple[str, ...], data: bytes, forked: bool) -> tuple[int, str, str]:
        """Exit code, what was said, and what should not be: "" if nothing."""
        path = self.team / file
        if file.endswith(".tables"):
            [path] = list(self.team.glob(".leadcli/directory-*.tables"))
        path.write_bytes(data)
        begun = time.process_time()
        try:
            with compiling(file.endswith(".tables")):
                code, said, told = (_forked if forked else _here)(call, self.team)
        finally:
            self.restore()
        if not told and not forked and time.process_time() - begun > SLOW:
            told = f"slow {call[0]} {file}"
        return code, said, told

    def restore(self) -> None:
        for path in list(self.team.rglob("*")):
            if path.is_file() and path not in self.whole:
                path.unlink()
        for path, data in self.whole.items():
            if not path.exists() or path.stat().st_size != len(data) or path.read_bytes() != data:
                path.parent.mkdir(exist_ok=True, parents=True)
                path.write_bytes(data)

    # --- past the command line, for numbers ---
    def fast(self) -> None:
        kind, made, check = self.chance.choice(self.ask)
        text = made(self.chance)
        self.report.inputs[kind] += 1
        try:
            check(text)
        except Exception as error:
            self.find(_place(error), kind, (), repr(text).encode("utf-8", "backslashreplace"))

    def find(self, kind: str, file: str, call: tuple[str, ...], data: bytes) -> None:
        first = kind.splitlines()[0][:150]
        if first in self.report.finds:
            return
        found = self.report.finds[first] = Find(first, file, call, data, kind)
        print(f"FIND {first}: {file}: {' '.join(call)}", file=sys.stderr, flush=True)
        if self.keep is not None:
            name = self.keep / f"find-{zlib.crc32(first.encode()):08x}"
            name.with_suffix(".bin").write_bytes(data)
            told = f"{found.file}\n{call}\n{found.told}\n"
            name.with_suffix(".txt").write_text(told, encoding="utf-8", errors="replace")


def _place(error: BaseException) -> str:
    """The kind of an error and the last place of leadcli in its stack: what makes two finds one."""
    places = traceback.extract_tb(error.__traceback__)
    own = [f for f in places if "leadcli/" in f.filename and "tests" not in f.filename]
    where = f"{Path(own[-1].filename).name}:{own[-1].name}" if own else "?"
    return f"{type(error).__name__} {where}\n{''.join(traceback.format_exception(error))}"


def _here(call: tuple[str, ...], team: Path) -> tuple[int, str, str]:
    """A call in this process; what only the last handler would end is what should not be."""
    from leadcli.run import last_handler

    unforeseen: list[str] = []
    real = last_handler._kept

    def noted(error: Exception) -> str:
        unforeseen.append(_place(error))
        return "-"

    last_handler._kept = noted
    try:
        ran = run_leadcli(*call, folder=team, language="en")
    except Exception as error:
        return -1, "", _place(error)
    finally:
        last_handler._kept = real
    if "the memory is not enough" in ran.err:
        unforeseen.append(f"MemoryError {call[0]}")
    if ran.code not in (0, 1, 2) and not unforeseen:
        unforeseen.append(f"exit code {ran.code} {call[0]}")
    return ran.code, ran.err or ran.out[:160], (unforeseen or [""])[0]


def _forked(call: tuple[str, ...], team: Path) -> tuple[int, str, str]:
    """A call as a process of its own, forked of this one, through the very end that the installed command has."""
    told, errors = team.parent / "out", team.parent / "err"
    child = os.fork()
    if not child:
        for number, path in ((1, told), (2, errors)):
            os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8") for number in (1, 2))
        os.chdir(team)
        os.environ |= {"LEADCLI_LANG": "ru", "COLUMNS": "80"}
        sys.argv = ["leadcli", *call]
        try:
            from leadcli.cli import run

            run()
        finally:
            os._exit(70)
    end = time.monotonic() + 120
    while True:
        done, status = os.waitpid(child, os.WNOHANG)
        if done or time.monotonic() > end:
            break
        time.sleep(0.002)
    if not done:
        os.kill(child, 9)
        os.waitpid(child, 0)
        return -9, "", f"hangs {call[0]}"
    code, said = os.waitstatus_to_exitcode(status), errors.read_text(encoding="utf-8", errors="replace")
    sound = code in (0, 1, 2) and not any(
        words in said for words in ("Traceback", "не готова", "вложенность", "panicked")
    )
    return code, said, "" if sound else f"process {code} {call[0]} {call[1]}\n{said}"


# --- inputs past the command line ------------------------------------------------------------------------------------
LETTERS = "абвгеимностьюяАБМТЁё «»\"'-.,/\\|№0123456789abcesxyzMO@+()&\0\t\n\r\x1b\u202e\ufeff\ud800İıßﬁ٣²漢字😀\u0301"
Fast = tuple[str, Callable[[random.Random], Any], Callable[[Any], object]]


def _asker(team: Path) -> list[Fast]:
    from leadcli.api.workspace import Workspace
    from leadcli.assignment.plan_file import PlanError, brief, read_plan
    from leadcli.domain.messages import Refusal
    from leadcli.fields.table import CALLER
    from leadcli.io.exports import fitted, form_of, rows
    from leadcli.io.json_lines import read_list, read_objects
    from leadcli.io.table_formats import Given
    from leadcli.io.tables import read_tree
    from leadcli.names.parsing import parse

    opened = Workspace.open(team, lang="ru")
    names = [client.name for client in opened.book.clients.values()]
    fields = [name for name in CALLER if name != "name"]
    plan = (team / "plan.jsonl").read_bytes()
    lines = plan.splitlines(keepends=True)
    table = (team / "callers.csv").read_bytes()
    rules = (team / "rules.yaml").read_bytes()
    objects = (team / "export.jsonl").read_text(encoding="utf-8")

    def text(chance: random.Random) -> str:
        whole = chance.choice(names) if chance.random() < 0.7 else ""
        for _ in range(chance.choice((0, 1, 1, 2, 5, 30))):
            at = chance.randrange(len(whole) + 1)
            whole = whole[:at] + chance.choice(LETTERS) + whole[at + chance.choice((0, 0, 1, 3)) :]
        return whole * chance.choice((1, 1, 1, 1, 1, 1, 40))

    def question(chance: random.Random) -> dict[str, str]:
        asked = {"name": text(chance)}
        for name in chance.sample(fields, chance.choice((0, 0, 1, 3))):
            asked[name] = text(chance)
        return asked

    def asked(given: dict[str, str]) -> None:
        with suppress(Refusal):
            opened.who_owns(on=TODAY, **given).to_dict()

    def csv(data: bytes) -> None:
        try:
            source = Given("x.csv", data)
            form = form_of(source)
            for row in rows(source, form):
                fitted(row, form, 4)
        except Refusal:
            pass

    def planned(data: bytes) -> None:
        path = team.parent / "fuzzed.jsonl"
        path.write_bytes(data)
        try:
            for _ in read_plan(path)[1]:
                pass
        except PlanError:
            pass

    def briefly(data: bytes) -> None:
        with suppress(PlanError):
            brief(data)

    def tree(data: bytes) -> None:
        path = team.parent / "fuzzed.yaml"
        path.write_bytes(data)
        read_tree(path, "x.yaml")

    def of(seed: bytes) -> Callable[[random.Random], bytes]:
        return lambda chance: broken(seed, rules, chance)

    def object_text(chance: random.Random) -> str:
        return broken(objects.encode(), rules, chance).decode("utf-8", "replace")

    asking: Fast = ("questions", question, asked)
    parsing: Fast = ("names", text, parse)
    return [
        asking, asking, asking, asking, parsing, parsing,
        ("rows of CSV", of(table), csv), ("plans", of(plan), planned),
        ("plan lines", lambda c: broken(c.choice(lines), plan, c), briefly),
        ("YAML", of(rules[:1500]), tree), ("JSON lines", object_text, lambda t: read_objects(t, "x")),
        ("JSON lists", object_text, lambda t: read_list(f"[{t}]", "x")),
    ]  # fmt: skip


def fuzz(
    inputs: int, seed: int, fast: float = 0.0, forks: float = 0.0, seconds: float = 0.0, keep: Path | None = None,
    files: Any = None,
) -> Report:  # fmt: skip
    """So many inputs, or as many as there are seconds for. ``fast``: the share of those past the command line."""
    run, end = Run(seed, keep, files), time.monotonic() + (seconds or 1e9)
    try:
        for number in range(inputs):
            if time.monotonic() > end:
                break
            drawn = run.chance.random()
            if drawn < fast:
                run.fast()
            else:
                run.through(forked=drawn < fast + forks)
            if number % 20_000 == 19_999:
                print(dict(run.report.inputs), f"corpus +{run.report.corpus}", file=sys.stderr, flush=True)
        return run.report
    finally:
        run.close()


def summary(report: Report) -> Iterator[str]:
    for kind, count in report.inputs.most_common():
        yield f"{kind}: {count}"
    ends = dict(sorted(report.ends.items()))
    yield f"exit codes: {ends}; new in the corpus: {report.corpus}; finds: {len(report.finds)}"
    for kind, found in report.finds.items():
        yield f"FIND {kind}: {found.file}: {' '.join(found.call)}"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--inputs", type=int, default=100_000)
    asked.add_argument("--fast", type=float, default=0.9, help="share past the command line")
    asked.add_argument("--forks", type=float, default=0.02, help="share as processes")
    asked.add_argument("--seconds", type=float, default=0.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, default=None)
    asked.add_argument("--file", action="append", default=None, help="only this one of the files")
    given = asked.parse_args()
    report = fuzz(given.inputs, given.seed, given.fast, given.forks, given.seconds, given.keep, given.file)
    print("\n".join(summary(report)))
    return 1 if report.finds else 0


if __name__ == "__main__":
    sys.exit(main())
