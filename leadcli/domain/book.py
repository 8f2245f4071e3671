"""The team's data: managers, clients, groups of companies, and the Book that holds them.

Plain facts as the workspace states them; nothing here judges or matches. Dates are days, both ends inclusive.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from functools import cached_property
from typing import Any, Literal

from leadcli.domain.company import Cards, Client, Unread
from leadcli.domain.frozen import fresh, frozen, frozen_with_dict, replace
from leadcli.domain.places import NOWHERE, Place

GroupKind = Literal["holding", "brand", "franchise", "public_network"]
Ownership = Literal["default", "one_person", "each_own"]
Structure = Literal["", "territory", "activity"]

GROUP_KINDS: tuple[GroupKind, ...] = ("holding", "brand", "franchise", "public_network")
OWNERSHIPS: tuple[Ownership, ...] = ("default", "one_person", "each_own")
STRUCTURES: tuple[Structure, ...] = ("territory", "activity")
TEAM = "team:"  # before the name of a team among deputies
DAY = timedelta(days=1)


@frozen
class Absence:
    """Days on which a manager is out of the office, ``first`` to ``last``; an open end is None."""

    first: date
    last: date | None
    reason: str = ""

    def covers(self, day: date) -> bool:
        """Whether the manager is out on that day."""
        return self.first <= day and (self.last is None or day <= self.last)


@frozen
class Shift:
    """Working hours that are alike on some days: ``days`` of the week, 0 is Monday; minutes after midnight.

    ``end`` is the first minute that is free again; above 1440 the shift ends on the next day.
    """

    days: tuple[int, ...]
    start: int
    end: int


@frozen
class Manager:
    """One who can own clients. ``weight`` is the share of work (1 is a full one), ``cap`` the most clients.

    ``cap_day`` and ``cap_week``: the most new clients in a day, in a week from Monday on. ``open_clients`` and
    ``recent_assignments`` are figures brought from the CRM; None: they are counted. ``email``: by which some CRMs write
    an owner. ``cover``: who stands in for the manager, in this order: ids, and ``team:`` with a team's name. ``hours``:
    when the manager works, by the clock of ``time_zone`` (IANA; ``""``: that of the question); none are stated without.
    ``holidays``: the country, or its part (``DE-BY``), on whose public holidays nobody works. From the day ``left`` on
    the manager works here no more, and ``heir`` may have the clients.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    active: bool = True
    weight: float = 1.0
    cap: int | None = None
    cap_day: int | None = None
    cap_week: int | None = None
    open_clients: int | None = None
    recent_assignments: int | None = None
    absences: tuple[Absence, ...] = ()
    email: str = ""
    teams: tuple[str, ...] = ()
    office: str = ""
    cover: tuple[str, ...] = ()
    hours: tuple[Shift, ...] = ()
    time_zone: str = ""
    holidays: str = ""
    left: date | None = None
    heir: str = ""
    place: Place = NOWHERE
    extra: tuple[tuple[str, str], ...] = ()
    unread: Unread = ()

    def absence_on(self, day: date) -> Absence | None:
        """The absence that covers the day, the longest when several do, with those that overlap or adjoin it."""
        covering = [a for a in self.absences if a.covers(day)]
        found = max(covering, key=lambda a: (a.last is None, a.last or a.first), default=None)
        if found is None or len(self.absences) == 1:
            return found
        first, last = found.first, found.last
        for other in sorted(self.absences, key=lambda a: a.first):
            if last and other.first <= last + DAY and (other.last is None or other.last > last):
                last = other.last
        for other in sorted(self.absences, key=lambda a: a.first, reverse=True):
            if other.first < first and (other.last is None or other.last + DAY >= first):
                first = other.first
        return found if (first, last) == (found.first, found.last) else Absence(first, last, found.reason)


@frozen
class Group:
    """Companies that belong together. Groups form a tree by ``parent``; ``head`` is the id of the head office.

    ``since`` and ``until`` bound ``ownership``: outside of them it is the default again.
    """

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    parent: str = ""
    kind: GroupKind = "holding"
    country: str = ""
    head: str = ""
    ownership: Ownership = "default"
    lead: str = ""
    structure: Structure = ""
    since: date | None = None
    until: date | None = None
    note: str = ""
    place: Place = NOWHERE
    extra: tuple[tuple[str, str], ...] = ()
    unread: Unread = ()

    def ownership_on(self, day: date) -> Ownership:
        """The ownership in force on a day; a franchise is ``each_own`` unless its ownership says otherwise."""
        dated = (self.since is None or self.since <= day) and (self.until is None or day <= self.until)
        if self.ownership != "default" and dated:
            return self.ownership
        return "each_own" if self.kind == "franchise" and self.ownership == "default" else "default"


@frozen_with_dict
class Book:
    """All that the team knows. Maps are by id, in the order of the files; references in it are sound.

    ``fingerprint`` is the hash of the source files (``sha256:…``), set by who read them. ``country``: the team's own,
    by whose customs phones and tax numbers are written where nothing says another. ``balances``: of each rota, what
    each manager is owed (see ``policy.balance``); ``given``: how many new clients each got on the day and in its week.
    Both are the ledger's. ``spellings``: a writing of a manager -> the id, ``""`` for nobody, as the workspace says.
    ``apart``: cards of which a person said that the first is neither one with any of the others nor of their group;
    ``same``: those that are one. ``taught``: words of a caller, the client or
    the group of which a person was asked, and whether it was meant. ``unread``: of each table that has such, how many
    problems there are for which cells count as unread; what rests on those is for a person.
    """

    managers: Mapping[str, Manager] = fresh(factory=dict)
    groups: Mapping[str, Group] = fresh(factory=dict)
    clients: Mapping[str, Client] = fresh(factory=dict)
    fingerprint: str = ""
    country: str = "RU"
    balances: Mapping[str, Mapping[str, int]] = fresh(factory=dict)
    given: Mapping[str, tuple[int, int]] = fresh(factory=dict)
    spellings: Mapping[str, str] = fresh(factory=dict)
    apart: tuple[tuple[str, ...], ...] = ()
    same: tuple[tuple[str, ...], ...] = ()
    taught: tuple[tuple[str, str, str, bool], ...] = ()
    unread: Mapping[str, int] = fresh(factory=dict)

    @cached_property
    def kept(self) -> dict[str, Any]:
        """What others work out once of the managers' names, by what it is."""
        return {}

    @cached_property
    def loose(self) -> tuple[str, ...]:
        """The texts by which cards and groups name a group that is not understood, sorted."""
        if not self.unread:
            return ()
        texts = [t for c in self.clients.values() for field, _, t in c.unread if field == "group"]
        texts += [t for g in self.groups.values() for field, _, t in g.unread if field == "parent"]
        return tuple(sorted(set(texts)))

    @cached_property
    def members(self) -> Mapping[str, Sequence[str]]:
        """The ids of the clients of each group itself, sorted."""
        found: dict[str, list[str]] = {}
        for client in self.clients.values():
            if client.group:
                found.setdefault(client.group, []).append(client.id)
        return {group: tuple(sorted(ids)) for group, ids in found.items()}

    @cached_property
    def children(self) -> Mapping[str, Sequence[str]]:
        """The ids of the groups right below each group, sorted."""
        found: dict[str, list[str]] = {}
        for group in self.groups.values():
            if group.parent:
                found.setdefault(group.parent, []).append(group.id)
        return {group: tuple(sorted(ids)) for group, ids in found.items()}

    @cached_property
    def owned(self) -> Mapping[str, int]:
        """How many open clients each manager has, by the cards."""
        counts: dict[str, int] = {}
        for client in self.clients.values():
            if client.owner and client.status.casefold() not in CLOSED:
                counts[client.owner] = counts.get(client.owner, 0) + 1
        return counts

    @cached_property
    def _by_day(self) -> dict[date, Book]:
        return {}

    @cached_property
    def _leave(self) -> tuple[date, ...]:
        return tuple(sorted(m.left for m in self.managers.values() if m.active and m.left is not None))

    def on(self, day: date) -> Book:
        """The book as it is on a day: who has left by then is not active. The same book where nobody has."""
        if not self._leave or day < self._leave[0]:
            return self
        gone = next(d for d in reversed(self._leave) if d <= day)  # days between two leavings are alike
        if gone not in self._by_day:
            managers = {
                m.id: replace(m, active=False) if m.left is not None and m.left <= gone else m
                for m in self.managers.values()
            }
            self._by_day[gone] = self.with_managers(managers)
        return self._by_day[gone]

    def with_managers(self, managers: Mapping[str, Manager]) -> Book:
        """The same book with other figures of its managers."""
        return self._otherwise(managers=managers)

    def with_figures(
        self,
        managers: Mapping[str, Manager],
        owned: Mapping[str, int],
        balances: Mapping[str, Mapping[str, int]],
        given: Mapping[str, tuple[int, int]],
    ) -> Book:
        """The same book with what its managers have by other sources than the cards."""
        return self._otherwise(managers=managers, owned=owned, balances=balances, given=given)

    def with_group(self, group: Group) -> Book:
        """The same book with one group otherwise; its parent and its members stay."""
        return self._otherwise(groups=ChainMap({group.id: group}, self.groups))  # type: ignore[arg-type]

    def with_client(self, client: Client) -> Book:
        """The same book with one card otherwise, or with one more."""
        was = self.clients.get(client.id)
        counts = dict(self.owned)
        for card, step in ((was, -1), (client, 1)):
            if card and card.owner and card.status.casefold() not in CLOSED:
                counts[card.owner] = counts.get(card.owner, 0) + step
        members = self.members
        if client.group and (was is None or was.group != client.group):
            assert was is None, "a card does not change its group"
            own = tuple(sorted((*members.get(client.group, ()), client.id)))
            members = ChainMap({client.group: own}, members)  # type: ignore[arg-type]
        clients = ChainMap({client.id: client}, self.clients)  # type: ignore[arg-type]
        other = self._otherwise(clients=clients, members=members, owned=counts)
        if was and client.group and (root := self.root(client.group).id) in self._served:
            now = self._served[root]
            if self._serves(was):  # a card that comes in is found anew, in its place
                other._served[root] = now.otherwise(was, client if self._serves(client) else None)
        above = {group.id for group in self.lineage(client.group)} if client.group and not was else ()
        for group, cards in self._families.items():
            if was:
                other._families[group] = cards.otherwise(was, client)
            elif group in above:
                place = list(other._family_ids(group)).index(client.id)
                other._families[group] = Cards((*cards[:place], client, *cards[place:]))
            else:
                other._families[group] = cards
        return other

    def with_cards(self, cards: Mapping[str, Client]) -> Book:
        """The same book with some cards otherwise, and some more. How many clients each manager has stays as it is."""
        added: dict[str, list[str]] = {}
        for card in cards.values():
            if card.group and card.id not in self.clients:
                added.setdefault(card.group, []).append(card.id)
        members = {group: tuple(sorted((*self.members.get(group, ()), *ids))) for group, ids in added.items()}
        return self._otherwise(
            clients=ChainMap(dict(cards), self.clients),  # type: ignore[arg-type]
            members=ChainMap(members, self.members),  # type: ignore[arg-type]
            owned=self.owned,
        )

    def _otherwise(self, **changes: object) -> Book:
        other = copy(self)
        for known in ("_served", "known_shares", "judged", "_by_day", "_leave"):
            other.__dict__.pop(known, None)
        if changes.keys() & {"clients", "members", "children"}:
            other.__dict__.pop("_families", None)
        other.__dict__.update(changes)
        return other

    @cached_property
    def known_shares(self) -> dict[Any, tuple[Any, ...]]:
        """The managers' figures by load that were asked for, by what they rest on beside it: see policy.workload."""
        return {}

    @cached_property
    def judged(self) -> dict[Any, Any]:
        """How strangers were judged, by all that it rests on beside the book: see rulings.resolve."""
        return {}

    @cached_property
    def _served(self) -> dict[str, Cards]:
        return {}

    def served(self, root_id: str) -> Cards:
        """The cards of a whole family that a manager who works here serves, by the order of ``family``.

        Found once for each family: many rules ask for them.
        """
        if root_id not in self._served:
            self._served[root_id] = Cards(client for client in self.family(root_id) if self._serves(client))
        return self._served[root_id]

    def _serves(self, client: Client) -> bool:
        owner = self.managers.get(client.owner)
        return owner is not None and owner.active and client.status.casefold() not in CLOSED

    def has_active_owner(self, client_id: str) -> bool:
        """Whether a client is on file with an owner who works here."""
        card = self.clients.get(client_id) if client_id else None
        owner = self.managers.get(card.owner) if card is not None else None
        return owner is not None and owner.active

    def below(self, group_id: str) -> Iterator[Group]:
        """The group and all groups below it, in the order of ids at each level."""
        waiting = [group_id]  # a tree may be deeper than calls can be
        while waiting:
            found = waiting.pop()
            yield self.groups[found]
            waiting += reversed(self.children.get(found, ()))

    def lineage(self, group_id: str) -> Iterator[Group]:
        """The group, its parent, and so on up to the root."""
        while group_id:
            group = self.groups[group_id]
            yield group
            group_id = group.parent

    def root(self, group_id: str) -> Group:
        """The topmost group above this one, or the group itself."""
        return list(self.lineage(group_id))[-1]

    @cached_property
    def _families(self) -> dict[str, Cards]:
        return {}

    def family(self, group_id: str) -> Cards:
        """All clients of the group and of the groups below it, in the order of ids; found once for each group."""
        found = self._families.get(group_id)
        if found is None:
            ids = self._family_ids(group_id)
            if len(self._families) >= FAMILIES:  # a batch asks for all, and cards of a compiled directory are many
                self._families.clear()
            found = self._families[group_id] = Cards(self.clients[client_id] for client_id in ids)
        return found

    def _family_ids(self, group_id: str) -> Iterator[str]:
        for group in self.below(group_id):
            yield from self.members.get(group.id, ())

    def size(self, group_id: str) -> int:
        """How many clients the group and the groups below it have."""
        return sum(len(self.members.get(group.id, ())) for group in self.below(group_id))

    def open_clients(self, manager: Manager) -> int:
        """The manager's open clients: the figure from the CRM, else counted."""
        return manager.open_clients if manager.open_clients is not None else self.owned.get(manager.id, 0)


FAMILIES = 8  # families of cards that are held
# Statuses, casefolded, of cards that are no work any more; such clients do not count as load.
CLOSED = frozenset(
    {"closed", "lost", "archive", "archived", "inactive", "закрыт", "закрыта", "потерян", "архив", "неактивен"}
)
