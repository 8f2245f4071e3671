"""The links and doubles that a newer export brings: of its new companies, and of those that are described otherwise."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from leadcli.api.answering.own_rows import OwnRows
from leadcli.api.discovering import Discovered
from leadcli.api.importing.card_pairs import Pairs
from leadcli.api.link_rows import Link, added, links_of, not_in
from leadcli.discovery.discover import discover
from leadcli.discovery.discoveries import Discovery, FoundGroup
from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Refusal
from leadcli.fields.identifiers import IDENTIFIERS
from leadcli.output.text.speech import Speech

DESCRIBES = ("name", "aliases", "city", "country", *IDENTIFIERS)  # what links are found by


def found_links(old: Mapping[str, Client], book: Book, pairs: Pairs, speech: Speech) -> list[Link]:
    """The links that are found in a newer export's ``book`` and touch a company that is new or described otherwise."""
    touched = {*pairs.new, *(one for alike in pairs.alike for one in alike.new)}
    touched |= {pair.new for pair in pairs.same if _otherwise(old[pair.old], book.clients[pair.new])}
    if not touched:
        return []
    found = discover(book)
    groups = tuple(group for each in found.groups if (group := _of(each, touched)) is not None)
    doubles = tuple(double for double in found.doubles if not touched.isdisjoint(double.ids))
    return list(links_of(Discovered(Discovery(found.cards, groups, doubles, ()), book.clients, {}, 0), speech))


def _otherwise(was: Client, now: Client) -> bool:
    return any(getattr(was, name) != getattr(now, name) for name in DESCRIBES)


def _of(group: FoundGroup, touched: set[str]) -> FoundGroup | None:
    """A group with what is new in it: of one on file the new cards, of another all; None where nothing is."""
    members = tuple(member for member in group.members if member.client_id in touched)
    return (replace(group, members=members) if group.known else group) if members else None


def with_links(path: Path, data: bytes | None, links: Sequence[Link]) -> tuple[bytes | None, list[Link]]:
    """The table ``links`` with those that are not in it yet, and which these are; None: it cannot be written.

    ``path``: its file, where it is or will be; ``data``: what that will hold, where it is another than now.
    """
    with tempfile.TemporaryDirectory(prefix="leadcli-") as folder:
        root = Path(folder)
        (root / "data").mkdir()
        if data is not None or path.is_file():
            (root / "data" / path.name).write_bytes(path.read_bytes() if data is None else data)
        try:
            more = not_in(OwnRows(root, "links").rows, links)
            return added(root, more)[0].read_bytes() if more else b"", more
        except Refusal:
            return None, []
