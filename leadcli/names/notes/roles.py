"""Which words of a phone note are not the company's name: what was said around it, and who called.

Read before legal forms are cut and words are matched. Words in quotes have no role but as a name. ``said`` are function
words and verbs of calling, never a name by themselves; other noise (заказ, контакт) may be one where all else is gone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from leadcli.names.geography import CITY_MARKS, MARKS, begins_a_place
from leadcli.names.inflection import is_adjective
from leadcli.names.legal_forms import known_forms
from leadcli.names.notes.persons import is_first, is_initials, is_patronymic, is_person, is_surname, may_be_surname
from leadcli.names.scripts import is_cyrillic
from leadcli.names.words import exact, is_kind, kinds_of

Role = Literal["", "noise", "person"]
DEPARTMENT = "отдел"
_FROM = frozenset({"из", "от", "from", "at"})
_GROUPS = frozenset({"группы", "группа", "холдинга", "филиала", "концерна"})  # «метиз из группы Северсталь»
_NAMED_AFTER = frozenset({"им", "имени"})
TITLES = frozenset(
    "mr mrs ms dr herr frau mister monsieur madame señor señora senor senora signor signora pani".split()  # noqa: SIM905
)
_OF = frozenset({"of", "from", "at"})
_LONGEST_PREPOSITION = 4
FULL_NAME = 2  # words of «Bob Smith», of which the second may be any
MOST_CALLERS = 3  # words that name who called


def roles_of(words: Sequence[str], homes: Sequence[int], quoted: Sequence[bool]) -> list[Role]:
    """The role of each word of a note; empty for what may be the name."""
    roles: list[Role] = [
        "" if within or not is_noise(word) else "noise" for word, within in zip(words, quoted, strict=True)
    ]
    _attributes(words, homes, roles)
    _offices(words, homes, quoted, roles)
    people = any(map(_may_be_persons, words))
    if "noise" not in roles and not people:
        return roles
    segments = [[i for i, home in enumerate(homes) if home == segment] for segment in dict.fromkeys(homes)]
    firm = any(map(is_persons_form, words))
    for inside in segments:
        _callers(words, quoted, roles, inside, firm)
        if people and not firm:
            _people(words, quoted, roles, inside)
    if people and not firm and len(segments) > 1:
        _alone(words, quoted, roles, segments)
    for inside in segments:
        _topics(words, quoted, roles, inside)
        _introduced(words, quoted, roles, inside)
    return roles


def _attributes(words: Sequence[str], homes: Sequence[int], roles: list[Role]) -> None:
    """«Новая Комета» is no Комета, and «новый клиент» is noise: such a word goes with the one behind it."""
    for at in range(len(words) - 1):
        if roles[at] and not roles[at + 1] and homes[at] == homes[at + 1] and words[at] in exact("attributive"):
            roles[at] = ""


def _offices(words: Sequence[str], homes: Sequence[int], quoted: Sequence[bool], roles: list[Role]) -> None:
    """«юридический отдел», «отдел продаж», «финансовый директор», «начальник смены»: of what it is goes with it."""
    for at, word in enumerate(words):
        if not roles[at] or not (word.startswith(DEPARTMENT) or word.endswith(DEPARTMENT) or _is_office(word)):
            continue
        before, after = at - 1, at + 1
        free = before >= 0 and not roles[before] and homes[before] == homes[at] and not quoted[before]
        if free and is_adjective(words[before]) and not begins_a_place(words[before]):
            roles[before] = "noise"
        if after < len(words) and homes[after] == homes[at] and words[after] in exact("department"):
            roles[after] = roles[after] or "noise"


@lru_cache(maxsize=65536)
def is_noise(word: str) -> bool:
    """Whether a plain word of a note, outside quotes, says nothing of the name."""
    return "noise" in kinds_of(word) or word.endswith(DEPARTMENT)


@lru_cache(maxsize=65536)
def is_persons_form(word: str) -> bool:
    """Whether a word says that the name is a person's: ИП, ФОП."""
    return known_forms().get(word) == "ip"


@lru_cache(maxsize=65536)
def _may_be_persons(word: str) -> bool:
    return is_person(word) or "." in word or word in TITLES


@lru_cache(maxsize=65536)
def _tells(word: str) -> bool:
    """Whether a word without a role may name a company: no place, mark of one, or joining word."""
    return not (word in exact("joining") or word in MARKS or begins_a_place(word))


def _callers(
    words: Sequence[str], quoted: Sequence[bool], roles: list[Role], inside: Sequence[int], firm: bool
) -> None:
    """«Кузнецова из Сименса», «John from Acme»: before the word stands who called, behind it the company."""
    for at in reversed([i for i in inside if words[i] in _FROM and not quoted[i]]):
        before = [i for i in inside if i < at and not roles[i]]
        behind = [i for i in inside if i > at and not roles[i] and (quoted[i] or _tells(words[i]))]
        if not behind or not before or any(quoted[i] for i in before):
            continue
        if not firm and all(is_person(words[i]) and not quoted[i] for i in behind):
            if any(not is_person(words[i]) for i in before):
                for i in behind:
                    roles[i] = "person"
            continue
        callers = (
            len(before) <= MOST_CALLERS
            and words[at + 1] not in _GROUPS
            and not any(map(_is_form, before_words(words, before)))
        )
        if callers:
            for i in before:
                roles[i] = "person"
        return


def before_words(words: Sequence[str], indices: Sequence[int]) -> list[str]:
    """The words at some places."""
    return [words[i] for i in indices]


def _is_form(word: str) -> bool:
    return word in known_forms()


def _people(words: Sequence[str], quoted: Sequence[bool], roles: list[Role], inside: Sequence[int]) -> None:
    """Names that surely are a person's: a patronymic, what follows «менеджер» or «звонил», a surname beside a name."""
    free = [i for i in inside if not quoted[i] and roles[i] != "person" and not _is_city(words, i)]
    found: set[int] = set()
    for i in free:
        word = words[i]
        if is_patronymic(word):
            found |= {i} | {
                j for j in (i - 2, i - 1, i + 1) if j in free and (is_first(words[j]) or may_be_surname(words[j]))
            }
        elif is_first(word):
            found |= (
                {i, *(j for j in (i - 1, i + 1) if j in free and is_surname(words[j]))}
                if _beside(words, free, i)
                else set()
            )
        elif "." in word and is_initials(word) and (i - 1 not in inside or words[i - 1] not in _NAMED_AFTER):
            beside = {j for j in (i - 1, i + 1) if j in free and may_be_surname(words[j])}
            found |= beside | {i} if beside else beside
    for i in free:  # «менеджер Кузнецов», «звонила Анна», «Mr Smith»
        if words[i] not in exact("persons_role") or quoted[i]:
            continue
        j = i + 1
        while j in free and (is_person(words[j]) or (is_initials(words[j]) and len(words[j]) > 1)):
            found.add(j)
            j += 1
        if j == i + 1 and words[i] in TITLES and j in free and (j + 1 not in free or words[j + 1] in _OF):
            found.add(j)
            roles[i] = "noise"
    names = [i for i in free if i not in found and not roles[i] and words[i] not in exact("joining")]
    if len(names) > 1 and not is_person(words[names[-2]]):  # «Сименс Ольга», «бухгалтер Сименса Петрова»
        role = any(_is_office(words[i]) for i in inside if i < names[0])
        # A Latin name ends with one more often: Papa John.
        sure = role or is_cyrillic(words[names[-1]]) or any(roles[i] for i in inside)
        if (sure and is_first(words[names[-1]])) or (role and is_surname(words[names[-1]])):
            found.add(names[-1])
    for i in found:
        roles[i] = "person"


@lru_cache(maxsize=65536)
def _is_office(word: str) -> bool:
    """Whether a word is what somebody is (бухгалтер), behind which a surname follows."""
    return word in exact("persons_role") and word not in exact("said") and len(word) > _LONGEST_PREPOSITION


def _is_city(words: Sequence[str], i: int) -> bool:
    """Whether a word is a city because it is said to be: «г. Владимир»."""
    return i > 0 and words[i - 1] in CITY_MARKS and begins_a_place(words[i])


def _beside(words: Sequence[str], free: Sequence[int], i: int) -> bool:
    """Whether a first name has a surname beside it."""
    return any(j in free and is_surname(words[j]) for j in (i - 1, i + 1))


def _alone(words: Sequence[str], quoted: Sequence[bool], roles: list[Role], segments: Sequence[Sequence[int]]) -> None:
    """«Петров, Сименс», «Сименс, Анна»: a part that is a person's name only, where another may be the company's."""
    for inside in segments:
        own = [i for i in inside if roles[i] != "noise"]
        persons = [
            i for i in own if not quoted[i] and (is_person(words[i]) or roles[i] == "person" or is_initials(words[i]))
        ]
        others = any(
            not roles[i] and (quoted[i] or (_tells(words[i]) and not is_kind("weak", words[i])))
            for part in segments
            if part is not inside
            for i in part
        )
        if any(_is_city(words, i) for i in own):
            continue
        full = len(own) == FULL_NAME and own[0] in persons and is_first(words[own[0]]) and own[1] == own[0] + 1
        if own and others and (len(own) == len(persons) <= MOST_CALLERS or full):
            for i in own:
                roles[i] = "person"


def _topics(words: Sequence[str], quoted: Sequence[bool], roles: list[Role], inside: Sequence[int]) -> None:
    """«Сименс по запчастям», «Acme re delivery»: what follows is what the call is about, once a company was named."""
    named = weakly = False
    at = -1
    for i in inside:
        if not roles[i]:
            weakly = weakly or _tells(words[i])
            named = named or quoted[i] or (_tells(words[i]) and not is_kind("weak", words[i]))
        elif roles[i] == "noise" and words[i] in exact("topic") and (named or (weakly and words[i] != "по")):
            at = i
            break
    for i in inside if at >= 0 else ():
        if i <= at:
            continue
        if words[i] in _FROM or quoted[i]:
            break
        if not roles[i] and not (begins_a_place(words[i]) and words[i - 1] in MARKS):
            roles[i] = "noise"


def _introduced(words: Sequence[str], quoted: Sequence[bool], roles: list[Role], inside: Sequence[int]) -> None:
    """«из компании Сименс», «компания «Сименс»»: the word says only that a company follows."""
    for i in inside[:-1]:
        follows = i + 1 in inside and (quoted[i + 1] or not roles[i + 1])
        if roles[i] or quoted[i] or not follows or words[i] not in exact("introduces"):
            continue
        if i - 1 in inside and roles[i - 1]:
            roles[i] = "noise"
