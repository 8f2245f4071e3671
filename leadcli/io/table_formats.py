"""Formats of tables: what each is called, how it is told, what reads it. A new one is a module and an entry here."""

from __future__ import annotations

import io
import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeAlias

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message

BLANKS = " \t\u00a0"  # around a cell: no part of its text
HEAD = 1 << 18  # bytes that are looked at to tell format, encoding and delimiter
MOST_ABOVE = 100  # rows above a header, at most


@frozen
class Format:
    """A kind of file that holds a table.

    ``suffixes``: of such files, the usual one first; ``begins`` and ``holds``: bytes with which they begin and that
    stand near, ``b""`` of a text; ``looks``: a pattern of how a text begins that its suffix does not tell. ``rows``:
    the module of ``leadcli.io`` that reads it row by row, with ``form_of`` and ``rows`` (see ``exports``); ``records``:
    the function that reads it as a whole, of a text more strictly. One of them is enough. ``rewritten``: whether apply
    can change cells of it and nothing else.
    """

    suffixes: tuple[str, ...]
    rows: str = "record_rows"
    records: str = "record_rows:read_records"
    begins: bytes = b""
    holds: bytes = b""
    looks: str = ""
    rewritten: bool = False

    @property
    def is_keyed(self) -> bool:
        """Whether each of its rows names its cells, so that there is no header."""
        return self.rows == "record_rows"

    @property
    def is_text(self) -> bool:
        """Whether it has lines of text that can be shown."""
        return not self.begins and (not self.looks or self.is_keyed)


# A list of objects, or an object around it as the interfaces of CRMs give it: the list comes first in it, or after a
# count, a page, a link.
_ASIDE = (
    r"[_@][\w.@]*|odata[\w.@]*|total\w*|count|page|per_page|limit|offset|start|next\w*|prev\w*|size|ok|status|success|done"
    r"|has_?more|code|message|jsonrpc|id|time"
)
_JSON = (
    r"[^\[\w{]*(?:\[\s*[{\]]|\{\s*"
    rf'(?:"(?:{_ASIDE})"\s*:\s*(?:"[^"]*"|[\w.+-]+|\{{(?:[^{{}}]|\{{[^{{}}]*\}})*\}})\s*,\s*)*'
    r'"[^"]*"\s*:\s*(?:\{\s*"[^"]*"\s*:\s*)?\[\s*[{\]])'
)
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
FORMATS: dict[str, Format] = {
    "CSV": Format((".csv", ".tsv", ".txt"), "raw_csv", "csv_tables:read_csv", rewritten=True),
    "xlsx": Format((".xlsx", ".xlsm"), "sheets.workbooks", begins=_ZIP, holds=b"xl/workbook.xml", rewritten=True),
    "xlsb": Format((".xlsb",), "sheets.workbooks", begins=_ZIP, holds=b"xl/workbook.bin"),
    "ods": Format((".ods",), "sheets.workbooks", begins=_ZIP, holds=b"opendocument.spreadsheet"),
    "xls": Format((".xls",), "sheets.workbooks", begins=_OLE),
    "HTML": Format(
        (".html", ".htm"), "sheets.html_tables", looks=r"\W*<(?:!doctype html|html|head|meta|style|body|table|div)\b"
    ),
    "Excel XML": Format((".xml",), "sheets.excel_xml", looks=r"\W*<\?xml[\s\S]{0,2000}?<(?:\w+:)?Workbook\b"),
    "YAML": Format((".yaml", ".yml"), records="yaml_trees:read_rows"),
    "JSON": Format((".json",), records="json_lines:read_list", looks=_JSON),
    "JSON lines": Format((".jsonl", ".ndjson"), records="json_lines:read_objects"),
}


@frozen
class Form:
    """The form of a file: of CSV its encoding without the mark, the mark, the delimiter; of a workbook its ``sheet``.

    ``others``: the further sheets that hold cells and are shown, the active one first. ``skip``: rows above the header,
    such as a title. ``format``: the key in FORMATS. ``doubts``: what is to be said of how it was told. ``hidden``: the
    sheets that are read only where they are named.
    """

    encoding: str = ""
    mark: bytes = b""
    delimiter: str = ""
    sheet: str = ""
    skip: int = 0
    format: str = "CSV"
    others: tuple[str, ...] = ()
    doubts: tuple[Message, ...] = ()
    hidden: tuple[str, ...] = ()


# What a cell's text does not tell: the cell is a formula; one without a value; covered by a merged range, whose value
# is its text; an error such as #N/A; or cut, because the format holds no more.
Mark = Literal["formula", "no_value", "covered", "error", "cut", "noted"]


# What spreadsheets write where a formula failed, English, Russian and German; a cell of any format may hold it as text.
ERRORS = frozenset(
    {
        "#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
        "#UNKNOWN!", "#CONNECT!", "#BUSY!", "#GETTING_DATA", "#ERROR!",
        "#Н/Д", "#ССЫЛКА!", "#ЗНАЧ!", "#ДЕЛ/0!", "#ИМЯ?", "#ПУСТО!", "#ЧИСЛО!", "#ПЕРЕНОС!", "#ВЫЧИСЛ!", "#ПОЛЕ!",
        "#ЗАБЛОКИРОВАНО!", "#НЕИЗВЕСТНО!", "#ЗАГРУЗКА_ДАННЫХ", "#ОШИБКА!",
        "#NV", "#BEZUG!", "#WERT!", "#ZAHL!",
    }
)  # fmt: skip


def is_error(text: str) -> bool:
    """Whether a cell's text is an error of a spreadsheet."""
    return text.startswith("Err:") or (text.startswith("#") and text.upper() in ERRORS)


@frozen
class RawRow:
    """A row: its number from 1 (the header is 0), the line on which it begins, its raw text with its line end.

    Where a format has cells and no raw text, its ``texts`` are the cells, and ``line`` is a sheet's row. ``hidden``: by
    hand or by a filter. ``marks``: by column, what a cell's text does not tell.
    """

    number: int
    line: int
    raw: str
    fault: Message | None = None
    texts: tuple[str, ...] = ()
    hidden: bool = False
    marks: tuple[tuple[int, Mark], ...] = ()


class Given:
    """Bytes at hand, opened like a file; or standard input: a text is read once, row by row, anything else held."""

    def __init__(self, name: str = "-", data: bytes | None = None) -> None:
        """``name``: how messages call it; its suffix may tell the format. Without ``data`` it is standard input."""
        told = re.search(r"(\.\w+)(?: \[[^\[\]]*\])?$", name)  # a sheet may be named behind it
        self._name, self.suffix = name, told[1] if told else ""
        self._held, self._live = data, io.BytesIO()
        if data is None:
            self._live = io.BufferedReader(sys.stdin.buffer, HEAD)  # type: ignore[assignment,type-var]
            if not FORMATS[format_of(self.head(), "")].is_text:
                self._held = self._live.read()

    def __str__(self) -> str:
        return self._name

    def open(self, mode: Literal["rb"]) -> BinaryIO:
        """The bytes as a file."""
        return self._live if self._held is None else io.BytesIO(self._held)

    def head(self) -> bytes:
        """The first bytes, which are still to be read."""
        return self._live.peek(HEAD)[:HEAD] if self._held is None else self._held[:HEAD]  # type: ignore[attr-defined]


Source: TypeAlias = Path | Given


def format_of(head: bytes, suffix: str) -> str:
    """The format of a file that begins so: by its content, and by its suffix where that does not tell."""
    alike = [key for key, f in FORMATS.items() if f.begins and head.startswith(f.begins)]
    if not alike:
        text = head[:4096].replace(b"\0", b"").decode("latin-1").removeprefix("\xef\xbb\xbf")
        alike = [key for key, f in FORMATS.items() if f.looks and re.match(f.looks, text, re.IGNORECASE)]
    alike = alike or [key for key, f in FORMATS.items() if not f.begins and not f.looks]
    found = [key for key in alike if FORMATS[key].holds and FORMATS[key].holds in head]
    return (found or [key for key in alike if suffix.casefold() in FORMATS[key].suffixes] or alike)[0]


# What is taken for a table by mistake: how it begins, what stands near (any of them), and what it is.
FOREIGN: tuple[tuple[bytes, tuple[bytes, ...], Message], ...] = (
    (b"%PDF", (), message("a PDF")),
    (_ZIP, (b"word/document.xml", b"word/"), message("a Word document")),
    (_ZIP, (b"ppt/",), message("a presentation")),
    (_ZIP, (b".iwa", b"index.apxl", b"index.numbers"), message("a table of Apple Numbers")),
    (b"\x1f\x8b", (), message("a packed file")), (b"7z\xbc\xaf", (), message("a packed file")),
    (b"Rar!", (), message("a packed file")), (b"\x89PNG", (), message("a picture")),
    (b"\xff\xd8\xff", (), message("a picture")), (b"SQLite format 3", (), message("a database")),
    (b"{\\rtf", (), message("a text with formats (RTF)")),
)  # fmt: skip


def foreign(head: bytes, name: str = "") -> Message | None:
    """What a file is that holds no table which is read; None of any other."""
    if name.startswith(("~$", ".~lock.")):  # Excel and LibreOffice put it beside what they show
        return message("a mark that somebody has the table open")
    if any(f.holds and f.holds in head for f in FORMATS.values()):
        return None
    for begins, holds, kind in FOREIGN:
        if head.startswith(begins) and (not holds or any(each in head for each in holds)):
            return kind
    whole = head.startswith(_ZIP) and b"PK\x05\x06" in head[-65_557:]  # its directory is there: not damaged
    return message("a zip archive") if whole else None


def load(name: str) -> Any:
    """A module of this folder by its name, or a function of one: ``module:function``."""
    module, _, function = name.partition(":")
    loaded = import_module(f"{__package__}.{module}")
    return getattr(loaded, function) if function else loaded
