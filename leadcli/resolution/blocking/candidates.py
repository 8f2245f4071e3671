"""Blocking: the few labels of a directory that share enough with a caller to be compared with it.

They come from a cascade: the same key, an acronym, shared words, and, where no key hits, words spelt or heard alike and
glued writings. Each finding is a vote for labels. ``candidates`` asks the compiled core where there is one and the
directory is mapped, else ``candidates_in_python``, which is the definition.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from leadcli.names import Name
from leadcli.names.acronyms import LONGEST
from leadcli.native import core
from leadcli.resolution.blocking import neighbours, votes
from leadcli.resolution.blocking.votes import (
    ACRONYM,
    COMMON,
    KEYED,
    LIKE_KEY,
    LIKE_WORD,
    NEAR_COMMON,
    SAME_KEY,
    Cast,
    cast_words,
    tally,
)
from leadcli.resolution.comparison.alignment import total
from leadcli.resolution.comparison.spelling import LEAST
from leadcli.resolution.directory import labels

if TYPE_CHECKING:
    from leadcli.resolution.directory.directory import Directory

NEAR = 12  # neighbours of one word that are looked up
LEAST_KEY = 5  # letters of a name from which names written alike are looked up
UNLIKE = LEAST - 0.12  # likeness at which a neighbour's vote would count for nothing


def candidates(directory: Directory, name: Name, city: str = "") -> list[tuple[int, float]]:
    """The numbers of the labels worth scoring against a name, at most votes.MOST, the likeliest first.

    With each its share of the most votes that any got. A neighbour's vote counts by its likeness. Of very many labels
    with the caller's very name, those in the caller's city come first.
    """
    file = None
    if core is not None and file is not None:
        found: list[tuple[int, float]] | None = configured_candidates().candidates(
            file, places(directory), name, city, directory.all_log
        )
        if found is not None:
            return found
    return candidates_in_python(directory, name, city)


def candidates_in_python(directory: Directory, name: Name, city: str) -> list[tuple[int, float]]:
    """``candidates`` as it is defined."""
    cast: Cast = []
    keyed: list[Sequence[int]] = []

    def words(pairs: list[tuple[str, float]], common: int = COMMON) -> bool:
        return cast_words(cast, directory.by_word, pairs, common, directory.all_log)

    def spelt_alike(word: str, weight: float) -> None:
        near = directory.near_words.near(word, NEAR)
        words([(other, LIKE_WORD * _counts(alike) * weight) for other, alike in near], NEAR_COMMON)

    for variant in (name, *name.variants):
        same = _of_key(directory, variant.key, city)
        keyed.append(same)
        cast.append((same, SAME_KEY))
        if not same and len(variant.key) >= LEAST_KEY:
            for key, alike in directory.near_keys.near(variant.key, NEAR):
                cast.append((_of_key(directory, key, city), LIKE_KEY * _counts(alike)))
        for said in sorted(_said_acronyms(variant)):  # what many firms bear is a word, not an acronym
            cast.append((directory.of_acronym(said), ACRONYM * directory.rarity(said)))
        words([(said, ACRONYM) for said in sorted(variant.acronyms)])
        for word in {w.fold: w for w in variant.words}.values():
            share = max(0.1, min(1.0, word.weight))
            known = words([(text, share) for text in dict.fromkeys((word.fold, word.stem))])
            if not known or (word.kind == "core" and not same):
                spelt_alike(word.fold, share)
        for run, joint in labels.joined(variant.words) if not same else ():
            share = min(1.0, total(word.weight * directory.rarity(word.fold) for word in joint))
            words([(run, share)])
            spelt_alike(run, share)
    return tally(cast, keyed)


def _of_key(directory: Directory, key: str, city: str) -> Sequence[int]:
    """The labels of a key. Of more than KEYED, those in the caller's city; without one, the first."""
    found = directory.by_key.get(key, ())
    if len(found) <= KEYED:
        return found
    here = directory.by_city.get((key, city), ()) if city else ()
    return (here or found)[:KEYED]


def _counts(alike: float) -> float:
    """How much of a vote a neighbour gets."""
    return (alike - UNLIKE) / (1.0 - UNLIKE)


def _said_acronyms(name: Name) -> set[str]:
    """Words of the caller that may be acronyms of something."""
    return {word.fold for word in name.words if 2 <= len(word.text) <= LONGEST and word.text.isalpha()}


def places(directory: Any) -> tuple[tuple[int, int, int], ...]:
    """Where the core finds what is looked up."""
    return (
        directory.by_key.place,
        directory.by_city.place,
        directory.by_word.place,
        directory.by_acronym.place,
        *directory.near_words.places,
        *directory.near_keys.places,
    )


@cache
def configured_candidates() -> Any:
    """The core with what it takes over from the Python modules."""
    found: Any = core
    found.configure_candidates(
        {
            **{name: getattr(votes, name) for name in ("MOST", "KEEP", "SAME_KEY", "LIKE_KEY", "ACRONYM", "LIKE_WORD")},
            **{name: getattr(votes, name) for name in ("COMMONEST", "COMMON", "NEAR_COMMON", "KEYED")},
            "NEAR": NEAR,
            "LEAST_KEY": LEAST_KEY,
            "UNLIKE": UNLIKE,
            "LONGEST": LONGEST,
            "RUN": labels.RUN,
            "LEAST_WORD": neighbours.LEAST,
            "LEAST_CONSONANTS": neighbours.LEAST_CONSONANTS,
            "VOICELESS": neighbours.VOICELESS,
            "Name": Name,
        }
    )
    return found
