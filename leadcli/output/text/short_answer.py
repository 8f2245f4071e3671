"""The answer that a call gets, on one screen: the owner, what to ask with both outcomes, why, what to say.

The table of rules, the parties and the figures stand on ``ruling_page``, for a dispute and an audit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from leadcli.domain.book import Book
from leadcli.domain.facts import Answer
from leadcli.domain.match import ALIKE, Evidence, Match
from leadcli.domain.ruling import Check, Ruling
from leadcli.output.text.answer_rows import called, cover_rows, doubt_rows, headline_row, told_outlooks
from leadcli.output.text.layout import Row
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

EXACT = 0.995  # of a score from which it needs no proof, where no word was heard otherwise
FEW = 3


def short_page(ruling: Ruling, book: Book, speech: Speech) -> Iterator[Row]:
    """The rows of the answer; at most some ten at 80 columns."""
    yield Row()
    yield headline_row(ruling, book, speech)
    asked = [*doubt_rows(ruling, book, speech), *cover_rows(ruling, book, speech)]
    if asked:
        yield Row()
        yield from asked
    reasons = [
        *_why(ruling, speech),
        *_left(ruling, book, speech),
        *_who(ruling, speech),
        *_decided_otherwise(ruling, book, speech),
    ]
    words = [*_say(ruling, speech), *_answer(ruling, speech)]
    if reasons or words:
        yield Row()
        yield from reasons
        yield from words


def _why(ruling: Ruling, speech: Speech) -> Iterator[Row]:
    """The rule in words, and the fact on which it names the owner."""
    if not ruling.owner or ruling.rule_place is None:
        return
    title = speech.choose(ruling.title)
    fact = (speech.sentence if title else speech.say)(ruling.why) if ruling.why else ""
    if title and ruling.verdict != "settled" and any(o.reply == "yes" and o.why == ruling.why for o in ruling.outlooks):
        fact = ""  # it stands beside the yes
    yield Row(f"{title}. {fact}" if title and fact else title or fact, label=speech("Why"), tail=_source(ruling))


def _left(ruling: Ruling, book: Book, speech: Speech) -> Iterator[Row]:
    """Of a client on file whom nobody serves any more: whose it was."""
    card = book.clients.get(ruling.match.client_id)
    owner = book.managers.get(card.owner) if card is not None else None
    if owner is not None and owner.id != ruling.owner and ruling.match.status == "accept":
        checks = (check for step in ruling.trace for check in step.checks if check.answer is Answer.NO)
        gone = next((check for check in checks if dict(check.found.args).get("manager") == owner.name), None)
        if gone is not None:
            yield Row(speech.sentence(gone.found), style="dim")


def _source(ruling: Ruling) -> str:
    place = ruling.rule_place
    return f"{place.file}:{place.line}" if place and place.file else ruling.rule


def _who(ruling: Ruling, speech: Speech) -> Iterator[Row]:
    """Who calls, where it is not the very name that was heard; and who else it could be."""
    match = ruling.match
    best = next((c for c in match.candidates if (c.client_id, c.group_id) == (match.client_id, match.group_id)), None)
    if match.status == "none":
        yield Row(speech("nobody known"), label=speech("Who calls"))
    elif match.status == "accept" and (match.score < EXACT or not match.client_id or _otherwise(match.evidence)):
        text = called(match, best.name if best else "", speech)
        yield Row(text, label=speech("Who calls"), tail=speech.score(match.score))
        yield from _heard(match, speech)
    elif match.status == "confirm":
        others = (c for c in match.candidates if c.score >= ALIKE and (not c.group_id or c.group_id != match.group_id))
        near = ([best] if best else []) + [c for c in others if c is not best][: FEW - 1]
        told = " · ".join(f"{safe(c.name, 40)} {speech.score(c.score)}" for c in near)
        yield Row(told, label=speech("Alike"))
        yield from _heard(match, speech)


def _heard(match: Match, speech: Speech) -> Iterator[Row]:
    """By what it is known and what the name says, if not by that; what speaks most against it, if asked; a word."""
    told = [e for e in match.evidence if e.weight and not e.detail]
    if told and told[0].signal != "name":
        yield Row(speech.say(told[0].text), style="dim")
        for evidence in [e for e in told if e.signal == "name" and e.weight < 0][:1]:
            yield Row(speech.say(evidence.text), style="doubt")
        return
    against = [e for e in told if e.weight < 0 and match.status == "confirm"]
    for evidence in [*sorted(against, key=lambda e: e.weight), *_otherwise(told), *told][:1]:
        yield Row(speech.say(evidence.text), style="dim")


def _otherwise(evidence: Sequence[Evidence]) -> list[Evidence]:
    """What says that a word was heard otherwise than it stands on file."""
    return [one for one in evidence if one.weight and not one.detail and "theirs" in dict(one.text.args)]


def _decided_otherwise(ruling: Ruling, book: Book, speech: Speech) -> Iterator[Row]:
    """A person's decision on a sister company that the rules do not follow."""
    for one in [p for p in ruling.precedents if p.decided and p.departs][:1]:
        manager = book.managers.get(one.manager)
        name = safe(manager.name if manager else one.manager, 24)
        text = speech("{day}: a person decided for {manager}: {why}", day=one.day, manager=name, why=one.why)
        yield Row(text, label=speech("Precedent"), tail=str(one.seq), style="doubt")


def _say(ruling: Ruling, speech: Speech) -> Iterator[Row]:
    text = speech.choose(ruling.to_client)
    if text and ruling.verdict == "settled":
        yield Row(speech.locale.quoted(safe(text, 300)), label=speech("Say"))


def _answer(ruling: Ruling, speech: Speech) -> Iterator[Row]:
    """How to answer what was asked, and where more stands."""
    ways: list[str] = []
    match = ruling.match
    if ruling.verdict != "settled" and match.question is not None and match.status == "confirm":
        others = [o.client_id or o.group_id for o in told_outlooks(ruling) if o.reply == "one"]
        ways = ["--yes", *_meant(others)[: FEW - 1], "--no", *(["--new"] if match.group_id else [])]
    elif match.status == "ambiguous" and ruling.verdict != "settled":
        ways = _meant([c.client_id or c.group_id for c in match.candidates if c.tied])[:FEW]
    elif ruling.verdict == "confirm":
        ways = ["--yes"]
    elif (check := _open(ruling)) is not None and check.how:
        ways = [check.how]
    more = speech("details: {one}, dispute: {two}", one="--trace", two="--claim")
    if len(ways) > 1 and match.status == "ambiguous":  # ids are long: what is to be typed stays in one piece
        yield Row(" · ".join(ways), label=speech("Answer"), style="dim")
        yield Row(more, style="dim")
    elif ways:
        yield Row(" · ".join(ways), label=speech("Answer"), tail=more, style="dim")
    elif ruling.verdict != "settled":
        yield Row(more, style="dim")


def _meant(ids: Iterable[str]) -> list[str]:
    """The options that say which of several it is."""
    return [f'--yes "{each}"' if " " in each else f"--yes {each}" for each in ids if each]


def _open(ruling: Ruling) -> Check | None:
    """The check that stopped the rules, if one did."""
    step = next((s for s in reversed(ruling.trace) if s.outcome == "unknown"), None)
    return next((c for c in step.checks if c.answer is Answer.UNKNOWN and c.needed), None) if step else None
