"""Labels as records of the compiled directory, and back, without loss: in the form in which the core compares them.

Numbers are LEB128; a list begins with how many items it has, a text with four times how many letters it has plus the
logarithm of their width. Its letters follow as Python holds them (PEP 393): in one, two or four bytes each, as the
largest needs, little-endian. What a comparison reads stands first, so the rest need not be passed over.

    kind, flags of the name                  a byte each
    client; cities, told, near               a text; lists of texts
    words: text, fold, stem, kind, weight, segment     texts, a byte, eight bytes, a number
    forms: text, kind; places: name, kind, country, strong and adjective, start, end, text
    key; acronyms, text, group, family
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Callable
from functools import cache
from typing import TypeVar

from leadcli.names import Mention, Name, Word
from leadcli.names.legal_forms import Form
from leadcli.names.lexemes import WEIGHTS
from leadcli.native import core
from leadcli.resolution.compiled.constant_tables import little
from leadcli.resolution.directory.labels import KINDS, Label

T = TypeVar("T")
WORD_KINDS = tuple(WEIGHTS)
_WEIGHT = struct.Struct("<d")
_CODES = ("B", "H", "I")  # of arrays of letters, by the logarithm of their width


def write_label(label: Label) -> bytes:
    """A label with its name taken apart: by the core, or as it is defined where there is none."""
    if core is not None:
        set_up()
        found: bytes | None = core.write_label(label)
        if found is not None:
            return found
    return pack(label)


def read_label(record: bytes) -> Label:
    """What ``write_label`` wrote."""
    if core is not None:
        set_up()
        found: Label | None = core.read_label(record)
        if found is not None:
            return found
    return unpack(record)


@cache
def set_up() -> None:
    """Tell the core, if there is one, the classes of what it reads and writes."""
    if core is not None:
        core.configure_labels(
            {record.__name__: record for record in (Word, Form, Mention, Name, Label)}
            | {"WORD_KINDS": WORD_KINDS, "KINDS": KINDS}
        )


# --- as it is defined -------------------------------------------------------------------------------------------------
def pack(label: Label) -> bytes:
    """``write_label`` as it is defined."""
    name = label.name
    flags = name.branch | name.person << 1 | name.generic << 2 | name.bare << 3
    words = [
        _texts(w.text, w.fold, w.stem)
        + bytes((WORD_KINDS.index(w.kind),))
        + _WEIGHT.pack(w.weight)
        + _number(w.segment)
        for w in name.words
    ]
    places = [
        _texts(m.name, m.kind, m.country)
        + bytes((m.strong | m.adjective << 1,))
        + _number(m.start)
        + _number(m.end)
        + _texts(m.text)
        for m in name.places
    ]
    return b"".join(
        (
            bytes((KINDS.index(label.kind), flags)),
            _texts(label.client_id),
            *(
                _list([_texts(text) for text in texts])
                for texts in (label.cities, sorted(label.told), sorted(label.near))
            ),
            _list(words),
            _list([_texts(form.text, form.kind) for form in name.forms]),
            _list(places),
            _texts(name.key),
            _list([_texts(acronym) for acronym in sorted(name.acronyms)]),
            _texts(label.text, label.group_id, label.family),
        )
    )


def _number(value: int) -> bytes:
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _list(items: list[bytes]) -> bytes:
    return _number(len(items)) + b"".join(items)


def _texts(*texts: str) -> bytes:
    return b"".join(map(_text, texts))


def _text(text: str) -> bytes:
    top = max(map(ord, text), default=0)
    width = 0 if top < 0x100 else 1 if top < 0x10000 else 2
    return _number(len(text) << 2 | width) + little(array(_CODES[width], map(ord, text)))


def unpack(record: bytes) -> Label:
    """``read_label`` as it is defined."""
    reader = _Reader(record)
    kind, flags = reader.byte(), reader.byte()
    client = reader.text()
    cities, told, near = (reader.items(reader.text) for _ in range(3))
    words, forms, places = reader.items(reader.word), reader.items(reader.form), reader.items(reader.place)
    key, acronyms, text = reader.text(), reader.items(reader.text), reader.text()
    branch, person, generic, bare = (bool(flags >> bit & 1) for bit in range(4))
    name = Name(text, words, forms, places, key, frozenset(acronyms), branch, person, generic, bare)
    group, family = reader.text(), reader.text()
    return Label(KINDS[kind], text, name, client, group, family, cities, frozenset(told), frozenset(near))


class _Reader:
    """A record read from its beginning on."""

    def __init__(self, record: bytes) -> None:
        self._record, self._at = record, 0

    def _take(self, size: int) -> bytes:
        self._at += size
        return self._record[self._at - size : self._at]

    def byte(self) -> int:
        return self._take(1)[0]

    def number(self) -> int:
        found = shift = 0
        while (byte := self.byte()) > 0x7F:
            found |= (byte & 0x7F) << shift
            shift += 7
        return found | byte << shift

    def text(self) -> str:
        head = self.number()
        size, width = head >> 2, head & 3
        data = self._take(size << width)
        if width == 0:
            return data.decode("latin-1")
        if width == 1:
            text = data.decode("utf-16-le", "surrogatepass")
            if len(text) == size:
                return text
        letters = array(_CODES[width], data)  # also halves of letters, which a decoder would put together
        return "".join(map(chr, array(letters.typecode, little(letters))))

    def items(self, read: Callable[[], T]) -> tuple[T, ...]:
        return tuple([read() for _ in range(self.number())])

    def word(self) -> Word:
        text, fold, stem = self.text(), self.text(), self.text()
        kind = WORD_KINDS[self.byte()]
        (weight,) = _WEIGHT.unpack(self._take(_WEIGHT.size))
        return Word(text, fold, stem, kind, weight, self.number())

    def form(self) -> Form:
        return Form(self.text(), self.text())

    def place(self) -> Mention:
        name, kind, country, flags = self.text(), self.text(), self.text(), self.byte()
        start, end, text = self.number(), self.number(), self.text()
        return Mention(name, kind, country, bool(flags & 1), bool(flags & 2), start, end, text)  # type: ignore[arg-type]
