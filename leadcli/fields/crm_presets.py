"""Exports of CRMs: which system wrote a file, told by its headers, and which of its columns holds what."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Literal

from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, message
from leadcli.fields.headers import header_key, numbered, owners_marks, placed, plainer_keys
from leadcli.fields.table import CLIENT, EXPORT, located, rivals

RowsAre = Literal["clients", "leads"]  # cards of clients; or calls and leads, whose owner is who took them
_LEAD = re.compile(
    r"(?:lead|call) (?:id|name|owner|number|subject|title)|caller|кто звонил|кто звонит"
    r"|(?:название|имя|id|номер|тема|код) (?:лида|звонка|обращения|заявки)|(?:лид|звонок|обращение|заявка)"
)


@frozen
class Preset:
    """One system's export: the headers by which it is told, how it writes an owner, and what its rows are."""

    name: str
    signature: tuple[str, ...]
    owner_as: str = "name"
    rows: RowsAre = "clients"


PRESETS: tuple[Preset, ...] = (
    Preset(
        "bitrix24-companies",
        ("id", "название компании", "ответственный", "тип компании", "кем создана", "кем изменена"),
    ),
    Preset(
        "bitrix24-leads",
        ("id", "название лида", "ответственный", "стадия", "источник", "название компании"),
        rows="leads",
    ),
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
    """Which column of an export holds which field: field -> index; and the preset that told it.

    ``rivals``: by field the other columns that mean it as well; what they say otherwise makes a row doubtful. ``rows``:
    what a row is, a client's card or a lead. ``owner_as``: how owners are written, one of ``people.owner_style``.
    ``beside``: the columns that tell owners otherwise than by name; ``learnt``: see ``people.owner_marks``; ``unread``:
    the columns that nothing is known of, by header or by the user's word; ``unnamed``: those of them without a header;
    ``seconds``: those whose header means an owner, too; ``perhaps``: those that may tell one, as
    ``owner_marks`` knows; ``rest``: the others of ``unread`` that are comments or tell of nobody else; ``team``: how
    the managers' names begin, by their sound. ``above``: the rows above the header. ``as_kept``: the columns that are
    read as the workspace reads an export of its own, where their headers would not tell so.
    """

    preset: str
    fields: Mapping[str, int]
    columns: tuple[str, ...]
    owner_as: str
    rivals: Mapping[str, tuple[int, ...]] = {}
    rows: RowsAre = "clients"
    beside: tuple[int, ...] = ()
    learnt: Mapping[str, str] = {}
    unread: tuple[int, ...] = ()
    unnamed: tuple[int, ...] = ()
    seconds: tuple[int, ...] = ()
    perhaps: tuple[int, ...] = ()
    rest: tuple[int, ...] = ()
    team: frozenset[str] = frozenset()
    above: tuple[tuple[str, ...], ...] = ()
    as_kept: tuple[int, ...] = ()

    @property
    def elsewhere(self) -> tuple[int, ...]:
        """The columns beside the owner's in which an owner may stand."""
        return (*self.beside, *self.unnamed, *self.seconds, *self.perhaps)


# What stands where a column has no header; pandas, Excel and its Russian brother write something there.
UNNAMED = re.compile(r"(?:(?:unnamed|column|field|столбец|поле)\W*\d*)?")


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
    said = placed(columns, mapped or {})
    found = located(columns, EXPORT, said)
    doubted = {
        field: rest
        for field, others in rivals(columns, found).items()
        if found[field] not in said and (rest := tuple(n for n in others if n not in said))
    }
    used = {*found.values(), *said, *(n for others in doubted.values() for n in others)}
    marks = owners_marks(columns, found["owner"]) if "owner" in found else ()
    beside = tuple(n for n in marks if n not in used)
    unread = tuple(n for n in range(len(columns)) if n not in used and n not in beside)
    unnamed = tuple(n for n in unread if UNNAMED.fullmatch(header_key(columns[n])))
    seconds = tuple(n for n in unread if _means_owner(columns[n])) if "owner" in found else ()
    return Layout(
        chosen.name, found, tuple(columns), chosen.owner_as, doubted, _rows_are(chosen, columns), beside,
        unread=unread, unnamed=unnamed, seconds=seconds,
    )  # fmt: skip


def layout_kept(
    columns: Sequence[str], preset: str, mapped: Mapping[str, str], kept: Sequence[Mapping[str, str]]
) -> Layout:
    """The layout of a file that may be an export as the workspace has one: what was said of its columns holds here.

    ``kept``: how the workspace reads its exports, column -> field; the first counts of which all columns are there.
    What is ``mapped`` now goes before it.
    """
    found = layout(columns, preset, mapped)
    for each in kept:
        there = placed(columns, each)
        if len(there) < len(each):
            continue
        said = placed(columns, mapped)
        more = {
            place: field
            for place, field in there.items()
            if field in _EXPORTED and found.fields.get(field) != place and field not in said.values()
            and place not in said
        }  # fmt: skip
        if more:
            both = {f"#{place + 1}": field for place, field in {**more, **said}.items()}
            return replace(layout(columns, preset, both), as_kept=tuple(more))
        break
    return found


_EXPORTED = frozenset(field.name for field in EXPORT)
_OWNER = frozenset(map(header_key, CLIENT["owner"].spellings))


def _means_owner(header: str) -> bool:
    """Whether a header may be an owner's, though another column is."""
    if not _OWNER.isdisjoint((header_key(header), *plainer_keys(header))):
        return True
    from leadcli.fields.header_words import read_by_words  # most headers are known

    return read_by_words(header) == "owner"


def _rows_are(preset: Preset, columns: Sequence[str]) -> RowsAre:
    """What the rows of an export are: leads where a header is a lead's or a call's own, else as its preset says."""
    return "leads" if any(_LEAD.fullmatch(header_key(column)) for column in columns) else preset.rows


def contradiction(cells: Sequence[str], layout: Layout) -> Message | None:
    """Why a row does not tell one of its fields: another column that means it says something else."""
    for field, others in layout.rivals.items():
        index = layout.fields[field]
        for other in others:
            if cells[other] != cells[index] and cells[other]:
                return message(
                    "{first} says {value}, {second} says {other}: which is the {field}?",
                    first=numbered(layout.columns, index), value=cells[index] or "-",
                    second=numbered(layout.columns, other), other=cells[other], field=field,
                )  # fmt: skip
    return None
