"""How unlikely words are as Russian or as Western: tells encodings apart that have a byte for each letter.

Words are measured in bits, as a model of letter pairs would need for those letters that are not ASCII.
"""

from __future__ import annotations

from collections.abc import Iterable

LETTERS = " абвгдеёжзийклмнопрстуфхцчшщъыьэюя"  # a blank stands for all that is no letter
# Bits of a letter after a letter, both in the order of LETTERS; made by scripts/build_letter_pairs.py.
PAIRS = (
    "9544546975593544545346667669999787",
    "2955656985755443764557858669999986",
    "6299993989497596394793976998749999",
    "4399873999495596296475998999957897",
    "5296954999497698283873999999999999",
    "5296993746396784385584979999958897",
    "2974556976955453873549877768999999",
    "2994999997979353976929999999999999",
    "7298742999396863497593999989966898",
    "4273754999495654488895999999956975",
    "3666664975664442775449866569999965",
    "1768867999895565567459777679999998",
    "3297994999398588295653999999999999",
    "4379673979297687389764999999963965",
    "1358993999498987458694999999969897",
    "4389553998396995399444987889855986",
    "3863447976855434764457879679999998",
    "7399993999397698252874999899958997",
    "5277563989495765387454978889957986",
    "5376994999492575468635999999975995",
    "3295983999496686284574999999965997",
    "1557557965865564853559969669999878",
    "5299793999399599394944599999989999",
    "2296774999499866274844999789977799",
    "4379993993393799599994996999948959",
    "6399992759394975699954979999877699",
    "6296692799394565589944989799989997",
    "7399992399299996999994999999999999",
    "6868883888488685884688888888888431",
    "1765574976945545975558959649999998",
    "2897674997693954679359885548999944",
    "5968658968945453994428796559999965",
    "1459558957965565974549997577999789",
    "1966766976976652785648978686999978",
)
_COST = {
    (before, after): int(bits)
    for before, line in zip(LETTERS, PAIRS, strict=True)
    for after, bits in zip(LETTERS, line, strict=True)
}
_WESTERN = frozenset("éèêëàâäöüßçñáíóúåøæôîïûãõœš")  # letters of Western languages that are not rare
_SIGNS = frozenset("«»№–—“”„…’\u00a0")
_STRANGE, _MIXED, _RARE, _SIGN, _CASE = 12, 7, 8, 5, 6


def bits_of(words: Iterable[str]) -> int:
    """How unlikely words are, in bits: the fewer, the likelier. Words of ASCII letters alone cost nothing."""
    return sum(map(_bits, words))


def _bits(word: str) -> int:
    bits, before, last = 0, "", " "  # script of the letter before, and that letter in lower case
    capitals = 0  # letters of the run so far, while all are capitals; -1 after a small one
    for sign in word:
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
            bits += 4 if small in _WESTERN else _RARE
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
