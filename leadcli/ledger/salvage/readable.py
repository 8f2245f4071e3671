"""A ledger to be read, whatever happened to its file: as it is, or what of it is whole, which says so."""

from __future__ import annotations

from pathlib import Path

from leadcli.domain.messages import Message, message
from leadcli.ledger.file_form import FAULTS, LedgerError, fault_of, is_damage
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.salvage.whose import hold_own, lost, own
from leadcli.ledger.sql_schema import WAIT, Fault
from leadcli.ledger.verification import glance

LARGE = 1 << 26  # bytes of a file above which it is not read as a whole while somebody waits
# What reading a damaged file may raise beside FAULTS: values that are of another type or missing.
STRANGE = (*FAULTS, TypeError, ValueError, AttributeError, LookupError, AssertionError, OverflowError)


def readable(file: Path, wait: float = WAIT) -> Ledger:
    """The ledger; where it is damaged, its whole entries, and ``damage`` says so. Raises LedgerError."""
    try:
        ledger = Ledger(file, False, wait)
    except LedgerError as error:
        if not error.damaged:
            raise
        return whole_of(file, error.said[0])
    fault = wrong_with(ledger)
    if fault is None:
        _held(file, ledger)
        return ledger
    ledger.close()
    return whole_of(file, fault.what)


def writable(file: Path, create: bool, wait: float = WAIT) -> Ledger:
    """The ledger, to be written to: none that is damaged, or another's. Raises LedgerError."""
    fresh = create and not (file.exists() and file.stat().st_size)
    ledger = Ledger(file, create, wait)
    if fresh:
        ledger.anew = lost(file.parent)
    fault = wrong_with(ledger)
    if fault is not None:
        ledger.close()
        raise LedgerError(said_of(fault), damaged=True)
    _held(file, ledger)
    if create and not ledger.head()[0]:  # it may have been begun by a call that was killed before it noted that
        own(file.parent, ledger)
    return ledger


def _held(file: Path, ledger: Ledger) -> None:
    """Close a ledger that is another workspace's, and refuse it."""
    try:
        hold_own(file.parent, ledger)
    except LedgerError:
        ledger.close()
        raise


def wrong_with(ledger: Ledger) -> Fault | None:
    """What is wrong with it, as far as that is told in a moment."""
    try:
        return glance(ledger.database, ledger.genesis)
    except STRANGE as error:
        if not is_damage(error):
            raise LedgerError(fault_of(error)) from error
        return Fault(0, message("the file is damaged: {said}", said=str(error)))


def said_of(fault: Fault) -> Message:
    """A fault as a sentence of its own."""
    if fault.seq:
        return message("entry {number}: {what}", number=fault.seq, what=fault.what)
    return fault.what


def whole_of(file: Path, why: Message) -> Ledger:
    """What of a damaged file is whole. Raises LedgerError: nothing is, it is another's, or it is too large for now."""
    from leadcli.ledger.salvage.whole import saved

    if file.stat().st_size > LARGE:
        raise LedgerError(why, damaged=True)
    try:
        found = saved(file)
    except LedgerError:
        raise
    except STRANGE as error:
        raise LedgerError(fault_of(error), damaged=True) from error
    found.ledger.damage = found.said
    return found.ledger
