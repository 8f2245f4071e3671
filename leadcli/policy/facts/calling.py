"""Facts of the call: earlier decisions, the country, who took it, who is in the office and whose turn it is."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import partial

from leadcli.domain.book import Manager
from leadcli.domain.facts import Facts, Precedent
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message
from leadcli.domain.ruling import Share
from leadcli.policy.facts.fact_table import (
    Change,
    Edit,
    Scene,
    covered,
    fact,
    in_group,
    plain,
    same,
    with_client,
    with_manager,
    with_question,
)
from leadcli.policy.facts.small_world import DECIDED, LEFT, TAKES, ago, enter, sister_served
from leadcli.policy.family import involved, served
from leadcli.policy.presence import away
from leadcli.policy.workload import known_shares, next_turn

MOST = 12  # countries, or managers, that are tried one by one
CODES = ("RU", "KZ", "BY", "AM", "GE", "TR", "CN")


# --- earlier decisions ----------------------------------------------------------------------------------------------
def _precedents(scene: Scene) -> Iterator[Edit]:
    yield same
    identity = scene.facts.identity
    known = {"caller": scene.facts.question.caller.name, "client": identity.client, "group": identity.group}
    for manager in (DECIDED, LEFT):
        for alike in known:
            if known[alike]:
                yield partial(_preceded, alike=alike, manager=manager)


def _preceded(facts: Facts, alike: str, manager: str) -> Facts:
    one = Precedent(2, ago(30), alike, manager, "", True)  # type: ignore[arg-type]
    return replace(enter(facts, manager), precedents=(one,))


def _otherwise_decided(scene: Scene) -> Iterator[Change]:
    for manager in scene.people:
        said = message("a person has decided for {manager}", manager=manager.name)
        yield Change("precedents", said, partial(decided_for, manager_id=manager.id))
    if scene.facts.precedents:
        said = message("no earlier decision is on record")
        yield Change("precedents", said, partial(replace, precedents=()))


def decided_for(facts: Facts, manager_id: str) -> Facts:
    """A person having decided for a manager on the same caller."""
    newest = max((p.seq for p in facts.precedents), default=0) + 1
    one = Precedent(newest, facts.question.on, "caller", manager_id, "", True)
    return replace(facts, precedents=(*facts.precedents, one))


# --- the country ----------------------------------------------------------------------------------------------------
def _countries(scene: Scene) -> Iterator[Edit]:
    asked = sorted(scene.arguments("country"))
    other = [next(code for code in CODES if code not in asked)] if asked else []
    # A caller without a country: only where the team does not say what to take it for, and no card tells.
    unsaid = () if scene.country or scene.facts.identity.client else ("",)
    for code in dict.fromkeys((scene.country or CODES[0], *asked, *other, *unsaid)):
        yield partial(_from, country=code, assumed=scene.country)


def _from(facts: Facts, country: str, assumed: str) -> Facts:
    for card in list(facts.book.clients.values()):
        if card.country != (country or CODES[0]):
            facts = with_client(facts, card.id, country=country or CODES[0])
    caller = replace(facts.question.caller, country=country if country != assumed else "")
    return replace(with_question(facts, caller=caller), country=country)


def _from_elsewhere(scene: Scene) -> Iterator[Change]:
    there = served(scene.facts).countries
    asked = scene.arguments("country")
    for country in dict.fromkeys([*there[:MOST], *asked]):
        if country != scene.facts.country:
            said = message("the caller is in {country}", country=country)
            yield Change("country", said, partial(replace, country=country))
    said = message("the caller is in another country")
    if there:
        said = message("the caller is in a country where nobody serves the group")
    taken = {*there, *asked, scene.facts.country}  # user-assigned codes of ISO 3166 stand for any
    elsewhere = next(code for n in range(26) if (code := f"X{chr(ord('A') + n)}") not in taken)
    yield Change("country", said, partial(replace, country=elsewhere))


# --- who took the call ----------------------------------------------------------------------------------------------
def _taken(facts: Facts) -> Facts:
    return with_question(enter(facts, TAKES), taken_by=TAKES)


def _taken_otherwise(scene: Scene) -> Iterator[Change]:
    for manager in scene.people:
        if manager.id != scene.facts.question.taken_by:
            said = message("{manager} took the call", manager=manager.name)
            yield Change("taken_by", said, partial(with_question, taken_by=manager.id))
    if scene.facts.question.taken_by:
        said = message("nobody is said to have taken the call")
        yield Change("taken_by", said, partial(with_question, taken_by=""))


def _taker_serves(facts: Facts) -> Facts | None:
    return sister_served(facts, TAKES) if facts.question.taken_by else None


# --- the office -----------------------------------------------------------------------------------------------------
def _loads(scene: Scene) -> Iterator[Change]:
    """Who is in the office, and how many clients bring a manager the turn or take it away."""
    facts, book, taken_by = scene.facts, scene.facts.book, scene.facts.question.taken_by
    figures = known_shares(facts)
    turn = next_turn(figures)
    if turn is None:
        return
    able = sorted((s for s in figures if s.left_out is None), key=lambda s: -s.share - s.balance)
    first = next(s for s in able if s.manager == turn.manager)
    able = [first, *(s for s in able if s is not first)]
    best = book.managers[first.manager]
    for one in (s for s in able[:2] if s.manager != taken_by):  # two, so that a pair may bring the third
        said = message("{manager} is out of the office", manager=book.managers[one.manager].name)
        yield Change(f"present {one.manager}", said, partial(_away, manager_id=one.manager))
    if best.id == taken_by and (behind := _count(figures, first, takes=False)) is not None:
        yield _with_load(best, first, behind)
    for manager in scene.people:
        own = next(s for s in figures if s.manager == manager.id)
        if manager.id == best.id or not own.weight:
            continue
        if away(facts, manager) is not None:
            said = message("{manager} is in the office", manager=manager.name)
            yield Change(f"present {manager.id}", said, partial(_back, manager_id=manager.id))
        if (ahead := _count(figures, own, takes=True)) is not None:
            yield _with_load(manager, own, ahead)


def _count(figures: Sequence[Share], own: Share, takes: bool) -> int | None:
    """The number of clients nearest to a manager's own with which the turn comes to him, or goes to another."""

    def has(count: int) -> bool:
        load = count / own.weight if own.weight > 0 else float("inf")
        mine = replace(own, open_clients=count, load=load, left_out=None if takes else own.left_out)
        turn = next_turn([mine if each.manager == own.manager else each for each in figures])
        return turn is not None and turn.manager == own.manager

    if takes:
        low, high = 0, own.open_clients
        if not high or not has(low):
            return None
        while high - low > 1:  # fewer clients never take a turn away
            middle = (low + high) // 2
            low, high = (middle, high) if has(middle) else (low, middle)
        return low
    most = sum(each.open_clients for each in figures) + 1
    found = bisect_left(range(own.open_clients, own.open_clients + 2 * most), True, key=lambda n: not has(n))
    return own.open_clients + found if found < 2 * most else None


def _with_load(manager: Manager, share: Share, count: int) -> Change:
    said = message(
        "{manager} has {count} open clients instead of {was}", manager=manager.name, count=count, was=share.open_clients
    )
    return Change(f"load {manager.id}", said, partial(with_manager, manager_id=manager.id, open_clients=count))


def _away(facts: Facts, manager_id: str) -> Facts:
    return with_question(facts, absent=(*facts.question.absent, manager_id))


def _back(facts: Facts, manager_id: str) -> Facts:
    absent = tuple(m for m in facts.question.absent if m != manager_id)
    return with_manager(with_question(facts, absent=absent), manager_id, absences=(), hours=(), holidays="")


def _leaving(scene: Scene) -> Iterator[Change]:
    """Each manager who has to do with the family having left; not who is on the phone right now."""
    question = scene.facts.question
    for manager_id in involved(scene.facts)[:MOST]:
        manager = scene.facts.book.managers.get(manager_id)
        if manager and manager.active and manager_id not in (question.taken_by, *question.claims):
            said = message("{manager} has left", manager=manager.name)
            yield Change(f"active {manager_id}", said, partial(with_manager, manager_id=manager_id, active=False))


fact("precedent", _precedents, _otherwise_decided)
fact("country", _countries, _from_elsewhere, part="case")
fact("taker", lambda _: (same, _taken), _taken_otherwise, part="case", basic=True)
fact("taker_serves", in_group(_taker_serves), covered, part="case")  # who serves a company is tried for every manager
fact("load", plain, _loads, basic=True)  # somebody in the office can take a new client
fact("staff", plain, _leaving, basic=True)  # an owner who left is a setting of the client's owner
