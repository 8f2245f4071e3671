"""What to ask first of a new base: a group of it for which the rules name somebody, as the judge himself says."""

from __future__ import annotations

from datetime import date

from leadcli.domain.company import Caller
from leadcli.domain.question import Question
from leadcli.rulings.resolve import resolve
from leadcli.workspace.opening import SoundWorkspace

TRIED = 8  # groups that are asked about, the largest first


def first_question(opened: SoundWorkspace, day: date) -> str:
    """The name of a group whose owner is told; else of the largest group, else of the first company; ``""`` of none."""
    book = opened.book
    groups = sorted(book.groups.values(), key=lambda group: (-book.size(group.id), group.id))
    for group in groups[:TRIED]:
        ruling = resolve(Question(Caller(group.name), day), book, opened.policy, opened.directory)
        if ruling.owner and ruling.match.group_id == group.id:
            return group.name
    return groups[0].name if groups else next((client.name for client in book.clients.values()), "")
