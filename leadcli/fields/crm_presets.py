"""Exports of CRMs: which system wrote a file, told by its headers, and which of its columns holds what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from leadcli.domain.frozen import frozen
from leadcli.fields.table import EXPORT, header_key, located

OwnerAs = Literal["name", "id", "email"]


@frozen
class Preset:
    """One system's export: the headers by which it is told, and how it writes an owner."""

    name: str
    signature: tuple[str, ...]
    owner_as: OwnerAs = "name"


PRESETS: tuple[Preset, ...] = (
    Preset(
        "bitrix24-companies",
        ("id", "название компании", "ответственный", "тип компании", "кем создана", "кем изменена"),
    ),
    Preset("bitrix24-leads", ("id", "название лида", "ответственный", "стадия", "источник", "название компании")),
    Preset("amocrm", ("id", "название сделки", "ответственный", "этап сделки", "воронка", "дата создания сделки")),
    Preset("1c", ("код", "наименование", "инн", "кпп", "основнойменеджерпокупателя", "наименованиеполное")),
    Preset(
        "hubspot",
        ("record id", "company name", "company owner", "company domain name", "lifecycle stage", "create date"),
        "email",
    ),
    Preset("salesforce", ("account id", "account owner", "account name", "type", "last modified date")),
    Preset("zoho", ("record id", "account owner", "account name")),
    Preset("plain", ()),
)


@frozen
class Layout:
    """Which column of an export holds which field: field -> index; and the preset that told it."""

    preset: str
    fields: Mapping[str, int]
    columns: tuple[str, ...]
    owner_as: OwnerAs


def told(columns: Sequence[str]) -> Preset:
    """The preset whose headers stand in a file: the largest share of its signature; ``plain`` if none has half."""
    keys = {header_key(name) for name in columns}
    best, share = PRESETS[-1], 0.5
    for preset in PRESETS:
        hits = sum(name in keys for name in preset.signature)
        own = hits / len(preset.signature) if preset.signature else 0.0
        if own > share:
            best, share = preset, own
    return best


def layout(columns: Sequence[str], preset: str = "", mapped: Mapping[str, str] | None = None) -> Layout:
    """The layout of a file. ``mapped``: column -> field, as the user says, before what the headers tell."""
    chosen = next((p for p in PRESETS if p.name == preset), None) or told(columns)
    return Layout(chosen.name, located(columns, EXPORT, mapped), tuple(columns), chosen.owner_as)
