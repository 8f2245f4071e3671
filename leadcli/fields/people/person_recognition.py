"""People recognised by their names, however they are written, by what stands beside them, or by both if they agree."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import pairwise

from leadcli.domain.book import Manager
from leadcli.fields.people.fitting import FULL, Form, fit, form_of
from leadcli.fields.people.roster import Named, one, person_key
from leadcli.fields.people.writing import (
    HANDED_ON,
    POSSESSIVE,
    SAYS_WHOSE,
    Written,
    formal,
    parts,
    says_nobody,
    sound,
    stem,
    taken_apart,
)
from leadcli.names.scripts import umlauts_written_out

MOST = 3  # who may be meant that are named
_NOMINATIVE = ("", "а", "я", "ь", "й")  # endings of first names
COMMON = 100  # forms that have a word, above which it is a first name and tells nobody
_OPENED = dict.fromkeys(map(ord, "()[]{}<>"), " ")  # a text says in brackets, too, whose a client is
ALIKE = 75.0  # of 100: how alike a misspelt name is at least


class PersonRecognition:
    """The managers by all their writings. ``exactly``: whom a key names by its very letters."""

    def __init__(self, managers: Mapping[str, Manager], exactly: Callable[[str], Named | None]) -> None:
        self._exactly = exactly
        self._order: dict[str, int] = {}
        self._emails: set[str] = set()
        self._logins: dict[str, set[str]] = {}
        self._forms: dict[str, list[Form]] = {}
        self._heard: list[str] = []  # the sound of each form, and whose it is
        self._bearers: list[str] = []
        self._by_word: dict[str, list[Form]] = {}
        for manager in managers.values():
            self.enter(manager, (manager.name, *manager.aliases))

    def enter(self, manager: Manager, writings: Iterable[str]) -> None:
        """Somebody, by writings of the name that were not entered yet."""
        self._order.setdefault(manager.id, len(self._order))
        if email := person_key(manager.email):
            self._emails.add(manager.id)
            self._logins.setdefault(email.partition("@")[0], set()).add(manager.id)
        named = (form_of(manager.id, taken_apart(person_key(writing))) for writing in dict.fromkeys(writings))
        forms = [form for form in named if form is not None]
        for form in forms:
            if any(form.is_told_more_by(other) for other in forms):
                continue
            self._forms.setdefault(manager.id, []).append(form)
            self._heard.append(form.heard)
            self._bearers.append(manager.id)
            for word in set(form.words):
                for mark in (*_marks(word), f"-{stem(word)}"):
                    self._by_word.setdefault(mark, []).append(form)
            bare = [word for place, word in enumerate(form.words) if place != form.patronymic]
            for joined in {"".join(form.words), "".join(bare), "".join(reversed(bare))}:
                self._by_word.setdefault(f"+{joined}", []).append(form)

    def named(self, key: str) -> Named:
        """Whom a name's key names that nobody bears to the letter."""
        if says_nobody(key):
            return Named("nobody")
        pieces = parts(key)
        if len(pieces) == 1:
            return self._person(taken_apart(key))
        return self._several(key, pieces)

    def _several(self, key: str, pieces: list[str]) -> Named:
        """A cell in several parts: several people, or one whose surname, role or nothing stands apart."""
        found = [self._exact_or_person(piece) for piece in pieces]
        people = [each for each in found if each is not None and each.kind != "nobody"]
        named = {each.manager for each in people if each.kind == "one"}
        whole = self._person(taken_apart(" ".join(pieces))) if len(named) < MOST - 1 else None
        if whole is not None and whole.kind in ("one", "ambiguous") and named <= set(whole.candidates):
            return whole  # «Ланской, Борис»
        if len(people) == 1 or (people and all(each.kind == "one" and each == people[0] for each in people)):
            return people[0]
        meant = self._sorted(dict.fromkeys(c for each in people for c in each.candidates))
        if any(each.kind != "unknown" for each in people):
            return Named("several", "", meant)
        return self._person(taken_apart(key)) if not people else Named("unknown", "", meant[:MOST])

    def _exact_or_person(self, piece: str) -> Named | None:
        """Whom a part of a cell names; None where it only says what people are."""
        if (known := self._exactly(piece)) is not None:
            return known
        if says_nobody(piece):
            return Named("nobody")
        from leadcli.fields.people.departures import is_remark  # few cells have several parts

        if is_remark(piece):  # «уволен 01.10.2026»
            return None
        apart = taken_apart(piece)
        bare = apart.bare
        if not (bare.words or bare.initials or bare.numbers or bare.emails or apart.asides):
            return None
        return self._person(apart)

    def _person(self, text: Written) -> Named:
        """Whom a part of a cell that names one person means: by id or e-mail, by name, or by both if they agree."""
        strong = {m for mark in (*text.numbers, *text.emails) for m in self._ids(mark)}
        strong |= {m for aside in text.asides for m in self._ids(aside) if person_key(m) == aside}
        if len(strong) > 1:
            return Named("ambiguous", "", self._sorted(strong))
        fits, near = self._by_name(text)
        main = text.words or text.initials
        only_says_what = text.emails and not (text.bare.words or text.initials)  # «Deactivated User (v@team.ru)»
        for aside in text.asides:  # «(отдел продаж)», but also «(Ольга)»
            if HANDED_ON.search(aside):
                return Named("unknown", "", self._sorted({*fits, *strong}))
            other = self._exact_or_person(aside)
            if other is None or other.kind == "nobody":
                continue
            if not main and not strong:
                return other
            if not (set(other.candidates) <= set(fits) | strong):
                return Named("several", "", self._sorted({*fits, *strong, *other.candidates}))
        if strong:
            (manager,) = strong
            if not main or only_says_what or manager in fits or (not fits and manager in self._meant(text, False)):
                return one(manager)
            return Named("ambiguous", "", (manager, *(m for m in fits if m != manager)))
        if len(fits) == 1 and not self._contradicts(fits[0], text):
            return one(*fits)
        if fits:
            return Named("ambiguous", "", self._sorted(fits))
        return Named("unknown", "", near)

    def _contradicts(self, manager: str, text: Written) -> bool:
        """Whether an id or e-mail beside the name is another than the one on file: a namesake, maybe."""
        return (bool(text.numbers) and manager.isdigit()) or (bool(text.emails) and manager in self._emails)

    def _by_name(self, text: Written) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Whom the words of a name fit; and who may be meant where they fit nobody."""
        found = self._fitting(text)
        bare = text.bare
        if not found and bare != text:
            found = self._fitting(bare)
        if not found and not text.words and not text.initials and text.emails:
            return (), self._near(" ".join(email.partition("@")[0] for email in text.emails))
        return found, () if found else self._meant(text)

    def _fitting(self, text: Written) -> tuple[str, ...]:
        if not text.words:
            return ()
        if len(text.words) == 1 and not text.initials and (found := self._logins.get(text.words[0])):
            return tuple(found)
        levels: dict[str, int] = {}
        for form in self._perhaps(text.words):
            level = fit(text, form)
            if level is not None:
                levels[form.manager] = min(level, levels.get(form.manager, level))
        if len(text.words) == 1 and not text.initials:
            levels |= {form.manager: 1 for form in self._by_word.get(f"+{text.words[0]}", ())
                       if form.manager not in levels and len(form.words) > 1}  # fmt: skip
        whole = [m for m, level in levels.items() if level == 0]
        return self._sorted(whole or levels)

    def _perhaps(self, words: tuple[str, ...]) -> Iterable[Form]:
        """The forms that a writing of these words may fit: a first name is many people's, so the rarest words tell.

        Each word is one of the form's, but for a patronymic beside a whole name.
        """
        marks = sorted(
            ([*_marks(word)] for word in words), key=lambda own: sum(len(self._by_word.get(m, ())) for m in own)
        )
        told = marks[: 1 if len(words) <= FULL else 2]
        return {id(form): form for own in told for mark in own for form in self._by_word.get(mark, ())}.values()

    def mentioned(self, key: str) -> tuple[str, ...]:
        """Whose names stand in a longer text, in whatever case: whole ones; one alone where it says whose a client is.

        «Ольгин клиент», «ведёт Крылова», «у Ольги Крыловой».
        """
        says_whose = SAYS_WHOSE.search(key) is not None
        words = [w.removesuffix("'s") for w in taken_apart(key.translate(_OPENED)).words if len(w) > MOST - 1]
        if says_whose:
            found = (self._by_word.get(mark, ()) for word in words for mark in _told(word))
            return self._sorted({form.manager for forms in found if len(forms) <= COMMON for form in forms})
        return self._sorted({m for first, second in pairwise(words) for m in self._whole(first, second)})

    def _whole(self, first: str, second: str) -> Iterator[str]:
        """Whose first name and surname, in either order, two words beside each other are."""
        marks = ({*_cases(word), f"={sound(word)}"} for word in (first, second))
        ours, theirs = ({form for mark in own for form in self._by_word.get(mark, ())} for own in marks)
        yield from (form.manager for form in ours & theirs if len(form.words) > 1 and stem(first) != stem(second))

    def _meant(self, text: Written, cased: bool = True) -> tuple[str, ...]:
        """Who may be meant by a writing that fits nobody. ``cased``: also by names that stand in another case there."""
        bare = text.bare
        return self._near(" ".join((*bare.words, *bare.initials)), bare.words, cased)

    def _near(self, key: str, words: Iterable[str] = (), cased: bool = False) -> tuple[str, ...]:
        if not key.strip():
            return ()
        from rapidfuzz import fuzz, process

        heard = " ".join(sorted(map(sound, key.replace(".", " ").split())))
        words = [word for word in words if len(word) > MOST - 1]
        bearers = (self._by_word.get(word, ()) for word in words)
        sharing = {form.manager for forms in bearers if len(forms) <= COMMON for form in forms}
        best: dict[str, float] = {}
        for _, mark, place in process.extract_iter(heard, self._heard, scorer=fuzz.ratio, score_cutoff=ALIKE):
            manager = self._bearers[place]
            best[manager] = max(mark, best.get(manager, mark))
        for manager in sharing:
            best[manager] = 100 + max(fuzz.ratio(heard, form.heard) for form in self._forms[manager])
        for word in words if cased else ():
            for form in (form for mark in _cases(word) for form in self._by_word.get(mark, ())[:COMMON]):
                best.setdefault(form.manager, fuzz.ratio(heard, form.heard))
        return tuple(sorted(best, key=lambda manager: (-best[manager], self._order[manager]))[:MOST])

    def _ids(self, key: str) -> tuple[str, ...]:
        found = self._exactly(key)
        return found.candidates if found is not None else ()

    def _sorted(self, managers: Iterable[str]) -> tuple[str, ...]:
        return tuple(sorted(managers, key=self._order.__getitem__))


def _told(word: str) -> set[str]:
    """Under what a word of a text that says whose a client is is looked up; «Ольгин» is of Ольга."""
    return {f"-{stem(word)}", f"={sound(word)}", f"-{POSSESSIVE.sub('', word)}"}


def _cases(word: str) -> set[str]:
    """Under what a word is looked up that may stand in another case: its stem, the full names of which it may be."""
    own = stem(word)
    return {f"-{own}", *(f"~{full}" for ending in _NOMINATIVE for full in formal(own + ending))}


def _marks(word: str) -> Iterator[str]:
    """Under what a word of a name is looked up: itself, its sound, the full first names that it may stand for."""
    yield word
    yield f"={sound(word)}"
    if (spelled := umlauts_written_out(word)) != word:
        yield f"={sound(spelled)}"
    for full in formal(word):
        yield f"~{full}"
