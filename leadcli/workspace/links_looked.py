"""Among which tables links and doubles were looked for: noted beside the compiled directory, a cache like that."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from leadcli.io.atomic import write_whole
from leadcli.resolution.compiled.cache import digest_of, folders, made_folder
from leadcli.workspace.sources import mark_of, read_sources, tables_of

NOTE = "links-looked-for.json"
KEPT = 20
RESTS_ON = ("groups", "clients")  # the tables that are looked through


def note_looked(root: Path, mark: str) -> None:
    """Note that the tables were looked through which had that ``mark``."""
    with suppress(OSError):  # it only saves being told to look anew
        folder = folders(root)[0]
        made_folder(folder)
        with write_whole(folder / NOTE) as file:
            json.dump({"tables": [*(each for each in _marks(root) if each != mark), mark][-KEPT:]}, file)


def looked(root: Path) -> bool | None:
    """Whether the tables are as they were when they were looked through; None: it is not known that they ever were."""
    marks = _marks(root)
    return tables_mark(root) in marks if marks else None


def _marks(root: Path) -> list[str]:
    """The tables that were looked through, the last ones: what was before an import may be there again."""
    try:
        return [str(each) for each in json.loads((folders(root)[0] / NOTE).read_text(encoding="utf-8"))["tables"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def tables_mark(root: Path) -> str:
    """The hash of the tables that are looked through, and of how they are read."""
    sources, _ = read_sources(root)
    told = [(file.key, digest_of(file.path)) for file in tables_of(root, sources) if file.table in RESTS_ON]
    return hashlib.sha256(repr((told, mark_of(sources))).encode()).hexdigest()
