"""How people are written: the key of a name, its words and initials, and what stands beside it: ids, e-mails."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from leadcli.domain.frozen import frozen
from leadcli.names.fold import fold
from leadcli.names.scripts import is_cyrillic, one_script, without_marks
from leadcli.names.tables import load

LONGEST = 400  # letters of a key
_EMAIL = re.compile(r"[<(\[]?\s*(?:mailto:)?([\w.+'-]+@(?:[\w-]+\.)+[\w-]+)\s*[>)\]]?")
_NUMBER = re.compile(r"[\[(]\s*(?:id\s*[:=]?\s*|#|№|no\s*)?(\d+)\s*[\])]|(?:#|№)\s*(\d+)|\bid\s*[:=]?\s*(\d+)\b")
# How somebody is reached, which is said beside a name: a telephone, or an extension after a word for one.
_REACHED = re.compile(
    r"(?:\b(?:тел|телефон|моб|раб|сот|доб|добавочный|вн|внутр|tel|phone|mob|mobile|cell|ext|extension)\b[.:]*\s*)+"
    r"(?:№|\bno\b|\+)?\s*\(?\d(?:[\s().-]*\d)*\)?|(?<![\w@.])(?:\+\s*\d|[78])(?:[\s().-]*\d){10,12}(?!\w)|"
    r"(?<!\w)x\d{2,5}(?!\w)"
)
# «т. 104» is said of a telephone behind a whole name, an initial or a sign; else т is an initial itself.
_BY_T = re.compile(
    r"((?:[^\W\d_]{2,}\s+[^\W\d_]{2,}|\b\w\.|[,;(\[/|]|^)\s+|[(\[]|^)т\.?\s*\d{2}[\d-]{0,5}(?![\w-]|\.\d)"
)
ASIDE = re.compile(r"[\[(<{]([^\[\](){}<>]*)[\])>}]")
_WORD = re.compile(r"[^\W_]+(?:[-'][^\W_]+)*\.?")
_SEPARATOR = re.compile(r"(?:(?<!\s)\s+)?(?:[,;|/&→]|[-=]>)\s*|(?<!\s)\s+[-+]\s+|(?<!\s)\s+(?:и|та|and|und|et)\s+")
_LATIN_PATRONYMIC = re.compile("..(?:ovich|evich|ovna|evna|ichna)$")
_STROKED = str.maketrans("øłđı", "oldi")  # letters that Unicode does not take apart
# What is said beside an owner of somebody who has the client by now: whose it is, a person must say.
HANDED_ON = re.compile(
    r"\b(?:передан[аоы]?|передать|передал[аи]?|передается|перешел|перешла|теперь|handed|transferred|moved|now)\b"
)
# What is said in a comment of whose a client is.
SAYS_WHOSE = re.compile(
    r"\b(?:клиент\w*|кл|обслуж\w*|сопровожд\w*|курир\w*|передан\w*|передал\w*|передать|отдан\w*|отдал\w*|отдать|"
    r"ведет|ведут|закреп\w*|менеджер\w*|ответственн\w*|отв|теперь|баз[аыеу]|портфел\w*|"
    r"portfolio|(?:client|customer|account)s? of|given|handed|owned|"
    r"belongs|assigned|managed|transferred)\b"
    r"|'s (?:client|customer|account)\b"
)
_ABBREVIATED = 3  # letters of a first name that is cut with a full stop, at most: Дм., Yu.

# Words of a cell that says in words that it is empty. What may as well be a fault of the file (n/a) is none of them.
_NOT = ("назначен", "указан", "задан", "определен", "выбран", "распределен", "закреплен", "установлен", "заполнен")
# Whom a system says that there is none of: SAP Business One writes -No Sales Employee-.
_NO = ("owner", "manager", "account manager", "sales manager", "sales employee", "sales employee / buyer", "sales rep",
       "salesperson", "responsible", "responsible user", "assignee", "agent", "user", "value")  # fmt: skip
NOBODY = frozenset(
    f"{no}{word}{end}" for no in ("не ", "не") for word in _NOT for end in ("", "а", "о", "ы")
) | frozenset(
    f"{no} {whom}" for no in ("без", "нет")
    for whom in ("ответственного", "менеджера", "владельца", "куратора", "хозяина", "продавца")
) | frozenset(f"no {whom}" for whom in _NO) | frozenset(
    ("нет", "никто", "пусто", "пустой", "ничей", "ничья", "ничье", "none", "null", "nil", "nan", "nobody",
     "no one", "noone", "empty", "blank", "unassigned", "unallocated", "unowned", "not assigned", "not set",
     "not specified", "without owner")
)  # fmt: skip

# Marks and words that name whoever stands in the row above.
_DITTO_SIGNS = frozenset("\"'′«»„“”〃/\\")
_AROUND_DITTO = frozenset(" -_.,|()[]") | _DITTO_SIGNS
_DITTO = frozenset(
    ("то же", "тоже", "тот же", "та же", "те же", "он же", "она же", "см. выше", "см выше", "как выше", "ditto", "same",
     "same as above", "as above", "see above")
)  # fmt: skip

# What people are, and what is said of them, beside their names.
_ROLES = """
    менеджер менеджера менеджеры старший ст младший мл ведущий главный гл руководитель рук начальник нач директор дир
    зам заместитель специалист ассистент помощник консультант эксперт стажер администратор админ оператор продавец
    отдел отдела департамент департамента группа группы филиал направление направления продаж продажам продажи опт
    оптовый розница роп кам по и работе с клиентами клиентам сопровождения развитию закупок закупкам сервиса
    маркетинга маркетинг логистика бухгалтерия офис офиса г-н г-жа гн гжа господин госпожа тов
    уволен уволена уволился уволилась неактивен неактивна архив архивный бывший бывшая декрет отпуск отключен отключена
    manager sales senior junior lead head chief director account executive key department dept team support of the
    mr mrs ms dr mister hr herr herrn fr frau bey hanım hanim pan pani пан пані sr sra señor señora
    inactive deactivated disabled former fired ex user
"""
ROLES = frozenset(_ROLES.split())
# Of a role they say its rank; beside a name alone they tell a father from a son.
_RANKS = frozenset(("старший", "ст", "младший", "мл", "senior", "junior"))


@frozen
class Written:
    """A cell's part that names one person, taken apart. ``words``: in full; ``initials``: in their order.

    ``numbers`` and ``emails`` stand beside the name; ``asides`` are what else is in brackets. Telephones are left out.
    """

    words: tuple[str, ...]
    initials: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    asides: tuple[str, ...] = ()

    @property
    def bare(self) -> Written:
        """The same without the words that say what people are."""
        roles = ROLES if not (ROLES - _RANKS).isdisjoint(self.words) else ROLES - _RANKS
        words = tuple(word for word in self.words if word not in roles)
        initials = tuple(each for each in self.initials if len(each) == 1 or each not in roles)  # «и» is a role's word
        return Written(words, initials, self.numbers, self.emails)


def taken_apart(key: str) -> Written:
    """A name's key taken apart; of one that is longer than any person's name, its beginning."""
    key = key[:LONGEST]
    emails = tuple(_EMAIL.findall(key))
    rest = _EMAIL.sub(" ", key) if emails else key
    rest = _BY_T.sub(r"\1 ", _REACHED.sub(" ", rest))
    numbers = tuple(next(filter(None, found.groups())) for found in _NUMBER.finditer(rest))
    rest = _NUMBER.sub(" ", rest) if numbers else rest
    asides = tuple(aside.strip() for aside in ASIDE.findall(rest) if aside.strip())
    if asides:
        rest = ASIDE.sub(" ", rest)
    words: list[str] = []
    initials: list[str] = []
    for each in _WORD.findall(rest):
        word = each.rstrip(".")
        cut = len(word) == 1 or (each != word and len(word) <= _ABBREVIATED)
        (initials if cut and not word.isdigit() else words).append(one_script(word))
    return Written(tuple(words), tuple(initials), numbers, emails, asides)


def parts(key: str) -> list[str]:
    """The parts of a cell between which another person, or a role, may begin."""
    return [part for part in (part.strip() for part in _SEPARATOR.split(key)) if part]


def says_nobody(key: str) -> bool:
    """Whether a name's key says in words, or by dashes, that there is nobody."""
    plain = key.strip(" -_.()[]<>\"'«»*")
    return plain in NOBODY or (not plain and _DITTO_SIGNS.isdisjoint(key))


def says_as_above(key: str) -> bool:
    """Whether a name's key says, by a ditto mark or in words, that it is whom the row above names."""
    if not _DITTO_SIGNS.isdisjoint(key) and _AROUND_DITTO.issuperset(key):
        return True
    return key.strip(" -.()[]") in _DITTO


def is_patronymic(word: str) -> bool:
    """Whether a word may be a patronymic, in either script."""
    from leadcli.names.notes import persons

    return persons.is_patronymic(word) or bool(_LATIN_PATRONYMIC.search(word))


def is_first(word: str) -> bool:
    """Whether a word may be a first name, in either script."""
    from leadcli.names.notes import persons

    return persons.is_first(word) or bool(formal(word))


_CASES = re.compile("(?<=...)(?:ого|его|ому|ему|ой|ей|ою|ею|ый|ий|ом|ем|ым|им|ая|яя|ую|юю|[аяуюеиыьй])$")

# «Ольгин», «Диминого»: whose something is, of a first name.
POSSESSIVE = re.compile("(?<=...)(?:ин|ов|ев)(?:а|о|ы|у|ой|ого|ому|ых|ым|ыми|ом)?$")


def stem(word: str) -> str:
    """A Russian name without the ending of its case: Тимура, Тимуру; Соколовой, Соколову. Others as they are.

    Two names may have one: Волков and Волкова.
    """
    return _CASES.sub("", word) if is_cyrillic(word) else word


def unaccented(word: str) -> str:
    """A Latin word without its accents, as systems that know none write it: García is Garcia. Others as they are."""
    if word.isascii() or is_cyrillic(word):
        return word
    return without_marks(word.translate(_STROKED))


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """A word's key in which its transliterations meet: Алексей and Aleksey, Пётр and Pyotr, Юрий and Iurii."""
    if is_cyrillic(word):
        return fold(re.sub("е[ий]$", "и", word))
    latin = re.sub("j$", "y", re.sub("^i(?=[aeou])", "y", word.replace("'", "").replace("kh", "hh")))
    latin = re.sub("[eiy]*e(?=va?$)", "e", latin)  # Алиев is Aliev and Aliyev, Матвеева Matveeva
    return fold(re.sub("(?<=[^aeiou])[yi]o", "e", latin))


@lru_cache(maxsize=65536)
def formal(word: str) -> frozenset[str]:
    """The full first names for which a word may stand, itself among them: Саша is Александр or Александра."""
    return _formal().get(word if is_cyrillic(word) else sound(word), frozenset())


@cache
def _formal() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for full, short in load("diminutives").items():
        for word in (full, *short.split()):
            for key in {word, sound(word)} if is_cyrillic(word) else {sound(word)}:
                found.setdefault(key, set()).add(full)
    return {word: frozenset(names) for word, names in found.items()}
