"""The chains of sectors of an old workbook's file: whether one of them leads back into itself.

The readers of .xls follow them to their end; of a damaged file that has none they would never come back.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Sequence

from leadcli.io.table_formats import FORMATS

# Of the compound file (MS-CFB): its version, how large sectors are, where the directory, the table of small sectors and
# the rest of the list begin that says where the table of sectors stands; the begin of that list.
_HEADER = struct.Struct("<26x H 2x H 16x I 8x I 4x I 4x 109I")
_READ = 3, 9  # the version, and sectors of 1 << 9 bytes: of others one reader sees other sectors than the other
_SECTOR = struct.Struct("<128I")
_START, _ENTRY = 29, 32  # numbers of a directory's entry, and which of them is the sector where a stream begins


class _EndlessError(Exception):
    """A chain leads back into itself."""


def endless(data: bytes) -> bool:
    """Whether a chain of the compound file leads back into itself, or its sectors are none that can be followed.

    False of any other file.
    """
    if not data.startswith(FORMATS["xls"].begins) or len(data) < _HEADER.size:
        return False
    version, shift, *starts = _HEADER.unpack_from(data)
    if (version, shift) != _READ:
        return True
    try:
        _follow(data, *starts)
    except _EndlessError:
        return True
    return False


def _follow(data: bytes, directory: int, small: int, more: int, *listed: int) -> None:
    """Follow every chain to its end."""

    def sector(number: int) -> tuple[int, ...]:
        part = data[(number + 1) * _SECTOR.size : (number + 2) * _SECTOR.size]
        return _SECTOR.unpack(part.ljust(_SECTOR.size, b"\xff")) if part else ()

    places, known = [*listed], set[int]()
    while found := sector(more):  # the list goes on; its end is no sector of the file
        if more in known:
            raise _EndlessError
        known.add(more)
        *further, more = found
        places += further
    table = [number for place in dict.fromkeys(places) for number in sector(place)]
    table_of_small = [number for place in _chain(table, small) for number in sector(place)]
    starts = [start for place in _chain(table, directory) for start in sector(place)[_START::_ENTRY]]
    for each in (table, table_of_small):  # how large a stream is says in which; one that is there is in one of them
        followed: set[int] = set()
        for start in starts:
            followed.update(_chain(each, start, followed))


def _chain(table: Sequence[int], start: int, followed: Collection[int] = ()) -> Collection[int]:
    """The sectors of a chain, up to its end or to one that was ``followed`` before."""
    chain: dict[int, None] = {}
    while start < len(table) and start not in followed:
        if start in chain:
            raise _EndlessError
        chain[start] = None
        start = table[start]
    return chain
