"""Several files of a workspace that change together, with the ones before kept, noted in the ledger; and given back.

All new files lie whole beside their places first; then the ledger notes the entry with what is to be done; then they
take their places, one of which decides: before it the old state holds, from it on the new one. A call that ends in
between leaves the note, and the next one that opens the ledger completes it or takes it back: see ``settled``.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

from leadcli.api.parameters import today
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Refusal, message
from leadcli.io.atomic import Staged, staged, sync_folder
from leadcli.io.exports import digest_of
from leadcli.ledger.file_form import FAULTS
from leadcli.ledger.intents import Intent, intend, never_written, still_open
from leadcli.ledger.ledger import Ledger, who
from leadcli.ledger.recording import now
from leadcli.ledger.ruling_records import Entry, digest
from leadcli.ledger.sql_schema import compact

EARLIER = "data/earlier"  # where files are kept that another took the place of


@frozen
class Put:
    """A file of a workspace, and what it becomes: the bytes of another file, bytes, or nothing.

    ``was``, ``will_be``: the hashes that it must have before and afterwards; ``""`` where it is not there, and where
    any will do.
    """

    path: Path
    becomes: Path | bytes | None
    was: str
    will_be: str = ""


def digest_at(path: Path) -> str:
    """The hash of a file; ``""`` where there is none."""
    return digest_of(path) if path.is_file() else ""


def exchange(
    ledger: Ledger, root: Path, puts: Sequence[Put], kind: str, body: Mapping[str, Any], by: str, ref: int = 0
) -> tuple[int, bool]:
    """Put files in the place of others, which are kept; the entry's number, and whether all is done by now.

    The first of the puts decides. Those that make a file that is not there yet come before it, all others after it.
    Raises Refusal or OSError: then nothing was changed.
    """
    kept = _free_folder(root)
    with ExitStack() as stack:
        made = [stack.enter_context(staged(put.path)) if put.becomes is not None else None for put in puts]
        for put, stage in zip(puts, made, strict=True):
            if stage is not None:
                _fill(stage, put.becomes)
        files = [
            {"path": _shown(put.path, root), "before": digest_at(put.path),
             "after": digest_of(stage.part) if stage else "", "part": str(stage.part) if stage else ""}
            for put, stage in zip(puts, made, strict=True)
        ]  # fmt: skip
        for put, file in zip(puts, files, strict=True):
            if file["before"] != put.was or (put.will_be and file["after"] != put.will_be):
                raise Refusal(message("{file} was changed meanwhile; nothing was written", file=file["path"]))
        noted = [{key: file[key] for key in ("path", "before", "after")} for file in files]
        moment, text = now(), compact({**body, "kept": _shown(kept, root), "files": noted})
        with ledger.writing():
            key = digest(f"{kind} {moment} {ledger.head()[1]} {text}")
            [(number, _)] = ledger.append([Entry(kind, key, today().isoformat(), text, ref=ref)], by or who(), moment)
            first = files[0]
            intend(ledger, Intent(number, str(puts[0].path), first["part"], first["after"], first["before"],
                                  str(kept), files[1:], str(root)))  # fmt: skip
        try:
            with ledger.writing():
                still_open(ledger, number)
                _keep(puts, kept)
                _take_places(puts, made)
        except BaseException as error:
            if made[0] is not None and not made[0].taken:
                _abandon(kept, files[1:], root)
                with suppress(*FAULTS):
                    never_written(ledger, number, today(), now())
                raise
            for stage in made:  # what is still to be done, the next call does
                if stage is not None:
                    stage.taken = True
            if not isinstance(error, FAULTS):
                raise
            return number, False
    return number, True


def settled(ledger: Ledger, intent: Intent, took_place: bool) -> None:
    """Complete what a call left whose deciding file ``took_place``; take back what another did."""
    root = Path(intent.root)
    if not took_place:
        _abandon(Path(intent.kept), intent.more, root)
        never_written(ledger, intent.seq, today(), now())
        return
    for file in intent.more:
        path, part = root / file["path"], Path(file["part"]) if file["part"] else None
        if part is None:
            if digest_at(path) == file["before"] != "":
                path.unlink()
        elif part.is_file() and digest_at(path) == file["before"] and digest_of(part) == file["after"]:
            part.replace(path)
            sync_folder(path.parent)


def _fill(stage: Staged, becomes: Path | bytes | None) -> None:
    if isinstance(becomes, Path):
        shutil.copyfile(becomes, stage.part)
    else:
        with stage.part.open("wb") as file:
            file.write(becomes or b"")
    stage.sync()


def _keep(puts: Sequence[Put], kept: Path) -> None:
    """Copy what is there now to a folder of its own, durably."""
    kept.mkdir(parents=True)
    for put in puts:
        if put.path.is_file():
            with staged(kept / put.path.name) as copy:
                _fill(copy, put.path)
                copy.take_place()
    sync_folder(kept.parent)


def _take_places(puts: Sequence[Put], made: Sequence[Staged | None]) -> None:
    """The new files before the one that decides, then that, then the others; last what is taken away."""
    order = sorted(range(len(puts)), key=lambda n: (made[n] is None, n != 0, n))
    fresh = [n for n in order if n and made[n] is not None and not puts[n].path.exists()]
    for number in (*fresh, *(n for n in order if n not in fresh)):
        stage = made[number]
        if stage is not None:
            stage.take_place()
        else:
            puts[number].path.unlink(missing_ok=True)


def _abandon(kept: Path, more: Sequence[Mapping[str, str]], root: Path) -> None:
    """Remove what was made for an exchange that never came to be: kept copies, new files, those beside their places."""
    shutil.rmtree(kept, ignore_errors=True)
    with suppress(OSError):
        kept.parent.rmdir()  # if nothing else is in it
    for file in more:
        path = root / file["path"]
        with suppress(OSError):
            if not file["before"] and file["after"] and digest_at(path) == file["after"]:
                path.unlink()
            if file["part"]:
                Path(file["part"]).unlink(missing_ok=True)


def _free_folder(root: Path) -> Path:
    """A folder of today that is not there yet."""
    above, day = root / EARLIER, today().isoformat()
    return next(there for n in range(1, 10_000) if not (there := above / f"{day}-{n}").exists())


def _shown(path: Path, root: Path) -> str:
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return str(path)
