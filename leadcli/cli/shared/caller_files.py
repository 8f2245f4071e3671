"""Files of callers and of labelled callers, opened for the commands that read them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from leadcli.api.match_rows import fields_of_callers
from leadcli.api.parameters import unreadable
from leadcli.domain.messages import Refusal, message
from leadcli.domain.places import Problem
from leadcli.domain.question import Caller
from leadcli.fields.table import CALLER, caller_of
from leadcli.io.streams import Stream, open_stream
from leadcli.resolution.evaluation import Labelled


def open_callers(file: str, encoding: str = "", delimiter: str = "") -> tuple[Stream, dict[str, int]]:
    """A file of callers with its fields by column, or a refusal that says which column is missing."""
    stream = open_stream(file, encoding, delimiter)
    if isinstance(stream, Problem):
        raise unreadable(stream)
    return stream, fields_of_callers(stream.columns, file)


def labelled(file: str) -> list[Labelled]:
    """Callers with their answers: CSV or xlsx with client_id, group_id, ambiguous_between, kind; or JSON lines."""
    if Path(file).suffix.casefold() in (".jsonl", ".ndjson"):
        return list(_json_lines(file))
    stream, fields = open_callers(file)
    if not {"client_id", "group_id"} & set(fields):
        raise Refusal(
            message("{file}: there is no column client_id or group_id, so nothing says who is right", file=file),
            message("leave both empty where the caller is nobody's"),
        )
    found = []
    for number, row in enumerate(stream.rows, 1):
        if row.fault:
            raise Refusal(message("{file}:{line}: {fault}", file=file, line=row.line, fault=row.fault))
        cell = {name: row.cells[index] for name, index in fields.items()}
        found.append(
            Labelled(
                cell.get("id") or str(number),
                caller_of(cell["caller"], cell),
                cell.get("client_id", ""),
                cell.get("group_id", ""),
                tuple(part for part in cell.get("several", "").split("|") if part),
                tuple(part for part in cell.get("kind", "").split("|") if part),
            )
        )
    return found


def _json_lines(file: str) -> Iterator[Labelled]:
    try:
        lines = Path(file).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(message("{file}: {reason}", file=file, reason=str(error))) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row: dict[str, Any] = json.loads(line)
            expect = row.get("expect") or row
            caller = Caller(str(row["caller"]), **{n: str(row[n]) for n in CALLER if row.get(n)})
        except (ValueError, KeyError, TypeError, AttributeError):
            raise Refusal(message("{file}:{line}: not a JSON object with a caller", file=file, line=number)) from None
        kind = row.get("kind") or ()
        yield Labelled(
            str(row.get("id", number)),
            caller,
            str(expect.get("client_id") or ""),
            str(expect.get("group_id") or ""),
            tuple(expect.get("ambiguous_between") or ()),
            (kind,) if isinstance(kind, str) else tuple(kind),
        )
