"""leadcli and its peers on directories of 10,000 to 1,000,000 clients: time, memory, and how often they are right.

    python -m benchmarks.matching small                 10,000 and 50,000 clients, under 5 minutes
    python -m benchmarks.matching full                  10,000, 100,000 and 1,000,000 clients, about an hour
    python -m benchmarks.matching full --folder DIR     keeps the made directories there and uses them again

Prints Markdown tables. Callers are 40 % exact but for case, 45 % with one or two typos, 15 % unknown; all are made up
with a fixed seed. Each program runs in a process of its own; its memory is that of it and its children together, each
shared page counted once (proportional set size, Linux). Peers get names without legal forms, in small letters, and
their time does not count reading and indexing the clients: they are flattered. First right: the share of known
callers whose client, or one of the very same name, or whose group came first.

Needs the extra ``bench``.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import pty
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from shutil import copy
from typing import Any

from benchmarks.generate import bare, directory, write_callers

SMALL, FULL = (10_000, 50_000), (10_000, 100_000, 1_000_000)
SEED = 5
CALLERS = {"small": 10_000, "full": 20_000}  # for leadcli; at a million clients a million, unless --callers says less
SAMPLE = 1_000  # callers that TF-IDF peers are asked
SLOW_SAMPLE = 20  # callers that a peer without an index is asked
ROUNDS = 11
LEADCLI = [sys.executable, "-m", "leadcli"]


def main() -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("small", "full", "peer"))
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--clients", type=int, default=0, help="this size alone")
    parser.add_argument("--callers", type=int, default=0)
    parser.add_argument("--peer", choices=tuple(PEERS))
    given = parser.parse_args()
    if given.what == "peer":
        run_peer(given.folder, given.peer, given.callers)
        return
    with tempfile.TemporaryDirectory() as own:
        room = given.folder or Path(own)
        print(
            f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}, {platform.system()}\n"
        )
        for clients in (given.clients,) if given.clients else SMALL if given.what == "small" else FULL:
            million = given.what == "full" and clients == FULL[-1]
            callers = given.callers or (1_000_000 if million else CALLERS[given.what])
            measure(prepared(room, clients, callers), clients, callers)


def prepared(room: Path, clients: int, callers: int) -> Path:
    """A workspace of made-up clients with callers.csv, made once."""
    folder = room / f"{clients}"
    if not (folder / "rules.yaml").exists():
        directory(folder, clients, SEED)
        copy(Path(__file__).parent.parent / "rules.yaml", folder)
    write_callers(folder, callers, SEED + 1, "phone")
    return folder


# --- one size -------------------------------------------------------------------------------------------------------
def measure(folder: Path, clients: int, callers: int) -> None:
    """Print the tables of one directory."""
    print(f"## {clients:,} clients\n", flush=True)
    forget(folder)
    name = next(row["caller"] for row in labelled(folder) if row["kind"] == "typo")
    built = run([*LEADCLI, "who-owns", name, "--json"], folder)
    size = sum(path.stat().st_size for path in (folder / ".leadcli").glob("*.tables"))
    print(
        f"Index: built in {built.seconds:.1f} s, peak {built.peak:.0f} MB; {size / 1e6:.0f} MB on disk.\n", flush=True
    )
    bare_python = [sys.executable, "-c", "pass"]
    ask = [*LEADCLI, "who-owns", name]
    times = interleaved({"python": bare_python, "piped": ask}, folder, run)
    shown = interleaved({"python": bare_python, "terminal": ask}, folder, on_terminal)
    peak = run(ask, folder).peak
    print("| who-owns, one misspelt name | times `python -c pass` | peak |\n| --- | ---: | ---: |")
    print(f"| piped | {times['piped'] / times['python']:.1f} | {peak:.0f} MB |")
    print(f"| on a terminal | {shown['terminal'] / shown['python']:.1f} | |\n", flush=True)
    print("| match | callers | seconds | callers a second | peak | first right |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |", flush=True)
    out = folder / "answers.ndjson"
    done = run([*LEADCLI, "match", "callers.csv", "--json", "-o", str(out)], folder)
    share = first_right(folder, out)
    line("leadcli, CSV in, NDJSON with evidence out", callers, done.seconds, done.peak, share)
    for peer in PEERS:
        count = SLOW_SAMPLE if peer.startswith("rapidfuzz") else SAMPLE
        command = [sys.executable, "-m", "benchmarks.matching", "peer", "--peer", peer, "--folder", str(folder)]
        answered = run([*command, "--callers", str(count)], folder)
        try:
            told = json.loads(answered.out)
        except ValueError:
            print(f"| {peer} | {count:,} | failed: {answered.code} | | | |", flush=True)
            continue
        line(peer, count, told["seconds"], answered.peak, told["right"])
    print(flush=True)


def line(name: str, callers: int, seconds: float, peak: float, share: float) -> None:
    """One row of the table."""
    print(
        f"| {name} | {callers:,} | {seconds:.1f} | {callers / seconds:,.0f} | {peak:,.0f} MB | {share:.3f} |",
        flush=True,
    )


def forget(folder: Path) -> None:
    """Remove the compiled directory."""
    for path in (folder / ".leadcli").glob("directory*"):
        path.unlink()


def labelled(folder: Path) -> Iterator[dict[str, str]]:
    """The callers with their labels."""
    with (folder / "callers.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def known_names(folder: Path) -> tuple[list[str], list[str]]:
    """The ids and bare names of all clients."""
    with (folder / "data" / "clients.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["id"], bare(row["name"]).casefold()) for row in csv.DictReader(file)]
    return [i for i, _ in rows], [name for _, name in rows]


def first_right(folder: Path, answers: Path) -> float:
    """The share of known callers whose own entry is the first candidate of leadcli's answer."""
    names = dict(zip(*known_names(folder), strict=True))
    right = known = 0
    with answers.open(encoding="utf-8") as file:
        for text, row in zip(file, labelled(folder), strict=True):
            if row["kind"] == "unknown":
                continue
            known += 1
            found = json.loads(text)["candidates"]
            if found:
                client, group = found[0]["client_id"], found[0]["group_id"]
                right += names.get(client) == names[row["client_id"]] if client else group == row["group_id"]
    return right / known


# --- running and measuring --------------------------------------------------------------------------------------------
class Run:
    """A finished process: seconds, peak memory in MB, what it printed, exit code."""

    def __init__(self, seconds: float, peak: float, out: str, code: int) -> None:
        self.seconds, self.peak, self.out, self.code = seconds, peak, out, code


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command in a folder, piped."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "LEADCLI_COMPILE": "always"}
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True)
    watch = Watch(process.pid)
    assert process.stdout is not None
    out = process.stdout.read()
    process.wait()
    return Run(time.perf_counter() - start, watch.stop(), out, process.returncode)


def on_terminal(command: Sequence[str], folder: Path) -> Run:
    """Run a command in a folder with a terminal as its output."""
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "TERM": "xterm-256color"}
    ours, theirs = pty.openpty()
    start = time.perf_counter()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=theirs, stderr=theirs, stdin=theirs)
    os.close(theirs)
    read = b""
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:  # the other end is closed
            break
        if not part:
            break
        read += part
    process.wait()
    os.close(ours)
    return Run(time.perf_counter() - start, 0.0, read.decode("utf-8", "replace"), process.returncode)


def interleaved(
    commands: dict[str, list[str]], folder: Path, runner: Callable[[Sequence[str], Path], Run]
) -> dict[str, float]:
    """The median seconds of commands that take turns, so that a busy moment meets all of them."""
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS):
        for name, command in commands.items():
            times[name].append(runner(command, folder).seconds)
    return {name: statistics.median(found) for name, found in times.items()}


class Watch:
    """Samples the memory of a process and its children until it is stopped; what is shared counts once."""

    def __init__(self, pid: int) -> None:
        self._pid, self._peak, self._ended = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def _sample(self) -> None:
        pause = 0.005
        while not self._ended.wait(pause):
            self._peak = max(self._peak, sum(map(_memory, _family(self._pid))), _highest(self._pid))
            pause = min(2.0, pause * 1.5)  # to look costs time too: the system walks through all that is mapped

    def stop(self) -> float:
        """The peak, in MB."""
        self._ended.set()
        self._thread.join()
        return self._peak


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return
    for child in children:
        yield from _family(int(child))


def _highest(pid: int) -> float:
    """The most that the process itself had in memory so far, which sampling might miss."""
    try:
        text = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in text.splitlines() if row.startswith("VmHWM:")), 0.0)


def _memory(pid: int) -> float:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii")
    except OSError:
        return 0.0
    return next((int(row.split()[1]) / 1024 for row in text.splitlines() if row.startswith("Pss:")), 0.0)


# --- peers ----------------------------------------------------------------------------------------------------------
Finder = Callable[[list[str]], list[int]]  # the number of the best name for each caller, -1 for none


def tf_idf(names: list[str]) -> Finder:
    """All names as TF-IDF vectors of letter trigrams, multiplied in full (scikit-learn, sparse_dot_topn)."""
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(3, 3))
    known = vectors.fit_transform(names).T.tocsr()

    def find(callers: list[str]) -> list[int]:
        top = sp_matmul_topn(vectors.transform(callers), known, top_n=1, sort=True, n_threads=os.cpu_count())
        return [int(top.indices[a]) if a < b else -1 for a, b in zip(top.indptr, top.indptr[1:], strict=False)]

    return find


def grouper(names: list[str]) -> Finder:
    """string_grouper, told to keep Cyrillic; it indexes anew with each question, so that is in its time."""
    import pandas as pd
    from string_grouper import match_most_similar

    known = pd.Series(names)
    places = {name: place for place, name in reversed(list(enumerate(names)))}

    def find(callers: list[str]) -> list[int]:
        options: dict[str, Any] = {"min_similarity": 0.1, "normalize_to_ascii": False}
        found = match_most_similar(known, pd.Series(callers), ignore_index=True, **options)
        return [places.get(str(text), -1) for text in found]

    return find


def extract_one(names: list[str]) -> Finder:
    """process.extractOne of rapidfuzz, WRatio, over the whole list."""
    from rapidfuzz import fuzz, process

    def find(callers: list[str]) -> list[int]:
        found = [process.extractOne(caller, names, scorer=fuzz.WRatio) for caller in callers]
        return [best[2] if best else -1 for best in found]

    return find


PEERS: dict[str, Callable[[list[str]], Finder]] = {
    "full TF-IDF of letter trigrams, sparse_dot_topn": tf_idf,
    "string_grouper": grouper,
    "rapidfuzz process.extractOne": extract_one,
}


def run_peer(folder: Path, peer: str, count: int) -> None:
    """In a process of its own: ask a peer ``count`` callers, print seconds and the share of known ones right."""
    ids, names = known_names(folder)
    by_id = dict(zip(ids, names, strict=True))
    rows = [row for row, _ in zip(labelled(folder), range(count), strict=False)]
    find = PEERS[peer](names)
    callers = [row["caller"].casefold() for row in rows]
    start = time.perf_counter()
    found = find(callers)
    seconds = time.perf_counter() - start
    known = [(row, best) for row, best in zip(rows, found, strict=True) if row["kind"] != "unknown"]
    right = sum(best >= 0 and names[best] == by_id[row["client_id"]] for row, best in known)
    print(json.dumps({"seconds": seconds, "right": right / len(known)}))


if __name__ == "__main__":
    main()
