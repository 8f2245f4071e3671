"""Cards beside a directory compared with a caller alone: which of them it may mean, whoever else is on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.names import Name
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.added_cards import AddedLabels, added
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.joined_directory import joined
from leadcli.resolution.scoring.shortlist import score_all


def likely_alone(
    cards: Mapping[Client, Sequence[float]], name: Name, heard: ParsedCaller, directory: Directory
) -> set[str]:
    """The ids of the cards that come to a score which is worth asking about.

    ``cards``: each with how much of the name each of its labels shares; see ``added_cards.alike``.
    """
    start = directory.index.size
    labels, index = joined(directory, AddedLabels([added(card, directory.book, directory) for card in cards]))
    every = [share for shares in cards.values() for share in shares]
    likely = sorted([(start + n, share) for n, share in enumerate(every) if share], key=lambda one: (-one[1], one[0]))
    found = score_all(name, likely, heard, replace(directory, labels=labels, index=index))
    return {one.label.client_id for one in found if one.score >= directory.cuts.confirm}
