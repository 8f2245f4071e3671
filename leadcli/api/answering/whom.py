"""Whom a person means by an id or by words: one of those that come into question, or any other on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.match import Candidate
from leadcli.domain.messages import Refusal, message
from leadcli.fields.table import caller_of
from leadcli.names import parse
from leadcli.resolution import Directory, who_is

Whose = tuple[str, str]  # a client, or a group, by id


def whom(text: str, name: str, known: Mapping[str, str], book: Book, directory: Directory) -> Whose:
    """Whom words mean, where a caller is asked about: see ``meant``."""
    return meant(text, who_is(caller_of(name, known), directory).candidates, book, directory)


def meant(text: str, candidates: Sequence[Candidate], book: Book, directory: Directory) -> Whose:
    """The client, or the group, that an id or words mean; of the candidates first.

    Raises:
        Refusal: It is nobody on file, or several are called so.
    """
    said = text.strip()
    if said in book.clients:
        return said, ""
    if said in book.groups:
        return "", said
    words = {word.fold for word in parse(said).words}
    named = [c for c in candidates if words and words <= {word.fold for word in parse(c.name).words}]
    exact = [c for c in named if words == {word.fold for word in parse(c.name).words}]
    whose = list(dict.fromkeys((c.client_id, "" if c.client_id else c.group_id) for c in exact or named))
    if len(whose) == 1:
        return whose[0]
    found = who_is(Caller(said), directory)
    if not whose and found.status == "accept":
        return found.client_id, "" if found.client_id else found.group_id
    near = named or candidates
    ways = tuple(f"{c.name}: {c.client_id or c.group_id}" for c in near[:8])
    why = message("{name} could be several", name=said) if whose else message("nobody on file is {name}", name=said)
    raise Refusal(why, *([message("say the id: {ways}", ways=ways)] if ways else [message("say the id")]))
