"""The sentences of a rule with their blanks filled: one for the managers, one for the client."""

from __future__ import annotations

from leadcli.domain.facts import Facts
from leadcli.domain.messages import filled
from leadcli.domain.ruling import Cover, Judgment
from leadcli.locales import locale_of
from leadcli.policy.family import served, shared_group
from leadcli.policy.policy import BLANKS, Words

# What is added to a rule's sentence for the client that does not speak of the cover itself: while the owner is out,
# the client must know who helps. By whether the last day is known, and whether anybody stands in.
COVERED: dict[tuple[bool, bool], Words] = {
    (True, True): {"en": "Until {until} {cover} helps you.", "ru": "До {until} вам поможет {cover}."},
    (True, False): {"en": "For now {cover} helps you.", "ru": "Пока вам поможет {cover}."},
    (False, True): {"en": "{owner} is out until {until}.", "ru": "{owner} не на месте до {until}."},
    (False, False): {"en": "{owner} is out for now.", "ru": "{owner} пока не на месте."},
}


def fill(words: Words, facts: Facts, judgment: Judgment, cover: Cover | None) -> dict[str, str]:
    """A rule's text in each language. A blank that nothing fills is filled by the nearest thing that is known.

    ``{group}`` is the group that the caller and the served company both belong to.
    """
    book, identity = facts.book, facts.identity
    caller = facts.question.caller.name.strip() or "?"
    client = identity.client.name if identity.client else caller
    owner = book.managers[judgment.owner].name if judgment.owner else "?"
    taker = book.managers.get(facts.question.taken_by)
    group = _group(facts, judgment) or client
    made = {}
    for language, text in words.items():
        until = locale_of(language).day(cover.until) if cover and cover.until else ""
        values = dict(
            zip(
                BLANKS,
                (
                    owner,
                    caller,
                    client,
                    group,
                    judgment.sister.name if judgment.sister else group,
                    taker.name if taker else owner,
                    book.managers[cover.manager].name if cover and cover.manager else owner,
                    until,
                ),
                strict=True,
            )
        )
        made[language] = filled(text, values)
    return made


def to_client(words: Words, facts: Facts, judgment: Judgment, cover: Cover | None) -> dict[str, str]:
    """What to say to the client: the rule's sentence, and who helps while the owner is out, unless that is said."""
    made = fill(words, facts, judgment, cover)
    if cover is None:
        return made
    told = fill(COVERED[bool(cover.manager), cover.until is not None], facts, judgment, cover)
    spoken = {language for language, text in words.items() if "{cover}" in text or "{until}" in text}
    return {
        language: f"{text} {told[language]}" if language in told and language not in spoken else text
        for language, text in made.items()
    }


def _group(facts: Facts, judgment: Judgment) -> str:
    """The group of which the sentence speaks: the nearest that the caller shares with whom the ruling rests on."""
    own = facts.identity.group
    if own is None:
        return ""
    near = [judgment.sister] if judgment.sister else {card.group: card for card in served(facts)}.values()
    shared = [group for client in near if (group := shared_group(facts, client))]
    above = [group.id for group in facts.book.lineage(own.id)]
    return min(shared, key=lambda group: above.index(group.id), default=own).name
