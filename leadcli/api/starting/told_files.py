"""What each of several files is: a list of companies, of managers, of groups, told from its columns."""

from __future__ import annotations

import filecmp
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from pathlib import Path

from leadcli.api.column_mapping import brief, hold_mapped, mapping_of, to_choose_from
from leadcli.api.header_search import sheets_to_try
from leadcli.api.parameters import Spelt, as_option
from leadcli.api.starting.export_columns import hold_whole
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import Record
from leadcli.fields.headers import header_key, meant, placed
from leadcli.fields.table import SOURCES, TABLES, located
from leadcli.io.encodings import Unreadable
from leadcli.io.exports import digest_of, form_of, rows, texts
from leadcli.io.table_formats import MOST_ABOVE
from leadcli.io.tables import NAMES, header_among, read_table

KINDS = {"clients": message("companies"), "managers": message("managers"), "groups": message("groups of companies")}
WORDS = {word: kind for kind in KINDS for word in NAMES[kind]}
COMPANYS = frozenset(("inn", "kpp", "ogrn", "owner", "group", "parent", "last_contact"))  # no person has such
PERSONS = frozenset(("surname", "email", "active", "inactive", "teams", "left", "weight", "absences", "office", "cap"))
GROUPS = frozenset(("aliases", "parent", "kind", "head", "ownership", "lead", "structure"))
CONTACTS = "contacts"  # people of companies, which are told and not read
OF_GROUP = ("group", "parent")  # of a company
_GROUP_NAME = next(field for field in TABLES["groups"] if field.name == "name")


@frozen
class ToldFile:
    """A file, or a sheet of one, and what it is: a key of KINDS.

    ``shown``: what it is called; ``mapped``: what was said of its columns.
    """

    path: Path
    kind: str
    shown: str
    sheet: str = ""
    mapped: tuple[str, ...] = ()


@frozen
class ListFile:
    """A list of managers or groups, read: its rows, and which column is which field of the ``table``.

    A list of groups with a row for each company is of clients. ``doubts``: what is to be said of its encoding.
    """

    file: ToldFile
    table: str
    header: tuple[str, ...]
    records: tuple[Record, ...]
    fields: Mapping[str, int]
    doubts: tuple[Message, ...] = ()


@frozen
class _Seen:
    path: Path
    sheet: str
    above: Sequence[Sequence[str]]
    kinds: tuple[str, ...]
    several: bool = False  # sheets of its file are read


def said_file(text: str) -> tuple[str, Path]:
    """A file as it was said, and what it is where that was said, too: ``clients=FILE``."""
    word, equals, rest = text.partition("=")
    kind = WORDS.get(word.strip().casefold(), "")
    return (kind, Path(rest)) if equals and kind and not Path(text).exists() else ("", Path(text))


def told_files(
    files: Iterable[str], mapped: Sequence[str], encoding: str, delimiter: str, sheets: Sequence[str],
    spelt: Spelt = as_option,
) -> tuple[list[ToldFile], list[Message]]:  # fmt: skip
    """The files by what they are, in an order of their own, and what is to be said of how that was told.

    Raises Refusal where it is not told what a file is, or nothing is known to hold companies.
    """
    given = [said_file(text) for text in files]
    for _, path in given:
        if not path.is_file():
            raise Refusal(message("{file}: there is no such file", file=str(path)))
    if len(given) == 1 and not sheets and not _has_sheets(given[0][1], encoding, delimiter):
        return [ToldFile(given[0][1], "clients", given[0][1].name, "", tuple(mapped))], []
    said: list[Message] = []
    seen: list[_Seen] = []
    for kind, path in _once(given, said):
        try:
            seen += _sheets(path, kind, encoding, delimiter, sheets, len(given) == 1, mapped, said, spelt)
        except Unreadable:  # who reads it whole says why
            seen.append(_Seen(path, "", (), (kind or "clients",)))
    names = _names([each.path for each in seen])
    found = [
        ToldFile(
            each.path, _kind(each, spelt), f"{names[each.path]} [{each.sheet}]" if each.several else names[each.path],
            each.sheet if each.several or sheets else "",
        )
        for each in seen
    ]  # fmt: skip
    if not any(each.kind == "clients" for each in found):
        raise Refusal(
            message("none of the files is known to hold companies and their managers"),
            message("say which: {option} clients={file}", option="--from", file=found[0].path.name),
        )
    if len(found) > 1:
        said += [message("{file}: {kind}", file=each.shown, kind=KINDS[each.kind]) for each in found]
    return _with_columns(found, seen, mapped, spelt), said


def _has_sheets(path: Path, encoding: str, delimiter: str) -> bool:
    try:
        return bool(form_of(path, encoding, delimiter).others)
    except Unreadable:
        return False


def _once(given: Sequence[tuple[str, Path]], said: list[Message]) -> list[tuple[str, Path]]:
    """The files, each once, in the order of their names: it makes no difference in which they were said."""
    marked = sorted(given, key=lambda each: (each[1].name.casefold(), each[1].name, digest_of(each[1])))
    kept: list[tuple[str, Path]] = []
    for kind, path in marked:
        same = next((other for _, other in kept if filecmp.cmp(path, other, shallow=False)), None)
        if same is None:
            kept.append((kind, path))
        else:
            said.append(message("{file} is the same as {other}: it is read once", file=path.name, other=same.name))
    return kept


def _sheets(
    path: Path, kind: str, encoding: str, delimiter: str, sheets: Sequence[str], alone: bool, mapped: Sequence[str],
    said: list[Message], spelt: Spelt,
) -> list[_Seen]:  # fmt: skip
    """The sheets of a workbook that hold something known; of another file the one table."""
    form = form_of(path, encoding, delimiter)
    forms = sheets_to_try(path.name, form, "", spelt)
    named = [*forms, *(replace(form, sheet=sheet, others=()) for sheet in form.hidden)]
    names = {each.sheet.casefold().strip(): each for each in named}
    if sheets and form.sheet:
        wanted = [name for name in sheets if name.casefold().strip() in names]
        if not wanted and alone:
            sheets_to_try(path.name, form, sheets[0], spelt)  # it says which there are
        forms = [names[name.casefold().strip()] for name in wanted] or forms
    told = []
    for each in forms:
        above = [texts(row, each) for row in islice(rows(path, each), MOST_ABOVE)]
        told.append(_Seen(path, each.sheet, above, (kind,) if kind else _fits(above, mapped)))
    kept = [each for each in told if each.kinds and each.kinds != (CONTACTS,)] or told[:1]
    kept = _different(kept, path, said) if len(kept) > 1 else kept
    if len(kept) < len(told):
        said.append(message("{file}: sheets that are not read: {sheets}", file=path.name,
                            sheets=brief([each.sheet for each in told if each not in kept])))  # fmt: skip
    return [replace(each, several=len(kept) > 1) for each in kept]


def _different(seen: Sequence[_Seen], path: Path, said: list[Message]) -> list[_Seen]:
    """The sheets but those that hold what another one holds."""
    kept: list[_Seen] = []
    cells: dict[str, list[list[str]]] = {}
    for each in seen:
        form = replace(form_of(path), sheet=each.sheet)
        cells[each.sheet] = [texts(row, form) for row in rows(path, form)]
        same = next((other for other in kept if cells[other.sheet] == cells[each.sheet]), None)
        if same is None:
            kept.append(each)
        else:
            said.append(message("{file} is the same as {other}: it is read once", file=f"{path.name} [{each.sheet}]",
                                other=f"{path.name} [{same.sheet}]"))  # fmt: skip
    return kept


def _fits(above: Sequence[Sequence[str]], mapped: Sequence[str]) -> tuple[str, ...]:
    """What a table with these first rows may be; nothing where no header is understood."""
    at, whole = header_among(above, partial(fields_said, kind="clients", mapped=mapped), ("name", "owner"))
    if whole:
        own, person = fields_said(above[at], "clients", mapped), located(above[at], SOURCES["managers"])
        names = {person.get("name", -1), person.get("surname", -1)} - {own["name"], own["owner"]}
        return (CONTACTS,) if "surname" in person and len(names) > 1 and -1 not in names else ("clients",)
    found = []
    at, whole = header_among(above, partial(fields_said, kind="managers", mapped=mapped), ("name",))
    own = fields_said(above[at], "managers", mapped) if whole else {}
    card = located(above[at], SOURCES["clients"]) if whole else {}
    beside = {field for field, index in card.items() if index not in own.values()}
    if PERSONS & own.keys() and not COMPANYS & beside:
        found.append("managers")
    at, whole = header_among(above, partial(fields_said, kind="groups", mapped=mapped), ("name",))
    own = fields_said(above[at], "groups", mapped) if whole else {}
    if _of_companies(above, mapped) or (own and (GROUPS & own.keys() or _is_group(above[at][own["name"]]))):
        found.append("groups")
    return tuple(found)


def _is_group(header: str) -> bool:
    """Whether a header says by itself that groups stand below it."""
    return header_key(header) in {header_key(text) for text in ("группа", *_GROUP_NAME.headers)}


def _of_companies(above: Sequence[Sequence[str]], mapped: Sequence[str]) -> bool:
    """Whether a table says of companies of which group they are, and not whose they are."""
    fields = partial(fields_said, kind="clients", mapped=mapped)
    return any(header_among(above, fields, ("name", field))[1] for field in OF_GROUP)


def fields_said(cells: Sequence[str], kind: str, mapped: Sequence[str]) -> dict[str, int]:
    """Which column of a header is which field of a table, as was said, else as it is called."""
    said: dict[str, str] = {}
    for text in mapped:
        with suppress(Refusal):  # it may be a field of another table
            said |= mapping_of([text], SOURCES[kind])
    return located(cells, SOURCES[kind], placed(cells, said))


def read_list(file: ToldFile, encoding: str, delimiter: str, spelt: Spelt = as_option) -> ListFile:
    """A list of managers or groups. Raises Refusal where it cannot be read whole."""
    table_name = file.kind
    if file.kind == "groups" and _of_companies(_above(file, encoding, delimiter), file.mapped):
        table_name = "clients"
    pairs = mapping_of(file.mapped, SOURCES[table_name], spelt)
    fields = partial(fields_said, kind=table_name, mapped=file.mapped)
    table = read_table(file.path, file.shown, fields, ("name",), encoding, delimiter, file.sheet)
    hold_whole(file.shown, table, encoding)
    header = table.records[0].columns
    hold_mapped(file.shown, header, pairs, spelt)
    found = fields(header)
    if "name" not in found:
        raise Refusal(
            message("{file}: no column is known to hold the {field}", file=file.shown, field="name"),
            message("say which: {option} COLUMN={field}; the columns are: {columns}", option=spelt("columns"),
                    field="name", columns=to_choose_from(header, found.values())),
        )  # fmt: skip
    return ListFile(file, table_name, header, table.records, found, table.doubts())


def _above(file: ToldFile, encoding: str, delimiter: str) -> list[list[str]]:
    """The first rows of a file."""
    form = form_of(file.path, encoding, delimiter)
    form = replace(form, sheet=file.sheet) if file.sheet else form
    return [texts(row, form) for row in islice(rows(file.path, form), MOST_ABOVE)]


def _kind(seen: _Seen, spelt: Spelt) -> str:
    if seen.kinds == (CONTACTS,):
        raise Refusal(
            message("{file}: these are people of companies, each with a name of his own; they are not read",
                    file=seen.path.name),
            message("leave the file out; or if each row is a company: {option} clients={file}", option="--from",
                    file=seen.path.name),
        )  # fmt: skip
    if len(seen.kinds) == 1:
        return seen.kinds[0]
    name, header = seen.path.name, max(seen.above, key=lambda row: sum(map(bool, row)), default=())
    raise Refusal(
        message("{file}: its columns do not tell what it holds: {columns}", file=name,
                columns=to_choose_from(header)),
        message("say it: {option} clients={file}, managers={file} or groups={file}", option="--from", file=name),
    )  # fmt: skip


def _names(paths: Sequence[Path]) -> Mapping[Path, str]:
    """What each file is called: its name, and of another of that name with a number."""
    found: dict[Path, str] = {}
    for path in dict.fromkeys(paths):
        taken, number, name = {each.casefold() for each in found.values()}, 2, path.name
        while name.casefold() in taken:
            name, number = f"{path.stem}-{number}{path.suffix}", number + 1
        found[path] = name
    return found


def _with_columns(
    found: Sequence[ToldFile], seen: Sequence[_Seen], mapped: Sequence[str], spelt: Spelt
) -> list[ToldFile]:
    """The files, each with what was said of columns that it has. Raises Refusal for a column that none has."""
    if len(found) == 1:
        return [replace(found[0], mapped=tuple(mapped))]
    own: dict[int, list[str]] = {}
    for text in mapped:
        column = text.rpartition("=")[0]
        having = [n for n, each in enumerate(seen) if any(len(meant(row, column)) for row in each.above)]
        if not having:
            raise Refusal(message("{option} names a column that none of the files has: {column}",
                                  option=spelt("columns"), column=column or text))  # fmt: skip
        for number in having:
            own.setdefault(number, []).append(text)
    return [replace(each, mapped=tuple(own.get(number, ()))) for number, each in enumerate(found)]
