"""Facts of the call: earlier decisions, the country, who took it, who is in the office and whose turn it is."""

from __future__ import annotations

from collections.abc import Iterator
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
from leadcli.policy.workload import share

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
    there = sorted({c.country for c in served(scene.facts)})
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
    """Who is in the office, and how many clients bring a manager first or take the first place away."""
    facts, book, taken_by = scene.facts, scene.facts.book, scene.facts.question.taken_by
    shares = [share(facts, manager, order) for order, manager in enumerate(book.managers.values(), 1)]
    able = sorted((s for s in shares if s.left_out is None), key=_turn)
    if not able:
        return
    first = able[0]
    best = book.managers[first.manager]
    for one in (s for s in able[:2] if s.manager != taken_by):  # two, so that a pair may bring the third
        said = message("{manager} is out of the office", manager=book.managers[one.manager].name)
        yield Change(f"present {one.manager}", said, partial(_away, manager_id=one.manager))
    for rival in able[1:3] if best.id == taken_by else ():
        most = int(rival.load * first.weight)
        behind = next((n for n in range(most, most + 3) if _turn(first, n) > _turn(rival)), most)
        yield _with_load(best, first, behind)
    for manager in scene.people:
        own = next(s for s in shares if s.manager == manager.id)
        if manager.id == best.id or not own.weight:
            continue
        if away(facts, manager) is not None:
            said = message("{manager} is in the office", manager=manager.name)
            yield Change(f"present {manager.id}", said, partial(_back, manager_id=manager.id))
        ahead = next((n for rival in able[:2] if (n := _ahead(own, rival)) is not None), None)  # two: as above
        if ahead is not None:
            yield _with_load(manager, own, ahead)


def _ahead(own: Share, rival: Share) -> int | None:
    """The most clients, fewer than now, with which a manager's turn comes before a rival's."""
    most = min(int(rival.load * own.weight), own.open_clients - 1)
    return next((n for n in (most, most - 1, most - 2) if n >= 0 and _turn(own, n) < _turn(rival)), None)


def _turn(share: Share, count: int | None = None) -> tuple[float, int, int]:
    """Whose turn it is: the least load, the fewest recent assignments, the order of the list."""
    load = share.load if count is None else count / share.weight
    return (load, share.recent, share.order)


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


fact("precedent", _precedents, _otherwise_decided, likely=22)
fact("country", _countries, _from_elsewhere, likely=11, part="case")
fact("taker", lambda _: (same, _taken), _taken_otherwise, likely=20, part="case", basic=True)
fact("taker_serves", in_group(_taker_serves), covered, part="case")  # who serves a company is tried for every manager
fact("load", plain, _loads, likely=21, basic=True)  # somebody in the office can take a new client
fact("staff", plain, _leaving, likely=32, basic=True)  # an owner who left is a setting of the client's owner
