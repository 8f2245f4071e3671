"""How well callers are recognised: labelled callers against the answers, by kind; and the cut-offs that fit a team.

An accept is right when it names the labelled client or group, wrong when it names another or when the label is nobody
or several. A wrong sure answer costs a client, a question costs a minute: precision is read before recall.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Literal

from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import Match
from leadcli.resolution.decision.recognition import who_is
from leadcli.resolution.decision.sure_band import ALPHA, Band, shipped_cut, sure_band
from leadcli.resolution.directory.directory import Directory

Outcome = Literal["right", "wrong", "missed"]
Z95 = 1.959964  # the normal quantile of a 95 % interval


@frozen
class Labelled:
    """A caller whose answer is known. Without ids it is nobody; ``several``: the ids that fit equally."""

    id: str
    caller: Caller
    client_id: str = ""
    group_id: str = ""
    several: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether one client or group is the answer."""
        return bool(self.client_id or self.group_id) and not self.several


@frozen
class Tally:
    """Counts of one kind of caller. ``asked``: missed, but the right one was offered first in a question."""

    kind: str
    cases: int
    known: int
    right: int
    wrong: int
    missed: int
    asked: int
    accepted_right: int

    @property
    def precision(self) -> float | None:
        """Right accepts of all accepts; None without any."""
        accepts = self.accepted_right + self.wrong
        return self.accepted_right / accepts if accepts else None

    @property
    def recall(self) -> float | None:
        """Right accepts of all callers that are somebody's; None without any."""
        return self.accepted_right / self.known if self.known else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall."""
        total = self.accepted_right + self.wrong + self.known
        return 2 * self.accepted_right / total if self.known else None


@frozen
class Answered:
    """A labelled caller with its match, judged."""

    case: Labelled
    match: Match
    outcome: Outcome
    asked: bool


def answer(cases: Iterable[Labelled], directory: Directory) -> list[Answered]:
    """Every case recognised and judged."""
    found = []
    for case in cases:
        match = who_is(case.caller, directory)
        outcome, asked = judge(case, match, directory.book)
        found.append(Answered(case, match, outcome, asked))
    return found


def judge(case: Labelled, match: Match, book: Book) -> tuple[Outcome, bool]:
    """Whether a match is right, and whether it at least asked for the right one."""
    accepted = match.status == "accept"
    if not case.known:
        return ("wrong" if accepted else "right"), False
    client = book.clients.get(case.client_id)
    group = case.group_id or (client.group if client else "")
    if not accepted:
        first = match.candidates[0] if match.candidates else None
        shown = {match.client_id or match.group_id} - {""} or ({first.client_id or first.group_id} if first else set())
        asked = case.client_id in shown if case.client_id else group in shown | {match.group_id}
        return "missed", asked and match.status == "confirm"
    if not case.client_id:
        return ("right" if match.group_id == group else "wrong"), False
    if match.client_id:
        return ("right" if match.client_id == case.client_id else "wrong"), False
    return ("missed" if group and match.group_id == group else "wrong"), False


def tally(answers: Sequence[Answered]) -> list[Tally]:
    """The counts by kind, the most frequent first, and the whole last (kind ``""``)."""
    kinds: dict[str, list[Answered]] = {}
    for one in answers:
        for kind in one.case.kinds:
            kinds.setdefault(kind, []).append(one)
    rows = [_tally(kind, of) for kind, of in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0]))]
    return [*rows, _tally("", answers)]


def _tally(kind: str, answers: Sequence[Answered]) -> Tally:
    counted = {name: sum(a.outcome == name for a in answers) for name in ("right", "wrong", "missed")}
    return Tally(
        kind,
        len(answers),
        sum(a.case.known for a in answers),
        counted["right"],
        counted["wrong"],
        counted["missed"],
        sum(a.asked for a in answers),
        sum(a.outcome == "right" and a.case.known for a in answers),
    )


def wilson(hits: int, total: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927); (0, 1) of nothing."""
    if not total:
        return 0.0, 1.0
    share, z2 = hits / total, Z95 * Z95
    middle = (share + z2 / (2 * total)) / (1 + z2 / total)
    half = Z95 * math.sqrt(share * (1 - share) / total + z2 / (4 * total * total)) / (1 + z2 / total)
    return max(0.0, middle - half), min(1.0, middle + half)


@frozen
class Cut:
    """What a cut-off for sure answers would do on the labelled callers."""

    accept: float
    right: int
    wrong: int
    known: int

    @property
    def precision(self) -> float:
        """Right accepts of all accepts; 1 when nothing is accepted."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        """Right accepts of the callers that are somebody's."""
        return self.right / self.known if self.known else 0.0


@frozen
class Measured:
    """What cut-offs do on labelled callers, from the lowest up, and what they guarantee of those whom nobody knows.

    ``band``: the cut that the unknown among them ask for; ``unknown``: at which score each would be sure, 0 at none.
    """

    cuts: tuple[Cut, ...]
    band: Band
    unknown: tuple[float, ...]

    def sure_unknown(self, cut: Cut) -> int:
        """How many unknown callers a cut-off takes for somebody's."""
        return sum(score >= cut.accept for score in self.unknown if score)


def measure(cases: Sequence[Labelled], directory: Directory, alpha: float = ALPHA) -> Measured:
    """What each cut-off would do, and the one above which at most ``alpha`` of unknown callers are.

    Answers that an identifier settled do not depend on a cut-off and count at each. The callers are recognised once,
    as if everything above the level of asking were sure; what forbids a sure answer holds all the same.
    """
    free = directory.with_cuts(replace(directory.cuts, accept=directory.cuts.confirm))
    answers = [(one, round(one.match.score, 3) if one.match.status == "accept" else 0.0) for one in answer(cases, free)]
    known = sum(one.case.known for one, _ in answers)
    unknown = tuple(score for one, score in answers if not (one.case.known or one.case.several))
    band = sure_band(unknown, shipped_cut(directory.families), alpha)
    levels = sorted({score for _, score in answers if score} | {directory.cuts.accept, min(1.0, band.accept)})
    found = []
    for level in levels:
        taken = [one for one, score in answers if score and score >= level]
        right = sum(one.outcome == "right" for one in taken)
        found.append(Cut(level, right, sum(one.outcome == "wrong" for one in taken), known))
    return Measured(tuple(found), band, unknown)


def best_cut(found: Sequence[Cut], precision: float, least: float = 0.0) -> Cut | None:
    """The lowest cut-off, ``least`` or more, that keeps the wanted precision at itself and above; None: none does."""
    best = None
    for cut in reversed(found):
        if cut.precision < precision or cut.accept < least:
            break
        best = cut
    return best
