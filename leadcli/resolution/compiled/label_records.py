"""Names and labels as records: of the compiled directory, and in the form in which the core compares them.

Numbers are LEB128; a text is its size in bytes and UTF-8; a list begins with how many items it has, a block of texts
with its size in bytes. What a comparison reads stands first. A caller's name is written in the same way,
with nothing around it.

    flags of the name, kind of the label               a byte each
    family, client, group, text
    cities, told, near                                 blocks of texts
    words: kind and flags, weight and commonness in hundredths, letters to an acronym     a byte each; segment, text,
           fold; stem unless it is the fold; the place that it names, if any
    words of the text (comparison.text_likeness), a block: which of the words has its fold, from 1 on; its marks, and
           the two bits of its body; its letters; where none has it, its fold, and how common that is
    forms: text, kind, whether a person's; places: name, text, strong and adjective, kind, country, start, end
    key, acronyms, and what the name was read from, if it is not the text
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any, Protocol, TypeVar

from leadcli.names import Mention, Name, Word
from leadcli.names.acronyms import most_given
from leadcli.names.geography import place_key
from leadcli.names.legal_forms import Form, family
from leadcli.names.lexemes import WEIGHTS, WordKind
from leadcli.names.scripts import is_cyrillic
from leadcli.names.word_frequencies import commonness
from leadcli.resolution.comparison.text_likeness import tokens_of
from leadcli.resolution.directory.labels import KINDS, Label

T = TypeVar("T")
WORD_KINDS = tuple(WEIGHTS)
_NOTHING_AROUND = bytes(8)  # kind, four texts, three blocks
_CYRILLIC, _ALPHABETIC, _STEM_IS_FOLD, _PLACE = 8, 16, 32, 64  # of a word
_GROUP, _RAW = 32, 64  # of a name
_BLOCKS = ("cities", "told", "near")


def write_label(label: Label) -> bytes:
    """A label with its name taken apart."""
    name = label.name
    flags = (_GROUP if label.of_group else 0) | (_RAW if name.raw != label.text else 0)
    return b"".join(
        (
            bytes((flags | _flags(name), KINDS.index(label.kind))),
            *map(_text, (label.family, label.client_id, label.group_id, label.text)),
            *map(_block, (label.cities, sorted(label.told), sorted(label.near))),
            _name(name),
            _text(name.key),
            _list([_text(acronym) for acronym in sorted(name.acronyms)]),
            _text(name.raw) if name.raw != label.text else b"",
        )
    )


def write_name(name: Name) -> bytes:
    """A caller's name, as the core compares it with labels."""
    return bytes((_flags(name),)) + _NOTHING_AROUND + _name(name)


def _block(texts: Iterable[str]) -> bytes:
    found = packed_texts(texts)
    return _number(len(found)) + found


def packed_texts(texts: Iterable[str]) -> bytes:
    """Texts one after the other, each behind its size."""
    return b"".join([_text(text) for text in texts])


def _flags(name: Name) -> int:
    return name.branch | name.person << 1 | name.generic << 2 | name.bare << 3 | is_cyrillic(name.raw) << 4


def _name(name: Name) -> bytes:
    out = [_number(len(name.words))]
    for word in name.words:
        head, tail = _word(word.text, word.fold, word.stem, word.kind, word.weight)
        out += (head, _number(word.segment), tail)
    tokens = _tokens(name)
    out += (_number(len(tokens)), tokens, _number(len(name.forms)))
    for form in name.forms:
        out += (_text(form.text), _text(form.kind), b"\1" if family(form.kind) == "ip" else b"\0")
    out.append(_number(len(name.places)))
    for place in name.places:
        out += (_text(place.name), _text(place.text), bytes((place.strong | place.adjective << 1,)))
        out += (_text(place.kind), _text(place.country), _number(place.start), _number(place.end))
    return b"".join(out)


def _tokens(name: Name) -> bytes:
    """The words of its text: which of its words each is, from 1 on, or 0 and what a word of its own has."""
    place = {word.fold: number for number, word in reversed(list(enumerate(name.words, 1)))}
    out: list[bytes] = []
    for token in tokens_of(name):
        out += (_number(place[token.fold] if token.named else 0), _number(token.marks << 2 | token.body))
        out.append(_text(token.text))
        out += [] if token.named else [_text(token.fold), _common(token.fold)]
    return b"".join(out)


@lru_cache(maxsize=65536)
def _word(text: str, folded: str, stem: str, kind: WordKind, weight: float) -> tuple[bytes, bytes]:
    """A word, as it lies before its segment and after it."""
    place = place_key(text)
    flags = WORD_KINDS.index(kind)
    for flag, holds in (
        (_CYRILLIC, is_cyrillic(text)),
        (_ALPHABETIC, text.isalpha()),
        (_STEM_IS_FOLD, stem == folded),
        (_PLACE, place),
    ):
        flags |= flag if holds else 0
    rest = [_text(text), _text(folded)]
    rest += [_text(stem)] if stem != folded else []
    rest += [_text(place)] if place else []
    head = bytes((flags, round(weight * 100))) + _common(folded) + bytes((most_given(text),))
    return head, b"".join(rest)


def _common(fold: str) -> bytes:
    return bytes((round(commonness(fold) * 100),))


def _number(value: int) -> bytes:
    if value < 0x80:
        return bytes((value,))
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    found.append(value)
    return bytes(found)


def _list(items: list[bytes]) -> bytes:
    return _number(len(items)) + b"".join(items)


def _text(text: str) -> bytes:
    data = text.encode("utf-8", "surrogatepass")
    return _number(len(data)) + data


# --- and back ---------------------------------------------------------------------------------------------------------
def read_label(record: bytes) -> Label:
    """What ``write_label`` wrote."""
    return LabelRecord((record,), 0).label()


class Numbered(Protocol):
    """Records by number."""

    def __getitem__(self, number: int, /) -> bytes:
        """The record."""
        ...


class LabelRecord:
    """The record of a label, by its number among others: read as far as is asked for."""

    __slots__ = ("_around", "_name_at", "_number", "_opened", "_records")

    def __init__(self, records: Numbered, number: int, name_at: int = 0) -> None:
        self._records, self._number = records, number
        self._name_at = name_at  # where the name begins, if that is known
        self._opened: _Reader | None = None
        self._around: tuple[int, ...] = ()  # where the blocks around the name begin, and the name, once that is known

    @property
    def _reader(self) -> _Reader:
        if self._opened is None:
            self._opened = _Reader(self._records[self._number])
        return self._opened

    def label(self) -> Label:
        """The label; what is around its name and the name itself are read when they are asked for."""
        reader = self._reader
        reader.at = 2
        return Label.later(self, reader.record[1], reader.text(), reader.text(), reader.text(), reader.text())

    def read(self, field: str, text: str) -> Any:
        """See ``labels.Source``."""
        reader = self._reader
        if field == "name" and self._name_at:
            reader.at = self._name_at
            return reader.name(text)
        if not self._around:
            reader.at, starts = 2, []
            for _ in range(4 + len(_BLOCKS)):
                reader.skip()
                starts.append(reader.at)
            self._around = tuple(starts[3:])
        if field == "name":
            reader.at = self._around[-1]
            return reader.name(text)
        reader.at = self._around[_BLOCKS.index(field)]
        found = reader.block()
        return found if field == "cities" else frozenset(found)


class _Reader:
    """A record read from its beginning on."""

    __slots__ = ("at", "record")

    def __init__(self, record: bytes) -> None:
        self.record, self.at = record, 0

    def byte(self) -> int:
        self.at += 1
        return self.record[self.at - 1]

    def number(self) -> int:
        found = self.record[self.at]
        self.at += 1
        if found <= 0x7F:  # as nearly all are
            return found
        found, shift = found & 0x7F, 7
        while (byte := self.byte()) > 0x7F:
            found |= (byte & 0x7F) << shift
            shift += 7
        return found | byte << shift

    def text(self) -> str:
        start = self.at + 1
        size = self.record[start - 1]
        if size > 0x7F:
            size = self.number()
            start = self.at
        self.at = end = start + size
        return self.record[start:end].decode("utf-8", "surrogatepass")

    def name(self, text: str) -> Name:
        flags = self.record[0]
        words = self.items(self.word)
        self.skip()
        forms, places = self.items(self.form), self.items(self.place)
        key, acronyms = self.text(), frozenset(self.items(self.text))
        raw = self.text() if flags & _RAW else text
        kinds = bool(flags & 1), bool(flags & 2), bool(flags & 4), bool(flags & 8)
        return Name(raw, words, forms, places, key, acronyms, *kinds)

    def skip(self) -> None:
        size = self.number()
        self.at += size

    def items(self, read: Callable[[], T]) -> tuple[T, ...]:
        count = self.number()
        return tuple([read() for _ in range(count)]) if count else ()

    def block(self) -> tuple[str, ...]:
        size = self.number()
        end, found = self.at + size, []
        while self.at < end:
            found.append(self.text())
        return tuple(found)

    def word(self) -> Word:
        flags, weight, _, _ = self.record[self.at : self.at + 4]
        self.at += 4
        segment, text, fold = self.number(), self.text(), self.text()
        stem = fold if flags & _STEM_IS_FOLD else self.text()
        if flags & _PLACE:
            self.skip()
        return Word(text, fold, stem, WORD_KINDS[flags & 7], weight / 100, segment)

    def form(self) -> Form:
        text, kind = self.text(), self.text()
        self.byte()
        return Form(text, kind)

    def place(self) -> Mention:
        name, text, flags = self.text(), self.text(), self.byte()
        kind, country, start, end = self.text(), self.text(), self.number(), self.number()
        return Mention(name, kind, country, bool(flags & 1), bool(flags & 2), start, end, text)  # type: ignore[arg-type]
