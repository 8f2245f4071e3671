"""The columns of each table: the field, its kind, and the names under which it is recognised.

Read top to bottom, this is the documentation of the data files. The Russian names and those of CRM exports
(Bitrix24, amoCRM, 1C, HubSpot, Salesforce, Zoho) are compared without regard to case, ё/е, blanks and underscores.
"""

from __future__ import annotations

from typing import Literal

from leadcli.domain.book import GROUP_KINDS, OWNERSHIPS, STRUCTURES
from leadcli.domain.frozen import frozen

Kind = Literal[
    "text", "list", "yes_no", "number", "count", "date", "choice", "country", "inn", "kpp", "ogrn", "phone", "email",
    "website", "manager", "group", "client", "absences",
]  # fmt: skip


@frozen
class Column:
    """One field of a table: its contract name, kind, other names, whether it is required, allowed values."""

    name: str
    kind: Kind
    also: tuple[str, ...] = ()
    required: bool = False
    choices: tuple[str, ...] = ()


TABLES: dict[str, tuple[Column, ...]] = {
    "managers": (
        Column("name", "text", ("имя", "менеджер", "фио", "название"), required=True),
        Column("id", "text", ("код", "логин", "user id")),
        Column("aliases", "list", ("псевдонимы", "другие имена", "синонимы")),
        Column("active", "yes_no", ("работает", "активен", "is active")),
        Column("weight", "number", ("вес", "доля", "ставка")),
        Column("cap", "count", ("предел", "лимит", "максимум клиентов", "capacity")),
        Column("open_clients", "count", ("открытых клиентов", "клиентов")),
        Column("recent_assignments", "count", ("недавних назначений", "назначено недавно")),
        Column("absences", "absences", ("отсутствия", "отпуска")),
    ),
    "groups": (
        Column("id", "text", ("код",), required=True),
        Column("name", "text", ("название", "наименование", "группа"), required=True),
        Column("aliases", "list", ("псевдонимы", "другие названия", "синонимы")),
        Column("parent", "group", ("родитель", "входит в")),
        Column("kind", "choice", ("вид", "тип"), choices=GROUP_KINDS),
        Column("country", "country", ("страна",)),
        Column("head", "client", ("головной офис", "голова")),
        Column("ownership", "choice", ("ведение", "кто ведет"), choices=OWNERSHIPS),
        Column("lead", "manager", ("ведущий", "ведущий менеджер")),
        Column("structure", "choice", ("структура",), choices=STRUCTURES),
        Column("since", "date", ("с", "начало")),
        Column("until", "date", ("по", "до", "конец")),
        Column("note", "text", ("примечание", "заметка")),
    ),
    "clients": (
        Column("id", "text", ("код", "record id", "account id"), required=True),
        Column(
            "name",
            "text",
            ("название", "наименование", "название компании", "компания", "company name", "account name"),
            required=True,
        ),
        Column("aliases", "list", ("псевдонимы", "другие названия", "синонимы", "наименованиеполное")),
        Column("group", "group", ("группа", "холдинг", "группа компаний")),
        Column("brand", "text", ("бренд", "марка")),
        Column("city", "text", ("город", "населенный пункт", "billing city")),
        Column("country", "country", ("страна", "country/region")),
        Column("inn", "inn", ("инн", "tax id")),
        Column("kpp", "kpp", ("кпп",)),
        Column("ogrn", "ogrn", ("огрн", "огрнип")),
        Column("phone", "phone", ("телефон", "рабочий телефон", "phone number")),
        Column("email", "email", ("почта", "эл почта", "e-mail", "рабочий e-mail", "рабочий email")),
        Column("website", "website", ("сайт", "web", "company domain name", "домен")),
        Column("head_office", "yes_no", ("головной офис", "головная")),
        Column("activity", "text", ("деятельность", "сфера деятельности", "отрасль", "industry")),
        Column(
            "owner",
            "manager",
            ("ответственный", "менеджер", "основнойменеджерпокупателя", "основной менеджер покупателя", "company owner",
             "account owner"),
        ),
        Column("since", "date", ("клиент с", "дата создания", "create date")),
        Column("last_contact", "date", ("последний контакт", "last activity date", "дата изменения")),
        Column("status", "text", ("статус", "стадия")),
    ),
}  # fmt: skip


def column_key(header: str) -> str:
    """A header as it is compared: casefolded, ё as е, blanks, underscores and hyphens as one blank."""
    return " ".join(header.casefold().replace("ё", "е").replace("_", " ").replace("-", " ").split())


def by_header(table: str) -> dict[str, Column]:
    """All names of a table's columns, as compared, with the column each means."""
    return {column_key(name): column for column in TABLES[table] for name in (column.name, *column.also)}
