"""The callers that were answered, in the form that ``leadcli calibrate`` reads: whose each is, or nobody's."""

from __future__ import annotations

import csv
from pathlib import Path

from leadcli.api.answering.own_rows import OwnRows, said_in
from leadcli.io.atomic import write_whole
from leadcli.output.csv_rows import inert


def write_labelled(root: Path, target: Path) -> int:
    """Write them; how many. A caller of whom it was only said who it is not is nobody's."""
    whose: dict[str, tuple[str, str]] = {}
    for cells in OwnRows(root, "aliases").rows:
        answer = said_in(cells["answer"])
        if answer:
            whose[cells["text"]] = cells["client"], "" if cells["client"] else cells["group"]
        elif answer is False:
            whose.setdefault(cells["text"], ("", ""))
    with write_whole(target, "utf-8-sig") as file:
        out = csv.writer(file, delimiter=";", lineterminator="\r\n")
        out.writerow(("caller", "client_id", "group_id"))
        out.writerows([*map(inert, (text, *ids))] for text, ids in whose.items())
    return len(whose)
