"""What a name is found by: keys of its words, of how they sound, of its letters, its initials, and the whole of it.

A key is a whole number: its kind, then the CRC-32 of its text. Two texts with one CRC are one key for every index, so
all find the same; the label that comes of such an accident is compared like any other and found unlike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from zlib import crc32

from leadcli.names import Name, Word
from leadcli.names.acronyms import LONGEST
from leadcli.names.fold import fold

WORD, BONES, LETTERS, ACRONYM, WHOLE, PLACED = range(6)  # kinds of keys
WEIGHTS = (2.0, 1.2, 1.0, 3.0, 0.0, 0.0)  # what a key of each kind is worth beside its rarity
GRAM = 4  # letters that make a key
LEAST_BONES = 2  # consonants that make a key
LEAST_WORD, LEAST_WHOLE = 4, 3  # consonants of a word and of a whole name of which any may be missing
MOST_BONES = 16
SHORT = 5  # letters of a whole name of which any may be another one: it has few consonants
LATELY = 512  # names whose keys are remembered: those of some fifty callers are asked for again and again
_lately: dict[int, tuple[Name, list[int]]] = {}
VOICELESS = str.maketrans("bdgzvjc", "ptksfxs", "aeiou")


def key(kind: int, text: str) -> int:
    """The key of a text; what was typed may hold half a letter (a lone surrogate), which no card has."""
    return kind << 32 | crc32(text.encode("utf-8", "surrogatepass"))


@lru_cache(maxsize=16384)
def consonants(folded: str) -> str:
    """What is left of a folded word when vowels are dropped and voice is not heard; its first letter stays."""
    rest = folded.translate(VOICELESS)
    return rest if folded[:1] not in "aeiou" else folded[:1] + rest


def telling(name: Name) -> tuple[Word, ...]:
    """The words by which a name is found: all but the noise of a note, or all when there is nothing else."""
    return tuple([word for word in name.words if word.kind != "noise"]) or name.words


def name_keys(name: Name) -> list[int]:
    """The keys by which a name is like others, each once: of its words, their consonants, and runs of letters.

    Words meet where they sound alike but for one consonant (the deletion neighbourhood of Bocek 2007 and SymSpell, of
    consonants), and so do whole names, short ones alike but for any letter. Runs of letters are of the words written
    together, with the beginning and the end of the name marked: names meet whatever blanks they have.
    """
    last = _lately.get(id(name))
    if last is not None and last[0] is name:
        return last[1]
    if len(_lately) >= LATELY:
        _lately.clear()
    found = _name_keys(name)
    _lately[id(name)] = name, found
    return found


def _name_keys(name: Name) -> list[int]:
    words = telling(name)
    whole = "".join([word.fold for word in words])
    found: list[int] = []
    for word in words:
        found += _word_keys(word.fold, word.stem, fold(word.text))
    heard = consonants(whole)
    found += [key(BONES, f"^{each}") for each in _heard_alike(heard, LEAST_WHOLE)]
    if len(whole) <= SHORT:
        found += [key(BONES, f"~{whole[:at]}{whole[at + 1 :]}") for at in range(len(whole))]
    found += _letter_keys(f"^{whole}$")
    return list(dict.fromkeys(found))


@lru_cache(maxsize=16384)
def _word_keys(same: str, stem: str, written: str) -> tuple[int, ...]:
    """Of a word: of what stands for all that say the same, without its ending, and as it is written."""
    heard = consonants(same)
    own = dict.fromkeys((same, stem, written))
    bones = _heard_alike(heard, LEAST_WORD) if len(heard) >= LEAST_BONES else ()
    return (*[key(WORD, each) for each in own], *[key(BONES, each) for each in bones])


def _heard_alike(heard: str, least: int) -> list[str]:
    """Consonants, and the same less any one of them where there are enough, and not so many that letters tell more."""
    if not least <= len(heard) <= MOST_BONES:
        return [heard]
    return [heard, *dict.fromkeys([heard[:at] + heard[at + 1 :] for at in range(len(heard))])]


def _letter_keys(whole: str) -> list[int]:
    data = whole.encode("utf-8", "surrogatepass")
    if len(data) == len(whole):
        return [LETTERS << 32 | crc32(data[at : at + GRAM]) for at in range(max(1, len(data) - GRAM + 1))]
    return [key(LETTERS, whole[at : at + GRAM]) for at in range(max(1, len(whole) - GRAM + 1))]


def placed(whole: str, city: str) -> int:
    """The key of a name in a city."""
    return key(PLACED, f"{whole}\0{city}")


def mark_of(city: str) -> int:
    """A byte that stands for a city, 1 to 255; 0 for none."""
    return 1 + crc32(city.encode("utf-8", "surrogatepass")) % 255 if city else 0


def said_acronyms(name: Name) -> Iterator[int]:
    """The keys of the words of a caller that may be the initials of a label, and of all of them together (M&S)."""
    words = [w for w in name.words if w.kind != "noise" and w.text.isalpha()]
    texts = [w.fold for w in words if 2 <= len(w.text) <= LONGEST]
    if 2 <= len(words) <= len("".join([w.text for w in words])) <= LONGEST:
        texts.append("".join([w.fold for w in words]))
    for text in dict.fromkeys(texts):
        yield key(ACRONYM, text)


def said_words(acronyms: Iterable[str]) -> list[int]:
    """The keys of labels that are the initials of the caller's words."""
    return [key(WORD, acronym) for acronym in sorted(acronyms)]
