"""Cards beside a directory compared with a caller alone: which of them it may mean, whoever else is on file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.names import Name, Word
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.added_cards import AddedLabels, added
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.joined_directory import joined
from leadcli.resolution.scoring.ranking import Scored
from leadcli.resolution.scoring.shortlist import score_all

REMEMBERED = 1 << 9  # directories with one card more


def likely_alone(
    cards: Mapping[Client, Sequence[float]], name: Name, heard: ParsedCaller, directory: Directory
) -> set[str]:
    """The ids of the cards that come to a score which is worth asking about, each compared as if it stood there alone.

    Not of those that share common words alone with the caller, where each has a word that tells more.

    What a name leads by rests on the others it is compared with. So whether a card comes into question would rest on
    which others were looked up with it, and a batch, which looks its rows up apart from the ledger, would not say what
    is said of each row. ``cards``: each with how much of the name its labels share; see ``added_cards.alike``.
    """
    return {card.id for card, shares in cards.items() if _is_likely(card, shares, name, heard, directory)}


def _is_likely(
    card: Client, shares: Sequence[float], name: Name, heard: ParsedCaller, directory: Directory
) -> bool:  # fmt: skip
    start = directory.index.size
    likely = sorted([(start + n, share) for n, share in enumerate(shares) if share], key=lambda one: (-one[1], one[0]))
    found = score_all(name, likely, heard, _with(card, directory))
    return any(
        one.label.client_id == card.id and one.score >= directory.cuts.confirm and not _of_another(one, directory)
        for one in found
    )


def _of_another(one: Scored, directory: Directory) -> bool:
    """Whether each of two names has a word more telling than all they share: «Поликлиника Вега» and «… Орион».

    Many share what is common. Compared alone it leads, for want of those others.
    """
    told = one.alignment
    shared = _telling([word for pair in told.pairs for word in pair.label], directory)
    return all(_telling(alone, directory) > shared for alone in (told.caller_alone, told.label_alone))


def _telling(words: Iterable[Word], directory: Directory) -> float:
    """How telling the most telling of some words is; one of a place or of a note tells nothing."""
    return max([directory.rarity(word.fold) for word in words if word.kind in ("core", "number")], default=0.0)


def _with(card: Client, directory: Directory) -> Directory:
    """The directory with that card alone laid over it; kept, since many callers are near the same cards."""
    own = added(card, directory.book, directory)
    last = directory.alone.get(id(own))
    if last is not None and last[0] is own:
        return cast(Directory, last[1])
    if len(directory.alone) >= REMEMBERED:
        directory.alone.clear()
    labels, index = joined(directory, AddedLabels([own]))
    found = replace(directory, labels=labels, index=index)
    directory.alone[id(own)] = own, found
    return found
