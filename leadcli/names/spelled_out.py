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
    "восемь": "8", "девять": "9", "десять": "10", "одиннадцать": "11", "двенадцать": "12", "тринадцать": "13",
    "четырнадцать": "14", "пятнадцать": "15", "шестнадцать": "16", "семнадцать": "17", "восемнадцать": "18",
    "девятнадцать": "19", "двадцать": "20", "тридцать": "30", "сорок": "40", "пятьдесят": "50", "шестьдесят": "60",
    "семьдесят": "70", "восемьдесят": "80", "девяносто": "90", "two": "2", "three": "3", "four": "4", "five": "5",
    "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10", "eleven": "11", "twelve": "12",
    "thirteen": "13", "fourteen": "14", "fifteen": "15", "sixteen": "16", "seventeen": "17", "eighteen": "18",
    "nineteen": "19", "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50",
}  # fmt: skip
_HUNDREDS = {
    "сто": "100", "двести": "200", "триста": "300", "четыреста": "400", "пятьсот": "500", "шестьсот": "600",
    "семьсот": "700", "восемьсот": "800", "девятьсот": "900",
}  # fmt: skip  # before another number alone: СТО is a service station
_ORDINALS = (
    "перв", "втор", "трет", "четверт", "пят", "шест", "седьм", "восьм", "девят", "десят", "одиннадцат", "двенадцат",
    "тринадцат", "четырнадцат", "пятнадцат", "шестнадцат", "семнадцат", "восемнадцат", "девятнадцат", "двадцат",
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
# English names of letters, as they are written down; "double u" is one.
_ENGLISH = _table(
    "ay=a bee=b cee=c see=c dee=d ee=e ef=f eff=f gee=g aitch=h haitch=h eye=i jay=j kay=k el=l ell=l em=m en=n oh=o "
    "pee=p cue=q queue=q ar=r are=r es=s ess=s tee=t you=u vee=v doubleyou=w ex=x why=y wye=y zee=z zed=z "
) | {letter: letter for letter in "abcdefghijklmnopqrstuvwxyz"}
_ENGLISH_WORDS = frozenset("a i see are you why eye queue cue ex es el en ay oh el em ar".split())  # noqa: SIM905
_AND = frozenset(("и", "энд", "эн", "and", "end", "n"))  # between letters: эйч энд эм
# Names that are a word or a syllable of many more often; a run must hold others beside them.
_DOUBTFUL = frozenset("а бе ве ге де е же зе и ка ку о пе те у ха це че ша ща э ю я ди си ти пи ви ай ар аш".split())  # noqa: SIM905
_ANY = _CYRILLIC.keys() | _LATIN.keys()
_LEAST_GLUED, _LONGEST = 5, 6
MADE_OF = 2  # words of a number and a letter, if no more were said, of which the second may be any letter


@lru_cache(maxsize=65536)
def may_spell(word: str) -> bool:
    """Whether a plain word is a letter's name, or letters' names written together, or a numeral."""
    return word in _ANY or (word in _ENGLISH and len(word) > 1) or word in IN_WORDS or bool(_of_glued(word))


def letters_said(words: Sequence[str]) -> list[str]:
    """The words with each run of letters' names as the acronym that they spell; as they are where there is none.

    A numeral of two words is one number (двадцать один), a number beside a letter stands with it (три эм, икс 5).
    """
    words = _numbers_said(words)
    out: list[str] = []
    index = 0
    while index < len(words):
        end = _end_of_run(words, index)
        run = [word for word in words[index:end] if word not in _AND]
        spelt = _spelt(run, "энд" in words[index:end]) if run else _of_glued(words[index])
        if spelt:
            out.append(spelt)
        elif len(run) == 1 and end < len(words) and words[end].isdigit() and run[0] in ("икс", "экс"):
            out.append(_LATIN[run[0]] + words[end])
            end += 1
        elif len(run) == 1 == index and words[0].isdigit() and (len(words) == MADE_OF or run[0] not in _DOUBTFUL):
            out[-1] += (_LATIN | _CYRILLIC)[run[0]]  # «три эм» is 3M, «один эс рарус» 1С-Рарус
        else:
            out += words[index:end] or [words[index]]
        index = max(end, index + 1)
    if out == list(words) and (spelt := _spelt_in_english(words)):
        return [spelt]
    return out


def _end_of_run(words: Sequence[str], index: int) -> int:
    """Where a run of letters' names ends, with «and» between two of them."""
    end = index
    while end < len(words):
        if words[end] not in _ANY and not (
            end > index and words[end] in _AND and words[end + 1 : end + 2] and words[end + 1] in _ANY
        ):
            break
        end += 1
    return end


def _numbers_said(words: Sequence[str]) -> list[str]:
    """Words with the numerals in them as digits; hundreds, tens and units as one number, the last an ordinal or not.

    So are a number and its tenths.
    """
    out: list[str] = []
    for word in words:
        digits = IN_WORDS.get(word, "")
        more = digits or digits_of(word)
        before = _HUNDREDS.get(out[-1], out[-1]) if out else ""
        zeros = len(before) - len(before.rstrip("0"))
        if more.isdigit() and before.isdigit() and zeros >= len(more) and not before.endswith("10"):
            out[-1] = before[: -len(more)] + more
        else:
            out.append(digits or word)
    return _DECIMAL.sub(r"\1,\2", " ".join(out)).split() if "и" in out else out  # «36 и 6» is 36,6


_DECIMAL = re.compile(r"(?<!\S)(\d+) и (\d)(?!\S)")
_TENS = [word for word, digits in IN_WORDS.items() if len(digits) == 2 and digits[1] == "0" and digits != "10"]
_OF_SEVERAL = re.compile(rf"(?<!\w)(?:{'|'.join([*_HUNDREDS, *_TENS])})(?: [^\W\d_]+){{1,2}}")


def numbers_of_several_words(text: str) -> str:
    """A plain text with the numbers of several words in it as digits: «сто первая школа» is «101 школа»."""
    return _OF_SEVERAL.sub(_as_one_number, text)


def _as_one_number(found: re.Match[str]) -> str:
    words = found[0].split()
    said = _numbers_said(words)
    return " ".join(said) if len(said) < len(words) else found[0]


def _spelt_in_english(words: Sequence[str]) -> str:
    """The letters that all words spell by their English names: bee em double you."""
    names = " ".join(word for word in words if word not in _AND or word == "n")
    names = re.sub("double (?:you|u)", "doubleyou", names)
    run = names.split()
    if not 2 <= len(run) <= _LONGEST or any(name not in _ENGLISH for name in run):
        return ""
    told = sum(name not in _ENGLISH_WORDS and len(name) > 1 for name in run)
    return "".join([_ENGLISH[name] for name in run]) if told and told * 2 >= len(run) - 1 else ""


def _spelt(names: Sequence[str], english: bool = False) -> str:
    """The letters that names spell, of one alphabet: the Russian one if it knows them all, unless it is ``english``."""
    if not 2 <= len(names) <= _LONGEST or (not english and all(name in _DOUBTFUL for name in names)):
        return ""
    if names.count("дабл"):  # «дабл ю» is one letter
        names = " ".join(names).replace("дабл ю", "даблю").split(" ")
    for alphabet in (_LATIN, _CYRILLIC) if english else (_CYRILLIC, _LATIN):
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
    first = {name[0] for name in _ANY}
    letters = [name for name in _ANY if len(name) == 1]
    return frozenset([name[:2] for name in _ANY if len(name) > 1] + [one + other for one in letters for other in first])


def _names(word: str) -> list[str]:
    """A word as the fewest letters' names, all of one alphabet."""
    best: dict[int, list[str]] = {0: []}
    for end in range(1, len(word) + 1):
        parts = [[*best[start], word[start:end]] for start in range(max(0, end - 5), end)
                 if start in best and word[start:end] in _ANY]  # fmt: skip
        if parts:
            best[end] = min(parts, key=lambda names: (sum(name in _DOUBTFUL for name in names), len(names)))
    return best.get(len(word), [])
