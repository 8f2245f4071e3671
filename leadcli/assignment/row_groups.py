"""The group that a row itself tells: by a column of groups, or of parent companies."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leadcli.domain.match import Match
from leadcli.fields.crm_presets import Layout
from leadcli.fields.people import named
from leadcli.names import parse
from leadcli.resolution import Directory

REMEMBERED = 1 << 16  # texts of groups and parent companies of which it is known whether they are on file


def group_told(texts: Iterable[str], match: Match, directory: Directory) -> str:
    """The id of the group on file that a row tells where its name does not; ``""`` where none is told, or needed.

    ``texts``: what stands in such columns: a group's id or a name of it, a client's id or name. Who is recognised by
    name or number stays so, and a doubt whether it is a company of another group stays a doubt.
    """
    if match.status == "accept" or match.client_id:
        return ""
    book = directory.book
    for text in filter(None, texts):
        group = _group_named(text, directory)
        if group and (match.status == "none" or (match.group_id and book.root(match.group_id) == book.root(group))):
            return group
    return ""


class GroupsNamed:
    """What the rows of an export name as their groups and parent companies: each text is looked for once in a while."""

    def __init__(self, layout: Layout, directory: Directory) -> None:
        self._places = [layout.fields[field] for field in ("group", "parent") if field in layout.fields]
        self._directory = directory
        self._known: dict[str, bool] = {}

    def strange(self, cells: Sequence[str]) -> str:
        """The first that no group and no client on file is called; ``""`` where a row names none such."""
        for place in self._places:
            text = cells[place]
            if text not in self._known:
                if len(self._known) >= REMEMBERED:
                    self._known.clear()
                self._known[text] = self._is_known(text)
            if not self._known[text]:
                return text
        return ""

    def _is_known(self, text: str) -> bool:
        book, key = self._directory.book, parse(text).key
        if not key or named(book, text).kind == "nobody":  # «нет», «-»: the words that say so are the same
            return True
        return text in book.groups or text in book.clients or bool(self._directory.by_key.get(key))


def _group_named(text: str, directory: Directory) -> str:
    book = directory.book
    if text in book.groups:
        return text
    card = book.clients.get(text)
    if card is not None:
        return card.group
    key = parse(text).key
    labels = [directory.labels[number] for number in directory.by_key.get(key, ())] if key else []
    groups = {each.group_id for each in labels if not each.client_id} or {each.group_id for each in labels}
    return groups.pop() if len(groups) == 1 else ""
