"""Bytes of a file, and which text they are."""

from __future__ import annotations

import codecs
from pathlib import Path

from leadcli.domain.messages import Refusal, message
from leadcli.domain.places import Place, Problem
from leadcli.domain.problems import problem

LIMIT_MB = 1024  # a table; YAML has a limit of its own
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_OLD = ["utf_8", "cp1251", "utf_16", "cp866", "koi8_r", "mac_cyrillic"]


class Unreadable(Refusal):
    """A file cannot be read; ``problem`` says where and why."""

    def __init__(self, problem: Problem) -> None:
        said = message("{place}: {why}", place=str(problem.place), why=problem.text)
        super().__init__(said, *([problem.remedy] if problem.remedy else []))
        self.problem = problem


def read_bytes(path: Path, shown: str) -> bytes:
    """The bytes of a file. Raises Unreadable."""
    try:
        size = path.stat().st_size
        if size > LIMIT_MB * 1_000_000:
            raise Unreadable(problem("file-too-large", Place(shown), size=size // 1_000_000, limit=LIMIT_MB))
        return path.read_bytes()
    except OSError as error:
        raise not_opened(shown, error) from None


def not_opened(shown: str, error: OSError) -> Unreadable:
    """What the system says of a file."""
    return Unreadable(problem("file-unreadable", Place(shown), reason=error.strerror or str(error)))


def decode(data: bytes, shown: str) -> str:
    """The text of a file: by its byte order mark, else strict UTF-8, else UTF-16 by its NULs, else cp1251 and kin.

    Line ends stay as they are. Unreadable where a NUL stands, or bytes that are no text in the encoding.
    """
    guessed = guess_encoding(data)
    try:
        text = data.decode(guessed)
    except (UnicodeDecodeError, LookupError) as error:
        start = error.start if isinstance(error, UnicodeDecodeError) else 0
        line, column = _position(data[:start].decode(guessed, "replace"))
        raise Unreadable(problem("file-encoding", Place(shown, line, column), encoding=guessed)) from None
    if "\0" in text:
        line, column = _position(text[: text.index("\0")])
        raise Unreadable(problem("file-nul", Place(shown, line, column)))
    return text.removeprefix("\ufeff")


def guess_encoding(data: bytes) -> str:
    """The encoding of bytes: by their mark, else UTF-8 if they are, else UTF-16 by its NULs, else cp1251 and kin."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding
    head = data[:4096]
    if b"\0" in head:
        # Text in UTF-16 without a mark: every other byte is NUL, or 4 in Cyrillic; a lone NUL is damage.
        for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
            if high and sum(b in (0, 4) for b in high) > 0.9 * len(high):
                return encoding
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # One broken byte late in a file that is otherwise UTF-8 is damage, not another encoding.
        valid = data[: error.start].decode("utf-8", "replace")
        return "utf-8" if sum(c > "\x7f" for c in valid) >= 20 else _single_byte(data)
    return "utf-8"


def _single_byte(data: bytes) -> str:
    """cp1251, unless its reading looks wrong: Russian text is mostly lower-case letters."""
    text = data[:65536].decode("cp1251", "replace")
    letters = [c for c in text if c > "\x7f"]
    lower = sum("а" <= c <= "я" or c == "ё" for c in letters)
    if not letters or lower >= 0.5 * len(letters):
        return "cp1251"
    from charset_normalizer import from_bytes

    best = from_bytes(data[:65536], cp_isolation=_OLD).best()
    return best.encoding if best else "cp1251"


def _position(before: str) -> tuple[int, int]:
    line = before.count("\n") + 1
    return line, len(before) - (before.rfind("\n") + 1) + 1
