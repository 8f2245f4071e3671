"""What a decision looks at, and what of the caller's words the card or group explains itself."""

from __future__ import annotations

from collections.abc import Sequence

from leadcli.domain.frozen import frozen
from leadcli.names import Mention, Word
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import shortest
from leadcli.resolution.scoring.ranking import Scored

WRITTEN = frozenset(("same", "writing"))  # ways in which words are one, whatever else is the case
SAID = WRITTEN | {"initial"}
SOUNDING = WRITTEN | {"glued"}


@frozen
class Sight:
    """What a veto looks at: the best label, all that were compared, and where the caller is said to be (or ``""``).

    ``without``: a family that is taken to be unknown.
    """

    best: Scored
    all: Sequence[Scored]
    city: str
    directory: Directory
    without: str = ""


def mentions(word: Word, seen: Sight) -> list[Mention]:
    """The places that a word of the caller may be."""
    return [mention for mention in seen.best.name.places if mention.text == word.text]


def is_told(word: Word, seen: Sight) -> bool:
    """Whether the card itself says so: by its activity, brand, city, a place in brackets; or a sister's name does."""
    label = seen.best.label
    if label.of_group and word.kind != "number" and word.stem in label.near:
        return True
    if word.kind == "place":
        places = {*label.cities, *(mention.name for mention in label.name.places if not mention.adjective)}
        if any(mention.name in places for mention in mentions(word, seen)):
            return True
    return word.kind != "number" and not label.told.isdisjoint((word.stem, word.fold, shortest(word.fold)))


def sounds_same(scored: Scored) -> bool:
    """Whether the names are one when they are spoken: the same but for blanks and hyphens (Искра-сталь, Искрасталь)."""
    aligned = scored.alignment
    if aligned.label_alone or aligned.caller_alone or not aligned.hows <= SOUNDING:
        return False
    return "glued" not in aligned.hows or all(pair.alike == 1.0 for pair in aligned.pairs if pair.how == "glued")


def said_exactly(scored: Scored) -> bool:
    """Whether all words of both names are the same, in this writing or another; an initial stands for its name."""
    aligned = scored.alignment
    return not aligned.label_alone and not aligned.caller_alone and aligned.hows <= SAID
