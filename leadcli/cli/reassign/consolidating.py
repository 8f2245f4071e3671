"""Each group with several owners given to one manager, by the solver."""

from __future__ import annotations

import math
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from leadcli.assignment.consolidation import NoRoomError, NoSolverError, divide, split_groups
from leadcli.assignment.turns import Export, folded
from leadcli.cli.reassign.plan_outputs import Judged
from leadcli.cli.shared.exits import Refusal, complain
from leadcli.domain.book import Book
from leadcli.domain.messages import message
from leadcli.output.text.speech import Speech


def one_manager_each(
    judged: Judged, book: Book, export: Export, balance: float | None, speech: Speech
) -> dict[str, str]:
    """Who gets each group with several owners, by the solver; what it found is said."""
    groups, base = split_groups(folded(judged, book, export, judged.with_owners()), book)
    try:
        with silenced():
            found = divide(groups, base, book.managers, None if balance is None else balance / 100)
    except NoSolverError:
        raise Refusal(
            message("--consolidate needs the solver HiGHS"), message("install it: pip install 'leadcli[balance]'")
        ) from None
    except NoRoomError:
        raise Refusal(
            message("the managers' caps leave no room for the groups that --consolidate gives away"),
            message("set higher ones in data/managers, or leave --consolidate out"),
        ) from None
    percent = str(math.ceil(100 * found.balance - 1e-6))
    if not found.feasible:
        raise Refusal(
            message(
                "no division keeps every manager within {wanted} % of a fair share", wanted=speech.number(balance or 0)
            ),
            message("the nearest is within {percent} %: --balance {percent}", percent=percent),
        )
    said = message(
        "{groups} groups to one manager each: {moved} clients move, at most {percent} % from a fair share",
        groups=len(groups), moved=found.moved, percent=percent,
    )  # fmt: skip
    proof = (
        message("proven optimal") if not found.gap else message("within {gap} % of the optimum", gap=100 * found.gap)
    )
    complain(speech, said, proof)
    return dict(found.owners)


@contextmanager
def silenced() -> Iterator[None]:
    """Whatever a library written in C prints to stdout goes nowhere."""
    import ctypes

    library = ctypes.CDLL(None) if os.name != "nt" else ctypes.cdll.msvcrt
    try:
        sys.stdout.flush()
        kept = os.dup(1)
    except (OSError, ValueError):
        yield
        return
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        try:
            yield
        finally:
            library.fflush(None)
            os.dup2(kept, 1)
            os.close(kept)
