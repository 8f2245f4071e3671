"""A word of a name, with its kind and how much it tells, and a name taken apart.

Parts of a name weigh differently: distinctive words carry it, weak words (завод, группа) help, a legal form or the
noise of a phone note («звонил Иван из …») says nothing, numbers are hard keys, and places have a slot of their own.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from leadcli.domain.frozen import frozen
from leadcli.names.fold import fold
from leadcli.names.geography import Mention
from leadcli.names.inflection import stem
from leadcli.names.legal_forms import Form
from leadcli.names.spelled_out import digits_of
from leadcli.names.words import exact, is_kind, kinds_of, same

_ASCII = re.compile(r"[\x00-\x7f]")
TELLING = ("core", "weak", "number")  # kinds of words that tell one name from another

WordKind = Literal["core", "weak", "number", "place", "branch", "person", "noise"]
WEIGHTS: dict[WordKind, float] = {
    "core": 1.0, "weak": 0.35, "number": 0.8, "place": 0.4, "branch": 0.1, "person": 0.1, "noise": 0.05,
}  # fmt: skip
TRADE = 0.6  # weight of a common word that tells one company of a group from another (сервис, трейд)
PLAIN = 0.12  # weight of a word that any firm may put before its name (компания, группа)

_DIGITS = re.compile(r"\d")
_DIGIT_IN_WORD = re.compile(r"[^\W\d_]{2,}\d|\d[^\W\d_]{2,}")


@frozen
class Word:
    """One word: as plain text, folded, without its case ending, how much it tells, and in which segment it stands."""

    text: str
    fold: str
    stem: str
    kind: WordKind
    weight: float
    segment: int = 0


def word_of(text: str, kind: WordKind, segment: int) -> Word:
    """A plain text as a word of a kind."""
    return Word(text, *_read(text, kind), segment)


@lru_cache(maxsize=65536)
def _read(text: str, kind: WordKind) -> tuple[str, str, WordKind, float]:
    """A word's fold, stem, kind and weight."""
    if kind == "number":
        digits = digits_of(text) or "".join(re.findall(r"[\d.,]", text)).replace(",", ".").strip(".") or same(text)
        letters = re.sub(r"[\d.,]|-\w+$", "", text) if _DIGITS.search(text) else ""
        letter = "с" if letters == "c" else letters  # 1C: beside digits it looks like a letter, and has no sound
        letter = "" if letter == "й" else letter  # 1й: the end of an ordinal
        folded = digits.lstrip("0") + (fold(letter) if len(letter) == 1 else "") or "0"
        return folded, folded, kind, WEIGHTS[kind]
    folded, plainly = same(text), fold(text)
    weight = WEIGHTS[kind]
    if kind == "weak":
        weight = TRADE if is_kind("trade", text) else PLAIN if is_kind("plain", text) else weight
    return folded, stem(text, folded) if folded == plainly else folded, kind, weight


@lru_cache(maxsize=65536)
def kind_of(word: str) -> WordKind:
    """The kind of a word that is no place and has no role in a note."""
    if _DIGITS.search(word) or digits_of(word):
        return "number" if not _DIGIT_IN_WORD.fullmatch(word) else "core"
    if word in exact("joining"):
        return "noise"
    kinds = kinds_of(word)
    return "branch" if "branch" in kinds else "weak" if "weak" in kinds else "core"


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
