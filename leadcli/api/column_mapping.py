"""Which column of a file holds what: as the user maps it, and as it is said of every file that is read."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence

from leadcli.api.parameters import Spelt, as_option
from leadcli.domain.messages import Argument, Message, Refusal, message, messages
from leadcli.domain.places import nearest
from leadcli.fields.headers import bearing, header_key, meant, numbered
from leadcli.fields.table import Field

NAMED = 12  # columns not used that are named; the rest is counted
CHOICES = 30  # the same where one of them is to be chosen
NOTHING = ("", "-")  # mapped to this a column is not used


def mapping_of(mapped: Iterable[str], fields: Sequence[Field], spelt: Spelt = as_option) -> dict[str, str]:
    """What the user says that columns hold, each written COLUMN=FIELD: column -> field, ``""`` for none.

    A field is named as the contract has it, or by a header under which it is known. Raises Refusal.
    """
    names = {header_key(word): field.name for field in reversed(fields) for word in reversed(field.spellings)}
    names |= {field.name: field.name for field in fields}
    option = spelt("columns")
    pairs: dict[str, str] = {}
    for text in mapped:
        column, equals, said = text.rpartition("=")
        field = "" if said.strip() in NOTHING else names.get(header_key(said), "")
        if not equals or not column.strip():
            raise Refusal(
                message("{option}: {value} is not COLUMN=FIELD", option=option, value=text),
                message("the fields are: {values}", values=tuple(each.name for each in fields)),
            )
        if not field and said.strip() not in NOTHING:
            close = nearest(header_key(said), names)
            raise Refusal(
                message("{option}: there is no field {value}", option=option, value=said),
                *([message("Did you mean {word}?", word=names[close])] if close else []),
                message("the fields are: {values}", values=tuple(each.name for each in fields)),
            )
        if column in pairs:
            raise Refusal(message("{option}: the column {column} is mapped twice", option=option, column=column))
        if field and field in pairs.values():
            raise Refusal(message("{option}: two columns are mapped to {field}", option=option, field=field))
        pairs[column] = field
    return pairs


def hold_mapped(file: Argument, columns: Sequence[str], pairs: Mapping[str, str], spelt: Spelt = as_option) -> None:
    """Refuse a mapping of a column that the file has not, or that it has more than once."""
    option, seen = spelt("columns"), set()
    for column in pairs:
        found = meant(columns, column)
        if not found:
            close = nearest(column, columns)
            raise Refusal(
                message("{file}: {option} names a column that is not there: {column}",
                        file=file, option=spelt("columns"), column=column),
                *([message("Did you mean {word}?", word=close)] if close else []),
                message("the columns are: {columns}", columns=to_choose_from(columns)),
            )  # fmt: skip
        if len(found) > 1:
            raise Refusal(
                message("{file}: the column {column} is there {count} times", file=file, column=column,
                        count=len(found)),
                message("say which: {choices}", choices=tuple(numbered(columns, n) for n in found)),
            )  # fmt: skip
        if found[0] in seen:
            raise Refusal(message("{option}: the column {column} is mapped twice", option=option, column=column))
        seen.add(found[0])


def columns_told(
    columns: Sequence[str],
    fields: Mapping[str, int],
    rivals: Mapping[str, tuple[int, ...]] | None = None,
    spelt: Spelt = as_option,
    mapped: bool = True,
) -> list[Message]:
    """Which columns of a file are used as what and which are not, in two lines; then those that mean the same.

    ``mapped``: whether a user may say which to use.
    ``rivals``: by field the columns that are asked as well; where they say something else the row is asked about.
    """
    used, taken = [f"{field} = {_named(columns, n)}" for field, n in fields.items()], set(fields.values())
    left = [n for n, column in enumerate(columns) if n not in taken and column.strip()]
    said = [message("columns: {columns}", columns=tuple(used))]
    if left:
        rest = [_named(columns, n) for n in left[: NAMED + 1]]
        said.append(message("not used: {columns}", columns=brief(rest, len(left))))
    for field, index in fields.items():
        first, option = numbered(columns, index), spelt("columns")
        for other in (rivals or {}).get(field, ()):
            said.append(
                message(
                    "{first} is read as the {field}; where {second} says otherwise, the row is asked about. "
                    "To use one alone: {option}",
                    first=first, second=numbered(columns, other), field=field, option=f'{option} "{first}={field}"',
                )
            )  # fmt: skip
        for other in bearing(columns, index) if mapped and field not in (rivals or {}) else ():
            if other not in taken:
                second = numbered(columns, other)
                said.append(
                    message(
                        "{first} is read as the {field}, not {second}. To use that: {option}",
                        first=first, second=second, field=field, option=f'{option} "{second}={field}"',
                    )
                )  # fmt: skip
    return said


def brief(names: Sequence[str], count: int = 0, most: int = NAMED) -> tuple[Argument, ...]:
    """Some names, and how many more there are. ``count``: how many there are, if not all are among ``names``."""
    count = max(count, len(names))
    if count <= most + 1:
        return tuple(names)
    return (*names[:most], messages("{count} more", "{count} more", count - most))


def to_choose_from(columns: Sequence[str], read: Container[int] = ()) -> tuple[Argument, ...]:
    """The columns of which a user is to say one: not those ``read`` as something else, if any are left."""
    names = [name or "-" for name in columns]
    return brief([name for place, name in enumerate(names) if place not in read] or names, most=CHOICES)


def _named(columns: Sequence[str], index: int) -> str:
    name = numbered(columns, index)
    return f'"{name}"' if "," in name else name
