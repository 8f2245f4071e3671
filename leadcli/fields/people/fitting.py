"""Whether a writing may be a person's: every word of it must be accounted for by the name on file."""

from __future__ import annotations

import re

from leadcli.domain.frozen import frozen
from leadcli.fields.people.writing import Written, formal, is_first, is_patronymic, sound, unaccented
from leadcli.names.scripts import is_cyrillic, umlauts_written_out

_RUSSIAN = re.compile("[а-яё-]*")
FULL = 2  # words of a whole name: first name and surname
WHOLE, OTHERWISE, PART = 0, 1, 2  # the very words; a whole name written otherwise; initials, or one of its words alone


@frozen
class Form:
    """A manager's name on file. ``firsts``: which of its words may be the first name; ``patronymic``: which is, or -1.

    ``heard``: its words by their sound, sorted.
    """

    manager: str
    words: tuple[str, ...]
    initials: tuple[str, ...]
    firsts: frozenset[int]
    patronymic: int
    heard: str

    def is_told_more_by(self, other: Form) -> bool:
        """Whether another form of the manager says the same and a patronymic: who has another one is somebody else."""
        rest = [word for place, word in enumerate(other.words) if place != other.patronymic]
        return len(rest) < len(other.words) and not self.initials and sorted(self.words) == sorted(rest)


def form_of(manager: str, name: Written) -> Form | None:
    """The form of a name or alias; None where it has no word."""
    words = name.words
    if not words:
        return None
    patronymic = -1
    if len(words) > FULL:
        maybe = [i for i, word in enumerate(words) if is_patronymic(word)]
        after = [i for i in maybe if i and is_first(words[i - 1])]
        patronymic = (after or maybe or [-1])[-1]
    rest = [i for i in range(len(words)) if i != patronymic]
    firsts = [i for i in rest if is_first(words[i])] or rest
    if len(firsts) > 1 and patronymic - 1 in firsts:
        firsts = [patronymic - 1]
    heard = " ".join(sorted(map(sound, (*words, *name.initials))))
    return Form(manager, words, name.initials, frozenset(firsts), patronymic, heard)


def fit(text: Written, form: Form) -> int | None:
    """How well a writing fits a name on file: ``WHOLE``, ``OTHERWISE``, ``PART``; None where it does not."""
    left = dict(enumerate(form.words))
    same, strange = True, []
    for word in text.words:
        place = next((i for i, own in left.items() if own == word), None)
        if place is None:
            same = False
            place = next((i for i, own in left.items() if _alike(word, own, i in form.firsts)), None)
        if place is None:
            strange.append(word)
        else:
            del left[place]
    if form.initials:
        if strange or left or not (same or len(form.words) == 1):
            return None
        if not text.initials and len(text.words) == 1:
            return PART  # the surname alone
        return WHOLE if same and text.initials == form.initials else None
    if strange and not _unsaid_patronymic(strange, text, form, left):
        return None
    initials = text.initials
    if initials:
        return PART if _initials_fit(initials, form, left) else None
    left.pop(form.patronymic, None)
    if not left:
        return WHOLE if same and not strange and len(text.words) == len(form.words) else OTHERWISE
    alone = (len(text.words) == 1 and not any(map(str.isdigit, text.words[0]))) or (
        len(text.words) == FULL and len(left) == 1 and (_said(form, text) or _of_two_surnames(form, left))
    )
    return PART if alone and len(left) < len(form.words) and not strange else None


def _said(form: Form, text: Written) -> bool:
    """Whether a writing is first name and patronymic."""
    return form.patronymic >= 0 and form.words[form.patronymic] in text.words


def _of_two_surnames(form: Form, left: dict[int, str]) -> bool:
    """Whether a name has two surnames, or first names, and one is not said: José García is José García López."""
    return form.patronymic < 0 and len(form.words) == FULL + 1 and 0 not in left


def _unsaid_patronymic(strange: list[str], text: Written, form: Form, left: dict[int, str]) -> bool:
    """Whether what a whole name has too much is a patronymic, where none is on file."""
    (first, *more) = strange
    return not more and not left and not text.initials and len(form.words) == FULL and is_patronymic(first)


def _initials_fit(initials: tuple[str, ...], form: Form, left: dict[int, str]) -> bool:
    """Whether initials, in their order, are those of the words that are not written in full."""
    surname = [i for i in range(len(form.words)) if i not in left and i != form.patronymic]
    if not surname:
        return False
    for number, initial in enumerate(initials):
        place = next((i for i in _open(form, left) if _begins(left[i], initial)), None)
        if place is not None:
            del left[place]
        elif number == 0 or number < len(initials) - 1 or form.patronymic >= 0 or left:
            return False  # only a patronymic that is not on file is taken as said
    left.pop(form.patronymic, None)
    return not left


def _open(form: Form, left: dict[int, str]) -> list[int]:
    """Which words an initial may stand for, the likeliest first: the first name, the patronymic, then the surname."""
    firsts = [i for i in left if i in form.firsts and i != form.patronymic]
    if firsts:
        return firsts
    return [form.patronymic] if form.patronymic in left else list(left)


def _begins(word: str, initial: str) -> bool:
    if _alphabet(word) == _alphabet(initial):
        return word.startswith(initial)
    return sound(word).startswith(sound(initial))


def _alphabet(word: str) -> str:
    """In which letters a word is: a Kazakh or Ukrainian name is typed with Russian ones as well, Әсет as Асет."""
    return "Latin" if not is_cyrillic(word) else "Russian" if _RUSSIAN.fullmatch(word) else "Cyrillic"


def _alike(word: str, own: str, first: bool) -> bool:
    """Whether two words are one name: in another alphabet, without its accents, or a first name and its short form."""
    if _alphabet(word) != _alphabet(own) and sound(word) == sound(own):
        return True
    if unaccented(word) == unaccented(own) or umlauts_written_out(word) == umlauts_written_out(own):
        return True
    return first and not formal(word).isdisjoint(formal(own))
