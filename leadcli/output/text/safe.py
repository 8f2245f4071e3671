"""Text from data made harmless, and fitted to what the output can show.

A company's name may hold terminal escapes, bidi overrides or invisible characters (Unicode TR36, CWE-150). None of
them may act: they are shown as their code point.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

# Unassigned, private and surrogate code points may do anything in a terminal; line separators break lines.
_HARMFUL = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
LONGEST = 200  # letters of a text that are shown
# What a console of cp866 or cp1251 cannot show, in the nearest writing it can.
_PLAIN = {
    "→": "->", "≈": "~", "«": '"', "»": '"', "“": '"', "”": '"', "„": '"', "’": "'", "–": "-", "—": "-", "…": "...",
    "·": ".", "÷": "/", "№": "N", "≥": ">=", "≤": "<=", "×": "x", "\u00a0": " ", "\u202f": " ", "ё": "е", "Ё": "Е",
}  # fmt: skip


def harmless(text: str) -> str:
    """Text from outside with harmful characters as their code point; blanks stay as they are."""
    return text if text.isprintable() else "".join(_shown(c) for c in text)


def printed(text: str) -> str:
    """Whole lines for a terminal or file: line ends and tabs stay, every other harmful character is its code point."""
    return _by_lines(text, lambda c: c if c in "\t\u00a0\u202f" else _shown(c))


def in_json(text: str) -> str:
    """JSON whose texts hold nothing harmful as it stands: such characters are escaped, so that it means the same."""
    return _by_lines(text, lambda c: c if c in "\u00a0\u202f" else _escaped(c))


def _by_lines(text: str, written: Callable[[str], str]) -> str:
    """The text with every character that cannot be printed as it is ``written``, but for line ends."""
    lines = text.split("\n")
    for number, line in enumerate(lines):
        if not line.isprintable():
            lines[number] = "".join([c if c.isprintable() else written(c) for c in line])
    return "\n".join(lines)


def _escaped(character: str) -> str:
    if unicodedata.category(character) not in _HARMFUL:
        return character
    units = character.encode("utf-16-be", "surrogatepass") if not "\ud800" <= character <= "\udfff" else b"\xff\xfd"
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def safe(text: str, longest: int = LONGEST) -> str:
    """Text from outside on one line: harmful characters as their code point, blanks single, cut to ``longest``."""
    if text.isprintable() and len(text) <= longest:
        return text if "  " not in text and text[:1] != " " != text[-1:] else " ".join(text.split())
    cut = text if len(text) <= longest else text[: longest - 1] + "…"
    return " ".join(harmless(cut).split())


def _shown(character: str) -> str:
    if character in "\t\n\r\u00a0":
        return " "
    if unicodedata.category(character) not in _HARMFUL:
        return character
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def fit(text: str, encoding: str) -> str:
    """The text in characters that the encoding has; what it lacks is written in the nearest plain way."""
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return "".join(_fitted(c, encoding) for c in text)
    return text


def utf8(text: str) -> bytes:
    """The text in UTF-8; half a letter (a lone surrogate), which has no bytes there, as ``?``."""
    try:
        return text.encode()
    except UnicodeEncodeError:
        return fit(text, "utf-8").encode()


def _fitted(character: str, encoding: str) -> str:
    for writing in (character, _PLAIN.get(character, ""), unicodedata.normalize("NFKD", character)[:1]):
        try:
            if writing and writing.encode(encoding):
                return writing
        except (UnicodeEncodeError, LookupError):
            continue
    return "?"


# --- as it is typed --------------------------------------------------------------------------------------------------
_AS_IT_IS = re.compile(r"[\w+=:./-]+")  # what no shell takes for anything else
_AS_IT_IS_ON_WINDOWS = re.compile(r"[\w+=:./\\-]+")
_ACTS = re.compile(r'["$`\\!]')  # what acts within double quotes, in the shells of Linux and macOS


def typed(word: str | Path) -> str:
    """A word: as it is where it may be, else in double quotes, which cmd and PowerShell take too, else as sh has it."""
    text = str(word)
    if sys.platform == "win32":
        return text if _AS_IT_IS_ON_WINDOWS.fullmatch(text) else '"' + text.replace('"', '\\"') + '"'
    if _AS_IT_IS.fullmatch(text):
        return text
    return "'" + text.replace("'", "'\"'\"'") + "'" if _ACTS.search(text) else f'"{text}"'


def typed_line(words: Iterable[str | Path]) -> str:
    """A whole command line."""
    return " ".join(map(typed, words))
