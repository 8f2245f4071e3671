"""What a person has said not to be meant: words of a caller, with the client or the group that was not calling.

It holds for callers of the very same words, in any writing that is the same name, wherever they are, and for no others:
one word more may be another company. Where a city was denied with them, it holds for that city.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from leadcli.names import Name, parse

if TYPE_CHECKING:
    from leadcli.resolution.caller_parsing import ParsedCaller
    from leadcli.resolution.directory.directory import Directory
    from leadcli.resolution.scoring.ranking import Scored

SAID = ("core", "weak", "number", "place")  # kinds of words that tell one caller from another


def words_said(name: Name, city: str = "") -> str:
    """The words of a caller, with the city that was said beside it, in one order and writing."""
    words = {word.fold for word in name.words if word.kind in SAID}
    if city:
        words |= {word.fold for word in parse(city).words}
    return " ".join(sorted(words))


def by_words(taught: Iterable[tuple[str, str, str, bool]]) -> dict[str, list[tuple[str, str]]]:
    """Of each caller's words which client, or which group, it is not, by what was taught: see ``Book.taught``."""
    found: dict[str, list[tuple[str, str]]] = {}
    for text, client, group, answer in taught:
        words = "" if answer else words_said(parse(text, note=True))
        if words:
            found.setdefault(words, []).append((client, group))
    return found


def undenied(scored: list[Scored], heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """The labels less those of whom a person said that the caller is not them."""
    denied: list[Sequence[str]] = []
    for words in {words_said(heard.name, city) for city in ("", heard.caller.city)}:
        denied += directory.denied.get(words, ())
    if not denied:
        return scored
    book = directory.book
    clients = {client for client, _ in denied if client}
    groups = {below.id for _, group in denied if group in book.groups for below in book.below(group)}
    return [one for one in scored if one.whose[0] not in clients and one.whose[1] not in groups]
