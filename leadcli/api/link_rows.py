"""What was found as rows of the table ``links``, which a person can read, answer, and which the workspace reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from leadcli.api.answering.own_rows import Cells, OwnRows
from leadcli.api.discovering import Discovered
from leadcli.domain.messages import Refusal, message
from leadcli.fields.table import TABLES
from leadcli.output.csv_rows import texts as csv_texts
from leadcli.output.text.speech import Speech

COLUMNS = tuple(field.name for field in TABLES["links"])
KEY = ("client", "group", "other")
Link = dict[str, str]


def links_of(told: Discovered, speech: Speech) -> Iterator[Link]:
    """A link for each member that was found and each double: ``yes`` is answered where it is sure of a group.

    That two cards are one is a person's to say: nothing joins cards.
    """
    head = speech("the head office: it alone bears the group's name, as a public company or a holding")
    for group in told.found.groups:
        for member in group.members:
            leads = member.client_id == group.head
            yield {
                "client": member.client_id,
                "company": told.clients[member.client_id].name,
                "group": group.id,
                "group_name": "" if group.known else group.name,
                "head_office": "yes" if leads else "",
                "other": "",
                "answer": "yes" if member.sure else "",
                "why": "; ".join([*(speech.say(each.text) for each in member.evidence), *([head] if leads else [])]),
            }
    for double in told.found.doubles:
        for other in double.ids[1:]:
            yield {
                "client": double.ids[0],
                "company": f"{told.clients[double.ids[0]].name} = {told.clients[other].name}",
                "group": "",
                "group_name": "",
                "head_office": "",
                "other": other,
                "answer": "",
                "why": "; ".join(speech.say(each.text) for each in double.evidence),
            }


def new_file(links: Iterable[Link]) -> bytes:
    """A file of links, as spreadsheets read it."""
    return b"\xef\xbb\xbf" + _lines([list(COLUMNS), *([link[name] for name in COLUMNS] for link in links)], ";", "\r\n")


def added(root: Path, links: Sequence[Link]) -> tuple[Path, int]:
    """Add the links that are not there yet to the workspace's table, all else in which stays; the file, and how many.

    Raises:
        Refusal: The table is no CSV file, or lacks a column.
    """
    try:
        table = OwnRows(root, "links")
    except Refusal as refused:
        raise Refusal(*refused.said, message("write it to another file: leadcli discover -o FILE")) from None
    more = not_in(table.rows, links)
    for link in more:
        table.add(link)
    table.write()
    return table.path, len(more)


def not_in(rows: Iterable[Cells], links: Iterable[Link]) -> list[Link]:
    """The links about which no row is, whichever of two cards stands first in it."""
    known = {tuple(row[name] for name in KEY) for row in rows}
    known |= {(other, group, one) for one, group, other in known if other}
    return [link for link in links if tuple(link[name] for name in KEY) not in known]


def _lines(cells: Iterable[Sequence[str]], delimiter: str, end: str) -> bytes:
    return "".join(csv_texts(cells, delimiter, end)).encode()
