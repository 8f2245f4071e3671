"""What to write down once a match is confirmed, so that the name is known the next time."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leadcli.domain.frozen import replace
from leadcli.domain.match import Alias, Match
from leadcli.names.scripts import plain
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.directory import Directory

LONGEST_ALIAS = 6  # words


def with_alias(match: Match, heard: ParsedCaller, directory: Directory) -> Match:
    """The match with the writing that is worth adding to the data, if there is one."""
    alias = _alias(match, heard, directory)
    return replace(match, alias=alias) if alias else match


def _alias(match: Match, heard: ParsedCaller, directory: Directory) -> Alias | None:
    """What to add to the data so that this name is known the next time: only what a person or an answer confirms.

    Not for names of common words, of people, or of a city added to a known name; those would meet strangers.
    """
    if not (match.client_id or match.group_id):
        return None
    if match.status != "confirm" and all(e.signal != "said" for e in match.evidence):
        return None
    telling = [w for w in heard.name.words if w.kind in ("core", "weak", "number")]
    if match.new_entity and any(e.signal == "name" and e.weight < 0 for e in match.evidence):
        return None  # what was added names the company, not the group
    if heard.name.generic or heard.name.person or not telling or len(telling) > LONGEST_ALIAS:
        return None
    own = directory.by_key.get(heard.name.key, ())
    if own:
        return None  # it is on file already, here or elsewhere
    book = directory.book
    text = _as_heard(heard.caller.name, [w.text for w in telling])
    entry = book.clients.get(match.client_id) or book.groups[match.group_id]
    return Alias(text, entry.place)


def _as_heard(raw: str, words: Sequence[str]) -> str:
    """The telling words as they were written by who took the call."""
    kept = [part for part in re.findall(r"[^\W_]+", raw) if plain(part) in words]
    return " ".join(kept) or " ".join(words)
