"""An import taken back: the files that were before it, from where they are kept."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from leadcli.api.importing.exchange import Put, digest_at
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Message, Refusal, message
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.stored_entry import Stored
from leadcli.workspace.sources import FILE


@frozen
class Back:
    """What gives an import back: the files, the one that decides first; those that are left, changed since.

    ``file``: what is read then, ``was``: what is read now.
    """

    puts: Sequence[Put]
    left: Sequence[str]
    file: str
    was: str


def give_back(root: Path, ledger: Ledger, stored: Stored, force: bool) -> Back:
    """What takes an import back. Raises Refusal where a later one stands, or what is read was changed since.

    ``force``: what was changed since is taken back too; what is there now is kept like everything.
    """
    if ledger.reverted(stored.seq):
        raise Refusal(message("entry {number} was taken back already", number=stored.seq))
    later = [e.seq for e in ledger.select({"kind": "import", "after": stored.seq}) if not ledger.reverted(e.seq)]
    if later:
        raise Refusal(
            message("entry {other} put another export in its place since", other=later[0]),
            message("take that back first: leadcli undo {other}", other=later[0]),
        )
    body = json.loads(stored.body)
    deciding = {FILE, body["file"], body["old"]}
    puts: list[Put] = []
    left: list[str] = []
    for file in body["files"]:
        path, kept = root / file["path"], root / body["kept"] / Path(file["path"]).name
        now = digest_at(path)
        if now == file["before"]:
            continue
        if now != file["after"] and not force:
            if file["path"] in deciding:
                raise Refusal(_changed(file["path"]), _kept(str(kept), file["before"]),
                              message("to take it back all the same, what is there now is kept: --force"))  # fmt: skip
            left.append(file["path"])
            continue
        if file["before"] and digest_at(kept) != file["before"]:
            raise Refusal(message("{file}: the copy that was kept is gone or was changed", file=str(kept)))
        puts.append(Put(path, kept if file["before"] else None, now, file["before"]))
    if not puts:
        raise Refusal(message("nothing of entry {number} is there to be taken back", number=stored.seq))
    _old_is_there(root, body)
    return Back(puts, left, body["old"], body["file"])


def _old_is_there(root: Path, body: dict[str, object]) -> None:
    """Refuse where the old export, which is read where it is and was not touched, is gone by now."""
    old = str(body["old"])
    exchanged = {file["path"] for file in body["files"]}  # type: ignore[attr-defined]
    if old not in exchanged and not (root / old).is_file():
        raise Refusal(message("{file}: there is no such file", file=old), message("put it back there first"))


def _changed(shown: str) -> Message:
    return message("{file} was changed since; nothing was written", file=shown)


def _kept(kept: str, before: str) -> Message:
    return message("what it was is kept: {file}", file=kept) if before else message("it was not there before")
