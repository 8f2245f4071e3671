"""By what labels are found: postings of words, keys and the rest, gathered in many processes, put together in one."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from leadcli.resolution.directory.labels import Label, label_acronyms, label_words, plain_words

if TYPE_CHECKING:
    import numpy as np


class Postings:
    """Which labels have a text, as two columns of numbers; texts are numbered as they come."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._text: array[int] = array("I")
        self._label: array[int] = array("I")

    def __len__(self) -> int:
        return len(self._numbers)

    def __iter__(self) -> Iterator[str]:
        return iter(self._numbers)

    @property
    def texts(self) -> np.ndarray:
        """The number of the text of each posting."""
        import numpy as np

        return np.array(self._text, dtype=np.uint32)

    @property
    def labels(self) -> np.ndarray:
        """The label of each posting, in their order."""
        import numpy as np

        return np.array(self._label, dtype=np.uint32)

    def add(self, texts: Iterable[str], label: int) -> None:
        """A label has these texts."""
        for text in texts:
            self._text.append(self._numbers.setdefault(text, len(self._numbers)))
            self._label.append(label)

    def extend(self, others: Postings, labels: int) -> None:
        """The postings of others whose labels come after so many."""
        import numpy as np

        known = self._numbers
        numbers = np.array([known.setdefault(text, len(known)) for text in others], dtype=np.uint32)
        self._text.frombytes(numbers[others.texts].tobytes())
        self._label.frombytes((others.labels + np.uint32(labels)).tobytes())

    def found(self) -> Iterator[np.ndarray]:
        """Of each text its labels, in their order."""
        import numpy as np

        texts = self.texts
        both = texts.astype(np.uint64) << np.uint64(32) | self.labels
        both.sort()
        labels = both.astype("<u4")  # the low halves
        start = 0
        for end in np.cumsum(np.bincount(texts, minlength=len(self))).tolist():
            yield labels[start:end]
            start = end

    def bearers(self, families: np.ndarray) -> list[int]:
        """Of each text how many families have labels with it, when these are the labels' families."""
        import numpy as np

        both = np.unique(self.texts.astype(np.uint64) << np.uint64(32) | families[self.labels])
        counts: list[int] = np.bincount((both >> np.uint64(32)).astype(np.int64), minlength=len(self)).tolist()
        return counts


class Found:
    """Of some labels all by which they are found."""

    def __init__(self, labels: Sequence[Label] = ()) -> None:
        self.labels = len(labels)
        self.families, self.keys, self.cities = Postings(), Postings(), Postings()
        self.words, self.acronyms = Postings(), Postings()
        self.plain: set[str] = set()
        for number, label in enumerate(labels):
            name = label.name
            self.families.add((label.family,), number)
            self.keys.add((name.key,) if name.key else (), number)
            self.cities.add(label.cities, number)
            self.words.add(sorted(label_words(name)), number)
            self.acronyms.add(sorted(label_acronyms(name)), number)
            self.plain |= plain_words(name)

    def extend(self, others: Found) -> None:
        """The labels of others come after these."""
        self.families.extend(others.families, self.labels)
        self.keys.extend(others.keys, self.labels)
        self.cities.extend(others.cities, self.labels)
        self.words.extend(others.words, self.labels)
        self.acronyms.extend(others.acronyms, self.labels)
        self.plain |= others.plain
        self.labels += others.labels
