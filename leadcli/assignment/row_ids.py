"""Whether the id of a row is that of a card on file: an id of another system proves nothing."""

from __future__ import annotations

from leadcli.domain.company import Client
from leadcli.names import parse


def is_of(card: Client, name: str) -> bool:
    """Whether a card and a row of the same id are the same company: their names share a distinctive word.

    A name without a distinctive word is whole in the other's: the lakes of «Семь озёр» may pass for a town.
    """
    ours, theirs = parse(card.name), parse(name)
    if not name or ours.key == theirs.key or {w.fold for w in ours.core} & {w.fold for w in theirs.core}:
        return True
    return bool(ours.words) and {w.fold for w in ours.words} <= {w.fold for w in theirs.words}
