"""The forms that a compiled directory could have: what one fuzzy query costs in each, in a process of its own.

    python -m benchmarks.forms --clients 100000

Makes a directory of that many clients, notes the look-ups of one misspelt caller, and copies the same records into
each form. Prints a Markdown table: size on disk, and seconds of a process that opens it and does the look-ups, as
multiples of ``python -c pass`` (medians, taking turns). Each imports what every call of leadcli has imported anyway.
FTS5 is asked for the 24 best labels by shared trigrams instead: its own way to find candidates. The pickle is of the
labels alone, without any look-up tables.
"""

from __future__ import annotations

import argparse
import json
import pickle
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.matching import labelled, prepared
from leadcli.domain.company import Caller
from leadcli.resolution import recognise
from leadcli.resolution.compiled import constant_tables as form
from leadcli.resolution.compiled.cache import FOLDER
from leadcli.workspace.opening import open_workspace

ROUNDS = 15
ANYWAY = "import json, pathlib, leadcli.message\n"  # what each call has imported before it looks anything up
OURS = """
import json, sys
from pathlib import Path
from leadcli.resolution.compiled.constant_tables import Tables
file = Tables(Path(sys.argv[1]))
opened = {}
for name, is_map, key in json.load(open(sys.argv[2])):
    table = opened.get(name)
    if table is None:
        table = opened[name] = file.map(name) if is_map else file.list(name)
    table.get(key.encode()) if is_map else table[key]
"""
SQLITE = """
import json, sqlite3, sys
file = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro&immutable=1", uri=True)
file.execute("PRAGMA mmap_size=4000000000")
for name, is_map, key in json.load(open(sys.argv[2])):
    file.execute(f'SELECT value FROM "{name}" WHERE key = ?', (key.encode() if is_map else key,)).fetchone()
"""
FTS = """
import sqlite3, sys
file = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro&immutable=1", uri=True)
name = sys.argv[3].lower()
wanted = " OR ".join(f'"{name[i:i + 3]}"' for i in range(len(name) - 2))
file.execute("SELECT rowid FROM labels WHERE labels MATCH ? ORDER BY rank LIMIT 24", (wanted,)).fetchall()
"""
PICKLE = "import pickle, sys\npickle.load(open(sys.argv[1], 'rb'))"


def main() -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        folder = prepared(Path(room), given.clients, 100)
        opened = open_workspace(folder, compiled=True)
        caller = next(row["caller"] for row in labelled(folder) if row["kind"] == "typo")
        look_ups = folder / "look_ups.json"
        found = noted(caller, opened.directory)
        look_ups.write_text(json.dumps(found), encoding="utf-8")
        [path] = (folder / FOLDER).glob("*.tables")
        forms = {
            "constant tables, memory-mapped": (OURS, path),
            "SQLite, the same tables": (SQLITE, as_sqlite(path, folder / "directory.sqlite")),
            "SQLite FTS5, trigrams": (FTS, as_fts(opened.directory, folder / "fts.sqlite")),
            "pickle of the labels": (PICKLE, as_pickle(opened.directory, folder / "directory.pickle")),
        }
        times: dict[str, list[float]] = {name: [] for name in ("python", "nothing", *forms)}
        for _ in range(ROUNDS):
            times["python"].append(seconds(["-c", "pass"]))
            times["nothing"].append(seconds(["-c", ANYWAY]))
            for name, (code, file) in forms.items():
                times[name].append(seconds(["-c", ANYWAY + code, str(file), str(look_ups), caller]))
        base = statistics.median(times["python"])
        print(f"{given.clients:,} clients; {len(found)} look-ups for «{caller}»\n")
        print("| form | on disk | a query, times `python -c pass` |\n| --- | ---: | ---: |")
        print(f"| nothing but the imports | | {statistics.median(times['nothing']) / base:.1f} |")
        for name, (_, file) in forms.items():
            print(f"| {name} | {file.stat().st_size / 1e6:.0f} MB | {statistics.median(times[name]) / base:.1f} |")


def seconds(command: list[str]) -> float:
    """How long a Python process takes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, *command], check=True)
    return time.perf_counter() - start


def noted(caller: str, directory: Any) -> list[tuple[str, bool, Any]]:
    """The look-ups that recognising a caller makes: table, whether it is a map, key or number."""
    found: list[tuple[str, bool, Any]] = []
    names: dict[int, str] = {}
    real_map, real_list = form.Map.get, form.Records.__getitem__
    inside = False

    def get(self: Any, key: bytes) -> bytes | None:
        nonlocal inside
        found.append((names[self._buckets._number], True, key.decode()))
        inside = True
        try:
            return real_map(self, key)
        finally:
            inside = False

    def item(self: Any, index: int) -> bytes:
        if not inside:
            found.append((names[self._number], False, index))
        return real_list(self, index)

    names.update({table["number"]: name for name, table in catalogue(directory).items()})
    form.Map.get, form.Records.__getitem__ = get, item  # type: ignore[method-assign]
    try:
        recognise(Caller(caller), directory)
    finally:
        form.Map.get, form.Records.__getitem__ = real_map, real_list  # type: ignore[method-assign]
    return found


def catalogue(directory: Any) -> dict[str, dict[str, Any]]:
    """The tables of the file that a directory looks up."""
    found: dict[str, dict[str, Any]] = directory.labels._table._file._tables
    return found


def as_sqlite(path: Path, target: Path) -> Path:
    """The same records in SQLite tables."""
    file = form.Tables(path)
    with sqlite3.connect(target) as base:
        for name, table in file._tables.items():
            if table["kind"] == "map":
                base.execute(f'CREATE TABLE "{name}" (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID')
                base.executemany(f'INSERT INTO "{name}" VALUES (?, ?)', sorted(file.map(name).items()))
            else:
                base.execute(f'CREATE TABLE "{name}" (key INTEGER PRIMARY KEY, value BLOB)')
                base.executemany(f'INSERT INTO "{name}" VALUES (?, ?)', enumerate(file.list(name)))
    base.close()
    return target


def as_fts(directory: Any, target: Path) -> Path:
    """The labels' texts in a full-text index of trigrams."""
    with sqlite3.connect(target) as base:
        base.execute("CREATE VIRTUAL TABLE labels USING fts5(text, tokenize='trigram', content='')")
        texts = ((n, directory.labels[n].text.lower()) for n in range(len(directory.labels)))
        base.executemany("INSERT INTO labels (rowid, text) VALUES (?, ?)", texts)
    base.close()
    return target


def as_pickle(directory: Any, target: Path) -> Path:
    """The labels as they lie in memory."""
    with target.open("wb") as file:
        pickle.dump([directory.labels[n] for n in range(len(directory.labels))], file, pickle.HIGHEST_PROTOCOL)
    return target


if __name__ == "__main__":
    main()
