"""The names that blocking has found, each compared with the caller: how the words correspond, and the figures.

``compare`` is the definition. Where there is a compiled core, ``compare_by_core`` gives the same of all labels at once,
with how far each leads and its score, to the bit.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from leadcli.domain.frozen import frozen
from leadcli.names import Name, Word, lexemes
from leadcli.names.acronyms import is_acronym
from leadcli.names.inflection import LONGEST_TAIL, ends_otherwise
from leadcli.names.scripts import is_cyrillic
from leadcli.native import core
from leadcli.resolution.blocking.index import COMMONEST
from leadcli.resolution.blocking.keys import VOICELESS
from leadcli.resolution.comparison import alignment as aligning
from leadcli.resolution.comparison import spelling, text_likeness
from leadcli.resolution.comparison.alignment import HOWS, Alignment, How, Pair, Rarity, align, nameable
from leadcli.resolution.comparison.figures import PLACE, pair_figures
from leadcli.resolution.comparison.signals import Circumstance
from leadcli.resolution.comparison.text_likeness import Text, text_of
from leadcli.resolution.compiled.label_records import packed_texts, write_label, write_name
from leadcli.resolution.directory.labels import KINDS, Label, Writing

if TYPE_CHECKING:
    from leadcli.resolution.directory.directory import Directory

FITTING = tuple(PLACE[name] for name in ("caller_covered", "label_covered", "letters"))
_HEAD, _PAIR = struct.Struct("<qqqqqd"), struct.Struct("<qqddq")  # of an alignment that the core found


@frozen
class Compared:
    """A label beside the reading of the caller's name that fits it best, and what the two say."""

    label: Label
    name: Name
    alignment: Alignment
    figures: list[float]


def readings(name: Name) -> list[tuple[Name, Text]]:
    """All readings of a caller's name, each as a text."""
    return [(reading, text_of(reading)) for reading in (name, *name.variants)]


def compare(
    caller: list[tuple[Name, Text]], label: Label, share: float, around: Circumstance, rarity: Rarity, deep: bool
) -> Compared:
    """A label compared with the caller's reading that fits it best; ``deep`` asks the dictionary for word forms."""
    theirs = text_of(label.name)
    best: Compared | None = None
    most = -1.0
    for name, text in caller:
        aligned = align(name, label.name, rarity, deep)
        found = pair_figures(share, (text, theirs), (name, label.name), aligned, around, rarity)
        fits = found[FITTING[0]] + found[FITTING[1]] + found[FITTING[2]]
        if fits > most:
            best, most = Compared(label, name, aligned, found), fits
    assert best is not None, "a caller has a reading"
    return best


# --- by the core ------------------------------------------------------------------------------------------------------
class Batch:
    """What the core has found of some labels: read when it is asked for, as few of them are shown or decided on."""

    __slots__ = ("_labels", "_made", "_numbers", "_readings", "_rows", "_said", "_texts", "_told", "families", "scores")

    def __init__(
        self,
        found: tuple[bytes, bytes, list[tuple[Any, ...]]],  # as compare_all of the core tells it
        caller: tuple[Name, ...],
        labels: Any,
        likely: list[tuple[int, float]],
    ) -> None:
        scores, rows, self._told = found
        self.scores, self._rows = memoryview(scores).cast("d").tolist(), memoryview(rows).cast("d")
        self._readings, self._labels, self._numbers = caller, labels, likely
        self._made: dict[int, Label] = {}  # so that no label is read twice
        self._said: dict[tuple[int, int], list[Word]] = {}  # words of a reading, by their bits
        self._texts: dict[tuple[int, int], frozenset[str]] = {}
        self.families: list[str] = [each[8] for each in self._told]

    def label(self, index: int) -> Label:
        """A label by its place among those compared."""
        found = self._made.get(index)
        if found is None:
            number = self._numbers[index][0]
            stored = hasattr(self._labels, "told")
            found = self._labels.told(number, *self._told[index][6:]) if stored else self._labels[number]
            self._made[index] = found
        return found

    def name(self, index: int) -> Name:
        """The caller's reading that fits it best."""
        which: int = self._told[index][1]
        return self._readings[which]

    def whose(self, index: int) -> tuple[str, str]:
        """The ids of its client and group."""
        return self._told[index][9:11]

    def writing(self, index: int) -> Writing:
        """Its kind, its text and the ids of its client and group."""
        kind, _, client, group, text = self._told[index][7:]
        return KINDS[kind], text, client, group

    def order(self, index: int) -> tuple[bool, str, str, bool, bool, str]:
        """What ``ranking.rank`` goes by where scores are alike."""
        kind, _, client, group, text = self._told[index][7:]
        foreign = is_cyrillic(text) != is_cyrillic(self.name(index).raw)
        return client != "", group, client, foreign, "alias" in KINDS[kind], text

    def explained(self, index: int, least: float) -> list[Word]:
        """The caller's words that have a partner in it, as alike at least."""
        told, reading, bits = self._told[index][:3]
        if least > 0.0:
            bits = 0
            for left, _, alike, _, _ in _PAIR.iter_unpack(told[_HEAD.size :]):
                bits |= left if alike >= least else 0
        found = self._said.get((reading, bits))
        if found is None:
            found = self._said[reading, bits] = list(_of_bits(nameable(self._readings[reading]), bits))
        return found

    def said(self, index: int) -> frozenset[str]:
        """The same as texts, however alike."""
        known = self._told[index][1:3]
        found = self._texts.get(known)
        if found is None:
            found = self._texts[known] = frozenset([word.text for word in self.explained(index, 0.0)])
        return found

    def unsaid(self, index: int) -> int:
        """How many letters the longest word of it has that was not said and is no place."""
        return self._told[index][3]  # type: ignore[no-any-return]

    def whole(self, index: int) -> bool:
        """Whether all words of it were said."""
        return self._told[index][4]  # type: ignore[no-any-return]

    def added(self, index: int) -> bool:
        """Whether a word that is no remark has no partner in it."""
        return _HEAD.unpack_from(self._told[index][0])[2] != 0  # type: ignore[no-any-return]

    def hows(self, index: int) -> frozenset[How]:
        """The ways in which its words and the caller's are one."""
        return _hows(self._told[index][5])

    def figures(self, index: int) -> Sequence[float]:
        """Its figures, and how far it leads."""
        width = len(self._rows) // len(self._numbers)
        return self._rows[index * width : (index + 1) * width]

    def figure(self, index: int, place: int) -> float:
        """One of its figures."""
        return self._rows[index * (len(self._rows) // len(self._numbers)) + place]

    def alignment(self, index: int) -> Alignment:
        """How its words and the caller's correspond."""
        return alignment_of(self._told[index][0], self.name(index), self.label(index).name)


def compare_by_core(
    name: Name,
    likely: list[tuple[int, float]],
    directory: Directory,
    places: tuple[str, tuple[str, ...]],
    deep: bool,
    trees: tuple[object, ...],
) -> Batch | None:
    """All likely labels compared, with how far each leads and its score; None where the core leaves it to Python.

    ``likely``: numbers of labels, each with its share of votes. ``places``: the caller's city, and words of it that may
    be one. ``trees``: see ``boosted_trees.for_core``.
    """
    caller = (name, *name.variants)
    city, maybe = places
    found = configured()(
        tuple([write_name(reading) for reading in caller]),
        _records(directory, likely),
        likely,
        directory.rarities,
        directory.rarity,
        city.encode("utf-8", "surrogatepass"),
        packed_texts(maybe),
        deep,
        trees,
    )
    return found and Batch(found, caller, directory.labels, likely)


def _records(directory: Directory, likely: list[tuple[int, float]]) -> Any:
    """The records of labels one by one, or the mapped file, where they and the index lie in it, and for rarities."""
    labels: Any = directory.labels
    if mapped := getattr(labels, "mapped", None):
        index: Any = directory.index
        others = labels.beside([number for number, _ in likely])
        return mapped, labels.place, index.place[0], directory.all_log, others, index.words
    if hasattr(labels, "record"):
        return [labels.record(number) for number, _ in likely]
    packed = directory.packed
    return [packed.get(number) or packed.setdefault(number, write_label(labels[number])) for number, _ in likely]


def alignment_of(packed: bytes, caller: Name, label: Name) -> Alignment:
    """An alignment as the core tells it: bits of words, in the order of ``nameable``."""
    ours, theirs = nameable(caller), nameable(label)
    _, _, caller_alone, label_alone, remarks, weight = _HEAD.unpack_from(packed)
    pairs = tuple(
        [
            Pair(_of_bits(ours, left), _of_bits(theirs, right), alike, HOWS[how], weighs)
            for left, right, alike, weighs, how in _PAIR.iter_unpack(packed[_HEAD.size :])
        ]
    )
    return Alignment(
        pairs,
        frozenset([pair.how for pair in pairs]),
        _of_bits(ours, caller_alone),
        _of_bits(theirs, label_alone),
        _of_bits(ours, remarks),
        weight,
    )


@cache
def _hows(bits: int) -> frozenset[How]:
    return frozenset([how for place, how in enumerate(HOWS) if bits >> place & 1])


def _of_bits(words: Sequence[Word], bits: int) -> tuple[Word, ...]:
    return tuple([word for place, word in enumerate(words) if bits >> place & 1]) if bits else ()


@cache
def configured() -> Callable[..., Any]:
    """``compare`` of the core, which has been told what the Python modules say."""
    from leadcli.resolution.scoring import boosted_trees, competition

    s, a, t = spelling, aligning, text_likeness
    others = (lexemes.TRADE, competition.SAID, competition.SHARED, boosted_trees.MOST)
    core.configure(
        (
            s.HALF,
            s.EPSILON,
            s.LEAST,
            a.ENDING,
            a.SCRIPT,
            a.GLUED,
            a.ACRONYM,
            t.PARTNER,
            t.SAME_FOLD,
            t.SAME_BONES,
            COMMONEST,
            *others,
        ),
        (s.SHORT, a.LONGEST_RUN, a.LEAST_GLUED, a.MOST_GLUED, a.SLACK, a.FAR, LONGEST_TAIL),
        _halves(),
        bytes([VOICELESS.get(letter, letter) or 0 for letter in range(128)]),
        ask,
    )
    found: Callable[..., Any] = core.compare
    return found


def _halves() -> bytes:
    """What an ASCII letter costs for another, in halves of an edit."""
    table = bytearray(b"\2") * (128 * 128)
    table[:: 128 + 1] = bytes(128)
    for letter, costs in spelling.COSTS.items():
        for other, cost in costs.items():
            table[128 * ord(letter) + ord(other)] = round(2 * cost)
    return bytes(table)


@lru_cache(maxsize=16384)  # the same words stand on many labels
def ask(question: int, one: str, others: tuple[str, ...]) -> float:
    """What the core leaves to Python, as it is rare; a number, or yes or no.

    How alike a word is to others written together, if they may be one; whether a word is an acronym of others; whether
    a fold is one of words in the other script; whether two words differ in an ending only; whether the dictionary takes
    them for forms of one.
    """
    if question == 0:
        return aligning.alike_together(one, others)
    if question == 1:
        return float(is_acronym(one, others))
    if question == 2:
        return float(one in aligning.folded_acronyms(others))
    return float((ends_otherwise if question == 3 else aligning.same_lemma)(one, others[0]))
