"""The queue as a page, for where nobody can be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from leadcli.api.answering.items import Item
from leadcli.output.text.layout import Row
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

MOST = 20


def page(items: Sequence[Item], speech: Speech, every: bool) -> Iterator[Row]:
    """The rows of the page; ``every``: all items, not only the first."""
    yield Row()
    if not items:
        yield Row(speech("nothing waits for an answer"), wide=True, style="good")
        return
    yield Row(speech("waiting for an answer: {count}", count=len(items)), wide=True, style="owner")
    yield Row()
    shown = items if every else items[:MOST]
    for number, item in enumerate(shown, 1):
        why = "; ".join(speech.say(each) for each in item.why)
        yield Row(safe(speech.say(item.ask), 300), cells=((str(number), 4),), wide=True, style="doubt")
        if why:
            yield Row(safe(why, 300), cells=(("", 4),), wide=True, style="dim")
    if len(shown) < len(items):
        yield Row(speech("and {count} more: --all", count=len(items) - len(shown)), wide=True, style="dim")


def objects(items: Sequence[Item], speech: Speech) -> Iterator[dict[str, Any]]:
    """A line for each item."""
    for item in items:
        yield {
            "key": item.key,
            "kind": item.kind,
            "weight": item.weight,
            "question": speech.say(item.ask),
            "why": [speech.say(each) for each in item.why],
            "choices": [{"id": choice.id, "name": choice.name} for choice in item.choices],
        }
