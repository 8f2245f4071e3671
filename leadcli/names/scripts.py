"""Characters: one case, one writing of quotes and dashes, homoglyphs repaired, the other keyboard layout tried."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 256  # characters of a name that are looked at; what follows tells nothing more

_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟″＂‹›「」『』《》", '"'),
        **dict.fromkeys("‘’‚‛′`´ʼʹ׳", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)
# Letters that look alike (Unicode TR39 confusables, the lower-case pairs that occur in company names).
_TO_CYRILLIC = dict(zip("abcehkmoptxyu3", "авсенкмортхуиз", strict=True))
_TO_LATIN = dict(zip("авсенкмортхуёзi", "abcehkmoptxye3i", strict=True))
_LOOKS_CYRILLIC = frozenset("abcehkmoptxy")
_LOOKS_LATIN = frozenset("авсенкмортху")
CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяёіїєґўқғңүұһөәјљњћђџ"
_EASY = re.compile('(?:[A-Za-z0-9 "(),./&+:;-]++|[А-я]++)*+')  # one set of both takes eight times as long to compile
_CYRILLIC_WORD = re.compile(f"[{CYRILLIC}]")
_RUSSIAN = re.compile("[а-я]+")
_LATIN_WORD = re.compile(r"[a-zà-ÿ]")
_DIGIT_BESIDE_X = re.compile(r"х\d+|\d+х")
_SYLLABIC = re.compile("[\u0900-\u109f\u1780-\u17ff]")
_HEBREW_QUOTE = re.compile('(?<=[א-ת])["״](?=[א-ת])')

_LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.`" + 'QWERTYUIOP{}ASDFGHJKL:"ZXCVBNM<>~'
_CYRILLIC_KEYS = "йцукенгшщзхъфывапролджэячсмитьбюё" + "ЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁ"
_TYPED_LATIN = str.maketrans(_LATIN_KEYS, _CYRILLIC_KEYS)
_TYPED_CYRILLIC = str.maketrans(_CYRILLIC_KEYS, _LATIN_KEYS)


def plain(text: str) -> str:
    """Text in one case and one writing: NFKC, casefold, ё as е, one kind of quote, dash and blank. Idempotent."""
    if len(text) <= LONGEST and _EASY.fullmatch(text):  # most callers: only the case and blanks are to be changed
        return " ".join(text.lower().split())[:LONGEST].strip()
    return plain_of_any(text)


def plain_of_any(text: str) -> str:
    """``plain`` as it is defined."""
    cut = unicodedata.normalize("NFKC", text[: LONGEST * 4].replace("№", " ")).translate(_PUNCTUATION)
    folded = unicodedata.normalize("NFKC", _HEBREW_QUOTE.sub("", cut).casefold()).replace("ё", "е")
    folded = folded.replace("i\u0307", "i")  # the Turkish İ
    if _SYLLABIC.search(folded):  # vowels there are marks, no letters: words would fall apart
        from anyascii import anyascii

        words = (anyascii(word).lower() if _SYLLABIC.search(word) else word for word in folded.split())
        folded = " ".join(words).translate(_PUNCTUATION)
    if not folded.isprintable():
        folded = "".join(c if c.isprintable() else " " for c in folded)
    return " ".join(folded.split())[:LONGEST].strip()


@lru_cache(maxsize=65536)
def is_cyrillic(text: str) -> bool:
    """Whether a text has Cyrillic letters."""
    return bool(_CYRILLIC_WORD.search(text.casefold()))


@lru_cache(maxsize=65536)
def one_script(word: str) -> str:
    """A word that mixes scripts by look-alikes («Mетсo»), in the script that makes it whole; else as it is.

    Words that would not become one script wholly (K-раута, iФлат) are left alone. Digits that stand for letters
    inside a word (Р0МАШКА) are read as letters.
    """
    if _RUSSIAN.fullmatch(word):
        return word
    if "х" in word and _DIGIT_BESIDE_X.fullmatch(word):
        return word.replace("х", "x")  # Х5 in Russian letters: beside a digit the letter is X, not its sound
    cyrillic, latin = bool(_CYRILLIC_WORD.search(word)), bool(_LATIN_WORD.search(word))
    if cyrillic and latin:
        foreign = {c for c in word if _LATIN_WORD.match(c)}
        if foreign <= _LOOKS_CYRILLIC:
            return "".join(_TO_CYRILLIC.get(c, c) if c in foreign else c for c in word)
        foreign = {c for c in word if _CYRILLIC_WORD.match(c)}
        if foreign <= _LOOKS_LATIN:
            return "".join(_TO_LATIN.get(c, c) if c in foreign else c for c in word)
        return word
    if cyrillic and len(word) >= 4 and re.search(r"(?<=[а-я])[03](?=[а-я])|^[03](?=[а-я]{3})", word):
        return re.sub(r"(?<=[а-я])[03](?=[а-я])|^[03](?=[а-я]{3})", lambda m: "о" if m[0] == "0" else "з", word)
    if latin and len(word) >= 4 and re.search(r"(?<=[a-z])[01](?=[a-z])", word):
        return re.sub(r"(?<=[a-z])[01](?=[a-z])", lambda m: "o" if m[0] == "0" else "l", word)
    return word


_NUMBER = r"(?<!\w)\+?[\dОоOoЗз](?:[\s().-]{0,2}[\dОоOoЗз]){7,}(?!\w)"
_IN_NUMBER = r"(?<=\d)[ОоOoЗз]+|(?<![ОоOoЗз])[ОоOoЗз]+(?=\d)"
_AS_DIGITS = str.maketrans("ОоOoЗз", "000033")
_LEAST_DIGITS = 6


def digits_repaired(text: str) -> str:
    """A raw text in which letters inside a long number are the digits that they look like: 77О7О83893."""
    return re.sub(_NUMBER, _in_digits, text) if sum(map(str.isdigit, text)) >= _LEAST_DIGITS else text


def _in_digits(found: re.Match[str]) -> str:
    if sum(map(str.isdigit, found[0])) < _LEAST_DIGITS:
        return found[0]
    return re.sub(_IN_NUMBER, lambda letters: letters[0].translate(_AS_DIGITS), found[0])


def look_alike(word: str) -> str:
    """A short one-script word in the other script if it looks the same there (MTC for МТС), or ``""``."""
    if _LATIN_WORD.search(word) and all(c in _LOOKS_CYRILLIC or c.isdigit() for c in word):
        return "".join(_TO_CYRILLIC.get(c, c) if c.isalpha() else c for c in word)
    return ""


_DIGITS_ALIKE = str.maketrans("0346", "озчб")


def digits_as_letters(word: str) -> str:
    """A Cyrillic word whose digits are letters that they look like (КАМА3 for КАМАЗ), or ``""`` where it has none."""
    read = word.translate(_DIGITS_ALIKE)
    return read if read != word and read.isalpha() and any(map(str.isalpha, word)) and is_cyrillic(word) else ""


_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae"})


def umlauts_written_out(text: str) -> str:
    """A plain text with two letters for each that many keyboards lack: Jürgen as Juergen. Others as they are."""
    return text if text.isascii() else text.translate(_UMLAUTS)


def without_marks(text: str) -> str:
    """A text without the accents and other marks of its letters: García is Garcia, ё is е."""
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


_BETWEEN_DIGITS = re.compile(r"(?<=\d)[бюБЮ](?=\d)")


def other_layout(text: str) -> str:
    """The text as it would read had the other keyboard layout been on: «vtncz ,jhl» is «мется борд».

    Mapped before punctuation goes: comma, full stop, semicolon and bracket are letters in the Russian layout.
    Empty when the text has letters of both scripts or of none.
    """
    folded = text.casefold()
    cyrillic, latin = bool(_CYRILLIC_WORD.search(folded)), bool(_LATIN_WORD.search(folded))
    if cyrillic == latin:
        return ""
    typed = text[:LONGEST].translate(_TYPED_CYRILLIC if cyrillic else _TYPED_LATIN)
    # Between digits a comma or full stop is itself in either layout: 36,6.
    return _BETWEEN_DIGITS.sub(lambda found: text[found.start()], typed)
