"""Cards of clients that only the ledger knows, kept as they were read: of a large group few are compared with a caller.

Kept beside what holds, and worked out again where the code, the country, or a byte is another. No personal data are
kept, which stand in one place, that goes as a whole: a number that an option said is cleaned anew, and of who is
personal by name nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.fields.identifiers import IDENTIFIERS, clean
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.standing.known_clients import Told, card_of, plain, told_of
from leadcli.ledger.standing.state import standing_of
from leadcli.resolution.caller_parsing import local
from leadcli.resolution.directory.added_cards import CardNames
from leadcli.rulings.memory import names_of

FEWEST = 50  # of which cards are kept
FORM = 1
AT_ONCE = 5_000  # that are asked for


class KeptCard(NamedTuple):
    """What a card takes of who called, and what its names say."""

    told: Told
    names: CardNames


class KeptCards:
    """The cards of a ledger's clients that were read before."""

    def __init__(self, ledger: Ledger, home: str) -> None:
        """``home``: the country by whose customs they are read."""
        self._ledger, self._home = ledger, home

    def of(self, rows: Sequence[tuple[Any, ...]]) -> Mapping[int, KeptCard]:
        """Those of some rows of ``standing``, by root; what is not kept yet will be; nothing of few, or personal."""
        known = {row[0]: row[-1] for row in rows if not row[2]}
        apart = {root: _apart(said) for root, said in known.items() if "⟨" in said}
        for root in [root for root, numbers in apart.items() if numbers is None]:
            del known[root], apart[root]
        if len(known) < FEWEST:
            return {}
        from leadcli.resolution.compiled.cache import code_mark

        basis = f"{FORM} {code_mark()} {self._home}\0".encode()
        found: dict[int, KeptCard] = {}
        roots = list(known)
        for start in range(0, len(roots), AT_ONCE):
            listed = ",".join(map(str, roots[start : start + AT_ONCE]))
            cards = self._ledger.database.execute(f"SELECT * FROM card WHERE root IN ({listed})").fetchall()
            sound = [row for row in cards if row[1] == _mark(basis, known[row[0]], *row[2:])]
            texts = json.loads(f"[{','.join([row[2] for row in sound])}]")
            found |= {row[0]: _read(told, row[3]) for row, told in zip(sound, texts, strict=True)}
        new: list[tuple[int, bytes, str, bytes]] = []
        for row in rows:
            if row[0] in known and row[0] not in found:
                one = self._taken_apart(row)
                found[row[0]], told = one, _written(one)
                new.append((row[0], _mark(basis, row[-1], told, one.names.keys), told, one.names.keys))
        if new:
            self._ledger.if_free(lambda: self._keep(new))
        return found | {root: self._whole(found[root], root, said) for root, said in apart.items() if said}

    def _keep(self, rows: Sequence[tuple[int, bytes, str, bytes]]) -> None:
        self._ledger.database.executemany("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?)", rows)

    def _whole(self, one: KeptCard, root: int, said: Mapping[str, Any]) -> KeptCard:
        """A card with the numbers that are not kept."""
        private = self._ledger.private(root)
        home = local(said.get("country", ""), self._home)
        found = {kind: clean(kind, plain(said[kind], private), home)[0] for kind in said if "⟨" in said[kind]}
        numbers = {**one.told.numbers, **{kind: value for kind, value in found.items() if value}}
        return KeptCard(replace(one.told, numbers=numbers), one.names)

    def _taken_apart(self, row: tuple[Any, ...]) -> KeptCard:
        """A card, without the numbers that are not kept."""
        standing = standing_of(row)
        told = told_of(standing, self._ledger.private(row[0]) if "⟨" in row[-1] else {}, self._home)
        apart = [kind for kind in told.numbers if "⟨" in standing.caller.get(kind, "")]
        told = replace(told, numbers={kind: told.numbers[kind] for kind in told.numbers if kind not in apart})
        card = card_of(replace(standing, group=""), told, "")
        return KeptCard(told, names_of(card, Book()))


def _apart(text: str) -> Mapping[str, Any] | None:
    """Who called, where all that is personal are numbers said by options; else None."""
    said: dict[str, Any] = json.loads(text)
    return said if all(kind in IDENTIFIERS for kind, value in said.items() if "⟨" in value) else None


def _mark(basis: bytes, said: str, told: str, keys: bytes) -> bytes:
    """What tells that a card was made by this code of what was said, and is as it was written."""
    return hashlib.blake2b(b"%b%b\0%b\0%b" % (basis, said.encode(), told.encode(), keys), digest_size=16).digest()


def _written(one: KeptCard) -> str:
    told, names = one.told, one.names
    return json.dumps(
        [told.name, told.aliases, told.brand, told.city, told.country, told.numbers, names.whole, names.words,
         names.same, names.said],
        ensure_ascii=False, separators=(",", ":"),
    )  # fmt: skip


def _read(written: Sequence[Any], keys: bytes) -> KeptCard:
    name, aliases, brand, city, country, numbers, whole, words, same, said = written
    return KeptCard(
        Told(name, tuple(aliases), brand, city, country, numbers), CardNames(whole, words, same, said, keys)
    )
