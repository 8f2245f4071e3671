"""Two names word by word: which words correspond, in what way, and which stand alone.

Words pair one to one, or a run of words with one: an acronym with its words (ЯШЗ), a glued writing with its parts
(ТихвинХимМаш), initials with a first name. The pairs are chosen greedily, the heaviest and most alike first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Literal

from leadcli.frozen import frozen
from leadcli.matching.spelling import likeness
from leadcli.names import Name, Word, together
from leadcli.names.acronyms import acronyms
from leadcli.names.fold import fold
from leadcli.names.inflection import ends_otherwise, lemmas
from leadcli.names.places import place_key
from leadcli.names.scripts import is_cyrillic

How = Literal["same", "writing", "script", "ending", "spelling", "acronym", "glued", "initial", "place"]
LEAST = 0.62  # likeness from which two words may be one
ENDING = 0.97  # a word that differs in its case ending only
GLUED = 0.94  # likeness of a run of words, written together, to one word
SCRIPT = 0.8  # likeness from which two scripts' writings of a long word count as one
LONGEST_RUN = 7
SLACK = 4  # letters by which words may differ from their glued writing before both are folded as one

Rarity = Callable[[str], float]


@frozen
class Pair:
    """Words of the caller and the label's words they stand for. ``alike`` is 1 for the same."""

    caller: tuple[Word, ...]
    label: tuple[Word, ...]
    alike: float
    how: How


@frozen
class Alignment:
    """The pairs; the words that stand alone; the caller's words in segments that name nobody here (remarks)."""

    pairs: tuple[Pair, ...]
    caller_alone: tuple[Word, ...]
    label_alone: tuple[Word, ...]
    remarks: tuple[Word, ...]


def align(caller: Name, label: Name, rarity: Rarity, deep: bool = False) -> Alignment:
    """The best correspondence of two names. ``deep`` asks the dictionary for word forms."""
    ours = [word for word in caller.words if word.kind != "noise"] or list(caller.words)
    theirs = [word for word in label.words if word.kind != "noise"] or list(label.words)
    pairs = _chosen(_possible(ours, theirs, rarity, deep))
    taken_ours = {id(word) for pair in pairs for word in pair.caller}
    taken_theirs = {id(word) for pair in pairs for word in pair.label}
    named = {word.segment for pair in pairs for word in pair.caller if word.kind in ("core", "number", "person")} or {
        word.segment for pair in pairs for word in pair.caller
    }
    alone = [word for word in ours if id(word) not in taken_ours]
    return Alignment(
        tuple(pairs),
        tuple(word for word in alone if word.segment in named),
        tuple(word for word in theirs if id(word) not in taken_theirs),
        tuple(word for word in alone if word.segment not in named),
    )


def weigh(word: Word, rarity: Rarity) -> float:
    """How much a word tells: its kind, and how rare it is in this directory."""
    return word.weight * (rarity(word.fold) if word.kind in ("core", "weak") else 1.0)


def _chosen(possible: Iterator[tuple[float, int, int, Pair]]) -> list[Pair]:
    ranked = sorted(possible, key=lambda p: (-p[0], p[1], p[2]))
    used: set[int] = set()
    pairs: list[tuple[int, Pair]] = []
    for _, i, _, pair in ranked:
        words = {id(word) for word in (*pair.caller, *pair.label)}
        if not words & used:
            used |= words
            pairs.append((i, pair))
    return [pair for _, pair in sorted(pairs, key=lambda p: p[0])]


def _possible(
    ours: Sequence[Word], theirs: Sequence[Word], rarity: Rarity, deep: bool
) -> Iterator[tuple[float, int, int, Pair]]:
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            alike, how = word_likeness(a, b, deep)
            if alike >= LEAST:
                weight = min(weigh(a, rarity), weigh(b, rarity))
                # Of two equal words, the one at the same place in the name.
                yield alike * weight + alike - 0.001 * abs(i - j), i, j, Pair((a,), (b,), alike, how)
    yield from _runs(ours, theirs, rarity, False)
    yield from (
        (value, j, i, Pair(p.label, p.caller, p.alike, p.how)) for value, i, j, p in _runs(theirs, ours, rarity, True)
    )


def _runs(
    ones: Sequence[Word], others: Sequence[Word], rarity: Rarity, swapped: bool
) -> Iterator[tuple[float, int, int, Pair]]:
    """A word on one side for a run of words on the other."""
    for i, one in enumerate(ones):
        if not one.text.isalpha() or one.kind == "number" or any(other.fold == one.fold for other in others):
            continue
        for start in range(len(others)):
            for end in range(start + 2, min(len(others), start + LONGEST_RUN) + 1):
                run = tuple(others[start:end])
                if any(word.kind == "number" or word.segment != run[0].segment for word in run):
                    break
                pair = _run(one, run)
                if pair:
                    value = sum(weigh(word, rarity) for word in run) + pair.alike + 0.5
                    yield value, i, start, pair


def _run(one: Word, run: tuple[Word, ...]) -> Pair | None:
    if (
        3 <= len(one.text) <= LONGEST_RUN
        and one.fold[:1] == run[0].fold[:1]
        and one.fold in _acronyms(tuple(w.text for w in run))
    ):
        return Pair((one,), run, 0.95, "acronym")
    if len(run) > 4 or len(one.fold) < 5 or abs(sum(len(w.fold) for w in run) - len(one.fold)) > SLACK:
        return None
    whole, joined = together((one,)), together(run)
    if len(whole) >= 5 and abs(len(joined) - len(whole)) <= 1:
        alike = likeness(whole, joined)
        if alike >= GLUED and not any(word_likeness(one, word)[0] >= GLUED for word in run):
            return Pair((one,), run, alike, "glued")
    return None


@lru_cache(maxsize=65536)
def _acronyms(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(fold(acronym) for acronym in acronyms(words))


def word_likeness(a: Word, b: Word, deep: bool = False) -> tuple[float, How]:
    """How alike two words are, 0 to 1, and in what way. Numbers are the same or not; a case ending hardly counts."""
    if a.fold == b.fold:
        return 1.0, "same" if a.text == b.text else "script" if _scripts_differ(a, b) else "writing"
    if a.kind == "number" or b.kind == "number":
        return 0.0, "spelling"
    if len(a.text) == 1 or len(b.text) == 1:
        initial = a.text[0] == b.text[0] and (a.kind == b.kind == "core")
        return (ENDING, "initial") if initial else (0.0, "spelling")
    if a.stem == b.stem or a.stem == b.fold or a.fold == b.stem or ends_otherwise(a.text, b.text):
        return ENDING, "ending"
    if deep and is_cyrillic(a.text) and is_cyrillic(b.text) and lemmas(a.text) & lemmas(b.text):
        return ENDING, "ending"
    ours, theirs = place_key(a.text), place_key(b.text)
    if ours and theirs:  # places are the same or they are not: Нижегородский is no Белгородский
        return (0.9, "place") if ours == theirs else (0.0, "place")
    alike, sizes = likeness(a.fold, b.fold), (len(a.fold), len(b.fold))
    if len(a.stem) > 4 < len(b.stem):
        alike = max(alike, likeness(a.stem, b.stem) * ENDING)
    if _scripts_differ(a, b) and alike >= SCRIPT and min(sizes) >= 5 and abs(sizes[0] - sizes[1]) <= 1:
        return max(alike, 0.93 if len(b.fold) >= 7 else 0.88), "script"
    return alike, "spelling"


def _scripts_differ(a: Word, b: Word) -> bool:
    return is_cyrillic(a.text) != is_cyrillic(b.text)
