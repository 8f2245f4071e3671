"""What an answer changes: rows of leadcli's own tables, the meaning of an owner's cell; carried out, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from leadcli.api.answering.journal import Answered, journal
from leadcli.api.answering.own_rows import KEYS, OwnRows
from leadcli.domain.messages import Message, Refusal, message
from leadcli.workspace.manager_names import keep_spellings, read_spellings

Change = dict[str, Any]
Revert = Callable[[int], None]  # takes an entry of the ledger back


def now() -> str:
    """The moment of an answer, UTC, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def answer_with(root: Path, by: str, item: str, said: str, changes: Sequence[Change]) -> Answered:
    """Note an answer and carry it out. Raises Refusal where a table cannot be written; then nothing is."""
    with journal(root) as found:
        made = _made(root, changes)  # before the note: what is refused is not noted
        told = found.note(now(), by, item, said, changes)
        for table in made:
            table.write()
        _spell(root, changes)
        return told


def _made(root: Path, changes: Iterable[Change]) -> list[OwnRows]:
    """The tables as they will be."""
    tables: dict[str, OwnRows] = {}
    for change in changes:
        name = change.get("table", "")
        if not name:
            continue
        table = tables.get(name) or tables.setdefault(name, OwnRows(root, name))
        for cells in change.get("drop", ()):
            if (index := table.last(cells)) >= 0:
                table.drop(index)
        for cells in change.get("add", ()):
            table.add(cells)
        if "put" in change and (index := table.last(change["key"])) >= 0:
            table.put(index, change["put"])
    return list(tables.values())


def _spell(root: Path, changes: Iterable[Change]) -> None:
    more = {change["owner"]: change["to"] for change in changes if "owner" in change}
    if more:
        keep_spellings(root, more)


def take_back(root: Path, by: str, revert: Revert, item: str = "") -> tuple[Answered, list[Message]]:
    """Take the last answer back that stands, or the last to an item; it, and what of it was not as it left it.

    Raises:
        Refusal: There is none.
    """
    with journal(root) as found:
        for one in sorted(found.standing.values(), key=lambda each: -each.number):
            if item and one.item != item:
                continue
            left = _undo(root, one, revert)
            found.undone(one.number, now(), by)
            if left is not None:
                return one, left
    raise Refusal(message("no answer is there to be taken back"))


def _undo(root: Path, one: Answered, revert: Revert) -> list[Message] | None:
    """Take back what an answer changed; what is not as it left it, or None where nothing of it was carried out."""
    left: list[Message] = []
    done = False
    tables: dict[str, OwnRows] = {}
    for change in reversed(one.changes):
        if "entry" in change:
            revert(int(change["entry"]))
            done = True
        elif "owner" in change:
            done |= _unspell(root, change, left)
        else:
            name = change["table"]
            table = tables.get(name) or tables.setdefault(name, OwnRows(root, name))
            done |= _unmade(table, change, left)
    for table in tables.values():
        table.write()
    return left if done else None


def _unmade(table: OwnRows, change: Change, left: list[Message]) -> bool:
    """Put a table's rows back as they were; whether the change stood there at all."""
    done = False
    for cells in change.get("add", ()):
        if (index := table.last(cells)) >= 0:
            table.drop(index)
            done = True
        else:
            left.append(_changed(table, cells))
    for cells in change.get("drop", ()) if done or not change.get("add") else ():
        if table.last(cells) < 0:
            table.add(cells)
            done = True
    if "put" in change:
        index = table.last({**change["key"], **change["put"]})
        if index >= 0:
            table.put(index, change["was"])
            done = True
        else:
            left.append(_changed(table, change["key"]))
    return done


def _changed(table: OwnRows, cells: dict[str, str]) -> Message:
    words = tuple(text for name in KEYS[table.table] if (text := cells.get(name, "")))
    return message("{file}: the row of {words} was changed since, and stays", file=table.path.name, words=words)


def _unspell(root: Path, change: Change, left: list[Message]) -> bool:
    said = {writing: text for writing, (text, _) in read_spellings(root)[0].items()}
    writing = change["owner"]
    if said.get(writing) != change["to"]:
        left.append(message("{file}: {words} means another now, and stays", file="owners.yaml", words=writing))
        return False
    keep_spellings(root, {writing: change["was"]})
    return True
