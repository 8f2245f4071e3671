"""Lists of managers beside the exports: who works here, and what they tell of each; read once, for data/managers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from leadcli.api.starting.export_managers import plain_name
from leadcli.api.starting.told_files import ListFile
from leadcli.domain.book import Manager
from leadcli.domain.frozen import fresh, frozen, replace
from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import HOME
from leadcli.fields.headers import numbered
from leadcli.fields.people import Roster
from leadcli.fields.people.departures import says_left
from leadcli.fields.table import TABLES
from leadcli.workspace.manager_names import join_parts
from leadcli.workspace.table_rows import Part, Row, RowReader, is_made

WRITTEN = ("name", "aliases", "active", "email")  # what the table of managers always has
MORE = tuple(field.name for field in TABLES["managers"] if not field.part and field.name not in WRITTEN)


@frozen
class Listed:
    """The managers of lists by id, of each the ``cells`` as they are written there, by field.

    ``said``: what is to be said of the lists; ``names``: what these are called.
    """

    managers: Mapping[str, Manager] = fresh(factory=dict)
    cells: Mapping[str, Mapping[str, str]] = fresh(factory=dict)
    said: tuple[Message, ...] = ()
    names: tuple[str, ...] = ()


NOBODY = Listed()


def listed(lists: Sequence[ListFile]) -> Listed:
    """The managers of lists. Of one who is in two what the first tells counts, and what the other does is said."""
    managers: dict[str, Manager] = {}
    cells: dict[str, dict[str, str]] = {}
    said: list[Message] = []
    for each in lists:
        before, here = Roster(dict(managers)), set[str]()
        for row in _rows(each):
            place = str(row.record.place)
            if not row.values.get("name"):
                said.append(message("{place}: no name stands here, the row is left out", place=place))
                continue
            one, texts = _manager(row, each.fields)
            own = _known(one, managers, before) or one.id
            if own in managers and own not in here and not _known(one, managers, before):
                own = one.email or one.name  # an earlier list has this id for another one
                one = replace(one, id=own)
                texts.pop("id", None)
            if own in here:
                said.append(message("{place}: {manager} is there already; the row is left out", place=place,
                                    manager=one.name))  # fmt: skip
                continue
            here.add(own)
            was = managers.setdefault(own, one)
            managers[own] = replace(was, active=was.active and one.active)
            for field, text in texts.items():
                first = cells.setdefault(own, {}).setdefault(field, text)
                if first != text:
                    said.append(
                        message("{place}: the {field} of {manager} is {value} here and {first} before; that counts",
                                place=place, manager=one.name, field=field, value=text, first=first)
                    )  # fmt: skip
    return Listed(managers, cells, tuple(said), tuple(each.file.shown for each in lists))


def _known(one: Manager, managers: Mapping[str, Manager], before: Roster) -> str:
    """The manager of an earlier list who is this one, by the e-mail, else by the name; ``""`` where nobody is."""
    for text in filter(None, (one.email, one.name)):
        named = before.named(text)
        if named.kind == "one":
            other = managers[named.manager].email
            return "" if one.email and other and one.email != other else named.manager
    return ""


def _rows(each: ListFile) -> list[Row]:
    """The rows of a list, each with its whole name, and an id where it has one."""
    columns = {numbered(each.header, index): field for field, index in each.fields.items()}
    rows = RowReader(HOME).parts("managers", [Part(columns, each.records)])
    for row in rows:
        if is_made(row.values.get("id", ""), "managers"):
            del row.values["id"]
    join_parts(rows)
    return rows


def _manager(row: Row, fields: Mapping[str, int]) -> tuple[Manager, dict[str, str]]:
    """A manager of a list, and the cells that are written on as they stand."""
    cells = {field: text for field, index in fields.items() if (text := str(row.record.values[index]))}
    unread = {field for field, _, _ in row.unread}
    said, values = row.values["name"], row.values
    name = plain_name(said)
    left = says_left(said) or says_left(cells.get("active", ""))
    texts = {field: cells[field] for field in MORE if field in cells}
    texts |= {field: cells[field] for field in ("email", *(() if left else ("active",))) if field in unread}
    aliases = [alias for alias in (*values.get("aliases", ()), *([said] if said != name else [])) if "|" not in alias]
    active = values.get("active", True) is not False and not left
    return Manager(values.get("id", name), name, tuple(aliases), active, email=values.get("email", "")), texts


def idle(managers: Mapping[str, Manager], rows: Mapping[str, int], told: Listed) -> list[str]:
    """Those of lists who work here and have no clients, unless their list says what share they take."""
    return [one for one in told.managers if managers[one].active and not rows.get(one)
            and not told.cells.get(one, {}).keys() & {"weight", "left"}]  # fmt: skip
