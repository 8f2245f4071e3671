"""The team's own country, as most cards of its base tell it: by their country, their tax number, phone or city."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from leadcli.domain.places import Record
from leadcli.fields.headers import placed
from leadcli.fields.rows.card_country import told_country

LOOKED = 2_000  # rows that tell it


def country_of(exports: Iterable[tuple[Sequence[Record], Mapping[str, str]]]) -> str:
    """The country that most rows tell which tell any; ``""`` where none does, or no country has most.

    ``exports``: of each its rows, and which of its columns is which field.
    """
    counts: Counter[str] = Counter()
    for records, columns in exports:
        places = {field: index for index, field in placed(records[0].columns, columns).items()} if records else {}
        step = max(1, len(records) // LOOKED)
        for record in records[::step]:
            cells = {field: str(record.values[index]) for field, index in places.items()}
            if code := told_country(cells):
                counts[code] += step
    if not counts:
        return ""
    code, most = counts.most_common(1)[0]
    return code if most * 2 > counts.total() else ""
