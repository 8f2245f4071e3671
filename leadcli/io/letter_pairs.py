"""How unlikely words are as Russian or as Western: tells encodings apart that have a byte for each letter.

Words are measured in bits, as a model of letter pairs would need for those letters that are not ASCII.
"""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = " абвгдеёжзийклмнопрстуфхцчшщъыьэюя"  # a blank stands for all that is no letter
# Bits of a letter after a letter, both in the order of LETTERS; made by scripts/build_letter_pairs.py.
PAIRS = (
    "9544546975493644445356668579999697",
    "2955655875854443854558968669999976",
    "6299993989497596394793976998749998",
    "3399883998495686386475998989947997",
    "5396954999497698293874999999999999",
    "4396993647397674384584979999958897",
    "2975557876855453973449877768999999",
    "2995989988989443986919989999999999",
    "7398732999397863598594999989967998",
    "4283754999495654588895999999956975",
    "2766764975665453875449966669999975",
    "1879867999995465667459878689999999",
    "3296994999398598295653999999999999",
    "4369773979297687399774999999963965",
    "2369993999499976459694999999968996",
    "4389553899396995399455997899955985",
    "3963547976855434664547879689999997",
    "6399993999396698242884999999959997",
    "5277563989496765378553887889957986",
    "4386984899492475457625999899975995",
    "3394983999497786284475999999964998",
    "2567557955875564843559969668999868",
    "6199794999399699394954599999986999",
    "2296885999499966284854999899978799",
    "4379992993393899599994997999948959",
    "6399992759394985699944989989987799",
    "6296792799294575589944989799989997",
    "7399992399299996999994999999999999",
    "6868883888488685884688888888888431",
    "1764474986945545976559949659999998",
    "1997675996693954779459796549999944",
    "6969768979955463995419796669999976",
    "1559559968966665974539998586999789",
    "1966765976986653795649978686999977",
)
_COST = {
    (before, after): int(bits)
    for before, line in zip(LETTERS, PAIRS, strict=True)
    for after, bits in zip(LETTERS, line, strict=True)
}
# Letters that are not rare: of Western languages, of Polish and Czech, of Turkish; and those at the end of words alone.
_WESTERN = frozenset("éèêëàâäöüßçñáíóúåøæôîïûãõœšąćęłńśźżčďěňřťůžğış")
_AT_ENDS = frozenset("ìòù")  # Italian; within words Czech ě, ň, ů were read so
_SIGNS = frozenset("«»№–—“”„…’\u00a0")
_STRANGE, _MIXED, _RARE, _SIGN, _CASE = 12, 7, 8, 5, 6


def bits_of(words: Iterable[str]) -> int:
    """How unlikely words are, in bits: the fewer, the likelier. Words of ASCII letters alone cost nothing."""
    return sum(map(_bits, words))


def _bits(word: str) -> int:
    bits, before, last = 0, "", " "  # script of the letter before, and that letter in lower case
    capitals = 0  # letters of the run so far, while all are capitals; -1 after a small one
    for place, sign in enumerate(word, 1):
        small = sign.lower()
        script = _script(small)
        if not script:
            bits += 0 if sign.isascii() else _SIGN if sign in _SIGNS else _STRANGE
            bits += _COST[last, " "] if before == "russian" else 0
            before, last, capitals = "", " ", 0
            continue
        if script == "russian":
            bits += _COST[last if before == "russian" else " ", small]
        elif script != "latin":
            ends = not word[place : place + 1].isalpha()
            bits += 4 if small in _WESTERN or (ends and small in _AT_ENDS) else _RARE
        if before and before != script and {before, script} != {"latin", "western"}:
            bits += _MIXED
        elif before == script == "western":
            bits += _SIGN
        elif not before and script == "western":
            bits += 1
        if sign != small:
            bits += _CASE if capitals < 0 and script != "latin" else 0
            capitals += capitals >= 0
        else:
            bits += _CASE if capitals > 1 and script != "latin" else 0
            capitals = -1
        before, last = script, small
    return bits + (_COST[last, " "] if before == "russian" else 0)


def _script(small: str) -> str:
    """The script of a letter; empty where it is none."""
    if (small, small) in _COST and small != " ":
        return "russian"
    if not small.isalpha():
        return ""
    return "latin" if small.isascii() else "western" if small < "\u0250" else "other"
