"""A word spelt otherwise than on file: a slip, or another name (see ``comparison.spelling``)."""

from __future__ import annotations

from leadcli.names import Word, parse
from leadcli.names.scripts import is_cyrillic
from leadcli.names.word_frequencies import commonness
from leadcli.resolution.comparison.alignment import Pair
from leadcli.resolution.comparison.spelling import are_two_names, is_read_otherwise, is_slip, likeness
from leadcli.resolution.decision.telling import USUAL, Sight

LONG = 7  # letters from which one edit does not make another word
SURE_WORD = 0.84  # likeness of a long word that still is surely the same
SURE_CONTEXT = 0.78  # the same where another distinctive word of the name is as it should be
SURE_SOUND, LEAST_SOUND = 0.85, 5  # likeness and letters of a word that is heard the same, beside such a word: «сахор»
RARE = 0.6  # rarity of such a word: Фортуна, which many firms bear, lends nothing to another word


def is_short_word_misspelt(seen: Sight) -> bool:
    """A word is spelt otherwise, and is too short, or too unlike, to be the same beyond doubt."""
    return any(not _well_spelt(pair, seen) for pair in seen.best.alignment.pairs)


def _well_spelt(pair: Pair, seen: Sight) -> bool:
    """Whether the words of a pair are one beyond doubt, though they may be written otherwise: only if they are long."""
    if pair.how not in ("spelling", "glued") or pair.caller[0].kind not in ("core", "person"):
        return True
    if pair.label[0].kind == "weak" and is_slip(pair.caller[0], pair.label[0]):
        return True  # завдо for завод: what it tells is told by the rest, or by nothing
    context = any(
        other.how != "spelling"
        and other.caller[0].kind in ("core", "place")
        and len(other.caller[0].fold) > 3
        and seen.directory.rarity(other.label[0].fold) >= RARE
        for other in seen.best.alignment.pairs
    )
    length = min(len("".join(w.fold for w in side)) for side in (pair.caller, pair.label))
    least = SURE_CONTEXT if context else SURE_WORD
    long = LONG - context if pair.alike < SURE_SOUND or not context else LEAST_SOUND
    return pair.alike >= least and (length >= long or pair.alike == 1.0)


def is_another_word(seen: Sight) -> bool:
    """A word differs by letters from the one on file, and may be a name of its own: «Карамелла», «Каравелла».

    It is one where it stands on file as well.
    """
    scored = seen.best
    pairs = scored.alignment.pairs
    told = any(pair.how not in ("spelling", "script") and _tells_alone(pair) for pair in pairs)
    return any(_is_read_otherwise(pair) for pair in pairs) or any(
        pair.caller[0].kind in ("core", "person")
        and (_tells_alone(pair) or not told)
        and (pair.caller[0].fold in seen.directory.by_word or not is_slip(pair.caller[0], filed, told))
        for pair in pairs
        if (filed := _as_filed(pair, seen)) is not None
    )


def _is_read_otherwise(pair: Pair) -> bool:
    """Whether words of two scripts are apart by a vowel that is not read so."""
    if pair.how != "script" or pair.alike == 1.0:
        return False
    cyrillic, latin = sorted((pair.caller[0].text, pair.label[0].text), key=is_cyrillic, reverse=True)
    return is_read_otherwise(latin, cyrillic)


def _as_filed(pair: Pair, seen: Sight) -> Word | None:
    """The word on file that a word was said for by letters that differ, as it is written there; None if they do not.

    A Latin name on file is known by ear in Cyrillic as well: who says it in Latin says no other script. By ear letters
    change, none is left out: where one was, the name is misspelt that the firm has in Cyrillic (Продмикс, Продимекс).
    """
    if pair.how == "spelling":
        return pair.label[0]
    said, text = pair.caller[0], seen.best.label.text
    if pair.how in ("writing", "ending"):
        return pair.label[0] if are_two_names(said.text, pair.label[0].text) else None
    if pair.how != "script" or pair.alike == 1.0:
        return None
    if is_cyrillic(said.text) and not is_cyrillic(text) and len(said.fold) < len(pair.label[0].fold):
        own = (one.alignment.pairs for one in seen.all if one.family == seen.best.family)
        return next((p.label[0] for pairs in own for p in pairs if p.how == "spelling" and p.caller[0] is said), None)
    if is_cyrillic(said.text) != is_cyrillic(text):
        return None
    return max(parse(text).words, key=lambda word: likeness(said.fold, word.fold))


def _tells_alone(pair: Pair) -> bool:
    """Whether of the words on file one is no usual word: «University of Hamburg» is Universität Hamburg."""
    return any(
        word.kind in ("core", "person") and len(word.text) > 1 and commonness(word.fold) < USUAL for word in pair.label
    )
