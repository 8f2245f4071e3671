"""The cut for sure answers that a large base asks for: worked out once, kept beside its compiled directory."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from leadcli.domain.frozen import replace
from leadcli.io.atomic import write_whole
from leadcli.resolution import Directory

KEPT = "sure-{name}.json"  # the name of the compiled directory stands for the tables and the code


def adapted(directory: Directory, compiled: Path | None) -> Directory:
    """The directory with its own cut. ``compiled``: the file that it is in, if it is."""
    kept = compiled and compiled.with_name(KEPT.format(name=compiled.stem))
    accept = _read(kept) if kept else None
    if accept is None:
        accept = _worked_out(directory)
        if kept:
            _write(kept, accept)
    return directory.with_cuts(replace(directory.cuts, accept=accept))


def _worked_out(directory: Directory) -> float:
    from leadcli.resolution.decision.recognition import score_as_unknown
    from leadcli.resolution.decision.sure_band import own_band

    return own_band(directory.book, directory.cuts.accept, lambda card: score_as_unknown(card, directory)).accept


def _read(path: Path) -> float | None:
    with suppress(OSError, ValueError, KeyError, TypeError):
        return float(json.loads(path.read_text(encoding="utf-8"))["accept"])
    return None


def _write(path: Path, accept: float) -> None:
    with suppress(OSError):  # it only saves working it out again
        for old in path.parent.glob(KEPT.format(name="*")):
            old.unlink()
        with write_whole(path) as file:
            json.dump({"accept": accept}, file)
