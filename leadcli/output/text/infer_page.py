"""What was inferred of a base, as a page: the ranking, what the base cannot tell, and who contradicts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message
from leadcli.output.text.compare_page import calling, owner_word
from leadcli.output.text.layout import Row, part, table_rows
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

MOST = 12  # contradictions that are named
NAMES = 6


@frozen
class Doubt:
    """What a base does not settle. ``one`` and ``two`` name the rankings; ``tells`` is the pair that would."""

    one: str
    two: str
    tells: Any


@frozen
class Learnt:
    """All that the page says. ``left``, ``nobodys``: clients of managers who left, and without an owner."""

    on: str
    day: date
    found: Any
    against: Sequence[Any]
    doubts: Sequence[Doubt]
    silent: Sequence[str]
    clients: int
    left: int
    nobodys: int
    takers: int
    dated: int


def infer_page(learnt: Learnt, book: Book, speech: Speech) -> Iterator[Row]:
    """The rows of the page."""
    found = learnt.found
    score, total = found.best.score, len(found.told)
    yield Row()
    yield Row(_headline(found, total, speech), wide=True, style="owner")
    yield Row()
    yield Row(
        speech("{on}: {count} clients with an owner who works here", on=learnt.on, count=total),
        label=speech("The base"),
    )
    for said in _base(learnt, speech):
        yield Row(said, style="dim")
    heading = ("", "", speech("explains"), speech("contradicts"), speech("open"))
    body = [
        (f"{place}.", found.known[p].name, *(str(n) for n in counts))
        for place, (p, counts) in enumerate(by_rule(found), 1)
    ]
    yield from part(speech("Ranking"), table_rows(heading, body, (True, False, True, True, True)))
    if score.uncovered:
        yield Row(speech("{count} clients are reached by none of them", count=score.uncovered), style="dim")
    if score.checked:
        told = speech("of owners dealt out by lot it would explain {share} %", share=speech.percent(found.chance))
        yield Row(told, style="dim")
    if found.hidden:
        names = tuple(p.name for p in found.hidden)
        told = speech("above them, whatever the base: {names}; a base has kept every owner", names=names)
        yield Row(told, style="dim")
    yield from _ready(found, speech)
    yield from _doubts(learnt, book, speech)
    yield from part(speech("Against it"), _against(learnt, book, speech))


def _headline(found: Any, total: int, speech: Speech) -> str:
    score = found.best.score
    name = found.best.policy or speech("a ranking of your own")
    if not total:
        return speech("there is no client with an owner who works here: nothing can be inferred")
    if not score.checked:
        return speech("nothing can be inferred: only who took the calls could explain the owners, and it is not told")
    share = speech.percent(score.explained / score.checked)
    if not found.telling:
        return speech(
            "no ranking explains this base; the best, {policy}, explains {count} of {checked}: {share} %",
            policy=name, count=score.explained, checked=score.checked, share=share,
        )  # fmt: skip
    return speech(
        "{policy} explains {count} of the {checked} owners that this base can check: {share} %",
        policy=name, count=score.explained, checked=score.checked, share=share,
    )  # fmt: skip


def _base(learnt: Learnt, speech: Speech) -> Iterator[str]:
    if learnt.nobodys:
        yield speech("{count} without an owner", count=learnt.nobodys)
    if learnt.left:
        yield speech("{count} of managers who left or are not known", count=learnt.left)
    total = len(learnt.found.told)
    if learnt.takers < total:
        count = total - learnt.takers
        yield speech("who took the call is not told of {count}: a rule that goes by it stays open", count=count)
    if learnt.dated < total:
        count = total - learnt.dated
        yield speech("{count} without the day on which they came: the order of the rows stands for it", count=count)


def by_rule(found: Any) -> Iterator[tuple[int, tuple[int, int, int]]]:
    """Each principle of the ranking with the clients that it explains, contradicts and leaves open."""
    counts = {p: dict.fromkeys("+-?", 0) for p in found.best.order}
    for told in found.told:
        first = next(((p, told.letters[p]) for p in found.best.order if told.letters[p] != "."), None)
        if first:
            counts[first[0]][first[1]] += 1
    for p, of in counts.items():
        yield p, (of["+"], of["-"], of["?"])


def _ready(found: Any, speech: Speech) -> Iterator[Row]:
    beside = found.ready if found.best.policy else (found.best, *found.ready)
    own = speech("a ranking of your own")
    rows = [(e.policy or own, str(e.score.explained), str(e.score.contradicted)) for e in beside]
    heading = (speech("policy"), speech("explains"), speech("contradicts"))
    yield from part(speech("Beside it"), table_rows(heading, rows))
    free = found.free
    if found.best.policy and free.score.value > found.best.score.value:
        told = speech(
            "another ranking explains {explained}, contradicts {contradicted}; so little more may be chance: {names}",
            explained=free.score.explained, contradicted=free.score.contradicted,
            names=tuple(found.known[p].name for p in free.order),
        )  # fmt: skip
        yield Row(told, style="dim")


def _doubts(learnt: Learnt, book: Book, speech: Speech) -> Iterator[Row]:
    rows = [speech.say(doubt_sentence(doubt, book, speech)) for doubt in learnt.doubts]
    if learnt.silent:
        rows.append(speech("no client of the base shows anything of {names}", names=tuple(learnt.silent)))
    yield from part(speech("Not told"), map(Row, rows))


def doubt_sentence(doubt: Doubt, book: Book, speech: Speech) -> Message:
    """Two rankings that the base cannot tell apart, and the client that would."""
    one = doubt.one or speech("a ranking of your own")
    if doubt.tells is None:
        return message(
            "{one} or {two}: the base does not tell, and nobody who may call here would", one=one, two=doubt.two
        )
    pair = doubt.tells
    sides = [
        speech("who takes the call") if called else owner_word(line.new, book, speech)
        for called, line in zip(pair.called, (pair.a, pair.b), strict=True)
    ]
    return message(
        "{one} or {two}: the base does not tell. This caller would: {caller}; {first} by {rule}, {second} by {other}",
        one=one, two=doubt.two, caller=calling(pair, speech), first=sides[0], second=sides[1],
        rule=pair.a.rule or "-", other=pair.b.rule or "-",
    )  # fmt: skip


def _against(learnt: Learnt, book: Book, speech: Speech) -> Iterator[Row]:
    if not learnt.against:
        yield Row(speech("nobody: the ranking contradicts no owner"))
        return
    yield Row(
        speech("{count} clients: an old practice to write down, or mistakes to correct", count=len(learnt.against))
    )
    groups, single = divided(learnt, book)
    for group, found in groups.items():
        yield from _group(group, found, learnt, book, speech)
    for found in single[:MOST]:
        yield Row(_one(found, learnt, book, speech), tail=_place(found, learnt, speech))
    if len(single) > MOST:
        yield Row(speech("and {count} more: --json has all", count=len(single) - MOST), style="dim")


def divided(learnt: Learnt, book: Book) -> tuple[dict[str, list[Any]], list[Any]]:
    """The contradictions by group where they hang together, and the others, one by one."""
    groups: dict[str, list[Any]] = {}
    single = []
    for found in learnt.against:
        if found.kind == "mistake":
            single.append(found)
        else:
            groups.setdefault(book.root(found.told.subject.client.group).id, []).append(found)
    return groups, single


def _group(group: str, found: list[Any], learnt: Learnt, book: Book, speech: Speech) -> Iterator[Row]:
    """A group whose contradictions hang together: one odd client, or an old practice."""
    name, place, until = book.groups[group].name, book.groups[group].place, date(learnt.day.year, 12, 31)
    cause = next((c for c in found if c.kind == "cause"), None)
    follows = [c for c in found if c.kind == "follows"]
    if cause is not None:
        client = cause.told.subject.client
        text = speech(
            "{group}: {client} alone has {owner}; once that is corrected, {count} more are explained",
            group=name, client=safe(client.name, 48), owner=owner_word(client.owner, book, speech), count=len(follows),
        )  # fmt: skip
        yield Row(text, tail=_place(cause, learnt, speech))
        return
    owners = tuple(sorted({owner_word(c.told.subject.client.owner, book, speech) for c in found}))
    text = speech("{group}: {count} clients with {owners}", group=name, count=len(found), owners=owners)
    yield Row(text, tail=str(place) if place.file else "")
    remedy = speech("if that is the practice, write it down: ownership: each_own, until: {day}", day=until.isoformat())
    yield Row(remedy, cells=(("", 2),), style="dim")


def _one(found: Any, learnt: Learnt, book: Book, speech: Speech) -> str:
    known, client = learnt.found.known, found.told.subject.client
    text = speech(
        "{client}: {owner}, but {rule} says {says}",
        client=safe(client.name, 48), owner=owner_word(client.owner, book, speech),
        rule=known[found.rule].name, says=owner_word(found.says, book, speech),
    )  # fmt: skip
    if not found.others:
        return text
    return text + speech("; {rules} would explain it", rules=tuple(known[p].name for p in found.others[:3]))


def _place(found: Any, learnt: Learnt, speech: Speech) -> str:
    """Where the owner stands that is contradicted."""
    subject = found.told.subject
    return str(subject.client.place) if learnt.on == "data" else speech("row {number}", number=subject.row)
