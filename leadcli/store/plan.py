"""A plan file: JSON lines, a header with the hashes of all that it rests on, then a line for each row of the export."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leadcli.frozen import frozen

KIND = "leadcli plan"
SCHEMA = 1


class PlanError(Exception):
    """The file is no plan, or a broken one."""


@frozen
class Header:
    """What a plan rests on. ``input``: path, sha256, encoding, delimiter, mark; ``layout``: preset and fields."""

    input: dict[str, Any]
    layout: dict[str, Any]
    data: str
    rules: str
    policy: str
    version: str
    options: dict[str, Any]


def dump(value: Any) -> str:
    """One line of a plan."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True) + "\n"


def header_line(header: Header) -> str:
    """The header as a line."""
    from leadcli.frozen import as_dict

    return dump({"kind": KIND, "schema": SCHEMA, **as_dict(header)})


def read_header(text: str) -> Header:
    """The header from the first line."""
    try:
        found = json.loads(text)
        sound = found.pop("kind") == KIND and found.pop("schema") == SCHEMA
        header = Header(**found)
    except (ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise PlanError("this is not a leadcli plan")
    return header


def read_plan(path: Path) -> tuple[Header, Iterator[dict[str, Any]]]:
    """A plan's header, and its lines as they are read."""
    try:
        file = path.open(encoding="utf-8")
    except OSError as error:
        raise PlanError(error.strerror or str(error)) from None
    header = read_header(file.readline())

    def lines() -> Iterator[dict[str, Any]]:
        with file:
            for number, text in enumerate(file, 2):
                try:
                    yield json.loads(text)
                except ValueError:
                    raise PlanError(f"line {number} is broken") from None

    return header, lines()


class Part:
    """The half-done plan beside its place: what was judged so far, to go on from after a stop."""

    def __init__(self, path: Path, header: str) -> None:
        """Open the part of a plan; ``header`` must be the same for its lines to count."""
        self.path = path.with_name(f".{path.name}.part")
        self._header = header
        self.done = 0

    def resume(self) -> int:
        """How many rows are done; the file is cut after the last whole line. 0 if it belongs to another job."""
        if not self.path.is_file():
            return 0
        with self.path.open("r+b") as file:
            if file.readline().decode("utf-8", "replace") != self._header:
                return 0
            whole, count = file.tell(), 0
            for line in file:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                count += 1
            file.truncate(whole)
        self.done = count
        return count

    def begin(self) -> None:
        """Start anew."""
        self.path.write_text(self._header, encoding="utf-8")

    def append(self, lines: str) -> None:
        """Add judged rows."""
        with self.path.open("a", encoding="utf-8") as file:
            file.write(lines)

    def lines(self) -> Iterator[dict[str, Any]]:
        """What was judged, in row order."""
        with self.path.open(encoding="utf-8") as file:
            file.readline()
            for text in file:
                yield json.loads(text)
