"""Answers that were given since a directory was compiled, laid over it: an answer at a call costs no compiling."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from leadcli.domain.book import Book
from leadcli.domain.frozen import replace
from leadcli.resolution.brands import family_brands
from leadcli.resolution.directory.added_cards import AddedLabels, beside
from leadcli.resolution.directory.denials import by_words
from leadcli.resolution.directory.directory import BrandsByRoot, Denied, Directory
from leadcli.resolution.directory.joined_directory import joined
from leadcli.resolution.directory.labels import Label, client_labels, group_labels

Taught = Sequence[tuple[str, str, str, bool]]  # see ``Book.taught``


def with_answers(directory: Directory, book: Book, taught: Taught) -> Directory:
    """The directory of ``book``, whose entries have the names that were taught beside those that it knows."""
    more = AddedLabels([beside(_labels(book, taught), directory.index)])
    roots = {book.root(label.group_id).id for label in more if label.group_id}
    denied = by_words(taught)
    labels, index = joined(directory, more)
    return replace(
        directory,
        book=book,
        labels=labels,
        index=index,
        brands=_Brands(directory.brands, book, roots) if roots else directory.brands,
        denied=_Denied(directory.denied, denied) if denied else directory.denied,
    )


def _labels(book: Book, taught: Taught) -> Iterator[Label]:
    for text, client, group, answer in taught:
        if not answer:
            continue
        own = client_labels(book.clients[client], book, False) if client else group_labels(book.groups[group], book)
        yield from (label for label in own if label.kind in ("alias", "group_alias") and label.text == text)


class _Denied:
    """What was denied by some words, of both."""

    def __init__(self, first: Denied, more: Denied) -> None:
        self._first, self._more = first, more

    def get(self, words: str, none: tuple[()]) -> Sequence[Sequence[str]]:
        """See ``Denied``."""
        return [*self._first.get(words, none), *self._more.get(words, none)]


class _Brands:
    """The brand of each client of a family; of those that were taught a name it is worked out anew."""

    def __init__(self, first: BrandsByRoot, book: Book, roots: Iterable[str]) -> None:
        self._first, self._book, self._roots = first, book, frozenset(roots)

    def __getitem__(self, root: str) -> Mapping[str, str]:
        if root in self._roots:
            return family_brands(self._book.groups[root], self._book)
        return self._first[root]
