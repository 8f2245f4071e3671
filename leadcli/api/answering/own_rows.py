"""Tables that leadcli itself keeps, ``links`` and ``aliases``: rows added, answered and taken out; all else stays.

Such a table is a CSV file that spreadsheets open and write. What they made of it, the order of its columns and columns
of others, is kept to the byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from leadcli.domain.messages import Refusal, message
from leadcli.fields.cells import NO, YES
from leadcli.fields.table import TABLES, located
from leadcli.io.atomic import write_bytes_whole
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.raw_csv import errors_of
from leadcli.io.table_formats import Form, RawRow
from leadcli.io.tables import table_file
from leadcli.output.csv_rows import inert
from leadcli.output.text.safe import printed

MARK = b"\xef\xbb\xbf"
Cells = Mapping[str, str]  # of a row, by field
KEYS = {"links": ("client", "group", "other"), "aliases": ("text", "client", "group")}  # what a row is about


class OwnRows:
    """The rows of such a table, read to be changed. ``write`` writes it whole, if anything changed."""

    def __init__(self, root: Path, table: str) -> None:
        """Read it; one that is not there yet is empty. Raises Refusal for what is no CSV, or lacks a column."""
        self.table, self.fields = table, tuple(field.name for field in TABLES[table])
        found = table_file(root, table)
        if found is not None and not isinstance(found, Path):
            raise Refusal(found.text, *([found.remedy] if found.remedy else []))
        self.path = found or root / "data" / f"{table}.csv"
        self._form, self._end = Form("utf-8", MARK, ";"), "\r\n"
        self._raws: list[str] = []
        self._rows: list[dict[str, str]] = []
        self.changed = False
        if found is None:
            self._places = {name: index for index, name in enumerate(self.fields)}
            self._width = len(self.fields)
            self._raws.append(self._line(self.fields))
        else:
            self._read(found)

    def _read(self, path: Path) -> None:
        with path.open("rb") as file:
            marked = file.read(len(MARK)) == MARK
        self._form = form_of(path, "utf-8" if marked else "")  # nothing is to be guessed of what says what it is
        read = list(rows(path, self._form)) if self._form.delimiter else []
        header = texts(read[0], self._form) if read else []
        self._places, self._width = located(header, TABLES[self.table]), len(header)
        if lacking := tuple(field for field in (*KEYS[self.table], "answer") if field not in self._places):
            raise Refusal(
                message("{file}: nothing can be added to it; it lacks {columns}", file=str(path), columns=lacking),
                message("save it as CSV, with these columns"),
            )
        self._raws = [row.raw for row in read]
        self._end = "\r\n" if self._raws[0].endswith("\r\n") else "\n"
        for row in read[1:]:
            cells = texts(row, self._form)
            self._rows.append({n: cells[at].strip() if at < len(cells) else "" for n, at in self._places.items()})

    @property
    def rows(self) -> Sequence[Cells]:
        """The rows, each by field; a row without any is among them."""
        return self._rows

    def add(self, cells: Cells) -> None:
        """Add a row at the end."""
        line = [""] * self._width
        for name, place in self._places.items():
            line[place] = printed(cells.get(name, ""))
        if not self._raws[-1].endswith(("\n", "\r")):
            self._raws[-1] += self._end
        self._raws.append(self._line(line))
        self._rows.append({name: cells.get(name, "") for name in self._places})
        self.changed = True

    def put(self, index: int, cells: Cells) -> None:
        """Change some cells of a row; the others stay."""
        row = self._rows[index]
        row.update({name: text for name, text in cells.items() if name in self._places})
        line = texts(RawRow(0, 0, self._raws[index + 1]), self._form)
        line += [""] * (self._width - len(line))
        for name, place in self._places.items():
            if name in cells:
                line[place] = printed(cells[name])
        self._raws[index + 1] = self._line(line)
        self.changed = True

    def drop(self, index: int) -> None:
        """Take a row out."""
        del self._raws[index + 1], self._rows[index]
        self.changed = True

    def last(self, cells: Cells) -> int:
        """The last row that has these cells, where the table has such columns; -1 where none has."""
        for index in range(len(self._rows) - 1, -1, -1):
            own = self._rows[index]
            if all(
                own[name] in (text, inert(text), inert(printed(text))) for name, text in cells.items() if name in own
            ):
                return index
        return -1

    def write(self) -> None:
        """Write the table whole; letters that its encoding lacks make it UTF-8."""
        if not self.changed:
            return
        text, form = "".join(self._raws), self._form
        try:
            data = form.mark + text.encode(form.encoding, errors_of(form))
        except UnicodeEncodeError:
            data = MARK + text.encode("utf-8", "surrogateescape")
        self.path.parent.mkdir(exist_ok=True)
        with write_bytes_whole(self.path) as file:
            file.write(data)
        self.changed = False

    def _line(self, cells: Iterable[str]) -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=self._form.delimiter, lineterminator=self._end).writerow(map(inert, cells))
        return out.getvalue()


def said_in(text: str) -> bool | None:
    """What a cell of answers says; None: nothing yet, or nothing that is understood."""
    word = text.strip().casefold()
    return True if word in YES else False if word in NO else None
