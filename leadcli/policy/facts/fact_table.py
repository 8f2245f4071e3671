"""The facts of a case on which conditions and owners rest: how ``policy check`` varies each, how ``what_if`` does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, Literal

from leadcli.domain.book import Group, Manager
from leadcli.domain.company import Client
from leadcli.domain.facts import Answer, Facts
from leadcli.domain.frozen import defaults, frozen, replace
from leadcli.domain.messages import Message
from leadcli.policy.condition import Ask

WHO_CALLS = "who_calls"  # stands behind every other fact: each kind of caller is a block of constellations
OTHERWISE = "-"  # a text that no condition asks for


@frozen
class Scene:
    """The case file in which a fact is varied, and the conditions of the policy that rest on the fact.

    ``country``: where the policy takes callers to be. ``people``: the managers whom changes try.
    """

    facts: Facts
    asked: Sequence[Ask]
    country: str = ""
    people: Sequence[Manager] = ()

    def arguments(self, kind: str) -> list[str]:
        """The arguments of one kind that are asked for, in the order of the rules."""
        return list(dict.fromkeys(ask.argument for ask in self.asked if ask.condition.argument == kind))


Edit = Callable[[Facts], "Facts | None"]  # the case file made otherwise; None where that cannot be
Settings = Callable[[Scene], Iterable[Edit]]


@frozen
class Change:
    """One fact otherwise. ``field`` tells which: two changes of one field cannot be made together."""

    field: str
    said: Message
    make: Callable[[Facts], Facts]


@frozen
class Fact:
    """One fact of a case: all that is known of it, wherever it is asked for.

    ``settings``: how it can be in a constellation of ``policy check``, the plainest first; the caller decides which
    there are. ``changes``: what ``what_if`` tries; a ``basic`` fact is tried for every policy. ``part``: facts of one
    part are mixed with each other, those of several where something rests on both.
    """

    name: str
    settings: Settings
    changes: Callable[[Scene], Iterable[Change]]
    part: str
    basic: bool


FACTS: dict[str, Fact] = {}


def fact(
    name: str,
    settings: Settings,
    changes: Callable[[Scene], Iterable[Change]] | None = None,
    *,
    part: str = "",
    basic: bool = False,
) -> None:
    """Enter a fact into the table. Without ``changes``, what_if tries its settings and says what conditions state."""
    FACTS[name] = Fact(name, settings, changes or _settings_tried(name, settings), part or name, basic)


def resting(what: str, facts: tuple[str, ...] | None) -> tuple[str, ...]:
    """The facts on which an entry says it rests; TypeError where it does not say, or names one that is not there."""
    if facts is None:
        raise TypeError(
            f"{what}: name the facts of leadcli/policy/facts it rests on (rests_on=…; () if none changes it): "
            "without them policy check and what_if do not know how its answer can vary"
        )
    for name in facts:
        if name not in FACTS:
            raise TypeError(
                f"{what}: there is no fact {name}; enter it (leadcli/policy/facts), or name one of {', '.join(FACTS)}"
            )
    return facts


def same(facts: Facts) -> Facts:
    """The case file as it is."""
    return facts


def plain(_: Scene) -> Iterable[Edit]:
    """One setting: constellations leave the fact as it is."""
    return (same,)


def in_group(*edits: Edit) -> Settings:
    """As it is, and edits where the caller belongs to a group."""
    return lambda scene: (same, *edits) if scene.facts.identity.group else (same,)


def covered(_: Scene) -> Iterable[Change]:
    """No changes: those of another fact try this one, too."""
    return ()


def _settings_tried(name: str, settings: Settings) -> Callable[[Scene], Iterable[Change]]:
    def changes(scene: Scene) -> Iterator[Change]:
        for edit in settings(scene):
            made = edit(scene.facts)
            said = _turned(scene, made) if made else None
            if said:
                yield Change(name, said, edit)  # type: ignore[arg-type]

    return changes


def _turned(scene: Scene, made: Facts) -> Message | None:
    """What the first condition states that a change turns to yes or no."""
    for ask in scene.asked:
        answer = ask.answer(made)
        if answer not in (ask.answer(scene.facts), Answer.UNKNOWN):
            return ask.states(answer is Answer.YES)
    return None


# --- edits: the book, the question and the identity stay in step with each other -----------------------------------
def with_client(facts: Facts, client_id: str, **fields: object) -> Facts:
    """A card otherwise; the caller's own card, if it is that one, in step."""
    client: Client = replace(facts.book.clients[client_id], **fields)
    own = facts.identity.client
    identity = replace(facts.identity, client=client) if own and own.id == client_id else facts.identity
    return replace(facts, book=facts.book.with_client(client), identity=identity)


def with_group(facts: Facts, group_id: str, **fields: object) -> Facts:
    """A group otherwise."""
    group: Group = replace(facts.book.groups[group_id], **fields)
    own = facts.identity.group
    identity = replace(facts.identity, group=group) if own and own.id == group_id else facts.identity
    return replace(facts, book=facts.book.with_group(group), identity=identity)


def with_manager(facts: Facts, manager_id: str, **fields: object) -> Facts:
    """A manager otherwise."""
    managers = dict(facts.book.managers)
    managers[manager_id] = replace(managers[manager_id], **fields)
    return replace(facts, book=facts.book.with_managers(managers))


def with_question(facts: Facts, **said: object) -> Facts:
    """Something else said of the call."""
    return replace(facts, question=replace(facts.question, **said))


def column_of(record: Literal["client", "group"], column: str) -> Settings:
    """The settings of a column of the caller's ``client`` or ``group``: its values that conditions ask for, and others.

    The plainest is what the small world holds.
    """

    def settings(scene: Scene) -> Iterator[Edit]:
        yield same
        own = getattr(scene.facts.identity, record)
        if own is None:
            return
        edit: Any = with_client if record == "client" else with_group
        usual = defaults(type(own)).get(column, "")
        asked = (value for ask in scene.asked for value in (ask.condition.choices or (ask.argument, OTHERWISE)))
        for value in (not usual,) if isinstance(usual, bool) else dict.fromkeys([usual, *asked]):
            if value != getattr(own, column):
                yield partial(edit, **{f"{record}_id": own.id, column: value})

    return settings
