"""JSON lines as rows: an object a line. A list is its parts with ``|`` between; an inner object's keys stand beside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from leadcli.domain.messages import message
from leadcli.io.formats import Form, RawRow
from leadcli.io.sources import Source


def form_of(source: Source, head: bytes, encoding: str = "", delimiter: str = "") -> Form:
    """Always UTF-8: there is nothing to be told."""
    return Form()


def rows(source: Source, form: Form) -> Iterator[RawRow]:
    """The header, which is the keys of all objects, then the objects."""
    return map_rows(lambda: _objects(source))


def map_rows(maps: Callable[[], Iterable[tuple[int, Mapping[str, str] | None]]]) -> Iterator[RawRow]:
    """Rows of texts by key, each with its line; ``maps`` gives them, twice. None is a row that is no such thing."""
    columns = tuple(dict.fromkeys(key for _, found in maps() for key in found or ()))
    yield RawRow(0, 0, "", None, columns)
    for number, (line, found) in enumerate(maps(), 1):
        fault = message("not a JSON object") if found is None else None
        yield RawRow(number, line, "", fault, tuple((found or {}).get(key, "") for key in columns))


def _objects(source: Source) -> Iterator[tuple[int, Mapping[str, str] | None]]:
    """The lines that are not empty, each as texts by key; None where there is no object."""
    with source.open("rb") as file:
        for line, data in enumerate(file, 1):
            if not data.strip():
                continue
            try:
                found = json.loads(data.decode("utf-8-sig"))
            except ValueError:
                found = None
            yield line, _flat(found) if isinstance(found, Mapping) else None


def _flat(found: Mapping[str, Any]) -> dict[str, str]:
    cells: dict[str, str] = {}
    for key, told in found.items():
        if isinstance(told, Mapping):
            cells |= _flat(told)
        else:
            cells[key] = "|".join(map(_text, told)) if isinstance(told, list) else _text(told)
    return cells


def _text(told: Any) -> str:
    return {True: "yes", False: "no"}[told] if isinstance(told, bool) else "" if told is None else str(told).strip()
