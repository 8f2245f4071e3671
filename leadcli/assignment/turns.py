"""Rows that go by load given out in row order: the fold over a judged export, in one process, whatever the workers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from leadcli.assignment.rows import Line
from leadcli.domain.book import Book, Manager
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message


class Turns:
    """Gives out rows that go by load, in row order: least open clients ÷ weight, then fewest given, then the list."""

    def __init__(self, book: Book) -> None:
        self._order = {manager: place for place, manager in enumerate(book.managers)}
        self._managers: Mapping[str, Manager] = book.managers
        self.load = {m.id: book.open_clients(m) for m in book.managers.values()}
        self._given = {m.id: m.recent_assignments or 0 for m in book.managers.values()}

    def take(self, able: Iterable[str]) -> str:
        """Whose turn it is among those who can; ``""`` when all have reached their cap."""
        free = [m for m in able if (cap := self._managers[m].cap) is None or self.load[m] < cap]
        if not free:
            return ""
        weight = {m: self._managers[m].weight for m in free}
        best = min(free, key=lambda m: (self.load[m] / weight[m], self._given[m], self._order[m]))
        self.load[best] += 1
        self._given[best] += 1
        return best


def folded(lines: Iterable[Line], book: Book) -> Iterator[Line]:
    """The lines with owners by load given out in row order. One present owner who could have it keeps it."""
    turns = Turns(book)
    for line in lines:
        if not line.able or line.action not in ("change", "keep"):
            yield line
            continue
        if line.old in line.able and line.status == "none" and line.old:
            yield replace(line, new=line.old, action="keep")
            continue
        owner = turns.take(line.able)
        if not owner:
            yield replace(line, new="", action="nobody", reason=message("all who could take it have reached their cap"))
            continue
        why = message("{manager}: whose turn it is by load", manager=book.managers[owner].name)
        yield replace(line, new=owner, action="keep" if owner == line.old else "change", reason=why)
