"""Bytes of a file broken: flipped, cut, spliced, lines and words exchanged, parts of an archive, values of JSON."""

from __future__ import annotations

import json
import random
import re
import zipfile
import zlib
from io import BytesIO
from typing import Any

ODD = (
    b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b"'", b"`", b"\r", b"\n\n", b"\t", b"|", b";", b",", b"=1+1", b"-", b"&a ",
    b"*a", b"<<: ", b"{", b"}", b"[", b"]" , b"null", b"true", b"NaN", b"-1", b"1e999", b"99999999999999999999999",
    b"\\ud800", b"\\u0000", "\u202e".encode(), "\ufeff".encode(), "٣".encode(), "²".encode(), "İ".encode(), b"[" * 3000,
    b"{\"a\":" * 1500, b"9" * 5000, b"a" * 70_000, b"2026-02-30", b"0001-01-01", b"9999-12-31", b"24:00", b"inf",
    b"../../etc/passwd", b"C:\\con", b"&#0;", b"<!DOCTYPE a [<!ENTITY b \"c\">]>", b"%s%n",
    b"{0.__class__}", b"{", b"!!python/x ",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, -1, 10**30, 1.5, float("nan"), "", "x", "\ud800", [], {}, [[]], {"a": None}, "я" * 9000,
)  # fmt: skip


def broken(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """Some bytes, broken in one to four places; ``other`` may lend some."""
    if data[:4] == b"PK\x03\x04" and chance.random() < 0.8:
        return _broken_archive(data, other, chance)
    if data[:1] == b"{" and chance.random() < 0.5:
        return _broken_json(data, chance)
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        data = chance.choice(_WAYS)(data, other, chance)
    return data[:2_000_000]


def _flipped(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) or 1)
    return data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :] if data else b"\0"


def _with_odd(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(ODD) + data[at + chance.choice((0, 0, 1, 4)) :]


def _cut(data: bytes, _: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.choice((1, 2, 8, 40, 300, len(data))) :]


def _spliced(data: bytes, other: bytes, chance: random.Random) -> bytes:
    at, start = chance.randrange(len(data) + 1), chance.randrange(len(other) + 1)
    return data[:at] + other[start : start + chance.choice((4, 30, 400))] + data[at:]


def _lines(data: bytes, _: bytes, chance: random.Random) -> bytes:
    lines = data.split(b"\n")
    at, to = chance.randrange(len(lines)), chance.randrange(len(lines))
    way = chance.randrange(5)
    if way == 0:
        del lines[at]
    elif way == 1:
        lines.insert(to, lines[at])
    elif way == 2:
        lines[at], lines[to] = lines[to], lines[at]
    elif way == 3:
        lines[at] = b"  " * chance.randrange(4) + lines[at].lstrip()
    else:
        lines[at : at + 1] = [lines[at]] * chance.choice((2, 50, 900))
    return b"\n".join(lines)


def _worded(data: bytes, _: bytes, chance: random.Random) -> bytes:
    """A word in place of another, or of something odd."""
    words = list(re.finditer(rb"[^\s,;:|\"{}\[\]]+", data[:20_000]))
    if not words:
        return data
    found, lent = chance.choice(words), chance.choice([*(w[0] for w in words[:400]), *ODD])
    return data[: found.start()] + lent + data[found.end() :]


_WAYS = (_flipped, _with_odd, _cut, _spliced, _lines, _worded, _worded)


def _broken_archive(data: bytes, other: bytes, chance: random.Random) -> bytes:
    """A part of an archive broken, and packed again."""
    out = BytesIO()
    try:
        with zipfile.ZipFile(BytesIO(data)) as book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            names = book.namelist()
            hit = chance.choice(names)
            for name in names:
                part = book.read(name)
                if name != hit:
                    made.writestr(name, part)
                elif chance.random() < 0.9:
                    made.writestr(name, _some(part, other, chance))
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, EOFError):
        return _flipped(data, other, chance)
    return out.getvalue()


def _some(data: bytes, other: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 3))):
        data = chance.choice(_WAYS)(data, other, chance)
    return data


def _broken_json(data: bytes, chance: random.Random) -> bytes:
    """A value of one of the objects in JSON lines in place of which something else stands, or nothing."""
    lines = data.split(b"\n")
    at = chance.randrange(len(lines))
    try:
        whole = json.loads(lines[at])
    except (ValueError, RecursionError):
        return _flipped(data, b"", chance)
    here = whole
    for _ in range(12):
        keys = list(here) if isinstance(here, dict) else list(range(len(here))) if isinstance(here, list) else []
        if not keys:
            break
        key = chance.choice(keys)
        if isinstance(here[key], dict | list) and here[key] and chance.random() < 0.75:
            here = here[key]
        elif chance.random() < 0.2:
            del here[key]
            break
        else:
            here[key] = chance.choice(VALUES)
            break
    else:
        whole = chance.choice(VALUES)
    lines[at] = json.dumps(whole, ensure_ascii=chance.random() < 0.9).encode("utf-8", "surrogatepass")
    return b"\n".join(lines)
