"""leadcli init FOLDER --from EXPORT …: a workspace in which the exports themselves are the table of clients."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import cast

from leadcli.api.column_mapping import brief, columns_told
from leadcli.api.discovering import discover_in
from leadcli.api.link_rows import added, links_of
from leadcli.api.parameters import as_option, today
from leadcli.api.starting.export_columns import Choice, ReadExport, address_told, cells_of, chosen, read_export
from leadcli.api.starting.lists_of_groups import links_of_lists
from leadcli.api.starting.lists_of_managers import idle, listed
from leadcli.api.starting.new_base import (
    NewBase,
    base_of,
    with_groups,
    write_base,
    write_groups,
    write_managers,
    write_rules,
)
from leadcli.api.starting.own_ids import with_own_ids
from leadcli.api.starting.silent_managers import silent_managers
from leadcli.api.starting.told_files import read_list, told_files
from leadcli.cli.init.own_policy import HOUSE, Chosen, own_policy
from leadcli.cli.shared.exits import Refusal, complain
from leadcli.cli.shared.export_reading import column_chosen, may_ask, question_of, said_yes
from leadcli.cli.shared.progress import Compiling
from leadcli.cli.shared.schema_files import write_schemas
from leadcli.discovery.discoveries import Discovery
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.messages import Message, message, messages
from leadcli.fields.cleaners import HOME
from leadcli.fields.headers import placed
from leadcli.io.atomic import made_folder
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import width_of
from leadcli.workspace.links_looked import note_looked, tables_mark
from leadcli.workspace.opening import OpenedWorkspace, SoundWorkspace, open_policy, open_workspace


@frozen
class Begun:
    """A workspace that was made: of what, as it opens, and what was found among its clients and written down.

    ``silent``: the managers of whose clients nothing was heard for long, with the last day.
    """

    base: NewBase
    opened: SoundWorkspace
    found: Discovery
    policy: Chosen
    silent: Mapping[str, date]


def start(
    folder: Path, files: Sequence[str], mapped: list[str], said: Mapping[str, str], sheets: Sequence[str], linked: bool,
    yes: bool, speech: Speech,
) -> Begun:  # fmt: skip
    """Make the workspace. ``files``: exports, each maybe with what it is; ``said``: encoding and delimiter, if any.

    Raises:
        Refusal: A file cannot be read whole, something is in doubt that nobody can be asked, or the workspace would
            not be sound. Then nothing is written.
    """
    width = width_of(sys.stderr)
    found, notes = told_files(files, mapped, said["encoding"], said["delimiter"], sheets)
    if notes:
        complain(speech, *notes, width=width)
    exports: list[ReadExport] = []
    lists = [read_list(file, said["encoding"], said["delimiter"]) for file in found if file.kind != "clients"]
    for file in (file for file in found if file.kind == "clients"):
        read = read_export(
            file.path, file.mapped, said["encoding"], said["delimiter"], file.sheet, HOME, shown=file.shown
        )  # fmt: skip
        complain(speech, message("{said}", said=file.shown), *_columns(read), *read.said, width=width)
        for choice in read.choices:
            read = _asked(read, choice, yes, speech)
        exports.append(read)
    exports, notes = with_own_ids(exports)
    if notes:
        complain(speech, *notes, width=width)
    people = listed([each for each in lists if each.table == "managers"])
    for each in lists:
        columns = columns_told(each.header, each.fields)
        complain(speech, message("{said}", said=each.file.shown), *columns, *each.doubts, width=width)
    base = base_of(exports, people, [each for each in lists if each.table != "managers"])
    if notes := [*people.said, *base.listed_groups.said]:
        complain(speech, *notes, width=width)
    base = _asked_of_idle(base, yes, speech)
    with made_folder(folder, "rules.yaml") as made:
        write_base(base, made, linked, said)
        if base.listed_groups.companies:
            links, groups, notes = links_of_lists(base.listed_groups, _sound(open_workspace(made)).book)
            base = with_groups(base, groups)
            write_groups(base, made)
            added(made, links)
            if notes:
                complain(speech, *notes, width=width)
        read_first = _sound(open_workspace(made))
        rows = sum(len(each.records) + sum(map(bool, cells_of(each.broken, each.columns, "name"))) for each in exports)
        if len(exports) > 1 and (count := rows - len(read_first.book.clients)) > 0:
            complain(speech, messages("{count} row is of a company that another file has too: one card",
                                      "{count} rows are of companies that another file has too: one card each", count),
                     width=width)  # fmt: skip
        told = discover_in(read_first)
        if links := list(links_of(told, speech)):
            added(made, links)
        note_looked(made, tables_mark(made))
        if silent := silent_managers(read_first.book):
            base = _asked_of_leavers(base, silent, yes, speech)
            write_managers(base, made)
        with Compiling(speech) as compiling:
            opened = _sound(open_workspace(made, compiled=True, told=compiling))
        policy = own_policy(opened.book, today())
        if policy.name != HOUSE:
            write_rules(base, made, policy.name)
            opened = replace(opened, policy=open_policy(made)[0])
        write_schemas(made)
    return Begun(base, opened, told.found, policy, silent)


def _sound(opened: OpenedWorkspace) -> SoundWorkspace:
    """The workspace if it can be judged. Raises Refusal with what stands in the way."""
    if opened.faults or opened.book is None:
        first = opened.faults[0]
        why = message("{place}: {why}", place=str(first.place), why=first.text)
        raise Refusal(why, *([first.remedy] if first.remedy else []))
    return cast("SoundWorkspace", opened)


def _columns(read: ReadExport) -> list[Message]:
    """Which column is read as what, and which are not, some with the reason."""
    fields = {field: index for index, field in placed(read.header, read.columns).items()}
    why = [message("{column} is not read: {why}", column=column, why=reason) for column, reason in read.left.items()]
    return [*columns_told(read.header, fields), *address_told(read), *why]


def _asked_of_leavers(base: NewBase, silent: Mapping[str, date], yes: bool, speech: Speech) -> NewBase:
    """The base with the managers marked of whom a person says that they have left; nobody is by dates alone."""
    if yes or not may_ask():
        return base
    managers = dict(base.managers.managers)
    for manager_id, day in silent.items():
        one = managers[manager_id]
        question = speech("{manager}: nothing since {day}, clients {count}. Has he left? (y, Enter is no)",
                          manager=one.name, day=day, count=base.managers.rows[manager_id])  # fmt: skip
        if said_yes(question):
            managers[manager_id] = replace(one, active=False)
    return replace(base, managers=replace(base.managers, managers=managers))


def _asked_of_idle(base: NewBase, yes: bool, speech: Speech) -> NewBase:
    """The base in which those of lists who have no clients take no new ones, unless a person says that they do."""
    found = idle(base.managers.managers, base.managers.rows, base.listed)
    if found and not yes and may_ask():
        names = brief([base.managers.managers[one].name for one in found])
        question = speech("without clients: {names}. Do they take new ones? (y, Enter is no)", names=names)
        if said_yes(question):
            return base
    cells = {**base.listed.cells, **{one: {**base.listed.cells.get(one, {}), "weight": "0"} for one in found}}
    return replace(base, listed=replace(base.listed, cells=cells))


def _asked(read: ReadExport, choice: Choice, yes: bool, speech: Speech) -> ReadExport:
    """The export with the column that a person chooses; the first where ``yes`` takes what is proposed."""
    if yes:
        return read
    if not may_ask():
        first = f'"{choice.columns[0]}={choice.field}"'
        raise Refusal(
            message("{file}: {reason}", file=read.shown, reason=question_of(choice)),
            message("say which: {option} {example}; or take the first: --yes", option=as_option("columns"),
                    example=first),
        )  # fmt: skip
    return chosen(read, choice, column_chosen(choice, speech))
