"""Groups, doubles and quarrels of a client base: cores first, then what strong evidence attaches to them."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from itertools import combinations, takewhile
from unicodedata import combining, normalize

from leadcli.discovery.cards import BRANCH, DOMAIN, PHRASE, SPELT, WORD, Card, Value, bearers, card_of
from leadcli.discovery.cores import Judged, judge, merged
from leadcli.discovery.discoveries import Discovery, Double, FoundGroup, Member, Quarrel
from leadcli.discovery.doubles import Pair, doubles, shared_by
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.match import Evidence
from leadcli.domain.messages import Message, message
from leadcli.names import Word, fold

NAMES = {BRANCH: 1, PHRASE: 2, WORD: 3}  # of a group: which kind of value names it, the highest of equals
OWN = ("core", "number")  # kinds of words that may stand in a group's name beside the one that tells
PUBLIC = frozenset(("pao", "oao", "pjsc", "plc"))
HOLDING = frozenset(("группа", "групп", "гк", "холдинг", "холдингс", "group", "holding", "holdings"))
_SLUG = re.compile(r"[^a-z0-9]+")


def discover(book: Book) -> Discovery:
    """What is found among the clients of a book, beside what it says of them already."""
    no = {_pair(first, other) for first, *others in book.apart for other in others}
    said = {_pair(first, other) for first, *others in book.same for other in others}
    cards = {client.id: card_of(client) for client in sorted(book.clients.values(), key=lambda c: c.id)}
    shared = bearers(cards.values())
    judged = judge(cards, shared)
    found = [each for each in doubles(cards, shared, no) if not said.issuperset(combinations(each.ids, 2))]
    found.sort(key=lambda each: (not each.sure, -len(each.ids), each.ids))
    one = {ids[0]: frozenset(ids) for ids in (each.ids for each in found if each.sure)}
    groups = [group for group in _groups(cards, judged, no, book) if not _is_one(group, one)]
    return Discovery(len(cards), tuple(groups), tuple(found), tuple(quarrels(groups, book, found)))


def _is_one(group: FoundGroup, doubles: Mapping[str, frozenset[str]]) -> bool:
    """Whether a group is but one company that stands on several cards."""
    ids = frozenset(member.client_id for member in group.members)
    return not group.known and any(doubles.get(one, frozenset()) >= ids for one in ids)


# --- groups -----------------------------------------------------------------------------------------------------------
def _groups(cards: Mapping[str, Card], judged: Sequence[Judged], no: set[Pair], book: Book) -> list[FoundGroup]:
    why: defaultdict[str, list[Judged]] = defaultdict(list)
    maybe: defaultdict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        for one in each.sure:
            why[one].append(each)
        for one in each.doubtful:
            maybe[one].append(each)
    cores = _settled([_kept(core, why, no) for core in merged(judged)], why)
    home = {one: number for number, core in enumerate(cores) for one in core}
    outside: defaultdict[int, dict[str, list[Value]]] = defaultdict(dict)
    loose: list[Judged] = []
    for each in judged:
        if not each.doubtful:
            continue
        inside = Counter(home[one] for one in (*each.sure, *each.doubtful) if one in home)
        if not inside:
            loose.append(Judged(each.value, each.doubtful))
            continue
        number = min(inside, key=lambda n: (-inside[n], n))
        for one in each.doubtful:
            if one not in home and not any(_pair(one, other) in no for other in cores[number]):
                outside[number].setdefault(one, []).append(each.value)
    made = [
        _group(
            core,
            {one: [each.value for each in why[one]] for one in core},
            {one: outside[number][one] for one in _together(outside[number], no)},
            cards,
        )
        for number, core in enumerate(cores)
    ]
    taken = {member.client_id for group in made for member in group.members}
    for core in _settled([_kept(core, maybe, no) for core in merged(loose, attach=False)], maybe):
        left = frozenset(core - taken)
        if len(left) > 1:
            made.append(_group(frozenset(), {}, {one: [each.value for each in maybe[one]] for one in left}, cards))
    named = [group for each in made if (group := _on_file(each, book)) is not None]
    return _with_ids(sorted(named, key=_order), book)


def _order(group: FoundGroup) -> tuple[int, int, str]:
    return -len(group.sure), -len(group.members), min(member.client_id for member in group.members)


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def _together(ids: Iterable[str], no: set[Pair]) -> list[str]:
    """Cards less those that may not stand beside an earlier one."""
    kept: list[str] = []
    for one in sorted(ids):
        if not any(_pair(one, other) in no for other in kept):
            kept.append(one)
    return kept


def _kept(core: frozenset[str], why: Mapping[str, Sequence[Judged]], no: set[Pair]) -> frozenset[str]:
    """A core less the cards that may not stand beside another one of it: of two, the one that less holds there."""
    clashing = sorted(pair for pair in no if core.issuperset(pair))
    left = set(core)
    for one, other in clashing:
        if one in left and other in left:
            left.discard(
                min((_support(one, core, why), -len(one), one), (_support(other, core, why), -len(other), other))[2]
            )
    return frozenset(left)


def _support(one: str, core: Collection[str], why: Mapping[str, Sequence[Judged]]) -> int:
    """How many links a card has to the others of a core."""
    return sum(len({*each.sure, *each.doubtful}.intersection(core)) - 1 for each in why[one])


def _settled(cores: Sequence[frozenset[str]], why: Mapping[str, Sequence[Judged]]) -> list[frozenset[str]]:
    """Each card in one core only: where most holds it."""
    inside: defaultdict[str, list[int]] = defaultdict(list)
    for number, core in enumerate(cores):
        for one in core:
            inside[one].append(number)
    chosen: defaultdict[int, set[str]] = defaultdict(set)
    for one, numbers in inside.items():
        best = min(numbers, key=lambda n: (-_support(one, cores[n], why), -len(cores[n]), min(cores[n])))
        chosen[best].add(one)
    return [frozenset(ids) for _, ids in sorted(chosen.items()) if len(ids) > 1]


def _group(
    sure: frozenset[str],
    values: Mapping[str, Sequence[Value]],
    doubtful: Mapping[str, Sequence[Value]],
    cards: Mapping[str, Card],
) -> FoundGroup:
    counts = Counter(value for one in sure for value in set(values[one])) or Counter(
        value for each in doubtful.values() for value in set(each)
    )
    bearing = {value: sorted(one for one in sure if value in cards[one].values) for value in counts}
    members = [Member(one, _evidence(one, values[one], counts, bearing, cards), True) for one in sorted(sure)]
    members += [
        Member(one, _evidence(one, each, counts, bearing, cards), False) for one, each in sorted(doubtful.items())
    ]
    head = _head({one: cards[one] for one in sure}, counts)
    return FoundGroup("", _name(counts, [cards[m.client_id] for m in members]), tuple(members), head=head)


def _head(cards: Mapping[str, Card], counts: Counter[Value]) -> str:
    """The one card that bears the word most of a group's names share and nothing else, if it says that it is above.

    It is a public company, or calls itself a group or a holding. Who does not may be a sister of the others.
    """
    words = [value for value in counts if value[0] == WORD]
    if not words:
        return ""
    shared = min(words, key=lambda value: (-counts[value], value))[1]
    bare = [one for one, card in cards.items() if card.alone == shared and not card.name.branch]
    return bare[0] if len(bare) == 1 and _above_others(cards[bare[0]]) else ""


def _above_others(card: Card) -> bool:
    forms = {form.kind for form in card.name.forms}
    return not forms.isdisjoint(PUBLIC) or any(word.text in HOLDING for word in card.name.words)


def _evidence(
    one: str, values: Sequence[Value], counts: Counter[Value], bearing: Mapping[Value, Sequence[str]],
    cards: Mapping[str, Card],
) -> tuple[Evidence, ...]:  # fmt: skip
    """What a card shares with the others of its group, the most widely shared first."""
    shared = sorted(set(values), key=lambda v: (-counts[v], v))
    if any(value[0] in (WORD, PHRASE) for value in shared):
        shared = [value for value in shared if value[0] != BRANCH]
    # Of readings those that are written on the card: it says ABC, and АВС only to whom its letters look Russian.
    shared = [v for v in shared if v[0] not in NAMES or _as_written(v[1], cards[one])] or shared
    return tuple(
        Evidence(value[0], _said(value, cards[one]), 1.0) for value in shared if counts[value] > 1 or len(shared) == 1
    )


def _said(value: Value, card: Card) -> Message:
    kind, text = value
    if kind in NAMES or kind == SPELT:
        return message("{words} in the name", words=_written(text, card))
    return shared_by(kind, text)


def _written(folds: str, card: Card) -> str:
    """Folded words as a card's name has them, or as they are read where it has them otherwise."""
    return _as_written(folds, card) or " ".join(_texts(folds, card))


def _as_written(folds: str, card: Card) -> str:
    """Folded words as they stand in a card's name; ``""`` where they do not."""
    written = r"[\W_]{0,3}".join("['’]?".join(map(re.escape, text)) for text in _texts(folds, card))
    found = (re.search(written, raw, re.IGNORECASE) for raw in (card.client.name, *card.client.aliases))
    return next((each[0] for each in found if each), "")


def _texts(folds: str, card: Card) -> Sequence[str]:
    wanted = folds.split(" ")
    words = [word.text for name in card.names for word in name.words if word.fold in wanted]
    return list(dict.fromkeys(words)) or wanted


def _with_neighbours(folds: str, cards: Sequence[Card]) -> str:
    """Folded words with those beside them that stand there in the names of all cards: a1 scaffolding, st marys."""
    run = folds.split(" ")
    names = [card.name.words for card in cards]
    starts = [
        next((at for at in range(len(each)) if [w.fold for w in each[at : at + len(run)]] == run), -1) for each in names
    ]
    if len(cards) < 2 or min(starts) < 0:
        return folds
    before = _shared_first([each[:at][::-1] for each, at in zip(names, starts, strict=True)])
    after = _shared_first([each[at + len(run) :] for each, at in zip(names, starts, strict=True)])
    return " ".join([*before[::-1], *run, *after])


def _shared_first(names: Sequence[Sequence[Word]]) -> list[str]:
    """The words, each of which may be a name's own, with which all of some names begin."""
    columns = takewhile(lambda column: len({word.fold for word in column}) == 1, zip(*names, strict=False))
    return [column[0].fold for column in takewhile(lambda column: column[0].kind in OWN, columns)]


def _name(counts: Counter[Value], cards: Sequence[Card]) -> str:
    """What the group is called: the words that most of its names share, as the shortest of them is written."""
    named = [value for value in counts if value[0] in NAMES]
    if named:
        best = min(named, key=lambda v: (-counts[v], -NAMES[v[0]], v))
        bearing = [card for card in cards if best in card.values]
        first = min(bearing, key=lambda card: (len(card.client.name), card.id))
        return _written(_with_neighbours(best[1], bearing), first)
    if spelt := sorted(value for value in counts if value[0] == SPELT):
        return _written(spelt[0][1], min(cards, key=lambda card: (len(card.client.name), card.id)))
    sites = sorted((-count, text) for (kind, text), count in counts.items() if kind == DOMAIN)
    return sites[0][1] if sites else min(cards, key=lambda card: (len(card.client.name), card.id)).client.name


def _on_file(group: FoundGroup, book: Book) -> FoundGroup | None:
    """The group beside those that are on file: new, or what a group on file gains; None: nothing."""
    roots = Counter(
        book.root(group_id).id for m in group.members if (group_id := book.clients[m.client_id].group) in book.groups
    )
    if not roots:
        return group if len(group.members) > 1 else None
    best = min(roots, key=lambda root: (-roots[root], root))
    members = tuple(
        Member(m.client_id, m.evidence, m.sure and len(roots) == 1)
        for m in group.members
        if not book.clients[m.client_id].group
    )
    return FoundGroup(best, book.groups[best].name, members, True) if members else None


def _with_ids(groups: Sequence[FoundGroup], book: Book) -> list[FoundGroup]:
    """The groups with ids that are not taken yet."""
    taken = set(book.groups)
    found: list[FoundGroup] = []
    for group in groups:
        if group.known:
            found.append(group)
            continue
        made = slug(group.name, taken)
        taken.add(made)
        found.append(replace(group, id=made))
    return found


def slug(name: str, taken: Container[str]) -> str:
    """An id for a group of this name that is not taken yet."""
    base = _SLUG.sub("-", _latin(name)).strip("-") or "group"
    number, made = 1, base
    while made in taken:
        number += 1
        made = f"{base}-{number}"
    return made


def _latin(name: str) -> str:
    """A name in plain Latin letters."""
    bare = "".join(c for c in normalize("NFKD", name.casefold()) if not combining(c))
    return bare if bare.isascii() else fold(bare)


# --- quarrels ---------------------------------------------------------------------------------------------------------
def quarrels(groups: Iterable[FoundGroup], book: Book, doubles: Iterable[Double] = ()) -> list[Quarrel]:
    """The groups whose sure members have several owners: where most cards are not the main owner's first.

    Groups that are on file are among them, unless each of their companies stands on its own; and companies that stand
    on several cards.
    """
    new = {group.id: group for group in groups}
    roots = (group for group in book.groups.values() if not group.parent)
    on_file = [
        FoundGroup(root.id, root.name, _members_on_file(root.id, book, new.get(root.id)), True)
        for root in roots
        if root.kind not in ("franchise", "public_network") and root.ownership != "each_own"
    ]
    found: list[Quarrel] = []
    told = [*(group for group in new.values() if not group.known), *on_file]
    for group in (*told, *_companies(doubles, told, book)):
        counts = Counter(owner for one in group.sure if (owner := book.clients[one].owner))
        if len(counts) > 1:
            found.append(Quarrel(group, tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))))
    return sorted(found, key=lambda q: (q.owners[0][1] - sum(n for _, n in q.owners), q.group.id))


def _companies(doubles: Iterable[Double], groups: Iterable[FoundGroup], book: Book) -> Iterator[FoundGroup]:
    """Companies that stand on several cards and are in none of the groups as a whole."""
    home = {one: number for number, group in enumerate(groups) for one in group.sure}
    for double in doubles:
        if double.sure and (len(homes := {home.get(one) for one in double.ids}) > 1 or None in homes):
            members = tuple(Member(one, double.evidence, True) for one in double.ids)
            yield FoundGroup(double.ids[0], book.clients[double.ids[0]].name, members)


def _members_on_file(root: str, book: Book, more: FoundGroup | None) -> tuple[Member, ...]:
    """The cards of a group on file, and those that are new in it."""
    return (*(Member(card.id, (), True) for card in book.family(root)), *(more.members if more else ()))
