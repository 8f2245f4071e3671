"""The queue of a workspace: doubtful callers of the ledger, rows that a plan asks about, unknown owners, links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path

from leadcli.api.answering.items import KINDS, Choice, Item, Kind, in_order
from leadcli.api.answering.waiting_links import REASONS, waiting_links
from leadcli.assignment.plan_file import read_plan
from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.match import ALIKE, DOUBTED, Candidate, Match
from leadcli.domain.messages import Message, message
from leadcli.fields.people import named
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.recording import open_ledger, recorded
from leadcli.ledger.replay import ruling_in
from leadcli.ledger.ruling_records import is_forgotten
from leadcli.names import parse
from leadcli.resolution import who_is
from leadcli.resolution.directory.denials import words_said
from leadcli.workspace.opening import SoundWorkspace

SHOWN = 9  # who may be meant, by a digit each


def queue(opened: SoundWorkspace, plan: Path | None = None, kinds: Collection[Kind] = KINDS) -> list[Item]:
    """What waits in a workspace, and in a plan; what moves most first."""
    found: list[Item] = []
    if "caller" in kinds and recorded(opened.root):
        with open_ledger(opened.root) as ledger:
            found += _callers(ledger, opened)
    if plan is not None:
        found += _rows(plan, opened, kinds)
    if "owner" in kinds:
        book = opened.book
        cards = book.clients.values() if book.unread else ()
        count = Counter(text for c in cards for field, _, text in c.unread if field == "owner" and text)
        known = {item.text for item in found if item.kind == "owner"}
        found += [_owner(text, number, book) for text, number in count.items() if text not in known]
    if {"link", "double"} & set(kinds):
        found += [item for item in waiting_links(opened) if item.kind in kinds]
    return in_order(found)


# --- who called -------------------------------------------------------------------------------------------------------
def _callers(ledger: Ledger, opened: SoundWorkspace) -> Iterator[Item]:
    """The rulings in whose caller there is doubt, those of the same words as one."""
    alike: dict[tuple[str, str], list[tuple[int, Caller, Match]]] = {}
    for verdict in ("confirm", "human"):
        for stored in ledger.select({"kind": "ruling", "verdict": verdict}, newest=False):
            if not ledger.stands(stored):
                continue
            ruling, _ = ruling_in(ledger, stored)
            caller, match = ruling.question.caller, ruling.match
            if match.status in DOUBTED and not is_forgotten(ruling.question):
                words = words_said(parse(caller.name, note=True), caller.city) or caller.name
                whose = "|".join(_ids(match))
                alike.setdefault((words, whose), []).append((stored.seq, caller, match))
    for told in alike.values():
        first, caller, match = told[0]
        entries = tuple(sorted(seq for seq, _, _ in told))
        said = message("calls on record: {count}", count=len(entries))
        yield _who(f"caller:{first}", "caller", caller, match, opened.book, len(entries), (said,), entries)


def _rows(plan: Path, opened: SoundWorkspace, kinds: Collection[Kind]) -> Iterator[Item]:
    """The rows of a plan about whose company, or owner, a person is to be asked; those of the same words as one."""
    callers: Counter[str] = Counter()
    names: dict[str, str] = {}
    owners: Counter[str] = Counter()
    for line in read_plan(plan)[1]:
        if line["kind"] == "owner" and line["was"]:
            owners[line["was"]] += 1
        elif line["status"] in DOUBTED and line["action"] not in ("keep", "skip"):
            words = words_said(parse(line["caller"], note=True)) or line["caller"]
            callers[words] += 1
            names.setdefault(words, line["caller"])
    if "owner" in kinds:
        yield from (_owner(text, count, opened.book) for text, count in owners.items())
    for words, count in callers.items() if "row" in kinds else ():
        caller = Caller(names[words])
        match = who_is(caller, opened.directory)
        if match.status in DOUBTED:  # else it was answered since
            said = message("rows of the plan: {count}", count=count)
            key = f"row:{words}:{'|'.join(_ids(match))}"
            yield _who(key, "row", caller, match, opened.book, count, (said,))


def _who(
    key: str, kind: Kind, caller: Caller, match: Match, book: Book, weight: int, more: tuple[Message, ...],
    entries: tuple[int, ...] = (),
) -> Item:  # fmt: skip
    place = caller.city or caller.phone or caller.inn
    name = f"{caller.name} ({place})" if place else caller.name
    tied = match.status == "ambiguous"
    choices = _choices(match, book)
    if tied:
        ask = message("{name}: which of them is it?", name=name)
    else:
        ask = message("{name}: is it {other}?", name=name, other=choices[0].name if choices else "-")
    why = tuple(each.text for each in match.evidence if each.weight and not each.detail)[:REASONS]
    return Item(key, kind, choices[0].id if choices else name, weight, ask, (*why, *more), choices, yes=not tied,
                caller=caller, entries=entries)  # fmt: skip


def _ids(match: Match) -> tuple[str, ...]:
    if match.status == "ambiguous":
        return tuple(sorted(c.client_id or c.group_id for c in match.candidates if c.tied))
    return (match.client_id or match.group_id,)


def _choices(match: Match, book: Book) -> tuple[Choice, ...]:
    """Who may be meant, the best first; a group where the question is about one."""
    own = [] if match.status == "ambiguous" else [(match.client_id, match.group_id)]
    others = sorted(match.candidates, key=lambda c: not c.tied)
    found: dict[str, str] = {}
    for client, group in own:
        entry = book.clients.get(client) or book.groups.get(group)
        if entry is not None:
            found[client or group] = entry.name
    for one in others:
        if (one.client_id or one.group_id) and (one.tied or one.score >= ALIKE):
            found.setdefault(one.client_id or one.group_id, _called(one, book))
    return tuple(Choice(id, name) for id, name in list(found.items())[:SHOWN])


def _called(one: Candidate, book: Book) -> str:
    card = book.clients.get(one.client_id)
    return f"{card.name} ({card.city})" if card is not None and card.city else card.name if card else one.name


# --- owners -----------------------------------------------------------------------------------------------------------
def _owner(text: str, count: int, book: Book) -> Item:
    """An owner's cell that names nobody who is known: nobody is nearest, one is, or several may be meant."""
    meant = named(book, text)
    near = [book.managers[m] for m in meant.candidates if m in book.managers]
    rest = [m for m in book.managers.values() if m.active and m not in near]
    choices = tuple(Choice(m.id, m.name) for m in (*near, *rest))[:SHOWN]
    one = bool(near) and meant.kind in ("unknown", "one")
    if one:
        ask = message("{cell} stands for the manager of clients: is it {other}?", cell=text, other=near[0].name)
    else:
        ask = message("{cell} stands for the manager of clients: who is it?", cell=text)
    why = (message("cards: {count}", count=count), message("no says: nobody serves them"))
    return Item(f"owner:{text}", "owner", text, count, ask, why, choices, yes=one, text=text)
