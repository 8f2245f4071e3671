"""Neighbours of words in the compiled directory: the keys of ``blocking.neighbours``, as hashes in buckets.

A key's hash is a polynomial over its letters, so that the hashes of a word less each of its letters come from two
running sums; ``hashes`` makes them for one word, ``many_hashes`` for all words of a directory at once. A bucket holds
the low halves of its keys' hashes, then the numbers of their words. Two keys of one bucket share a half by chance
about once in 10⁹ questions; the word that comes of it is scored like any other and found unlike.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from leadcli.resolution.blocking.neighbours import LEAST, LEAST_CONSONANTS, consonants, enough, nearest_first
from leadcli.resolution.compiled.constant_tables import Records

if TYPE_CHECKING:
    import numpy as np

BASE = 0x9E3779B97F4A7C15 | 1
SPREAD = 0xBF58476D1CE4E5B9
MASK = (1 << 64) - 1
HEARD = ord("~")  # begins a key of consonants
PER_BUCKET = 12  # keys
_POWERS = [1]
while len(_POWERS) < 64:
    _POWERS.append(_POWERS[-1] * BASE & MASK)


def power(exponent: int) -> int:
    """BASE to an exponent, modulo 2⁶⁴."""
    while len(_POWERS) <= exponent:
        _POWERS.append(_POWERS[-1] * BASE & MASK)
    return _POWERS[exponent]


def hashes(word: str) -> list[int]:
    """The spread hashes of a word's neighbour keys, each once."""
    if len(word) < LEAST or not word.isalpha():
        return [_whole(word) * SPREAD & MASK]
    found = [_whole(word), *_less_one(word)]
    heard = consonants(word)
    if len(heard) >= LEAST_CONSONANTS:
        found.append(_whole(heard) + HEARD * power(len(heard)))
        if len(heard) > LEAST_CONSONANTS + 1:
            mark = HEARD * power(len(heard) - 1)
            found += [each + mark for each in _less_one(heard)]
    return [each * SPREAD & MASK for each in found]


def _whole(text: str) -> int:
    found = 0
    for letter in text:
        found = (found * BASE + ord(letter)) & MASK
    return found


def _less_one(text: str) -> Iterator[int]:
    """The hashes of a text less each letter, but once for each run of equal letters."""
    rest = [0]  # the hash of what follows
    for distance, letter in enumerate(reversed(text)):
        rest.append((rest[-1] + ord(letter) * power(distance)) & MASK)
    before, last = 0, ""
    for index, letter in enumerate(text):
        if letter != last:
            follows = len(text) - 1 - index
            yield (before * power(follows) + rest[follows]) & MASK
        before, last = (before * BASE + ord(letter)) & MASK, letter


def many_hashes(words: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """The spread hashes of all neighbour keys of many words, and beside each the number of its word."""
    import numpy as np

    numbers: dict[int, list[int]] = {}
    heard: dict[int, list[int]] = {}
    plain: list[int] = []
    skeletons: dict[int, str] = {}
    for number, word in enumerate(words):
        if len(word) < LEAST or not word.isalpha():
            plain.append(number)
            continue
        numbers.setdefault(len(word), []).append(number)
        skeleton = consonants(word)
        if len(skeleton) >= LEAST_CONSONANTS:
            heard.setdefault(len(skeleton), []).append(number)
            skeletons[number] = skeleton
    keys: list[Any] = [np.array([_whole(words[n]) for n in plain], dtype=np.uint64)]
    owners = [np.array(plain, dtype=np.uint32)]

    def add(found: np.ndarray, of: np.ndarray) -> None:
        keys.append(found)
        owners.append(of)

    for size, own in sorted(numbers.items()):
        letters, of = _letters([words[n] for n in own], size), np.array(own, dtype=np.uint32)
        add(_all_whole(letters), of)
        for found, kept in _all_less_one(letters):
            add(found[kept], of[kept])
    for size, own in sorted(heard.items()):
        letters, of = _letters([skeletons[n] for n in own], size), np.array(own, dtype=np.uint32)
        add(_all_whole(letters) + np.uint64(HEARD * power(size) & MASK), of)
        if size > LEAST_CONSONANTS + 1:
            mark = np.uint64(HEARD * power(size - 1) & MASK)
            for found, kept in _all_less_one(letters):
                add(found[kept] + mark, of[kept])
    whole = np.concatenate(keys)
    whole *= np.uint64(SPREAD)
    return whole, np.concatenate(owners)


def _letters(words: Sequence[str], size: int) -> np.ndarray:
    import numpy as np

    return np.array(words, dtype=f"<U{size}").view("<u4").reshape(len(words), size).astype(np.uint64)


def _all_whole(letters: np.ndarray) -> np.ndarray:
    import numpy as np

    found = np.zeros(len(letters), dtype=np.uint64)
    for column in letters.T:
        found = found * np.uint64(BASE) + column
    return found


def _all_less_one(letters: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """For each letter's place: the hashes without it, and for which words it begins a run of equal letters."""
    import numpy as np

    count, size = letters.shape
    rest: list[Any] = [np.zeros(count, dtype=np.uint64)]
    for distance in range(size):
        rest.append(rest[-1] + letters[:, size - 1 - distance] * np.uint64(power(distance)))
    before = np.zeros(count, dtype=np.uint64)
    for index in range(size):
        follows = size - 1 - index
        fresh = np.ones(count, dtype=bool) if index == 0 else letters[:, index] != letters[:, index - 1]
        yield before * np.uint64(power(follows)) + rest[follows], fresh
        before = before * np.uint64(BASE) + letters[:, index]


def buckets(words: Sequence[str]) -> Iterator[bytes]:
    """The buckets of a directory's words, a power of two of them."""
    data, ends = _filled(*many_hashes(words))
    whole = data.tobytes()
    del data
    yield from (whole[8 * start : 8 * end] for start, end in pairwise([0, *ends.tolist()]))


def _filled(keys: np.ndarray, owners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The numbers of all buckets one after the other, and where each ends, counted in keys.

    There may be tens of millions of keys, so what is not needed any more is written over.
    """
    import numpy as np

    bits = bucket_bits(len(keys))
    homes = keys >> np.uint64(64 - bits)
    counts = np.bincount(homes.view(np.int64), minlength=1 << bits)
    ends = np.cumsum(counts)
    order = _in_order(homes)
    places = np.arange(len(keys))
    data = np.empty(2 * len(keys), dtype="<u4")
    places += np.repeat(ends - counts, counts)
    data[places] = keys[order]  # the low halves
    places += np.repeat(counts, counts)
    data[places] = owners[order]
    return data, ends


def _in_order(homes: np.ndarray) -> np.ndarray:
    """The places of small numbers, the smallest first, equal ones as they stand; the numbers are written over.

    Each number is sorted with its place behind it in one word: an eighth of the time of a stable argsort.
    """
    import numpy as np

    homes <<= np.uint64(32)
    homes |= np.arange(len(homes), dtype=np.uint64)
    homes.sort()
    homes &= np.uint64(0xFFFFFFFF)
    return homes.view(np.int64)


def bucket_bits(keys: int) -> int:
    """How many bits of a hash choose its bucket."""
    return max(1, (max(1, keys // PER_BUCKET)).bit_length())


class StoredNeighbourhood:
    """Neighbours looked up in the compiled directory. ``words``: the word of each number, in the alphabet's order.

    ``places``: the compiled core looks into the mapped file itself.
    """

    def __init__(self, table: Records, words: Records) -> None:
        self._table, self._words = table, words
        self.places = (table.place, words.place)
        self._shift = 64 - (len(table).bit_length() - 1)

    def near(self, word: str, most: int) -> list[tuple[str, float]]:
        """See ``directory.Neighbours``."""
        shared: dict[int, int] = {}
        for key in hashes(word):
            bucket = self._table[key >> self._shift]
            owners = len(bucket) // 2
            half = (key & 0xFFFFFFFF).to_bytes(4, "little")
            at = bucket.find(half, 0, owners)
            while at >= 0:  # the bytes may also lie across two halves
                if not at & 3:
                    number = int.from_bytes(bucket[owners + at : owners + at + 4], "little")
                    shared[number] = shared.get(number, 0) + 1
                at = bucket.find(half, at + 1, owners)
        if not shared:
            return []
        least = enough(shared.values(), most)
        named = {self._words[n].decode(): count for n, count in shared.items() if count >= least}
        return nearest_first(word, named, most)
