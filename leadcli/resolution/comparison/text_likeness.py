"""How alike two names are as texts, whatever their words are taken for: plain figures of the letters and the words.

All are of the words as they are written, in Latin letters, so both scripts meet, legal forms and little words too. Each
is a whole number divided by another or a sum in a fixed order, so that the compiled core gives the same bits.

A fold (``names.fold``) makes rival spellings one, so that a name is found; it hides which of two like names was meant.
Here a letter stays what it is, and Cyrillic is written as BGN/PCGN does, the romanisation of passports and maps.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.names import Name
from leadcli.names.fold import fold
from leadcli.names.scripts import is_cyrillic, one_script, plain
from leadcli.names.word_frequencies import commonness
from leadcli.names.words import exact
from leadcli.resolution.blocking.index import COMMONEST
from leadcli.resolution.blocking.keys import consonants
from leadcli.resolution.comparison.alignment import Rarity

PARTNER = 0.8  # likeness above which a word counts as said
SAME_FOLD = 0.97  # likeness of words that fold to one, at least
SAME_BONES = 0.93  # likeness of words with the same consonants
SHORT = 3  # letters of a short word
MARKS = 4095  # ways to be written that are told apart
BESIDE, BODY = 1, 2  # «of»; «City»

TEXT_FIGURES: Mapping[str, str] = {
    "letters": "letters common to both, in order (longest common subsequence), of the letters of both",
    "sorted_letters": "the same with the words of each in alphabetical order",
    "shared_words": "the same, counting words that both have whole, in any order (token set ratio)",
    "beginning": "Jaro-Winkler likeness: letters near to each other, and the same beginning",
    "heard": "the same of the folded words, legal forms and little words left out",
    "consonants": "letters common to both, of the consonants alone",
    "words_said": "share of the caller's words, by rarity, that have a partner in the name on file",
    "heaviest_extra": "the rarest word of the caller that has none",
    "unusual_extra": "how unusual in companies' names at large the most unusual of these is",
    "worst_said": "likeness of the least like partner",
    "words_kept": "share of the words on file, by rarity, that have a partner at the caller",
    "heaviest_unsaid": "the rarest word on file that has none",
    "unusual_unsaid": "how unusual in companies' names at large the most unusual of these is",
    "worst_kept": "likeness of the least like partner",
    "caller_letters": "how many letters the caller's name has",
    "label_letters": "how many letters the name on file has",
    "caller_words": "how many words the caller's name has",
    "label_words": "how many words the name on file has",
    "label_initials": "the caller says the initials of the name on file",
    "caller_initials": "the name on file is the initials of the caller's",
    "run_of_initials": "initials stand for some words, all else is the same: 1 if on file in full, 2 if said in full",
    "body_of_place": "all that differs is what body a place is (City of, Stad): 1 if on file, 2 if said, 3 if both",
    "exact_said": "share of the caller's words that stand on file with the very same letters and accents",
    "exact_kept": "share of the words on file that were said in the very same ones",
    "same_first": "both begin with the same word",
    "same_last": "both end with the same word",
    "caller_rarest": "how rare the caller's rarest word is in this directory",
    "label_rarest": "how rare the rarest word on file is in this directory",
    "caller_unusual": "how unusual the caller's most unusual word is in companies' names at large",
    "label_unusual": "how unusual the most unusual word on file is in companies' names at large",
    "other_digits": "how many numbers only one of them has",
    "same_digits": "both have a number in common",
    "cyrillic": "the caller's name is in Cyrillic",
    "two_scripts": "one name is Cyrillic, the other is not",
    "short_words": "how many words of at most three letters the name on file has",
}


# --- a name as a text ------------------------------------------------------------------------------------------------
_LETTERS = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i", "й": "y", "к": "k",
    "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh",
    "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    "і": "i", "ї": "yi", "є": "ye", "ґ": "g", "ў": "w", "қ": "q", "ғ": "gh", "ң": "ng", "ү": "u", "ұ": "u", "һ": "h",
    "ө": "o", "ә": "a", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ђ": "d", "џ": "dz",
    "ß": "ss", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
})  # fmt: skip
_WORD = re.compile(r"[^\W_]+")
_OTHER = re.compile("[^a-z0-9]+")
_LEFT_OUT = ("noise", "person")


@frozen
class Token:
    """A word in Latin letters, its fold, or that of the word that says the same, and whether it is a word of the name.

    Of others (legal forms, «of») no directory tells how rare they are. ``marks``: the accents that it is written with,
    of Latin letters (in which script a name is written tells nothing of whose it is). ``body``: whether it says what
    body a place is (BODY), or may stand beside that (BESIDE).
    """

    text: str
    fold: str
    named: bool
    marks: int = 0
    body: int = 0


def tokens_of(name: Name) -> tuple[Token, ...]:
    """The words of the text that a name was read from, but the noise and the people of a note where more is left.

    Of a reading that has other words than the text (letters said aloud, umlauts written out), the words of the reading.
    """
    written = _written(name.raw)
    if not {token.fold for token in written}.issuperset([fold(w.text) for w in name.words if w.kind == "core"]):
        written = tuple([token for w in name.words if (token := _token(w.text)).text])
    left_out = {fold(word.text) for word in name.words if word.kind in _LEFT_OUT}
    if left_out:
        left_out -= {fold(word.text) for word in name.words if word.kind not in _LEFT_OUT}
        written = tuple([token for token in written if token.fold not in left_out]) or written
    named = {**{fold(word.text): word.fold for word in name.words}, **{word.fold: word.fold for word in name.words}}
    return tuple(
        [
            Token(token.text, named[token.fold], True, token.marks, token.body) if token.fold in named else token
            for token in written
        ]
    )


def _written(raw: str) -> tuple[Token, ...]:
    """The words of a text."""
    words = map(one_script, _WORD.findall(plain(raw).replace("'", "").replace("+", " плюс ")))
    return tuple([token for token in map(_token, words) if token.text])


@lru_cache(maxsize=65536)
def _token(word: str) -> Token:
    """A plain word, as if it were none of a name's."""
    marks = 0 if word.isascii() or is_cyrillic(word) else zlib.crc32(word.encode("utf-8", "surrogatepass")) % MARKS + 1
    body = BODY if word in exact("municipal") else BESIDE if word in _beside() else 0
    return Token(latin(word), fold(word), False, marks, body)


@cache
def _beside() -> frozenset[str]:
    return exact("joining") | exact("articles")


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


@frozen
class Text:
    """A name as a text: its words as they are written, in Latin letters; the same written together, and sorted.

    ``heard``: its words folded and without legal forms, so that rival spellings meet; ``bones``: their consonants.
    """

    tokens: tuple[Token, ...]
    joined: str
    ordered: tuple[str, ...]
    heard: str
    bones: str
    cyrillic: bool


def text_of(name: Name) -> Text:
    """A name as a text."""
    tokens = tokens_of(name)
    words = [token.text for token in tokens]
    heard = "".join([token.fold for token in tokens if token.named] or [token.fold for token in tokens])
    return Text(tokens, "".join(words), tuple(sorted(words)), heard, consonants(heard), is_cyrillic(name.raw))


# --- two texts -------------------------------------------------------------------------------------------------------
def text_figures(caller: Text, label: Text, rarity: Rarity) -> list[float]:
    """The figures of TEXT_FIGURES, in that order."""
    ours, theirs = caller.tokens, label.tokens
    words, others = [t.text for t in ours], [t.text for t in theirs]
    *said, caller_rarest, caller_unusual = _cover(ours, theirs, rarity)
    *kept, label_rarest, label_unusual = _cover(theirs, ours, rarity)
    digits, other_digits = {w for w in words if w.isdigit()}, {w for w in others if w.isdigit()}
    return [
        common(caller.joined, label.joined),
        common(" ".join(caller.ordered), " ".join(label.ordered)),
        shared_words(caller, label),
        _fuzz().JaroWinkler.similarity(caller.joined, label.joined),
        common(caller.heard, label.heard),
        common(caller.bones, label.bones),
        *said,
        *kept,
        float(len(caller.joined)),
        float(len(label.joined)),
        float(len(ours)),
        float(len(theirs)),
        float(_are_initials(theirs, caller.joined)),
        float(_are_initials(ours, label.joined)),
        float(run_of_initials(words, others) or 2 * run_of_initials(others, words)),
        float(body_of_place(ours, theirs)),
        _exact(ours, theirs),
        _exact(theirs, ours),
        float(words[:1] == others[:1]),
        float(words[-1:] == others[-1:]),
        caller_rarest,
        label_rarest,
        caller_unusual,
        label_unusual,
        float(len(digits ^ other_digits)),
        float(not digits.isdisjoint(other_digits)),
        float(caller.cyrillic),
        float(caller.cyrillic != label.cyrillic),
        float(sum(len(w) <= SHORT for w in others)),
    ]


def rareness(token: Token, rarity: Rarity) -> float:
    """How telling a word is: in this directory; of a legal form or a little word, in companies' names at large."""
    return rarity(token.fold) if token.named else max(COMMONEST, 1.0 - commonness(token.fold))


def _are_initials(tokens: Sequence[Token], text: str) -> bool:
    """Whether a text is the first letters of words: of all (ODOT, UPCL), or of those that are no legal forms."""
    named = [token for token in tokens if token.named]
    return any(len(some) > 1 and "".join([token.text[0] for token in some]) == text for some in (tokens, named))


def run_of_initials(full: Sequence[str], brief: Sequence[str]) -> bool:
    """Whether a word of the brief name is the initials of a run of the full one's, and all others are the same."""
    more = len(full) - len(brief)
    at = next((at for at, (one, other) in enumerate(zip(full, brief, strict=False)) if one != other), len(brief))
    if more < 1 or len(brief) < 2 or at == len(brief):
        return False
    initials, rest = "".join([word[0] for word in full[at : at + more + 1]]), full[at + more + 1 :]
    return initials == brief[at] and rest == brief[at + 1 :]


def body_of_place(caller: Sequence[Token], label: Sequence[Token]) -> int:
    """Which side says what body a place is (1 the label, 2 the caller, 3 both), where they differ in nothing else."""
    ours, theirs = _bodies(caller, label), _bodies(label, caller)
    if ours < 0 or theirs < 0 or all(token.body for token in caller):
        return 0
    return theirs | ours << 1


def _bodies(tokens: Sequence[Token], others: Sequence[Token]) -> int:
    """Whether the words that only the first has say what body it is; -1 where one says something else."""
    texts = {token.text for token in others}
    alone = {token.body for token in tokens if token.text not in texts}
    return -1 if 0 in alone else int(BODY in alone)


def _exact(tokens: Sequence[Token], others: Sequence[Token]) -> float:
    """The share of words that the others have in the very same letters."""
    written = {(token.text, token.marks) for token in others}
    return sum((token.text, token.marks) in written for token in tokens) / len(tokens) if tokens else 0.0


def common(one: str, other: str) -> float:
    """Twice the length of their longest common subsequence, of the letters of both."""
    both = len(one) + len(other)
    letters: int = _fuzz().LCSseq.similarity(one, other)
    return 2 * letters / both if both else 0.0


def shared_words(caller: Text, label: Text) -> float:
    """The token set ratio: what both have beside what each has in addition, the best of the three comparisons."""
    ours, theirs = set(caller.ordered), set(label.ordered)
    both = [w for w in dict.fromkeys(caller.ordered) if w in theirs]
    left = " ".join([w for w in dict.fromkeys(caller.ordered) if w not in theirs])
    right = " ".join([w for w in dict.fromkeys(label.ordered) if w not in ours])
    if both and not (left and right):
        return 1.0
    shared = len(" ".join(both))
    blank = 1 if shared else 0
    one, other = shared + blank + len(left), shared + blank + len(right)
    if not one + other:
        return 0.0
    edits: int = _fuzz().Indel.distance(left, right)
    best = 1.0 - edits / (one + other)
    if shared:
        best = max(best, 2 * shared / (shared + one), 2 * shared / (shared + other))
    return best


def _cover(words: Sequence[Token], others: Sequence[Token], rarity: Rarity) -> list[float]:
    """The share of words that have a partner, the rarest and most unusual that have none, and the worst partner.

    Then how rare and how unusual words are at most.
    """
    whole = had = rarest = unusual = rare = odd = 0.0
    worst = 1.0
    for word in words:
        weight, strange = rareness(word, rarity), 1.0 - commonness(word.fold)
        rare, odd = max(rare, weight), max(odd, strange)
        whole += weight
        best = max([partner(word, other) for other in others], default=0.0)
        if best:
            had += weight * best
            worst = min(worst, best)
        else:
            rarest, unusual = max(rarest, weight), max(unusual, strange)
    return [had / whole if whole else 0.0, rarest, unusual, worst, rare, odd]


@lru_cache(maxsize=65536)
def partner(one: Token, other: Token) -> float:
    """How alike two words are where a word may be another's partner; else 0. Numbers are the same or not."""
    if one.text == other.text:
        return 1.0
    if one.text.isdigit() or other.text.isdigit():
        return 0.0
    alike: float = _fuzz().JaroWinkler.similarity(one.text, other.text)
    if one.fold == other.fold:
        return max(alike, SAME_FOLD)
    bones = consonants(one.fold)
    if len(bones) > 1 and alike < SAME_BONES and bones == consonants(other.fold):
        return SAME_BONES
    return alike if alike > PARTNER else 0.0


@cache
def _fuzz() -> Any:
    """Distances of texts. With the compiled core one question needs none, and to load them takes a tenth of a call."""
    from rapidfuzz import distance

    return distance
