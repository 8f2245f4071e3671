"""When spelling alone may decide: what a sure answer needs, and what it cannot stand, however good the rest is."""

from __future__ import annotations

from leadcli.names.lexemes import TRADE
from leadcli.resolution.comparison.alignment import Pair
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.scoring.ranking import Scored

LONG = 7  # letters from which one edit does not make another word
SURE_WORD = 0.84  # likeness of a long word that still is surely the same
SURE_CONTEXT = 0.78  # the same where another distinctive word of the name is as it should be
TELLING = 0.6  # rarity of such a word: Фортуна, which many firms bear, lends nothing to another word
EXTRA = 0.2  # weight of a word the candidate lacks
# Signals that a sure answer cannot stand.
WRITTEN = frozenset(("same", "writing"))  # ways in which words are one, whatever else is the case
SAID = WRITTEN | {"initial"}
SOUNDING = WRITTEN | {"glued"}
VETOES = (
    "number_conflict", "number_missing", "place_conflict", "place_extra", "remark", "form_conflict",
)  # fmt: skip


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


def is_sure(scored: Scored, directory: Directory) -> bool:
    """Whether spelling alone may decide: nothing distinctive added, no word but a long one spelt otherwise."""
    found = scored.signals
    if scored.score < directory.cuts.accept:
        return False
    if found["caller_extra"] > EXTRA:
        return False
    for name in VETOES:
        if found[name] and not (name == "remark" and _here(scored)):
            return False
    aligned = scored.alignment
    apart = aligned.caller_alone if scored.label.of_group else aligned.label_alone
    if apart and any(word.weight == TRADE for word in apart):
        return False  # «Комета» may be another firm than «Комета Сервис»
    if found["city_conflict"] and not scored.label.group_id:  # in a group it is another company of the same group
        return False
    return aligned.hows <= WRITTEN or all(
        pair.how in WRITTEN
        or (_well_spelt(pair, scored, directory) and (pair.how != "acronym" or _only_one(pair, scored, directory)))
        for pair in aligned.pairs
    )


def _here(scored: Scored) -> bool:
    """Whether a card of the caller's city bears just this name: no remark can speak against it."""
    return bool(scored.figure("city_agrees")) and bool(scored.label.client_id) and said_exactly(scored)


def _well_spelt(pair: Pair, scored: Scored, directory: Directory) -> bool:
    """Whether the words of a pair are one beyond doubt, though they may be written otherwise: only if they are long."""
    if pair.how not in ("spelling", "glued") or pair.caller[0].kind not in ("core", "person"):
        return True
    context = any(
        other.how != "spelling"
        and other.caller[0].kind == "core"
        and len(other.caller[0].fold) > 3
        and directory.rarity(other.label[0].fold) >= TELLING
        for other in scored.alignment.pairs
    )
    length = min(len("".join(w.fold for w in side)) for side in (pair.caller, pair.label))
    least = SURE_CONTEXT if context else SURE_WORD
    return pair.alike >= least and (length >= LONG - context or pair.alike == 1.0)


def _only_one(pair: Pair, scored: Scored, directory: Directory) -> bool:
    """Whether an acronym of three letters and more can be of one family alone, or what else was said tells which."""
    said = len(pair.caller) == 1
    short = pair.caller[0] if said else pair.label[0]
    if len(short.text) < 3:
        return False
    families = {directory.labels[i].family for i in directory.of_acronym(short.fold)}
    own = {scored.label.family}
    # None at all: the acronym itself is on file, or more may have it than are looked up.
    alone = families == own if said else families <= own
    return alone or bool(scored.figure("support"))
