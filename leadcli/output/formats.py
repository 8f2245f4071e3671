"""The formats of answers: one table. A new format is one module with its writer, and one line here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import PurePath
from typing import Any, Literal

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message

# What an answer has: rows of a page for people, objects for programs, rows of plain cells, a report of tables.
Shape = Literal["page", "objects", "cells", "report"]


@frozen
class Format:
    """A format: the shape that it writes, and its writer (module:function of this floor), imported when it is used.

    ``suffixes``: the names of files that ask for it. A ``binary`` one goes to files only. ``told``: what is said of a
    file that was written.
    """

    name: str
    shape: Shape
    writer: str
    suffixes: tuple[str, ...] = ()
    binary: bool = False
    told: Message = message("report: {file}")

    def load(self) -> Callable[[Any], Iterable[str]]:
        """The writer: what an answer has of this shape, as pieces of text; of a binary format, as bytes in a file."""
        module, _, function = self.writer.partition(":")
        found: Callable[[Any], Iterable[str]] = getattr(import_module(f"leadcli.output.{module}"), function)
        return found


FORMATS = [
    Format("text", "page", "text.terminal:plain"),
    Format("json", "objects", "json.objects:texts"),
    Format("csv", "cells", "csv_rows:texts"),
    Format("html", "report", "html.report_page:texts", (".html", ".htm")),
    Format("xlsx", "report", "xlsx.report_book:write", (".xlsx",), True, message("workbook, to look at: {file}")),
]


def names_of(*shapes: Shape) -> tuple[str, ...]:
    """The formats that an answer of these shapes can be printed in."""
    return tuple(f.name for f in FORMATS if f.shape in shapes and not f.binary)


def format_named(name: str, *shapes: Shape) -> Format:
    """A format by its name, for an answer of these shapes. Raises Refusal, which lists them."""
    names = names_of(*shapes)
    if name not in names:
        raise Refusal(message("{option}: choose one of {values}", option="--format", values=names))
    return next(f for f in FORMATS if f.name == name)


def chosen_format(name: str, json: bool, *more: Shape) -> Format:
    """What --format and --json ask for, of an answer that has a page, objects and what ``more``. Raises Refusal."""
    found = format_named(name, "page", "objects", *more)
    return format_named("json", "objects") if json else found


def report_format(file: PurePath) -> Format | None:
    """The format of a report that a file's name asks for."""
    suffix = file.suffix.casefold()
    return next((f for f in FORMATS if f.shape == "report" and suffix in f.suffixes), None)


def report_suffixes() -> tuple[str, ...]:
    """The names of files that a report can be written to."""
    return tuple(suffix for f in FORMATS if f.shape == "report" for suffix in f.suffixes)
