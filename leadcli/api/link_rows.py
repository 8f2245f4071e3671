"""What was found as rows of the table ``links``, which a person can read, answer, and which the workspace reads."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from leadcli.api.discovering import Discovered
from leadcli.domain.messages import Refusal, message
from leadcli.fields.table import TABLES, located
from leadcli.io.atomic import write_bytes_whole
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.tables import table_file
from leadcli.output.csv_rows import inert
from leadcli.output.text.speech import Speech

FILE = "data/links.csv"
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
    there = table_file(root, "links")
    if there is None:
        with write_bytes_whole(root / FILE) as file:
            file.write(new_file(links))
        return root / FILE, len(links)
    if not isinstance(there, Path):
        raise Refusal(there.text)
    form = form_of(there)
    read = [texts(row, form) for row in rows(there, form)]
    found = located(read[0], TABLES["links"]) if read and form.delimiter else {}
    if lacking := [name for name in (*KEY, "answer") if name not in found]:
        raise Refusal(
            message("{file}: links cannot be added to it; it lacks {columns}", file=str(there), columns=tuple(lacking)),
            message("write it to another file: leadcli discover -o FILE"),
        )
    known = {tuple(_cell(row, found[name]) for name in KEY) for row in read[1:]}
    known |= {(other, group, one) for one, group, other in known if other}
    more = [link for link in links if tuple(link[name] for name in KEY) not in known]
    if more:
        lines = [[""] * len(read[0]) for _ in more]
        for line, link in zip(lines, more, strict=True):
            for name, place in found.items():
                line[place] = link[name]
        data = there.read_bytes()
        end = "\r\n" if b"\r\n" in data else "\n"
        before = b"" if data.endswith(b"\n") else end.encode(form.encoding)
        text = _lines(lines, form.delimiter, end).decode().encode(form.encoding, "replace")
        with write_bytes_whole(there) as file:
            file.write(data + before + text)
    return there, len(more)


def _cell(row: Sequence[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""


def _lines(cells: Iterable[Sequence[str]], delimiter: str, end: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=end).writerows([map(inert, row) for row in cells])
    return out.getvalue().encode()
