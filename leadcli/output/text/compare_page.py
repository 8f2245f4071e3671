"""Two policies compared, as a page: who gains and loses, by which rules, what becomes of groups, and new callers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import message, messages
from leadcli.output.text.layout import Row, most_first, part, table_rows
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

MOST = 6  # of a kind that are named
FEW = 3  # clients named for each two rules
CALLED = "*"


@frozen
class Base:
    """What was asked: the base, the day, who takes the calls, and what the two policies are called."""

    on: str
    day: date
    taker: str
    names: tuple[str, str]


@frozen
class Shown:
    """The smallest example. ``made``: it is made up, for the base has none; ``same``: there can be none at all."""

    example: Any
    made: bool = False
    same: bool = False


KIND_WORDS = {
    "name": "a new company of the group's name",
    "brand": "a new company of a served company's brand",
    "other": "a new company of another brand",
    "abroad": "a new company in another country",
    "stranger": "a stranger",
}


def owner_word(owner: str, book: Book, speech: Speech) -> str:
    """Who gets a client: a manager, whoever takes the call, or nobody."""
    if owner == CALLED:
        return speech("who takes the call")
    if not owner:
        return speech("a person decides")
    manager = book.managers.get(owner)
    return safe(manager.name if manager else owner, 24)


def taker_note(base: Base, speech: Speech) -> str:
    """Who takes the calls, in words."""
    if base.on == "ledger":
        return speech("calls were taken by whom the ledger says")
    return {
        "owner": speech("where the base does not tell, the present owner takes the call"),
        "colleague": speech("where the base does not tell, the call is taken by a colleague without any claim"),
        "nobody": speech("where the base does not tell, nobody is said to have taken the call"),
    }[base.taker]


def comparison_page(found: Any, shown: Shown, book: Book, base: Base, speech: Speech) -> Iterator[Row]:
    """The rows of a page about a ``compare.Comparison`` and its smallest example."""
    one, two = base.names
    yield Row()
    yield Row(
        speech.say(
            messages(
                "{a} and {b}: {count} of {clients} clients goes to somebody else",
                "{a} and {b}: {count} of {clients} clients go to somebody else",
                found.separated, clients=found.clients, a=one, b=two,
            )
        ),
        wide=True, style="owner",
    )  # fmt: skip
    yield Row()
    yield Row(f"{safe(base.on, 60)}, {speech.day(base.day)}; {taker_note(base, speech)}", label=speech("The base"))
    if found.asked:
        yield Row(speech("{count} are to be confirmed by a person: who they are is in doubt", count=found.asked))
    if found.left_out:
        yield Row(speech("{count} rows are no clients and are left out", count=found.left_out))
    if found.rejected:
        yield Row(speech("{count} rows cannot be read and are left out", count=found.rejected))
    yield from _managers(found, book, base, speech)
    yield from part(speech("By rule"), _rules(found, book, speech))
    yield from part(speech("By group"), _groups(found, book, speech))
    yield from part(speech("Disputes"), map(Row, dispute_lines(found, book, speech)))
    yield from part(speech("New callers"), _callers(found, book, speech))
    yield from part(speech("Example"), map(Row, example_lines(shown, base, speech)))


def _managers(found: Any, book: Book, base: Base, speech: Speech) -> Iterator[Row]:
    one, two = base.names
    ids = [
        m
        for m in (*book.managers, CALLED, "")
        if any(c[m] for c in (found.before, *found.after, found.gained, found.lost))
    ]
    heading = (speech("manager"), speech("before"), safe(one, 16), safe(two, 16), speech("gets"), speech("gives"))
    body = [
        (owner_word(m, book, speech),
         *(str(c[m] or "") if m in (CALLED, "") else str(c[m])
           for c in (found.before, *found.after, found.gained, found.lost)))
        for m in ids
    ]  # fmt: skip
    yield from part(speech("Clients"), table_rows(heading, body))
    spreads = (found.spread(c) for c in (found.before, *found.after))
    shares = tuple("-" if share is None else f"{speech.percent(share)} %" for share in spreads)
    told = speech(
        "furthest from a fair share: {before} now, {a} by {one}, {b} by {two}",
        before=shares[0], a=shares[1], b=shares[2], one=one, two=two,
    )  # fmt: skip
    yield Row(told, style="dim")
    told = speech(
        "clients that would leave their present owner: {a} by {one}, {b} by {two}",
        a=found.handed[0], b=found.handed[1], one=one, two=two,
    )  # fmt: skip
    yield Row(told, style="dim")
    if found.turns:
        yield Row(speech("{count} go by turns under both, but to another manager", count=found.turns), style="dim")


def _rules(found: Any, book: Book, speech: Speech) -> Iterator[Row]:
    by_rules: dict[tuple[str, str], list[Any]] = {}
    for change in found.changes:
        by_rules.setdefault(change.rules, []).append(change)
    order = sorted(by_rules.items(), key=lambda item: (-len(item[1]), item[0]))
    for rules, changes in order:
        yield Row(f"{rules[0] or '-'} → {rules[1] or '-'}", cells=((str(len(changes)), 6),))
        yield from _shown(changes, book, speech, 6)


def _shown(changes: list[Any], book: Book, speech: Speech, indent: int) -> Iterator[Row]:
    """A few changes: the client, and from whom to whom."""
    for change in changes[:FEW]:
        owners = " → ".join(owner_word(o, book, speech) for o in change.owners)
        yield Row(f"{safe(change.name or change.about, 48)}: {owners}", cells=(("", indent),), style="dim")
    if len(changes) > FEW:
        yield Row(speech("and {count} more", count=len(changes) - FEW), cells=(("", indent),), style="dim")


def _groups(found: Any, book: Book, speech: Speech) -> Iterator[Row]:
    moved = most_first(found.moved)
    for group, count in moved[:MOST]:
        _, one, two = found.groups[group]
        told = f"{group_owners(one, book, speech)} → {group_owners(two, book, speech)}"
        yield Row(f"{safe(book.groups[group].name, 40)}: {told}", cells=((str(count), 6),))
    if len(moved) > MOST:
        yield Row(speech("and {count} more groups", count=len(moved) - MOST), cells=(("", 6),), style="dim")


def group_owners(counted: Any, book: Book, speech: Speech) -> str:
    """Who owns a group's clients, and how many each."""
    told = sorted(counted.items(), key=lambda item: (item[0] == CALLED, -item[1], item[0]))
    return speech.listed(f"{owner_word(m, book, speech)} {n}" for m, n in told) or "-"


def dispute_lines(found: Any, book: Book, speech: Speech) -> Iterator[str]:
    """What there is to quarrel about under one policy and not under the other."""
    joined, parted = found.split()
    for groups, said in (
        (joined, message("groups that come to one manager: {groups}", groups=_names(joined, book))),
        (parted, message("groups of one manager that are split, so that the next call is disputed: {groups}",
                         groups=_names(parted, book))),
    ):  # fmt: skip
        if groups:
            yield f"{len(groups)}  {speech.say(said)}"
    if found.settled:
        yield f"{found.settled}  {speech('cases left to a person are settled')}"
    if found.arisen:
        yield f"{found.arisen}  {speech('cases that were settled are left to a person')}"


def _names(groups: Iterable[str], book: Book) -> tuple[str, ...]:
    names = [book.groups[g].name for g in groups]
    return tuple([*names[:MOST], "…"] if len(names) > MOST else names)


def _callers(found: Any, book: Book, speech: Speech) -> Iterator[Row]:
    """New companies that may call: what the base does not show yet."""
    if not found.callers_asked:
        return
    told = speech(
        "{count} of {asked} kinds of new callers go to somebody else",
        count=len(found.callers), asked=found.callers_asked,
    )  # fmt: skip
    yield Row(told)
    by_kind: dict[tuple[str, tuple[str, str]], list[Any]] = {}
    for change in found.callers:
        by_kind.setdefault((change.kind, change.rules), []).append(change)
    order = sorted(by_kind.items(), key=lambda item: (list(KIND_WORDS).index(item[0][0]), -len(item[1]), item[0][1]))
    for (kind, rules), changes in order:
        text = f"{speech(KIND_WORDS[kind])}: {rules[0] or '-'} → {rules[1] or '-'}"
        yield Row(text, cells=((str(len(changes)), 6),))
        names = [safe(_of(c, book), 72) for c in changes if c.group]
        if names:
            yield Row(
                speech.listed([*names[:MOST], "…"] if len(names) > MOST else names), cells=(("", 6),), style="dim"
            )


def _of(change: Any, book: Book) -> str:
    """The group that a new company would belong to, with the brand if that is another name."""
    group: str = book.groups[change.group].name
    return group if change.about == group else f"{change.about} ({group})"


def example_lines(shown: Shown, base: Base, speech: Speech) -> Iterator[str]:
    """The smallest example in sentences: who is there, who calls, and what each policy says."""
    example = shown.example
    if shown.same:
        yield speech("nothing separates the two policies: they say the same of every constellation of facts")
        return
    if shown.made:
        yield speech("no case of this base separates the two policies; this made-up one does:")
    if example is None:
        yield speech("no case of this base separates the two policies")
        return
    book, pair = example.book, example.pair
    yield speech("on file: {clients}", clients=tuple(_card(c, book, speech) for c in book.clients.values()) or ("-",))
    load = pair.a.able or pair.b.able
    names = tuple(f"{m.name} {book.open_clients(m)}" if load else m.name for m in book.managers.values())
    if load:
        yield speech("managers, with their open clients: {managers}", managers=names)
    else:
        yield speech("managers: {managers}", managers=names)
    taker = book.managers.get(example.case.question.taken_by)
    yield speech("calls: {caller}", caller=calling(pair, speech)) + (
        speech("; {manager} takes the call", manager=taker.name) if taker else ""
    )
    for name, line in zip(base.names, (pair.a, pair.b), strict=True):
        owner = book.managers[line.new].name if line.new in book.managers else speech("a person decides")
        yield f"{safe(name, 24)}: {owner} ({line.rule or '-'}): {speech.say(line.reason)}"


def calling(pair: Any, speech: Speech) -> str:
    """Who calls in a pair: a client, or a kind of new company."""
    name = safe(pair.a.caller or pair.about, 60)
    if pair.kind == "client":
        return name
    return speech(KIND_WORDS[pair.kind]) + (f" ({name})" if name else "")


def _card(client: Any, book: Book, speech: Speech) -> str:
    owner = book.managers[client.owner].name if client.owner in book.managers else speech("nobody")
    group = book.groups[client.group].name if client.group in book.groups else ""
    return f"{client.name}{f' ({group})' if group else ''}: {owner}"
