"""What is counted of a matcher's answers: how often it is right, how sure it is, whom a ruling gives the client to.

"Known" callers are those of a card or group on file; of real names only those that can be found by spelling and sound
("spelt") count for what is right first. An answer's own status is what it says of itself; by the score alone, cut-offs
are chosen on these very callers, which is how peers without a status of their own are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.recognition_sets import TAKER, Case, Source

FALSE = 100  # one in so many unknown callers may pass the cut-off of "sure at 1 % false"
THREE = 3


@dataclass(frozen=True)
class Answer:
    """A matcher's answer: its status, whom it names, and its candidates (client, group, score), the best first."""

    status: str
    client: str = ""
    group: str = ""
    candidates: tuple[tuple[str, str, float], ...] = ()

    @staticmethod
    def of(line: Mapping[str, Any]) -> Answer:
        """The answer of a line of ``leadcli match --json``."""
        found = ((x["client_id"] or "", x["group_id"] or "", x["score"]) for x in line["candidates"])
        return Answer(line["status"], line["client_id"] or "", line["group_id"] or "", tuple(found))

    @property
    def best(self) -> tuple[str, str, float]:
        return self.candidates[0] if self.candidates else ("", "", 0.0)


Answers = Mapping[str, Answer]


def by_score(cases: Iterable[Case], answers: Answers) -> dict[str, float | None]:
    """What is right first, the best F1 over all cut-offs, and what is right above one that 1 % of the unknown pass."""
    cases = [case for case in cases if case.expect != "ask"]
    good, cyrillic = [], []
    for case in cases:
        if case.is_spelt:
            client, group, score = answers[case.id].best
            good.append((score, case.is_right(client, group)))
            if case.is_cyrillic:
                cyrillic.append(good[-1][1])
    unknown = sorted((answers[x.id].best[2] for x in cases if not x.truth), reverse=True)
    cut = unknown[len(unknown) // FALSE] if unknown else 0.0
    return {
        "first right": _share(sum(ok for _, ok in good), len(good)),
        "of Cyrillic": _share(sum(cyrillic), len(cyrillic)),
        "best F1": max((_f1(good, unknown, level) for level in {score for score, _ in good} - {0.0}), default=None),
        "sure right at 1 % false": _share(sum(ok and score > cut for score, ok in good), len(good))
        if unknown
        else None,
    }


def _f1(good: Sequence[tuple[float, bool]], unknown: Sequence[float], cut: float) -> float:
    hits = sum(ok and score >= cut for score, ok in good)
    false = sum(not ok and score >= cut for score, ok in good) + sum(score >= cut for score in unknown)
    return 2 * hits / (hits + false + len(good)) if hits else 0.0


def said(case: Case, answer: Answer) -> str:
    """What an answer is by its own status: sure or asked, right or not, or nobody."""
    if answer.status == "accept":
        right = case.expect != "ask" and case.is_right(answer.client, answer.group)
        return "sure right" if right else "sure wrong"
    if answer.status == "none":
        return "nobody"
    top = [(answer.client, answer.group), *((client, group) for client, group, _ in answer.candidates[:THREE])]
    return "asked right" if any(case.is_right(*one) for one in top) else "asked"


def by_status(cases: Iterable[Case], answers: Answers) -> dict[str, float | None]:
    """What the matcher says by itself."""
    known, spelt, unknown, near = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for case in cases:
        word = said(case, answers[case.id])
        (near if case.expect == "ask" else known if case.truth else unknown)[word] += 1
        if case.is_spelt and case.expect != "ask":
            spelt[word] += 1
    sure = sum(x["sure right"] + x["sure wrong"] for x in (known, unknown, near))
    return {
        "sure answers right": _share(known["sure right"], sure),
        "sure right": _share(spelt["sure right"], spelt.total()),
        "sure or among three asked": _share(spelt["sure right"] + spelt["asked right"], spelt.total()),
        "F1 of sure answers": _share(2 * known["sure right"], sure + known.total()),
        "unknown sure": _share(unknown["sure wrong"], unknown.total()),
        "unknown asked": _share(unknown["asked"], unknown.total()),
        "to be asked: asked": _share(near["asked"] + near["asked right"], near.total()),
        "to be asked: sure": _share(near["sure wrong"] + near["sure right"], near.total()),
    }


def by_kind(cases: Iterable[Case], answers: Answers) -> dict[str, dict[str, Any]]:
    """The same of each kind in turn: how many, what is first right, and what was said."""
    of_kind: dict[str, list[Case]] = {}
    for case in cases:
        for kind in case.kinds:
            of_kind.setdefault(kind, []).append(case)
    table = {}
    for kind, some in sorted(of_kind.items()):
        counts = Counter(said(case, answers[case.id]) for case in some)
        known = [case for case in some if case.truth]
        first = sum(case.is_right(*answers[case.id].best[:2]) for case in known)
        table[kind] = {"callers": len(some), "first right": _share(first, len(known))} | {
            word: _share(counts[word], len(some))
            for word in ("sure right", "sure wrong", "asked right", "asked", "nobody")
        }
    return table


def by_outcome(cases: Iterable[Case], answers: Answers, group_of: Mapping[str, str]) -> dict[str, float | None]:
    """Of a source that says which outcomes are allowed: how many are as expected, and what the others are."""
    counts = Counter(_outcome(case, answers[case.id], group_of) for case in cases)
    words = ("as expected", "sure and wrong", "missed", "needless question", "wrong question")
    return {word: _share(counts[word], counts.total()) for word in words}


def _outcome(case: Case, answer: Answer, group_of: Mapping[str, str]) -> str:
    def meets(target: str, client: str, group: str) -> bool:
        how, _, name = target.partition(":")
        if how == "c":
            return client == name
        return (how == "G" or not client) and (group or group_of.get(client)) == name

    allowed = [one.partition(":")[::2] for one in case.outcomes]
    targets = [target for _, target in allowed if target]
    for outcome, target in allowed:
        if outcome == answer.status and (not target or meets(target, answer.client, answer.group)):
            return "as expected"
    is_due = any(outcome != "none" for outcome, _ in allowed)
    if answer.status == "accept":
        return "sure and wrong"
    if answer.status == "none":
        return "missed" if is_due else "as expected"
    shown = (
        [(x, y) for x, y, _ in answer.candidates] if answer.status == "ambiguous" else [(answer.client, answer.group)]
    )
    if not is_due or not targets or any(meets(target, *one) for target in targets for one in shown):
        return "needless question"
    return "wrong question"


def by_ruling(source: Source, count: int) -> dict[str, float | None]:
    """Whom rulings give the client to. What is right is what the same rules say once told who it is.

    A call is taken by somebody who has no clients. ``given away`` is a settled owner other than the right one: a
    stranger's verdict on a client on file, or somebody else's client. Callers known by other means than spelling are
    left out.
    """
    from leadcli import LeadcliError, Workspace

    known, unknown, near = Counter[str](), Counter[str](), Counter[str]()
    with Workspace.open(source.workspace, lang="en") as team:
        for case in spread(source.cases, count):
            asked: dict[str, Any] = dict(case.fields) | {"taken_by": TAKER if TAKER in _managers(team) else ""}
            ruling = team.who_owns(case.caller, **asked)
            settled = ruling.ruling.verdict == "settled"
            if case.truth and not case.is_spelt:
                continue
            if case.expect == "ask":
                near["settled" if settled else "asked"] += 1
            elif not case.truth:
                is_stranger = ruling.ruling.match.status == "none"
                unknown["stranger" if settled and is_stranger else "somebody's" if settled else "asked"] += 1
            elif not settled:
                known["asked"] += 1
            else:
                told: dict[str, Any] = (
                    {"client": case.truth} if case.truth in team.book.clients else {"group": case.truth}
                )
                try:
                    right = team.who_owns(case.caller, **asked, **told).owner
                except LeadcliError:  # a card that an invalid or foreign number contradicts
                    continue
                known["right" if ruling.owner == right else "given away"] += 1
    return {
        "owner right": _share(known["right"], known.total()),
        "asked": _share(known["asked"], known.total()),
        "given away": _share(known["given away"], known.total()),
        "unknown: a stranger": _share(unknown["stranger"], unknown.total()),
        "unknown: asked": _share(unknown["asked"], unknown.total()),
        "unknown: somebody's": _share(unknown["somebody's"], unknown.total()),
        "to be asked: settled": _share(near["settled"], near.total()),
    }


def spread(cases: Sequence[Case], count: int) -> Sequence[Case]:
    """At most ``count`` cases, evenly from the whole; all of them where ``count`` is 0."""
    return cases if not count or count >= len(cases) else [cases[i * len(cases) // count] for i in range(count)]


def _managers(team: Any) -> set[str]:
    return {manager.name for manager in team.book.managers.values()}


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None
