"""The sentences of a rule with their blanks filled: one for the managers, one for the client."""

from __future__ import annotations

from leadcli.domain.facts import Facts
from leadcli.domain.ruling import Cover, Judgment
from leadcli.policy.policy import BLANKS, Words


def fill(words: Words, facts: Facts, judgment: Judgment, cover: Cover | None) -> dict[str, str]:
    """A rule's text in each language. A blank that nothing fills is filled by the nearest thing that is known."""
    book, identity = facts.book, facts.identity
    caller = facts.question.caller.name.strip() or "?"
    client = identity.client.name if identity.client else caller
    group = identity.group.name if identity.group else client
    owner = book.managers[judgment.owner].name if judgment.owner else "?"
    taker = book.managers.get(facts.question.taken_by)
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
                cover.until.isoformat() if cover and cover.until else "",
            ),
            strict=True,
        )
    )
    return {language: text.format_map(values) for language, text in words.items()}
