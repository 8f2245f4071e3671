"""What the doctor says: facts of the install and the workspace, and findings with their remedies."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

from leadcli.domain.frozen import fresh, frozen
from leadcli.domain.messages import Message


@frozen
class Fix:
    """The one remedy of a finding: ``told`` before it is done, ``undo`` how it is taken back, if it needs to be."""

    told: Message
    do: Callable[[], object]
    undo: Message | None = None


@frozen
class Finding:
    """Something that is not as it should be; a ``note`` is only to be known. ``kind`` names it for programs."""

    kind: str
    said: Message
    remedies: tuple[Message, ...] = ()
    fix: Fix | None = None
    weight: Literal["problem", "note"] = "problem"


@frozen
class TableFile:
    """The file of a table: what it was told to be, and how many rows the book has of it, where it is made."""

    table: str
    file: str
    format: str
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    rows: int | None = None


@frozen
class Examined:
    """All that was looked at. ``root``: the workspace, if there is one; ``found``: how it was."""

    install: dict[str, Any]
    root: Path | None = None
    found: Message | None = None
    tables: tuple[TableFile, ...] = ()
    index: str = ""
    ledger: dict[str, Any] = fresh(factory=dict)
    findings: tuple[Finding, ...] = ()
