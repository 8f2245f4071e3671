"""Raw text to a Name, with its other readings: what was said of a company, taken apart.

A note has segments («Хемофарм, лаборатория, Анна»): which of them is the name is told by the directory, not here. What
may be read in two ways keeps both: the reading as a card (a note's word that is part of the name), a short name in
brackets, letters said aloud, letters that look alike, umlauts.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from leadcli.domain.frozen import replace
from leadcli.names.fold import fold
from leadcli.names.geography import MARKS, Mention, begins_a_place, find
from leadcli.names.legal_forms import Form, cut, glue, is_form, spaced, undot
from leadcli.names.lexemes import TELLING, Name, Word, together
from leadcli.names.notes.persons import is_first, may_be_surname
from leadcli.names.notes.roles import is_noise
from leadcli.names.reading import read
from leadcli.names.scripts import is_cyrillic, look_alike, other_layout, plain, umlauts_written_out
from leadcli.names.segments import segments_of
from leadcli.names.spelled_out import digits_of, letters_said, may_spell, numbers_of_several_words
from leadcli.names.word_frequencies import commonness
from leadcli.names.words import exact, kinds_of

__all__ = ["Name", "in_other_layout", "parse", "together"]

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_LATIN = re.compile("[a-z]")
_LATIN_SHORT = re.compile(r"(?<![\w.])[a-z]{2,4}(?![\w.])")
# Capitals inside a word may be lost blanks: of a long word, or of a Russian one, which has no other use for them.
_HUMP = "(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])"  # compiled where one is met
_HUMPED = re.compile(r"\S{12}|[а-яё]{3}[А-ЯЁ][а-яё]{2}|(?:[А-ЯЁ][а-яё]){3}")
_SLASH = re.compile(r"\s/\s|(?<=\w{3})/(?=\w{3})")
_LETTER = re.compile(r"\w")
_WORDS = re.compile(r"[^\W_]+")
# Short forms that customarily stand in front, though they begin names too: read both ways.
_FRONT_FORMS = frozenset({"ab", "as", "sc", "ад", "ат", "пп", "дп", "уп", "ет"})
_COPY = frozenset(("копия", "дубль", "дубликат", "copy", "duplicate"))
DESCRIBES = 0.6  # commonness of a word that in brackets on file is no other name: one company in 1,000 bears it
_NUMBERED = re.compile(r"(?<![\w-])([^\W\d_])-(\d+)(?![\w-])")  # a letter with its number
LONGEST_NUMBERED = 3  # letters of a word that a number may be one name with: 2ГИС, 3D, 7Я
LETTERS_GLUED = 2  # letters of initials that were typed as one word
BESIDE = 2  # words of a surname with such initials, and of a name with its number, when no more was said
_POSSESSIVE = re.compile(r"(?<=\w)'s (\w+)")


@lru_cache(maxsize=65536)
def parse(raw: str, note: bool = False) -> Name:
    """Take a name apart. ``note``: it may be a phone note, with people and errands around the name."""
    text = _prepared(raw)
    if note and "'s " in text:  # "Acme's accountant called"
        text = _POSSESSIVE.sub(_without_s, text)
    main, brackets = _opened(raw, text, note) if "(" in text else (text, _NO_BRACKETS)
    parts = [main]
    if "/" in main:
        parts = [part for part in _SLASH.split(main) if _LETTER.search(part)] or [main]
    if note:
        main = " , ".join([*parts, *brackets.more])
        parts = [main]
    name, spoken = read(raw, parts[0], note)
    variants = [read(raw, part, note)[0] for part in parts[1:]] + brackets.names
    if brackets.more and not note:
        whole = _PARENTHESES.sub(lambda found: f" {found[1]} " if found[1] in brackets.more else " ", text)
        variants.append(read(raw, whole, note)[0])
    if brackets.places or brackets.forms:
        name = replace(name, places=(*name.places, *brackets.places), forms=(*name.forms, *brackets.forms))
    if note and not spoken:
        variants += _of_card(raw, main, name)
    elif note:
        variants += _of_namesake(raw, main, name)
    variants += _otherwise(raw, main, note, name.forms)
    if note and _HUMPED.search(raw) and (humps := re.sub(_HUMP, " ", raw)) != raw:
        apart = _prepared(humps)
        variants.append(read(raw, apart, note)[0])  # УральскийФилиал, typed without blanks
        variants.append(read(raw, " ".join(letters_said(_WORDS.findall(apart))), note)[0])  # ТиБиСи
    return replace(name, variants=_distinct(name, variants)) if variants else name


class _Brackets:
    """What brackets say: places and legal forms of the name outside them, names of their own, or more of the name."""

    __slots__ = ("forms", "more", "names", "places")

    def __init__(self) -> None:
        self.places: list[Mention] = []
        self.forms: list[Form] = []
        self.names: list[Name] = []
        self.more: list[str] = []


_NO_BRACKETS = _Brackets()


def _opened(raw: str, text: str, note: bool) -> tuple[str, _Brackets]:
    """A text without its brackets, and what they say.

    In a note they say more of whoever calls: «Василёк (опт)» is no «Ромашка (опт)». So they do on file where they only
    describe; else they hold another name, a short one most often.
    """
    found = _Brackets()
    main = _PARENTHESES.sub(" ", text)
    if not _LETTER.search(main):
        return text.replace("(", " ").replace(")", " "), found
    for bracket in _PARENTHESES.finditer(text):
        inside = bracket[1]
        words = [word for segment in segments_of(inside) for word in segment.words]
        if not _COPY.isdisjoint(words) and all(word in _COPY or word.isdigit() for word in words):
            continue  # of the card it says that it is another of the same company
        places = find(words)
        if places and sum(m.end - m.start for m in places) + sum(w in MARKS for w in words) >= len(words):
            found.places += [replace(m, strong=True) for m in places]
        elif words and is_form(words):
            found.forms += cut([*words, ""], frozenset())[1]
        elif note and words:
            found.more.append(inside)
        elif (name := read(raw, inside, note)[0]).core:
            if name.bare or _describes(inside, name, main, raw, text[bracket.end() :]):
                found.more.append(inside)
            else:
                found.names.append(name)
    return main, found


def _describes(inside: str, name: Name, main: str, raw: str, behind: str) -> bool:
    """Whether brackets on file only describe: small letters beside capitals, or words that many firms bear.

    «Ромашка (опт)», University Resources (Holdings). So do those before a legal form: Pemberton (Haulage) Ltd. Not the
    initials of the name.
    """
    if inside in raw and raw != raw.lower():
        return True
    common = is_form(behind.split()) or all(
        commonness(word.fold) >= DESCRIBES for word in name.words if word.kind == "core"
    )
    return common and fold("".join([word.text for word in name.words])) not in read(raw, main, False)[0].acronyms


def in_other_layout(text: str, on_file: Callable[[Word], bool]) -> Name | None:
    """A note as the other keyboard layout would have typed it, or None unless the words that it gives exist.

    ``on_file``: whether a word is known to the caller of the function. Some telling word must be; the others must be
    that, listed, a place or a first name: almost any Latin text gives pronounceable Russian and the other way round.
    """
    swapped = other_layout(text)
    if not swapped:
        return None
    name = parse(swapped, note=True)
    telling = _telling(name)
    known = [on_file(word) for word in telling]
    if not any(known) or (name.bare and not any(word.kind == "core" for word in name.words)):
        return None
    exist = all(
        filed or word.kind == "weak" or kinds_of(word.text) or begins_a_place(word.text) or is_first(word.text)
        for word, filed in zip(telling, known, strict=True)
    )
    return name if exist else None


def words_in_other_layout(text: str) -> list[Word]:
    """The words of a note as the other keyboard layout would have typed it; it is read so if one of them is known."""
    swapped = other_layout(text)
    return _telling(parse(swapped, note=True)) if swapped else []


def _telling(name: Name) -> list[Word]:
    return [word for word in name.words if word.kind in ("core", "weak")]


def _prepared(raw: str) -> str:
    """A raw text made plain, with dots and hyphens of legal forms and initials put right, and numbers in digits."""
    return numbers_of_several_words(glue(undot(spaced(plain(raw)))))


def _of_card(raw: str, text: str, name: Name) -> list[Name]:
    """The reading in which a note's text is a name as it stands on a card, where that tells anything else."""
    found = []
    if name.places or any(word.kind in ("noise", "person") for word in name.words):
        card, _ = read(raw, text, False)
        if card.telling != name.telling and sum(len(word.text) for word in card.words if word.kind in TELLING) > 1:
            found.append(card)
    return found


def _of_namesake(raw: str, text: str, name: Name) -> list[Name]:
    """The reading of a spoken note in which a first name before the name is its part: «звонили из Tim Hortons»."""
    for word, after in itertools.pairwise(name.words):
        if word.kind == "person" and after.kind == "core" and word.segment == after.segment and is_first(word.text):
            return [read(raw, re.sub(rf"(?<!\w){re.escape(word.text)}(?!\w)", r'"\g<0>"', text, count=1), True)[0]]
    return []


def _otherwise(raw: str, text: str, note: bool, forms: Sequence[Form]) -> list[Name]:
    """Readings of the same text in other letters; its legal ``forms`` stay what they are."""
    found = []
    cut_off = {word for form in forms for word in form.text.split()}

    def mirror(short: re.Match[str]) -> str:  # "on", "my" of a note are no ОН, МУ, "the" is nowhere ТНЕ
        is_meant = short[0] in cut_off or short[0] in exact("joining") or (note and is_noise(short[0]))
        return short[0] if is_meant else look_alike(short[0]) or short[0]

    mirrored = _LATIN_SHORT.sub(mirror, text)
    if mirrored != text:
        found.append(read(raw, mirrored, note)[0])  # MTC typed in Latin letters for МТС
    words = _WORDS.findall(text)
    if len(words) > 1 and words[0] in _FRONT_FORMS:
        bare_of_form = read(raw, text.replace(words[0], " ", 1), note)[0]
        found += [] if bare_of_form.bare else [bare_of_form]  # AB Volvo
    if any(map(may_spell, words)):
        said = letters_said(words)
        if said != words:
            found.append(read(raw, " ".join(said), note)[0])
    if "-" in text and (joined := _NUMBERED.sub(r"\1\2", text)) != text:
        found.append(read(raw, joined, note)[0])  # A-1, S-7: as often A1, S7
    if note and (initials := _initials_glued(words, cut_off)):
        found.append(read(raw, re.sub(rf"(?<!\w){initials}(?!\w)", " ".join(initials), text), note)[0])
    if note and len(words) == BESIDE and (joined := _with_its_number(*words)):
        found.append(read(raw, joined, note)[0])
    if (spelled := umlauts_written_out(text)) != text:
        found.append(read(raw, spelled, note)[0])
    return found


def _with_its_number(first: str, second: str) -> str:
    """A number said aloud or apart with the word after it, as one word: «два гис» (2ГИС); else ``""``."""
    number = digits_of(first) or first
    return number + second if number.isdigit() and second.isalpha() and len(second) <= LONGEST_NUMBERED else ""


def _initials_glued(words: Sequence[str], cut_off: Collection[str]) -> str:
    """The initials that were typed as one word beside a surname: «Цой оа»; ``cut_off``: words of legal forms."""
    said = [word for word in words if word not in cut_off]
    if len(said) != BESIDE or not any(map(may_be_surname, said)):
        return ""
    glued = (word for word in said if len(word) == LETTERS_GLUED and is_cyrillic(word) and word.isalpha())
    return next((word for word in glued if not (is_noise(word) or kinds_of(word))), "")


def _distinct(name: Name, variants: list[Name]) -> tuple[Name, ...]:
    """The variants that hold something, each told once."""
    seen = {name.telling}
    found = []
    for variant in variants:
        if variant.key and variant.telling not in seen:
            seen.add(variant.telling)
            found.append(variant)
    return tuple(found)


def _without_s(found: re.Match[str]) -> str:
    """«acme's accountant» as «acme accountant», but «church's called»."""
    belongs = found[1].isascii() and is_noise(found[1]) and found[1] not in exact("said")
    return f" {found[1]}" if belongs else found[0]
