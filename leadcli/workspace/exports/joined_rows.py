"""Rows of several files that are one company's, joined to one: what is told of it in each is known of it.

The same id, and in files without ids the same name and city, are one company where nothing parts them: a number of the
other, another owner, names that have nothing in common. What they tell otherwise than each other is unknown.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from leadcli.domain.places import Place, Problem
from leadcli.domain.problems import problem
from leadcli.fields.identifiers import ENTITY
from leadcli.fields.people import Roster
from leadcli.fields.rows.card_country import told_country
from leadcli.workspace.book_building import group_key
from leadcli.workspace.table_rows import Row, is_made

LATEST, EARLIEST = ("last_contact", "last_quote"), ("since",)
SEVERAL = ("phone", "email", "website")  # a company may have more than one; a card has one
ABOVE = ("group", "parent")  # names, that may be written otherwise


def joined(parts: Sequence[Sequence[Row]], roster: Roster) -> tuple[list[Row], list[Problem]]:
    """The rows of a table's files, those of one company joined to the first of them; and what they tell otherwise."""
    join, rows, first = _Join(roster), list[Row](), dict[str, Row]()
    torn = {own for part in parts for own in _torn(part)}
    for part in parts:
        before, here = dict(first), dict[str, Row]()
        for row in part:
            own = row.values.get("id", "")
            if here.setdefault(own, row) is not row and own not in torn:
                join.twice(here[own], row)  # the very same row again
                continue
            other = None if own in torn else before.get(own)
            if other is not None and join.is_one(other, row):
                join.take_in(other, row)
                continue
            if own in first and is_made(own, "clients"):
                alike = own.partition("-")[0]
                row.values["id"] = own = next(
                    made for n in range(2, len(first) + 3) if (made := f"{alike}-{n}") not in first
                )
            rows.append(row)
            first.setdefault(own, row)
    return rows, join.told()


def _torn(part: Sequence[Row]) -> Iterator[str]:
    """The ids that stand on rows of one file which differ: of which of them another file tells is not known."""
    seen: dict[str, Row] = {}
    for row in part:
        other = seen.setdefault(row.values.get("id", ""), row)
        if other is not row and (other.values != row.values or other.unread != row.unread):
            yield row.values["id"]


class _Join:
    """Joins rows, and collects what they tell otherwise than each other."""

    def __init__(self, roster: Roster) -> None:
        self.roster = roster
        self.problems: list[Problem] = []
        self.beside: Counter[tuple[str, str, str]] = Counter()  # field, the file that counts, the other one
        self.where: dict[tuple[str, str, str], Place] = {}

    def is_one(self, one: Row, other: Row) -> bool:
        """Whether two rows of one id are one company's. A phone tells it not: companies of a group may share one."""
        mine, theirs = self.owner(one), self.owner(other)
        if any(_differ(one, other, number) for number in ENTITY) or (mine and theirs and mine != theirs):
            return False
        numbered = any(_same(one, other, number) for number in ENTITY)
        if is_made(one.values["id"], "clients"):
            return numbered or bool(mine and theirs and not any(_differ(one, other, field) for field in SEVERAL))
        return numbered or name_words(one.values.get("name", "")) == name_words(other.values.get("name", ""))

    def owner(self, row: Row) -> str:
        """Whose a row is; ``""`` where it does not say."""
        text: str = row.values.get("owner", "")
        named = self.roster.named(text) if text else None
        return named.manager if named and named.kind == "one" else f"\0{text}" if text else ""

    def twice(self, one: Row, other: Row) -> None:
        """Tell of a row that stands in its file twice."""
        own, where = other.values["id"], str(one.record.place)
        self.problems.append(problem("id-twice", other.place_of("id"), id=own, where=where, length=len(own)))

    def take_in(self, one: Row, other: Row) -> None:
        """Join the second row to the first."""
        unread = {field for field, _, _ in one.unread}
        for field, value in other.values.items():
            if field not in one.values:
                if field not in unread:
                    one.values[field] = value
            elif one.values[field] != value and (field != "country" or (_says_country(one) and _says_country(other))):
                self.differing(field, one, other)
        if not _says_country(one):
            known = {field: value for field, value in one.values.items() if field != "country"}
            one.values["country"] = (
                other.values["country"] if _says_country(other) else told_country(known) or one.values["country"]
            )
        one.unread = tuple(dict.fromkeys((*one.unread, *other.unread)))
        one.extra = tuple(dict.fromkeys((*one.extra, *other.extra)))

    def differing(self, field: str, one: Row, other: Row) -> None:
        """What is known of a field that two rows of one company tell otherwise."""
        mine, theirs = one.values[field], other.values[field]
        if field in ("aliases", "name"):
            more = theirs if field == "aliases" else (theirs,)
            known = (one.values.get("name"), *one.values.get("aliases", ()))
            one.values["aliases"] = (*known[1:], *(name for name in more if name not in known))
        elif field in LATEST:
            one.values[field] = max(mine, theirs)
        elif field in EARLIEST:
            one.values[field] = min(mine, theirs)
        elif field in SEVERAL:
            one.extra = (*one.extra, (other.header_of(field), str(theirs)))
            key = (field, one.record.place.file, other.record.place.file)
            self.beside[key] += 1
            self.where.setdefault(key, other.place_of(field))
        elif field == "owner" or (field in ABOVE and group_key(mine) == group_key(theirs)):
            pass  # another writing of the same: see ``is_one``
        else:
            self.problems.append(
                problem("files-differ", other.place_of(field), column=other.header_of(field), value=str(theirs),
                        first=str(mine), where=str(one.record.place), length=len(str(theirs)))
            )  # fmt: skip
            one.doubt(field, f"{mine} / {theirs}")
            del one.values[field]

    def told(self) -> list[Problem]:
        """What the rows tell otherwise than each other."""
        return self.problems + [
            problem("files-beside", self.where[key], count=count, column=key[0], first=key[1])
            for key, count in self.beside.items()
        ]


def _says_country(row: Row) -> bool:
    """Whether a row has its country in a column; else it is where its numbers and its city tell, or at home."""
    cells = zip(row.plan, row.record.values, strict=True)
    return any(field is not None and field.name == "country" and cell for (_, field), cell in cells)


def _same(one: Row, other: Row, field: str) -> bool:
    value = one.values.get(field)
    return bool(value) and value == other.values.get(field)


def _differ(one: Row, other: Row, field: str) -> bool:
    mine, theirs = one.values.get(field), other.values.get(field)
    return bool(mine) and bool(theirs) and mine != theirs


def name_words(name: str) -> list[str]:
    """The words of a company's name, in whatever order and marks they are written."""
    return sorted(re.findall(r"\w+", group_key(name)))
