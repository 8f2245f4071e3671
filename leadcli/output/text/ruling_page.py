"""The ruling as a page: the owner first, then what to ask, then the reasons in the order in which people doubt them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from leadcli.domain.book import Book
from leadcli.domain.company import LEDGER
from leadcli.domain.facts import Answer, Precedent
from leadcli.domain.match import Match, Part
from leadcli.domain.places import Place
from leadcli.domain.ruling import UNIT, Argued, Check, Claim, Ruling, Share, Step
from leadcli.output.text.answer_rows import called, cover_rows, doubt_rows, headline_row
from leadcli.output.text.layout import Row, Style, table
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

MARKS = {"fired": "+", "failed": "–", "unknown": "?", "not_reached": "·"}
RULE_COLUMN = 18
LOUDEST = 6  # figures of a score that --explain shows
NEXT = 0.05  # score of the next best that is worth a line
SHOWN = 8  # changes that --explain shows
NEEDS = 3  # changes that are told to a claimant


def page(
    ruling: Ruling, book: Book, speech: Speech, explain: bool = False, score: Sequence[Part] = ()
) -> Iterator[Row]:
    """The rows of a ruling. ``explain`` shows every check of every rule. ``score``: what the figures changed in it."""
    parts = (
        [headline_row(ruling, book, speech)],
        doubt_rows(ruling, book, speech),
        cover_rows(ruling, book, speech),
        _match(ruling.match, speech, explain),
        _score(score, speech),
        _trace(ruling, speech, explain),
        _shares(ruling.shares, ruling.owner, book, speech),
        _claims(ruling.claims, book, speech),
        _changes(ruling, book, speech) if explain and ruling.owner else (),
        _precedents(_untold(ruling), book, speech),
        _sentences(ruling, speech),
        _learned(ruling, speech),
    )
    for part in parts:
        rows = list(part)
        if rows:
            yield Row()
            yield from rows


# --- who calls ------------------------------------------------------------------------------------------------
def _match(match: Match, speech: Speech, explain: bool) -> Iterator[Row]:
    best = next((c for c in match.candidates if (c.client_id, c.group_id) == (match.client_id, match.group_id)), None)
    label = speech("Who calls")
    if match.status == "none":
        yield Row(speech("nobody known"), label=label)
        label = ""
    elif match.status == "ambiguous":
        yield Row(speech("several fit equally"), label=label)
        label = ""
        for candidate in (c for c in match.candidates if c.tied):
            yield Row(safe(candidate.name), tail=speech.score(candidate.score))
    else:
        yield Row(called(match, best.name if best else "", speech), label=label, tail=speech.score(match.score))
        label = ""
    for evidence in match.evidence:
        if explain or not evidence.detail:
            tail = f"{evidence.weight:+.2f}" if explain else ""
            yield Row(speech.say(evidence.text), label=label, style="dim" if not evidence.weight else "", tail=tail)
            label = ""
    others = [c for c in match.candidates if not c.tied and c is not best]
    if not explain:  # the gap that counts is to another group
        others = [c for c in others if not c.group_id or c.group_id != match.group_id]
    for candidate in others[:5] if explain else [c for c in others[:1] if c.score >= NEXT]:
        text = speech("next: {name}", name=candidate.name)
        yield Row(text, label=label, tail=speech.score(candidate.score), style="dim")
        label = ""


def _score(parts: Sequence[Part], speech: Speech) -> Iterator[Row]:
    """The figures that changed the score most, in log-odds, and the rest; docs/matching.md has their meaning."""
    label = speech("Score") if parts else ""
    figures, start = parts[:-1], parts[-1:]
    for part in figures[:LOUDEST]:
        tail = f"{part.log_odds:+.2f}"
        yield Row(f"{part.figure} = {speech.number(part.value)}", label=label, style="dim", tail=tail)
        label = ""
    if rest := figures[LOUDEST:]:
        tail = f"{sum(part.log_odds for part in rest):+.2f}"
        yield Row(speech("other figures, together"), style="dim", tail=tail)
    for part in start:
        yield Row(speech("before any figure"), label=label, style="dim", tail=f"{part.log_odds:+.2f}")


def _learned(ruling: Ruling, speech: Speech) -> Iterator[Row]:
    """The command that keeps the answer, so that the name is known the next time."""
    match, question = ruling.match, ruling.question
    if match.alias is None or question.reply:
        return
    said = [("--client", question.client_id), ("--group", question.group_id)]
    words = ["leadcli who-owns", f'"{_typed(question.caller.name)}"', *(f"{name} {id}" for name, id in said if id)]
    label = speech("Remember it") if match.status == "accept" else speech("If so")
    yield Row(" ".join((*words, "--yes")), label=label, style="dim")


def _typed(name: str) -> str:
    """A name as it can be typed in quotes in any shell."""
    return "".join(c for c in safe(name, 80) if c not in '"$`\\!%')


# --- the rules ------------------------------------------------------------------------------------------------
def _trace(ruling: Ruling, speech: Speech, explain: bool) -> Iterator[Row]:
    label, file, said = speech("Rules"), "", ""
    for step in ruling.trace:
        source = _source(step.place, file)
        file = step.place.file
        texts = _step_texts(step, speech)
        if step.outcome == "failed" and texts == [said] and not explain:
            texts = [speech("the same")]  # nothing is said twice
        else:
            said = texts[0]
        style: Style = "" if step.outcome in ("fired", "unknown") else "dim"
        cells = (MARKS[step.outcome], 2), (step.rule, RULE_COLUMN)
        yield Row(texts[0], label=label, tail=source, style=style, cells=cells)
        label = ""
        if explain:
            for check in step.checks:
                yield _check(check, speech)
            if step.note:
                yield Row(speech.say(step.note), cells=(("", 2), ("", RULE_COLUMN)), style=style)
            continue
        for text in texts[1:]:
            yield Row(text, cells=(("", 2), ("", RULE_COLUMN)), style=style)


def _source(place: Place, file: str) -> str:
    return str(place.line) if place.file == file else f"{place.file}:{place.line}"


def _step_texts(step: Step, speech: Speech) -> list[str]:
    if step.outcome == "not_reached":
        return [speech("not needed")]
    texts = list(dict.fromkeys(speech.say(check.found) for check in told(step)))
    if step.note:
        texts.append(speech.say(step.note))
    return texts or [""]


def told(step: Step) -> list[Check]:
    """The checks that tell a rule's outcome: all it rests on if it fired, else the first that failed or is unknown."""
    needed = [check for check in step.checks if check.needed]
    if step.outcome == "fired":
        return needed
    wanted = Answer.UNKNOWN if step.outcome == "unknown" else None
    return [c for c in needed if wanted is None or c.answer is wanted][:1]


def _check(check: Check, speech: Speech) -> Row:
    answer = {Answer.YES: speech("yes"), Answer.NO: speech("no"), Answer.UNKNOWN: speech("not known")}[check.answer]
    return Row(
        f"{'not ' if check.negated else ''}{check.key} = {answer}: {speech.say(check.found)}",
        cells=(("", 4),),
        tail=str(check.place.line),
        style="" if check.needed else "dim",
    )


# --- who got it, who did not ------------------------------------------------------------------------------------
def _shares(shares: tuple[Share, ...], owner: str, book: Book, speech: Speech) -> Iterator[Row]:
    if not shares:
        return
    able = sorted(
        (s for s in shares if s.left_out is None), key=lambda s: (-s.balance - s.share, s.load, s.recent, s.order)
    )
    heading = (
        "", speech("manager"), speech("clients"), speech("weight"), speech("load"), speech("share"), speech("owed"),
    )  # fmt: skip
    body = [
        (
            "+" if s.manager == owner else "",
            safe(book.managers[s.manager].name, 24),
            str(s.open_clients),
            speech.number(s.weight),
            speech.number(s.load),
            f"{100 * s.share / UNIT:.0f} %",
            speech.number(round((s.balance + s.share) / UNIT, 2) or 0.0),
        )
        for s in able
    ]
    shown = table([heading, *body], (False, False, True, True, True, True, True))
    for number, text in enumerate(shown):
        yield Row(text, label=speech("Turn") if number == 0 else "", style="label" if number == 0 else "")
    for share in shares:
        if share.left_out is not None:
            name = safe(book.managers[share.manager].name, 24)
            yield Row(f"{name}: {speech.say(share.left_out)}", cells=(("–", 2),), style="dim")


def _claims(claims: tuple[Claim, ...], book: Book, speech: Speech) -> Iterator[Row]:
    if not claims:
        return
    label = speech("Claims")
    words = {"wins": speech("wins"), "loses": speech("loses"), "open": speech("open")}
    for claim in claims:
        name = safe(book.managers[claim.manager].name, 24)
        style: Style = "owner" if claim.outcome == "wins" else ""
        yield Row(name, label=label, tail=words[claim.outcome], style=style, tail_style=style or "dim")
        label = ""
        for mark, texts in (("+", claim.supports), ("–", claim.against)):
            for said in texts:
                yield Row(speech.say(said), cells=(("", 2), (mark, 2)))
        yield Row(speech.say(claim.because), cells=(("", 2), ("=", 2)))
        for argued in claim.arguments:
            yield Row(_argued(argued, book, speech), cells=(("", 2), ("›", 2)))
        if claim.outcome == "wins":
            continue
        nearest = {branch.rule: branch for branch in reversed(claim.needs)}  # of each rule the likeliest change
        if not nearest and claim.outcome == "loses":
            yield Row(speech("no change that was tried would make it theirs"), cells=(("", 2), ("", 2)), style="dim")
        for branch in [b for b in claim.needs if nearest[b.rule] is b][:NEEDS]:
            text = speech("it would be theirs if: {change}", change=branch.change)
            yield Row(text, cells=(("", 2), ("", 2)), tail=branch.rule, style="dim")


def _argued(argued: Argued, book: Book, speech: Speech) -> str:
    """What a claimant argues, and what would come of it."""
    said = speech("argues {field} = {value}", field=argued.field, value=argued.value)
    name = book.managers[argued.owner].name if argued.owner else ""
    outcome = {
        "wins": speech("so it would be theirs, by {rule}", rule=argued.rule),
        "moves": speech("so it would go to {manager}, by {rule}", manager=name, rule=argued.rule),
        "same": speech("that changes nothing"),
        "open": speech("then it would be open"),
        "unasked": speech("no rule asks for that, it was not weighed"),
    }[argued.effect]
    proof = "; " + speech("to prove it: {where}", where=argued.proof) if argued.proof else ""
    return f"{said}: {outcome}{proof}"


def _changes(ruling: Ruling, book: Book, speech: Speech) -> Iterator[Row]:
    """What would give the client to somebody else."""
    label = speech("Otherwise if")
    for branch in ruling.what_if[:SHOWN]:
        name = safe(book.managers[branch.owner].name, 24)
        yield Row(f"{speech.say(branch.change)} → {name}", label=label, tail=branch.rule)
        label = ""
    if len(ruling.what_if) > SHOWN:
        count = len(ruling.what_if) - SHOWN
        yield Row(speech("{count} more: --json", count=count), style="dim")


def _untold(ruling: Ruling) -> tuple[Precedent, ...]:
    """The precedents but the decisions that stand in the trace: nothing is said twice."""
    told = {step.place.line for step in ruling.trace if step.place.file == LEDGER}
    return tuple(p for p in ruling.precedents if p.seq not in told)


def _precedents(found: tuple[Precedent, ...], book: Book, speech: Speech) -> Iterator[Row]:
    label = speech("Precedents")
    kinds = {
        "caller": speech("the same name"), "client": speech("the same client"), "group": speech("the same group"),
        "facts": speech("the same facts, another company"),
    }  # fmt: skip
    for one in found:
        manager = book.managers.get(one.manager)
        owner = safe(manager.name if manager else one.manager, 24)
        text = speech("{day}, {alike}: {manager}", day=one.day, alike=kinds[one.alike], manager=owner)
        if one.decided:
            text += ", " + speech("a person's decision: {why}", why=one.why)
        if one.departs:
            text += "; " + speech("the rules now say otherwise")
        yield Row(text, label=label, tail=str(one.seq), style="doubt" if one.departs and one.decided else "")
        label = ""


def _sentences(ruling: Ruling, speech: Speech) -> Iterator[Row]:
    """What to say, once who it is is sure: said to a stranger it would be a blunder."""
    if ruling.verdict == "confirm":
        return
    for label, words in ((speech("To managers"), ruling.to_manager), (speech("To the client"), ruling.to_client)):
        text = speech.choose(words)
        if text:
            yield Row(safe(text, 500), label=label)
