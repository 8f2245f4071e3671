"""What the rows of a batch are to the rows below them: clients that were given, numbers and groups that have an owner.

So a batch names the owners that its rows would get asked one by one: the first daughter of a group binds the second,
and so does the first of two rows of one company. Rows that have an owner bind all, wherever they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from hashlib import blake2b

from leadcli.assignment.rows import Line
from leadcli.assignment.rows_by_key import RowsByKey
from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.domain.facts import Decision, Precedent
from leadcli.domain.frozen import as_dict, replace
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.ledger.standing.effects import Standing, caller_said
from leadcli.ledger.standing.known_clients import COMMON, card_keys, card_of, nearest
from leadcli.resolution import Directory
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.rulings.memory import Given, Memory, in_question


class BatchMemory:
    """The memory of a batch's rows: what ``before`` knows (a ledger), and what rows were given since."""

    def __init__(self, before: Memory | None, on: date, home: str, figures: Callable[[Book], Book]) -> None:
        """``before``: what was ruled before the batch; ``home``: the team's own country.

        ``figures``: puts what each manager has by now, and is owed, into a book.
        """
        self._before, self._on, self._home, self._figures = before, on, home, figures
        self._cards: dict[str, Given] = {}
        self._asked: set[bytes] = set()
        self._overrides: dict[str, Given] = {}
        self._by_key = RowsByKey(COMMON)
        self._by_group: dict[str, dict[str, None]] = {}
        self._last: tuple[ParsedCaller, Sequence[Given]] | None = None

    # --- rows ----------------------------------------------------------------------------------------------------
    def bears_on(self, heard: ParsedCaller, line: Line, book: Book, directory: Directory) -> bool:
        """Whether earlier rows may change what is said of a row."""
        if line.client in self._overrides or self._meant(heard, book, directory):
            return True
        asked_about = line.match.candidates if line.match is not None else ()
        if any(one.client_id in self._overrides for one in asked_about):
            return True
        groups = ({line.group, *(one.group_id for one in asked_about)} - {""}) if self._by_group else ()
        roots = {book.root(group).id for group in groups if group in book.groups}
        return any(group.id in self._by_group for root in roots for group in book.below(root))

    def give(self, line: Line, heard: ParsedCaller) -> None:
        """A row's company is its new owner's from now on. ``heard``: its caller."""
        self._asked.add(_mark(heard.caller))
        sure = line.status == "accept"
        if sure and line.client:
            self.serves(line, line.new)
            return
        said = caller_said(as_dict(heard.caller), heard.city, heard.country)
        group, day = line.group if sure else "", self._on.isoformat()
        made = card_of(Standing(line.row, line.row, "", group, line.new, day, caller=said), {}, self._home)
        self._add(replace(made, id=f"row:{line.row}"))

    def was_asked(self, heard: ParsedCaller) -> bool:
        """Whether the very same was asked by a row above, and answered."""
        return _mark(heard.caller) in self._asked

    def whose(self, client_id: str) -> Given | None:
        """Whose client one is by the rows so far, or by what was ruled before them; None where nothing was."""
        own = self._cards.get(client_id) or self._overrides.get(client_id)
        if own is None and self._before is not None:
            own = next((g for g in self._before.of_clients([client_id], self._on) if g.client_id == client_id), None)
        return own

    def owned(self, number: int, card: Client) -> None:
        """A row that has an owner of its own: found by its numbers and its group."""
        self._add(replace(card, id=f"row:{number}"), named=False)

    def serves(self, line: Line, owner: str) -> None:
        """A client on file is somebody's from now on."""
        self._overrides[line.client] = Given(line.client, owner, line.row, self._on)
        if line.group:
            self._by_group.setdefault(line.group, {})[line.client] = None

    def _add(self, card: Client, named: bool = True) -> None:
        number, self._last = int(card.id.removeprefix("row:")), None
        self._cards[card.id] = Given(card.id, card.owner, number, self._on, card)
        bare = card if named else replace(card, name="", aliases=())
        self._by_key.add(number, card_keys(bare))
        if card.group:
            self._by_group.setdefault(card.group, {})[card.id] = None

    def _meant(self, heard: ParsedCaller, book: Book, directory: Directory) -> Sequence[Given]:
        """Of the rows near a caller those in question; of the last one that was asked for they are known."""
        if self._last is None or self._last[0] is not heard:
            near = self._near(heard)
            self._last = heard, in_question(near, heard, book, directory) if near else ()
        return self._last[1]

    def _near(self, heard: ParsedCaller) -> list[Given]:
        """Rows as the ledger finds its clients."""
        return [self._cards[f"row:{number}"] for number in nearest(heard, self._by_key.of)]

    # --- Memory --------------------------------------------------------------------------------------------------
    def near(self, heard: ParsedCaller, on: date) -> Sequence[Given]:
        """See Memory."""
        before = self._before.near(heard, on) if self._before else ()
        return [*before, *self._near(heard)]

    def meant(self, heard: ParsedCaller, on: date, book: Book, directory: Directory) -> Sequence[Given]:
        """See Memory."""
        if self._before is None:
            return self._meant(heard, book, directory)
        return in_question(self.near(heard, on), heard, book, directory)

    def of_groups(self, groups: Collection[str], on: date) -> Sequence[Given]:
        """See Memory."""
        before = self._before.of_groups(groups, on) if self._before else ()
        ids = dict.fromkeys(each for group in sorted(groups) for each in self._by_group.get(group, ()))
        return [*before, *(self._cards.get(each) or self._overrides[each] for each in ids)]

    def of_clients(self, ids: Collection[str], on: date) -> Sequence[Given]:
        """See Memory."""
        before = self._before.of_clients(ids, on) if self._before else ()
        own = [found for each in sorted(ids) if (found := self._cards.get(each) or self._overrides.get(each))]
        return [*before, *own]

    def decisions(self, ids: Collection[str], groups: Collection[str], on: date) -> tuple[Decision, ...]:
        """See Memory."""
        return self._before.decisions(ids, groups, on) if self._before else ()

    def patterns(self, facts: str, on: date) -> tuple[Decision, ...]:
        """See Memory."""
        return self._before.patterns(facts, on) if self._before else ()

    def precedents(self, question: Question, match: Match) -> tuple[Precedent, ...]:
        """See Memory: a batch shows none."""
        return ()

    def book(self, book: Book, directory: Directory, on: date) -> Book:
        """See Memory: as the rows so far left it."""
        return self._figures(book)


def _mark(caller: Caller) -> bytes:
    """What a caller is known again by: a million of them need little memory."""
    return blake2b(repr(caller).encode("utf-8", "surrogatepass"), digest_size=16).digest()
