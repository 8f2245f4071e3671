"""The records of a ledger file read off its bytes, whatever is wrong with the file around them.

SQLite's lists of pages are not trusted. An entry is found by how its record begins, wherever that stands, and is whole
if its hash says so; so is a case file. What is small and has no hash is read off the pages of tables. See the SQLite
file format, sections 1.6 (pages), 2.1 (records) and 4 (the log ahead).
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.ledger.sql_schema import COLUMNS, FORGOTTEN_CASE, GONE, chain

PAGE = 4096  # where the file's head does not say
MOST = 1 << 26  # bytes of a record
UNPACKED = 1 << 27  # bytes of a case file once unpacked
_TEXT_64 = b"\x81\x0d"  # the type of a text of 64 bytes, as hashes are
_ENTRY = b"\x00" + _TEXT_64  # the types of an entry's number, which is the row's, and of the hash before it
_LEAF = 13  # a page of a table with its rows
Pages = dict[int, bytes]


@frozen
class Carved:
    """What was found. ``entries``: by number, as columns with the hash last; ``cases``: packed bodies by hash.

    ``rows``: all other rows of tables, as they stand: nothing vouches for them; ``over``: entries written over.
    """

    entries: dict[int, tuple[Any, ...]]
    cases: dict[str, bytes]
    rows: list[tuple[int, tuple[Any, ...]]]
    over: dict[int, tuple[Any, ...]]


def carve(path: Path) -> Carved:
    """All that is whole in a file and in its log ahead. Raises OSError."""
    pages = pages_of(path)
    entries: dict[int, tuple[Any, ...]] = {}
    cases: dict[str, bytes] = {}
    rows: list[tuple[int, tuple[Any, ...]]] = []
    over: dict[int, tuple[Any, ...]] = {}
    for number, page in pages.items():
        for at in _all(page, _ENTRY):
            for rowid, cells in _records(pages, page, at - 1, len(COLUMNS) + 1):
                entry = (rowid, *cells[1:])
                if _is_whole(entry):
                    entries[rowid] = entry
                elif entry[2] == f"{GONE}{rowid}" and _is_typed(entry):
                    over[rowid] = entry
        for at in _all(page, _TEXT_64):
            for _, cells in _records(pages, page, at - 1, 2):
                if _is_case(cells):
                    cases[cells[0]] = cells[1]
        rows.extend(_rows(pages, page, 100 if number == 1 else 0))
    return Carved(entries, cases, rows, over)


def pages_of(path: Path) -> Pages:
    """The pages of a file by number, those that the log ahead has committed in their newer form."""
    whole = path.read_bytes()
    said = int.from_bytes(whole[16:18])
    size = said if said in (512, 1024, 2048, 4096, 8192, 16384, 32768) else 65536 if said == 1 else PAGE
    pages = {n + 1: whole[n * size : (n + 1) * size] for n in range(len(whole) // size)}
    log = path.with_name(f"{path.name}-wal")
    ahead = log.read_bytes() if log.is_file() else b""
    newer: Pages = {}
    for at in range(32, len(ahead) - size - 23, size + 24):
        number, committed = int.from_bytes(ahead[at : at + 4]), int.from_bytes(ahead[at + 4 : at + 8])
        if ahead[at + 8 : at + 16] != ahead[16:24]:
            break  # of an earlier round of the log
        newer[number] = ahead[at + 24 : at + 24 + size]
        if committed:
            pages |= newer
            newer = {}
    return pages


def _all(page: bytes, sign: bytes) -> Iterator[int]:
    at = page.find(sign)
    while at >= 0:
        yield at
        at = page.find(sign, at + 1)


def _records(pages: Pages, page: bytes, at: int, width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The records of so many columns whose header stands at ``at``; where before it they begin is tried."""
    if at < 2 or not width < page[at] < 128:
        return
    for start in range(at - 2, max(at - 19, -1), -1):
        length, middle = _number(page, start)
        rowid, end = _number(page, middle)
        if end == at and 0 < length <= MOST and rowid > 0:
            cells = _cells(_payload(pages, page, end, length))
            if cells is not None and len(cells) == width:
                yield rowid, cells


def _rows(pages: Pages, page: bytes, head: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """The rows of a table's page."""
    if len(page) < head + 8 or page[head] != _LEAF:
        return
    for n in range(int.from_bytes(page[head + 3 : head + 5])):
        at = int.from_bytes(page[head + 8 + 2 * n : head + 10 + 2 * n])
        length, middle = _number(page, at)
        rowid, end = _number(page, middle)
        if 0 < length <= MOST:
            cells = _cells(_payload(pages, page, end, length))
            if cells is not None and len(cells) <= 4:
                yield rowid, cells


def _payload(pages: Pages, page: bytes, at: int, length: int) -> bytes:
    """A record: in its page, and where it is longer on further pages."""
    usable = len(page)
    here = length
    if length > usable - 35:
        least = (usable - 12) * 32 // 255 - 23
        here = least + (length - least) % (usable - 4)
        here = here if here <= usable - 35 else least
    parts, have = [page[at : at + here]], here
    following = int.from_bytes(page[at + here : at + here + 4])
    while have < length and following in pages:
        more = pages[following]
        following = int.from_bytes(more[:4])
        parts.append(more[4 : 4 + length - have])
        have += len(parts[-1])
        if len(parts[-1]) == 0:
            break
    return b"".join(parts)


def _cells(record: bytes) -> tuple[Any, ...] | None:
    """The columns of a record; None where it is none."""
    end, at = _number(record, 0)
    if not 1 < end <= len(record):
        return None
    kinds, place = [], end
    while at < end:
        kind, at = _number(record, at)
        kinds.append(kind)
    found: list[Any] = []
    for kind in kinds:
        size = (kind - 12) // 2 if kind >= 12 else (0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0)[kind]
        raw = record[place : place + size]
        if len(raw) != size or kind in (7, 10, 11):
            return None
        place += size
        if kind == 0:
            found.append(None)
        elif kind < 12:
            found.append(kind - 8 if kind > 7 else int.from_bytes(raw, signed=True))
        elif kind % 2:
            try:
                found.append(raw.decode())
            except UnicodeDecodeError:
                return None
        else:
            found.append(raw)
    return tuple(found)


def _number(data: bytes, at: int) -> tuple[int, int]:
    """A number of seven bits a byte, and where it ends."""
    found = 0
    for n in range(9):
        byte = data[at + n] if 0 <= at + n < len(data) else 0
        if n == 8:
            return found << 8 | byte, at + 9
        found = found << 7 | byte & 127
        if byte < 128:
            return found, at + n + 1
    raise AssertionError


def _is_whole(entry: tuple[Any, ...]) -> bool:
    return _is_typed(entry) and chain(entry[:-1]) == entry[-1]


def _is_typed(entry: tuple[Any, ...]) -> bool:
    texts = entry[1:17] + entry[18:19] + entry[20:]
    return all(isinstance(text, str) for text in texts) and isinstance(entry[17], int) and isinstance(entry[19], bytes)


def _is_case(cells: tuple[Any, ...]) -> bool:
    own, body = cells
    if not isinstance(own, str) or not isinstance(body, bytes):
        return False
    try:
        unpacking = zlib.decompressobj()
        text = unpacking.decompress(body, UNPACKED)
    except zlib.error:
        return False
    return unpacking.eof and (hashlib.sha256(text).hexdigest() == own or text.startswith(FORGOTTEN_CASE))
