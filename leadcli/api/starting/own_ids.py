"""Ids that several exports have for different companies, such as the numbers of rows: they get their file's name."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from leadcli.api.starting.export_columns import ReadExport
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, messages
from leadcli.fields.identifiers import ENTITY, clean
from leadcli.workspace.exports.joined_rows import name_words

STRANGERS = 0.5  # of the ids that two files share: where more of them are two companies, ids are each file's own


def with_own_ids(exports: Sequence[ReadExport]) -> tuple[list[ReadExport], list[Message]]:
    """The exports, those with a prefix whose ids are other companies' in another file; and what is to be said of it."""
    own: set[int] = set()
    said: list[Message] = []
    cards = [_cards(export) for export in exports]
    for (one, mine), (other, theirs) in combinations(enumerate(cards), 2):
        shared = mine.keys() & theirs.keys()
        strangers = sum(not _alike(mine[key], theirs[key]) for key in shared)
        if shared and strangers > STRANGERS * len(shared):
            own |= {one, other}
            said.append(
                messages("{count} id of {first} is another company's in {second}: each file's get its name in front",
                         "{count} ids of {first} are other companies' in {second}: each file's get its name in front",
                         strangers, first=exports[one].shown, second=exports[other].shown)
            )  # fmt: skip
    taken: set[str] = set()
    found = list(exports)
    for number in sorted(own):
        name = exports[number].sheet or Path(exports[number].shown).stem
        prefix = next(
            made for n in range(1, len(exports) + 2) if (made := f"{name}{'' if n == 1 else n}/") not in taken
        )
        taken.add(prefix)
        found[number] = replace(exports[number], prefix=prefix)
    return found, said


def _cards(export: ReadExport) -> dict[str, tuple[list[str], set[str]]]:
    """Of each id the words of its company's name, and its numbers."""
    ids, names = export.texts("id"), export.texts("name")
    numbers = [export.texts(kind) for kind in ENTITY]
    told: list[set[str]] = [set() for _ in ids]
    for kind, texts in zip(ENTITY, numbers, strict=True):
        for own, text in zip(told, texts, strict=False):
            if value := clean(kind, text)[0]:
                own.add(f"{kind} {value}")
    return {key: (name_words(name), own) for key, name, own in zip(ids, names, told, strict=bool(ids)) if key}


def _alike(one: tuple[list[str], set[str]], other: tuple[list[str], set[str]]) -> bool:
    """Whether two rows of one id are one company's: the words of the name, or a number."""
    return one[0] == other[0] or bool(one[1] & other[1])
