"""Workbooks of every kind, made for tests of what their cells' values do not tell."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from leadcli.io.table_formats import ERRORS

_CODES = {"#N/A": 0x2A, "#REF!": 0x17, "#VALUE!": 0x0F, "#DIV/0!": 0x07, "#NAME?": 0x1D, "#NULL!": 0, "#NUM!": 0x24}


@dataclass
class Sheet:
    """Cells as texts, of which those that are an error's are errors; merged ranges and hidden rows, from 0."""

    name: str
    cells: Sequence[Sequence[str]]
    merged: Collection[tuple[int, int, int, int]] = ()  # top, left, bottom, right
    hidden: Collection[int] = ()


def covered(sheet: Sheet) -> set[tuple[int, int]]:
    return {
        (row, column)
        for top, left, bottom, right in sheet.merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }


def as_xlsx(sheets: Sequence[Sheet], active: int = 0) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        for number, sheet in enumerate(sheets):
            made = book.add_worksheet(sheet.name)
            if number == active:
                made.activate()
            for row, cells in enumerate(sheet.cells):
                for column, text in enumerate(cells):
                    if text in ERRORS:
                        made.write_formula(row, column, "=NA()", None, text)
                    elif text and (row, column) not in covered(sheet):
                        made.write_string(row, column, text)
            for top, left, bottom, right in sheet.merged:
                made.merge_range(top, left, bottom, right, sheet.cells[top][left])
            for row in sheet.hidden:
                made.set_row(row, None, None, {"hidden": True})
    return out.getvalue()


def as_xls(sheets: Sequence[Sheet], active: int = 0) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    for sheet in sheets:
        made = book.add_sheet(sheet.name, cell_overwrite_ok=True)
        for row, cells in enumerate(sheet.cells):
            made.row(row).hidden = row in sheet.hidden
            for column, text in enumerate(cells):
                if text in ERRORS:
                    made.row(row).set_cell_error(column, _CODES[text])
                elif text and (row, column) not in covered(sheet):
                    made.write(row, column, text)
        for top, left, bottom, right in sheet.merged:
            made.write_merge(top, bottom, left, right, sheet.cells[top][left])
    book.set_active_sheet(active)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


# --- OpenDocument, as LibreOffice writes it -------------------------------------------------------------------------
_NAMES = "urn:oasis:names:tc:opendocument:xmlns"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def as_ods(sheets: Sequence[Sheet], active: int = 0) -> bytes:
    body = "".join(
        f'<table:table table:name="{escape(sheet.name)}"><table:table-column table:number-columns-repeated="1024"/>'
        + "".join(_ods_row(sheet, row) for row in range(len(sheet.cells)))
        + '<table:table-row table:number-rows-repeated="1048000" table:visibility="filter">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>'
        for sheet in sheets
    )
    content = (
        f'<?xml version="1.0"?><office:document-content xmlns:office="{_NAMES}:office:1.0" '
        f'xmlns:table="{_NAMES}:table:1.0" xmlns:text="{_NAMES}:text:1.0" xmlns:calcext="urn:org:documentfoundation:'
        f'names:experimental:calc:xmlns:calcext:1.0"><office:body><office:spreadsheet>{body}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'<?xml version="1.0"?><m:manifest xmlns:m="{_NAMES}:manifest:1.0">'
        f'<m:file-entry m:full-path="/" m:media-type="{_ODS}"/></m:manifest>'
    )
    settings = f'<x><config:config-item config:name="ActiveTable">{sheets[active].name}</config:config-item></x>'
    return _zipped(
        {"mimetype": _ODS, "META-INF/manifest.xml": manifest, "content.xml": content, "settings.xml": settings}
    )


def _ods_row(sheet: Sheet, row: int) -> str:
    cells = list[str]()
    spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
    for column, text in enumerate(sheet.cells[row]):
        if (row, column) in covered(sheet):
            cells.append("<table:covered-table-cell/>")
            continue
        down, across = spans.get((row, column), (1, 1))
        told = (
            f' table:number-rows-spanned="{down}" table:number-columns-spanned="{across}"' if down * across > 1 else ""
        )
        if text in ERRORS:
            told += ' table:formula="of:=NA()" calcext:value-type="error" office:string-value=""'
        note = "<office:annotation><text:p>#N/A</text:p></office:annotation>" if column == 0 else ""
        filled = f' office:value-type="string"{told}>{note}<text:p>{escape(text)}</text:p></table:table-cell>'
        cells.append("<table:table-cell" + (filled if text else f"{told}/>"))
    hidden = ' table:visibility="collapse"' if row in sheet.hidden else ""
    return f"<table:table-row{hidden}>{''.join(cells)}</table:table-row>"


# --- MS-XLSB --------------------------------------------------------------------------------------------------------
def as_xlsb(sheets: Sequence[Sheet], active: int = 0) -> bytes:
    relations = "".join(
        f'<Relationship Id="rId{number}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        f'worksheet" Target="worksheets/sheet{number}.bin"/>'
        for number in range(1, len(sheets) + 1)
    )
    book = _record(131) + _record(135) + _record(158, struct.pack("<7IB", 0, 0, 9000, 9000, 600, 0, active, 0))
    book += _record(136) + _record(143)
    for number, sheet in enumerate(sheets, 1):
        book += _record(156, struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(sheet.name))
    space = "http://schemas.openxmlformats.org/package/2006"
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{space}/content-types"/>',
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{space}/relationships">{relations}</Relationships>',
        "xl/workbook.bin": book + _record(144) + _record(132),
    }
    return _zipped(parts | {f"xl/worksheets/sheet{number}.bin": _xlsb(each) for number, each in enumerate(sheets, 1)})


def _xlsb(sheet: Sheet) -> bytes:
    width = max(map(len, sheet.cells), default=1)
    made = _record(129) + _record(148, struct.pack("<4I", 0, max(0, len(sheet.cells) - 1), 0, width - 1)) + _record(145)
    for row, cells in enumerate(sheet.cells):
        made += _row(row, row in sheet.hidden)
        for column, text in enumerate(cells):
            head = struct.pack("<II", column, 0)
            if text in ERRORS:
                made += _record(3, head + bytes([_CODES[text]]))
            elif text and (row, column) not in covered(sheet):
                made += _record(6, head + _wide(text))
    made += _record(146) + _record(177, struct.pack("<I", len(sheet.merged)))
    for top, left, bottom, right in sheet.merged:
        made += _record(176, struct.pack("<4I", top, bottom, left, right))
    return made + _record(178) + _record(130)


def _row(row: int, hidden: bool = False) -> bytes:
    return _record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, 0x10 if hidden else 0, 0, 0))


def as_xlsb_row(row: int, column: int, text: str) -> bytes:
    """A row with one cell, as a binary workbook has it."""
    return _row(row) + _record(6, struct.pack("<II", column, 0) + _wide(text))


def _record(kind: int, data: bytes = b"") -> bytes:
    size = len(data)
    told = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = bytearray()
    while True:
        length.append(size & 0x7F | (0x80 if size > 0x7F else 0))
        size >>= 7
        if not size:
            return told + bytes(length) + data


def _wide(text: str) -> bytes:
    data = text.encode("utf-16-le")
    return struct.pack("<I", len(data) // 2) + data


def _zipped(parts: dict[str, str] | dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data, zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED)
    return out.getvalue()


WORKBOOKS: dict[str, Callable[[Sequence[Sheet], int], bytes]] = {
    ".xlsx": as_xlsx, ".xls": as_xls, ".ods": as_ods, ".xlsb": as_xlsb,
}  # fmt: skip
