"""What a user says in words: a day, a country, a manager, an id; read, or refused with what was probably meant."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime
from itertools import islice

from leadcli.domain.book import Book
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import nearest
from leadcli.fields.cells import day
from leadcli.fields.people import named, person_key
from leadcli.names.geography import country_code

MOST_NAMES = 12  # that a refusal lists
SEARCHED = 5_000  # ids among which a misspelt one is looked for
Spelt = Callable[[str], str]  # a parameter's name as the user writes it
_OPTIONS = {"claims": "claim", "facts": "fact", "columns": "map"}  # of a list, one each


def as_option(parameter: str) -> str:
    """A parameter's name on the command line."""
    return f"--{_OPTIONS.get(parameter, parameter).replace('_', '-')}"


def today() -> date:
    """The day in the office."""
    return date.today()  # noqa: DTZ011 (the office's own calendar)


def day_of(said: date | str | None, option: str) -> date:
    """A day; today if none is said."""
    if not said:
        return today()
    found = said if isinstance(said, date) else day(said)
    if found is None:
        raise Refusal(
            message("{option}: {value} is not a date", option=option, value=said),
            message("write it as 2026-11-23 or 23.11.2026"),
        )
    return found


def moment_of(said: str, on: date, option: str) -> str:
    """The moment of a call at a time of a day, ISO 8601; without an offset from UTC by the clock of this machine."""
    from leadcli.fields.hours import moment  # few say a time

    found = moment(said, on)
    if found is None:
        raise Refusal(
            message("{option}: {value} is not a time", option=option, value=said), message("write it as 14:30")
        )
    return (found if found.tzinfo else found.astimezone()).isoformat(timespec="minutes")


def now_at(on: date, book: Book) -> str:
    """The moment that it is, where the day is today and the time can matter: where somebody's hours are stated."""
    now = datetime.now().astimezone()
    timed = now.date() == on and any(m.hours for m in book.managers.values())
    return now.isoformat(timespec="minutes") if timed else ""


def country_of(text: str, option: str) -> str:
    """A country's code, of its code or name."""
    if not text:
        return ""
    code = country_code(text)
    if not code:
        raise Refusal(
            message("{option}: there is no country {value}", option=option, value=text),
            message("write its code (JP) or its name (Япония, Japan)"),
        )
    return code


def manager_of(book: Book, text: str, option: str, *more: Message) -> str:
    """A manager's id, of the id, the e-mail, or the name however it is written.

    ``more``: what is said beside to who names nobody of the team.
    """
    if not text:
        return ""
    found = named(book, text)
    if found.kind == "one":
        return found.manager
    names = [book.managers[m].name for m in found.candidates]
    if found.kind == "ambiguous":
        raise Refusal(
            message("{option}: {value} could be {names}", option=option, value=text, names=tuple(names)),
            message("say the id, or the whole name"),
        )
    if found.kind == "several":
        raise Refusal(message("{option}: {value} names several people", option=option, value=text))
    known = [m.name for m in book.managers.values() if m.active] or [m.name for m in book.managers.values()]
    raise Refusal(
        message("{option}: there is no manager {value}", option=option, value=text),
        message("Did you mean {word}?", word=names[0])
        if names
        else message("known: {words}", words=tuple(known[:MOST_NAMES])),
        *([message("all of them: the table data/managers")] if not names and len(known) > MOST_NAMES else []),
        *more,
    )


def writings_of(book: Book, said: Iterable[str]) -> dict[str, str]:
    """What is said that writings of owners mean, each TEXT=MANAGER, as ``owners.yaml`` has it; ``""`` is nobody."""
    pairs: dict[str, str] = {}
    for text in said:
        writing, sign, whom = (part.strip() for part in text.rpartition("="))
        if not sign or not writing:
            raise Refusal(
                message("{option}: {value} is not TEXT=MANAGER", option="--owner", value=text),
                message('write it as --owner "Борис=Борис Ланской"; --owner "Борис=" says that it is nobody'),
            )
        manager = manager_of(book, whom, "--owner")
        name = book.managers[manager].name if manager else ""
        meant = name if named(book, name).manager == manager else manager
        for other, before in pairs.items():
            if person_key(other) == person_key(writing) and before != meant:
                raise Refusal(message("{option}: two things are said of {value}", option="--owner", value=writing))
        pairs[writing] = meant
    return pairs


def id_of(text: str, known: Collection[str], option: str) -> str:
    """The id of a card or group, which must be there."""
    if text and text not in known:
        ids = list(islice(known, SEARCHED))
        raise Refusal(message("{option}: there is no id {value}", option=option, value=text), *_meant(text, ids))
    return text


def choice_of(text: str, choices: tuple[str, ...], option: str) -> str:
    """One of several words, or none."""
    if text and text not in choices:
        raise Refusal(message("{option}: choose one of {values}", option=option, values=choices))
    return text


def _meant(text: str, words: list[str]) -> tuple[Message, ...]:
    close = nearest(text, words)
    if close:
        return (message("Did you mean {word}?", word=close),)
    return (message("known: {words}", words=tuple(words[:12])),) if words else ()


def handing_of(book: Book, leaver: str, heir: str, options: tuple[str, str]) -> tuple[str, str]:
    """Who hands over, and to whom: ids. ``options``: how the user writes the two. Raises Refusal."""
    giver, taker = options
    gone = message('who has left and is not in data/managers: add the row there, with "no" in the column active')
    old, new = manager_of(book, leaver, giver, gone), manager_of(book, heir, taker)
    if new and (not old or old == new):
        raise Refusal(message("{option} needs {other}, of somebody else", option=taker, other=giver))
    if new and not book.managers[new].active:
        raise Refusal(message("{option}: {manager} does not work here", option=taker, manager=book.managers[new].name))
    return old, new
