"""What the names of a card say, worked out once: so that of many cards beside a directory few are taken apart."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from leadcli.domain.frozen import frozen


@frozen
class CardNames:
    """What the names of a card say: its name first, then its aliases.

    ``whole`` and ``words``: of its name the key, and the folds of all its words. ``same``: of each the key by which the
    very same name is found, 0 where it has none. ``said``: of each the telling words, as a caller says it.
    ``keys``: of each of its labels the keys by which it is found, see ``added_cards.packed``.
    """

    whole: str
    words: Collection[str]
    same: Sequence[int]
    said: Sequence[str]
    keys: bytes
