"""The words of a raw text as they are written, in Latin letters: legal forms and little words too, and nothing merged.

``names.fold`` makes rival spellings one, so that a name is found; it hides which of two like names was meant. Here a
letter stays what it is, and Cyrillic is written as BGN/PCGN does (the romanisation of passports and maps), so that both
scripts can be compared.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from leadcli.domain.frozen import frozen
from leadcli.names import Name
from leadcli.names.fold import fold
from leadcli.names.scripts import one_script, plain

_LETTERS = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "w", "қ": "q", "ғ": "gh", "ң": "ng", "ү": "u", "ұ": "u", "һ": "h",
    "ө": "o", "ә": "a", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "dj", "џ": "dz",
    "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_OTHER = re.compile("[^a-z0-9]+")
_LEFT_OUT = ("noise", "person")


@frozen
class Token:
    """A word in Latin letters, its fold, or that of the word that says the same, and whether it is a word of the name.

    Of others (legal forms, «of») no directory tells how rare they are.
    """

    text: str
    fold: str
    named: bool


def tokens_of(name: Name) -> tuple[Token, ...]:
    """The words of the text that a name was read from, but the noise and the people of a note where more is left.

    Of a reading that has other words than the text (letters said aloud, umlauts written out), the words of the reading.
    """
    written = _written(name.raw)
    if not {folded for _, folded in written}.issuperset([fold(w.text) for w in name.words if w.kind == "core"]):
        written = tuple([(text, fold(w.text)) for w in name.words if (text := latin(w.text))])
    left_out = {fold(word.text) for word in name.words if word.kind in _LEFT_OUT}
    if left_out:
        left_out -= {fold(word.text) for word in name.words if word.kind not in _LEFT_OUT}
        written = tuple([each for each in written if each[1] not in left_out]) or written
    named = {**{fold(word.text): word.fold for word in name.words}, **{word.fold: word.fold for word in name.words}}
    return tuple([Token(text, named.get(folded, folded), folded in named) for text, folded in written])


def _written(raw: str) -> tuple[tuple[str, str], ...]:
    """The words of a text: in Latin letters, and folded."""
    words = map(one_script, _WORD.findall(plain(raw).replace("'", "").replace("+", " плюс ")))
    return tuple([(text, fold(word)) for word in words if (text := latin(word))])


@lru_cache(maxsize=65536)
def latin(word: str) -> str:
    """A plain word in the letters a to z and digits."""
    if word.isascii():
        return word
    word = word.translate(_LETTERS)
    if not word.isascii():
        word = "".join([c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c)])
    if not word.isascii():
        from anyascii import anyascii  # 18 ms, for few callers

        word = str(anyascii(word)).lower()
    return _OTHER.sub("", word)
