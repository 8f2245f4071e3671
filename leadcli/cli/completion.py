"""What a shell is offered as the value of an option or argument: companies, groups, managers, policies, entries.

Loaded only while a shell asks. Companies are looked up in the lines of their table, which is not read as a whole.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from contextlib import suppress
from inspect import signature
from itertools import islice
from pathlib import Path
from typing import Any

from leadcli.cli.command_words import first_words
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Refusal
from leadcli.fields.headers import placed
from leadcli.fields.table import TABLES, located
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.table_formats import MOST_ABOVE, Form
from leadcli.io.tables import header_among, read_table
from leadcli.locales import codes
from leadcli.resolution import Cuts
from leadcli.workspace.opening import READY_MADE, find_workspace, open_policy, read_managers
from leadcli.workspace.sources import TableFile, read_sources, tables_of

SHOWN = 40  # values that are offered
Values = Iterable[tuple[str, str]]  # each with what is said beside it
_FORM = "ООО|АО|ПАО|ЗАО|ОАО|НАО|ИП|АНО|НКО|ФГУП|МУП|LLC|Inc|GmbH|Ltd|AG|SA|Oy"
_LEGAL = re.compile(rf"^(?:{_FORM})\s+|[«»\"“”„]|,?(?<!\s)\s+(?:{_FORM})\.?$")


class Offered(str):
    """A value in the quotes that a shell needs; whether it begins as what is typed was looked at without them."""

    __slots__ = ()

    def startswith(self, *_: Any) -> bool:
        """So it does."""
        return True


def offer(main: Callable[..., None], words: str) -> None:
    """Give each parameter of a command, as typer is to see it, what its value can be."""
    for parameter in signature(main).parameters.values():
        for told in getattr(parameter.annotation, "__metadata__", ()):
            source = _source(parameter.name, getattr(told, "metavar", None) or "", words)
            if source is not None:
                told.autocompletion = _offering(source)


def ask_who_owns(environment: MutableMapping[str, str]) -> None:
    """Complete a command line that begins with a caller as one of ``who-owns``."""
    for key in ("COMP_WORDS", "_TYPER_COMPLETE_ARGS"):
        found = re.match(r"(\S+)(\s+)(\S+)", environment.get(key, ""))
        if found is None or found[3].startswith("-") or any(word.startswith(found[3]) for word in first_words()):
            continue
        begin, rest = environment[key][: found.start(3)], environment[key][found.start(3) :]
        environment[key] = f"{begin}who-owns{found[2][0]}{rest}"
        environment["COMP_CWORD"] = str(int(environment.get("COMP_CWORD") or 1) + 1)


def _source(name: str, metavar: str, words: str) -> Callable[[Path, str], Values] | None:
    if metavar == "MANAGER" or name == "by":
        return _managers
    if metavar == "ID" and name in ("client", "group"):
        return _clients if name == "client" else _groups
    if metavar == "ID" and name == "rule":
        return _rules
    if name == "policy" or (words.startswith("policy ") and name in ("name", "a", "b", "begin")):
        return _policies
    if (words == "who-owns" and name == "name") or name == "whom":
        return _companies
    if name == "lang":
        return lambda root, begun: ((code, "") for code in codes())
    return _entries if metavar == "ID" else None


def _offering(source: Callable[[Path, str], Values]) -> Callable[[Any, str], list[tuple[str, str]]]:
    def offered(ctx: Any, incomplete: str) -> list[tuple[str, str]]:
        with suppress(OSError, Refusal, ValueError):  # who types is not told of faults
            root = find_workspace(ctx.params.get("workspace") if hasattr(ctx, "params") else None) or Path()
            begun = incomplete.lstrip("'\"").casefold()
            found = ((value, said) for value, said in source(root, begun) if value.casefold().startswith(begun))
            return [(Offered(quoted(value)), said) for value, said in islice(found, SHOWN)]
        return []

    return offered


def quoted(value: str, environment: Mapping[str, str] = os.environ) -> str:
    """A value as the shell that asks is to put it into the command line."""
    shell = environment.get("_LEADCLI_COMPLETE", "").removeprefix("complete_")
    if re.fullmatch(r"[\w.@+-]+", value):
        return value
    if shell == "bash":
        typed = environment.get("COMP_WORDS", "").split("\n")
        at = int(environment.get("COMP_CWORD", "0") or 0)
        if at < len(typed) and typed[at][:1] in ("'", '"'):
            return value  # it stands in quotes already
        return re.sub(r"([^\w.@+«»—–-])", r"\\\1", value)
    if shell in ("powershell", "pwsh"):
        return "'" + value.replace("'", "''") + "'"
    return value if shell in ("zsh", "fish") else shlex.quote(value)


def bare_name(name: str) -> str:
    """A company's name as it is typed: without its legal form and quotes."""
    return " ".join(_LEGAL.sub("", _LEGAL.sub(" ", name.strip())).split())


def _managers(root: Path, begun: str) -> Values:
    sources, _ = read_sources(root)
    found = read_managers(root, tables_of(root, sources), Cuts(), sources)
    return [(one.name, one.email) for one in found[0].managers.values() if one.active] if found else []


def _policies(root: Path, begun: str) -> Values:
    files = sorted(file.name for file in Path().glob("*.yaml") if file.is_file())
    return ((name, "") for name in (*READY_MADE, *files))


def _rules(root: Path, begun: str) -> Values:
    policy, _ = open_policy(root)
    return [(rule.id, "") for rule in policy.rules] if policy else []


def _entries(root: Path, begun: str) -> Values:
    from leadcli.ledger.recording import open_ledger

    with open_ledger(root) as ledger:
        asked = ledger.database.execute("SELECT seq, kind, day FROM entry ORDER BY seq DESC LIMIT ?", (SHOWN,))
        return [(str(seq), f"{kind} {day}") for seq, kind, day in asked.fetchall()]


def _companies(root: Path, begun: str) -> Values:
    for name, _, city in cells(root, "clients", ("name", "id", "city"), begun):
        yield bare_name(name), city
    for name, _ in cells(root, "groups", ("name", "id"), begun):
        yield bare_name(name), ""


def _clients(root: Path, begun: str) -> Values:
    return ((key, name) for key, name in cells(root, "clients", ("id", "name"), begun))


def _groups(root: Path, begun: str) -> Values:
    return ((key, name) for key, name in cells(root, "groups", ("id", "name"), begun))


def cells(root: Path, table: str, fields: tuple[str, ...], begun: str) -> Iterator[tuple[str, ...]]:
    """Of the rows of a table whose line holds what is typed, some fields."""
    sources, _ = read_sources(root)
    for file in tables_of(root, sources):
        if file.table == table:
            yield from _cells(file, fields, begun)


def _cells(file: TableFile, fields: tuple[str, ...], begun: str) -> Iterator[tuple[str, ...]]:
    source = file.source
    form = form_of(file.path, source.encoding if source else "", source.delimiter if source else "")
    if source and source.sheet:
        form = replace(form, sheet=source.sheet)
    if not (form.delimiter or form.sheet):
        for record in read_table(file.path, file.path.name).records:
            at = located(record.columns, TABLES[file.table])
            yield tuple(str(record.values[at[f]]) if f in at else "" for f in fields)
        return
    above = [texts(row, form) for row in islice(rows(file.path, form), MOST_ABOVE)]
    if source is not None:
        there = {f: n for n, f in placed(above[0], source.columns).items()} if above else {}
        first = 0
    else:
        first, _ = header_among(above, lambda row: located(row, TABLES[file.table]), ("name",))
        there = located(above[first], TABLES[file.table]) if above else {}
    lines = _lines(file.path, form, begun) if form.delimiter else (texts(row, form) for row in rows(file.path, form))
    for row in lines:
        yield tuple(
            (source.prefix if source and f == "id" else "") + row[there[f]].strip()
            if there.get(f, len(row)) < len(row) else ""
            for f in fields
        )  # fmt: skip


def _lines(file: Path, form: Form, begun: str) -> Iterator[list[str]]:
    """The lines of a CSV that hold what is typed, cut into cells: a cell with a line end in it is passed over."""
    import csv

    text = file.read_bytes().decode(form.encoding, "replace")
    folded = text.casefold() if begun else ""
    if len(folded) != len(text):  # some letter becomes two: then every line is looked at
        yield from csv.reader(text.splitlines(), delimiter=form.delimiter)
        return
    at = folded.find(begun)
    while at >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        yield from csv.reader([text[start : end if end >= 0 else len(text)]], delimiter=form.delimiter)
        at = folded.find(begun, end) if end >= 0 else -1
