"""A person's answer to the question of who calls: it is them, another company, or a new company of that group."""

from __future__ import annotations

from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.domain.match import Evidence, Match
from leadcli.domain.messages import Refusal, message
from leadcli.domain.question import Question


def answered(match: Match, question: Question, book: Book) -> Match:
    """The match as it is once its question was answered as ``question.reply`` says; a person's word is not doubted.

    Raises Refusal where the answer fits no question.
    """
    reply = question.reply
    if not reply:
        return match
    if reply == "no":
        said = Evidence("said", message("said to be another company, not known"), 1.0)
        return replace(
            match, status="none", client_id="", group_id="", evidence=(said,), new_entity=None, question=None,
            deniable=False, alias=None, candidates=tuple(replace(c, tied=False) for c in match.candidates),
        )  # fmt: skip
    if match.status == "ambiguous":
        names = tuple(c.name for c in match.candidates if c.tied)
        raise Refusal(
            message("several fit equally: {names}", names=names), message("say which: --client ID or --group ID")
        )
    if not (match.client_id or match.group_id):
        raise Refusal(
            message("nobody known is asked about, so there is nothing to answer"),
            message("say who it is: --client ID or --group ID"),
        )
    if reply == "yes" and match.status == "accept" and question.stated:
        return match  # it was asked about a fact that no rule weighs
    if reply == "yes":
        said = Evidence("said", message("said to be them"), 1.0)
        return replace(match, status="accept", evidence=(said, *match.evidence), question=None, deniable=False)
    group = book.groups.get(match.group_id)
    if group is None:
        raise Refusal(
            message("{name} stands in no group, so there is no new company of it", name=match.candidates[0].name),
            message("answer --yes or --no"),
        )
    said = Evidence("said", message("said to be a new company of {group}", group=group.name), 1.0)
    return replace(
        match, status="accept", client_id="", new_entity=True, evidence=(said, *match.evidence), question=None,
        deniable=False,
    )  # fmt: skip
