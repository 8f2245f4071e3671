"""A name typed as it stands on file is that name, whatever else its words may be: «Семь озёр» is not in Озёры."""

from __future__ import annotations

from leadcli.domain.frozen import replace
from leadcli.names import Name, parse
from leadcli.names.scripts import plain
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.comparison.alignment import align
from leadcli.resolution.comparison.signals import SIGNALS
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.scoring.ranking import Scored

SCORE = 0.99  # of a name that was typed as it stands on file
MOST = 50  # labels of one key that are looked at


def own_writing(heard: ParsedCaller, directory: Directory) -> tuple[ParsedCaller, list[Scored]]:
    """The labels written like the caller's name, all of one family, and the caller without a note's readings of it.

    None where several families bear a name that sounds so, where a city was said beside it, or where it is a person's:
    initials may be another's.
    """
    name = parse(heard.caller.name)
    if heard.caller.city or name.person or not name.key:
        return heard, []
    sounding = [directory.labels[number] for number in directory.by_key.get(name.key, ())[:MOST]]
    labels = [label for label in sounding if _written_alike(name, label)]
    if not labels or len({label.family for label in sounding}) > 1:
        return heard, []
    as_typed = replace(heard, name=name, city="")
    found = [
        Scored(label, name, align(name, label.name, directory.rarity), dict.fromkeys(SIGNALS, 0.0), SCORE)
        for label in labels
    ]
    return as_typed, found


def _written_alike(name: Name, label: Label) -> bool:
    """Whether all words are the same; of a name without a distinctive word, the legal form too."""
    if name.bare:
        return plain(name.raw) == plain(label.text)
    return [word.text for word in name.words] == [word.text for word in label.name.words]
