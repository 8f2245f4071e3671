"""Two names word by word: which words correspond, in what way, and which stand alone.

Words pair one to one, or a run of words with one: an acronym with its words (ЯШЗ), a glued writing with its parts
(ТихвинХимМаш), initials with a first name. The pairs are chosen greedily, the heaviest and most alike first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, get_args

from leadcli.domain.frozen import frozen
from leadcli.names import Name, Word
from leadcli.names.acronyms import acronyms, is_acronym, most_given
from leadcli.names.fold import fold
from leadcli.names.geography import place_key
from leadcli.names.inflection import VOWELS, ends_otherwise, lemmas, may_be_forms
from leadcli.names.lexemes import PLAIN, written_together
from leadcli.names.scripts import is_cyrillic
from leadcli.resolution.comparison.spelling import LEAST, edits, likeness

How = Literal["same", "writing", "script", "ending", "spelling", "acronym", "glued", "initial", "place"]
HOWS: tuple[How, ...] = get_args(How)
ACRONYM = 0.95  # likeness of an acronym to its words
ENDING = 0.97  # a word that differs in its case ending only
GLUED = 0.94  # likeness of a run of words, written together, to one word
SCRIPT = 0.8  # likeness from which two scripts' writings of a long word count as one
LONGEST_RUN = 7
LEAST_GLUED = 5  # letters of a word that may be several written together
MOST_GLUED = 4  # words written together
SLACK = 4  # letters by which words may differ from their glued writing before both are folded as one
FAR = 5  # edits by which they may
LEAST_CLIP = 2  # letters of a word that a clipping of several keeps
JOINING = ("о", "е")  # vowels between the parts of a compound

Rarity = Callable[[str], float]


def total(weights: Iterable[float]) -> float:
    """Their sum, added up in order: from Python 3.12 on ``sum`` rounds otherwise, and answers must not depend on it."""
    found = 0.0
    for weight in weights:
        found += weight
    return found


@frozen
class Pair:
    """Words of the caller and the label's words they stand for. ``alike`` is 1 for the same.

    ``weight``: how much the label's words tell, rarity counted.
    """

    caller: tuple[Word, ...]
    label: tuple[Word, ...]
    alike: float
    how: How
    weight: float


@frozen
class Alignment:
    """The pairs; the words that stand alone; the caller's words in segments that name nobody here (remarks).

    ``hows``: the ways in which words are one, each once. ``weight``: how much all words of the label tell but places
    that stand alone.
    """

    pairs: tuple[Pair, ...]
    hows: frozenset[How]
    caller_alone: tuple[Word, ...]
    label_alone: tuple[Word, ...]
    remarks: tuple[Word, ...]
    weight: float = 0.0


# Of words that may be one: the rank (negative, so that the best sorts first), the place of the caller's word and of
# the label's, a count that keeps the order, the bits of the words taken, likeness and how.
Possible = tuple[float, int, int, int, int, int, float, How]


def align(caller: Name, label: Name, rarity: Rarity, deep: bool = False) -> Alignment:
    """The best correspondence of two names. ``deep`` asks the dictionary for word forms."""
    ours, theirs = nameable(caller), nameable(label)
    possible = _possible(ours, theirs, rarity, deep)
    if not possible:
        return Alignment((), frozenset(), tuple(ours), tuple(theirs), ())
    possible.sort()
    taken_ours = taken_theirs = 0
    chosen: list[tuple[int, Pair]] = []
    for _, i, _, _, left, right, alike, how in possible:
        if not (left & taken_ours or right & taken_theirs):
            taken_ours |= left
            taken_theirs |= right
            label_words = _of_bits(theirs, right)
            weight = total([weigh(word, rarity) for word in label_words])
            chosen.append((i, Pair(_of_bits(ours, left), label_words, alike, how, weight)))
    chosen.sort(key=_place)
    paired = _of_bits(ours, taken_ours)
    named = {word.segment for word in paired if word.kind in ("core", "number", "person")} or {
        word.segment for word in paired
    }
    alone, theirs_alone = _of_bits(ours, ~taken_ours), _of_bits(theirs, ~taken_theirs)
    pairs = tuple([pair for _, pair in chosen])
    return Alignment(
        pairs,
        frozenset([pair.how for pair in pairs]),
        tuple([word for word in alone if word.segment in named]),
        theirs_alone,
        tuple([word for word in alone if word.segment not in named]),
        total([pair.weight for pair in pairs]) + total([weigh(w, rarity) for w in theirs_alone if w.kind != "place"]),
    )


def nameable(name: Name) -> list[Word]:
    """The words of a name that are aligned: all but noise, or all."""
    return [word for word in name.words if word.kind != "noise"] or list(name.words)


def weigh(word: Word, rarity: Rarity) -> float:
    """How much a word tells: its kind, and how rare it is in this directory."""
    return word.weight * (rarity(word.fold) if word.kind in ("core", "weak") else 1.0)


def _of_bits(words: Sequence[Word], bits: int) -> tuple[Word, ...]:
    return tuple([word for place, word in enumerate(words) if bits >> place & 1])


def _place(chosen: tuple[int, Pair]) -> int:
    return chosen[0]


def _possible(ours: Sequence[Word], theirs: Sequence[Word], rarity: Rarity, deep: bool) -> list[Possible]:
    found: list[Possible] = []
    for i, a in enumerate(ours):
        for j, b in enumerate(theirs):
            alike, how = word_likeness(a, b, deep)
            if alike >= LEAST:
                weight = min(weigh(a, rarity), weigh(b, rarity))
                # Of two equal words, the one at the same place in the name.
                value = alike * weight + alike - 0.001 * abs(i - j)
                found.append((-value, i, j, len(found), 1 << i, 1 << j, alike, how))
    for place, start, bits, run, alike, how in _runs(ours, theirs):
        value = total([weigh(word, rarity) for word in run]) + alike + 0.5
        found.append((-value, place, start, len(found), 1 << place, bits, alike, how))
    for place, start, bits, run, alike, how in _runs(theirs, ours):
        value = total([weigh(word, rarity) for word in run]) + alike + 0.5
        found.append((-value, start, place, len(found), bits, 1 << place, alike, how))
    return found


def _runs(ones: Sequence[Word], others: Sequence[Word]) -> Iterator[tuple[int, int, int, Sequence[Word], float, How]]:
    """A word on one side for a run of words on the other: its place, where the run begins, its bits and words."""
    folds = {other.fold for other in others}
    for place, one in enumerate(ones):
        if one.fold in folds or one.kind == "number" or not one.text.isalpha():
            continue
        short, size = 3 <= len(one.text) <= LONGEST_RUN, len(one.fold)
        for start, first in enumerate(others[:-1]):
            # An acronym begins like its words; a glued writing is as long as they are, and but for one letter the same.
            initial = short and one.fold[:1] == first.fold[:1]
            if first.kind == "number" or not (initial or size >= LEAST_GLUED):
                continue
            written = first.fold
            for end in range(start + 1, min(len(others), start + LONGEST_RUN)):
                last = others[end]
                if last.kind == "number" or last.segment != first.segment:
                    break
                written += last.fold
                fits = (
                    size >= LEAST_GLUED
                    and end - start < MOST_GLUED
                    and abs(len(written) - size) <= SLACK
                    and (one.fold[:1] == first.fold[:1] or one.fold[-1:] == last.fold[-1:])
                    and edits(one.fold, written) <= FAR
                )
                if not (fits or initial):
                    continue
                run = others[start : end + 1]
                bits = (1 << end + 1) - (1 << start)
                if initial and is_acronym_of(one, run):
                    yield place, start, bits, run, ACRONYM, "acronym"
                elif fits and (alike := glued_likeness(one, run)):
                    yield place, start, bits, run, alike, "glued"


def glued_likeness(one: Word, run: Sequence[Word]) -> float:
    """How like a word is to a run of words written together, 0 when it is not, or is like one of them."""
    alike = alike_together(one.text, tuple([word.text for word in run]))
    return alike if alike and not any(word_likeness(one, word)[0] >= GLUED for word in run) else 0.0


def alike_together(one: str, run: tuple[str, ...]) -> float:
    """How like a plain word is to some written together, from GLUED on; else 0."""
    whole, joined = written_together((one,)), written_together(run)
    if len(whole) < LEAST_GLUED or abs(len(joined) - len(whole)) > 1:
        return 0.0
    alike = likeness(whole, joined)
    return alike if alike >= GLUED else 0.0


def clips(text: str, words: Sequence[Word]) -> bool:
    """Whether a Russian word is made of the beginnings of others, a vowel in each: Рузхиммаш, Рузаевский химмаш.

    A vowel may join them (Быстроденьги, Быстрые деньги), and what any firm says of itself may be left out (Сиблизинг,
    Сибирская лизинговая компания).
    """
    if not is_cyrillic(text):
        return False
    ends = {0}
    for word in words:
        begun = {
            end + size
            for end in ends
            for size in range(LEAST_CLIP, len(word.text) + 1)
            if text.startswith(word.text[:size], end) and not VOWELS.isdisjoint(word.text[:size])
        }
        joined = {end + 1 for end in begun if text[end : end + 1] in JOINING}
        ends = begun | joined | (ends if word.weight == PLAIN else set())
    return len(text) in ends


def is_acronym_of(one: Word, run: Sequence[Word]) -> bool:
    """Whether a word may be the acronym of some; in one script letter for letter, in two by sound."""
    words = tuple([word.text for word in run])
    if _scripts_differ(one.text, words[0]):
        return len(one.fold) <= sum(map(most_given, words)) and one.fold in folded_acronyms(words)
    return is_acronym(one.text, words)


@lru_cache(maxsize=65536)
def folded_acronyms(words: tuple[str, ...]) -> frozenset[str]:
    """The acronyms of plain words, folded."""
    return frozenset(fold(acronym) for acronym in acronyms(words))


def word_likeness(a: Word, b: Word, deep: bool = False) -> tuple[float, How]:
    """How alike two words are, 0 to 1, and in what way. Numbers are the same or not; a case ending hardly counts."""
    if a.fold == b.fold:
        return 1.0, "same" if a.text == b.text else "script" if _scripts_differ(a.text, b.text) else "writing"
    if a.kind == "number" or b.kind == "number":
        return 0.0, "spelling"
    if len(a.text) == 1 or len(b.text) == 1:
        initial = a.text[0] == b.text[0] and (a.kind == b.kind == "core")
        return (ENDING, "initial") if initial else (0.0, "spelling")
    if a.stem == b.stem or a.stem == b.fold or a.fold == b.stem:
        return ENDING, "ending"
    return _unlike_folds(a.text, a.fold, a.stem, b.text, b.fold, b.stem, deep)


@lru_cache(maxsize=65536)
def _unlike_folds(
    text_a: str, fold_a: str, stem_a: str, text_b: str, fold_b: str, stem_b: str, deep: bool
) -> tuple[float, How]:
    """The likeness of two words whose folds and stems differ."""
    if ends_otherwise(text_a, text_b):
        return ENDING, "ending"
    if deep and is_cyrillic(text_a) and same_lemma(text_a, text_b):
        return ENDING, "ending"
    ours, theirs = place_key(text_a), place_key(text_b)
    if ours and theirs:  # places are the same or they are not: Нижегородский is no Белгородский
        return (0.9, "place") if ours == theirs else (0.0, "place")
    alike, size_a, size_b = likeness(fold_a, fold_b), len(fold_a), len(fold_b)
    if len(stem_a) > 4 < len(stem_b):
        alike = max(alike, likeness(stem_a, stem_b) * ENDING)
    if alike >= SCRIPT and min(size_a, size_b) >= 5 and abs(size_a - size_b) <= 1 and _scripts_differ(text_a, text_b):
        return max(alike, 0.93 if size_b >= 7 else 0.88), "script"
    return alike, "spelling"


def same_lemma(one: str, other: str) -> bool:
    """Whether two Russian words are forms of one, by the dictionary."""
    return may_be_forms(one, other) and not lemmas(one).isdisjoint(lemmas(other))


def _scripts_differ(a: str, b: str) -> bool:
    return is_cyrillic(a) != is_cyrillic(b)
