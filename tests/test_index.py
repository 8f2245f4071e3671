"""The compiled directory: the same answers as memory and as a naive scan, and no fault makes a wrong one."""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from array import array
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import CUT_SHORT, ROOT, TODAY, few_cards, run_leadcli, runs
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.generate import directory, write_callers
from leadcli.cli.shared import workers as row_workers
from leadcli.cli.who_owns.fast_options import FLAGS, MANY, ONE, read
from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.io.tables import read_table
from leadcli.output.json import objects as as_json
from leadcli.output.text.speech import Speech
from leadcli.resolution import Directory, build_directory, recognise
from leadcli.resolution.blocking.index import Bearers, Labels, kept, label_keys, mark, part, step_of
from leadcli.resolution.blocking.keys import ACRONYM, WORD
from leadcli.resolution.compiled import Damaged, card_records, compile_workers, constant_tables
from leadcli.resolution.compiled import cache as compiled
from leadcli.resolution.compiled import compiled_labels as labelling
from leadcli.resolution.compiled.cache import ABANDONED
from leadcli.resolution.compiled.card_records import CLIENT, GROUP, read_entry, write_client, write_group
from leadcli.resolution.compiled.constant_tables import Tables, bucketed, home, map_size, packed
from leadcli.resolution.compiled.label_records import read_label, write_label
from leadcli.resolution.directory.directory import card_identifiers
from leadcli.resolution.directory.labels import Label, all_labels
from leadcli.workspace.book_building import build_book
from leadcli.workspace.opening import OpenedWorkspace, open_workspace

ENVIRONMENT = {**os.environ, "LEADCLI_LANG": "en", "PYTHONIOENCODING": "utf-8", "PYTHONPATH": str(ROOT)}
CLIENTS = 600


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up team with callers, never changed."""
    folder = tmp_path_factory.mktemp("made")
    directory(folder, CLIENTS, seed=11)
    write_callers(folder, 250, seed=12)
    shutil.copy(ROOT / "rules.yaml", folder)
    return folder


@pytest.fixture
def team(made: Path, tmp_path: Path) -> Path:
    """A copy to spoil."""
    return Path(shutil.copytree(made, tmp_path / "team", ignore=shutil.ignore_patterns(".leadcli")))


def heard(folder: Path) -> list[Caller]:
    rows = read_table(folder / "callers.csv", "callers.csv").records
    assert rows
    return [Caller(str(row.values[1]), str(row.values[2])) for row in rows]


def told(found: Directory, caller: Caller) -> str:
    return json.dumps(as_json.match(recognise(caller, found), Speech("en")), ensure_ascii=False)


def compile_it(folder: Path) -> OpenedWorkspace:
    opened = open_workspace(folder, compiled=True)
    assert opened.tables is not None, opened.fault or opened.problems
    return opened


def test_identifiers_are_found_by_all_that_share_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers, phones, mails and sites of cards, many of them shared: the compiled table holds what memory holds."""
    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    monkeypatch.setattr(labelling, "CHUNK", 7)
    monkeypatch.setattr(labelling, "PIECE", 3)
    rng = random.Random(11)
    inns = ("7707083893", "7736050003", "500100732259", "7728168971")
    hosts = ("metso.ru", "mail.ru", "hotel.spb.ru", "gymnasium.mskobr.ru")
    lines = ["id,name,inn,phone,email,website"]
    for number in range(60):
        mail, site = rng.choice(hosts), rng.choice((*hosts, "", ""))
        cells = (f"c{number}", f"Фирма {number}", rng.choice((*inns, "")), f"+7495000000{rng.randrange(9)}")
        lines.append(",".join((*cells, f"info{rng.randrange(5)}@{mail}", site)))
    shutil.copytree(ROOT / "data", tmp_path / "data")
    (tmp_path / "data" / "clients.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (tmp_path / "data" / "groups.yaml").unlink()
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    memory, stored = open_workspace(tmp_path, compiled=False), compile_it(tmp_path)
    assert memory.tables is None
    assert memory.book is not None
    assert memory.directory is not None
    assert stored.directory is not None
    known = {key: memory.directory.by_identifier.get(key, ()) for card in memory.book.clients.values()
             for key in card_identifiers(card)}  # fmt: skip
    assert len(known) > 30
    assert max(map(len, known.values())) > 5
    assert {key: list(stored.directory.by_identifier.get(key, ())) for key in known} == known
    assert stored.directory.by_identifier.get(("inn", "7702070139"), ()) == ()
    for said in ({"inn": inns[0]}, {"phone": "84950000003"}, {"email": "info1@metso.ru"}, {"website": "metso.ru"}):
        caller = Caller("Фирма", **said)
        assert told(stored.directory, caller) == told(memory.directory, caller)


# --- the twin -----------------------------------------------------------------------------------------------------
class Scan:
    """An index that goes through all labels each time."""

    mapped = place = None

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = labels
        self._keys = [frozenset(label_keys(label)) for label in labels]
        self.size = len(labels)

    def expect(self, keys: Iterable[int]) -> None: ...

    def find(self, key: int) -> Bearers | None:
        numbers = [number for number, own in enumerate(self._keys) if key in own]
        if not numbers:
            return None
        families = {self._labels[number].family for number in numbers} if key >> 32 == WORD else ()
        return Bearers(len(families), len(numbers), kept(key >> 32, len(numbers)), numbers)

    def total(self, key: int) -> int:
        return sum(key in own for own in self._keys)

    def labels(self, found: Bearers) -> Labels:
        numbers = found.where
        return Labels(
            numbers, [self._step(number) for number in numbers], [mark(self._labels[number]) for number in numbers]
        )

    @cache  # noqa: B019
    def _step(self, number: int) -> int:
        own = [key for key in self._keys[number] if key >> 32 < ACRONYM]
        return step_of(sum(part(key >> 32, sum(key in keys for keys in self._keys), self.size) for key in own))


def naive(opened: OpenedWorkspace) -> Directory:
    """The directory with no index at all."""
    book = opened.book
    assert book is not None
    labels = list(all_labels(book))
    return replace(build_directory(book, opened.cuts), labels=labels, index=Scan(labels))


def test_compiled_memory_and_scan_answer_alike(made: Path) -> None:
    memory = open_workspace(made)
    stored = compile_it(made)
    scan = naive(memory)
    for number, caller in enumerate(heard(made)):
        answer = told(memory.directory, caller)
        assert told(stored.directory, caller) == answer, caller
        if number % 10 == 0:  # a scan takes its time
            assert told(scan, caller) == answer, caller


def test_bench_stories_answer_alike(tmp_path: Path) -> None:
    """The sample workspace compiled answers its callers as it does in memory."""
    folder = tmp_path / "sample"
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "rules.yaml", folder)
    names = ["Метсо Калуга", "vtncz ,jhl", "Metsa Board", "Гимназия № 1534", "Никто такой", "ИНН 7701234567"]
    asked = [_ask(folder, name, LEADCLI_COMPILE=how) for how in ("never", "always", "always") for name in names]
    assert asked[: len(names)] == asked[len(names) : 2 * len(names)] == asked[2 * len(names) :]
    assert (folder / ".leadcli" / compiled.STATE).is_file()


def _question(name: str) -> tuple[str, ...]:
    return ("who-owns", name, "--on", TODAY, "--json")


def _ask(folder: Path, name: str, **environment: str) -> tuple[int, str, str]:
    ran = run_leadcli(*_question(name), "--workspace", str(folder), language="en", environment=environment)
    return ran.code, ran.out, ran.err


def _process(folder: Path, name: str) -> subprocess.Popen[str]:
    """The same question in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "leadcli", *_question(name)], cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, encoding="utf-8", start_new_session=True,
    )  # fmt: skip


def test_one_worker_and_two_make_the_same_file_and_the_same_answers(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from leadcli.resolution.compiled import compiled_labels as labelling
    from leadcli.resolution.compiled import compiling as build

    book = open_workspace(made).book
    assert book is not None
    monkeypatch.setattr(labelling, "CHUNK", 100)
    monkeypatch.setattr(labelling, "PIECE", 70)
    files = [tmp_path / "one", tmp_path / "two"]
    for workers, path in enumerate(files, 1):
        heard: list[tuple[int, int]] = []
        with path.open("wb") as file:
            build.write_directory(book, file, {}, lambda done, total, heard=heard: heard.append((done, total)), workers)
        assert heard == sorted(heard)
        assert [total for _, total in heard if total != CLIENTS + 15] == []
        assert [done for done, total in heard if done == total] == [CLIENTS + 15]  # all is done when the file is
    assert files[0].read_bytes() == files[1].read_bytes()
    monkeypatch.setattr("leadcli.run.processes.CHUNK", 50)
    ran = [run_leadcli("match", "callers.csv", "--json", "--workers", workers, folder=made) for workers in ("1", "2")]
    assert ran[0].code == 0, ran[0].err
    assert ran[0] == ran[1]


@given(
    st.dictionaries(st.binary(max_size=5), st.binary(max_size=9), max_size=30), st.integers(1, 12), st.integers(1, 5)
)
def test_a_map_made_in_pieces_is_the_whole_one(found: dict[bytes, bytes], size: int, piece: int) -> None:
    whole = list(bucketed(found.items(), size))
    pieces = bytearray()
    sizes: list[int] = []
    for first in range(0, size, piece):
        own = [(key, value) for key, value in found.items() if home(key, size) // piece * piece == first]
        records = list(bucketed(own, size, first, min(piece, size - first)))
        assert records == whole[first : first + piece]
        part = packed(3, records, first)
        pieces += part.data
        sizes += part.sizes
    right = packed(3, whole)
    assert (pieces, sizes) == (right.data, list(right.sizes))


@pytest.mark.parametrize("order", ["little", "big"])
def test_numbers_lie_in_the_file_alike_on_every_machine(order: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that keeps them the other way round turns each before it writes and after it has read."""
    monkeypatch.setattr(constant_tables, "sys", SimpleNamespace(byteorder=order))
    numbers = array("I", [1, 0x01020304])
    written = constant_tables.little(numbers)
    assert written.hex() == ("0100000004030201" if order == sys.byteorder else "0000000101020304")
    assert constant_tables.numbers_of(written) == numbers == array("I", [1, 0x01020304])


@pytest.mark.parametrize("value", [{"имя": ["«Пион»", 1.5, None, True]}, [], "", {"name": "\ud800"}])
def test_records_are_the_same_without_the_quick_writer(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    quick = card_records.dumps(value)
    monkeypatch.setitem(sys.modules, "orjson", None)
    assert card_records._encoder.__wrapped__()(value) == quick
    assert json.loads(quick.decode("utf-8", "surrogatepass")) == value


def test_one_process_calls_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    material: Any = object()
    with compile_workers.crew(material, 1) as each:
        assert each is map
        assert compile_workers.shared() is material
    with compile_workers.crew(material, 2) as each:
        assert each is not map
    monkeypatch.delattr(os, "fork")  # as on Windows
    with compile_workers.crew(material, 2) as each:
        assert each is map


def test_records_come_back_as_they_were() -> None:
    tables = {}
    for name in ("managers", "groups", "clients"):
        path = next((ROOT / "data").glob(f"{name}.*"))
        tables[name] = read_table(path, path.name).records
    book, _ = build_book(tables)
    assert book is not None
    assert all(read_entry(write_client(c), CLIENT) == c for c in book.clients.values())
    assert all(read_entry(write_group(g), GROUP) == g for g in book.groups.values())
    assert all(read_label(write_label(label)) == label for label in all_labels(book))


# --- freshness ------------------------------------------------------------------------------------------------------
def names(folder: Path) -> set[str]:
    return {path.name for path in (folder / ".leadcli").glob("directory-*")}


def test_it_is_made_once_and_again_when_a_table_changed(team: Path) -> None:
    first = compile_it(team)
    assert (team / ".leadcli" / ".gitignore").read_text(encoding="utf-8") == "*\n"
    assert names(team) == {first.tables.path.name}  # type: ignore[union-attr]
    before = first.tables.path.stat().st_mtime_ns  # type: ignore[union-attr]
    os.utime(team / "data" / "clients.csv")  # touched, not changed
    assert compile_it(team).tables.path.stat().st_mtime_ns == before  # type: ignore[union-attr]
    with (team / "data" / "clients.csv").open("a", encoding="utf-8") as file:
        file.write("c9999,ООО Небывалый Колобок,,Калуга,\n")
    second = compile_it(team)
    assert names(team) == {second.tables.path.name}  # type: ignore[union-attr]
    assert second.tables.path != first.tables.path  # type: ignore[union-attr]
    assert recognise(Caller("Небывалый Колобок"), second.directory).client_id == "c9999"


def test_a_change_of_equal_size_within_a_clock_tick_is_seen(team: Path) -> None:
    clients = team / "data" / "clients.csv"
    compile_it(team)
    seen = clients.stat()
    text = clients.read_text(encoding="utf-8")
    clients.write_text(text.replace("c17,", "x17,", 1), encoding="utf-8")
    os.utime(clients, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    assert "x17" in compile_it(team).book.clients  # type: ignore[union-attr]


def kept_state(**told: Any) -> Callable[[Path, dict[str, Any]], None]:
    """Something of what is kept of the tables' files otherwise."""
    return lambda root, state: (root / ".leadcli" / compiled.STATE).write_text(json.dumps({**state, **told})) and None


def kept_text(text: str) -> Callable[[Path, dict[str, Any]], None]:
    return lambda root, _: (root / ".leadcli" / compiled.STATE).write_text(text) and None


def rewritten(row: str) -> Callable[[Path, dict[str, Any]], None]:
    return lambda root, _: (root / "data" / "clients.csv").write_text(f"id,name\n{row}\n") and None


def read_at(after: int) -> Callable[[Path, dict[str, Any]], None]:
    """The table otherwise, though as long and of the same time; read so many nanoseconds after it may change unseen."""

    def change(root: Path, state: dict[str, Any]) -> None:
        clients = root / "data" / "clients.csv"
        seen = clients.stat()
        clients.write_text("id,name\na,Pion!\n")
        os.utime(clients, ns=(seen.st_atime_ns, seen.st_mtime_ns))
        kept_state(read_at=seen.st_mtime_ns + compiled.RACE_NS + after)(root, state)

    return change


def source(*told: Any) -> Callable[[Path, dict[str, Any]], None]:
    """What is kept of the one file otherwise, from its end on."""
    return lambda root, state: kept_state(sources={"clients": [*state["sources"]["clients"][: 4 - len(told)], *told]})(
        root, state
    )


def of_directory(change: Callable[[Path], Any]) -> Callable[[Path, dict[str, Any]], None]:
    return lambda root, state: change(root / ".leadcli" / state["directory"]) and None


AGAIN: dict[str, tuple[Callable[[Path, dict[str, Any]], None], bool]] = {
    "nothing": (lambda _, __: None, True),
    "touched": (lambda root, _: os.utime(root / "data" / "clients.csv", ns=(1, 1)), True),
    "longer": (rewritten("a,Pion, again"), False),
    "another, and as long": (rewritten("a,Pion!"), False),
    "another of the same time, read long after": (read_at(1), True),
    "another of the same time, read at once": (read_at(0), False),
    "no state": (lambda root, _: (root / ".leadcli" / compiled.STATE).unlink(), False),
    "no JSON": (kept_text("{"), False),
    "a list": (kept_text("[]"), False),
    "no sources": (kept_text("{}"), False),
    "sources in a list": (kept_state(sources=[]), False),
    "another file beside": (kept_state(sources={}), False),
    "of other code": (kept_state(code="?"), False),
    "of other writings": (kept_state(writings="?"), False),
    "a source cut short": (kept_state(sources={"clients": ["data/clients.csv", 1, 1]}), False),
    "of another hash": (source("?"), False),
    "the directory is gone": (of_directory(Path.unlink), False),
    "the directory is cut": (of_directory(lambda path: os.truncate(path, 70)), False),
}  # fmt: skip


@pytest.mark.parametrize("case", AGAIN)
def test_what_was_compiled_is_found_again(case: str, tmp_path: Path) -> None:
    """The directory of one table, of which nothing or something is otherwise; what is damaged is removed."""
    table = tmp_path / "data" / "clients.csv"
    table.parent.mkdir()
    table.write_text("id,name\na,Pions\n")
    files = {"clients": table}
    sources = {"clients": compiled.Source(*compiled.look(table, tmp_path), compiled.digest_of(table))}
    told_of = list[tuple[int, int]]()
    compiled.make(
        tmp_path, Book(clients={"a": Client("a", "Pions")}), sources, "w", lambda *done: told_of.append(done)
    ).close()
    assert told_of[-1] == (1, 1)
    assert all(done <= of for done, of in told_of)
    assert sorted(told_of) == told_of
    kept = tmp_path / ".leadcli" / compiled.STATE
    change, wanted = AGAIN[case]
    change(tmp_path, json.loads(kept.read_text()))
    found = compiled.find(tmp_path, files, "w")
    assert (found is not None) is wanted
    assert compiled.find(tmp_path, files, "other") is None
    if found is not None:
        found.close()
    if case == "touched":  # so that it need not be hashed the next time
        assert json.loads(kept.read_text())["sources"]["clients"][2] == table.stat().st_mtime_ns
    aside = compiled.find(tmp_path, {**files, "groups": table}, "w", aside=("clients", "groups"))
    if "longer" in case or "another, " in case or case == "of another hash":  # of a table aside nothing is asked
        assert aside is not None
        aside.close()
    if case == "the directory is cut":
        assert not any(path.suffix in (".json", ".tables") for path in kept.parent.iterdir())


def test_absences_and_rules_do_not_make_it_anew_but_a_managers_name_does(team: Path) -> None:
    path = compile_it(team).tables.path  # type: ignore[union-attr]
    managers = team / "data" / "managers.yaml"
    text = managers.read_text(encoding="utf-8")
    managers.write_text(text + "  absences: [{from: 2026-11-01, to: 2026-12-01}]\n", encoding="utf-8")
    again = compile_it(team)
    assert again.tables.path == path  # type: ignore[union-attr]
    assert any(m.absences for m in again.book.managers.values())  # type: ignore[union-attr]
    managers.write_text(text + "- name: Новенькая\n", encoding="utf-8")
    assert compile_it(team).tables.path != path  # type: ignore[union-attr]


def test_the_fingerprint_is_the_same_as_in_memory(team: Path) -> None:
    assert compile_it(team).book.fingerprint == open_workspace(team).book.fingerprint  # type: ignore[union-attr]


def test_errors_are_told_and_nothing_is_compiled(team: Path) -> None:
    with (team / "data" / "clients.csv").open("a", encoding="utf-8") as file:
        file.write("c1,Too few\n")
    opened = open_workspace(team, compiled=True)
    assert [p.code for p in opened.faults] == ["csv-ragged"]
    assert not (team / ".leadcli").exists()


def test_deleting_it_loses_nothing(team: Path) -> None:
    caller = heard(team)[0]
    answer = told(compile_it(team).directory, caller)
    shutil.rmtree(team / ".leadcli")
    assert told(compile_it(team).directory, caller) == answer


def test_where_the_workspace_is_not_writable_it_lies_in_the_users_cache(
    team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (team / ".leadcli").write_text("a file stands in the way")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    assert tmp_path / "cache" in compile_it(team).tables.path.parents  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("system", "environment", "folder"),
    [
        ("posix", {}, "home/.cache"),
        ("posix", {"XDG_CACHE_HOME": "xdg"}, "xdg"),
        ("posix", {"LOCALAPPDATA": "local"}, "home/.cache"),
        ("posix", {"XDG_CACHE_HOME": "xdg", "LOCALAPPDATA": "local"}, "xdg"),
        ("nt", {"LOCALAPPDATA": "local"}, "local"),
        ("nt", {"XDG_CACHE_HOME": "xdg", "LOCALAPPDATA": "local"}, "local"),
        ("nt", {"XDG_CACHE_HOME": "xdg"}, "xdg"),
        ("nt", {}, "home/.cache"),
    ],
)
def test_the_users_folder_for_caches(
    system: str, environment: dict[str, str], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "os", SimpleNamespace(name=system, environ=environment))
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    assert compiled.user_cache() == Path(folder)


def test_a_stored_book_is_told_what_it_would_read_all_cards_for(made: Path) -> None:
    assert {"members", "children", "owned", "loose"} <= vars(compile_it(made).book).keys()


# --- faults ---------------------------------------------------------------------------------------------------------
@pytest.fixture(scope="module")
def tables_file(made: Path) -> bytes:
    opened = compile_it(made)
    assert opened.tables is not None
    return opened.tables.path.read_bytes()


@pytest.fixture(scope="module")
def right(made: Path) -> OpenedWorkspace:
    """The same in memory."""
    return open_workspace(made)


@pytest.mark.parametrize("seed", range(25))
def test_a_cut_or_altered_file_never_answers_wrongly(
    seed: int, made: Path, right: OpenedWorkspace, tables_file: bytes, tmp_path: Path
) -> None:
    """Cut, or with bytes flipped, zeroed or exchanged: it is found damaged, or the answers are right."""
    rng = random.Random(seed)
    data = bytearray(tables_file)
    if seed % 5 == 0:
        del data[rng.randrange(len(data)) :]
    else:
        for _ in range(rng.choice((1, 20, 300))):
            at = rng.randrange(len(data))
            data[at : at + rng.choice((1, 8))] = rng.randbytes(1) if seed % 2 else b"\0"
    path = tmp_path / "directory.tables"
    path.write_bytes(bytes(data))
    assert right.book is not None
    from leadcli.resolution.compiled.compiled_directory import StoredBook, stored_directory

    try:
        tables = Tables(path)
        book = StoredBook(tables, right.book, "")
        spoilt = stored_directory(tables, book, right.cuts)
    except Damaged:
        return
    for caller in rng.sample(heard(made), 40):
        try:
            answer = told(spoilt, caller)
        except Damaged:
            continue
        assert answer == told(right.directory, caller)


FLIP_EVERY = int(os.environ.get("LEADCLI_FLIP_EVERY", "701"))  # 1: every byte of a small index, some minutes


def test_a_flipped_byte_of_an_index_is_found_or_harmless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every card is asked for by its name, and every number: the answer is the right one, or the file is damaged.

    A sample; every byte with LEADCLI_FLIP_EVERY=1.
    """
    from leadcli.resolution.compiled.compiled_directory import StoredBook, stored_directory

    monkeypatch.setenv("LEADCLI_COMPILE", "always")
    opened = compile_it(few_cards(tmp_path))
    assert opened.tables is not None
    assert opened.book is not None
    path, book = tmp_path / "flipped.tables", open_workspace(tmp_path).book
    whole = opened.tables.path.read_bytes()
    assert book is not None
    callers = [Caller(each.name, inn=each.inn) for each in book.clients.values()]
    callers += [Caller("Мется Калуга"), Caller("Реал"), Caller("Никто Здесь")]

    def answers() -> list[Any]:
        tables = Tables(path)
        try:
            directory = stored_directory(tables, StoredBook(tables, book, ""), opened.cuts)
            return [recognise(caller, directory) for caller in callers]
        finally:
            tables.close()

    path.write_bytes(whole)
    right, found = answers(), 0
    for at in range(0, len(whole), FLIP_EVERY):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 0x10,)) + whole[at + 1 :])
        try:
            assert answers() == right, at
        except Damaged:
            found += 1
    assert found
    print(f"{len(whole)} bytes, every {FLIP_EVERY}. flipped: {found} found")


def test_every_flip_in_a_small_file_is_found(tmp_path: Path) -> None:
    from leadcli.resolution.compiled.constant_tables import Writer

    path = tmp_path / "small.tables"
    entries = [(f"key{n}".encode(), f"value{n}".encode()) for n in range(9)]
    with path.open("wb") as file:
        writer = Writer(file)
        writer.list("records", (value for _, value in entries))
        writer.put("values", "map", [packed(1, bucketed(entries, map_size(9)))])
        writer.finish({"note": "да"})
    whole = path.read_bytes()

    def everything() -> list[Any]:
        tables = Tables(path)
        return [
            tables.notes, list(tables.list("records")), [tables.map("values").get(key) for key, _ in entries],
            tables.map("values").get(b"none"),
        ]  # fmt: skip

    right = everything()
    assert right[1:3] == [[value for _, value in entries]] * 2
    unseen = 0
    for at in range(len(whole)):
        path.write_bytes(whole[:at] + bytes((whole[at] ^ 0x10,)) + whole[at + 1 :])
        try:
            assert everything() == right
            unseen += 1
        except Damaged:
            pass
    assert unseen <= 64  # the rest of the header, which holds nothing


def test_a_damaged_directory_is_made_anew_by_the_call_that_finds_it(team: Path) -> None:
    name = heard(team)[3].name
    right = _ask(team, name)
    (path,) = (team / ".leadcli").glob("directory-*")
    data = path.read_bytes()
    end = len(data) - 20_000
    path.write_bytes(data[:64] + bytes(b ^ 1 for b in data[64:end]) + data[end:])
    assert _ask(team, name) == right
    assert path.read_bytes() == data
    path.write_bytes(b"another kind of file")
    assert _ask(team, name) == right


def test_a_batch_says_that_it_is_damaged_and_the_next_one_works(team: Path) -> None:
    words = ("match", "callers.csv", "--json", "-o", "out.ndjson")
    callers = (team / "callers.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (team / "callers.csv").write_text("".join(callers[:41]), encoding="utf-8")
    assert run_leadcli(*words, folder=team).code == 0
    right = (team / "out.ndjson").read_bytes()
    assert len(right.splitlines()) == 40
    (path,) = (team / ".leadcli").glob("directory-*")
    data = path.read_bytes()
    end = len(data) - 20_000
    path.write_bytes(data[:64] + bytes(b ^ 1 for b in data[64:end]) + data[end:])
    (team / "out.ndjson").unlink()
    ran = run_leadcli(*words, folder=team, language="en")
    assert ran.code == 2
    assert "damaged" in ran.err
    assert "Traceback" not in ran.err
    assert not (team / "out.ndjson").exists()
    row_workers._OPENED.clear()  # as in a process of its own
    assert run_leadcli(*words, folder=team).code == 0
    assert (team / "out.ndjson").read_bytes() == right


@pytest.mark.skipif(os.name == "nt", reason="limits of POSIX")
def test_with_a_full_disk_the_answers_come_without_it(team: Path) -> None:
    name = heard(team)[3].name
    right = _ask(team, name, LEADCLI_COMPILE="never")

    def full() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    ran = subprocess.run(
        [sys.executable, "-m", "leadcli", *_question(name)], cwd=team,
        env={**ENVIRONMENT, **CUT_SHORT, "XDG_CACHE_HOME": str(team / "cache")}, capture_output=True,
        encoding="utf-8", check=False, preexec_fn=full,
    )  # fmt: skip
    assert (ran.returncode, ran.stdout) == right[:2]
    assert "could not be compiled" in ran.stderr
    assert not list(team.rglob("directory-*"))
    assert not list(team.rglob("*.part"))


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_killed_while_building_the_next_call_builds(team: Path) -> None:
    name = heard(team)[3].name
    right = _ask(team, name, LEADCLI_COMPILE="never")
    for delay in (0.15, 0.3, 0.5):
        child = _process(team, name)
        time.sleep(delay)
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()
        assert _ask(team, name)[:2] == right[:2]
        shutil.rmtree(team / ".leadcli")


def test_what_a_killed_builder_left_is_removed_by_the_next_one(team: Path) -> None:
    folder = team / ".leadcli"
    folder.mkdir()
    left, at_work = folder / ".directory-1.tables.x.part", folder / ".directory-2.tables.y.part"
    for unfinished in (left, at_work):
        unfinished.write_bytes(b"half")
    long_ago = time.time() - 2 * ABANDONED
    os.utime(left, (long_ago, long_ago))
    assert _ask(team, heard(team)[3].name)[0] == 0
    assert not left.exists()
    assert at_work.exists()


def test_two_builders_at_once_do_no_harm(team: Path) -> None:
    name = heard(team)[3].name
    right = _ask(team, name, LEADCLI_COMPILE="never")
    builders = [_process(team, name) for _ in range(3)]
    said = [builder.communicate() for builder in builders]
    assert [(builder.returncode, *told) for builder, told in zip(builders, said, strict=True)] == [right] * 3
    assert len(names(team)) == 1


BUILD = """
import sys, time
from multiprocessing import active_children
from pathlib import Path
from leadcli.resolution.compiled import compiled_labels as labelling, compiling as build
from leadcli.io.atomic import write_bytes_whole
from leadcli.workspace.opening import open_workspace

labelling.CHUNK = 20
begun = []

def done(count, total):
    if not begun:
        print(*(child.pid for child in active_children()), flush=True)
    begun.append(count)
    time.sleep(0.2)  # so that there is time to end it

book = open_workspace(Path.cwd()).book
with write_bytes_whole(Path("made.tables")) as file:
    build.write_directory(book, file, {}, done, 2)
"""


@pytest.mark.skipif(os.name == "nt", reason="forked processes")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_the_processes_of_a_builder_end_with_it(how: signal.Signals, team: Path) -> None:
    builder = subprocess.Popen(
        [sys.executable, "-c", BUILD], cwd=team, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        encoding="utf-8", start_new_session=True,
    )  # fmt: skip
    assert builder.stdout is not None
    workers = [int(pid) for pid in builder.stdout.readline().split()]
    assert len(workers) == 2
    if how == signal.SIGINT:
        os.killpg(builder.pid, how)  # as a terminal does
    else:
        os.kill(builder.pid, how)
    _, said = builder.communicate()
    deadline = time.monotonic() + 20
    while any(map(runs, workers)):
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert said.count("Traceback") == (how == signal.SIGINT)
    assert not (team / "made.tables").exists()
    assert (how == signal.SIGKILL) == bool(list(team.glob(".made.tables.*.part")))


SLOWLY = """
labelling.CHUNK, made = 20, labelling.make

def slowly(part):
    time.sleep(0.2)  # so that the process is at work when it is ended
    return made(part)

labelling.make = slowly
"""


@pytest.mark.skipif(os.name == "nt", reason="forked processes")
def test_a_builder_whose_process_is_ended_says_so(team: Path) -> None:
    """As the system does when memory runs out: no waiting for ever, and nothing half-written."""
    builder = subprocess.Popen(
        [sys.executable, "-c", BUILD.replace("labelling.CHUNK = 20", SLOWLY)], cwd=team, env=ENVIRONMENT,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    assert builder.stdout is not None
    one, other = (int(pid) for pid in builder.stdout.readline().split())
    os.kill(one, signal.SIGKILL)
    _, said = builder.communicate(timeout=60)
    assert "Refusal" in said
    assert "a process at work was ended from outside" in said
    assert not runs(other)
    assert list(team.glob("*made.tables*")) == []


# --- reading the command line without typer -------------------------------------------------------------------------
def test_the_quick_reader_knows_typers_options() -> None:
    from leadcli.cli.commands import command_tree

    command = command_tree(Speech("en")).commands["who-owns"]
    options = {o: p for p in command.params for o in p.opts if o.startswith("-") and p.name != "help"}
    assert {o for o, p in options.items() if p.is_flag} == set(FLAGS)
    assert {FLAGS[o] for o, p in options.items() if p.is_flag} == {p.name for p in options.values() if p.is_flag}
    assert {o for o, p in options.items() if p.multiple} == {f"--{name}" for name in MANY}
    assert {o for o, p in options.items() if not p.multiple and not p.is_flag} == {f"--{name}" for name in ONE}


WORDS = st.sampled_from(
    ["Метсо", "Калуга", "--city", "--city=Омск", "--claim", "Дима", "--json", "-v", "--", "--on", "-x", "--help",
     "--group=", "2026-11-23", "--nonsense", "--workspace", ".", ""]
)  # fmt: skip


@given(st.lists(WORDS, max_size=7))
def test_what_the_quick_reader_reads_typer_reads_alike(words: list[str]) -> None:
    from leadcli.cli.commands import command_tree

    found = read(words)
    if found is None:
        return
    command = command_tree(Speech("en")).commands["who-owns"]
    context = command.make_context("who-owns", list(words))
    said = {key: list(value) if isinstance(value, tuple) else value for key, value in context.params.items()}
    if "workspace" in found:  # typer makes it a Path later
        said["workspace"] = Path(said["workspace"])
    assert {key: said[key] for key in found} == found
    assert {key for key, value in said.items() if value} <= {key for key, value in found.items() if value} | {"format"}


@pytest.mark.skipif(sys.platform == "win32", reason="there the file is mapped at once")
def test_a_file_that_is_asked_much_is_mapped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read piece by piece or mapped, the records are the same; so is what comes before and after the change."""
    import mmap

    from leadcli.resolution.compiled import constant_tables as form

    monkeypatch.setattr(form, "MANY", 100)
    path = tmp_path / "small.tables"
    with path.open("wb") as file:
        writer = form.Writer(file)
        writer.list("records", (f"value{n}".encode() for n in range(500)))
        writer.finish({})
    opened = Tables(path)
    assert not isinstance(opened.data, mmap.mmap)
    assert list(opened.list("records")) == [f"value{n}".encode() for n in range(500)]
    assert isinstance(opened.data, mmap.mmap)
    opened.close()


def test_every_word_table_is_in_the_mark_of_what_made_a_directory() -> None:
    """A table with another suffix would change what is read of names, and old directories would answer on."""
    marked = {name for name, *_ in compiled._looks(ROOT / "leadcli" / "names")}
    tables = {path.name for path in (ROOT / "leadcli" / "names" / "tables").iterdir() if path.is_file()}
    assert tables - marked == {"LICENSES.md"}
