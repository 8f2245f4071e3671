"""The one table of fields: what is known of managers, groups, clients and callers, and by which headers it is found.

Tables, exports, files of callers, options of the command line, schemas and the documentation derive from it. Headers
are compared without regard to case, ё/е, blanks, underscores and hyphens. ``headers`` are those of Bitrix24, amoCRM,
1C, HubSpot, Salesforce, Zoho, Odoo, SuiteCRM and of home-made lists.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal

from leadcli.domain.book import GROUP_KINDS, OWNERSHIPS, STRUCTURES
from leadcli.domain.company import Caller
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.places import whole
from leadcli.fields.headers import header_key, holds_first_names, neighbours, owners_marks, parted_names, plainer_keys
from leadcli.fields.identifiers import IDENTIFIERS

Kind = Literal[
    "text", "list", "yes_no", "number", "count", "date", "choice", "country", "identifier", "manager", "group",
    "client", "absences", "names", "hours", "time_zone", "holidays",
]  # fmt: skip


@frozen
class Field:
    """One field: its name in contract and records, its type, and the headers under which it is found.

    ``names``: its own other names, the likeliest first; two columns that bear them contradict each other. ``headers``:
    how real systems call it, or something near it; of several the first is taken. ``caller``: the help of the option
    that says it of a caller; ``""`` where it is not said of one. An ``identifier`` is cleaned and weighed by the entry
    of its name in ``identifiers.IDENTIFIERS``. ``part``: the field that it becomes a part of. ``words``: other words
    for its ``choices``, or for yes and no, each with what it means.
    """

    name: str
    kind: Kind = "text"
    names: tuple[str, ...] = ()
    headers: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()
    caller: str = ""
    part: str = ""

    @property
    def type(self) -> str:
        """The type as users read it."""
        return self.name if self.kind == "identifier" else self.kind

    @property
    def own(self) -> tuple[str, ...]:
        """The headers that are its own names."""
        return (self.name, *self.names)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every header that means the field, the likeliest first."""
        return (*self.own, *self.headers)


_HERE = "работает, активен, активна, включен, active, enabled"  # of a manager
_GONE = (
    "не работает, уволен, уволена, неактивен, неактивна, не активен, не активна, отключен, отключена, заблокирован, "
    "заблокирована, удален, удалена, в архиве, inactive, deactivated, disabled, blocked, suspended, deleted, archived"
)
_STATES = tuple((word, said) for said, words in (("yes", _HERE), ("no", _GONE)) for word in words.split(", "))
_OWNERS = (  # the owner of a client; in a list of managers, who they are
    "manager", "ответственный за сделку", "deal owner", "contact owner", "основной менеджер", "ответственный менеджер",
    "ведущий менеджер", "куратор", "менеджер по продажам", "salesperson", "assigned to", "assigned user",
    "ответственные", "ответственный сотрудник", "владелец", "закреплен за", "ведет", "assign", "менеджер клиента",
    "персональный менеджер", "аккаунт менеджер", "kam", "responsible", "responsible user", "organization owner",
    "account executive", "assigned user name", "owner full name", "owner name", "record owner", "account manager",
    "sales rep", "кто ведет", "торговый представитель", "ответственное лицо", "курирующий менеджер", "отв.",
    "отв. менеджер", "ответств.", "владелец карточки", "relationship manager", "sales employee", "продавец",
    "торговый агент", "владелец записи", "кем ведется", "супервайзер", "супервайзеры", "исполнитель", "исполнители",
    "закрепленный сотрудник", "чей клиент", "opportunity user name", "members", "участники", *neighbours("owner"),
)  # fmt: skip
_MANAGERS = (
    Field("name", names=("имя", "фио", "название"),
          headers=("first name", "full name", "fullname", "сотрудник", "пользователь", "user", "employee",
                   "employee name", "имя сотрудника", "имя менеджера", "ф.и.о.", "менеджер", "ответственный",
                   *neighbours("person"), *_OWNERS), required=True),
    Field("surname", names=("фамилия", "last name"), part="name"),
    Field("patronymic", names=("отчество", "middle name", "second name"), part="name"),
    Field("id", names=("код", "логин", "user id")),
    Field("aliases", "list", ("псевдонимы", "другие имена", "синонимы")),
    Field("active", "yes_no", ("работает", "активен", "is active"), ("активность",), words=_STATES),
    Field("inactive", "yes_no", ("уволен", "неактивен", "deactivated", "disabled"),
          ("уволена", "заблокирован", "заблокирована", "отключен", "в архиве", "архивный", "blocked", "suspended",
           "archived", "terminated", "dismissed", "is deleted", "недействителен", "пометка удаления"),
          words=tuple((state, {"yes": "no", "no": "yes"}[meant]) for state, meant in _STATES), part="active"),
    Field("status", names=("статус", "состояние"), headers=("статус сотрудника", "user status"), part="active"),
    Field("weight", "number", ("вес", "доля", "ставка")),
    Field("cap", "count", ("предел", "лимит", "максимум клиентов", "capacity")),
    Field("cap_day", "count", ("предел в день", "лимит в день", "новых в день", "daily cap", "cap per day")),
    Field("cap_week", "count", ("предел в неделю", "лимит в неделю", "новых в неделю", "weekly cap", "cap per week")),
    Field("open_clients", "count", ("открытых клиентов", "клиентов")),
    Field("recent_assignments", "count", ("недавних назначений", "назначено недавно")),
    Field("absences", "absences", ("отсутствия", "отпуска", "отпуск"), ("vacations", "vacation", "time off")),
    Field("cover", "names", ("заместители", "заместитель", "deputies", "deputy"), ("кто замещает", "замещают")),
    Field("teams", "names", ("команды", "команда", "team"), ("отделы", "отдел", "department", "подразделение")),
    Field("office", names=("офис",), headers=("филиал", "branch")),
    Field("hours", "hours", ("часы работы", "рабочие часы", "working hours"),
          ("график работы", "режим работы", "work hours", "business hours")),
    Field("time_zone", "time_zone", ("часовой пояс", "timezone"), ("tz",)),
    Field("holidays", "holidays", ("праздники", "public holidays"), ("календарь праздников", "holiday calendar")),
    Field("left", "date", ("ушел", "ушла", "не работает с", "left on"),
          ("уволен с", "уволена с", "дата увольнения", "дата ухода", "дата деактивации", "termination date",
           "deactivated at", "deactivated on", "deactivation date", "date left", "leaving date", "exit date")),
    Field("last_day", "date", ("последний день", "последний рабочий день", "last day"),
          ("работает до", "работал до", "работала до", "дата окончания работы", "last working day"), part="left"),
    Field("first_day", "date", ("первый рабочий день", "first day"),
          ("дата приема", "дата приема на работу", "дата найма", "принят", "принята", "работает с", "hire date",
                   "joining date", "start date"), part="absences"),
    Field("heir", "manager", ("преемник", "преемница", "successor"), ("кому передать клиентов",)),
    Field("email", "identifier", ("e-mail", "почта"), ("эл почта", "электронная почта", "email address")),
)  # fmt: skip
_GROUPS = (
    Field("id", names=("код",), required=True),
    Field("name", names=("название", "наименование", "группа"),
          headers=("холдинг", "группа компаний", "название группы", "название холдинга", "holding",
                   "group name", "company group"), required=True),
    Field("aliases", "list", ("псевдонимы", "другие названия", "синонимы")),
    Field("parent", "group", ("родитель", "входит в")),
    Field(
        "kind",
        "choice",
        ("вид", "тип"),
        choices=GROUP_KINDS,
        words=(
            ("холдинг", "holding"),
            ("бренд", "brand"),
            ("марка", "brand"),
            ("франшиза", "franchise"),
            ("госсеть", "public_network"),
            ("государственная сеть", "public_network"),
        ),
    ),
    Field("country", "country", ("страна",)),
    Field("head", "client", ("головной офис", "голова")),
    Field(
        "ownership",
        "choice",
        ("ведение", "кто ведет"),
        choices=OWNERSHIPS,
        words=(
            ("обычно", "default"),
            ("один человек", "one_person"),
            ("один менеджер", "one_person"),
            ("каждый сам по себе", "each_own"),
            ("каждая сама по себе", "each_own"),
        ),
    ),
    Field("lead", "manager", ("ведущий", "ведущий менеджер")),
    Field(
        "structure",
        "choice",
        ("структура",),
        choices=STRUCTURES,
        words=(
            ("территория", "territory"),
            ("по территории", "territory"),
            ("деятельность", "activity"),
            ("по деятельности", "activity"),
        ),
    ),
    Field("since", "date", ("с", "начало")),
    Field("until", "date", ("по", "до", "конец")),
    Field("note", names=("примечание", "заметка")),
)  # fmt: skip
_CLIENTS = (
    Field("id", names=("код", "record id", "account id"),
          headers=("номер", "customer id", "код контрагента", "(do not modify) account", "lead id", "deal id",
                   "id лида", "id сделки", "номер лида", "номер сделки", "contact id", "bp code", "код 1с",
                   "external id", "внешний id", "внешний код", "идентификатор", "№ карточки", "уид",
                   "kundennummer"), required=True),
    Field("name", names=("название компании", "компания", "company name", "account name", "название", "наименование"),
          headers=("company title", "название организации", "название клиента", "наименование контрагента",
                   "наименование клиента", "наименование организации", "client name", "customer name",
                   "organization name", "partner name", "company", "клиент", "контрагент", "организация", "client",
                   "customer", "organization", "organisation", "account", "partner", "компания контакта",
                   "company / account", "deal organization", "lead organization", "person organization",
                   "associated company", "primary associated company", "заказчик", "покупатель", "партнер",
                   "business partner", "bp name", "buyer", "аккаунт", "фирма", "предприятие", "юрлицо", "firm",
                   "клиенты", "компании", "фио клиента", "display name",
                   "название лида", "название сделки", "deal name", "лид", "lead", "caller", "краткое наименование",
                   "наименование краткое", "рабочее наименование", "торговое название", "юр. лицо", "юридическое лицо",
                   "наименование в программе", "наименованиеполное", "полное наименование", "наименование полное",
                   "trading name", "legal name", "учреждение", "дебитор", "плательщик", "грузополучатель", "debtor",
                   "name 1", "lead name", *neighbours("name")),
          required=True),
    Field("aliases", "list", ("псевдонимы", "другие названия", "синонимы", "наименованиеполное"),
          ("полное наименование", "полное название")),
    Field("group", "group", ("группа", "холдинг", "группа компаний"),
          ("гк", "корпоративная группа", "group name", "company group", "corporate group", "holding",
           *neighbours("group"))),
    Field("brand", names=("бренд", "марка")),
    Field("city", names=("город", "населенный пункт", "billing city"),
          headers=("billing address city", "адрес: город", "billing address: city", "address 1: city",
                   "shipping city", "mailing city", "town", "нас. пункт", "город/регион", *neighbours("city")),
          caller="The caller's city."),
    Field("country", "country", ("страна", "country/region"),
          ("billing country", "billing address country", "country code", "адрес: страна",
           *neighbours("country")),
          caller="The caller's country: a code such as JP, or its name."),
    *(Field(i.name, "identifier", i.names, i.headers, caller=i.caller) for i in IDENTIFIERS.values()),
    Field("head_office", "yes_no", ("головной офис", "головная")),
    Field("activity", names=("деятельность", "сфера деятельности", "отрасль", "industry")),
    Field("owner", "manager",
          ("ответственный", "менеджер", "основнойменеджерпокупателя", "основной менеджер покупателя", "company owner",
           "account owner"), _OWNERS),
    Field("since", "date", ("клиент с", "дата создания", "create date"), ("дата создания сделки",)),
    Field("last_contact", "date", ("последний контакт", "last activity date"),
          ("дата последнего контакта", "last activity")),
    Field("last_quote", "date", ("последнее предложение", "последнее кп", "дата кп", "last offer", "quote date"),
          ("дата последнего кп", "дата предложения")),
    Field("contract_until", "date", ("договор до", "договор действует до", "contract end date", "contract ends"),
          ("дата окончания договора", "срок договора", "contract end")),
    Field("status", names=("статус", "стадия")),
    Field("status_since", "date", ("статус с", "дата статуса", "status date"),
          ("дата закрытия", "дата изменения статуса", "close date", "closed date")),
    Field("former_owner", "manager", ("прежний ответственный", "бывший ответственный", "прежний менеджер",
                                      "бывший менеджер", "previous owner"), ("прежний владелец",)),
)  # fmt: skip
_LINKS = (
    Field("client", "client", ("клиент", "карточка", "id клиента", "client id"), required=True),
    Field("company", names=("компания", "название компании")),
    Field("group", "group", ("группа", "id группы", "group id")),
    Field("group_name", names=("название группы",)),
    Field("head_office", "yes_no", ("головной офис", "головная")),
    Field("other", "client", ("другая карточка", "другой клиент", "other client")),
    Field("answer", "yes_no", ("ответ", "верно")),
    Field("why", names=("почему", "основание")),
)
_ALIASES = (
    Field("text", names=("текст", "как услышали", "услышано"), required=True),
    Field("client", "client", ("клиент", "карточка", "id клиента", "client id")),
    Field("group", "group", ("группа", "id группы", "group id")),
    Field("name", names=("кто это", "название")),
    Field("answer", "yes_no", ("ответ", "верно")),
    Field("by", names=("кто ответил", "ответил")),
    Field("on", "date", ("когда", "дата")),
)
TABLES: dict[str, tuple[Field, ...]] = {
    "managers": _MANAGERS, "groups": _GROUPS, "clients": _CLIENTS, "links": _LINKS, "aliases": _ALIASES,
}  # fmt: skip
CLIENT = {field.name: field for field in _CLIENTS}

# What is said of a caller beside its name, and what a row of calls has beside that.
CALLER = tuple(field.name for field in _CLIENTS if field.caller)
_HEARD = Field("caller", names=("кто звонит", "кто звонил", "звонит", "звонивший", "звонящий"),
               headers=CLIENT["name"].spellings)  # fmt: skip
_PARENT = Field(
    "parent",
    "client",
    ("parent account", "parent company", "головной контрагент", "головная компания"),
    ("головнойконтрагент", "головная организация", "головное предприятие", "материнская компания",
     "родительская компания", "родитель", "входит в", "parent account id", "parent account name",
     "parent company id", "parent organization",
     "parent id", "parent customer", "related company", "member of", "ultimate parent", "parent name",
     *neighbours("parent")),
)  # fmt: skip
# Of a table that is read from an export; a company above is a group there, by any of its names.
SOURCES: dict[str, tuple[Field, ...]] = {
    **{name: fields for name, fields in TABLES.items() if fields is not _ALIASES}, "clients": (*_CLIENTS, _PARENT),
}  # fmt: skip
_TAKEN_BY = Field("taken_by", "manager", ("кто принял", "принял звонок"))
# Of an export it tells the order of rows only. In a table it would be a fact, and these may be written 3/12/2024.
_CAME = replace(CLIENT["since"], headers=(*CLIENT["since"].headers, "created date", "date created", "created on"))
EXPORT: tuple[Field, ...] = (
    CLIENT["id"], replace(CLIENT["name"], headers=(*CLIENT["name"].headers, *_HEARD.names)), CLIENT["owner"],
    *(CLIENT[name] for name in CALLER), _TAKEN_BY,
    CLIENT["group"], _PARENT, _CAME,
)  # fmt: skip
CALLS: tuple[Field, ...] = (_HEARD, CLIENT["id"], *(CLIENT[name] for name in CALLER))
# Where two columns of an export mean it and do not say the same, a row is asked about. The owner's own names are alike;
# of names only the same header is, for a deal and its company may both have one.
CONTRADICTED: dict[str, frozenset[str]] = {
    "owner": frozenset(header_key(header) for header in CLIENT["owner"].own), "name": frozenset(),
}  # fmt: skip
LABELS: tuple[Field, ...] = (  # who a caller of a labelled file is
    Field("client_id", names=("id клиента", "карточка")),
    Field("group_id", names=("id группы", "группа")),
    Field("several", "list", ("ambiguous between", "несколько")),
    Field("kind", "list", ("вид",)),
)


@cache
def by_header(table: str) -> Mapping[str, Field]:
    """All headers of a table's fields, as compared, with the field each means: its own name before a like one."""
    own = [(header, field) for field in TABLES[table] for header in field.own]
    like = [(header, field) for field in TABLES[table] for header in field.headers]
    return {header_key(header): field for header, field in reversed((*own, *like))}


# Headers of whole addresses, of which a card's city is read where no column has it.
ADDRESSES = frozenset(map(header_key, (
    "адрес", "фактический адрес", "факт. адрес", "юридический адрес", "юр. адрес", "почтовый адрес", "адрес компании",
    "адрес офиса", "адрес доставки", "местонахождение", "address", "full address", "street address", "company address",
    "billing address", "billing street", "shipping address", "mailing address", "mailing street",
)))  # fmt: skip


def located(columns: Sequence[str], fields: Iterable[Field], mapped: Mapping[int, str] | None = None) -> dict[str, int]:
    """Which column of a file holds which field: field -> index; each column at most one field, the first in the order.

    A header as the table has it goes before one that says more, such as «ИНН*» or «Компания: ИНН», and that before one
    that is read word by word. ``mapped``: what the user says that columns hold, before the headers; ``""``: nothing.
    """
    said = mapped or {}
    found = {field: index for index, field in said.items() if field}
    taken, fields, parts = set(said), tuple(fields), parted_names(columns)
    for keys_of in (_as_written, plainer_keys):
        if len(taken) == len(columns):
            break
        places: dict[str, int] = {}
        for index, header in enumerate(columns):
            for key in keys_of(header) if header and index not in taken else ():
                places.setdefault(key, index)
        for field in fields:
            if len(taken) == len(columns):
                break
            spellings = field.spellings[1:] if parts and _persons_too(field) else field.spellings
            for header in spellings if field.name not in found else ():
                place = places.get(_key(header), -1)
                if place >= 0 and place not in taken:
                    found[field.name] = place
                    taken.add(place)
                    break
    for field in filter(_persons_too, fields) if parts and "name" not in found else ():  # clients who are people
        own = (n for n, header in enumerate(columns) if n not in taken and header_key(header) == field.name)
        if (place := next(own, -1)) >= 0:
            found[field.name] = place
            taken.add(place)
    names = {"name" if field.name == "caller" else field.name: field.name for field in fields}
    if "name" in names and names.keys() & {"owner", "inn"}:  # of companies: the words are theirs
        for index in (n for n in range(len(columns)) if n not in taken):
            (said_field,) = _by_words(columns[index])
            if names.get(said_field, "") not in ("", *found):
                found[names[said_field]] = index
    if "owner" in found and found["owner"] not in said and holds_first_names(columns, found["owner"]):
        del found["owner"]  # Ирина is not told from another of that name
    if "owner" in names and "owner" not in found:
        marks = (n for n in owners_marks(columns, -1) if n not in {*taken, *found.values()})
        if (only := next(marks, -1)) >= 0:  # who is told by id or e-mail alone is told so
            found["owner"] = only
    return found


def _persons_too(field: Field) -> bool:
    """Whether a header that is the field's own name means a person's where the table is of people: a company's name."""
    return field.name == "name" and "company" in field.headers


@cache
def _key(spelling: str) -> str:
    """A spelling of the table as it is compared: they are few, and asked for in every row that may be a header."""
    return header_key(spelling)


def _as_written(header: str) -> tuple[str, ...]:
    return (header_key(header),)


def _by_words(header: str) -> tuple[str, ...]:
    from leadcli.fields.header_words import read_by_words  # most headers are known

    return (read_by_words(header),)


def rivals(columns: Sequence[str], found: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Of a field the other columns that mean it as much as the one it was found in: see ``CONTRADICTED``.

    They bear the same header, or another of its own names; where the header of its own says more, theirs do so, too.
    """
    used, keys, others = set(found.values()), [header_key(column) for column in columns], {}
    for name, names in CONTRADICTED.items():
        index = found.get(name, -1)
        if index >= 0:
            wanted, keys_of = {keys[index]}, _as_written
            if keys[index] in names:
                wanted = set(names)
            elif not any(keys[index] == _key(header) for header in CLIENT[name].spellings):
                wanted, keys_of = set(plainer_keys(columns[index])), plainer_keys
                if names and not any(_key(header) in wanted for header in CLIENT[name].spellings):
                    wanted, keys_of = set(_by_words(columns[index])), _by_words
            wanted -= {""}  # that no word tells is no meaning
            rest = [n for n, header in enumerate(columns) if n not in used and not wanted.isdisjoint(keys_of(header))]
            if rest:
                others[name] = tuple(rest)
    return others


def caller_of(name: str, known: Mapping[str, str]) -> Caller:
    """The caller of a name and of whatever else is known of it, by field."""
    return Caller(whole(name), **{field: whole(known[field]) for field in CALLER if known.get(field)})
