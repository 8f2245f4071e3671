"""Who works here no more: what a status, a title, or a remark beside a name says of it.

Nobody is taken for gone by a word that may mean something else: who is «(бывшая Белова)» was called so before, «(ул.
Архивная, 5)» is an address, «вместо уволенного» tells of another.
"""

from __future__ import annotations

import re
from functools import cache

from leadcli.fields.people.roster import person_key

# What is said of people alone; of who was dismissed, whatever follows; and what says so alone, or beside roles.
_OF_PEOPLE = (
    r"уволен(?:а|о|ы|ные|ных)?|уволил(?:ся|ась|ись)|увол\.?|(?:больше\s+)?не\s+работа[ею]т\s+(?:у\s+нас|здесь)|dismissed|"
    r"resigned|fired|offboarded|no\s+longer\s+works?(?:\s+here)?|left\s+the\s+company"
)
_DISMISSED = (
    rf"{_OF_PEOPLE}|(?:больше\s+)?не\s+работа[ею]т|deactivated|terminated|no\s+longer\s+\w+|left\s+(?:us|in|on|since)"
)
GONE = (
    rf"{_DISMISSED}|увольнение|неактив(?:ен|на|ны|ный|ная|ные)|не\s+актив(?:ен|на|ны)|отключен(?:а|ы|ный|ная|ные)?|"
    r"(?:в\s+)?архив(?:е|ный|ная|ные)?|заблокирован(?:а|ы|ный|ная|ные)?|удален[аы]?|недействител(?:ен|ьна|ьны|ьный|ьная)|"
    r"(?:ушел|ушл[аи])(?!\s+(?:в|на|по|до)\s)|покинул[аи]?|выбыл[аи]?|закрыт[аы]?|не\s+действует|inactive|not\s+active|"
    r"disabled|archived|blocked|suspended|deleted|retired|closed|removed|revoked|expired"
)
SINCE = r"(?:\s+(?:с\s+|since\s+)?\d{1,2}[./]\d{1,2}(?:[./]\d{2,4})?(?:\s*г\.?)?)?"
LEFT = re.compile(rf"\b(?:{GONE}|бывш(?:ий|ая|ие|их)|former|left|ex)(?!\w){SINCE}", re.IGNORECASE)
_BACK = re.compile(r"восстанов|вернул|отмен|снова|rehired|reinstated|returned|restored|again")
# Dynamics 365 writes # before the name of a user who is switched off.
_SWITCHED_OFF = re.compile(r"#\s+\w")
_BRACKETS = re.compile(r"[\[(<{][^][(){}<>]*[\])>}]")
_NOT = frozenset(("не", "not", "is", "has", "был", "была", "was"))
# Beside a role, or in a title of a table: «бывшие сотрудники», former employees.
PEOPLE = frozenset(
    ("сотрудник", "сотрудница", "сотрудники", "работник", "работники", "персонал", "пользователь", "пользователи",
     "люди", "employee", "employees", "staff", "user", "users", "people", "the", "company", "account",
     "учетка", "запись", "в", "году", "year")
)  # fmt: skip


@cache
def _fired() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{_OF_PEOPLE}|бывш(?:ий|ая)\s+(?:сотрудни\w+|работни\w+)|former\s+employee)"
        r"(?:\s+(?:с\s+|since\s+)?[\d./-]+(?:\s*г\.?)?)?\W*"
    )


@cache
def _at_once() -> re.Pattern[str]:
    return re.compile(rf"(?:{_DISMISSED})(?!\w)")


@cache
def _alone() -> re.Pattern[str]:
    """After a name, or before it."""
    return re.compile(rf"(?:{GONE})(?!\w){SINCE}\W*$|^(?:{GONE}|ex|former|бывш(?:ий|ая))(?!\w)(?=[\s.])")


def says_left(text: str) -> bool:
    """Whether a status, a title, or a name with what stands beside it, says that somebody works here no more."""
    key = person_key(text)
    if not LEFT.search(key):
        return bool(_SWITCHED_OFF.match(key))
    if _BACK.search(key):
        return False
    from leadcli.fields.people.writing import parts, taken_apart  # few managers have left

    apart = taken_apart(key)
    name, *beside = parts(_BRACKETS.sub(" ", key)) or [""]
    if any(map(is_remark, (*apart.asides, *beside, name.rstrip(" :")))):
        return True
    found = _alone().search(name)
    return bool(found and set(taken_apart(name).bare.words) - _NOT)


def says_dismissed(text: str) -> bool:
    """Whether a cell of a column that nothing is known of says it: in words that are said of people, and no more."""
    return _fired().fullmatch(person_key(text)) is not None


def says_more(text: str) -> bool:
    """Whether in brackets beside a name stands more than that somebody left, a role or a number: «(клиент Марины)»."""
    return any(not is_remark(each) and not _of_roles(each) for each in asides(text))


def asides(text: str) -> tuple[str, ...]:
    """What stands in brackets beside a name."""
    from leadcli.fields.people.writing import taken_apart

    return taken_apart(person_key(text)).asides


def _of_roles(text: str) -> bool:
    from leadcli.fields.people.writing import ROLES, taken_apart

    return all(word in ROLES or word in PEOPLE or word.isdigit() for word in taken_apart(text).words)


def is_remark(text: str) -> bool:
    """Whether a text says it of somebody, and nothing else."""
    text = text.strip(" .:-")
    return bool(_at_once().match(text)) or names_who_left(text)


def names_who_left(text: str) -> bool:
    """Whether a text is a title of people who left, and no one's name: «Уволенные сотрудники в 2026 году»."""
    key = person_key(text).strip(" .:-")
    found = LEFT.match(key)
    return found is not None and _of_roles(key[found.end() :])
