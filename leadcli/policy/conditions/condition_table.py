"""The table of conditions, and how one is entered: what it states, its argument, the facts it rests on."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.messages import Message, message, messages
from leadcli.policy.condition import ARGUMENT_KINDS, About, Condition, Predicate
from leadcli.policy.facts import resting

CONDITIONS: dict[str, Condition] = {}


def condition(
    yes: str,
    no: str,
    *,
    rests_on: tuple[str, ...] | None = None,
    choices: tuple[str, ...] = (),
    argument: str = "",
    about: About = "group",
    told_by: str = "",
) -> Callable[[Predicate], Predicate]:
    """Enter a function into the table of conditions; TypeError where the entry is not whole."""

    def enter(ask: Predicate) -> Predicate:
        name = ask.__name__
        if argument and argument not in ARGUMENT_KINDS:
            raise TypeError(
                f"condition {name}: there is no kind of argument {argument}; enter it into leadcli/policy/condition.py "
                f"with its pattern and schema, give choices=…, or name one of {', '.join(ARGUMENT_KINDS)}"
            )
        facts = resting(f"condition {name}", rests_on)
        CONDITIONS[name] = Condition(
            name, ask, yes, no, choices, "choice" if choices else argument, about, facts, told_by
        )
        return ask

    return enter


# --- what several conditions answer -----------------------------------------------------------------------------------
def yes(found: Message) -> Finding:
    """It holds."""
    return Finding(Answer.YES, found)


def no(found: Message) -> Finding:
    """It does not hold."""
    return Finding(Answer.NO, found)


@cache
def no_group() -> Finding:
    """It does not hold: the caller belongs to no group."""
    return no(message("no group is known for the caller"))


@cache
def no_client() -> Finding:
    """It does not hold: the caller has no card."""
    return no(message("no such client on file"))


def which_company(facts: Facts) -> Finding:
    """It is open which company of the group calls."""
    group = facts.identity.group
    assert group is not None, "an open identity has a group"
    count = facts.book.size(group.id)
    return Finding(
        Answer.UNKNOWN,
        messages(
            "which company of {group} calls is not known; {count} is on file",
            "which company of {group} calls is not known; {count} are on file",
            count,
            group=group.name,
        ),
        message("Which company of {group} is calling, and from which city?", group=group.name),
    )


@cache
def which_country() -> Finding:
    """It is open from where the caller calls."""
    return Finding(
        Answer.UNKNOWN,
        message("the caller's country is not known"),
        message("Which country are you calling from?"),
    )


def country_found(facts: Facts) -> Message:
    """From where the caller calls, and how that is known."""
    return facts.country_from or message("the caller is in {country}", country=facts.country)
