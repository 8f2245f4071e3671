"""The processes that compile a directory: forked, they share the book; where there is one only, it is this one."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.messages import message
from leadcli.resolution.brands import brand_key
from leadcli.resolution.compiled.constant_tables import map_size
from leadcli.resolution.compiled.index_records import Layout
from leadcli.run.processes import all_there, end_with_parent

Each = Callable[[Callable[[Any], Any], Iterable[Any]], Iterator[Any]]  # does something with each, answers in order


class Material:
    """A book with the ids of its groups and clients in their order, and all else that each process would work out.

    It is worked out before they are forked: who looks at a card in a forked process copies the memory around it.
    ``bearers``: the clients that are the first of their group to bear their brand; with them its label is made.
    ``index``: what finds the labels, once they are made. ``buckets``: how many the map of clients has, one for each, as
    their records are long; ``fewer``: that of identifiers, whose number is not known before.
    """

    def __init__(self, book: Book) -> None:
        self.book = book
        self.groups, self.clients = sorted(book.groups), sorted(book.clients)
        self.members, self.children = book.members, book.children
        self.bearers = _bearers(book, self.clients)
        self.index: Layout
        self.buckets, self.fewer = map_size(len(self.clients), 1), map_size(len(self.clients))


def _bearers(book: Book, clients: Iterable[str]) -> frozenset[str]:
    first: dict[tuple[str, str], str] = {}
    for client in map(book.clients.__getitem__, clients):
        if client.brand and client.group:
            first.setdefault((client.group, brand_key(client.brand)), client.id)
    return frozenset(first.values())


_SHARED: list[Material] = []


def shared() -> Material:
    """What the crew works on."""
    return _SHARED[0]


@contextmanager
def crew(material: Material, count: int) -> Iterator[Each]:
    """``map``, done by so many processes."""
    _SHARED[:] = [material]
    try:
        if count == 1 or not hasattr(os, "fork"):
            yield map
            return
        from concurrent.futures import ProcessPoolExecutor
        from multiprocessing import active_children, get_context

        remedy = message("ask again when more memory is free; nothing is lost")
        with all_there(remedy), ProcessPoolExecutor(count, get_context("fork"), _begin) as pool:
            try:
                yield pool.map
            except BaseException:  # what they do now may take long, and nobody waits for it
                for child in active_children():
                    child.terminate()
                raise
    finally:
        _SHARED.clear()


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's, which ends us
    end_with_parent()
