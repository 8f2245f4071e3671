"""Rows of a file of callers: which column is what, and the Caller of each row; labels too, where there are any."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.domain.question import Caller
from leadcli.fields.columns import column_key

# field: the headers under which it is found, the likeliest first.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "caller": ("caller", "кто звонит", "звонит", "звонивший", "звонящий", "name", "название", "наименование",
               "компания", "company", "company name", "клиент", "client", "лид", "lead"),
    "id": ("id", "номер", "код", "record id"),
    "city": ("city", "город"),
    "country": ("country", "страна"),
    "inn": ("inn", "инн"),
    "phone": ("phone", "телефон"),
    "email": ("email", "e-mail", "почта", "эл почта"),
    "website": ("website", "site", "сайт"),
    "client_id": ("client_id", "client id", "id клиента", "карточка"),
    "group_id": ("group_id", "group id", "id группы", "группа"),
    "several": ("ambiguous_between", "ambiguous between", "несколько"),
    "kind": ("kind", "вид"),
}  # fmt: skip
CALLER_FIELDS = ("city", "country", "inn", "phone", "email", "website")


def fields_of(columns: Sequence[str]) -> dict[str, int]:
    """Which column holds which field: field -> index. Without ``caller`` there is nothing to recognise."""
    places = {column_key(name): index for index, name in reversed(list(enumerate(columns)))}
    found: dict[str, int] = {}
    for field, names in COLUMNS.items():
        for name in names:
            index = places.get(column_key(name))
            if index is not None and index not in found.values():
                found[field] = index
                break
    return found


def caller_of(cells: Sequence[str], fields: Mapping[str, int]) -> Caller:
    """The caller that a row tells of."""
    return Caller(cells[fields["caller"]], **{name: cells[fields[name]] for name in CALLER_FIELDS if name in fields})
