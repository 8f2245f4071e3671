"""A damaged ledger made whole: a new file takes its place, the damaged one is kept beside it, and both ways are open.

Each step leaves a ledger: first the damaged file is copied, then its log ahead is written into it (which changes
nothing that is read), then the log goes, and last the new file takes its place.
"""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import message
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.ruling_records import Entry, digest
from leadcli.ledger.salvage.carving import pages_of
from leadcli.ledger.salvage.whole import saved
from leadcli.ledger.sql_schema import WITHIN, compact

SUFFIXES = ("-wal", "-shm", "-journal")


@frozen
class Repaired:
    """What a repair did: the entries that were saved, the numbers of those that were lost, where the old file is."""

    count: int
    lost: tuple[str, ...]
    private: tuple[str, ...]
    aside: str


def repaired(file: Path, by: str, at: str) -> Repaired | None:
    """Put a new ledger in the place of a damaged one; None where it is whole. Raises LedgerError, OSError."""
    if _is_whole(file):
        return None
    part, aside = _free(file, "part"), _free(file, "damaged")
    try:
        found = saved(file, part)
        with found.ledger as ledger:
            body = {"lost": [list(each) for each in found.lost], "bare": list(found.bare), "genesis": found.genesis,
                    "private": list(found.private), "aside": aside.name}  # fmt: skip
            text = compact(body)
            made = Entry("repair", digest(f"repair {at} {ledger.head()[1]} {text}"), at[:10], text)
            [(number, _)] = ledger.append([made], by, at)
            _, fault = ledger.verify(True)
            if fault is not None:
                raise LedgerError(fault.what, damaged=True)
            ledger.database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        _copied(file, aside)
        _settled(file)
        part.replace(file)
        _swept(file)
    finally:
        for suffix in ("", *SUFFIXES):
            with suppress(OSError):
                Path(f"{part}{suffix}").unlink()
    return Repaired(
        number - 1 - len(found.lost), tuple(str(n) for n, _ in found.lost), tuple(map(str, found.private)), aside.name
    )


def taken_back(file: Path) -> str:
    """Make the damaged file the ledger again; where the repaired one is kept. Raises LedgerError, OSError."""
    with Ledger(file, create=False, wait=WITHIN) as ledger:
        last = ledger.get(ledger.head()[0])
    if last is None or last.kind != "repair":
        raise LedgerError(message("its last entry is no repair"), message("nothing was changed"))
    damaged = file.with_name(json.loads(last.body)["aside"])
    if not damaged.is_file():
        raise LedgerError(message("{file} is not there any more", file=damaged.name), message("nothing was changed"))
    kept = _free(file, "repaired")
    _copied(file, kept)
    _settled(file)
    for suffix in ("-wal", ""):  # the log first: it is read with the file that it belongs to
        if Path(f"{damaged}{suffix}").is_file():
            Path(f"{damaged}{suffix}").replace(f"{file}{suffix}")
    return kept.name


def _is_whole(file: Path) -> bool:
    try:
        with Ledger(file, create=False, wait=WITHIN) as ledger:
            return ledger.verify(True)[1] is None
    except LedgerError as error:
        if error.damaged:
            return False
        raise


def _swept(file: Path) -> None:
    """Remove what a repair left that was killed; one that still runs has come too late, and is told so."""
    for left in file.parent.glob(f"{file.stem}.part-*{file.suffix}*"):
        with suppress(OSError):
            left.unlink()


def _free(file: Path, word: str) -> Path:
    """A name beside the ledger that no file has yet."""
    number = 1
    while (found := file.with_name(f"{file.stem}.{word}-{number}{file.suffix}")).exists():
        number += 1
    return found


def _copied(file: Path, place: Path) -> None:
    """Keep a ledger's file, with its log ahead, as another."""
    for suffix in ("-wal", ""):
        if Path(f"{file}{suffix}").is_file() and Path(f"{file}{suffix}").stat().st_size:
            copy = Path(f"{place}{suffix}")
            shutil.copyfile(f"{file}{suffix}", copy)
            copy.chmod(0o600)
            with copy.open("rb+") as written:
                os.fsync(written.fileno())


def _settled(file: Path) -> None:
    """Leave no log ahead beside the file: what is in it is written into the file first."""
    log = Path(f"{file}-wal")
    if log.is_file() and log.stat().st_size:
        part = _free(file, "part")
        pages = pages_of(file)
        with part.open("wb") as target:
            for number in range(1, max(pages, default=0) + 1):
                target.write(pages.get(number, bytes(len(pages[1]))))
            target.flush()
            os.fsync(target.fileno())
        part.chmod(0o600)
        part.replace(file)
    for suffix in SUFFIXES:
        Path(f"{file}{suffix}").unlink(missing_ok=True)
