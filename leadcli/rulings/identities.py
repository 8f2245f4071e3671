"""Who the caller may be, by a match: the readings that are judged; and where that is itself the dispute.

One company may stand on two cards, and a person's word may go against a card on file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadcli.domain.book import Book
from leadcli.domain.company import LEDGER, Client
from leadcli.domain.facts import Identity
from leadcli.domain.frozen import replace
from leadcli.domain.match import Candidate, Evidence, Match
from leadcli.domain.messages import Message, message
from leadcli.domain.question import Question
from leadcli.fields.identifiers import ENTITY, IDENTIFIERS
from leadcli.resolution import Directory, who_is
from leadcli.resolution.brands import CardBrands

_BRANCHES = {each.branch for each in IDENTIFIERS.values() if each.branch}


def identities(match: Match, book: Book) -> list[Identity]:
    """The readings to judge: what was accepted or is the best guess, or each of several that fit equally."""
    if match.status == "none":
        return [Identity()]
    if match.status == "ambiguous":
        return [_identity(c.client_id, c.group_id, None, match, book) for c in tied(match.candidates)]
    return [_identity(match.client_id, match.group_id, match.new_entity, match, book)]


def others(match: Match, book: Book) -> Iterator[tuple[Candidate, Identity, Match]]:
    """The candidates beside those, each with its reading and the match with the brands of its family.

    Of a group that is the best no cards: they are in question where it is.
    """
    judged = {c.client_id or c.group_id for c in tied(match.candidates)} if match.status == "ambiguous" else set[str]()
    judged.add(match.client_id or match.group_id)
    family = book.root(match.group_id) if not match.client_id and match.group_id in book.groups else None
    for one in match.in_question:
        card = book.clients.get(one.client_id)
        group = book.groups.get(card.group if card else one.group_id)
        if not (card or group) or (one.client_id or one.group_id) in judged:
            continue
        if group and book.root(group.id) == family:
            continue
        theirs = replace(match, brand="", brands=CardBrands(group, book) if group else {})
        yield one, _identity(one.client_id, one.group_id, None, theirs, book), theirs


def _identity(client_id: str, group_id: str, new_entity: bool | None, match: Match, book: Book) -> Identity:
    client = book.clients.get(client_id)
    group = book.groups.get(client.group if client else group_id)
    if client:
        return Identity(client, group, False, match.brands.get(client.id, ""))
    has_cards = group is not None and bool(book.size(group.id))
    return Identity(None, group, has_cards and new_entity is None, match.brand)


def tied(candidates: tuple[Candidate, ...]) -> Sequence[Candidate]:
    """The candidates that fit equally: those an ambiguous match puts before the gap."""
    return [c for c in candidates if c.tied] or candidates


def as_card(identity: Identity, card: Client, book: Book) -> Identity:
    """A reading of a row that is a card of its own: of nobody on file, or of a client whom nobody here serves now."""
    own = identity.client
    if own is not None and own.place.file == LEDGER:
        return replace(
            identity, client=replace(card, id=own.id, group=own.group)
        )  # the table wins over what was recorded
    if own is not None:
        owner = book.managers.get(own.owner)
        return identity if owner and owner.active else replace(identity, client=replace(own, owner=card.owner))
    group = identity.group.id if identity.group else ""
    return replace(identity, client=replace(card, group=group), open=False)


# --- where it is itself the dispute ---------------------------------------------------------------------------------
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
