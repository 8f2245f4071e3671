"""What is written out or said aloud: numbers in words and Roman numerals, acronyms said letter by letter.

«Век XXI» is «Век 21»; «эр жэ дэ» is РЖД, «би эм дабл ю» BMW, «эйч пи» HP, «икс 5» X5.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

# --- numbers ------------------------------------------------------------------------------------------------------
_CANONICAL = re.compile("(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})")
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50}
_SMALL = re.compile("[ivx]{2,}")  # up to XXXIX
_LARGE = re.compile("(?:xl|xc|lx)[ivx]+")  # XL and XC alone are a size and an abbreviation more often

# As they are written: the roots of short numerals meet other words.
IN_WORDS = {
    "один": "1", "два": "2", "две": "2", "три": "3", "четыре": "4", "пять": "5", "шесть": "6", "семь": "7",
    "восемь": "8", "девять": "9", "десять": "10", "одиннадцать": "11", "двенадцать": "12", "двадцать": "20",
    "тридцать": "30", "сорок": "40", "пятьдесят": "50", "two": "2", "three": "3", "four": "4", "five": "5", "six":
    "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
}  # fmt: skip
_ORDINALS = (
    "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат",
)  # fmt: skip
_ORDINAL = re.compile(f"({'|'.join(_ORDINALS)})(?:ый|ой|ий|ая|ья|ое|ье|ого|ьего|ому|ьему|ым|ьим|ом|ьем|ую|ью|ей|ьей)")
_LATIN_ORDINALS = {
    "first": "1", "second": "2", "third": "3", "fourth": "4", "fifth": "5", "sixth": "6", "seventh": "7", "eighth": "8",
    "ninth": "9", "tenth": "10",
}  # fmt: skip


@lru_cache(maxsize=16384)
def roman(word: str) -> str:
    """The digits of a plain word that is a Roman numeral in its one right form, from II to XCIX; ``""`` for others.

    What is a word more often (MIX, CD, XL, DC) is none, and neither is a single letter.
    """
    if not (_SMALL.fullmatch(word) or _LARGE.fullmatch(word)) or not _CANONICAL.fullmatch(word):
        return ""
    values = [_VALUES.get(letter, 100) for letter in word]
    signed = [-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True)]
    return str(sum(signed))


@lru_cache(maxsize=16384)
def digits_of(word: str) -> str:
    """The digits of a plain word that is a number: a Roman numeral, an ordinal, a numeral said; ``""`` for others."""
    if found := roman(word) or IN_WORDS.get(word) or _LATIN_ORDINALS.get(word):
        return found
    ordinal = _ORDINAL.fullmatch(word)
    return str(_ORDINALS.index(ordinal[1]) + 1) if ordinal else ""


# --- letters ------------------------------------------------------------------------------------------------------
def _table(pairs: str) -> dict[str, str]:
    return dict(pair.split("=", 1) for pair in pairs.split())


_CYRILLIC = _table(
    "а=а бэ=б бе=б вэ=в ве=в гэ=г ге=г дэ=д де=д е=е жэ=ж же=ж зэ=з зе=з и=и ка=к кэ=к эл=л эль=л эм=м эн=н "
    "о=о пэ=п пе=п эр=р эс=с тэ=т те=т у=у эф=ф фэ=ф ха=х хэ=х цэ=ц це=ц че=ч чэ=ч ша=ш шэ=ш ща=щ э=э ю=ю я=я "
)
_LATIN = _table(
    "эй=a би=b си=c ди=d и=e эф=f джи=g эйч=h аш=h ай=i джей=j йот=j кей=k эл=l эль=l эм=m эн=n оу=o о=o пи=p "
    "кью=q ку=q ар=r эр=r эс=s ти=t ю=u ви=v даблю=w дабл=w икс=x экс=x уай=y вай=y игрек=y зед=z зет=z зи=z "
    "а=a бэ=b цэ=c дэ=d гэ=g ка=k кэ=k пэ=p тэ=t фау=v вэ=v у=u "
)
# Names that are a word or a syllable of many more often; a run must hold others beside them.
_DOUBTFUL = frozenset("а бе ве ге де е же зе и ка ку о пе те у ха це че ша ща э ю я ди си ти пи ви ай ар аш".split())  # noqa: SIM905
_ANY = _CYRILLIC.keys() | _LATIN.keys()
_LEAST_GLUED, _LONGEST = 5, 6


@lru_cache(maxsize=65536)
def may_spell(word: str) -> bool:
    """Whether a plain word is a letter's name, or letters' names written together."""
    return word in _ANY or bool(_of_glued(word))


def letters_said(words: Sequence[str]) -> list[str]:
    """The words with each run of letters' names as the acronym that they spell; as they are where there is none."""
    out: list[str] = []
    index = 0
    while index < len(words):
        end = index
        while end < len(words) and words[end] in _ANY:
            end += 1
        run = words[index:end]
        spelt = _spelt(run) if run else _of_glued(words[index])
        before_number = len(run) == 1 and end < len(words) and words[end].isdigit() and run[0] in ("икс", "экс")
        if spelt:
            out.append(spelt)
        elif before_number:
            out.append(_LATIN[run[0]] + words[end])
            end += 1
        else:
            out += run or [words[index]]
        index = max(end, index + 1)
    return out


def _spelt(names: Sequence[str]) -> str:
    """The letters that names spell, of one alphabet: the Russian one if it knows them all."""
    if not 2 <= len(names) <= _LONGEST or all(name in _DOUBTFUL for name in names):
        return ""
    if names.count("дабл"):  # «дабл ю» is one letter
        names = " ".join(names).replace("дабл ю", "даблю").split(" ")
    for alphabet in (_CYRILLIC, _LATIN):
        if all(name in alphabet for name in names):
            return "".join([alphabet[name] for name in names])
    return ""


@lru_cache(maxsize=65536)
def _of_glued(word: str) -> str:
    """The acronym that a word spells by itself (эмтээс), its syllables being letters' names and nothing else."""
    if len(word) < _LEAST_GLUED or word[:2] not in _beginnings():
        return ""
    names = _names(word)
    return _spelt(names) if len(names) > 2 and sum(name not in _DOUBTFUL for name in names) >= 2 else ""


@cache
def _beginnings() -> frozenset[str]:
    """The first two letters of words that begin with a letter's name."""
    return frozenset((name + other)[:2] for name in _ANY for other in _ANY)


def _names(word: str) -> list[str]:
    """A word as the fewest letters' names, all of one alphabet."""
    best: dict[int, list[str]] = {0: []}
    for end in range(1, len(word) + 1):
        parts = [[*best[start], word[start:end]] for start in range(max(0, end - 5), end)
                 if start in best and word[start:end] in _ANY]  # fmt: skip
        if parts:
            best[end] = min(parts, key=lambda names: (sum(name in _DOUBTFUL for name in names), len(names)))
    return best.get(len(word), [])
