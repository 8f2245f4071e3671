"""Identifiers: what a number, an address or a site settles, also against the name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.domain.match import Candidate, Evidence, Match
from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import each_of
from leadcli.fields.domains import company_domain
from leadcli.fields.identifiers import ENTITY, HOSTED, IDENTIFIERS
from leadcli.names import Name, city_of
from leadcli.names.notes.persons import is_first
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.directory import Directory, client_name
from leadcli.resolution.directory.labels import explains, family_of, shortest
from leadcli.resolution.scoring.ranking import Scored


def by_identifier(heard: ParsedCaller, scored: list[Scored], directory: Directory) -> Match | None:
    """What the caller's identifiers settle, also against the name; None when none of them hits."""
    if not heard.identifiers:
        return None
    hits: list[tuple[str, str, Sequence[str]]] = []
    for kind in (kind for kind in IDENTIFIERS if kind in heard.identifiers):
        for value in each_of(heard.identifiers[kind]):
            ids = directory.by_identifier.get((kind, value), ())
            if ids:
                hits.append((kind, value, ids))
    for kind in HOSTED:
        for domain, ids in _domains(heard.identifiers.get(kind, ""), directory):
            if not any(h[0] in (kind, "domain") and h[2] == ids for h in hits):
                hits.append(("domain", domain, ids))
    if not hits:
        return None
    book = directory.book
    families = {family_of(book, book.clients[i]) for _, _, ids in hits for i in ids}
    if len(families) > 1 and hits[0][0] not in ENTITY:
        named = [s for s in scored if s.score >= directory.cuts.confirm and s.family in families]
        if len({s.label.family for s in named}) != 1:
            return _clash(hits, directory)
        families = {named[0].label.family}
    kind, value, ids = hits[0]
    within = [i for i in ids if family_of(book, book.clients[i]) in families] or list(ids)
    evidence = [Evidence(k, _identifier_text(k, v), 1.0) for k, v, _ in hits]
    own = {s.label.client_id: s.score for s in reversed(scored) if s.label.client_id in within}
    disagree = _disagreement(scored, families, directory)
    if disagree:
        evidence.append(disagree)
    chosen = _one_card(kind, within, own, heard, directory)
    if chosen:
        return known_client(chosen, tuple(evidence), directory, 0.99)
    group = book.groups.get(book.clients[within[0]].group)
    if group is None:
        return _clash(hits, directory)
    candidate = Candidate("", group.id, group.name, 0.97, tuple(evidence))
    return Match("accept", "", group.id, 0.97, tuple(evidence), (candidate,))


def _domains(value: str, directory: Directory) -> Iterator[tuple[str, Sequence[str]]]:
    """The domains of addresses or sites that are on file, with the ids of their cards."""
    for each in each_of(value):
        domain = company_domain(each)
        ids = directory.by_identifier.get(("domain", domain), ()) if domain else ()
        if ids:
            yield domain, ids


def with_unfiled(match: Match, heard: ParsedCaller, directory: Directory) -> Match:
    """The match, and what was read of identifiers and is on no card or not valid: said, though it proves nothing."""
    said = list(heard.invalid)
    for kind, values in heard.identifiers.items():
        each = IDENTIFIERS[kind]
        if not each.settles or any(e.signal == kind and e.weight > 0 for e in match.evidence):
            continue
        for value in each_of(values):
            on_file = directory.by_identifier.get((kind, value), ()) or (
                each.hosted and any(_domains(value, directory))
            )
            if not on_file and not _heard_as_other(kind, value, heard.identifiers, directory):
                said.append(Evidence(kind, each.on_no_card(value), 0.0))
    return replace(match, evidence=(*match.evidence, *said)) if said else match


def _heard_as_other(kind: str, value: str, said: Mapping[str, str], directory: Directory) -> bool:
    """Whether the same digits were heard as a number of another kind too, which is on file or likelier."""
    if kind == "phone":
        return bool(_as_phone(said.get("inn", ""), value))
    phones = each_of(said.get("phone", "")) if kind == "inn" else []
    return any(_as_phone(value, phone) and directory.by_identifier.get(("phone", phone), ()) for phone in phones)


def _as_phone(number: str, phone: str) -> bool:
    """Whether a bare tax number of ten digits is the national number of a phone."""
    return len(number) == 10 and phone.endswith(number)


def _names_nobody(name: Name, card: Client) -> bool:
    """Whether what was said is who called and what the card says of itself: «Аркадий, облака»."""
    told = explains(card)
    words = [word for word in name.words if word.kind in ("core", "number")]
    return all(is_first(word.text) or not told.isdisjoint((word.stem, shortest(word.fold))) for word in words)


def _one_card(kind: str, ids: list[str], own: dict[str, float], heard: ParsedCaller, directory: Directory) -> str:
    """The card an identifier means. A mail domain is shared by a group: the card then needs the name too."""
    book = directory.book
    here = [i for i in ids if heard.city and city_of(book.clients[i].city) == heard.city]
    if kind != "domain" and len(ids) == 1:
        return ids[0]
    if kind in ENTITY:
        branch = IDENTIFIERS[kind].branch
        said = heard.identifiers.get(branch, "")
        own_branch = [i for i in ids if said and getattr(book.clients[i], branch) == said]
        if len(own_branch) == 1:
            return own_branch[0]
        return here[0] if len(here) == 1 else ids[0]
    if len(ids) == 1:
        card = book.clients[ids[0]]
        named_it = own.get(ids[0], 0.0) >= directory.cuts.confirm
        if named_it or not card.group or heard.name.bare or _names_nobody(heard.name, card):
            return ids[0]
    named = [i for i in ids if own.get(i, 0.0) >= directory.cuts.accept]
    return named[0] if len(named) == 1 else ""


def _identifier_text(kind: str, value: str) -> Message:
    if kind == "domain":
        return message("the domain {value} is on file", value=value)
    return IDENTIFIERS[kind].on_card(value)


def entity_numbers(heard: ParsedCaller) -> dict[str, str]:
    """The numbers by which the caller says which legal entity it is, by kind."""
    said = heard.identifiers
    if not said:
        return {}
    phone = said.get("phone", "")  # ten digits may be both; then they do not tell legal entities apart
    return {kind: said[kind] for kind in ENTITY if kind in said and not (phone and _as_phone(said[kind], phone))}


def differing(numbers: Mapping[str, str], client: Client) -> str:
    """The kind of number by which a card is another legal entity than the caller; ``""`` where none tells."""
    known = ((kind, said, getattr(client, kind)) for kind, said in numbers.items())
    return next((kind for kind, said, value in known if value and value not in each_of(said)), "")


def _disagreement(scored: list[Scored], families: set[str], directory: Directory) -> Evidence | None:
    """The name points elsewhere: said aloud, though the identifier decides."""
    if not scored or scored[0].label.family in families or scored[0].score < directory.cuts.accept:
        return None
    text = message("by its name it would be {other}; the identifier weighs more", other=scored[0].label.text)
    return Evidence("name", text, -0.3)


def _clash(hits: list[tuple[str, str, Sequence[str]]], directory: Directory) -> Match:
    """Identifiers that point to different companies: nobody is sure."""
    book = directory.book
    told: dict[str, list[Evidence]] = {}
    for kind, value, ids in hits:
        for i in ids[:3]:
            told.setdefault(i, []).append(Evidence(kind, _identifier_text(kind, value), 1.0))
    candidates = tuple(
        Candidate(i, book.clients[i].group, client_name(book.clients[i]), 0.9, tuple(evidence), tied=True)
        for i, evidence in told.items()
    )
    ask = message("Which one is calling: {names}?", names=tuple(c.name for c in candidates[:3]))
    return Match("ambiguous", score=0.9, candidates=candidates, question=ask)


def known_client(client_id: str, evidence: tuple[Evidence, ...], directory: Directory, score: float) -> Match:
    """A match that is sure of one client by something stronger than its name."""
    client = directory.book.clients[client_id]
    candidate = Candidate(client.id, client.group, client_name(client), score, evidence)
    return Match("accept", client.id, client.group, score, evidence, (candidate,), False)
