"""Where who calls is itself the dispute: one company on two cards, or a person's word against a card on file."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.domain.match import Candidate, Evidence, Match
from leadcli.domain.messages import Message, message
from leadcli.domain.question import Question
from leadcli.fields.identifiers import ENTITY, IDENTIFIERS
from leadcli.resolution import Directory, who_is


def with_doubles(match: Match, question: Question, book: Book, directory: Directory) -> Match:
    """The match as one of several cards where one company has several, of different owners who work here.

    No order of words and no order of rows decides between them: a person must. A person's word on which card it is
    stands, and so does a branch that was told by its own number.
    """
    card = book.clients.get(match.client_id)
    if card is None or match.status != "accept" or question.client_id:
        return match
    others = [other for other in doubles(card, book, directory) if _rivals(card, other, book)]
    if not others:
        return match
    tied = tuple(_candidate(each, card, match.score) for each in (card, *others))
    rest = tuple(c for c in match.candidates if c.client_id not in {each.client_id for each in tied})
    owners = tuple(dict.fromkeys(book.managers[each.owner].name for each in (card, *others)))
    ask = message(
        "One company stands on {count} cards with different owners ({owners}): which card is right?",
        count=len(tied), owners=owners,
    )  # fmt: skip
    return replace(
        match, status="ambiguous", client_id="", group_id="", candidates=(*tied, *rest), question=ask, alias=None,
    )  # fmt: skip


def doubles(card: Client, book: Book, directory: Directory) -> list[Client]:
    """The cards of the same legal entity, by its numbers, itself among them; those of other branches are not it."""
    found: dict[str, Client] = {}
    for kind in ENTITY:
        number = getattr(card, kind)
        if not number or kind in _BRANCHES:
            continue
        branch = IDENTIFIERS[kind].branch
        for client_id in directory.by_identifier.get((kind, number), ()):
            other = book.clients[client_id]
            ours, theirs = (getattr(each, branch) if branch else "" for each in (card, other))
            if not (ours and theirs and ours != theirs):
                found[other.id] = other
    return list(found.values())


_BRANCHES = {each.branch for each in IDENTIFIERS.values() if each.branch}


def _rivals(card: Client, other: Client, book: Book) -> bool:
    owners = [book.managers.get(each.owner) for each in (card, other)]
    return all(owner is not None and owner.active for owner in owners) and card.owner != other.owner


def _candidate(client: Client, first: Client, score: float) -> Candidate:
    kind = next(kind for kind in ENTITY if getattr(client, kind) and getattr(client, kind) == getattr(first, kind))
    said = Evidence(kind, IDENTIFIERS[kind].on_card(getattr(client, kind)), 1.0)
    name = f"{client.name} ({client.city})" if client.city else client.name
    return Candidate(client.id, client.group, f"{name}, {client.id}", score, (said,), tied=True)


def overruled(question: Question, match: Match, book: Book, directory: Directory) -> Iterator[Message]:
    """That a person's word on who calls goes against a card on file of exactly that name or number."""
    if not (question.client_id or question.group_id) or not question.caller.name.strip():
        return
    heard = who_is(question.caller, directory)
    card = book.clients.get(heard.client_id)
    if card is None or heard.status != "accept" or heard.client_id in (question.client_id, match.client_id):
        return
    if question.group_id and card.group and question.group_id in {g.id for g in book.lineage(card.group)}:
        return
    owner = book.managers.get(card.owner)
    option = "--client" if question.client_id else "--group"
    said = question.client_id or question.group_id
    yield message(
        "by name and numbers it is {client}, on file with {manager}; {option} {said} was taken at its word",
        client=f"{card.name} ({card.city})" if card.city else card.name,
        manager=owner.name if owner else "-", option=option, said=said,
    )  # fmt: skip
