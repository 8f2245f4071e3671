"""Legal forms, cut only at the edges of a name or right before an opening quote, and never the whole name.

The table (``tables/legal_forms.json``) comes from rigour (MIT) and GLEIF's list of entity legal forms. A form that was
cut is kept: ООО X and ИП X differ.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from leadcli.domain.frozen import frozen
from leadcli.names.notes.persons import may_be_surname
from leadcli.names.tables import load
from leadcli.names.words import is_kind

_DOTTED = re.compile(r"(?<![\w.'])(?:[^\W\d_]\.\s?)+[^\W\d_](?![\w'])\.?(?!\w)")
_DOTTED_FORM = re.compile(r"(?<![\w.])[^\W\d_]{1,4}(?:\.\s?[^\W\d_]{1,4}){1,4}(?!\w)\.?")
_SLASHED = re.compile(r"(?<![\w/])([^\W\d_])/([^\W\d_])(?![\w/])")
_SPELT = re.compile(r"(?<![\w&+'-])[^\W\d_](?:(?:-[^\W\d_]){2,}|(?:\s[^\W\d_]){2,})(?![\w&+'-])")
_NO_LETTER = re.compile(r"[\W\d_]")
UNSPACED = "\u0e00"  # the first letter of Thai; scripts without blanks are beyond
_HYPHEN = re.compile(r"\b([^\W\d_]{2,3})-([^\W\d_])")
_ELECTRONIC = re.compile(r"(?<![\w-])([eе])-(?=[^\W\d_]{3})")
_ZERO = r"(?<!\w)(?:[а-яa-z]{1,2}0|0[а-яa-z]{1,2}|00[оo]|[оo]00)(?!\w)"  # compiled where one is met
_LEAST_DOTTED = 3  # letters; fewer may be a person's initials
LONGEST_FORM = 14  # words


@frozen
class Form:
    """A legal form as written, and its class (ООО, Общество с ограниченной ответственностью and LLC share one)."""

    text: str
    kind: str


# Forms of one nature, in which one company may be called in two languages, or renamed from one to the other.
_STOCK = "jsc zao oao pao nao ag sa spa oyj ab nv plc aktiebolag asa aş as kk"
_LIMITED = "llc ltd limited gmbh sarl srl bv sro doo kft ood uab sia oü ou spzoo too tov oy aps lda"
FAMILIES = {**dict.fromkeys(_STOCK.split(), "ao"), **dict.fromkeys(_LIMITED.split(), "ooo")}


def family(kind: str) -> str:
    """The family of a form: ЗАО, ОАО, ПАО and АО are one."""
    return FAMILIES.get(kind, kind)


def undot(text: str) -> str:
    """Letters with dots or blanks between: «о.о.о.», «G m b H» and «a/s» as the form that they are, A-B-C as one word.

    Other letters with dots (A.B.C., «И. И.») stand together, their dots kept: whether they are initials is told later.
    """
    if "." in text:
        text = _DOTTED.sub(_joined, text)
        text = _DOTTED_FORM.sub(_as_form, text)
    if "0" in text:
        text = re.sub(_ZERO, _with_letters, text)
    if "/" in text:
        text = _SLASHED.sub(lambda m: m[1] + m[2] if m[1] + m[2] in known_forms() else m[0], text)
    return _SPELT.sub(_put_together, text) if _SPELT.search(text) else text


def _joined(found: re.Match[str]) -> str:
    letters = _NO_LETTER.sub("", found[0])
    is_known = letters in known_forms() or letters in _parts()
    before = found.string[: found.start()].split()
    person = len(letters) == 2 and bool(before) and (may_be_surname(before[-1]) or _is_person_form(before[:-1]))
    return (letters if is_known and not person else ".".join(letters)) + " "


def _is_person_form(words: Sequence[str]) -> bool:
    """Whether the last word is a person's form: of «ИП Ким С. А.» the letters are initials, whatever the surname."""
    return bool(words) and known_forms().get(words[-1]) == "ip"


def _as_form(found: re.Match[str]) -> str:
    """«ges.m.b.h.», «sh.p.k.»."""
    letters = _NO_LETTER.sub("", found[0])
    return letters + " " if len(letters) >= _LEAST_DOTTED and letters in known_forms() else found[0]


def _with_letters(found: re.Match[str]) -> str:
    """«па0», «0yj»: zeros typed for letters."""
    letters = found[0].replace("0", "o" if found[0].isascii() else "о")
    return letters if letters in known_forms() else found[0]


def _put_together(found: re.Match[str]) -> str:
    letters = _NO_LETTER.sub("", found[0])
    return found[0] if "и" in letters and letters not in known_forms() else letters


def spaced(text: str) -> str:
    """Forms of scripts without blanks (株式会社) set apart from what they are written together with."""
    if text.isascii() or max(text) < UNSPACED:
        return text
    return " ".join(_unspaced().sub(r" \g<0> ", text).split())


@cache
def _unspaced() -> re.Pattern[str]:
    forms = [form for form in known_forms() if max(form) >= UNSPACED and len(form) > 1]
    return re.compile("|".join(sorted(map(re.escape, forms), key=len, reverse=True)))


@cache
def _parts() -> frozenset[str]:
    """Words of several letters in forms of more words: the oo of «sp z oo»."""
    return frozenset(word for words in _of_more_words() for word in words if 1 < len(word) < 4)


def glue(text: str) -> str:
    """«ао-сервис» is one word, no legal form: the hyphen goes, and with it the edge where a form would be cut.

    So is e-commerce, whose e is no «and».
    """
    if "-" not in text:
        return text
    return _HYPHEN.sub(lambda m: m[1] + m[2] if m[1] in known_forms() else m[0], _ELECTRONIC.sub(r"\1", text))


def is_form(words: Sequence[str]) -> bool:
    """Whether words are a legal form and nothing else."""
    return 0 < len(words) <= LONGEST_FORM and " ".join(words) in known_forms()


def cut(words: list[str], boundaries: frozenset[int]) -> tuple[list[int], list[Form]]:
    """Which words stay, and the forms that were cut, longest first.

    ``words`` are plain; ``boundaries`` are indices of words that begin a quoted part, before which a form may end.
    """
    start, end = 0, len(words)
    forms: list[Form] = []
    table, from_word, to_word = known_forms(), _longest_from(), _longest_to()
    if not boundaries and (not words or (words[0] not in from_word and words[-1] not in to_word)):
        return list(range(end)), forms
    while start < end:
        most = min(from_word.get(words[start], 0), end - start - 1)
        size = next((n for n in range(most, 0, -1) if _at(words, start, n) in table), 0)
        if not size or (size == 1 and start + 1 not in boundaries and _is_timid(words[start], words[start + 1])):
            break
        if start + size not in boundaries and _is_name_before(words[start : start + size], words[start + size : end]):
            break
        forms.append(Form(" ".join(words[start : start + size]), table[_at(words, start, size)]))
        start += size
    if forms and forms[-1].kind == "gu" and start + 1 in boundaries and start + 1 < end and words[start] in _REGIONS:
        forms[-1] = Form(f"{forms[-1].text} {words[start]}", "gu")
        start += 1
    while end > start:
        most = min(to_word.get(words[end - 1], 0), end - start - 1)
        size = next((n for n in range(most, 0, -1) if _at(words, end - n, n) in table), 0)
        if not size or words[end - 1] in _NEVER_BEHIND:
            break
        forms.append(Form(" ".join(words[end - size : end]), table[_at(words, end - size, size)]))
        end -= size
    kept = list(range(start, end))
    for quote in sorted(boundaries):  # «компания "ИП Захарова"»: the form begins what is quoted
        if start < quote < end - 1 and words[quote] in table and not is_timid(words[quote]):
            forms.append(Form(words[quote], table[words[quote]]))
            kept = [i for i in kept if i != quote]
    for quote in sorted(boundaries):
        if not start < quote < end:
            continue
        most = min(to_word.get(words[quote - 1], 0), quote - start)
        size = next((n for n in range(most, 0, -1) if _at(words, quote - n, n) in table), 0)
        if size:
            forms.append(Form(" ".join(words[quote - size : quote]), table[_at(words, quote - size, size)]))
            kept = [i for i in kept if not quote - size <= i < quote]
    return kept, forms


# Initials of Russia's regions, as they stand after an institution's form: ГБУЗ ПК «Кунгурская больница».
_REGIONS = frozenset(
    "бо ао во ио ко ло мо но нсо оо ро со то уо чо яо ак зк кк пк ск хк рб рд рк рм рс рт рх ур чр кбр кчр спб".split()  # noqa: SIM905
)
# Short forms that do stand at the left edge; others in few letters more often begin a name (AG Insurance, SC Johnson).
_IN_FRONT = frozenset("ooo oao zao pao nao llc ltd inc uab sia sas pt oy oü ou spk jsc tov gie".split())  # noqa: SIM905
_MAYBE_WORDS = frozenset(
    "company corporation corp incorporated limited "  # noqa: SIM905
    "муз дук руп ват пат таа пп дп уп ад ат од кд сд ет хк кх аж куп ақ".split()  # Ақ Жол: white
)
_NEVER_BEHIND = frozenset({"ет"})  # Bulgarian ЕТ; in Kazakh it is meat
_SHORT_LATIN = re.compile("[a-zà-ÿ]{1,3}")


def is_timid(word: str) -> bool:
    """Whether a form more often begins a name than stands before one, at the left edge."""
    return word in _MAYBE_WORDS or (word not in _IN_FRONT and bool(_SHORT_LATIN.fullmatch(word)))


def _is_timid(word: str, after: str) -> bool:
    """The same, beside the word that follows: «SAS Dupont», but «SAS Institute»."""
    return is_timid(word) or (bool(_SHORT_LATIN.fullmatch(word)) and is_kind("weak", after))


def _is_name_before(first: Sequence[str], rest: Sequence[str]) -> bool:
    """Whether of two forms the first is the name: «AMBA A/S», whose first word is a form in Danish."""
    return first[0].isascii() and first[0] not in _IN_FRONT and is_form(rest)


def _at(words: list[str], start: int, size: int) -> str:
    return " ".join(words[start : start + size])


def _longest_from() -> dict[str, int]:
    """How many words the longest form has that begins with a word."""
    return _longest()[0]


def _longest_to() -> dict[str, int]:
    """How many words the longest form has that ends with a word."""
    return _longest()[1]


@cache
def _longest() -> tuple[dict[str, int], dict[str, int]]:
    begins = dict.fromkeys((form for form in known_forms() if " " not in form), 1)
    ends = begins.copy()
    for words in _of_more_words():
        size = len(words)
        if begins.get(words[0], 0) < size:
            begins[words[0]] = size
        if ends.get(words[-1], 0) < size:
            ends[words[-1]] = size
    return begins, ends


@cache
def _of_more_words() -> list[list[str]]:
    return [form.split(" ") for form in known_forms() if " " in form]


@cache
def known_forms() -> dict[str, str]:
    """The class of each form."""
    found: dict[str, str] = load("legal_forms")
    return found
