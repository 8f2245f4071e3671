"""Exports of CRMs: which column is what. A preset is a table of headers; it is told by how many of them are there.

Headers as the systems write them (Bitrix24, amoCRM, 1C, HubSpot, Salesforce, Zoho), compared without regard to case,
ё/е, blanks, underscores and hyphens. Unknown columns are kept, never lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from leadcli.domain.frozen import frozen
from leadcli.fields.columns import column_key

OwnerAs = Literal["name", "id", "email"]
FIELDS = ("id", "name", "owner", "city", "country", "inn", "phone", "email", "website", "taken_by", "since")


@frozen
class Preset:
    """One system's export: the headers of each field, the likeliest first, and how it writes an owner."""

    name: str
    fields: Mapping[str, tuple[str, ...]]
    signature: tuple[str, ...]
    owner_as: OwnerAs = "name"


_CONTACT = {
    "city": ("город", "населенный пункт", "city", "billing city"),
    "country": ("страна", "country/region", "country", "billing country"),
    "inn": ("инн", "inn", "tax id"),
    "phone": ("рабочий телефон", "телефон", "мобильный телефон", "phone number", "phone"),
    "email": ("рабочий e-mail", "рабочий email", "e-mail", "email", "личный email"),
    "website": ("сайт", "company domain name", "website", "web"),
    "taken_by": ("кто принял", "принял звонок", "taken by"),
    "since": ("дата создания", "дата создания сделки", "create date", "created date", "клиент с", "since"),
}
PRESETS: tuple[Preset, ...] = (
    Preset(
        "bitrix24-companies",
        {"id": ("id",), "name": ("название компании",), "owner": ("ответственный",), **_CONTACT},
        ("id", "название компании", "ответственный", "тип компании", "кем создана", "кем изменена"),
    ),
    Preset(
        "bitrix24-leads",
        {"id": ("id",), "name": ("название компании", "название лида"), "owner": ("ответственный",), **_CONTACT},
        ("id", "название лида", "ответственный", "стадия", "источник", "название компании"),
    ),
    Preset(
        "amocrm",
        {"id": ("id",), "name": ("компания", "компания контакта", "название сделки"),
         "owner": ("ответственный", "ответственный за сделку"), **_CONTACT},
        ("id", "название сделки", "ответственный", "этап сделки", "воронка", "дата создания сделки"),
    ),
    Preset(
        "1c",
        {"id": ("код",), "name": ("наименование", "наименованиеполное"),
         "owner": ("основнойменеджерпокупателя", "основной менеджер покупателя"), **_CONTACT},
        ("код", "наименование", "инн", "кпп", "основнойменеджерпокупателя", "наименованиеполное"),
    ),
    Preset(
        "hubspot",
        {"id": ("record id",), "name": ("company name", "deal name"),
         "owner": ("company owner", "deal owner", "contact owner"), **_CONTACT},
        ("record id", "company name", "company owner", "company domain name", "lifecycle stage", "create date"),
        "email",
    ),
    Preset(
        "salesforce",
        {"id": ("account id",), "name": ("account name",), "owner": ("account owner",), **_CONTACT},
        ("account id", "account owner", "account name", "type", "last modified date"),
    ),
    Preset(
        "zoho",
        {"id": ("record id",), "name": ("account name",), "owner": ("account owner",), **_CONTACT},
        ("record id", "account owner", "account name"),
    ),
    Preset(
        "plain",
        {"id": ("id", "код", "номер"), "name": ("name", "caller", "название", "наименование", "компания", "company"),
         "owner": ("owner", "manager", "ответственный", "менеджер"), **_CONTACT},
        (),
    ),
)  # fmt: skip


@frozen
class Layout:
    """Which column of an export holds which field: field -> index; and the preset that told it."""

    preset: str
    fields: Mapping[str, int]
    columns: tuple[str, ...]
    owner_as: OwnerAs


def told(columns: Sequence[str]) -> Preset:
    """The preset whose headers stand in a file: the largest share of its signature; ``plain`` if none has half."""
    keys = {column_key(name) for name in columns}
    best, share = PRESETS[-1], 0.5
    for preset in PRESETS:
        hits = sum(name in keys for name in preset.signature)
        own = hits / len(preset.signature) if preset.signature else 0.0
        if own > share:
            best, share = preset, own
    return best


def layout(columns: Sequence[str], preset: str = "", mapped: Mapping[str, str] | None = None) -> Layout:
    """The layout of a file. ``mapped``: column -> field, as the user says, before what the preset tells."""
    chosen = next((p for p in PRESETS if p.name == preset), None) or told(columns)
    places: dict[str, int] = {}
    for index, name in enumerate(columns):
        places.setdefault(column_key(name), index)
    fields: dict[str, int] = {}
    for column, field in (mapped or {}).items():
        if column_key(column) in places:
            fields[field] = places[column_key(column)]
    for field, names in chosen.fields.items():
        for name in names:
            place = places.get(column_key(name), -1)
            if field not in fields and place >= 0 and place not in fields.values():
                fields[field] = place
    return Layout(chosen.name, fields, tuple(columns), chosen.owner_as)
