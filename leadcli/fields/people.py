"""People by their names: how two writings of a manager are compared, and whom the user has named."""

from __future__ import annotations

from functools import lru_cache

from leadcli.domain.book import Book


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
