"""The workspace as programs use it: opened once, asked in words."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, cast

from leadcli.api.errors import UnsoundError, spoken
from leadcli.api.parameters import choice_of, day_of, handing_of
from leadcli.api.results import PlannedRow, Recognition, Recommendation
from leadcli.api.who_owns import who_owns
from leadcli.domain.book import Book
from leadcli.domain.places import Problem
from leadcli.fields.table import CALLER
from leadcli.locales import codes, language_of
from leadcli.policy.policy import Policy
from leadcli.resolution.compiled import Damaged
from leadcli.workspace.opening import OpenedWorkspace, SoundWorkspace, locate, open_workspace

if TYPE_CHECKING:
    from leadcli.api.match_rows import Row
    from leadcli.assignment.rows import Line


class Workspace:
    """A folder with ``rules.yaml`` and ``data/``, opened: ``Workspace.open()``. May be used as a context manager.

    Its answers rest on the files as they were when it was opened. Its methods raise LeadcliError.
    """

    def __init__(self, opening: Callable[[], OpenedWorkspace], language: str, policy: str = "") -> None:
        """A workspace that ``opening`` opens when it is first asked. ``policy``: as ``open`` takes it."""
        self.language = language
        self._opening = opening
        self._opened: OpenedWorkspace | None = None
        self._policy = policy

    @classmethod
    def open(
        cls, path: str | os.PathLike[str] | None = None, *, policy: str = "", lang: str = "", sound: bool = True
    ) -> Workspace:
        """Open the workspace ``path``; without one LEADCLI_WORKSPACE, else the nearest upwards from the current folder.

        Args:
            path: The workspace's folder.
            policy: A ready-made policy by name, or a rules file, instead of the workspace's ``rules.yaml``.
            lang: The language of sentences, such as ``ru``; else LEADCLI_LANG, else the locale.
            sound: Raise if the files have errors. Otherwise ``problems`` has them, and a question raises.

        Raises:
            LeadcliError: There is no workspace.
            UnsoundError: Its files have errors.
        """
        language = language_of(lang)
        with spoken(language):
            choice_of(lang, codes(), "lang")
            root = locate(Path(path) if path is not None else None)
            found = cls(partial(open_workspace, root, policy, compiled=True), language, policy)
            if sound:
                found.sound()
            return found

    def opened(self) -> OpenedWorkspace:
        """What was found in the folder, whatever its state."""
        if self._opened is None:
            self._opened = self._opening()
        return self._opened

    def sound(self, anew: bool = False) -> SoundWorkspace:
        """What was found in the folder, if it may be judged. ``anew``: as it is now. Raises UnsoundError."""
        if anew:
            self.close()
        if self.opened().faults:
            raise UnsoundError(self.opened(), self.language)
        return cast("SoundWorkspace", self.opened())

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self.opened().root

    @property
    def book(self) -> Book:
        """The managers, groups and clients. Raises UnsoundError where errors stand in the way."""
        found = self.opened().book
        if found is None:
            raise UnsoundError(self.opened(), self.language)
        return found

    @property
    def policy(self) -> Policy:
        """The rules. Raises UnsoundError where errors stand in the way."""
        found = self.opened().policy
        if found is None:
            raise UnsoundError(self.opened(), self.language)
        return found

    @property
    def problems(self) -> list[Problem]:
        """Errors and warnings of the files, in their order."""
        opened = self.opened()
        if opened.tables is not None:  # a compiled directory does not keep the warnings of its tables
            opened = open_workspace(opened.root, self._policy)
        return list(opened.problems)

    def who_owns(
        self,
        name: str = "",
        *,
        taken_by: str = "",
        claims: Collection[str] = (),
        absent: Collection[str] = (),
        on: date | str | None = None,
        at: str = "",
        client: str = "",
        group: str = "",
        reply: str = "",
        facts: Collection[str] = (),
        argues: Collection[str] = (),
        record: bool = False,
        by: str = "",
        **known: str,
    ) -> Recommendation:
        """Whose client the caller is: what ``leadcli who-owns`` answers.

        Args:
            name: The caller's name, as heard.
            taken_by: Who took the call. Managers are named by id, name or alias.
            claims: Who claims the client.
            absent: Who is out of the office, besides the absences on file.
            on: The day of the call; today if left out.
            at: The time of the call, such as 14:30; now if neither is said and somebody's working hours are stated.
            client: The caller is this client: its id.
            group: The caller belongs to this group: its id.
            reply: The answer to the question of who calls: ``yes``, ``no`` (another company), ``new`` (of that group).
            facts: Facts that are not on file, such as ``last_contact=2026-11-20``; what no rule asks for is told.
            argues: What claimants argue, such as ``Дима: structure=activity``: judged with and without.
            record: Write the ruling to the workspace's ledger.
            by: Who records it; else LEADCLI_USER, else the login name.
            known: What else is known of the caller: ``city``, ``country``, ``inn`` and the other fields of Caller.

        Raises:
            LeadcliError: No name is given, or a manager, day, country or id that there is not.
            TypeError: ``known`` has what is no field of Caller.
        """
        if strange := sorted(known.keys() - set(CALLER)):
            raise TypeError(f"a caller has no {strange[0]!r}; what may be known is: {', '.join(CALLER)}")
        with self._spoken():
            return who_owns(
                self, name, known, taken_by=taken_by, claims=claims, absent=absent, on=on, at=at, client=client,
                group=group, reply=reply, facts=facts, argues=argues, record=record, by=by,
            )  # fmt: skip

    def match(self, rows: Iterable[Row]) -> Iterator[Recognition]:
        """Who callers are, no rules asked: the answers of ``leadcli match``, one for each row, as they are asked for.

        Args:
            rows: Names, or mappings by the headers that the command knows (``caller``, ``id``, ``city`` …).

        Raises:
            LeadcliError: A row has no column with the caller's name.
        """
        from leadcli.api.match_rows import knower, match_rows

        with self._spoken(), knower(self.sound()) as who:
            yield from match_rows(rows, who, self.language)

    def reassign(
        self,
        source: str | os.PathLike[str] | Iterable[Mapping[str, str]],
        *,
        on: date | str | None = None,
        owner_took: bool = True,
        hidden: bool = False,
        leaver: str = "",
        heir: str = "",
        rows: str = "",
        preset: str = "",
        columns: Mapping[str, str] | None = None,
        encoding: str = "",
        delimiter: str = "",
        sheet: str = "",
        owner_as: str = "",
        plan_path: str | os.PathLike[str] | None = None,
    ) -> Iterator[PlannedRow]:
        """Who would own what, row by row: the lines of the plan of ``leadcli reassign``. Nothing else is changed.

        Args:
            source: A CRM's export by its path, or its rows by header (those of the first row count).
            on: The day; today if left out.
            owner_took: Take the present owner for the one who took the call.
            hidden: Judge hidden rows too; without it they stay as they are.
            leaver: Hand over this manager's clients alone.
            heir: With ``leaver``: all to this manager; else by the rules, groups kept together.
            rows: What a row is, where it is told wrongly: ``clients`` or ``leads``.
            preset: The CRM, if it is told wrongly.
            columns: What a column holds, where it is told wrongly: header -> field.
            encoding: The file's encoding, if it is told wrongly.
            delimiter: The file's delimiter, if it is told wrongly.
            sheet: The sheet of a workbook, if it has several; else the first whose header is understood.
            owner_as: How the CRM wants owners written: ``name``, ``id``, ``email`` …; else as the export writes them.
            plan_path: Write the plan there too, before the first row is given; needs the path of an export.

        Raises:
            LeadcliError: The export cannot be read, or no column holds the name or the owner.
            TypeError: ``plan_path`` is given with rows.
        """
        from leadcli.api import reassign_rows as batch
        from leadcli.api.export_files import marks_learnt, open_export, read_once, styled
        from leadcli.assignment.plan_file import is_plan
        from leadcli.assignment.rows import Options
        from leadcli.workspace.output_guard import guard
        from leadcli.workspace.sources import mappings

        mapped = [f"{column}={field}" for column, field in (columns or {}).items()]
        with self._spoken():
            opened = self.sound()
            day = day_of(on, "on")
            handing = handing_of(opened.book.on(day), leaver, heir, ("leaver", "heir"))
            options = Options(day, owner_took, hidden, *handing)
            if not isinstance(source, str | os.PathLike):
                if plan_path is not None:
                    raise TypeError("plan_path needs the path of an export")
                found, given = batch.mapped_rows(source, preset, mapped, rows)
                lines = batch.judged_lines(given, found, opened, options)
            else:
                export = Path(source)
                form, found = open_export(
                    export, preset, mapped, encoding, delimiter, owner_as, str, sheet, rows, opened.book,
                    mappings(opened.root),
                )  # fmt: skip
                first, read = read_once(export, form, found)
                found = marks_learnt(found, first, opened.book)
                found = found if owner_as else styled(found, first, opened.book)
                lines = batch.judged_lines(read, found, opened, options)
                if plan_path is not None:
                    guard([Path(plan_path)], opened.root, (export, opened.rules_file), own=is_plan)
                    header = batch.plan_header(export, form, found, opened, self._policy, options)
                    lines = batch.written(Path(plan_path), header, lines)
        return self._planned(lines, self.book)

    def _planned(self, lines: Iterator[Line], book: Book) -> Iterator[PlannedRow]:
        with self._spoken():
            for line in lines:
                yield PlannedRow(line, book)

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Faults in the workspace's language; after a damaged directory the next question opens it anew."""
        with spoken(self.language):
            try:
                yield
            except Damaged:
                self.close()
                raise

    def close(self) -> None:
        """Give back the files that are open; what is asked next opens the workspace anew."""
        if self._opened is not None and self._opened.tables is not None:
            self._opened.tables.close()
        self._opened = None

    def __enter__(self) -> Workspace:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<Workspace {str(self.root)!r}>"
