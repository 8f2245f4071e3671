"""The index of a directory: of each key the labels that have it. In memory here, in a file in ``resolution.compiled``.

How much a label or a caller has to share, its *size*, is the sum of the parts of its keys; a part is the square of a
key's weight and rarity, as a whole number, so that sums come out alike in any order.
"""

# Annotations are not postponed here: NamedTuple would compile them, a hundredth of a call of who-owns.
import math
from array import array
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property, lru_cache
from typing import Any, NamedTuple, Protocol

from leadcli.resolution.blocking.keys import ACRONYM, WEIGHTS, WHOLE, WORD, key, mark_of, name_keys, placed
from leadcli.resolution.directory.labels import Label, label_acronyms

BUDGET = 8_000  # labels of keys that are read for one reading of a name
KEPT = BUDGET  # labels of a key that are kept: of a name the first ones, of another key that more share none
COMMON = 400  # labels of a word or an acronym that are told by text
LEAST_IDF = 0.1
UNITS = 256
STEPS = 8  # sizes that are told apart between one and twice as much
COMMONEST = 0.15  # rarity of a word that all families bear


class Asked(NamedTuple):
    """The keys of one reading of a caller's name; 0: it has none."""

    whole: int
    here: int  # the whole name in the caller's city
    own: list[int]
    others: list[int]  # of labels that its words are the initials of, or that are the initials of its words


class Bearers(NamedTuple):
    """Of a key: how many families bear it (known of words), how many labels have it, and where those kept are read."""

    families: int
    total: int
    kept: int
    where: Any


class Labels(NamedTuple):
    """The labels of a key that are kept, and of each the step of its size, and the mark of its city."""

    numbers: Sequence[int]
    steps: Sequence[int]
    marks: Sequence[int]


class Index(Protocol):
    """Keys with the labels that have them.

    ``size``: how many labels there are. ``mapped`` and ``place``: the file in which the compiled core looks itself, and
    where in it; None while there is none.
    """

    @property
    def size(self) -> int: ...  # noqa: D102
    @property
    def mapped(self) -> Any: ...  # noqa: D102
    @property
    def place(self) -> Any: ...  # noqa: D102

    def expect(self, keys: Iterable[int]) -> None:
        """These keys will be asked for: they may be looked up together."""
        ...

    def find(self, key: int) -> Bearers | None:
        """How many bear a key; None when no label has it."""
        ...

    def total(self, key: int) -> int:
        """How many labels have a key."""
        ...

    def labels(self, found: Bearers) -> Labels:
        """The labels of a key that was found."""
        ...


def rarity(bearing: int, all_log: float) -> float:
    """How telling a word is, 0 to 1, by how many families bear it; ``all_log``: the logarithm of how many there are."""
    return max(COMMONEST, 1.0 - math.log(max(1, bearing)) / all_log)


@lru_cache(1 << 16)
def part(kind: int, count: int, labels: int) -> int:
    """What a key of a kind that so many of all labels have gives to a size, in UNITS."""
    found = WEIGHTS[kind] * max(LEAST_IDF, math.log((labels + 1) / (count + 0.5)))
    return int(found * found * UNITS + 0.5)


def kept(kind: int, count: int) -> int:
    """How many labels of a key are kept, when so many have it."""
    return count if count <= KEPT else KEPT if kind >= WHOLE else 0


@cache
def steps() -> tuple[int, ...]:
    """The sizes at which a higher step begins: 255 of them."""
    return tuple([int(2.0 ** (step / STEPS)) for step in range(1, 256)])


def step_of(size: int) -> int:
    """The step of a size, 0 to 255."""
    return bisect_right(steps(), size)


@cache
def lengths() -> "array[float]":
    """Of each step the square root of a size in its middle."""
    return array("d", [math.sqrt(2.0 ** ((step + 0.5) / STEPS)) for step in range(256)])


def label_keys(label: Label) -> Iterator[int]:
    """All keys of a label: those of its name, its acronyms, the whole name, and that in each of its cities."""
    name = label.name
    yield from name_keys(name)
    for acronym in label_acronyms(name):
        yield key(ACRONYM, acronym)
    if name.key:
        yield key(WHOLE, name.key)
        for city in label.cities:
            yield placed(name.key, city)


def mark(label: Label) -> int:
    """The mark of a label's city; of several, none."""
    return mark_of(label.cities[0]) if len(label.cities) == 1 else 0


class MemoryIndex:
    """The index of labels in memory, made on the first question."""

    mapped = place = None

    def __init__(self, labels: Sequence[Label]) -> None:
        self._labels = labels
        self.size = len(labels)

    @cached_property
    def _found(self) -> "dict[int, array[int]]":
        found: dict[int, array[int]] = {}
        for number, label in enumerate(self._labels):
            for each in set(label_keys(label)):
                if each in found:
                    found[each].append(number)
                else:
                    found[each] = array("I", (number,))
        return found

    @cached_property
    def _sizes(self) -> list[int]:
        sums = [0] * self.size
        for each, numbers in self._found.items():
            kind = each >> 32
            if kind < ACRONYM:
                own = part(kind, len(numbers), self.size)
                for number in numbers:
                    sums[number] += own
        return list(map(step_of, sums))

    def expect(self, keys: Iterable[int]) -> None:
        """See Index: all are known."""

    def find(self, key: int) -> Bearers | None:
        """See Index."""
        numbers = self._found.get(key)
        if numbers is None:
            return None
        kind = key >> 32
        families = len({self._labels[number].family for number in numbers}) if kind == WORD else 0
        return Bearers(families, len(numbers), kept(kind, len(numbers)), numbers)

    def total(self, key: int) -> int:
        """See Index."""
        return len(self._found.get(key, ()))

    def labels(self, found: Bearers) -> Labels:
        """See Index."""
        numbers: array[int] = found.where[: found.kept]
        sizes, labels = self._sizes, self._labels
        return Labels(numbers, [sizes[number] for number in numbers], [mark(labels[number]) for number in numbers])


# --- look-ups by text -------------------------------------------------------------------------------------------------
class Keyed:
    """The labels of a text's key of one kind, as a map; of very many the first ones, or none."""

    def __init__(self, index: Index, kind: int) -> None:
        self._index, self._kind = index, kind

    def __contains__(self, text: str) -> bool:
        return self._index.total(key(self._kind, text)) > 0

    def get(self, text: str, default: Sequence[int] = ()) -> Sequence[int]:
        """The labels, or the default."""
        found = self._index.find(key(self._kind, text))
        return default if found is None else _few(self._index, found, self._kind)


class Borne:
    """Of a word how many families bear it, and the labels that have it, as a map; of more than COMMON none."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def __contains__(self, word: str) -> bool:
        return self._index.total(key(WORD, word)) > 0

    def families(self, word: str) -> int:
        """How many families bear it."""
        found = self._index.find(key(WORD, word))
        return 0 if found is None else found.families

    def get(self, word: str, default: tuple[int, Sequence[int]] = (0, ())) -> tuple[int, Sequence[int]]:
        """Both, or the default."""
        found = self._index.find(key(WORD, word))
        return default if found is None else (found.families, _few(self._index, found, WORD))


def _few(index: Index, found: Bearers, kind: int) -> Sequence[int]:
    return index.labels(found).numbers[:COMMON] if found.total <= COMMON or kind >= WHOLE else ()
