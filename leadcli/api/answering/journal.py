"""The journal of answers: what each changed, so that it can be taken back. JSON lines, added to and never rewritten.

A line is written before what it tells is done: a call that is killed in between leaves an answer of which nothing
stands, and taking that back passes it over.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Refusal, message
from leadcli.io.atomic import held
from leadcli.workspace.output_guard import ANSWERS as FILE


@frozen
class Answered:
    """An answer: its number, when and who, the item it was to (``""``: a question at a call), in words, the changes.

    ``changes``: each a map with ``table`` and ``add``, ``drop`` or ``put``; or with ``owner``; or with ``entry``.
    """

    number: int
    at: str
    by: str
    item: str
    said: str
    changes: tuple[dict[str, Any], ...]


@contextmanager
def journal(root: Path) -> Iterator[Journal]:
    """The journal of a workspace, held: whoever else answers waits. Raises Refusal where it cannot be written."""
    try:
        with held(root / FILE) as file:
            yield Journal(file)
    except OSError as error:
        raise Refusal(
            message("{file}: {reason}", file=str(error.filename or FILE), reason=error.strerror or str(error))
        ) from None


class Journal:
    """An open journal."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        data = file.read()
        self._file, self._torn = file, bool(data) and not data.endswith(b"\n")
        self.standing: dict[int, Answered] = {}
        self.last = 0
        for line in data.splitlines():
            try:
                found = json.loads(line)
                number, undone = int(found.get("number", 0)), int(found.get("undo", 0))
            except (ValueError, AttributeError, TypeError):
                continue  # torn by a call that was killed
            if undone:
                self.standing.pop(undone, None)
            elif number:
                self.last = max(self.last, number)
                at, by, item, said = (str(found.get(name, "")) for name in ("at", "by", "item", "said"))
                self.standing[number] = Answered(number, at, by, item, said, tuple(found.get("changes", ())))

    def note(self, at: str, by: str, item: str, said: str, changes: Sequence[dict[str, Any]]) -> Answered:
        """Write down an answer, before it is carried out."""
        self.last += 1
        made = Answered(self.last, at, by, item, said, tuple(changes))
        self._add({"number": made.number, "at": at, "by": by, "item": item, "said": said, "changes": list(changes)})
        self.standing[made.number] = made
        return made

    def undone(self, number: int, at: str, by: str) -> None:
        """Write down that an answer was taken back."""
        self._add({"undo": number, "at": at, "by": by})
        self.standing.pop(number, None)

    def _add(self, line: dict[str, Any]) -> None:
        text = json.dumps(line, ensure_ascii=False) + "\n"
        self._file.write((b"\n" if self._torn else b"") + text.encode("utf-8", "replace"))
        self._torn = False
        self._file.flush()
        os.fsync(self._file.fileno())


def standing(root: Path) -> Sequence[Answered]:
    """The answers that stand, the first first; none where none was ever kept."""
    if not (root / FILE).is_file():
        return ()
    with journal(root) as found:
        return tuple(found.standing.values())
