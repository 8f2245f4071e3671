"""A mutation fuzzer over files and words, through the command line and, for numbers, past it.

    python tests/fuzz/fuzzer.py --inputs 100000 [--fast SHARE] [--forks SHARE] [--seconds N] [--seed N] [--keep FOLDER]
                                [--chunk N]

A run takes a seed of the table below or of the corpus, breaks it, and gives it to the commands that read such a file.
An input is a find where it ends otherwise than by an exit code of the contract and a sentence: an exception that only
the last handler ends, a signal, more seconds than any file of its size may take. Inputs that make leadcli say what none
before did are kept and broken further; with ``--keep`` they stay for the next run, and finds are written there too.

With ``--keep`` the run goes in chunks, each a process of its own, so that an input that ends or stops the process is a
find as well, and is kept. The folder holds the total of all chunks in ``totals.json``; the same call goes on from it.
"""

from __future__ import annotations

import argparse
import json
import mmap
import os
import platform
import random
import re
import shutil
import signal
import sys
import tempfile
import time
import traceback
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent.parent)]

from breaking import broken  # noqa: E402
from conftest import ROOT, TODAY, run_leadcli  # noqa: E402
from targets import targets  # noqa: E402
from test_every_reader import HEADER, WRITERS  # noqa: E402

SLOW = 10.0  # seconds of the processor for an input of a few kB
HANGS = 300.0  # seconds of the wall after which a process that does not even hear a signal is ended
ROOM = 6 << 30  # bytes that a process of the fuzzer may have
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


class TooLong(BaseException):
    """An input takes longer than any of its size may; no handler of errors ends it."""


@contextmanager
def limited() -> Iterator[None]:
    """Within it a call that takes too much of the processor is ended, where Python still hears."""

    def ended(_: int, __: FrameType | None) -> None:
        raise TooLong

    if not hasattr(signal, "SIGPROF"):
        yield
        return
    kept = signal.signal(signal.SIGPROF, ended)
    signal.setitimer(signal.ITIMER_PROF, SLOW)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, kept)


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


# --- the workspace that is broken ------------------------------------------------------------------------------------
def workspace(team: Path) -> None:
    """A workspace with everything that is read: exports of every format, a plan, a ledger with a batch, a directory."""
    shutil.copytree(ROOT / "data", team / "data")
    for name, lines in FEW.items():
        head = (ROOT / name).read_text(encoding="utf-8").splitlines(keepends=True)[:lines]
        (team / name).write_text("".join(head), encoding="utf-8")
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


# Of the sample's tables and tests as many lines as make a whole beginning: an input is read in milliseconds.
FEW = {"data/clients.csv": 10, "data/groups.yaml": 22, "rules.yaml": 10_000, "tests.yaml": 30}


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
        self.ask = targets(self.team)
        self.weights = [each.weight for each in self.ask]
        self.now: mmap.mmap | None = None  # where the input stands that is worked on, for who looks from without
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
        self.tell(file, call, data)
        try:
            with compiling(file.endswith(".tables")):
                return (_forked if forked else _here)(call, self.team)
        finally:
            self.restore()

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
        [target] = self.chance.choices(self.ask, self.weights)
        given = target.made(self.chance)
        self.report.inputs[target.name] += 1
        data = given if isinstance(given, bytes) else repr(given).encode("utf-8", "backslashreplace")
        self.tell(target.name, (), data)
        try:
            with limited():
                target.read(given)
        except (Exception, TooLong) as error:
            self.find(_place(error), target.name, (), data)

    def tell(self, file: str, call: tuple[str, ...], data: bytes) -> None:
        """Let who looks from without know the input, should this process end or hang."""
        if self.now is not None:
            head = f"{sum(self.report.inputs.values())}\0{file}\0{' '.join(call)}\0{len(data)}\0".encode()
            self.now[: len(head) + len(data)] = head + data

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
        with limited():
            ran = run_leadcli(*call, folder=team, language="en")
    except (Exception, TooLong) as error:
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
        words in said for words in ("Traceback", "не готова", "слишком глубокая вложенность", "panicked")
    )
    return code, said, "" if sound else f"process {code} {call[0]} {call[1]}\n{said}"


def fuzz(
    inputs: int, seed: int, fast: float = 0.0, forks: float = 0.0, seconds: float = 0.0, keep: Path | None = None,
    files: Any = None, now: mmap.mmap | None = None,
) -> Report:  # fmt: skip
    """So many inputs, or as many as there are seconds for. ``fast``: the share of those past the command line."""
    run, end = Run(seed, keep, files), time.monotonic() + (seconds or 1e9)
    run.now = now
    try:
        for _ in range(inputs):
            if time.monotonic() > end:
                break
            drawn = run.chance.random()
            if drawn < fast:
                run.fast()
            else:
                run.through(forked=drawn < fast + forks)
        return run.report
    finally:
        run.close()


# --- chunks, each a process, with a total that stays -----------------------------------------------------------------
def chunk(given: argparse.Namespace, number: int, inputs: int, seconds: float) -> Report:
    """A chunk in a process of its own; what ends or stops that is a find."""
    now = mmap.mmap(-1, 4 << 20)
    read, write = os.pipe()
    child = os.fork()
    if not child:
        os.close(read)
        with suppress(ImportError, ValueError, OSError):
            import resource

            resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        try:
            seed = given.seed * 1_000_003 + number
            report = fuzz(inputs, seed, given.fast, given.forks, seconds, given.keep, given.file, now)
            told = {"inputs": report.inputs, "ends": report.ends, "finds": [*report.finds], "corpus": report.corpus}
            with os.fdopen(write, "w", encoding="utf-8") as out:
                json.dump(told, out, ensure_ascii=True)
        finally:
            os._exit(0)
    os.close(write)
    before, since = b"", time.monotonic()
    while not (done := os.waitpid(child, os.WNOHANG))[0]:
        time.sleep(0.5)
        head = now[:200]
        if head != before:
            before, since = head, time.monotonic()
        elif time.monotonic() - since > (HANGS if head.strip(b"\0") else 600):
            os.kill(child, signal.SIGKILL)
            done = os.waitpid(child, 0)
            break
    with os.fdopen(read, encoding="utf-8") as source:
        text = source.read()
    if text:
        found = json.loads(text)
        report = Report(Counter(found["inputs"]), Counter({int(k): v for k, v in found["ends"].items()}))
        report.corpus, report.finds = found["corpus"], {each: Find(each, "", (), b"", "") for each in found["finds"]}
        return report
    count, file, call, length, rest = (
        now[:].split(b"\0", 4) if now[:1] != b"\0" else (b"0", b"none yet", b"", b"0", b"")
    )
    kind = f"the process ended: {done[1]}, {file.decode()} {call.decode()}"
    data = rest[: int(length)]
    report = Report(Counter({"in chunks that ended early": int(count)}))
    report.finds[kind] = Find(kind, file.decode(), (call.decode(),), data, kind)
    name = given.keep / f"find-{zlib.crc32(kind.encode()):08x}"
    name.with_suffix(".bin").write_bytes(data)
    name.with_suffix(".txt").write_text(f"{kind}\n", encoding="utf-8")
    return report


def in_chunks(given: argparse.Namespace) -> Report:
    """Chunk after chunk until the total is reached or the time is over; the total stands in the folder."""
    given.keep.mkdir(exist_ok=True, parents=True)
    file, end = given.keep / "totals.json", time.monotonic() + (given.seconds or 1e9)
    kept: dict[str, Any] = {"machine": "", "chunks": 0, "inputs": {}, "ends": {}, "finds": [], "days": []}
    if file.is_file():
        kept |= json.loads(file.read_text(encoding="utf-8"))
    total = Report(Counter(kept["inputs"]), Counter({int(code): count for code, count in kept["ends"].items()}))
    finds = Counter(kept["finds"])
    while (left := given.inputs - sum(total.inputs.values())) > 0 and time.monotonic() < end:
        got = chunk(given, kept["chunks"], min(given.chunk, left), end - time.monotonic() if given.seconds else 0.0)
        kept["chunks"] += 1
        total.inputs += got.inputs
        total.ends += got.ends
        total.corpus += got.corpus
        total.finds |= got.finds
        finds.update(got.finds.keys())
        day = time.strftime("%Y-%m-%d", time.gmtime())
        machine = (
            f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"
        )
        kept |= {
            "machine": machine,
            "inputs": total.inputs, "ends": total.ends, "finds": sorted(finds), "total": sum(total.inputs.values()),
            "days": sorted({*kept["days"], day}),
        }  # fmt: skip
        part = file.with_suffix(".part")
        part.write_text(json.dumps(kept, indent=1, ensure_ascii=False), encoding="utf-8", errors="replace")
        part.replace(file)
        print(kept["total"], f"chunk {kept['chunks']}, corpus +{total.corpus}", file=sys.stderr, flush=True)
    return total


def summary(report: Report) -> Iterator[str]:
    for kind, count in report.inputs.most_common():
        yield f"{kind}: {count}"
    ends = dict(sorted(report.ends.items()))
    yield f"{sum(report.inputs.values())} inputs; exit codes: {ends}; finds: {len(report.finds)}"
    for kind, found in report.finds.items():
        yield f"FIND {kind}: {found.file}: {' '.join(found.call)}"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--inputs", type=int, default=100_000, help="with --keep: the total to be reached")
    asked.add_argument("--fast", type=float, default=0.9, help="share past the command line")
    asked.add_argument("--forks", type=float, default=0.02, help="share as processes")
    asked.add_argument("--seconds", type=float, default=0.0)
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--keep", type=Path, default=None)
    asked.add_argument("--chunk", type=int, default=5_000, help="inputs of a process, with --keep")
    asked.add_argument("--file", action="append", default=None, help="only this one of the files")
    given = asked.parse_args()
    if given.keep is not None and hasattr(os, "fork"):
        report = in_chunks(given)
    else:
        report = fuzz(given.inputs, given.seed, given.fast, given.forks, given.seconds, given.keep, given.file)
    print("\n".join(summary(report)))
    return 1 if report.finds else 0


if __name__ == "__main__":
    sys.exit(main())
