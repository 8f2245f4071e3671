"""What the public interface gives back: the records of the domain, readable in words and as JSON types."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from leadcli.domain.book import Book
from leadcli.domain.frozen import frozen
from leadcli.domain.match import Match, Part
from leadcli.domain.messages import Message
from leadcli.domain.ruling import Ruling
from leadcli.output.text.speech import Speech

if TYPE_CHECKING:
    from leadcli.assignment.rows import Line
    from leadcli.output.text.layout import Row

NARROW = 40  # columns of the narrowest page


@cache
def speech_in(language: str) -> Speech:
    """What says sentences in a language."""
    return Speech(language)


def say(sentence: Message, lang: str = "en") -> str:
    """A sentence in a language: the reason of a ruling, the text of a problem, the question of a match."""
    return speech_in(lang).say(sentence)


def page_text(rows: Iterable[Row], width: int = 80) -> str:
    """A page as text of so many columns."""
    from leadcli.output.text.layout import as_text, lines

    return "\n".join(map(as_text, lines(rows, max(NARROW, width))))


@frozen
class Recommendation:
    """Whose client the caller is, by the workspace's rules.

    ``ruling`` has it all: verdict, ids, trace, claims. ``entry``: its number in the ledger where it was recorded, else
    0; ``new``: it was not recorded before; ``faults``: why the ledger could not be written, or read. ``parts``: tells
    what each figure changed in the score. Without ``lang`` the language is the workspace's.
    """

    ruling: Ruling
    entry: int
    new: bool
    book: Book
    language: str
    parts: Callable[[], Sequence[Part]] = tuple
    faults: Sequence[Message] = ()

    @property
    def owner(self) -> str:
        """The owner's name; empty where a person must decide."""
        return self.book.managers[self.ruling.owner].name if self.ruling.owner else ""

    def to_dict(self, lang: str = "") -> dict[str, Any]:
        """The ruling as ``leadcli who-owns --json`` prints it (schema 1)."""
        from leadcli.output.json import objects

        return objects.ruling(self.ruling, self.book, speech_in(lang or self.language))

    def page(self, lang: str = "", explain: bool = False, trace: bool = False) -> Iterator[Row]:
        """The rows that ``leadcli who-owns`` prints: a few for a call, the whole page for a dispute.

        ``trace``: the whole page; ``explain``: with every check of every rule, and which figures spoke loudest for the
        score, or against it.
        """
        if not (explain or trace or self.ruling.claims):
            from leadcli.output.text.short_answer import short_page

            return short_page(self.ruling, self.book, speech_in(lang or self.language))
        from leadcli.output.text.ruling_page import page

        parts = self.parts() if explain else ()
        return page(self.ruling, self.book, speech_in(lang or self.language), explain, parts)

    def text(self, lang: str = "", width: int = 80, explain: bool = False, trace: bool = False) -> str:
        """That page as text of so many columns."""
        return page_text(self.page(lang, explain, trace), width)

    def brief(self, lang: str = "") -> str:
        """One line: caller, owner, rule, verdict, reason, with tabs between."""
        from leadcli.output.text.answer_rows import brief

        return brief(self.ruling, self.book, speech_in(lang or self.language))

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.brief('en')!r}>"


@frozen
class Recognition:
    """Who a row's caller is. ``id`` is the row's own, else its number; ``name`` is the caller as heard."""

    id: str
    name: str
    match: Match
    language: str

    def to_dict(self, lang: str = "") -> dict[str, Any]:
        """The match as ``leadcli match --json`` prints it."""
        from leadcli.output.json import objects

        return objects.matched_row(self.id, self.match, speech_in(lang or self.language))


@frozen
class PlannedRow:
    """What a plan says of a row of an export: ``line`` with action, rule and reason; managers in it are ids."""

    line: Line
    book: Book

    @property
    def owner(self) -> str:
        """The name of who would own the client; empty where nobody is named."""
        return self.book.managers[self.line.new].name if self.line.new else ""

    def to_dict(self) -> dict[str, Any]:
        """The line as it stands in the plan that ``leadcli reassign`` writes."""
        from leadcli.assignment.plan_lines import as_object

        return as_object(self.line)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.line!r}>"
