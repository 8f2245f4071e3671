"""Acronyms said letter by letter: «эр жэ дэ» is РЖД, «би эм дабл ю» BMW, «эйч пи» HP, «икс 5» X5."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache


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
_GLUED = re.compile("(?:" + "|".join(sorted(_ANY - {"дабл"}, key=len, reverse=True)) + "){3,}")
_LEAST_GLUED, _LONGEST = 5, 6


@lru_cache(maxsize=65536)
def is_letter_name(word: str) -> bool:
    """Whether a plain word is the name of a letter."""
    return word in _ANY


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
    if len(word) < _LEAST_GLUED or not _GLUED.fullmatch(word):
        return ""
    names = _names(word)
    return _spelt(names) if sum(name not in _DOUBTFUL for name in names) >= 2 else ""


def _names(word: str) -> list[str]:
    """A word as the fewest letters' names, all of one alphabet."""
    best: dict[int, list[str]] = {0: []}
    for end in range(1, len(word) + 1):
        parts = [[*best[start], word[start:end]] for start in range(max(0, end - 5), end)
                 if start in best and word[start:end] in _ANY]  # fmt: skip
        if parts:
            best[end] = min(parts, key=lambda names: (sum(name in _DOUBTFUL for name in names), len(names)))
    return best.get(len(word), [])
