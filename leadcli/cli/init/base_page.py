"""The page "your base": what an export told, the quarrels that are in it already, and what to ask first."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from leadcli.api.discovering import discover_in
from leadcli.api.starting.new_base import NewBase
from leadcli.discovery.discoveries import Discovery, FoundGroup
from leadcli.domain.book import Book
from leadcli.domain.messages import messages
from leadcli.output.text.layout import Row, part
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech
from leadcli.workspace.opening import SoundWorkspace

MOST = 5  # of a kind that are shown
MANAGERS = 12


def base_page(base: NewBase, opened: SoundWorkspace, folder: Path, speech: Speech) -> Iterator[Row]:
    """The rows of the page. ``folder``: the workspace as it is now called."""
    book, found = opened.book, discover_in(opened).found
    new = [group for group in found.groups if group.sure and not group.known]
    maybe = [group for group in found.groups if not group.sure and not group.known]
    quarrels = _quarrels(book, found)
    doubles = [double for double in found.doubles if double.sure]
    yield Row()
    yield Row(
        speech(
            "your base: companies {clients}, managers {managers}, groups {groups}, doubles {doubles}, "
            "groups with several owners {quarrels}",
            clients=len(book.clients), managers=len(book.managers), groups=len(book.groups) + len(new),
            doubles=len(doubles), quarrels=len(quarrels),
        ),
        wide=True, style="owner",
    )  # fmt: skip
    yield from part(speech("Managers"), _managers(base, book, speech))
    yield from part(speech("Groups"), _groups(book, speech))
    said = []
    if new:
        said.append(Row(speech("surely groups ({count}): {names}", count=len(new), names=_names(new))))
    if maybe:
        said.append(Row(speech("maybe groups ({count}): {names}", count=len(maybe), names=_names(maybe))))
    if said:
        said.append(Row(speech("write them down to be answered: leadcli discover --write"), style="dim"))
    yield from part(speech("Not on file yet"), said)
    yield from part(speech("Several owners"), _first([
        Row(speech.listed(f"{safe(book.managers[one].name, 24)} {count}" for one, count in owners),
            cells=((safe(name, 28), 30),))
        for name, owners in quarrels
    ], speech))  # fmt: skip
    yield from part(speech("Doubles"), _first([
        Row(" = ".join(f"{safe(book.clients[one].name, 30)} ({safe(one, 16)})" for one in double.ids))
        for double in doubles
    ], speech))  # fmt: skip
    yield from part(speech("Country"), [Row(
        speech("{country}: where a caller is taken to be whom nothing tells; rules.yaml", country=base.country)
        if base.country
        else speech("the base does not tell it: where a caller is stays unknown until somebody says; rules.yaml")
    )])  # fmt: skip
    count = sum(problem.stops == "part" for problem in opened.problems)
    if count:
        text = messages("{count} cell is not understood: leadcli data check",
                        "{count} cells are not understood: leadcli data check", count)  # fmt: skip
        yield from part(speech("To review"), [Row(speech.say(text), style="doubt")])
    yield from part(speech("Try"), [
        Row(f"cd {shlex.quote(str(folder))}"), Row(f'leadcli who-owns "{_to_try(book, found)}"'),
    ])  # fmt: skip


def _names(groups: list[FoundGroup]) -> tuple[str, ...]:
    return tuple(safe(group.name, 28) for group in groups[:MOST])


def _managers(base: NewBase, book: Book, speech: Speech) -> Iterator[Row]:
    """Each with the number of rows; those who have left, and rows of nobody."""
    rows = base.managers.rows
    listed = sorted(book.managers.values(), key=lambda m: (-rows.get(m.id, 0), m.name))
    for one in listed[:MANAGERS]:
        also = speech("also {names}", names=tuple(safe(a, 24) for a in one.aliases[:3])) if one.aliases else ""
        left = "" if one.active else speech("has left")
        note = "; ".join(filter(None, (left, also)))
        yield Row(note, cells=((safe(one.name, 30), 32), (str(rows.get(one.id, 0)), 6)))
    if len(listed) > MANAGERS:
        yield Row(speech("and {count} more", count=len(listed) - MANAGERS), style="dim")
    if base.managers.nobodys:
        yield Row("", cells=((speech("nobody's"), 32), (str(base.managers.nobodys), 6)))
    for text, count in list(base.managers.unclear.items())[:MOST]:
        yield Row(speech("several people, or one of several: such rows are for a person"), style="doubt",
                  cells=((safe(text, 30), 32), (str(count), 6)))  # fmt: skip


def _groups(book: Book, speech: Speech) -> Iterator[Row]:
    sizes = sorted(((sum(1 for _ in book.family(g.id)), g.name) for g in book.groups.values()), key=lambda s: -s[0])
    rows = [
        Row(speech.say(messages("{count} company", "{count} companies", size)), cells=((safe(name, 30), 32),))
        for size, name in sizes
    ]
    return _first(rows, speech)


def _first(rows: list[Row], speech: Speech) -> Iterator[Row]:
    yield from rows[:MOST]
    if len(rows) > MOST:
        yield Row(speech("and {count} more", count=len(rows) - MOST), style="dim")


def _quarrels(book: Book, found: Discovery) -> list[tuple[str, list[tuple[str, int]]]]:
    """The groups with several owners, on file or found, each with its owners; where fewest rows are one's, first."""
    told = [(quarrel.group.name, list(quarrel.owners)) for quarrel in found.quarrels if not quarrel.group.known]
    for group in book.groups.values():
        if group.parent:
            continue
        counts = Counter(client.owner for client in book.family(group.id) if client.owner)
        if len(counts) > 1:
            told.append((group.name, sorted(counts.items(), key=lambda item: (-item[1], item[0]))))
    return sorted(told, key=lambda quarrel: (quarrel[1][0][1] - sum(n for _, n in quarrel[1]), quarrel[0]))


def _to_try(book: Book, found: Discovery) -> str:
    """A name to ask with: of the largest group, else of the first company."""
    if book.groups:
        return max(book.groups.values(), key=lambda g: sum(1 for _ in book.family(g.id))).name
    sure = [group for group in found.groups if group.sure]
    return sure[0].name if sure else next((client.name for client in book.clients.values()), "")
