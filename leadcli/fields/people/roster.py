"""The team as it is named: whom of the managers a text means, however it writes them. Nobody is taken for another.

A writing that fits two is ambiguous, one that fits nobody wholly is unknown, and says who may be meant.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Literal

from leadcli.domain.book import Book, Manager
from leadcli.domain.frozen import frozen
from leadcli.fields.cleaners import BETWEEN_GOOGLES, whole_number
from leadcli.names.scripts import one_script

if TYPE_CHECKING:
    from leadcli.fields.people.person_recognition import PersonRecognition

# What an owner's cell says: nobody (it is empty or says so in words), one manager, somebody unknown, or one of several.
Naming = Literal["nobody", "one", "unknown", "ambiguous", "several"]
KEPT = 100_000  # texts whose naming is remembered
_DASHES = str.maketrans({**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("‘’ʼ`´", "'"), "ё": "е"})
_GOOGLES = frozenset(("* mycontacts", "* friends", "* family", "* coworkers", "* starred"))
_BESIDE = frozenset("[](){}<>#№")  # where a name has one of them, something stands beside it


@frozen
class Named:
    """Whom a text names: ``manager`` is set for ``one`` only; ``candidates``: who it could be, best first."""

    kind: Naming
    manager: str = ""
    candidates: tuple[str, ...] = ()


NOBODY = Named("nobody")


def one(manager: str) -> Named:
    """One manager is named."""
    return Named("one", manager, (manager,))


@lru_cache(maxsize=65536)
def person_key(text: str) -> str:
    """A person's name as it is compared: NFKC, casefolded, ё as е, no invisible marks, one blank between words."""
    if text.isascii():
        return " ".join(text.lower().split())
    seen = unicodedata.normalize("NFKC", text)
    shown = "".join(c for c in seen if unicodedata.category(c) != "Cf")
    folded = shown.casefold().replace("i\u0307", "i")  # the Turkish İ
    return " ".join(unicodedata.normalize("NFKC", folded).translate(_DASHES).split())


def own_labels(text: str) -> str:
    """A cell of Google's labels, ``Anna Lee ::: * myContacts``, a line each and without those that Google gives."""
    if BETWEEN_GOOGLES not in text and not text.startswith("* "):
        return text
    labels = (label.strip() for label in text.split(BETWEEN_GOOGLES))
    return "\n".join(label for label in labels if label and label.casefold() not in _GOOGLES)


class Roster:
    """The managers by their writings. ``spellings``: what the workspace itself says that a writing means."""

    def __init__(self, managers: Mapping[str, Manager], spellings: Mapping[str, str] | None = None) -> None:
        self._managers = dict(managers)
        self._said = {person_key(text): manager for text, manager in (spellings or {}).items()}
        self._exact: dict[str, list[str]] = {}
        self._heard: dict[str, Named] = {"": NOBODY}
        for manager in managers.values():
            self._enter(manager, (manager.name, *manager.aliases))

    def enter(self, manager: Manager, writings: Iterable[str]) -> None:
        """From now on somebody is known who was not, or was, but not by all these ``writings`` of the name."""
        if "_recognition" in self.__dict__:
            self._recognition.enter(manager, writings)
        self._managers[manager.id] = manager
        self._enter(manager, writings)
        self._heard = {"": NOBODY}

    def _enter(self, manager: Manager, writings: Iterable[str]) -> None:
        for writing in (manager.id, *writings, manager.email):
            key = person_key(writing)
            for each in (key, _bare(key)) if not _BESIDE.isdisjoint(key) else (key,):
                known = self._exact.setdefault(each, []) if each else [manager.id]
                if manager.id not in known:
                    known.append(manager.id)

    def name(self, manager: str) -> str:
        """The name of a manager by the id."""
        return self._managers[manager].name

    def named(self, text: str) -> Named:
        """Whom a text names, a cell of an export for example. Unknown is never taken for nobody."""
        found = self._heard.get(text)
        if found is None:
            if len(self._heard) >= KEPT:
                self._heard.clear()
            found = self._heard[text] = self._by_word_of_the_workspace(person_key(text)) or self._known(text)
        return found

    def _known(self, text: str) -> Named:
        key = person_key(own_labels(text).replace("\n", " ; "))  # two lines are two people
        return self.exactly(key) or self._by_name(key) if key else NOBODY

    def _by_word_of_the_workspace(self, key: str) -> Named | None:
        said = self._said.get(key, self._said.get(whole_number(key)))
        return None if said is None else one(said) if said else NOBODY

    def exactly(self, key: str) -> Named | None:
        """Whom a key names to the letter: by id, e-mail, name or alias; None where nobody."""
        known = self._exact.get(key) or self._exact.get(whole_number(key))
        if not known:
            return None
        return one(*known) if len(known) == 1 else Named("ambiguous", "", tuple(known))

    def _by_name(self, key: str) -> Named:
        return self._recognition.named(key)

    def named_whole(self, text: str) -> tuple[str, ...]:
        """Whose e-mail, or whole name, a cell says, alone or in a list; told in no time where none of its words is."""
        if self._words.isdisjoint(word.strip(",;|/()[]") for word in text.casefold().replace("ё", "е").split()):
            return ()
        pieces = (piece.strip() for piece in re.split(r"[,;|/]", text))
        found = (self.named(piece) for piece in pieces if " " in piece or "@" in piece)
        return tuple(each.manager for each in found if each.kind == "one")

    @cached_property
    def _words(self) -> frozenset[str]:
        return frozenset(word for key in self._exact for word in key.split())

    @cached_property
    def beginnings(self) -> frozenset[str]:
        """How the managers' names and e-mails begin, by their sound."""
        return frozenset(each for key in self._exact for each in beginnings(key))

    def mentioned(self, text: str) -> tuple[str, ...]:
        """Whom a text names wholly, in whatever case, or, where it says whose a client is, by one name."""
        if self.beginnings.isdisjoint(beginnings(text)):
            return ()
        return self.named_whole(text) or self._recognition.mentioned(person_key(text))

    @cached_property
    def _recognition(self) -> PersonRecognition:
        from leadcli.fields.people.person_recognition import PersonRecognition  # most names stand there to the letter

        return PersonRecognition(self._managers, self.exactly)


def beginnings(text: str) -> set[str]:
    """How the words of a text begin, by their sound: as in all cases and scripts of a name."""
    from leadcli.fields.people.writing import sound

    words = re.findall(r"[^\W\d_]{2,}", text.casefold().replace("ё", "е"))
    return {sound(one_script(word))[:2] for word in words}


def _bare(key: str) -> str:
    """A name without what stands beside it: «ирина соколова [16]»."""
    from leadcli.fields.people.writing import taken_apart

    apart = taken_apart(key)
    return "" if apart.initials else " ".join(apart.words)


def roster_of(book: Book) -> Roster:
    """The roster of a book, made once."""
    found: Roster | None = book.kept.get("roster")
    if found is None:
        found = book.kept["roster"] = Roster(book.managers, book.spellings)
    return found


def as_above(text: str) -> bool:
    """Whether a text says that it names whom the row above names."""
    from leadcli.fields.people.writing import says_as_above

    return says_as_above(person_key(text))


def named(book: Book, text: str) -> Named:
    """Whom a text names, a cell of an export for example. Unknown is never taken for nobody."""
    return roster_of(book).named(text)
