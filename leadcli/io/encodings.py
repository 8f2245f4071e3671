"""Bytes of a file, and which text they are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable
from pathlib import Path

from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import Place, Problem
from leadcli.domain.problems import problem

LIMIT_MB = 1024  # a table; YAML has a limit of its own
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A byte a letter, the likelier first, and how many bits likelier the text must be as one of the others.
_ONE_BYTE = {"cp1251": 0, "cp1252": 2, "cp1250": 6, "cp1254": 6, "cp866": 4, "koi8-r": 4, "mac_cyrillic": 6}
_SURE = 14  # bits by which the likeliest encoding is ahead of any that makes another text of it
_WORDS = 3000  # different ones that tell
_WORD = re.compile(rb"[A-Za-z\x80-\xff]+")


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
    from leadcli.domain.system_faults import reason_of

    return Unreadable(problem("file-unreadable", Place(shown), reason=reason_of(error)))


def decode(data: bytes, shown: str, encoding: str = "") -> str:
    """The text of a file: by its byte order mark, else strict UTF-8, else UTF-16 by its NULs, else cp1251 and kin.

    Line ends stay as they are; ``encoding``: the one that is said.

    Unreadable where a NUL stands, or bytes that are no text in the encoding.
    """
    guessed = encoding or guess_encoding(data)
    try:
        text = data.decode(guessed)
    except LookupError:
        raise unknown_encoding(guessed, Place(shown, 1, 1)) from None
    except UnicodeDecodeError as error:
        line, column = _position(data[: error.start].decode(guessed, "replace"))
        raise Unreadable(problem("file-encoding", Place(shown, line, column), encoding=guessed)) from None
    if "\0" in text:
        line, column = _position(text[: text.index("\0")])
        raise Unreadable(problem("file-nul", Place(shown, line, column)))
    return text.removeprefix("\ufeff")


def unknown_encoding(name: str, place: Place) -> Unreadable:
    """What to say of an encoding that there is not."""
    return Unreadable(problem("encoding-unknown", place, encoding=name))


def guess_encoding(data: bytes) -> str:
    """The encoding of bytes: see ``tell_encoding``."""
    return tell_encoding(data)[0]


def tell_encoding(data: bytes) -> tuple[str, bool]:
    """The encoding of bytes, and whether it is sure.

    It is told by their mark, else it is UTF-8 if they are, else UTF-16 by its NULs, else cp1251 and kin by the letters.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, True
    head = data[:4096]
    if b"\0" in head:
        # Text in UTF-16 without a mark: every other byte is NUL, or 4 in Cyrillic; a lone NUL is damage.
        for encoding, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[0::2])):
            if high and sum(b in (0, 4) for b in high) > 0.9 * len(high):
                return encoding, True
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        # One broken byte late in a file that is otherwise UTF-8 is damage, not another encoding.
        valid = data[: error.start].decode("utf-8", "replace")
        return ("utf-8", True) if sum(c > "\x7f" for c in valid) >= 20 else _one_byte(data)
    return "utf-8", True


def _one_byte(data: bytes) -> tuple[str, bool]:
    """Which encoding of a byte a letter makes the likeliest words, and whether no other is near."""
    from leadcli.io.letter_pairs import bits_of

    words: dict[bytes, None] = {}
    for found in _WORD.finditer(data):
        if not found[0].isascii():
            words[found[0]] = None
        if len(words) == _WORDS:
            break
    read = {name: [word.decode(name, "replace") for word in words] for name in _ONE_BYTE}
    bits = {name: behind + bits_of(read[name]) for name, behind in _ONE_BYTE.items()}
    best = min(bits, key=bits.__getitem__)
    return best, all(bits[name] >= bits[best] + _SURE for name in bits if read[name] != read[best])


def told_from(blocks: Iterable[bytes]) -> tuple[str, bool]:
    """The same of a text that begins with ASCII, by its first lines that are not; UTF-8 where all are."""
    kept = b""
    for block in blocks:
        kept += block
        whole, _, rest = kept.rpartition(b"\n")
        if not whole.isascii():
            return tell_encoding(b"\n".join(line for line in whole.split(b"\n") if not line.isascii()))
        kept = rest
    return tell_encoding(kept)


def doubts_of(encoding: str, sure: bool, text: str) -> tuple[Message, ...]:
    """What is to be said of an encoding that was guessed, and of letters that were damaged before."""
    wrong, right = twice_encoded(text)
    if wrong:
        return (
            message("letters were damaged before: {wrong} was probably {right}", wrong=wrong, right=right),
            message("export the table once more, as UTF-8"),
        )
    if not sure or encoding in ("cp1250", "cp1252", "cp1254"):  # what their letters stand for, several say alike
        return (message("the encoding {encoding} is guessed; if names look wrong: --encoding NAME", encoding=encoding),)
    return ()


def twice_encoded(text: str) -> tuple[str, str]:
    """A word whose letters were taken for those of another encoding once, and what it was; empty where there is none.

    UTF-8 that was read as cp1251 or cp1252 and saved again: most words that are not ASCII can be read back.
    """
    words = [word for word in re.split(r'[\s;,|"]+', text[:20000]) if not word.isascii()]
    for wrong in ("cp1251", "cp1252", "latin-1"):
        back = [(word, found) for word in words if (found := _read_back(word, wrong))]
        if len(back) > 0.5 * len(words):
            return "".join(filter(str.isprintable, back[0][0])), back[0][1]
    return "", ""


def _read_back(word: str, wrong: str) -> str:
    try:
        found = word.encode(wrong).decode("utf-8")
    except UnicodeError:
        return ""
    return found if found != word and any(map(str.isalpha, found)) else ""


def _position(before: str) -> tuple[int, int]:
    line = before.count("\n") + 1
    return line, len(before) - (before.rfind("\n") + 1) + 1
