"""The page "your base": what an export told, the quarrels that are in it already, and what to ask first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from leadcli.api.column_mapping import brief
from leadcli.api.parameters import today
from leadcli.api.starting.first_question import first_question
from leadcli.cli.init.from_export import Begun
from leadcli.discovery.discover import quarrels
from leadcli.discovery.discoveries import Double, FoundGroup, Quarrel
from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.messages import messages
from leadcli.output.text.layout import Row, part
from leadcli.output.text.safe import safe, typed
from leadcli.output.text.speech import Speech
from leadcli.workspace.exports.export_rows import LOST

MOST = 5  # of a kind that are shown
MANAGERS = 12


def base_page(begun: Begun, folder: Path, speech: Speech) -> Iterator[Row]:
    """The rows of the page. ``folder``: the workspace as it is now called."""
    base, opened, found = begun.base, begun.opened, begun.found
    book = opened.book
    divided = quarrels((), book, found.doubles)
    doubles = [double for double in found.doubles if double.sure]
    yield Row()
    yield Row(
        speech(
            "your base: companies {clients}, managers {managers}, groups {groups}, doubles {doubles}, "
            "with several owners {quarrels}",
            clients=len(book.clients), managers=len(book.managers), groups=len(book.groups), doubles=len(doubles),
            quarrels=len(divided),
        ),
        wide=True, style="owner",
    )  # fmt: skip
    yield from part(speech("Managers"), _managers(begun, speech))
    yield from part(speech("Groups"), _groups(book, {group.id: group for group in found.groups if group.sure}, speech))
    yield from part(speech("Several owners"), _divided(divided, found.doubles, book, speech))
    yield from part(speech("Doubles"), _first([
        Row(" = ".join(f"{safe(book.clients[one].name, 30)} ({safe(one, 16)})" for one in double.ids))
        for double in doubles
    ], speech, listed=True))  # fmt: skip
    yield from part(speech("To review"), _to_review(begun, speech))
    yield from part(speech("Rules"), [Row(speech.say(begun.policy.why))])
    yield from part(speech("Country"), [Row(
        speech("{country}: where a caller is taken to be whom nothing tells; rules.yaml", country=base.country)
        if base.country
        else speech("the base does not tell it: where a caller is stays unknown until somebody says; rules.yaml")
    )])  # fmt: skip
    yield from part(speech("Try"), [
        Row(f"cd {typed(folder)}"), Row(f'leadcli who-owns "{first_question(opened, today())}"'),
    ])  # fmt: skip


def _divided(divided: Sequence[Quarrel], doubles: Sequence[Double], book: Book, speech: Speech) -> Iterator[Row]:
    """Groups and companies with several owners; then companies of two owners that may be one."""
    told = [(quarrel.group.name, quarrel.owners, "") for quarrel in divided]
    cards = Book(managers=book.managers, clients=book.clients)
    maybe = quarrels((), cards, [replace(double, sure=True) for double in doubles if not double.sure])
    told += [(quarrel.group.name, quarrel.owners, speech("if it is one company")) for quarrel in maybe]
    yield from _first([
        Row(speech.listed(f"{safe(book.managers[one].name, 24)} {count}" for one, count in owners),
            cells=((safe(name, 28), 30),), tail=note)
        for name, owners, note in told
    ], speech, listed=True)  # fmt: skip


def _to_review(begun: Begun, speech: Speech) -> Iterator[Row]:
    """What a person is to say, and rows and cells that were not understood."""
    found = begun.found
    known = [group for group in found.groups if group.known or group.sure]
    maybe = [group for group in found.groups if group not in known]
    if maybe:
        yield Row(speech("maybe groups ({count}): {names}", count=len(maybe), names=_names(maybe)), style="doubt")
    if count := sum(len(group.members) - len(group.sure) for group in known):
        text = messages("{count} card may be of a group that is known",
                        "{count} cards may be of groups that are known", count)  # fmt: skip
        yield Row(speech.say(text), style="doubt")
    if count := sum(not double.sure for double in found.doubles):
        text = messages("{count} pair of cards may be one company", "{count} pairs of cards may be one company", count)
        yield Row(speech.say(text), style="doubt")
    if found.groups or found.doubles:
        yield Row(speech("all that was found, with its reasons: data/links.csv"), style="dim")
    if any(len(group.sure) < len(group.members) for group in found.groups) or found.doubles:
        yield Row(speech("answer them: leadcli review"), style="dim")
    people = begun.opened.book.managers
    doubted = dict.fromkeys((*begun.silent, *sorted(begun.base.managers.doubted)))
    if silent := [one for one in doubted if one in people and people[one].active]:
        names = tuple(safe(people[one].name, 30) for one in silent)
        yield Row(speech("{names}: if they have left, active: no in data/managers.csv", names=names), style="doubt")
    yield from _of_lists(begun, speech)
    for read in begun.base.exports:
        yield from (Row(speech.say(said), style="doubt") for said in read.lost)
    cells = [found for found in begun.opened.problems if found.stops == "part" and found.code not in LOST]
    if count := len(cells):
        text = messages("{count} cell is not understood: leadcli data check",
                        "{count} cells are not understood: leadcli data check", count)  # fmt: skip
        yield Row(speech.say(text), style="doubt")


def _of_lists(begun: Begun, speech: Speech) -> Iterator[Row]:
    """Managers of lists who have no clients, and those with clients who are in none."""
    told, rows, people = begun.base.listed, begun.base.managers.rows, begun.opened.book.managers
    free = [people[one].name for one in told.managers if one in people and not (rows.get(one) or people[one].weight)]
    if free:
        names = brief([safe(name, 30) for name in free])
        yield Row(speech("no clients, so no new ones: {names}; weight: 1 in data/managers.csv if they take some",
                         names=names), style="doubt")  # fmt: skip
    out = [one.name for one in people.values() if told.names and one.active and one.id not in told.managers]
    if out:
        names = brief([safe(name, 30) for name in out])
        yield Row(speech("in no list of managers: {names}; if they have left, active: no in data/managers.csv",
                         names=names), style="doubt")  # fmt: skip


def _names(groups: Sequence[FoundGroup]) -> tuple[str, ...]:
    return tuple(safe(group.name, 28) for group in groups[:MOST])


def _managers(begun: Begun, speech: Speech) -> Iterator[Row]:
    """Each with the number of rows; those who have left, or may have; and rows of nobody."""
    base, book = begun.base, begun.opened.book
    rows = base.managers.rows
    listed = sorted(book.managers.values(), key=lambda m: (-rows.get(m.id, 0), m.name))
    for one in listed[:MANAGERS]:
        also = speech("also {names}", names=tuple(safe(a, 24) for a in one.aliases[:3])) if one.aliases else ""
        left = "" if one.active else speech("has left")
        if one.active and (day := begun.silent.get(one.id)):
            left = speech("nothing since {day}: has he left?", day=day)
        note = "; ".join(filter(None, (left, also)))
        yield Row(note, cells=((safe(one.name, 30), 32), (str(rows.get(one.id, 0)), 6)))
    if len(listed) > MANAGERS:
        yield Row(speech("and {count} more", count=len(listed) - MANAGERS), style="dim")
    if base.managers.nobodys:
        yield Row("", cells=((speech("nobody's"), 32), (str(base.managers.nobodys), 6)))
    for text, count in list(base.managers.unclear.items())[:MOST]:
        yield Row(speech("several people, or one of several: such rows are for a person"), style="doubt",
                  cells=((safe(text, 30), 32), (str(count), 6)))  # fmt: skip


def _groups(book: Book, found: Mapping[str, FoundGroup], speech: Speech) -> Iterator[Row]:
    """The groups, the largest first, and of each that was found by evidence the first reason."""
    sizes = sorted((-book.size(group_id), group_id) for group_id in book.groups)
    rows = []
    for size, group_id in sizes:
        why = _reason(found[group_id], speech) if group_id in found and not found[group_id].known else ""
        said = speech.say(messages("{count} company", "{count} companies", -size))
        rows.append(Row("; ".join(filter(None, (said, why))), cells=((safe(book.groups[group_id].name, 28), 30),)))
    return _first(rows, speech)


def _reason(group: FoundGroup, speech: Speech) -> str:
    """Why most cards of a group are in it."""
    counts = Counter(speech.say(member.evidence[0].text) for member in group.members if member.sure and member.evidence)
    return counts.most_common(1)[0][0] if counts else ""


def _first(rows: list[Row], speech: Speech, listed: bool = False) -> Iterator[Row]:
    """The first rows, and how many more there are. ``listed``: discover shows them."""
    yield from rows[:MOST]
    if count := len(rows[MOST:]):
        more = speech("and {count} more: leadcli discover --all", count=count)
        yield Row(more if listed else speech("and {count} more", count=count), style="dim")
