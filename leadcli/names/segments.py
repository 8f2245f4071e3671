"""A plain text cut into segments of words: at commas, colons and spaced dashes; what stands in quotes is marked."""

from __future__ import annotations

import re
from functools import lru_cache

from leadcli.domain.frozen import frozen
from leadcli.names.scripts import LONGEST, one_script

MOST_WORDS = 24
_TOKEN = re.compile(r"""\d+-(?:я|й|е|ая|ый|ое|го|ой)\b|\d+[.,]\d+(?![\w.,])|[^\W_]+(?:[.'][^\W_]+)*|["”&+№:(),;/|]""")
_DECIMAL = re.compile(r"\d+[.,]\d+")
_PARTS = re.compile(r"(?<![^.])[^\W\d_](?:\.[^\W\d_])+(?![^.])|[^.]+")
_LETTERS_FIRST, _DIGITS_FIRST = re.compile(r"([^\W\d_]{3,})(\d+)"), re.compile(r"(\d{2,})([^\W\d_]{4,})")
_CLOSING = re.compile(r'(?<=[\w.,!?)+&"])\s?"(?!\w)|"$')
_DASH, _HYPHEN = re.compile(r"\s-\s"), re.compile(r"(?<!\d)-")


@frozen
class Segment:
    """Plain words between commas, colons and spaced dashes, with the indices at which a quoted part begins."""

    words: tuple[str, ...]
    quotes: frozenset[int]
    quoted: frozenset[int]  # the words within quotes
    colon: bool  # a colon follows


def segments_of(text: str) -> list[Segment]:
    """The segments of a plain text; at most MOST_WORDS words in all."""
    found: list[Segment] = []
    words: list[str] = []
    quotes: set[int] = set()
    quoted: set[int] = set()
    opened, count = False, 0

    def close(colon: bool) -> None:
        if words:
            found.append(Segment(tuple(words), frozenset(quotes), frozenset(quoted), colon))
        words.clear()
        quotes.clear()
        quoted.clear()

    if '"' in text:
        text = _CLOSING.sub("”", text)
    if "-" in text:
        text = _HYPHEN.sub(" ", _DASH.sub(" ; ", text))
    for token in _TOKEN.findall(text):
        if token.isalpha():
            if count < MOST_WORDS:
                count += 1
                if opened and len(text) < LONGEST:
                    quoted.add(len(words))
                words.append(one_script(token))
        elif token == '"':
            opened = True
            quotes.add(len(words))
        elif token == "”":
            opened = False
        elif token in ",;:|":
            close(token == ":")
        elif token in ("&", "+"):
            words.append("и" if token == "&" else "плюс")
        elif token not in "№()/" and count < MOST_WORDS:
            count += 1
            for word in words_of(token):
                if opened and len(text) < LONGEST:
                    quoted.add(len(words))
                words.append(word)
    close(False)
    return found


@lru_cache(maxsize=65536)
def words_of(token: str) -> tuple[str, ...]:
    """The words that a token stands for: in one script, without apostrophes, digits and what dots part apart.

    Letters with dots between stay together (и.и, a.b.c): whether they are initials tells what stands beside them. A
    decimal (36.6) is written with a comma, so that no dot of a word is any other.
    """
    token = token.replace("'", "")
    if _DECIMAL.fullmatch(token):
        return (token.replace(".", ","),)
    if "." not in token:
        return _split(one_script(token))
    found: list[str] = []
    for part in _PARTS.findall(token):
        found += [part] if "." in part else _split(one_script(part))
    return tuple(found)


def _split(word: str) -> tuple[str, ...]:
    """Letters apart from digits that are stuck to them (гкб1), but not 3м, х5 or 1-я."""
    if word.isalpha():
        return (word,)
    match = _LETTERS_FIRST.fullmatch(word) or _DIGITS_FIRST.fullmatch(word)
    return match.groups() if match else (word,)
