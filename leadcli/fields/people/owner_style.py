"""How a file writes its owners, so that a new one is written alike."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable

from leadcli.domain.book import Book, Manager
from leadcli.fields.people.fitting import Form, form_of
from leadcli.fields.people.roster import named, person_key
from leadcli.fields.people.writing import is_patronymic, taken_apart

PLAIN = "name"
_SECOND_INITIAL = re.compile(r"(\b\w\.) ?\w\.")


def _number(manager: Manager) -> str:
    """The number of an id: 14 of u-14."""
    return manager.id[len(manager.id.rstrip("0123456789")) :]


def _beside(mark: str, of: Callable[[Manager], str]) -> Callable[[Manager], str]:
    return lambda m: mark.format(m.name, of(m)) if of(m) else ""


def _parts(manager: Manager) -> tuple[list[str], Form] | None:
    """The words of a name as it is written, and which is which; None where something else stands there."""
    words, form = manager.name.split(), form_of(manager.id, taken_apart(person_key(manager.name)))
    return (words, form) if form is not None and len(words) == len(form.words) > 1 else None


def _surname_first(manager: Manager) -> str:
    found = _parts(manager)
    if found is None:
        return ""
    words, form = found
    if len(words) - (form.patronymic >= 0) != 2:
        return ""
    if len(form.firsts) > 1:
        return " ".join(reversed(words)) if form.patronymic < 0 else ""
    first = next(iter(form.firsts))
    surname = next(word for place, word in enumerate(words) if place not in (first, form.patronymic))
    return " ".join((surname, *words[:-1]) if words[-1] == surname else (*words[1:], surname))


def _initials(pattern: str) -> Callable[[Manager], str]:
    def written(manager: Manager) -> str:
        found = _parts(manager)
        if found is None or len(found[1].firsts) != 1:
            return ""
        words, form = found
        first = next(iter(form.firsts))
        places = [first, *([form.patronymic] if form.patronymic >= 0 else [])]
        rest = [word for place, word in enumerate(words) if place not in places]
        return pattern.format(" ".join(rest), "".join(f"{words[place][0]}." for place in places))

    return written


# By how it is called in a plan and on the command line: an owner's text, or "" where the manager has none such.
STYLES: dict[str, Callable[[Manager], str]] = {
    PLAIN: lambda m: m.name,
    "id": lambda m: m.id,
    "email": lambda m: m.email,
    "name-id": _beside("{} [{}]", lambda m: m.id),
    "name-number": _beside("{} [{}]", _number),
    "name-id-round": _beside("{} ({})", lambda m: m.id),
    "name-number-round": _beside("{} ({})", _number),
    "name-email": _beside("{} <{}>", lambda m: m.email),
    "name-email-round": _beside("{} ({})", lambda m: m.email),
    "login": lambda m: m.email.partition("@")[0],
    "surname-first": _surname_first,
    "surname-initials": _initials("{} {}"),
    "initials-surname": _initials("{1} {0}"),
}


def written_like(book: Book, manager: str, style: str) -> str:
    """A manager in a style; where that is not to be had, or names another as well, in one that names nobody else."""
    own = book.managers[manager]
    texts = (STYLES[each](own) for each in (style, PLAIN, "name-id"))
    return next((text for text in texts if text and named(book, text).manager == manager), own.id)


def _as_on_file(text: str, parts: tuple[list[str], Form] | None) -> str:
    """A writing without a patronymic that is not on file, nor its initial: a style has no word that nobody knows."""
    if parts is None or parts[1].patronymic >= 0:
        return text
    words = [word for word in text.split() if not is_patronymic(word) or word in parts[1].words]
    return _SECOND_INITIAL.sub(r"\1", " ".join(words))


def style_of(book: Book, texts: Iterable[str]) -> str:
    """The style in which most texts that name a manager are written; names where none is."""
    votes: Counter[str] = Counter()
    counted = 0
    for text, count in Counter(texts).items():
        found = named(book, text)
        if found.kind != "one":
            continue
        counted += count
        own = book.managers[found.manager]
        key = _as_on_file(" ".join(text.split()).casefold(), _parts(own))
        votes.update({style: count for style, write in STYLES.items() if write(own).casefold() == key})
    best = max(STYLES, key=lambda style: votes[style])  # of equals the first
    return best if 2 * votes[best] > counted else PLAIN
