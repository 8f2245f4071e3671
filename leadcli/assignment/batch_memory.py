"""What the rows of a batch are to the rows below them: clients that were given, numbers and groups that have an owner.

So a batch names the owners that its rows would get asked one by one: the first daughter of a group binds the second,
and so does the first of two rows of one company. Rows that have an owner bind all, wherever they stand.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import partial

from leadcli.assignment.rows import Line
from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.facts import Decision, Precedent
from leadcli.domain.frozen import replace
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.ledger.standing.effects import Standing
from leadcli.ledger.standing.known_clients import COMMON, ToldCard, card_keys, card_of, nearest
from leadcli.resolution import Directory
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.added_cards import Keyed, Sought, keyed, measured, packed, split
from leadcli.rulings.memory import Given, Memory, in_question

FEWEST = 1 << 10  # places of a table of keys that is empty


class BatchMemory:
    """The memory of a batch's rows: what ``before`` knows (a ledger), and what rows were given since."""

    def __init__(self, before: Memory | None, on: date, home: str, figures: Callable[[Book], Book]) -> None:
        """``before``: what was ruled before the batch; ``home``: the team's own country.

        ``figures``: puts what each manager has by now, and is owed, into a book.
        """
        self._before, self._on, self._home, self._figures = before, on, home, figures
        self._cards: dict[str, Given] = {}
        self._asked: set[bytes] = set()
        self._labels: dict[str, bytes] = {}  # of cards of rows the keys of their labels, see ``packed``
        self._overrides: dict[str, Given] = {}
        self._by_key = RowsByKey(COMMON)
        self._by_group: dict[str, dict[str, None]] = {}
        self._last: tuple[Sought, Sequence[Given]] | None = None

    # --- rows ----------------------------------------------------------------------------------------------------
    def bears_on(
        self, who: Sought, heard: Callable[[], ParsedCaller], line: Line, doubted: Match | None, book: Book,
        directory: Directory,
    ) -> bool:  # fmt: skip
        """Whether earlier rows may change what is said of a row.

        ``heard``: its caller taken apart; ``doubted``: who calls, where that is not known.
        """
        if line.client in self._overrides or self._meant(who, heard, book, directory):
            return True
        asked_about = doubted.in_question if doubted is not None else ()
        if any(one.client_id in self._overrides for one in asked_about):
            return True
        groups = ({line.group, *(one.group_id for one in asked_about)} - {""}) if self._by_group else ()
        roots = {book.root(group).id for group in groups if group in book.groups}
        return any(group.id in self._by_group for root in roots for group in book.below(root))

    def give(self, line: Line, asked: bytes, told: Callable[[], ToldCard]) -> None:
        """A row's company is its new owner's from now on.

        ``asked``: the mark of what it asks, see ``aside.Aside``; ``told``: what a card takes of its caller.
        """
        self._asked.add(asked)
        sure = line.status == "accept"
        if sure and line.client:
            self.serves(line, line.new)
            return
        group, day = line.group if sure else "", self._on.isoformat()
        found = told()
        made = card_of(Standing(line.row, line.row, "", group, line.new, day), found.told, line.new)
        made = replace(made, id=f"row:{line.row}")
        self._add(made, found.keys)
        self._labels[made.id] = found.labels

    def was_asked(self, asked: bytes) -> bool:
        """Whether the very same was asked by a row above, and answered."""
        return asked in self._asked

    def whose(self, client_id: str) -> Given | None:
        """Whose client one is by the rows so far, or by what was ruled before them; None where nothing was."""
        own = self._cards.get(client_id) or self._overrides.get(client_id)
        if own is None and self._before is not None:
            own = next((g for g in self._before.of_clients([client_id], self._on) if g.client_id == client_id), None)
        return own

    def owned(self, number: int, card: Client) -> None:
        """A row that has an owner of its own: found by its numbers and its group."""
        self._add(replace(card, id=f"row:{number}"), card_keys(replace(card, name="", aliases=())))

    def serves(self, line: Line, owner: str) -> None:
        """A client on file is somebody's from now on."""
        self._overrides[line.client] = Given(line.client, owner, line.row, self._on)
        if line.group:
            self._by_group.setdefault(line.group, {})[line.client] = None

    def _add(self, card: Client, keys: Iterable[int]) -> None:
        number, self._last = int(card.id.removeprefix("row:")), None
        self._cards[card.id] = Given(card.id, card.owner, number, self._on, card)
        self._by_key.add(number, keys)
        if card.group:
            self._by_group.setdefault(card.group, {})[card.id] = None

    def _meant(
        self, who: Sought, heard: Callable[[], ParsedCaller], book: Book, directory: Directory
    ) -> Sequence[Given]:
        """Of the rows near a caller those in question; of the last one that was asked for they are known."""
        if self._last is None or self._last[0] != who:
            near = self._near(who)
            self._last = who, self._in_question(near, who, heard, book, directory) if near else ()
        return self._last[1]

    def _in_question(
        self, near: Sequence[Given], who: Sought, heard: Callable[[], ParsedCaller], book: Book, directory: Directory
    ) -> Sequence[Given]:
        return in_question(near, who, heard, book, directory, partial(self._keys_of, book, directory))

    def _keys_of(self, book: Book, directory: Directory, card: Client) -> Keyed:
        """What a card is known by: of a row it is kept, since rows ask for the same ones again and again.

        How large its labels are is worked out once some row comes near it.
        """
        if card.id not in self._cards:
            return keyed(card, book, directory)
        told = self._labels.get(card.id)
        labels: Keyed = [] if told is None else [*split(told)]
        if not labels or not all(step for _, step in labels):
            labels = keyed(card, book, directory) if told is None else measured(told, directory)
            self._labels[card.id] = packed(labels)
        return labels

    def _near(self, who: Sought) -> list[Given]:
        """Rows as the ledger finds its clients."""
        return [self._cards[f"row:{number}"] for number in nearest(who, self._by_key.of)]

    # --- Memory --------------------------------------------------------------------------------------------------
    def near(self, who: Sought, on: date) -> Sequence[Given]:
        """See Memory."""
        before = self._before.near(who, on) if self._before else ()
        return [*before, *self._near(who)]

    def meant(
        self, who: Sought, heard: Callable[[], ParsedCaller], on: date, book: Book, directory: Directory
    ) -> Sequence[Given]:
        """See Memory."""
        if self._before is None:
            return self._meant(who, heard, book, directory)
        return self._in_question(self.near(who, on), who, heard, book, directory)

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


class RowsByKey:
    """Which rows have a key, in some 30 bytes for each key of a row: a million rows have twenty million keys."""

    def __init__(self, most: int) -> None:
        """``most``: rows of one key that are told; of a key of more the newest alone is kept."""
        self._most = most
        self._places = array("I", bytes(4 * FEWEST))  # where a key is among the keys, and one more; 0: nowhere
        self._keys, self._counts, self._last = array("Q"), array("I"), array("I")
        self._rows, self._before = array("I"), array("I")  # of each entry its row, and the entry before it of its key

    def add(self, row: int, keys: Iterable[int]) -> None:
        """A row has these keys, each once."""
        for key in keys:
            at, known = self._find(key)
            if not known:
                self._keys.append(key)
                self._counts.append(0)
                self._last.append(0)
                known = self._places[at] = len(self._keys)
            self._counts[known - 1] += 1
            if self._counts[known - 1] > self._most:
                self._rows[self._last[known - 1]] = row
            else:
                self._rows.append(row)
                self._before.append(self._last[known - 1])
                self._last[known - 1] = len(self._rows) - 1
            if 2 * len(self._keys) > len(self._places):
                self._grow()

    def of(self, key: int) -> Sequence[int]:
        """The rows of a key, the newest first; of more than ``most`` so many and one more, all of them the newest."""
        known = self._find(key)[1]
        if not known:
            return ()
        count, entry = self._counts[known - 1], self._last[known - 1]
        if count > self._most:
            return (self._rows[entry],) * (self._most + 1)
        found = []
        for _ in range(count):
            found.append(self._rows[entry])
            entry = self._before[entry]
        return found

    def _find(self, key: int) -> tuple[int, int]:
        """The place of a key, or where it would be put, and what stands there."""
        places, keys = self._places, self._keys
        mask = len(places) - 1
        at = (key + (key >> 32) * 0x9E3779B1) & mask
        while (known := places[at]) and keys[known - 1] != key:
            at = (at + 1) & mask
        return at, known

    def _grow(self) -> None:
        self._places = array("I", bytes(8 * len(self._places)))
        for number, key in enumerate(self._keys, 1):
            self._places[self._find(key)[0]] = number
