"""People by their names: how two writings of a manager are compared, and whom the user has named."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen

# What an owner's cell says: nobody (it is empty or says so in words), one manager, somebody unknown, or one of several.
Naming = Literal["nobody", "one", "unknown", "ambiguous", "several"]


@frozen
class Named:
    """Whom a text names: ``manager`` is set for ``one`` only; ``candidates``: who it could be, best first."""

    kind: Naming
    manager: str = ""
    candidates: tuple[str, ...] = ()


@lru_cache(maxsize=4096)
def person_key(text: str) -> str:
    """A person's name as it is compared: casefolded, ё as е, one blank between words."""
    return " ".join(text.casefold().replace("ё", "е").split())


def find_manager(book: Book, text: str) -> str:
    """The id of the manager a user has named, by id, name or alias; ``""`` when there is none."""
    key = person_key(text)
    for manager in book.managers.values():
        if key in {person_key(w) for w in (manager.id, manager.name, *manager.aliases)}:
            return manager.id
    return ""


def named(book: Book, text: str) -> Named:
    """Whom a text names, a cell of an export for example. Unknown is never taken for nobody."""
    if not text.strip():
        return Named("nobody")
    found = find_manager(book, text)
    return Named("one", found, (found,)) if found else Named("unknown")
