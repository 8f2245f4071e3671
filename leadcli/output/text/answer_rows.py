"""What every page of a ruling begins with: the owner, how sure it is, what to ask, who stands in, who calls."""

from __future__ import annotations

from collections.abc import Iterator

from leadcli.domain.book import Book
from leadcli.domain.match import Match
from leadcli.domain.messages import Message
from leadcli.domain.ruling import Outlook, Ruling
from leadcli.output.text.layout import Row, Style
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

VERDICT_STYLE: dict[str, Style] = {"settled": "good", "confirm": "doubt", "human": "bad"}


def brief(ruling: Ruling, book: Book, speech: Speech) -> str:
    """One line: caller, owner, rule, reason."""
    caller = safe(ruling.question.caller.name, 60)
    reason = speech.say(ruling.ask or Message("")) if not ruling.owner else speech.say(ruling.why or Message(""))
    owner = owner_name(ruling, book, speech)
    if ruling.cover and ruling.cover.manager:
        owner += f" ({speech('cover')}: {safe(book.managers[ruling.cover.manager].name)})"
    return "\t".join((caller, owner, ruling.rule or "-", verdict_words(ruling, speech), reason))


def owner_name(ruling: Ruling, book: Book, speech: Speech) -> str:
    """The owner's name, or the words for nobody."""
    return safe(book.managers[ruling.owner].name) if ruling.owner else speech("nobody yet")


def headline_row(ruling: Ruling, book: Book, speech: Speech) -> Row:
    """Caller and owner, and how sure that is."""
    name = safe(ruling.question.caller.name, 80) or speech("(no name)")
    return Row(
        f"{name} → {owner_name(ruling, book, speech)}",
        tail=verdict_words(ruling, speech),
        style="owner" if ruling.owner else "bad",
        tail_style=VERDICT_STYLE[ruling.verdict],
        wide=True,
    )


def verdict_words(ruling: Ruling, speech: Speech) -> str:
    """How sure an answer is."""
    return {
        "settled": speech("settled"),
        "confirm": speech("to be confirmed"),
        "human": speech("a person must decide"),
    }[ruling.verdict]


def doubt_rows(ruling: Ruling, book: Book, speech: Speech) -> Iterator[Row]:
    """What to ask, what holds for each answer, and why a doubt does not matter."""
    style = VERDICT_STYLE[ruling.verdict]
    who = ruling.match.question
    if ruling.ask is not None:
        yield Row(speech.say(ruling.ask), label=speech("Ask"), style=style)
    if ruling.outlooks and ruling.verdict != "settled":
        if who is not None and who != ruling.ask:
            yield Row(speech.say(who), label=speech("Ask too") if ruling.ask else speech("Ask"), style=style)
        for outlook in told_outlooks(ruling):
            yield outlook_row(outlook, ruling, book, speech)
    if not ruling.owner and (ruling.ask != who or not ruling.outlooks):
        for number, branch in enumerate(ruling.what_if[:6]):
            name = safe(book.managers[branch.owner].name) if branch.owner else "-"
            label = speech("It depends") if number == 0 else ""
            yield Row(f"{speech.say(branch.change)} → {name}", label=label, tail=branch.rule)
    if ruling.note is not None:
        yield Row(speech.say(ruling.note), label=speech("Note"))
    for number, said in enumerate(ruling.warnings):
        yield Row(speech.say(said), label="" if number else speech("Mind"), style="doubt")


def told_outlooks(ruling: Ruling) -> list[Outlook]:
    """What the answers lead to, without those beside yes and no that lead to the same owner."""
    sure = any(outlook.reply == "yes" for outlook in ruling.outlooks)
    return [o for o in ruling.outlooks if not (sure and o.reply == "one" and o.owner == ruling.owner)]


def outlook_row(outlook: Outlook, ruling: Ruling, book: Book, speech: Speech) -> Row:
    """What an answer leads to: whom, and by which rule; where that is still open, what else to ask."""
    name = safe(book.managers[outlook.owner].name) if outlook.owner else speech("nobody yet")
    if outlook.reply == "one":
        return Row(f"{speech.say(outlook.said)} → {name}", tail=outlook.rule)
    label = f"  {speech('yes') if outlook.reply == 'yes' else speech('no')}"
    why = outlook.why if outlook.owner else outlook.ask if outlook.ask != ruling.ask else None
    text = speech.say(why) if why else ""
    return Row(text if name in text else f"{name}: {text}" if text else name, label=label, tail=outlook.rule)


def cover_rows(ruling: Ruling, book: Book, speech: Speech) -> Iterator[Row]:
    """Who stands in, and that the client stays the owner's."""
    cover = ruling.cover
    if cover is None:
        return
    owner = owner_name(ruling, book, speech)
    name = safe(book.managers[cover.manager].name) if cover.manager else speech("nobody")
    until = speech("until {day}", day=cover.until) if cover.until else speech("until the owner is back")
    yield Row(f"{name} {until}: {speech.say(cover.why)}", label=speech("Cover"), style="owner")
    yield Row(f"{owner}: {speech.say(cover.absence)}; {speech('the client stays theirs')}")


def called(match: Match, name: str, speech: Speech) -> str:
    """What the caller is taken for."""
    if match.client_id:
        return speech("{name}, client on file", name=name)
    if match.new_entity:
        return speech("{name}, group; a company not on file", name=name)
    return speech("{name}, group", name=name)
