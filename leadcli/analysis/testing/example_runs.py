"""Examples run: the judge's answers beside what was expected, and where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from leadcli.analysis.check.outcome_sets import OutcomeSets, outcome_sets
from leadcli.analysis.check.state_space import PERSON, build_space
from leadcli.analysis.testing.example_parsing import Example
from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.domain.ruling import Step
from leadcli.policy.judge import judge
from leadcli.policy.policy import Policy
from leadcli.resolution import Directory, recognise
from leadcli.rulings.resolve import rule_on

TRIED = 400  # constellations in which the judge is asked where something is not known


@frozen
class Outcome:
    """What came out of an example: fields as in ``expect``.

    Where the example states facts alone, the rule is the one that holds, the owner its way of naming one, and
    ``world`` a constellation that leads there.
    """

    fields: Mapping[str, str]
    world: int = -1


@frozen
class Result:
    """One example run, with the trace of the rules.

    ``outcomes`` has one entry, or several where the facts do not decide, or none if they exclude one another.
    """

    example: Example
    outcomes: tuple[Outcome, ...]
    trace: Sequence[Step] = ()

    @property
    def differences(self) -> tuple[tuple[str, str, tuple[str, ...]], ...]:
        """The fields that came out otherwise: what was expected, what came out."""
        found = []
        for key, wanted in self.example.expect.items():
            got = tuple(dict.fromkeys(outcome.fields[key] for outcome in self.outcomes))
            if got != (wanted,):
                found.append((key, wanted, got))
        return tuple(found)

    @property
    def passed(self) -> bool:
        """Whether it came out as written."""
        return not self.differences


class Runner:
    """Runs examples against a policy and its variants; callers are recognised once, constellations built once."""

    def __init__(self, policy: Policy, examples: Sequence[Example], book: Book | None, directory: Directory | None):
        self.policy, self.examples, self.book = policy, examples, book
        self.space = build_space([policy], [ask for example in examples for ask, _ in example.facts])
        self._matches: dict[Question, Match] = {}
        for example in examples:
            if example.question is not None:
                assert directory is not None, "a question needs data"
                q = example.question
                self._matches[q] = recognise(q.caller, directory, q.client_id, q.group_id)
        self._where = {example.place: self._stated(example) for example in examples if example.question is None}

    def run(self, policy: Policy | None = None) -> Iterator[Result]:
        """Each example's result, by the policy or a variant of it."""
        judged = policy or self.policy
        followed = outcome_sets(self.space, judged)
        for example in self.examples:
            yield self._asked(example, judged) if example.question else self._supposed(example, judged, followed)

    def _asked(self, example: Example, policy: Policy) -> Result:
        assert example.question is not None, "asked of examples with a question"
        assert self.book is not None, "a question needs data"
        ruling = rule_on(example.question, self._matches[example.question], self.book, policy, alternatives=False)
        fields = {
            "owner": ruling.owner,
            "rule": ruling.rule,
            "verdict": ruling.verdict,
            "cover": ruling.cover.manager if ruling.cover else "",
            "otherwise": ruling.otherwise.owner if ruling.otherwise else "",
        }
        return Result(example, (Outcome(fields),), ruling.trace)

    def _stated(self, example: Example) -> int:
        """The constellations in which the facts hold; what is not stated is known, wherever that can be."""
        space = self.space
        where = space.all
        stated = set()
        for ask, answer in example.facts:
            stated.add(ask.key)
            where &= space.where(ask.key, answer)
        known = where
        for key, unknown in space.unknown.items():
            known &= ~unknown if key not in stated else space.all
        return known or where

    def _supposed(self, example: Example, policy: Policy, followed: OutcomeSets) -> Result:
        where = self._where[example.place]
        outcomes: dict[tuple[str, ...], Outcome] = {}
        for rule, fired in zip(policy.rules, followed.fired, strict=True):
            left = fired & where
            for name in rule.owner:
                found = self.space.named[name]
                empty, person = left & found.get("", 0), left & found.get(PERSON, 0)
                if sure := left & ~(empty | person):
                    _keep(outcomes, (rule.id, name, "settled"), next(self.space.members(sure)))
                if person:
                    _keep(outcomes, (rule.id, name, "human"), next(self.space.members(person)))
                left = empty
            if left:
                _keep(outcomes, (rule.id, "", "human"), next(self.space.members(left)))
        open_ = where
        for fired in followed.fired:
            open_ &= ~fired
        for world in self.space.members(open_, TRIED):
            ruled = judge(policy, self.space.facts(world))
            agreed = (ruled.rule, ruled.named_by, "settled")
            _keep(outcomes, agreed if ruled.owner else ("", "", "human"), world)
        trace: Sequence[Step] = ()
        if where:
            trace = judge(policy, self.space.facts(next(self.space.members(where)))).trace
        return Result(example, tuple(outcomes.values()), trace)


def _keep(outcomes: dict[tuple[str, ...], Outcome], found: tuple[str, str, str], world: int) -> None:
    outcomes.setdefault(found, Outcome(dict(zip(("rule", "owner", "verdict"), found, strict=True)), world))
