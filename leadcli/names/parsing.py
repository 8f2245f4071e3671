"""Raw text to a Name: what was said of a company, taken apart.

A note has segments («Хемофарм, лаборатория, Анна»): which of them is the name is told by the directory, not here.
``_name`` asks the compiled core where there is one, else ``parse_in_python``, which is the definition.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, Literal

from leadcli.domain.frozen import frozen, replace
from leadcli.names import legal_forms, lexemes
from leadcli.names.acronyms import LONGEST as LONGEST_ACRONYM
from leadcli.names.acronyms import MOST as MOST_ACRONYMS
from leadcli.names.acronyms import acronyms
from leadcli.names.fold import fold
from leadcli.names.geography import MARKS, Mention, begins_a_place, find
from leadcli.names.legal_forms import Form, cut, glue, is_form, undot
from leadcli.names.lexemes import (
    INITIALS,
    Lexeme,
    Word,
    WordKind,
    comes_before,
    kind_of,
    may_name_a_person,
    names_a_person,
    word_of,
)
from leadcli.names.scripts import LONGEST, look_alike, plain
from leadcli.names.segments import MOST_WORDS, Segment, segments_of
from leadcli.names.words import exact, is_kind, kinds_of, shorten
from leadcli.native import core

_PARENTHESES = re.compile(r"\(([^()]*)\)")
_LATIN = re.compile("[a-z]")
_LATIN_SHORT = re.compile(r"(?<![\w.])[a-z]{2,4}(?![\w.])")
_HUMP = re.compile("(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_LONG_HUMPED = re.compile(r"\S{12}")  # a word long enough that capitals inside it may be lost blanks
_SLASH = re.compile(r"\s/\s|(?<=\w{3})/(?=\w{3})")
_LETTER = re.compile(r"\w")
_ASCII = re.compile(r"[\x00-\x7f]")


@frozen
class Name:
    """A name taken apart.

    ``key``: its words but places and noise, folded and glued, so that writings with and without blanks or hyphens
    meet. ``acronyms``: the folded initials it may have. ``variants``: other full readings, such as the short name in
    brackets. ``branch``: it speaks of a branch, shop or store. ``person``: it is a person's (ИП). ``generic``: only
    common words and numbers carry it (школа № 7); ``bare``: it has no distinctive word at all.
    """

    raw: str
    words: tuple[Word, ...] = ()
    forms: tuple[Form, ...] = ()
    places: tuple[Mention, ...] = ()
    key: str = ""
    acronyms: frozenset[str] = frozenset()
    branch: bool = False
    person: bool = False
    generic: bool = False
    bare: bool = False
    variants: tuple[Name, ...] = ()

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers in the name: hard keys (гимназия № 1534)."""
        return tuple(word.fold for word in self.words if word.kind == "number")

    @property
    def core(self) -> tuple[Word, ...]:
        """The distinctive words."""
        return tuple(word for word in self.words if word.kind == "core")


@lru_cache(maxsize=65536)
def parse(raw: str, note: bool = False) -> Name:
    """Take a name apart. ``note``: it may be a phone note, with people and errands around the name."""
    text = glue(undot(plain(raw)))
    main, inside = text, []
    if "(" in text:
        main = _PARENTHESES.sub(" ", text)
        inside = [part for part in _PARENTHESES.findall(text) if part.strip()]
    if not _LETTER.search(main):
        main, inside = text.replace("(", " ").replace(")", " "), []
    parts = [main]
    if "/" in main:
        parts = [part for part in _SLASH.split(main) if _LETTER.search(part)] or [main]
    name = _name(raw, parts[0], note)
    variants = [_name(raw, part, note) for part in parts[1:]]
    for part in inside:
        words = [word for segment in segments_of(part) for word in segment.words]
        places = find(words)
        if places and sum(m.end - m.start for m in places) + sum(w in MARKS for w in words) >= len(words):
            name = _with_places(name, tuple(replace(m, strong=True) for m in places))
        elif is_form(words):
            name = replace(name, forms=(*name.forms, *cut([*words, ""], frozenset())[1]))
        else:
            short = _name(raw, part, note)
            if any(word.kind == "core" for word in short.words):
                variants.append(short)
    if _LATIN.search(main) and (mirrored := _LATIN_SHORT.sub(_mirror, main)) != main:
        variants.append(_name(raw, mirrored, note))  # MTC typed in Latin letters for МТС
    if note and _LONG_HUMPED.search(raw) and (humps := _HUMP.sub(" ", raw)) != raw:
        variants.append(_name(raw, glue(undot(plain(humps))), note))  # УральскийФилиал, typed without blanks
    return (
        name
        if not variants
        else replace(
            name,
            variants=tuple(v for v in variants if v.key and (v.key != name.key or len(v.words) != len(name.words))),
        )
    )


def _mirror(found: re.Match[str]) -> str:
    return look_alike(found[0]) or found[0]


def together(words: Sequence[Word]) -> str:
    """Words as they are written without blanks: folded as one, so that letters that meet are heard as one."""
    if any(word.kind == "number" for word in words):
        return "".join([word.fold if word.kind == "number" else fold(word.text) for word in words])
    return _together(tuple([word.text for word in words]))


@lru_cache(maxsize=65536)
def _together(texts: tuple[str, ...]) -> str:
    whole = "".join(texts)
    if whole.isascii() or not _ASCII.search(whole):
        return fold(whole)
    return "".join([fold(text) for text in texts])


# --- one reading ------------------------------------------------------------------------------------------------
def _name(raw: str, text: str, note: bool) -> Name:
    """One reading of a plain text."""
    if core is not None:
        found: Name | None = _configured().name(raw, text, note)
        if found is not None:
            return found
    return parse_in_python(raw, text, note)


@cache
def _configured() -> Any:
    """The core, with what it takes over from the Python modules: records, constants, functions."""
    core.configure_names(
        {
            **{record.__name__: record for record in (Word, Name, Mention, Form, Lexeme)},
            **lexemes.ordinary(),
            "TRAITS": lexemes.TRAITS,
            "LONGEST": LONGEST,
            "MOST_WORDS": MOST_WORDS,
            "LONGEST_FORM": legal_forms.LONGEST_FORM,
            "LONGEST_ACRONYM": LONGEST_ACRONYM,
            "MOST_ACRONYMS": MOST_ACRONYMS,
            "forms": legal_forms.known_forms(),
            "fold": fold,
            "lexemes": lexemes.lexemes,
            "word_of": word_of,
            "placed": _placed,
        }
    )
    return core


def parse_in_python(raw: str, text: str, note: bool) -> Name:
    """``_name`` as it is defined."""
    segments = segments_of(text)
    if note and len(segments) > 1 and segments[0].colon and _introduces(segments):
        segments = segments[1:]  # «по рекомендации Смирнова: Ромашка»
    forms: list[Form] = []
    words: list[str] = []
    homes: list[int] = []
    quoted: list[bool] = []
    for number, segment in enumerate(segments):
        if len(segments) > 1 and is_form(segment.words):
            forms += cut([*segment.words, ""], frozenset())[1]
            continue
        lead = _spoken(segment.words) if note else 0
        quotes = frozenset([q - lead for q in segment.quotes if q >= lead]) if segment.quotes else segment.quotes
        kept, found = cut(list(segment.words[lead:]), quotes)
        if lead:
            kept = [*range(lead), *(index + lead for index in kept)]
        forms += found
        short = shorten([segment.words[i] for i in kept])
        words += short
        homes += [number] * len(short)
        quoted += [i in segment.quoted for i in kept] if len(short) == len(kept) else [False] * len(short)
    person = any(form.kind == "ip" for form in forms)
    if person or not note:
        words, homes, quoted = _spell_initials(words, homes, quoted)
    mentions, places = _placed(words, homes)
    kinds = [
        place or kind_of(word, note and not within) for place, word, within in zip(places, words, quoted, strict=True)
    ]
    if person:  # initials
        kinds = ["core" if len(w) == 1 and w.isalpha() else kind for w, kind in zip(words, kinds, strict=True)]
    if note and not person:
        kinds = _people(words, homes, kinds)
    if note:
        kinds = _errands(words, homes, kinds)
    bare = "core" not in kinds
    generic = bare and "number" in kinds
    if bare:
        kinds = _restored(kinds, words)
    joining = exact("joining")
    made = tuple(
        [
            word_of(word, kind, home)
            for word, kind, home in zip(words, kinds, homes, strict=True)
            if word not in joining or (person and kind == "core")
        ]
    )
    proper = [word for word in made if word.kind in ("core", "weak", "number") or _inner(word, mentions)]
    glued = together(proper)
    telling = [word.text for word in proper if word.kind != "number"]
    letters = frozenset([fold(acronym) for acronym in acronyms(telling)]) if len(telling) > 1 else frozenset[str]()
    branch = any("branch" in kinds for kinds in map(kinds_of, words))
    return Name(raw, made, tuple(forms), tuple(mentions), glued, letters, branch, person, generic, bare)


def _spoken(words: Sequence[str]) -> int:
    """How many words of a note stand before the name: «звонили из», «отдел закупок», «из филиала»."""
    count = 0
    while count < len(words) - 1 and comes_before(words[count]):
        count += 1
    return count


def _introduces(segments: Sequence[Segment]) -> bool:
    """Whether what stands before a colon only introduces the company that is named after it."""
    spoken = any(is_kind("noise", w) and len(w) > 2 for w in segments[0].words)
    named = any(not is_kind("noise", w) for segment in segments[1:] for w in segment.words)
    return spoken and named


def _spell_initials(words: list[str], homes: list[int], quoted: list[bool]) -> tuple[list[str], list[int], list[bool]]:
    """Initials of a person's firm as words of one letter, so that they meet first names."""
    if not any("." in word for word in words):
        return words, homes, quoted
    spelt = [
        (letter, home, within)
        for word, home, within in zip(words, homes, quoted, strict=True)
        for letter in (word.split(".") if INITIALS.fullmatch(word) else (word,))
    ]
    return [w for w, _, _ in spelt], [h for _, h, _ in spelt], [q for _, _, q in spelt]


def _placed(words: list[str], homes: list[int]) -> tuple[list[Mention], list[WordKind | Literal[""]]]:
    """The places that words speak of, and the kind of each word that is one or marks one, empty for others."""
    mentions = _mentions(words, homes)
    if mentions and all(any(m.start <= i < m.end for m in mentions) or words[i] in MARKS for i in range(len(words))):
        # A name that is nothing but a place is a name too: ООО «Калуга».
        mentions = [m for m in mentions if m.adjective or m.kind != "city"] if len(mentions) > 1 else []
    if not mentions:
        return mentions, [""] * len(words)
    return mentions, [_place_kind(words, index, mentions) for index in range(len(words))]


def _mentions(words: list[str], homes: list[int]) -> list[Mention]:
    """The places of each segment; a segment that is a place and nothing else, beside others, surely is one."""
    found: list[Mention] = []
    if not any(map(begins_a_place, words)):
        return found
    for home in dict.fromkeys(homes):
        start = homes.index(home)
        inside = [w for w, h in zip(words, homes, strict=True) if h == home]
        for m in find(inside):
            whole = m.end - m.start == len(inside) < len(words)
            found.append(replace(m, start=m.start + start, end=m.end + start, strong=m.strong or whole))
    return found


def _inner(word: Word, mentions: Sequence[Mention]) -> bool:
    """Whether a place word is part of the name proper: an adjective (Омский каучук), not an address (Мется, Калуга)."""
    return word.kind == "place" and any(m.adjective and m.text == word.text for m in mentions)


def _place_kind(words: list[str], index: int, mentions: Sequence[Mention]) -> WordKind | Literal[""]:
    """The kind of a word that is a place, or marks one; empty where it is neither."""
    if any(m.start <= index < m.end and (m.strong or m.adjective) for m in mentions):
        return "place"
    if words[index] in MARKS and any(m.start == index + 1 for m in mentions):
        return "noise"
    return ""


def _people(words: list[str], homes: list[int], kinds: list[WordKind]) -> list[WordKind]:
    """Words that name a person in a note, with the surname beside a first name, a patronymic or initials.

    Only where something else is left to be the company, or where the note speaks of somebody calling.
    """
    if not any(map(may_name_a_person, words)):
        return kinds
    named = [
        (kind in ("core", "noise", "place") and names_a_person(word)) or bool("." in word and INITIALS.fullmatch(word))
        for word, kind in zip(words, kinds, strict=True)
    ]
    if True not in named:
        return kinds
    out = list(kinds)
    for home in dict.fromkeys(homes):
        inside = [i for i in range(len(words)) if homes[i] == home]
        people = [i for i in inside if named[i]]
        if not people:
            continue
        noisy = any(kinds[i] == "noise" and not named[i] for i in inside)
        alone = len(inside) - len(people) <= 1 and any(
            kinds[i] == "core" for i in range(len(words)) if homes[i] != home
        )
        if not noisy and not alone:
            continue
        for i in people:
            out[i] = "person"
        for i in inside:  # the surname: «Иванов И.И.»
            beside = any(j in people for j in (i - 1, i + 1))
            if out[i] == "core" and beside and (alone or _rest(out, inside, i)):
                out[i] = "person"
    return out


def _rest(kinds: list[WordKind], inside: list[int], but: int) -> bool:
    return any(kinds[i] == "core" for i in inside if i != but)


def _errands(words: list[str], homes: list[int], kinds: list[WordKind]) -> list[WordKind]:
    """A segment that speaks of an errand and holds no other company: «счёт не пришёл», «набрать до 17»."""
    if "noise" not in kinds:
        return kinds
    out = list(kinds)
    for home in dict.fromkeys(homes):
        inside = [i for i in range(len(kinds)) if homes[i] == home]
        noisy = sum(kinds[i] == "noise" and words[i] not in exact("joining") for i in inside)
        telling = [i for i in inside if kinds[i] in ("core", "number")]
        elsewhere = any(kinds[i] == "core" for i in range(len(kinds)) if homes[i] != home)
        if noisy and elsewhere and len(telling) <= noisy and len(telling) <= 1:
            for i in telling:
                out[i] = "noise"
    return out


def _restored(kinds: list[WordKind], words: list[str]) -> list[WordKind]:
    """With no distinctive word left, the weak ones are all there is, and carry the name; else the noisy ones do."""
    present = set(kinds)
    carriers: tuple[WordKind, ...] = ("noise",)
    if {"weak", "branch"} & present:
        carriers = ("weak", "branch")
    elif "person" in present:  # «от Петровича»: the firm of that name
        carriers = ("person",)
    return [
        "core" if kind in carriers and word not in exact("joining") and word not in MARKS else kind
        for kind, word in zip(kinds, words, strict=True)
    ]


def _with_places(name: Name, places: tuple[Mention, ...]) -> Name:
    """The name with places that stood beside it, in brackets."""
    return replace(name, places=name.places + places)
