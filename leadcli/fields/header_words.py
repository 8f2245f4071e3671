"""A header that no table knows, read word by word: one word says the field, and none of the others says another thing.

«Владелец-сотрудник», «Холдинг / группа компаний», ``Sales Owner``, ``Organization - City of Address``: real systems
put what they please around the one word that counts. A word that is none of these (дата, отдел, контакт, previous, id)
may turn the meaning, so a header with it is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache

from leadcli.domain.frozen import frozen
from leadcli.fields.headers import FORMER, SURNAMES, header_key, neighbours, plainer_keys

LONGEST = 80  # characters of a header that is read so
_COMPANY = """
    company companies account organization organisation customer client partner business firm main primary
    компания компании компаний компанию контрагент контрагента контрагенту клиент клиента клиенту организация
    организации партнер партнера заказчик заказчика покупатель покупателя фирма фирмы предприятие предприятия юрлицо
    юрлица основной основная основное
"""
_ITS = f"{_COMPANY} crm record card карточка карточки"  # not of a site: a card has an address in the CRM
_PLACE = """
    address billing shipping office headquarters hq postal mailing legal registered physical of the адрес адреса юр
    юридический юридического факт фактический фактического почтовый почтового доставки офис офиса
"""
_NUMBER = "number no registration номер"
_CALLED = "name название наименование"


@frozen
class Words:
    """Of one field: the words that say it, those that may stand beside, and those of which one must (any, if none)."""

    heads: frozenset[str]
    beside: frozenset[str]
    needed: frozenset[str] = frozenset()

    def said_by(self, words: frozenset[str]) -> bool:
        """Whether the words of a header say the field and nothing else."""
        return (
            not self.heads.isdisjoint(words)
            and words <= (self.heads | self.beside | self.needed)
            and (not self.needed or not self.needed.isdisjoint(words))
        )


def _words(heads: str, beside: str = "", needed: str = "") -> Words:
    return Words(*(frozenset(text.split()) for text in (heads, beside, needed)))


_LEGAL = "юр лицо лица"
_FIELDS: dict[str, Words] = {
    "owner": _words(
        "owner owned salesperson manager rep representative executive responsible assigned assignee kam владелец "
        "владельца ответственный ответственная ответственные ответственного менеджер менеджера менеджеры куратор "
        "куратора кам ведет",
        f"sales person lead deal opportunity hubspot user employee full name by to of current key crm сотрудник "
        f"сотрудника пользователь фио имя текущий персональный ведущий закрепленный закреплен личный продаж отдела по "
        f"за продажам работе с клиентами кто контакт контакта {_ITS}",
    ),
    "name": _words(
        "name название наименование имя",
        "display краткое короткое сокращенное рабочее юридическое legal short лица",
        f"юр {_ITS}",
    ),
    "group": _words(
        "холдинг холдинга holding концерн концерна concern",
        f"группа группы group of гк название наименование name {_ITS}",
    ),
    "parent": _words(
        "parent головной головная головное головного головной материнская материнской родитель родителя родительская "
        "родительской вышестоящая вышестоящий",
        f"top level ultimate direct global sales {_CALLED} {_ITS}",
    ),
    "city": _words("city town locality village город города", f"населенный пункт {_CALLED} {_PLACE} {_ITS}"),
    "country": _words("country страна страны", f"{_CALLED} {_PLACE} {_ITS} регистрации"),
    "inn": _words("инн vat tin унп бин", f"tax id code {_NUMBER} {_LEGAL} {_ITS}"),
    "kpp": _words("кпп", f"{_LEGAL} {_ITS}"),
    "ogrn": _words("огрн огрнип", f"{_NUMBER} {_LEGAL} {_ITS}"),
    "phone": _words(
        "phone telephone tel телефон телефона тел",
        f"work office switchboard general рабочий городской контактный общий {_NUMBER} {_ITS}",
    ),
    "email": _words(
        "email mail почта почты",
        f"e work general address info рабочая рабочий рабочей общая общий эл электронная электронной адрес {_ITS}",
    ),
    "website": _words(
        "website site сайт сайта homepage domain домен web веб url",
        f"page home address адрес корпоративный официальный official corporate {_COMPANY}",
    ),
    "last_contact": _words(
        "contact contacted interaction call called touch contacts контакт контакта звонок звонка касание касания "
        "общение общения взаимодействие взаимодействия коммуникация коммуникации",
        f"date day on at of with с со дата день клиентом {_ITS}",
        "last latest последний последнего последнее последней последняя",
    ),
    "last_quote": _words(
        "quote quotation offer proposal кп предложение предложения",
        f"date of дата коммерческое коммерческого {_ITS}",
        "last latest последнее последнего последний",
    ),
    "contract_until": _words(
        "contract договор договора",
        f"date on of дата срок действия {_ITS}",
        "end ends ending until expires expiry expiration до окончания окончание истекает действует",
    ),
    "id": _words("id guid uuid код ид", f"internal unique внутренний {_NUMBER} {_ITS}"),
}  # fmt: skip


@lru_cache(4096)
def read_by_words(header: str) -> str:
    """The field that a header says word by word; ``""`` where it says none, or more than one."""
    if len(header) > LONGEST:
        return ""
    for key in (header_key(header), *plainer_keys(header)):
        words = frozenset(re.findall(r"[^\W_]+", key))
        found = [field for field, each in _FIELDS.items() if each.said_by(words)]
        if found:
            return found[0] if len(found) == 1 else ""
    return ""


# Beside the owners' own word: what tells a person otherwise, and what may stand around it.
_MARKS = _FIELDS["id"].heads | _FIELDS["email"].heads | {"login", "username", "логин", "фио", "alias", "псевдоним"}
_AROUND = frozenset(["e", "эл", "электронная", "электронной", "адрес", "address"])
_SURNAMES = [frozenset(words.split()) for words in SURNAMES]
_NAMES = frozenset(("name", "имя", "отчество")).union(word for word in SURNAMES if " " not in word)
_WHOLE = frozenset(("full", "фио", "полное"))
_STEM = 6  # letters that a word keeps in all its cases: менеджер, менеджера


def marked_owner(header: str) -> frozenset[str]:
    """The stems of the words for an owner, where a header says that its column tells owners by id, e-mail or login.

    «ID ответственного», ``Owner E-mail``; none of any other header.
    """
    for key in (header_key(header), *plainer_keys(header)):
        words = re.findall(r"[^\W_]+", _joined_mark().sub(r"\1 \2", key))
        rest = [word for word in words if word not in _MARKS and word not in _AROUND]
        if not _MARKS.isdisjoint(words) and read_by_words(" ".join(rest)) == "owner":
            return _stems(rest)
    return frozenset()


@cache
def _joined_mark() -> re.Pattern[str]:
    """A mark that is written as one with its owner's word, in whatever case: ``OWNERID``, ``manageremail``."""
    heads = sorted(_FIELDS["owner"].heads | {"user"}, key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(heads)})(?:user)?({'|'.join(sorted(_MARKS, key=len, reverse=True))})\b")


def marks_of_owner(columns: Sequence[str], owner: int) -> list[int]:
    """The columns that tell the owners of one column otherwise; not those of another column of people beside it.

    ``owner``: -1 where no column has their names.
    """
    own, found = _stems(_words_of(columns[owner]) if owner >= 0 else ()), []
    others = [
        _stems(_words_of(each))
        for n, each in enumerate(columns)
        if n != owner and read_by_words(each) == "owner" and not surnames_beside(columns, n)
    ]
    for number, header in enumerate(columns):
        stems = marked_owner(header) if number != owner else frozenset[str]()
        if stems and (stems & own or not any(stems & other for other in others)):
            found.append(number)
    return found


def part_of_name(header: str) -> bool:
    """Whether a column holds a name, of whatever: a person's, or a part of it."""
    return not _NAMES.isdisjoint(_words_of(header))


def surnames_beside(columns: Sequence[str], owner: int) -> bool:
    """Whether a column says of the owners of another, «Имя менеджера», that it holds their surnames."""
    words = _words_of(columns[owner])
    if not _WHOLE.isdisjoint(words):
        return False
    others = [frozenset(_words_of(header)) for n, header in enumerate(columns) if n != owner]
    return any(any(said <= each for said in _SURNAMES) and _stems(words) & _stems(each) for each in others)


def _words_of(header: str) -> list[str]:
    return re.findall(r"[^\W_]+", header_key(header))


def _stems(words: Iterable[str]) -> frozenset[str]:
    return frozenset(word[:_STEM] for word in words if word in _FIELDS["owner"].heads)


# --- whom a header tells of ------------------------------------------------------------------------------------------
# By pieces of words, as CRMs name their own columns: of people who have not, or no more, to do with the client.
_MADE = """
    созда измен автор внес добавил завел заполнил змін створ автар құр өзгерт създа промен яратган
    crea cré author modif updat edit enter añadi actualiz ajout aggiorn aggiunt inseri criad alterad atualiz
    zmodyf utworz dodał wprowadz vytvo vytvor změn zmen uprav stvor kreir izmen ustvar spremen izveido mainīj sukūr
    pakei oluştur değiştir güncel ekleyen yarad dəyiş yaratgan erstellt erfasst angelegt bearbeit geändert aangemaakt
    gewijzigd bijgewerkt skapa ändra oprett opprett ændr endret luonut luotu muokan loonud loodud muutnud létrehoz módos
    δημιουργ τροποποι tạo dibuat diubah 创建 建立 修改 更新 作成 생성 수정
"""
_HEADS = "руковод начальн директор head supervisor boss"
_OF_THE_CLIENT = re.compile("контакт|contact|лпр|подписант")
_OTHERS = re.compile(
    rf"{'|'.join((*_MADE.split(), *_HEADS.split()))}|add(?:ed|s)|reports to|"
    rf"{FORMER}|ранее|prior|before|vorherig|\bex\b"
)
# Of owners: the words of their own headers by their stems, short ones whole; and what a second owner is called.
_LIKE_OWNERS = "продав сотрудник исполнит закреп курир вед[её]т sales assign agent"
_LABELS = re.compile(
    r"\bтег|\bметк|\bярлык|групп|категор|сегмент|label|\btags?\b|categor|segment|\blists?\b|\bgroups?\b"
)
_COMMENT = re.compile(r"коммент|примеч|замет|описан|comment|\bnotes?\b|remark|memo|description|пояснен")


def tells_of_others(header: str) -> bool:
    """Whether a header tells of who made or changed a card, had it before, heads a manager, or is the client's own.

    The contact's owner, ``Owner (from Contacts)``, is the team's.
    """
    key = header_key(header)
    if _OTHERS.search(key):
        return True
    return bool(_OF_THE_CLIENT.search(key)) and _FIELDS["owner"].heads.isdisjoint(re.findall(r"[^\W_]+", key))


def tells_of_owners(header: str) -> bool:
    """Whether a header has a word of owners, whatever else it says."""
    return _of_owners().search(header_key(header)) is not None


def tells_of_former(header: str) -> bool:
    """Whether a header tells of the owner before: «Прежний ответственный», ``Previous owner``."""
    return tells_of_owners(header) and re.search(FORMER, header_key(header)) is not None


def is_comment(header: str) -> bool:
    """Whether a header is that of comments or notes."""
    return _COMMENT.search(header_key(header)) is not None


@cache
def is_labels(header: str) -> bool:
    """Whether a header is that of labels, of which a manager's name may be one."""
    return _LABELS.search(header_key(header)) is not None


@cache
def _of_owners() -> re.Pattern[str]:
    own = {*_FIELDS["owner"].heads, *(each for each in neighbours("owner") if each.isalpha())}
    stems = {word[:_STEM] if len(word) > _STEM else rf"\b{word}\b" for word in own}
    return re.compile("|".join(sorted({*stems, *_LIKE_OWNERS.split()})))
