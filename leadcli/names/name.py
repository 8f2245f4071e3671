"""A name taken apart, as a record."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from leadcli.domain.frozen import frozen
from leadcli.names.fold import fold
from leadcli.names.geography import Mention
from leadcli.names.legal_forms import Form
from leadcli.names.lexemes import Word

_ASCII = re.compile(r"[\x00-\x7f]")
TELLING = ("core", "weak", "number")  # kinds of words that tell one name from another


@frozen
class Name:
    """A name taken apart.

    ``key``: its words but places and noise, folded and glued, so that writings with and without blanks or hyphens
    meet. ``acronyms``: the folded initials it may have. ``variants``: other full readings, such as the short name in
    brackets. ``branch``: it speaks of a branch, shop or store. ``person``: it is a person's (ИП). ``generic``: only
    common words and numbers carry it (школа № 7); ``bare``: it has no distinctive word at all. A note that names nobody
    (ООО, «звоните Ирине», a city) is bare and has no core word.
    """

    raw: str
    words: tuple[Word, ...] = ()
    forms: tuple[Form, ...] = ()
    places: tuple[Mention, ...] = ()
    key: str = ""
    acronyms: frozenset[str] = frozenset()
    branch: bool = False
    person: bool = False
    generic: bool = False
    bare: bool = False
    variants: tuple[Name, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the name: hard keys (гимназия № 1534)."""
        return tuple(word.fold for word in self.words if word.kind == "number")

    @property
    def core(self) -> tuple[Word, ...]:
        """The distinctive words."""
        return tuple(word for word in self.words if word.kind == "core")

    @property
    def telling(self) -> tuple[tuple[str, str], ...]:
        """The words that tell one name from another, folded, each with its kind."""
        return tuple([(word.fold, word.kind) for word in self.words if word.kind in TELLING])


def together(words: Sequence[Word]) -> str:
    """Words as they are written without blanks: folded as one, so that letters that meet are heard as one."""
    if any(word.kind == "number" for word in words):
        return "".join([word.fold if word.kind == "number" else fold(word.text) for word in words])
    return written_together(tuple([word.text for word in words]))


@lru_cache(maxsize=65536)
def written_together(texts: tuple[str, ...]) -> str:
    """Plain words, none of them a number, folded as one."""
    whole = "".join(texts)
    if whole.isascii() or not _ASCII.search(whole):
        return fold(whole)
    return "".join([fold(text) for text in texts])
