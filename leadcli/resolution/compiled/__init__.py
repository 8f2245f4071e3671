"""The compiled directory: a large workspace's tables made into one file that each call opens and does not read."""

from __future__ import annotations

from pathlib import Path

from leadcli.domain.messages import Refusal, message


class Damaged(Refusal):
    """A file of tables that is cut, altered or of another kind."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            message("{file}: the compiled directory is damaged; it has been removed", file=str(path)),
            message("ask again: it is made anew from the tables, nothing is lost"),
        )
        self.path = path

    def __reduce__(self) -> tuple[type[Damaged], tuple[Path]]:
        return Damaged, (self.path,)
