"""Two policies held against each other over every constellation of facts, where no case of a base separates them.

Then there is a made-up case that does, as small as can be, or the two say the same whatever happens. The space and what
it assumes are those of ``leadcli policy check``.
"""

from __future__ import annotations

from leadcli.analysis.check.outcome_sets import chosen, differ, outcome_sets
from leadcli.analysis.check.reproduction import reproduced
from leadcli.analysis.check.state_space import PERSON, Space, build_space
from leadcli.analysis.compare.minimal_example import Example, reduced
from leadcli.analysis.compare.policies import Pair, Policies
from leadcli.assignment.rows import Case, Line
from leadcli.domain.frozen import frozen
from leadcli.domain.messages import message
from leadcli.policy.policy import Policy
from leadcli.resolution import build_directory, recognise

TRIED = 40  # constellations of which one must be brought to life


@frozen
class Apart:
    """What the whole space says of two policies: a case that separates them, or that there is none.

    ``same``: no constellation separates them. Neither: some may, but none can be put as a question on the phone.
    """

    example: Example | None
    same: bool


def apart(policies: Policies) -> Apart:
    """A made-up case that separates two policies, the plainest of those that can be asked, or that there is none."""
    space = build_space(policies)
    outcomes = [_outcomes(space, policy) for policy in policies]
    where = differ(outcomes[0], outcomes[1], space.all)
    for number, index in enumerate(space.members(where)):
        if number >= TRIED:
            break
        found = reproduced(policies[0], space.facts(index))
        if found is None:
            continue
        question, book = found[0].question, found[0].book
        match = recognise(question.caller, build_directory(book), question.client_id, question.group_id)
        card = book.clients.get(match.client_id)
        case = Case(0, "", "", card.owner if card else "", question, match)
        line = Line(0, "", "", "", "", "", "keep", "", message(""), 0.0, "", "", "")
        example = reduced(Pair("client", question.caller.name, line, line, case=case), book, policies, any_owner=True)
        if example is not None:
            return Apart(example, False)
    return Apart(None, not where)


def _outcomes(space: Space, policy: Policy) -> dict[str, int]:
    """Where a policy names whom; where it stops at what is not known, or covers nothing, it is a person's."""
    run = outcome_sets(space, policy)
    found: dict[str, int] = {}
    for rule, fired in zip(policy.rules, run.fired, strict=True):
        for owner, where in chosen(space, rule).items():
            name = owner or PERSON
            found[name] = found.get(name, 0) | fired & where
    for where in (*run.stopped, run.uncovered):
        found[PERSON] = found.get(PERSON, 0) | where
    return found
