"""A word of a name: its kind, how much it tells, and all that is known of it wherever it stands.

Parts of a name weigh differently: distinctive words carry it, weak words (завод, группа) help, a legal form or the
noise of a phone note («звонил Иван из …») says nothing, numbers are hard keys, and places have a slot of their own.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Literal

from leadcli.domain.frozen import frozen
from leadcli.names import acronyms, inflection, legal_forms
from leadcli.names.acronyms import options
from leadcli.names.fold import fold
from leadcli.names.geography import ADJECTIVE_ENDS, LATIN_ADJECTIVE_END, begins_a_place, writings
from leadcli.names.inflection import stem
from leadcli.names.legal_forms import Form
from leadcli.names.segments import words_of
from leadcli.names.words import ROMAN, begins_a_phrase, exact, is_kind, kinds_of, listed, same

WordKind = Literal["core", "weak", "number", "place", "branch", "person", "noise"]
WEIGHTS: dict[WordKind, float] = {
    "core": 1.0, "weak": 0.35, "number": 0.8, "place": 0.4, "branch": 0.1, "person": 0.1, "noise": 0.05,
}  # fmt: skip
TRADE = 0.6  # weight of a common word that tells one company of a group from another (сервис, трейд)
PLAIN = 0.12  # weight of a word that any firm may put before its name (компания, группа)

INITIALS = re.compile(r"[^\W\d_](?:\.[^\W\d_]){1,2}")
_DIGITS = re.compile(r"\d")
_DIGIT_IN_WORD = re.compile(r"[^\W\d_]{2,}\d|\d[^\W\d_]{2,}")
_BEFORE = frozenset({"noise", "branch"})  # kinds of words before the name in a note
_DEPARTMENT = "отдел"
_PATRONYMICS = ("ович", "евич", "ьич", "овна", "евна", "ична", "инична")
_PATRONYMIC = re.compile(f"..(?:{'|'.join(_PATRONYMICS)})(?:а|у|ем|ом|ой|ы|е)?$")


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
        digits = ROMAN.get(text) or re.sub(",", ".", "".join(re.findall(r"[\d.,]", text))).strip(".") or same(text)
        letters = re.sub(r"[\d.,]|-\w+$", "", text) if _DIGITS.search(text) else ""
        folded = digits.lstrip("0") + (fold(letters) if len(letters) == 1 else "") or "0"
        return folded, folded, kind, WEIGHTS[kind]
    folded, plainly = same(text), fold(text)
    weight = WEIGHTS[kind]
    if kind == "weak":
        weight = TRADE if is_kind("trade", text) else PLAIN if is_kind("plain", text) else weight
    return folded, stem(text, folded) if folded == plainly else folded, kind, weight


@lru_cache(maxsize=65536)
def kind_of(word: str, note: bool) -> WordKind:
    """The kind of a word that is no place. ``note``: it stands in a phone note, outside quotes."""
    if _DIGITS.search(word) or (len(word) > 1 and word in ROMAN) or same(word).isdigit():
        return "number" if not _DIGIT_IN_WORD.fullmatch(word) else "core"
    if word in exact("joining"):
        return "noise"
    kinds = kinds_of(word)
    if note and ("noise" in kinds or word.endswith(_DEPARTMENT)):
        return "noise"
    return "branch" if "branch" in kinds else "weak" if "weak" in kinds else "core"


def comes_before(word: str) -> bool:
    """Whether a word of a note may stand before the name: «звонили из», «отдел закупок», «из филиала»."""
    return not _BEFORE.isdisjoint(kinds_of(word))


@lru_cache(maxsize=65536)
def may_name_a_person(word: str) -> bool:
    """Whether a word is a person's name or initials, or has a dot as those have."""
    return "." in word or names_a_person(word)


@lru_cache(maxsize=65536)
def names_a_person(word: str) -> bool:
    """Whether a word is a first name or a patronymic."""
    return word in exact("people") or bool(_PATRONYMIC.search(word))


# --- for the compiled core ----------------------------------------------------------------------------------------
@frozen
class Lexeme:
    """What the core asks of a word, once: it keeps the answer.

    ``traits``: bits, see TRAITS; above them the number of its kind, outside a note and in one. ``outside`` and
    ``inside``: the word outside a note and in one, in the first segment. ``initials``: what it may give to an acronym.
    ``form``: the legal form that it is alone. ``begins``, ``ends``: words of the longest form with it at that end.
    """

    text: str
    traits: int
    outside: Word
    inside: Word
    initials: tuple[str, ...]
    form: Form | None
    begins: int
    ends: int


def ordinary() -> dict[str, Any]:
    """What makes a word ordinary, one on no list, of which the core tells itself what ``lexemes`` would.

    ``listed``: words, ``listed_roots``: roots of which something is known; ``telling_parts``: so is a word with such.
    """
    words, roots = listed()
    return {
        "listed": (*words, *writings(), *legal_forms.ends(), ROMAN),
        "listed_roots": roots,
        "telling_parts": (*_PATRONYMICS, *ADJECTIVE_ENDS, LATIN_ADJECTIVE_END, _DEPARTMENT),
        "core_word": ("core", WEIGHTS["core"]),
        **{name: tuple(getattr(inflection, name)) for name in ("ADJECTIVE", "NOUN", "LATIN")},
        "VOWELS": "".join(inflection.VOWELS),
        **{name: getattr(inflection, name) for name in ("LEAST_ADJECTIVE", "LEAST_NOUN")},
        **{name: getattr(acronyms, name) for name in ("LINKS", "NO_ROOT", "AFTER_O_E")},
        **{name: getattr(acronyms, name) for name in ("LEAST_ROOT", "LEAST_REST", "MOST_OPTIONS")},
    }


# What a word may be, a bit for each, in this order; as the core knows them.
TRAITS = ("joining", "before", "branch", "person", "place", "phrase", "timid", "alphabetic")
_KINDS = tuple(WEIGHTS)
_NUMBER = {kind: number for number, kind in enumerate(_KINDS)}


def lexemes(token: str) -> tuple[Lexeme, ...]:
    """A token of a plain text as what is known of the words that it stands for."""
    return tuple([_lexeme(word) for word in words_of(token)])


def _lexeme(word: str) -> Lexeme:
    outside, inside = kind_of(word, False), kind_of(word, True)
    has = (
        word in exact("joining"), comes_before(word), "branch" in kinds_of(word), may_name_a_person(word),
        begins_a_place(word), begins_a_phrase(word), word in legal_forms.TIMID, word.isalpha(),
    )  # fmt: skip
    traits = sum(1 << bit for bit, is_so in enumerate(has) if is_so)
    traits |= _NUMBER[outside] << len(TRAITS) | _NUMBER[inside] << len(TRAITS) + 4
    first = word_of(word, outside, 0)
    return Lexeme(
        word,
        traits,
        first,
        first if inside == outside else word_of(word, inside, 0),
        options(word),
        legal_forms.form_of(word),
        *legal_forms.longest(word),
    )
