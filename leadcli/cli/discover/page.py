"""What was found in a list of clients, as a page: quarrels first, for they cost most; then groups, doubles, doubts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leadcli.api.discovering import Discovered
from leadcli.discovery.discoveries import Double, FoundGroup, Member
from leadcli.domain.company import Client
from leadcli.domain.match import Evidence
from leadcli.domain.messages import messages
from leadcli.output.text.layout import Row, part
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

MOST = 6  # of a kind that are shown
MEMBERS = 4  # cards of a group that are shown
REASONS = 2  # for a card that are told


def page(told: Discovered, speech: Speech, every: bool) -> Iterator[Row]:
    """The rows of the page; ``every``: all of each kind."""
    found = told.found
    sure = [group for group in found.groups if group.sure]
    doubtful = [group for group in found.groups if len(group.sure) < len(group.members)]
    certain = [double for double in found.doubles if double.sure]
    maybe = [double for double in found.doubles if not double.sure]
    most = None if every else MOST
    yield Row()
    yield Row(
        speech(
            "cards {cards}: groups {groups} ({members} cards), doubles {doubles}, with several owners {quarrels}",
            cards=found.cards, groups=len(sure), members=sum(len(group.sure) for group in sure), doubles=len(certain),
            quarrels=len(found.quarrels),
        ),
        wide=True, style="owner",
    )  # fmt: skip
    lines = [
        Row(
            speech.listed(f"{safe(told.owners.get(one, one), 24)} {count}" for one, count in quarrel.owners),
            cells=((safe(quarrel.group.name, 28), 30),),
        )
        for quarrel in found.quarrels
    ]
    yield from part(speech("Several owners"), _first(lines, most, speech))
    on_file = speech.say(
        messages("{count} group is on file already", "{count} groups are on file already", told.on_file)
    )
    known = [Row(on_file, style="dim")] if told.on_file else []
    new = _first([list(_group(g, told, speech, every)) for g in sure], most, speech)
    yield from part(speech("Groups"), [*known, *new])
    yield from part(speech("Doubles"), _first([list(_double(d, told, speech)) for d in certain], most, speech))
    asked = [list(_doubt(g, told, speech, every)) for g in doubtful] + [list(_double(d, told, speech)) for d in maybe]
    yield from part(speech("To review"), _first(asked, most, speech))
    if not (sure or doubtful or found.doubles):
        yield Row()
        yield Row(
            speech("nothing else that belongs together was found")
            if told.on_file
            else speech("nothing that belongs together was found")
        )


def _first(rows: Sequence[Row | list[Row]], most: int | None, speech: Speech) -> Iterator[Row]:
    """The first of some entries, and how many more there are."""
    for row in rows[:most]:
        yield from row if isinstance(row, list) else (row,)
    if most is not None and len(rows) > most:
        yield Row(speech("and {count} more: --all", count=len(rows) - most), style="dim")


def _group(group: FoundGroup, told: Discovered, speech: Speech, every: bool) -> Iterator[Row]:
    """A group with its sure members."""
    note = speech("on file: these are new in it") if group.known else speech("{count} cards", count=len(group.sure))
    yield Row(f"{safe(group.name, 40)} ({group.id})", tail=note, style="good")
    yield from _members([m for m in group.members if m.sure], told, speech, every)


def _doubt(group: FoundGroup, told: Discovered, speech: Speech, every: bool) -> Iterator[Row]:
    """Cards of which a person is to say whether they are of a group."""
    yield Row(speech("are they of {group}?", group=f"{safe(group.name, 40)} ({group.id})"), style="doubt")
    yield from _members([m for m in group.members if not m.sure], told, speech, every)


def _members(members: Sequence[Member], told: Discovered, speech: Speech, every: bool) -> Iterator[Row]:
    shown = members if every else members[:MEMBERS]
    for member in shown:
        yield _card(told.clients[member.client_id], told, _why(_few(member.evidence), speech))
    if len(shown) < len(members):
        yield Row(speech("… and {count} more cards", count=len(members) - len(shown)), style="dim", cells=(("", 2),))


def _double(double: Double, told: Discovered, speech: Speech) -> Iterator[Row]:
    yield Row(_why(double.evidence, speech), style="good" if double.sure else "doubt")
    for one in double.ids:
        yield _card(told.clients[one], told, "")


def _card(client: Client, told: Discovered, why: str) -> Row:
    """A card: its id, name, city, owner, and why it is there."""
    place = f" ({safe(client.city, 24)})" if client.city else ""
    owner = safe(told.owners.get(client.owner, client.owner), 24)
    said = (f"{safe(client.id, 16)}  {safe(client.name, 60)}{place}", owner, why)
    return Row(" · ".join(filter(None, said)), cells=(("", 2),))


def _few(evidence: Sequence[Evidence]) -> Sequence[Evidence]:
    """The first reason of each kind, a few of them; an address tells no more than its site."""
    kinds = {each.signal: each for each in reversed(evidence)}
    if "domain" in kinds:
        kinds.pop("email", None)
    return [each for each in evidence if kinds.get(each.signal) is each][:REASONS]


def _why(evidence: Iterable[Evidence], speech: Speech) -> str:
    return "; ".join(speech.say(each.text) for each in evidence)
