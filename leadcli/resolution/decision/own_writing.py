"""A name typed as it stands on file is that name, whatever a model or a note's reading makes of it."""

from __future__ import annotations

import re

from leadcli.domain.frozen import replace
from leadcli.names import Name, parse
from leadcli.names.scripts import digits_as_letters, look_alike, plain
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.comparison.alignment import align
from leadcli.resolution.comparison.figures import FIGURES
from leadcli.resolution.comparison.spelling import are_two_names
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.scoring.ranking import Scored

_BESIDE, _WORD = re.compile(r"\([^()]*\)|/.*"), re.compile(r"[^\W_]+")
TYPED = 0.99  # score of a name that was typed as it stands on file
NAMESAKES = 50  # labels of one key that are looked at


def own_writing(heard: ParsedCaller, directory: Directory) -> tuple[ParsedCaller, list[Scored]]:
    """The labels written like the caller's name, all of one family, and the caller without a note's readings of it.

    A name typed as it stands on file is that name, whatever else its words may be: «Семь озёр» is not in Озёры.

    So is one typed in letters or digits that look like those on file (MTC in Latin ones, KAMA3), where as typed it is
    nobody's.

    None where several families bear a name that sounds so, where a city was said beside it, or where it is a person's:
    initials may be another's. «Аркадия» is apart from «Аркада» by its end, and counts for nothing beside it.
    """
    if heard.caller.city:
        return heard, []
    name = parse(heard.name.raw)
    if name.key not in directory.by_key:
        name = _looks_like(heard.name.raw, directory) or name
    if name.person or not name.key:
        return heard, []
    sounding = [directory.labels[number] for number in directory.by_key.get(name.key, ())[:NAMESAKES]]
    sounding = [label for label in sounding if not _is_named_otherwise(name, label)]
    if len({label.family for label in sounding}) > 1:
        return heard, []
    labels = [label for label in sounding if _written_alike(name, label) and _holds_all(heard.name.raw, label)]
    if not labels:
        return heard, []
    as_typed = replace(heard, name=name, city="")
    return as_typed, [unscored(label, name, directory, TYPED) for label in labels]


def _looks_like(raw: str, directory: Directory) -> Name | None:
    """The name on file that a text looks like, letter by letter; digits that are letters too: KAMA3."""
    typed = plain(raw)
    alike = look_alike(typed)
    for text in (alike, digits_as_letters(alike or typed)):
        if text and (name := parse(text)).key in directory.by_key:
            return name
    return None


def _written_alike(name: Name, label: Label) -> bool:
    """Whether all words are the same; of a name without a distinctive word or a place, the legal form too."""
    if name.bare and (name.forms or not any(mention.adjective for mention in name.places)):
        return plain(name.raw) == plain(label.text)
    return [word.text for word in name.words] == [word.text for word in label.name.words]


def _is_named_otherwise(name: Name, label: Label) -> bool:
    """Whether a name on file that folds to this one has a word that is another name."""
    ours, theirs = name.words, label.name.words
    return len(ours) == len(theirs) and any(are_two_names(a.text, b.text) for a, b in zip(ours, theirs, strict=True))


def _holds_all(raw: str, label: Label) -> bool:
    """Whether a name on file says what is said in brackets or after a slash: «Ромашка (розница)» is no «Ромашка»."""
    said = {word for beside in _BESIDE.findall(plain(raw)) for word in _WORD.findall(beside)}
    return said.issubset(_WORD.findall(plain(label.text)))


def unscored(label: Label, name: Name, directory: Directory, score: float) -> Scored:
    """A label aligned with a name, with a score that no model gave it."""
    return Scored(label, name, align(name, label.name, directory.rarity), (0.0,) * len(FIGURES), score)
