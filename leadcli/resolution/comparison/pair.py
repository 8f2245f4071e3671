"""One label against the caller: how the words correspond, what that says, and how likely it is that they are one.

``compare`` asks the compiled core where there is one, else ``compare_in_python``, which is the definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from leadcli.names import Mention, Name, Word, fold, inflection, legal_forms, lexemes, scripts
from leadcli.names.geography import place_key
from leadcli.native import core
from leadcli.resolution.comparison import alignment as alignment
from leadcli.resolution.comparison import signals as signalling
from leadcli.resolution.comparison import spelling
from leadcli.resolution.comparison.alignment import Alignment, Pair, Rarity, align
from leadcli.resolution.comparison.signals import SIGNALS, Circumstance, signals
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.scoring import ranking as scored
from leadcli.resolution.scoring.logistic import coefficient_table, probability
from leadcli.resolution.scoring.ranking import Scored

HARD_KEY = 0.3  # what is left of a score when both names have a number, and another one
MENTION = 0.1  # below this a label is not worth naming

Compared = tuple[Alignment, Mapping[str, float], float]


def compare(
    caller: Name, label: Name, around: Circumstance, rarity: Rarity, rarities: dict[str, float], deep: bool
) -> Compared | None:
    """The alignment, the signals and the score, 0 to 1; None when the label is not worth naming.

    ``rarities``: those that ``rarity`` has told already. ``deep`` asks the dictionary for word forms.
    """
    if core is not None:
        found: Compared | None = configured().compare(caller, label, around, rarities, rarity, deep, MENTION)
        if found is not NotImplemented:
            return found
    return compare_in_python(caller, label, around, rarity, deep)


def compare_in_python(caller: Name, label: Name, around: Circumstance, rarity: Rarity, deep: bool) -> Compared | None:
    """``compare`` as it is defined."""
    aligned = align(caller, label, rarity, deep)
    if not aligned.pairs:
        return None
    found = signals(caller, label, aligned, around, rarity)
    score = probability(found) * (HARD_KEY if found["number_conflict"] else 1.0)
    return (aligned, found, score) if score > MENTION else None


@cache
def configured() -> Any:
    """The core, where there is one, with what it takes over from the Python modules: records, constants, functions."""
    coefficients = dict(coefficient_table())
    core.configure(
        {
            **{record.__name__: record for record in (Word, Name, Mention, legal_forms.Form)},
            **{record.__name__: record for record in (Circumstance, Pair, Alignment, Scored)},
            **{name: getattr(spelling, name) for name in ("HALF", "EPSILON", "LEAST", "SHORT", "COSTS", "MERGED")},
            **{name: getattr(alignment, name) for name in ("ENDING", "SCRIPT", "LONGEST_RUN", "LEAST_GLUED")},
            **{name: getattr(alignment, name) for name in ("MOST_GLUED", "SLACK", "FAR")},
            **{name: getattr(alignment, name) for name in ("GLUED", "is_acronym_of", "same_lemma")},
            "Label": Label,
            "DIGITS": scored.DIGITS,
            "foreign": scored.foreign,
            "SIGNALS": tuple(SIGNALS),
            "SHORT_KEY": signalling.SHORT_KEY,
            "TRADE": lexemes.TRADE,
            "PLAIN": lexemes.PLAIN,
            "HARD_KEY": HARD_KEY,
            "FAMILIES": legal_forms.FAMILIES,
            "TAILS": inflection.TAILS,
            "LEAST_ROOT": inflection.LEAST_ROOT,
            "LONGEST_TAIL": max(map(len, inflection.TAILS)),
            "NOUN_VOWELS": "".join(sorted(inflection.VOWELS)),
            "CYRILLIC": scripts.CYRILLIC,
            "coefficients": coefficients,
            "intercept": coefficients["intercept"],
            "fold": fold,
            "place_key": place_key,
        }
    )
    return core
