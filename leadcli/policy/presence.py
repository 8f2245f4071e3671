"""Is a manager there: on the day, and at the time where hours are stated and the question has one; if not, until when.

Absences, public holidays and days without hours are told of the day in the manager's own time zone.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from leadcli.domain.book import Manager
from leadcli.domain.facts import Facts
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, message

MINUTES = 24 * 60  # of a day
LOOKED = 400  # days that are looked at for the next one at work
DAY = timedelta(days=1)
BY_THE_CLOCK = frozenset({"holiday", "day_off", "hours"})  # kinds that may hold for the whole office
Kind = Literal["said", "absence", "holiday", "day_off", "hours", "unread"]


@frozen
class Away:
    """Why a manager is not there; ``until`` is the last day of it, None where that is not known.

    ``kind``: ``said`` with the question, or what the tables hold: an absence, a public holiday, a day of the week
    without hours, a time outside of them. ``unread``: a cell of the tables is not understood, so it is not known.
    """

    kind: Kind
    why: Message
    until: date | None


def away(facts: Facts, manager: Manager) -> Away | None:
    """Why the manager is not there, or None. Who took the call is there, whatever the data say."""
    question = facts.question
    if manager.id == question.taken_by:
        return None
    stated = out(manager, question.on, question.at)
    if manager.id in question.absent:
        return Away("said", message("absent, as said"), stated.until if stated and stated.kind == "absence" else None)
    if stated is None and manager.unread:
        from leadcli.policy.facts.unread_cells import presence

        unknown = presence(manager)
        return Away("unread", unknown, None) if unknown is not None else None
    return stated


def out(manager: Manager, on: date, at: str = "") -> Away | None:
    """Why the tables say that a manager is not there. ``at``: the moment, ISO 8601 with its offset; ``""``: any."""
    if not (manager.absences or manager.hours or manager.holidays):
        return None
    day, minute = _local(manager, on, at)
    absence = manager.absence_on(day)
    if absence:
        if absence.last is None and absence.first == date.min:
            return Away("absence", message("absent: {reason}", reason=absence.reason), None)
        if absence.last is None:
            return Away("absence", message("absent since {first}", first=absence.first), None)
        until = _last(manager, day)
        return Away("absence", message("absent until {last}", last=until or absence.last), until)
    holiday = public_holiday(manager.holidays, day) if manager.holidays else ""
    if holiday:
        why = message("public holiday in {country}: {name}", country=manager.holidays, name=holiday)
        return Away("holiday", why, _last(manager, day))
    if not manager.hours or at_work(manager, day, minute):
        return None
    if minute is None or not _spans(manager, day):
        return Away("day_off", message("does not work on {day}", day=day), _last(manager, day))
    back = _next_today(manager, day, minute)
    if back is not None:
        return _outside(day, back)
    following = next((d for n in range(1, LOOKED) if not _free(manager, d := day + n * DAY)), None)
    if following is None:
        return Away("hours", message("outside of working hours"), None)
    start = min(start for start, _ in _spans(manager, following))
    return _outside(following, start, following - DAY)


def _outside(day: date, minute: int, until: date | None = None) -> Away:
    time = f"{minute // 60}:{minute % 60:02}"
    return Away("hours", message("outside of working hours, back on {day} at {time}", day=day, time=time), until or day)


def _local(manager: Manager, on: date, at: str) -> tuple[date, int | None]:
    """Day and minute of the question by the manager's clock."""
    if not at:
        return on, None
    moment = datetime.fromisoformat(at)
    if manager.time_zone:
        from zoneinfo import ZoneInfo

        moment = moment.astimezone(ZoneInfo(manager.time_zone))
    return moment.date(), moment.hour * 60 + moment.minute


def at_work(manager: Manager, day: date, minute: int | None) -> bool:
    """Whether stated hours hold on a day, or at a minute of it; a shift may have begun the day before."""
    spans = _spans(manager, day)
    if minute is None:
        return bool(spans)
    before = () if _off(manager, day - DAY) else _spans(manager, day - DAY)
    return any(a <= minute < b for a, b in spans) or any(minute + MINUTES < b for _, b in before)


def _spans(manager: Manager, day: date) -> tuple[tuple[int, int], ...]:
    return tuple((s.start, s.end) for s in manager.hours if day.weekday() in s.days)


def _next_today(manager: Manager, day: date, minute: int) -> int | None:
    return min((start for start, _ in _spans(manager, day) if start > minute), default=None)


def _off(manager: Manager, day: date) -> bool:
    """Whether the manager is absent for the whole day, or has a public holiday."""
    return manager.absence_on(day) is not None or bool(manager.holidays and public_holiday(manager.holidays, day))


def _free(manager: Manager, day: date) -> bool:
    return _off(manager, day) or (bool(manager.hours) and not _spans(manager, day))


def _last(manager: Manager, day: date) -> date | None:
    """The last day of a stretch of days off: absences, holidays and days without hours that follow each other.

    A week end after an absence does not make it longer; one between two absences joins them. None: without an end.
    """
    last = end = day
    for _ in range(LOOKED):
        absence = manager.absence_on(day)
        if absence and absence.last is None:
            return None
        day = absence.last if absence and absence.last else day
        if _off(manager, day):
            end = day
        last = day
        day += DAY
        if not _free(manager, day):
            return end if _off(manager, end) else last
    return None


def public_holiday(code: str, day: date) -> str:
    """The name of the public holiday on a day in a country or a part of it, in its own language; ``""`` if none."""
    return str(_calendar(code).get(day, ""))


@lru_cache
def _calendar(code: str):  # type: ignore[no-untyped-def]
    from holidays import country_holidays

    part = code[3:] or None
    own = country_holidays(code[:2], subdiv=part).default_language  # else the machine's language would tell
    return country_holidays(code[:2], subdiv=part, language=own)
