"""One reading of a plain text as a name: roles in a note, then legal forms, places, kinds of words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from leadcli.domain.frozen import replace
from leadcli.names.acronyms import acronyms
from leadcli.names.fold import fold
from leadcli.names.geography import MARKS, Mention, begins_a_place, find, is_only_a_place
from leadcli.names.inflection import is_adjective
from leadcli.names.legal_forms import Form, cut, is_form
from leadcli.names.lexemes import TELLING, Name, Word, WordKind, kind_of, together, word_of
from leadcli.names.notes.note_numbers import without_numbers
from leadcli.names.notes.persons import is_first, is_initials, is_person, is_surname, may_be_surname
from leadcli.names.notes.roles import TITLES, Role, is_noise, roles_of
from leadcli.names.segments import Segment, segments_of
from leadcli.names.words import exact, is_kind, kinds_of, shorten

_WORD = re.compile(r"[^\W_]+")
_SURELY_FORMS = frozenset("llc ltd inc plc ooo oao zao pao ооо оао зао пао ао нао ип тоо тов фоп".split())  # noqa: SIM905
_LONG_FORM = 4
_LONG_NUMBER = 3  # digits of a number that stands by itself, apart from the name: «Сименс, №1234»
_PREPOSITION = 3  # letters; a longer word of calling is no part of a name
_OFF = frozenset({"с", "со"})  # before other words «с» is as often what it is about: «звонили с вопросом»
MOST_TAKEN = 12
_LONGEST_PERSON = 3  # words: a surname and the letters of two names


def read(raw: str, text: str, note: bool) -> tuple[Name, bool]:
    """A plain text as a name, and whether it surely is a note, no name by itself."""
    if not note:
        return _of_segments(raw, segments_of(text), False, "")
    left, taken, hard = without_numbers(text, soft=True)
    found, spoken = _of_segments(raw, segments_of(left), True, taken)
    if taken and not any(word.kind in ("core", "number") for word in found.words):
        left, again, hard = without_numbers(text, soft=False)
        if again != taken:
            found, spoken = _of_segments(raw, segments_of(left), True, again)
    return found, hard or spoken


class _Parts:
    """The words of a text less its legal forms, each with its segment and role, and the segments that had a form."""

    __slots__ = ("forms", "homes", "roles", "told", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        self.homes: list[int] = []
        self.roles: list[Role] = []
        self.forms: list[Form] = []
        self.told: set[int] = set()

    def add(self, words: Sequence[str], roles: Sequence[Role], home: int) -> None:
        """Words of one segment."""
        self.words += words
        self.roles += roles
        self.homes += [home] * len(words)


def _parts(segments: list[Segment], note: bool) -> _Parts:
    """Roles first, then forms, at the edges of each run of words without a role."""
    parts = _Parts()
    every = _roles(segments) if note else []
    start = 0
    for home, segment in enumerate(segments):
        words = segment.words
        own = every[start : start + len(words)]
        start += len(words)
        if len(segments) > 1 and is_form(words) and (_surely_a_form(words) or not all(parts.roles)):
            parts.forms += cut([*words, ""], frozenset())[1]
        elif not any(own):
            _take_run(parts, words, segment.quotes, home, note)
        else:
            for first, last in _runs(own):
                if own[first]:
                    parts.add(words[first:last], own[first:last], home)
                else:
                    quotes = frozenset([q - first for q in segment.quotes if first <= q < last])
                    _take_run(parts, words[first:last], quotes, home, note)
    return parts


def _take_run(parts: _Parts, run: Sequence[str], quotes: frozenset[int], home: int, note: bool) -> None:
    """Words without a role: their forms cut, set phrases short. Words of a branch may stand before a form."""
    if note and is_form(run) and _surely_a_form(run):
        parts.forms += cut([*run, ""], frozenset())[1]
        return
    if lead := _branches(run):
        parts.add(run[:lead], [""] * lead, home)
        run, quotes = run[lead:], frozenset([q - lead for q in quotes if q >= lead])
    kept, found = cut(list(run), quotes)
    if note and not found and (town := _town_behind(run)):  # «Acme GmbH Berlin»: the form is where the name ends
        before, behind = cut(list(run[: len(run) - town]), quotes)
        if not all(kinds_of(run[i]) for i in before):  # «ТД ООО Тула» has no name
            kept, found = [*before, *range(len(run) - town, len(run))], behind
    if found and exact("joining").issuperset([run[i] for i in kept]):
        kept, found = list(range(len(run))), []  # «of NPC»
    if found:
        parts.told.add(home)
        parts.forms += found
    short = shorten([run[i] for i in kept])
    parts.add(short, [""] * len(short), home)


def _town_behind(run: Sequence[str]) -> int:
    """How many words at the end of a run are a place and nothing else; 0 where they are the whole of it."""
    behind = [place for place in find(run) if place.end == len(run) and place.start and not place.adjective]
    return len(run) - behind[0].start if behind and behind[0].strong else 0


def _of_segments(raw: str, segments: list[Segment], note: bool, taken: str) -> tuple[Name, bool]:
    if note and len(segments) > 1 and segments[0].colon and _introduces(segments):
        segments = segments[1:]  # «по рекомендации Смирнова: Ромашка»
    parts = _parts(segments, note)
    words, homes, roles, forms = parts.words, parts.homes, parts.roles, parts.forms
    joining = exact("joining")
    person = any(form.kind == "ip" for form in forms)
    if any("." in word for word in words):
        words, homes, roles, person = _initials(words, homes, roles, person)
    elif 1 < len(words) <= _LONGEST_PERSON and is_surname(words[0]) and all(map(is_initials, words[1:])):
        roles, person = [""] * len(words), True  # «Иванов А С»
    spoken = note and any(roles) and _is_spoken(words, roles)
    mentions, places = _placed(words, homes, roles, note)
    kinds: list[WordKind] = [
        place or role or kind_of(word) for place, role, word in zip(places, roles, words, strict=True)
    ]
    if person:  # initials
        kinds = ["core" if len(w) == 1 and w.isalpha() else kind for w, kind in zip(words, kinds, strict=True)]
    elif note:
        kinds = _errands(words, homes, kinds, parts.told)
    lettered = _lettered(words)
    kinds = ["core" if i in lettered else kind for i, kind in enumerate(kinds)]
    bare = "core" not in kinds
    generic = bare and "number" in kinds
    if bare:
        kinds = _restored(kinds, words, mentions, note, spoken)
    if note and sum(len(word) for word, kind in zip(words, kinds, strict=True) if kind in TELLING) < 2:
        bare, kinds = True, ["noise" if kind == "core" else kind for kind in kinds]  # one letter is nobody's name
    made = [
        word_of(word, kind, home)
        for i, (word, kind, home) in enumerate(zip(words, kinds, homes, strict=True))
        if word not in joining or (person and kind == "core") or i in lettered
    ]
    proper = [word for word in made if word.kind in ("core", "weak", "number") or _inner(word, mentions)]
    telling = [word.text for word in proper if word.text.isalpha()]  # First too
    letters = frozenset([fold(acronym) for acronym in acronyms(telling)]) if len(telling) > 1 else frozenset[str]()
    branch = any("branch" in kinds_of(word) for word in words)
    made += [word_of(word, "noise", len(segments)) for word in _WORD.findall(taken)[:MOST_TAKEN]]
    if note and "core" not in kinds and "number" not in kinds:
        proper, letters = [], frozenset()
    key = together(proper)
    return Name(raw, tuple(made), tuple(forms), tuple(mentions), key, letters, branch, person, generic, bare), spoken


def _lettered(words: Sequence[str]) -> set[int]:
    """Where single letters stand on both sides of an «и»: E&Y has no joining words."""
    beside = [i for i in range(1, len(words) - 1) if words[i] == "и" and len(words[i - 1]) == 1 == len(words[i + 1])]
    return {place for i in beside for place in (i - 1, i + 1)}


def _branches(words: Sequence[str]) -> int:
    """How many words of a branch stand before the name: «филиал ПАО …»."""
    count = 0
    while count < len(words) - 1 and "branch" in kinds_of(words[count]):
        count += 1
    return count


def _roles(segments: Sequence[Segment]) -> list[Role]:
    """The roles of all words of a note."""
    words = [word for segment in segments for word in segment.words]
    homes = [number for number, segment in enumerate(segments) for _ in segment.words]
    if any(segment.quoted for segment in segments):
        quoted = [i in segment.quoted for segment in segments for i in range(len(segment.words))]
    else:
        quoted = [False] * len(words)
    return roles_of(words, homes, quoted)


def _runs(roles: Sequence[Role]) -> list[tuple[int, int]]:
    """Where neighbours have a role alike, or none."""
    found: list[tuple[int, int]] = []
    first = 0
    for last in range(1, len(roles) + 1):
        if last == len(roles) or bool(roles[last]) != bool(roles[first]):
            found.append((first, last))
            first = last
    return found


def _surely_a_form(words: Sequence[str]) -> bool:
    """Whether words that may be a legal form are no company's name by themselves, as SAS, AB and РМК are."""
    return len(words) > 1 or words[0] in _SURELY_FORMS or len(words[0]) >= _LONG_FORM


def _introduces(segments: Sequence[Segment]) -> bool:
    """Whether what stands before a colon only introduces the company that is named after it."""
    spoken = any(is_kind("noise", w) and len(w) > 1 for w in segments[0].words)
    named = any(not is_kind("noise", w) for segment in segments[1:] for w in segment.words)
    return spoken and named


def _is_spoken(words: Sequence[str], roles: Sequence[Role]) -> bool:
    """Whether words of calling, or a caller «из» a company, show that a text is a note."""
    said = exact("said")
    for i, (word, role) in enumerate(zip(words, roles, strict=True)):
        if role == "noise" and word in TITLES and "person" in roles[i + 1 : i + 2] and len(words) > i + 2:
            return True  # «Mr Smith of Acme», but Mr. Lube
        if role != "noise" or word not in said:
            continue
        if len(word) > _PREPOSITION and (not word.isascii() or sum(map(bool, roles)) > 1):
            return True
        if i and roles[i - 1] == "person" and is_person(words[i - 1]):
            return True
    return False


def _initials(
    words: list[str], homes: list[int], roles: list[Role], person: bool
) -> tuple[list[str], list[int], list[Role], bool]:
    """Letters with dots: of a person («ИП Иванов И.И.») as words of one letter, else as one word (A.B.C. Company).

    With them, whether the name is a person's: where nothing but a surname and initials is said, it is.
    """
    out: list[tuple[str, int, Role]] = []
    alone = all(may_be_surname(word) or is_first(word) or "." in word for word in words) and any(
        map(may_be_surname, words)
    )
    for i, (word, home, role) in enumerate(zip(words, homes, roles, strict=True)):
        if alone:
            role = ""  # noqa: PLW2901
        if "." not in word:
            out.append((word, home, role))
            continue
        beside = [words[j] for j in (i - 1, i + 1) if 0 <= j < len(words) and homes[j] == home]
        if person or role == "person" or (word.count(".") <= 1 and any(map(may_be_surname, beside))):
            spelt: Role = role or ("" if person or alone else "person")
            out += [(letter, home, spelt) for letter in word.split(".")]
        else:
            out.append((word.replace(".", ""), home, role))
    return [word for word, _, _ in out], [home for _, home, _ in out], [role for _, _, role in out], person or alone


# --- places -----------------------------------------------------------------------------------------------------
def _placed(
    words: list[str], homes: list[int], roles: list[Role], note: bool
) -> tuple[list[Mention], list[WordKind | Literal[""]]]:
    """The places that words speak of, and the kind of each word that is one or marks one, empty for others."""
    mentions = _mentions(words, homes, roles)
    if not mentions:
        return mentions, [""] * len(words)
    if all(any(m.start <= i < m.end for m in mentions) or words[i] in MARKS or roles[i] for i in range(len(words))):
        # A name that is nothing but a place is a name too: ООО «Калуга». A note of that kind names nobody.
        if note and all(m.kind != "region" and (m.adjective or is_only_a_place(m.text)) for m in mentions):
            mentions = [replace(m, strong=True) for m in mentions]
        else:
            mentions = [m for m in mentions if m.adjective or m.kind != "city"] if len(mentions) > 1 else []
    return mentions, [_place_kind(words, index, mentions) for index in range(len(words))]


def _mentions(words: list[str], homes: list[int], roles: list[Role]) -> list[Mention]:
    """The places of each segment; a segment that is a place and nothing else, beside others, surely is one."""
    found: list[Mention] = []
    if not any(map(begins_a_place, words)):
        return found
    for home in dict.fromkeys(homes):
        inside = [
            i
            for i, h in enumerate(homes)
            if h == home and (not roles[i] or (words[i] in MARKS and roles[i + 1 : i + 2] == [""]))
        ]
        for m in find([words[i] for i in inside]):
            whole = m.end - m.start == len(inside) < len(words)
            start, end = inside[m.start], inside[m.end - 1] + 1
            found.append(replace(m, start=start, end=end, strong=m.strong or whole))
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


# --- what is left of a note ---------------------------------------------------------------------------------------
def _errands(words: list[str], homes: list[int], kinds: list[WordKind], told: set[int]) -> list[WordKind]:
    """A segment that speaks of an errand and holds no other company: «счёт не пришёл», «набрать до 17».

    A segment with a legal form (``told``), or with a company that somebody calls from, is none; behind the latter a
    segment is a remark: «сотрудник Сименса, обрыв кабеля». What stands elsewhere is a company only in a segment that is
    less of an errand itself, else the first would go for the second: «это Сименс, счёт бы».
    """
    if "noise" not in kinds and "number" not in kinds:
        return kinds
    out = list(kinds)
    segments = {home: [i for i, h in enumerate(homes) if h == home] for home in homes}
    telling = {home: [i for i in inside if kinds[i] in ("core", "number")] for home, inside in segments.items()}
    named = {
        home: any(kinds[i] == "core" and _is_introduced(i, words, kinds, segments[home]) for i in told_by)
        for home, told_by in telling.items()
    }
    noisy = {home: sum(kinds[i] == "noise" and is_noise(words[i]) for i in inside) for home, inside in segments.items()}
    spoken = {  # the errands: how many words say so
        home: count
        for home, count in noisy.items()
        if count and len(telling[home]) <= min(count, 1) and home not in told and not named[home]
    }
    introduced = False
    for home, own in telling.items():
        if home in told or named[home]:
            introduced = introduced or named[home]
            continue
        most = max(noisy[home], 1)
        elsewhere = any(out[i] == "core" and h != home and spoken.get(h, 0) < most for i, h in enumerate(homes))
        numbers = own and all(kinds[i] == "number" and len(words[i]) >= _LONG_NUMBER for i in own)
        if elsewhere and (introduced or home in spoken or numbers):
            for i in own:
                out[i] = "noise"
    return out


def _is_introduced(at: int, words: list[str], kinds: list[WordKind], inside: list[int]) -> bool:
    """Whether «из» stands before a word, or «с» before the adjective of its place: «с Новгородского литейного»."""
    before, whose = at - 1, exact("whose")
    if before in inside and kinds[before] == "place" and is_adjective(words[before]):
        before, whose = before - 1, whose | _OFF
    return before in inside and words[before] in whose


def _restored(
    kinds: list[WordKind], words: list[str], mentions: Sequence[Mention], note: bool, spoken: bool
) -> list[WordKind]:
    """With no distinctive word left, the weak ones are all there is, and carry the name; else persons or noise do.

    In a note that speaks of calling, a person or an errand is no company.
    """
    carriers: tuple[WordKind, ...] = () if spoken else ("noise",)
    weak = [word for word, kind in zip(words, kinds, strict=True) if kind in ("weak", "branch")]
    if weak and not (note and all(is_kind("plain", word) for word in weak)):
        carriers = ("weak", "branch")
    elif "person" in kinds and not spoken:  # «от Петровича»: the firm of that name
        carriers = ("person",)
    elif mentions and note:
        return kinds
    unfit = exact("joining") | exact("said") if note else exact("joining")
    return [
        "core" if kind in carriers and word not in unfit and word not in MARKS else kind
        for kind, word in zip(kinds, words, strict=True)
    ]
