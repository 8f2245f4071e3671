"""A plan file: JSON lines, a header with the hashes of all that it rests on, then a line for each row of the export."""

from __future__ import annotations

import codecs
import glob
import hashlib
import json
import shutil
import time
import uuid
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Refusal, message

KIND = "leadcli plan"
HAND_OVER, CONSOLIDATE = "hand-over", "consolidate"  # rules of a plan that no policy has
TOKEN = "token"
ACTION = b'"action": "'  # as ``dump`` writes it
BACKSLASH = b"\\"
SCHEMA = 1
MOST = 1 << 20  # columns, and rows above a header


class PlanError(Refusal):
    """The file is no plan, or a broken one."""


@frozen
class Header:
    """What a plan rests on. ``input``: path, sha256, encoding, delimiter, mark; ``layout``: preset and fields.

    ``ledger``: the hash of the ledger's last entry; ``lines``: of the lines below the header, ``""`` in older plans.
    """

    input: dict[str, Any]
    layout: dict[str, Any]
    data: str
    rules: str
    policy: str
    version: str
    options: dict[str, Any]
    ledger: str = ""
    lines: str = ""


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, check_circular=False)


def dump(value: Any) -> str:
    """One line of a plan."""
    return _ENCODER.encode(value) + "\n"


def header_line(header: Header) -> str:
    """The header as a line."""
    from leadcli.domain.frozen import as_dict

    return dump({"kind": KIND, "schema": SCHEMA, **as_dict(header)})


def read_header(text: bytes) -> Header:
    """The header from the first line."""
    try:
        found = json.loads(text)
        sound = found.pop("kind") == KIND and found.pop("schema") == SCHEMA
        header = Header(**found)
        sound = sound and _fits(header)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        sound = False
    if not sound:
        raise PlanError(message("this is not a leadcli plan"))
    return header


def _fits(header: Header) -> bool:
    """Whether the header holds what a plan's does. Raises KeyError, TypeError, ValueError."""
    of_input = ("path", "sha256", "encoding", "mark", "delimiter", "sheet")
    texts = [header.data, header.rules, header.policy, header.version, header.ledger, header.options["on"]]
    texts.append(header.lines)
    texts += [header.layout[name] for name in ("preset", "owner_as")] + [header.input[name] for name in of_input]
    numbers = [header.input["skip"], *header.layout["fields"].values()]
    bytes.fromhex(header.input["mark"])
    date.fromisoformat(header.options["on"])
    return (
        all(type(text) is str and "\0" not in text for text in texts)
        and all(type(number) is int and 0 <= number < MOST for number in numbers)
        and "owner" in header.layout["fields"]
        and (not header.input["encoding"] or bool(codecs.lookup(header.input["encoding"])))
    )


class Sealed:
    """The lines of a plan as they pass, and whether they are those that the header was written for."""

    def __init__(self, header: Header, lines: Iterable[bytes]) -> None:
        self._digest, self._header, self._lines = hashlib.sha256(), header, lines

    def __iter__(self) -> Iterator[bytes]:
        for line in self._lines:
            self._digest.update(line)
            yield line

    @property
    def is_whole(self) -> bool:
        """Whether nobody changed a line since; asked when all have passed. Of an older plan it is not known: yes."""
        return self._header.lines in ("", self._digest.hexdigest())


def is_plan(path: Path) -> bool:
    """Whether a file is a plan, which may be made anew."""
    try:
        with path.open("rb") as file:
            read_header(file.readline(1 << 20))
    except (OSError, PlanError):
        return False
    return True


def read_lines(path: Path) -> tuple[Header, Iterator[bytes]]:
    """A plan's header, and its lines as they stand, as they are read."""
    try:
        file = path.open("rb")
    except OSError as error:
        from leadcli.domain.system_faults import reason_of

        raise PlanError(message("it cannot be read: {reason}", reason=reason_of(error))) from None
    header = read_header(file.readline())

    def lines() -> Iterator[bytes]:
        with file:
            yield from file

    return header, lines()


def read_plan(path: Path) -> tuple[Header, Iterator[dict[str, Any]]]:
    """A plan's header, and its lines as they are read."""
    header, texts = read_lines(path)

    def lines() -> Iterator[dict[str, Any]]:
        for number, text in enumerate(texts, 2):
            try:
                yield json.loads(text)
            except (ValueError, RecursionError):
                raise PlanError(message("line {line} is broken", line=number)) from None

    return header, lines()


def brief(text: bytes) -> tuple[str, str, str]:
    """The id, the new owner and the rule of a line; as ``dump`` writes it it need not be parsed as a whole.

    Quotes inside of texts are escaped, so a key can stand nowhere else. Raises PlanError.
    """
    own = text.find(b'"id": "') + 7
    own_end = text.find(b'"', own)
    new = text.find(b'"new": "', own_end) + 8
    new_end = text.find(b'"', new)
    rule = text.rfind(b'"rule": "') + 9
    rule_end = text.find(b'"', rule)
    if 6 < own <= own_end < new - 7 <= new_end < rule - 8:
        found = text[own:own_end], text[new:new_end], text[rule:rule_end]
        with suppress(UnicodeDecodeError):
            if BACKSLASH not in b"".join(found):
                return found[0].decode(), found[1].decode(), found[2].decode()
    try:
        line: dict[str, Any] = json.loads(text)
        return str(line["id"]), str(line["new"]), str(line["rule"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise PlanError(message("a line of it is broken")) from None


class Parts:
    """The half-done plan in a folder beside its place: one file for each partition of rows, whole or not there.

    The folder's name holds the hash of the job, so what another job left behind is never taken for this one's; a
    partition judged twice, by a worker thought lost or after a stop, is written twice with the same bytes.
    """

    def __init__(self, plan: Path, header: str, size: int) -> None:
        """The parts of a plan. ``header``: what it rests on; ``size``: rows in a partition."""
        self.plan = plan
        self.token = uuid.uuid4().hex
        self._coming: Iterator[int] = iter(())
        self._there: set[int] = set()
        self._last = 0
        mark = hashlib.sha256(f"{size} {header}".encode()).hexdigest()[:16]
        self.folder = plan.with_name(f".{plan.name}.{mark}.parts")

    def done(self) -> frozenset[int]:
        """The numbers of the partitions that are done."""
        found = self.folder.glob("*.jsonl") if self.folder.is_dir() else ()
        return frozenset(int(path.stem) for path in found if path.stem.isdigit())

    def begin(self, resume: bool) -> None:
        """Make the folder. Whatever else was left half-done beside the plan is swept; without ``resume`` all of it."""
        for left in self.plan.parent.glob(f".{glob.escape(self.plan.name)}.*.part*"):
            if left != self.folder or not resume:
                _remove(left)
        self.folder.mkdir(exist_ok=True)
        for torn in self.folder.glob(".*.part"):
            _remove(torn)
        (self.folder / TOKEN).write_text(self.token, encoding="utf-8")

    def follow(self, coming: Iterator[int]) -> None:
        """Wait for partitions that are not done yet, where their lines are asked for.

        ``coming``: their numbers as they are done, the even ones before the odd ones. The first is waited for now:
        processes start with it, before the plan is open, which they would inherit.
        """
        self._coming, self._there = coming, set(self.done())
        for self._last in islice(coming, 1):
            self._there.add(self._last)

    def texts(self, first: int, step: int) -> Iterator[Iterator[str]]:
        """The lines of every ``step``-th partition from the ``first`` one on, once they are judged.

        Raises PlanError if a partition is missing.
        """
        number = first
        while self._is_there(number):
            with part_file(self.folder, number).open(encoding="utf-8") as file:
                yield file
            number += step

    def _is_there(self, number: int) -> bool:
        """Whether there is such a partition; known once it is done, or all that could come before it are."""
        while number not in self._there and self._last % 2 <= number % 2:
            done = next(self._coming, None)
            if done is None:
                self._there |= self.done()
                if self._there != set(range(len(self._there))):
                    raise PlanError(message("a partition of the plan is missing"), message("go on with --resume"))
                break
            self._last = done
            self._there.add(done)
        return number in self._there

    def end(self) -> None:
        """Remove the folder: the plan is there."""
        _remove(self.folder)


def same_folder(folder: Path, token: str) -> bool:
    """Whether a worker sees the very folder of the job: a path of the same name may be on another machine."""
    try:
        return (folder / TOKEN).read_text(encoding="utf-8") == token
    except OSError:
        return False


def part_file(folder: Path, number: int) -> Path:
    """Where a partition is written."""
    return folder / f"{number:06}.jsonl"


def _remove(path: Path) -> None:
    """Remove a file or folder, even while a worker that outlived its parent still writes to it."""
    for _ in range(20):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
        if not path.exists():
            return
        time.sleep(0.1)
