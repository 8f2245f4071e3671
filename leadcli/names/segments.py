"""A plain text cut into segments of words: at commas, colons and spaced dashes; what stands in quotes is marked."""

from __future__ import annotations

import re

from leadcli.domain.frozen import frozen
from leadcli.names.scripts import LONGEST, one_script

MOST_WORDS = 24
_TOKEN = re.compile(
    r"""\d+-(?:я|й|е|ая|ый|ое|го|ой)\b|\d+[.,]\d+(?![\w.,])|[^\W_]+(?:\.[^\W_]+)+|[^\W_]+(?:'[^\W_]+)?|["&+№:(),;/|]"""
)
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
            opened = not opened
            if opened:
                quotes.add(len(words))
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


def words_of(token: str) -> tuple[str, ...]:
    """The words that a token stands for: in one script, digits apart."""
    word = one_script(token)
    return (word,) if token.isalpha() else _split(word)


def _split(word: str) -> tuple[str, ...]:
    """Letters apart from digits that are stuck to them (гкб1), but not 3м, х5 or 1-я."""
    if word.isalpha():
        return (word,)
    match = re.fullmatch(r"([^\W\d_]{3,})(\d+)", word) or re.fullmatch(r"(\d{2,})([^\W\d_]{4,})", word)
    return match.groups() if match else (word,)
