"""How managers are named: their names in the columns of a table, and what ``owners.yaml`` says that a writing means."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.domain.places import Place, Problem
from leadcli.domain.problems import problem, shape
from leadcli.fields.people import Roster, person_key
from leadcli.io.tables import read_tree

if TYPE_CHECKING:
    from leadcli.workspace.table_rows import Row

FILE = "owners.yaml"
HEAD = """# Whom an owner's cell means where it is written so; "" is nobody.
# leadcli reassign and import --owner "TEXT=MANAGER" add to it; a person may edit it too.
"""
Spellings = Mapping[str, tuple[str, Place]]  # a writing -> the manager as the file names him, and where


def read_spellings(root: Path) -> tuple[Spellings, list[Problem], str]:
    """What ``owners.yaml`` says, its problems, and its hash; nothing where there is no such file."""
    path = root / FILE
    if not path.is_file():
        return {}, [], ""
    tree, problems, digest = read_tree(path, FILE)
    if problems or tree is None or (tree.kind != "map" and not tree.text):
        return {}, list(problems), digest
    if tree.kind != "map":
        return {}, [problem("yaml-shape", tree.place, expected=shape("map"), found=shape(tree.kind))], digest
    return {name.text: (node.text, node.place) for name, node in tree.pairs}, [], digest


def meanings(spellings: Spellings, roster: Roster) -> tuple[dict[str, str], list[Problem]]:
    """The writings with the ids of their managers, ``""`` for nobody; a problem for each manager whom nobody knows."""
    found: dict[str, str] = {}
    problems: list[Problem] = []
    for writing, (text, place) in spellings.items():
        named = roster.named(text)
        if named.kind in ("one", "nobody"):
            found[writing] = named.manager
        else:
            near = roster.name(named.candidates[0]) if named.candidates else ""
            problems.append(
                problem("manager-unknown", place, nearest=near, column=writing, value=text, length=len(text))
            )
    return found, problems


def keep_spellings(root: Path, more: Mapping[str, str | None]) -> Path:
    """Write more writings, each with its manager, to ``owners.yaml``, whole; what stands there stays. The file.

    A writing with None is taken out.
    """
    from leadcli.io.atomic import write_whole  # few write

    with write_whole(root / FILE) as file:
        file.write(with_spellings(root, more))
    return root / FILE


def with_spellings(root: Path, more: Mapping[str, str | None]) -> str:
    """The text of ``owners.yaml`` with more writings; see ``keep_spellings``."""
    from leadcli.workspace.sources import quoted

    said = {writing: text for writing, (text, _) in read_spellings(root)[0].items()} | dict(more)
    lines = [f"{quoted(each)}: {quoted(text)}\n" for each, text in said.items() if text is not None]
    return "".join((HEAD, *lines))


# Where a name has one of these, or a row one of those columns, it says more than who somebody is.
_BESIDE = re.compile(
    r"[^\w\s.'’-]|\d|\s-|увол|бывш|работа|сотрудн|former|employee|staff|\bex\b|"
    r"ваканс|вакант|vacan|position|hired|свободн|\bнов(?:ый|ая)\b|\bnew\b|\btb[dh]\b",
    re.IGNORECASE,
)
_OF_WORK = frozenset(("status", "inactive", "first_day", "last_day"))


def _says_more(row: Row) -> bool:
    name = row.values.get("name", "")
    header = name in row.record.columns  # said again
    return bool(header or row.extra or not name or not _OF_WORK.isdisjoint(row.values) or _BESIDE.search(name))


def join_parts(rows: Sequence[Row]) -> list[Problem]:
    """Join what managers' rows tell in several columns: names in parts, and that somebody has left. What is not clear.

    A patronymic tells who is not meant, and is taken into the name where two would bear one; of namesakes without an
    id each goes by the e-mail. A title («Уволенные:») is nobody: it loses its name, and who stands below it has left,
    if it says so, up to the next one.
    """
    found: list[Problem] = []
    if any(_says_more(row) for row in rows):
        from leadcli.workspace.manager_rows import told_of_work  # most tables say it in a column of its own

        found = told_of_work(rows)
    names: Counter[str] = Counter()
    longer: list[str] = []
    for row in rows:
        values = row.values
        surname, patronymic = values.pop("surname", ""), values.pop("patronymic", "")
        first = values.get("name", "")
        joined = first and surname and person_key(surname) not in person_key(first).split()
        if joined:
            values["name"] = f"{first} {surname}"
        longer.append(f"{first} {patronymic} {surname}" if joined and patronymic else "")
        names[person_key(values.get("name", ""))] += 1
    for row, whole in zip(rows, longer, strict=True):
        values = row.values
        if names[person_key(values.get("name", ""))] > 1:
            values["name"] = whole or values.get("name", "")
            if "id" not in values and not whole and values.get("email"):
                values["id"] = values["email"]
        elif whole:
            values["aliases"] = (*values.get("aliases", ()), whole)
    return found
