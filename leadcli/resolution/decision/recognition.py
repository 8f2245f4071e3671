"""Who is calling: identifiers first, then names; accepted only when nothing speaks against it.

Four outcomes. accept: sure of one client, or of one group. confirm: the best guess, to be asked. ambiguous: several
fit equally. none: nobody known, and nothing in the caller's words is on file. A wrong sure answer costs a client, and
so does a client taken for a stranger: ``acceptance`` holds what forbids the one, ``doubt`` what forbids the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadcli.domain.book import Group
from leadcli.domain.company import Caller, Client
from leadcli.domain.frozen import replace
from leadcli.domain.match import Candidate, Evidence, Match, Status
from leadcli.domain.messages import message
from leadcli.fields.identifiers import IDENTIFIERS
from leadcli.names import city_of
from leadcli.names.inflection import is_adjective
from leadcli.names.scripts import is_cyrillic
from leadcli.resolution.caller_parsing import ParsedCaller, parse_caller
from leadcli.resolution.decision.acceptance import (
    OF_SISTERS,
    added,
    is_nothing_said,
    is_sure,
    vetoes,
)
from leadcli.resolution.decision.doubt import claims, contradicted, is_only_talk, named, undenied, unnamed
from leadcli.resolution.decision.identifier_match import (
    by_identifier,
    differing,
    entity_numbers,
    known_client,
    with_unfiled,
)
from leadcli.resolution.decision.rivals import (
    SO_CALLED,
    another_named,
    by_form,
    city_beside,
    closest,
    in_city,
    is_elsewhere,
    is_here,
    is_misread,
    is_new,
    is_only_one_here,
    is_reading_of,
    rivals,
    same_but_for_type,
    shared_by_sisters,
    so_called,
    the_one_meant,
)
from leadcli.resolution.decision.rule_facts import for_rules, with_alias
from leadcli.resolution.decision.telling import FEW, Sight, bearing_all, said_exactly
from leadcli.resolution.decision.writings import is_typed_with_form, own_writing, run_together
from leadcli.resolution.directory.directory import Directory, group_cities
from leadcli.resolution.directory.labels import family_of
from leadcli.resolution.scoring.ranking import Scored
from leadcli.resolution.scoring.shortlist import (
    SHOWN,
    called,
    cities_maybe,
    entries,
    others_shown,
    scored_labels,
    shown_candidate,
)


def recognise(caller: Caller, directory: Directory, client_id: str = "", group_id: str = "") -> Match:
    """The match of a caller. ``client_id`` or ``group_id``: a person's word, which is not doubted."""
    heard = parse_caller(caller, directory.book.country)
    if client_id:
        text = message("said to be this client")
        match = known_client(client_id, (Evidence("said", text, 1.0),), directory, 1.0)
    elif group_id:
        match = _said_group(group_id, scored_labels(heard, directory), heard, directory)
    else:
        match = _who(heard, directory)
    return for_rules(with_alias(match, heard, directory, bool(client_id or group_id)), heard, directory)


def who_is(caller: Caller, directory: Directory) -> Match:
    """The match of a caller, for where no rules are asked: without its brand and country."""
    heard = parse_caller(caller, directory.book.country)
    return with_alias(_who(heard, directory), heard, directory, said=False)


def _who(heard: ParsedCaller, directory: Directory) -> Match:
    scored = _read_rightly(scored_labels(heard, directory), heard, directory)
    settled = by_identifier(heard, scored, directory)
    if settled:
        return with_unfiled(settled, heard, directory)
    scored = undenied(scored, heard, directory)
    match = _by_name(scored, heard, directory)
    if not (match.status == "accept" and match.client_id):
        typed, own = own_writing(heard, directory)
        own = undenied(own, heard, directory)
        meant = bool(own) and is_typed_with_form(own[0])  # of one group two schools may have one number
        likely = match.status != "accept" and bool(own)
        if meant or (likely and not any(same_but_for_type(one) and one.family != own[0].family for one in scored)):
            match = _entity(own[0], [*own, *scored], typed, directory, own)
    elif others := [one for one in run_together(heard, directory) if one.whose[0] != match.client_id]:
        of_match = [one for one in scored if one.whose[0] == match.client_id]
        match = _ambiguous([*others[:1], *of_match[:1]], scored, heard, directory)
    if match.status == "confirm" and match.group_id:
        match = _group_at_least(match, scored, heard, directory)
    return with_unfiled(match, heard, directory)


def _read_rightly(scored: list[Scored], heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """What is likely without short words that only fold to what was said, where that is: ПТЗ is no ПТС."""
    if not scored or not is_misread(scored[0]):
        return scored
    rest = scored_labels(heard, directory, {(one.label.text, one.family) for one in scored if is_misread(one)})
    return rest if rest and rest[0].score >= directory.cuts.confirm else scored


def _group_at_least(match: Match, scored: list[Scored], heard: ParsedCaller, directory: Directory) -> Match:
    """The match, or the group alone where it is sure, and which of its companies calls is what was in doubt."""
    root = f"group:{directory.book.root(match.group_id).id}"
    family = [s for s in scored if s.family == root]
    for group in _sure_groups(family, scored, heard, directory) if family else ():
        return _matched("accept", "", group.label.group_id, None, group, scored, heard, directory)
    return match


def _sure_groups(
    family: list[Scored], scored: list[Scored], heard: ParsedCaller, directory: Directory
) -> Iterator[Scored]:
    """The groups whose whole name was said for sure, though one of its cards is nearer: «Кировский завод, тракторы».

    In the very letters: what may be another word for one of its labels is no surer for the next. Not where a card has
    its telling word and one more: «гостиница Азимут, Смоленск» may be «Азимут Отель Смоленск».
    """
    top = closest(family[0], family, city_beside(family, heard))[0]
    if added(Sight(top, scored, heard.city, directory)) or (top.whole and heard.city in top.label.cities):
        return
    for one in family:
        if not one.label.of_group or not one.whole or "spelling" in one.hows:
            continue
        exact = all(pair.how != "script" or pair.alike == 1.0 for pair in one.alignment.pairs)
        telling = {word.text for word in one.name.core} & one.said or one.said
        fullest = not any(s.whose[0] and telling <= s.said and s.said - one.said for s in family)
        if exact and fullest and is_sure(Sight(one, scored, heard.city, directory)):
            yield one


def score_as_unknown(card: Client, directory: Directory) -> float | None:
    """At which score a card, asked as a caller while its family is unknown, would be surely another's; 0: at none.

    None where another family bears its very name: then it is known all the same.
    """
    heard = parse_caller(Caller(card.name, city=card.city), directory.book.country)
    own = family_of(directory.book, card)
    if any(directory.labels[number].family != own for number in directory.by_key.get(heard.name.key, ())):
        return None
    scored = [one for one in scored_labels(heard, directory) if one.family != own]
    if not scored:
        return 0.0
    free = directory.with_cuts(replace(directory.cuts, accept=directory.cuts.confirm))
    top = scored[0]
    return top.score if is_sure(Sight(top, scored, heard.city, free, own)) and not rivals(top, scored, free) else 0.0


# --- names ----------------------------------------------------------------------------------------------------
def _by_name(scored: list[Scored], heard: ParsedCaller, directory: Directory) -> Match:
    likely = scored
    if scored and contradicted(scored[0]):  # another number, place or initials than those on file
        likely = [one for one in scored if not contradicted(one)]
    if likely and is_misread(likely[0]):
        likely = [one for one in likely if not is_misread(one)] or likely
    if heard.city or cities_maybe(heard.name):
        here = (one for one in likely if one.whose[0] and (not heard.city or is_here(one, heard.city)))
        sights = (_sight(one, scored, heard, directory) for one in here if one.hows in SO_CALLED)
        if one := next((seen.best for seen in sights if is_only_one_here(seen)), None):
            return _entity(one, scored, heard, directory)
    if is_only_talk(heard.name) and unnamed(heard, directory) is not None:
        return _nobody(scored, heard, directory)
    if likely and is_nothing_said(likely[0]) and unnamed(heard, directory) is not None:
        doubtful = named(scored, heard, directory) or _all_said(likely, directory.cuts.accept)
        return _in_doubt(doubtful, scored, heard, directory) if doubtful else _nobody(scored, heard, directory)
    if not likely or likely[0].score < directory.cuts.confirm:
        doubtful = claims(scored, heard, directory)
        return _in_doubt(doubtful, scored, heard, directory) if doubtful else _nobody(scored, heard, directory)
    top = likely[0]
    tied = [top, *rivals(top, likely, directory)]
    if len(tied) > 1:
        tied = the_one_meant(tied, heard, directory)
        top = tied[0]
    if len(tied) > 1:
        return _ambiguous(tied, scored, heard, directory)
    match = _entity(top, scored, heard, directory)
    alike = _meant_as_well(top, scored, heard.city) if match.status == "confirm" and not top.whole else []
    return _ambiguous(alike, scored, heard, directory) if len(alike) > 1 else match


def _all_said(likely: Sequence[Scored], least: float) -> list[Scored]:
    """Those likely enough that bear all that was said, a common word with an adjective: «татарская гимназия»."""
    found = bearing_all([one for one in likely if one.score >= least])
    return found if found and len(found[0].said) > 1 and any(map(is_adjective, found[0].said)) else []


def _nobody(scored: list[Scored], heard: ParsedCaller, directory: Directory) -> Match:
    """Nobody known; the nearest are shown all the same. Who said no name is asked for it."""
    score = scored[0].score if scored else 0.0
    shown = others_shown(entries(scored)[:SHOWN], directory)
    return Match("none", score=score, candidates=shown, question=unnamed(heard, directory, scored))


def _in_doubt(doubtful: list[Scored], scored: list[Scored], heard: ParsedCaller, directory: Directory) -> Match:
    """Nobody is likely, yet nobody may be said only once it was asked: about the one that was named, or the nearest."""
    told = {id(one) for one in doubtful}
    scored = [*doubtful, *(one for one in scored if id(one) not in told)]
    exact = [one for one in doubtful if one.whole]
    families: dict[str, Scored] = {}
    for one in exact:
        families.setdefault(one.family, one)
    same = [one for one in families.values() if one.label.name.key == exact[0].label.name.key]
    if len(same) > 1:
        return _ambiguous(in_city(same, heard, directory), scored, heard, directory)
    alike = _meant_as_well(doubtful[0], scored, heard.city)
    here_first = sorted(alike, key=lambda one: is_elsewhere(one, heard.city))
    # «Катык», Казань: the bakery here, or the café of another city, whose whole name it is.
    if len(alike) > 1 and (not exact or is_elsewhere(exact[0], heard.city) > is_elsewhere(here_first[0], heard.city)):
        return _ambiguous(here_first, scored, heard, directory)
    in_question = [one for one in exact if one.label.of_group] or exact or doubtful
    top = in_question[0]
    return _entity(top, scored, heard, directory, [one for one in in_question if one.family == top.family])


def _meant_as_well(best: Scored, scored: list[Scored], city: str) -> list[Scored]:
    """The best of each family, if few, that bears all that was said in the same ways: «Blue Moon», of Café and Travel.

    Which of them is more likely says nothing. The caller's ``city`` in the name is no word of it.
    """
    bearing = bearing_all(scored)
    if city and not bearing:
        beside = [one for one in scored if all(word.kind == "place" for word in one.alignment.caller_alone)]
        bearing = [one for one in beside if one.said == best.said]
    telling = any(word.kind == "core" for pair in best.alignment.pairs for word in pair.label)
    if all(one is not best for one in bearing) or not telling:
        return []
    families: dict[str, Scored] = {}
    for one in bearing:
        if one.hows == best.hows:
            families.setdefault(one.family, one)
    return list(families.values()) if len(families) <= FEW else []


def _ambiguous(tied: list[Scored], scored: list[Scored], heard: ParsedCaller, directory: Directory) -> Match:
    shown = [replace(shown_candidate(s, heard, directory), tied=True) for s in tied[:SHOWN]]
    told = {(s.client_id, s.group_id) for s in shown}
    rest = [s for s in entries(scored) if s.whose not in told]
    names = tuple(called(s.label, directory) for s in tied[:3])
    ask = message("Which one is calling: {names}?", names=names)
    return Match(
        "ambiguous",
        score=tied[0].score,
        evidence=(),
        candidates=(*shown, *others_shown(rest[:SHOWN], directory)),
        question=ask,
        deniable=not is_sure(_sight(tied[0], scored, heard, directory)),
    )


def _sight(top: Scored, scored: list[Scored], heard: ParsedCaller, directory: Directory) -> Sight:
    return Sight(top, scored, heard.city, directory)


def _entity(
    top: Scored, scored: list[Scored], heard: ParsedCaller, directory: Directory, family: list[Scored] | None = None
) -> Match:
    """One family fits best: is it sure, and which of its companies is it? ``family``: its labels in question."""
    book = directory.book
    if family is None:
        own = top.family
        family = [s for s in scored if s.family == own]
    city = city_beside(family, heard)
    same = closest(top, family, city)
    top = same[0]
    label = top.label
    cards = sorted({s.whose[0] for s in same} - {""})
    groups = [s for s in same if not s.whose[0]]
    numbers = entity_numbers(heard)
    possible = [i for i in cards if not differing(numbers, book.clients[i])] if numbers else cards
    here = [i for i in possible if city and city_of(book.clients[i].city) == city]
    apart = [i for i in possible if city and book.clients[i].city and i not in here]
    seen = _sight(top, scored, heard, directory)
    as_written = (_sight(one, scored, heard, directory) for one in same[1:] if is_reading_of(one, top))
    status: Status = "accept" if is_sure(seen) and not any(map(any, map(vetoes, as_written))) else "confirm"
    if not label.group_id:
        if not possible:
            kind = differing(numbers, book.clients[cards[0]])
            text = IDENTIFIERS[kind].differs
            assert text is not None, "what tells legal entities apart has the words for it"
            return Match(
                "none",
                score=0.3,
                evidence=(Evidence(kind, text, -1.0),),
                candidates=others_shown(entries(scored)[:SHOWN], directory),
            )
        client = (here or possible)[0]
        if apart and not here:
            status = "confirm"
        return _matched(status, client, "", False, top, scored, heard, directory)
    if here and another_named(family, same, here):
        return _matched(status, "", label.group_id, None, top, scored, heard, directory)
    if groups and not (here and len(here) == 1):
        of_name = (book.clients[i] for i in so_called(family))
        near = [c.id for c in of_name if not differing(numbers, c) and (not city or city_of(c.city) in ("", city))]
        of_form = by_form(near, top.name, directory)
        if of_form and all(word.kind != "place" for word in top.alignment.caller_alone):
            return _matched(status, of_form, "", False, top, scored, heard, directory)
        group_id = groups[0].label.group_id
        new = True if added(seen) else is_new(group_id, heard, city, directory)
        return _matched(status, "", group_id, new, top, scored, heard, directory)
    fitting = here or [i for i in possible if i not in apart]
    if shared := shared_by_sisters(seen):
        if top.score >= directory.cuts.accept and set(vetoes(seen)) <= OF_SISTERS:
            status = "accept"  # of the group: all whom it may mean are its companies
        told = {s.whose[0] for s in family if s.whose[0] and s.said >= top.said and city in s.label.cities}
        if len(here) != 1 or len(told) > 1:
            return _matched(status, "", shared, None if fitting else True, top, scored, heard, directory)
    if len(fitting) > 1:
        fitting = [i for i in fitting if any(s.label.client_id == i and said_exactly(s) for s in same)] or fitting
    if len(fitting) == 1:
        return _matched(status, fitting[0], "", False, top, scored, heard, directory)
    group_id = label.group_id
    return _matched(status, "", group_id, None if len(fitting) > 1 else True, top, scored, heard, directory)


# --- what comes out ---------------------------------------------------------------------------------------------
def _said_group(group_id: str, scored: list[Scored], heard: ParsedCaller, directory: Directory) -> Match:
    """A person said which group it is; the name may still tell which of its cards."""
    group = directory.book.groups[group_id]
    said = Evidence("said", message("said to belong to {group}", group=group.name), 1.0)
    inside = {c.id for c in directory.book.family(group_id)}
    own = [s for s in scored if s.label.client_id in inside or (s.label.of_group and s.label.group_id == group_id)]
    if own and own[0].score >= directory.cuts.confirm:
        match = _entity(own[0], own, heard, directory)
        if match.client_id and match.status == "accept":
            return replace(match, evidence=(said, *match.evidence))
        new = match.new_entity if match.status == "accept" else True
        return Match("accept", "", group_id, 1.0, (said, *match.evidence), match.candidates, new)
    candidate = Candidate("", group.id, group.name, 1.0, (said,))
    return Match("accept", "", group_id, 1.0, (said,), (candidate,), True)


def _matched(
    status: Status,
    client_id: str,
    group_id: str,
    new: bool | None,
    top: Scored,
    scored: list[Scored],
    heard: ParsedCaller,
    directory: Directory,
) -> Match:
    book = directory.book
    client: Client | None = book.clients.get(client_id)
    group: Group | None = book.groups.get(client.group if client else group_id)
    if (top.label.client_id, top.label.group_id) != (client_id, group.id if group else ""):
        label = replace(top.label, client_id=client_id, group_id=group.id if group else "")
        if group and not client:  # a card's own label spoke for the group, or a sub-group's
            label = replace(label, cities=group_cities(group.id, book))
        top = replace(top, label=label)
    own = shown_candidate(top, heard, directory)
    others = [s for s in entries(scored) if s.whose != (own.client_id, own.group_id)]
    family = family_of(book, client) if client else f"group:{book.root(group_id).id}"
    others.sort(key=lambda s: s.family == family)
    what = _with_other_writing(group) if group else own.name
    ask = message("Are you from {name}, or from another company?", name=what) if status == "confirm" else None
    return Match(
        status,
        client_id,
        group.id if group else "",
        round(top.score, 3),
        own.evidence,
        (own, *others_shown(others[:SHOWN], directory)),
        new,
        ask,
        deniable=status == "confirm",
    )


def _with_other_writing(group: Group) -> str:
    """A group's name with its writing in the other script: what the caller may know it by."""
    other = next((a for a in group.aliases if is_cyrillic(a) != is_cyrillic(group.name)), "")
    return f"{group.name} ({other})" if other else group.name
