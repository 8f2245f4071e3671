"""Whose a ledger is: the workspace keeps the id of its ledger beside it, and an id tells the folder it began in.

A ledger that was copied in from another workspace is not counted, and takes no entry, until somebody says that it is
this one's.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from leadcli.domain.messages import Message, message
from leadcli.ledger.file_form import LedgerError, place_of
from leadcli.ledger.ledger import Ledger

KEPT = (".leadcli", "ledger")  # in the workspace's folder


def strange(root: Path, ledger: Ledger) -> Message | None:
    """What is said of a ledger that is not this workspace's; None of one that is, or holds nothing yet."""
    if not ledger.head()[0]:
        return None
    origin = ledger.origin.decode("utf-8", "replace")
    if kept := kept_id(root):
        return None if kept in (origin, ledger.own_id) else message("it is not the ledger of this workspace")
    place = origin.partition("-")[2]
    return message("it was begun in another folder") if place and place != place_of(root) else None


def kept_id(root: Path) -> str:
    """The id of a workspace's ledger, as the workspace notes it; ``""`` where it does not."""
    try:
        return root.joinpath(*KEPT).read_text("ascii").strip()
    except (OSError, ValueError):
        return ""


def hold_own(root: Path, ledger: Ledger) -> None:
    """Refuse a ledger that is another workspace's."""
    said = strange(root, ledger)
    if said is not None:
        raise LedgerError(said, strange=True)


def own(root: Path, ledger: Ledger) -> None:
    """Note that a ledger is this workspace's, where that can be written."""
    file = root.joinpath(*KEPT)
    origin = ledger.origin.decode("utf-8", "replace")
    with suppress(OSError, ValueError):
        if not file.is_file() or file.read_text("ascii").strip() != origin:
            file.parent.mkdir(exist_ok=True)
            part = file.with_suffix(".part")
            part.write_text(origin + "\n", "ascii")
            part.replace(file)


def lost(root: Path) -> bool:
    """Whether there was a ledger here before, though there is none now."""
    return root.joinpath(*KEPT).is_file()
