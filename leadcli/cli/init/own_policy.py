"""The policy of a new base: the ready-made one that explains its owners, where one does; else the house's."""

from __future__ import annotations

from datetime import date
from itertools import islice

from leadcli.analysis.infer.inference import CHANCE, SHARE, Inference, Subject, inferred
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Argument, Message, message
from leadcli.workspace.opening import READY_MADE, open_policy

HOUSE = "house"
LOOKED = 1_500  # companies that tell it, of whole groups: a company that stands alone tells nothing
LEAST = 20  # companies of which it must be told


@frozen
class Chosen:
    """A policy by its name, and the sentence that says why."""

    name: str
    why: Message


def own_policy(book: Book, day: date) -> Chosen:
    """The ready-made policy that the base tells, where it is nearer to all owners than to chance, and not by a hair."""
    groups = (group for group in sorted(book.groups) if book.size(group) > 1)
    cards = list(islice((card for group in groups for card in book.family(group)), LOOKED))
    if len(cards) < LEAST:
        few = message("house: too few companies of groups tell another ({count})", count=len(cards))
        return Chosen(HOUSE, few)
    policies = {name: policy for name in READY_MADE if (policy := open_policy(None, name)[0]) is not None}
    found = inferred((Subject(n, c, c.since) for n, c in enumerate(cards, 1)), book, policies, day)
    told = found.ready[0] if _tells(found) else next(each for each in found.ready if each.policy == HOUSE)
    figures: dict[str, Argument] = {"explained": told.score.explained, "checked": told.score.checked}
    if told.policy == HOUSE:
        why = message(
            "house: it explains {explained} of {checked} owners in groups, and no other surely more", **figures
        )
        return Chosen(HOUSE, why)
    chance = round(found.chance * told.score.checked)
    why = message("{name}: it explains {explained} of {checked} owners in groups, by chance {chance}",
                  name=told.policy, chance=chance, **figures)  # fmt: skip
    return Chosen(told.policy, why)


def _tells(found: Inference) -> bool:
    """Whether the best ready-made policy explains the base, and the house's does not explain it as well."""
    best = found.ready[0]
    house = next(each for each in found.ready if each.policy == HOUSE)
    margin = max(CHANCE, int(SHARE * len(found.told)))
    beyond = best.score.checked and best.score.explained / best.score.checked > (1 + found.chance) / 2
    same = house.score.value > best.score.value - margin and best.policy != HOUSE
    return bool(beyond) and not same
