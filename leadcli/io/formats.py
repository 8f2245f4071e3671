"""Formats of tables: what each is called, how it is told, what reads it. A new one is a module and an entry here."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import Problem


@frozen
class Format:
    """A kind of file that holds a table.

    ``suffixes``: of such files, the usual one first; ``begins`` and ``holds``: bytes with which they begin and that
    stand near, ``b""`` of a text that only its suffix tells. ``reader``: the module of ``leadcli.io`` with ``form_of``
    and ``rows`` (see ``exports``). ``records``: the function that reads a table of ``data/`` more strictly than row
    by row, and cells that are lists. ``rewritten``: whether apply can change cells of it and nothing else.
    """

    suffixes: tuple[str, ...]
    reader: str
    begins: bytes = b""
    holds: bytes = b""
    records: str = ""
    rewritten: bool = False


_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMATS: dict[str, Format] = {
    "CSV": Format((".csv",), "csv_rows", records="csv_tables.read_csv", rewritten=True),
    "xlsx": Format((".xlsx", ".xlsm"), "workbooks", _ZIP, b"xl/workbook.xml", rewritten=True),
    "xlsb": Format((".xlsb",), "workbooks", _ZIP, b"xl/workbook.bin"),
    "ods": Format((".ods",), "workbooks", _ZIP, b"opendocument.spreadsheet"),
    "xls": Format((".xls",), "workbooks", _OLE),
    "YAML": Format((".yaml", ".yml"), "yaml_trees", records="yaml_trees.read_rows"),
    "JSON lines": Format((".jsonl", ".ndjson"), "json_lines"),
}


class Unreadable(Refusal):
    """A file cannot be read; ``problem`` says where and why."""

    def __init__(self, problem: Problem) -> None:
        said = message("{place}: {why}", place=str(problem.place), why=problem.text)
        super().__init__(said, *([problem.remedy] if problem.remedy else []))
        self.problem = problem


@frozen
class Form:
    """The form of a file: of CSV its encoding without the mark, the mark, the delimiter; of a workbook its ``sheet``.

    ``skip``: rows above the header, such as a title. ``format``: the key in FORMATS.
    """

    encoding: str = ""
    mark: bytes = b""
    delimiter: str = ""
    sheet: str = ""
    skip: int = 0
    format: str = "CSV"


@frozen
class RawRow:
    """A row: its number from 1 (the header is 0), the line on which it begins, its raw text with its line end.

    Where a format has cells and no raw text, its ``texts`` are the cells, and ``line`` is a sheet's row.
    """

    number: int
    line: int
    raw: str
    fault: Message | None = None
    texts: tuple[str, ...] = ()


def format_of(head: bytes, suffix: str) -> str:
    """The format of a file that begins so: by its content, and by its suffix where that does not tell."""
    alike = [key for key, f in FORMATS.items() if f.begins and head.startswith(f.begins)]
    alike = alike or [key for key, f in FORMATS.items() if not f.begins]
    found = [key for key in alike if FORMATS[key].holds and FORMATS[key].holds in head]
    return (found or [key for key in alike if suffix.casefold() in FORMATS[key].suffixes] or alike)[0]


def is_text(head: bytes) -> bool:
    """Whether a file that begins so is of no format that is told by its content."""
    return not any(f.begins and head.startswith(f.begins) for f in FORMATS.values())


def load(name: str) -> Any:
    """A module of this folder by its name, or a function of one."""
    module, _, function = name.partition(".")
    loaded = import_module(f"{__package__}.{module}")
    return getattr(loaded, function) if function else loaded
