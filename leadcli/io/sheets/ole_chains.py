"""The chains of sectors of an old workbook's file: whether one of them leads back into itself.

The reader of .xls follows them to their end; of a damaged file that has none it would never come back.
"""

from __future__ import annotations

import struct

from leadcli.io.table_formats import FORMATS

_HEADER = struct.Struct(
    "<44xI I 8x I I I I 109I"
)  # of the compound file (MS-CFB), from the count of its FAT sectors on
_LAST = 0xFFFFFFFA  # greater numbers are no sectors


def endless(data: bytes) -> bool:
    """Whether a chain of the compound file leads back into itself; False of any other file."""
    if not data.startswith(FORMATS["xls"].begins) or len(data) < 512:
        return False
    size = 1 << min(struct.unpack_from("<H", data, 30)[0], 20)
    _, directory, mini, _, more, _, *places = _HEADER.unpack_from(data)
    most = len(data) // size + 1

    def sector(number: int) -> tuple[int, ...]:
        part = data[(number + 1) * size : (number + 2) * size]
        return struct.unpack(f"<{len(part) // 4}I", part[: len(part) // 4 * 4])

    seen: set[int] = set()
    while more < _LAST:  # where more of the FAT stands
        if more in seen or len(seen) > most:
            return True
        seen.add(more)
        found = sector(more)
        if not found:
            break
        places += found[:-1]
        more = found[-1]
    table: list[int] = []
    for place in places[: most + 109]:
        if place < _LAST:
            table += sector(place)
    starts = [directory, mini]
    chain: list[int] = []
    at = directory
    while at < min(len(table), _LAST) and len(chain) <= most:
        chain.append(at)
        at = table[at]
    for number in chain[:most]:
        block = data[(number + 1) * size : (number + 2) * size]
        starts += [struct.unpack_from("<I", block, entry + 116)[0] for entry in range(0, len(block) - 127, 128)]
    return any(_round(table, start, most) for start in starts)


def _round(table: list[int], start: int, most: int) -> bool:
    """Whether a chain has more sectors than the file, or one twice."""
    seen: set[int] = set()
    while start < len(table):
        if start in seen or len(seen) > most:
            return True
        seen.add(start)
        start = table[start]
    return False
