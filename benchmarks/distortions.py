"""What happens to a company's name on its way into a note: slips of the keys, of the ear, of the script.

Each function takes a random source and a text and returns another writing, or an empty text where the slip does not
apply. They know nothing of the matcher but the keyboard layout. Legal forms are told by a list of their own, so that
what the matcher cuts is not what it is tested with.
"""

from __future__ import annotations

import json
import random
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from leadcli.names.scripts import other_layout

PHRASES: dict[str, Any] = json.loads((Path(__file__).parent / "phrases.json").read_text(encoding="utf-8"))
FORM_WORDS = frozenset(PHRASES["form_words"].split())
QUOTED = re.compile('[«"„“](.+)[»"”“]')
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")

# Rival romanisations; what a scheme does not name is as in the everyday one.
EVERYDAY: dict[str, str] = PHRASES["latin"]
SCHEMES: tuple[dict[str, str], ...] = (
    {},
    {"х": "h", "ц": "c", "щ": "sch", "ё": "yo", "ы": "i"},
    {"ю": "iu", "я": "ia", "ъ": "ie", "й": "i", "ц": "ts"},  # passports
    {"ё": "jo", "й": "j", "х": "h", "ц": "c", "щ": "shh", "ю": "ju", "я": "ja"},
    {"ж": "j", "х": "h", "щ": "sch", "ю": "u", "я": "ja", "й": "i"},
    {"в": "w", "ж": "sch", "з": "s", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch", "щ": "schtsch", "ю": "ju"},
    {"к": "c", "х": "h", "ж": "zh", "э": "e", "ё": "o"},
)  # fmt: skip
# How a Latin name is heard in Russian: longest first, each with its rivals.
SOUNDS: tuple[tuple[str, str], ...] = (
    ("tion", "шн|шен"), ("sch", "ш"), ("tch", "ч"), ("igh", "ай"), ("ch", "ч|ш|х"), ("sh", "ш"), ("zh", "ж"),
    ("kh", "х"), ("ph", "ф"), ("th", "т|з|с"), ("ck", "к"), ("qu", "кв|к"), ("oo", "у"), ("ee", "и"),
    ("ea", "и|еа|иа"), ("ou", "у|ау|оу"), ("ow", "оу|ау"), ("ai", "ай|эй"), ("ay", "эй|ай"), ("ei", "ей|ай"),
    ("ey", "ей|и"), ("eu", "ой|ев"), ("ie", "и|ие"), ("ya", "я"), ("yu", "ю"), ("ja", "я|джа"), ("ju", "ю|джу"),
    ("ts", "ц|тс"), ("tz", "ц"), ("ce", "се|це"), ("ci", "си|ци"), ("cy", "си"), ("ge", "дж|ге"), ("wh", "в|у"),
    ("x", "кс"), ("c", "к"), ("q", "к"), ("w", "в|у"), ("j", "дж|ж|й"), ("h", "х|г|"), ("y", "и|й|ы"),
    ("a", "а|а|а|э"), ("b", "б"), ("d", "д"), ("e", "е|е|э"), ("f", "ф"), ("g", "г"), ("i", "и"), ("k", "к"),
    ("l", "л|л|ль"), ("m", "м"), ("n", "н"), ("o", "о"), ("p", "п"), ("r", "р"), ("s", "с|с|с|с|з"), ("t", "т"),
    ("u", "у|у|у|ю|а"), ("v", "в"), ("z", "з|ц"),
)  # fmt: skip
HEARD_LATIN = (
    ("ph", "f"), ("f", "ph"), ("ck", "k"), ("c(?=[aourl])", "k"), ("k", "c"), ("y$", "ie"), ("ie$", "y"),
    ("i", "y"), ("y", "i"), ("ee", "ea"), ("ea", "ee"), ("oo", "u"), ("ou", "oo"), ("x", "ks"), ("qu", "kw"),
    ("w", "v"), ("v", "w"), ("ght", "t"), ("(?<=[a-z])h", ""), ("z", "s"), ("s(?=[aeiou])", "z"),
    (r"([a-z])\1", r"\1"), ("(?<=[aeiou])([lmnprst])(?=[aeiou])", r"\1\1"), ("er$", "a"), ("sch", "sh"),
    ("ei", "ie"), ("tz", "ts"), ("th", "t"), ("e$", ""), ("au", "o"), ("d$", "t"),
)  # fmt: skip
HEARD_CYRILLIC = (
    ("(?<=[б-ь])о", "а"), ("(?<=[б-ь])а", "о"), ("(?<=[б-ь])е", "и"), ("(?<=[б-ь])и", "е"), ("б(?![а-яё])", "п"),
    ("в(?![а-яё])", "ф"), ("г(?![а-яё])", "к"), ("д(?![а-яё])", "т"), ("ж(?![а-яё])", "ш"), ("з(?![а-яё])", "с"),
    ("тс|тц", "ц"), (r"([а-я])\1", r"\1"), ("(?<=[аеиоу])([лмнст])(?=[аеиоу])", r"\1\1"), ("ё", "о"), ("ё", "е"),
    ("ь", ""), ("щ", "сч"), ("э", "е"), ("е", "э"), ("(?<=[жшц])и", "ы"), ("йо", "ё"), ("ия", "я"),
    ("в(?=[кпст])", "ф"), ("з(?=[кпст])", "с"), ("стн", "сн"),
)  # fmt: skip
LETTER_NAMES: dict[str, str] = PHRASES["letter_names"]


def is_cyrillic(text: str) -> bool:
    return bool(re.search("[Ѐ-ӿ]", text))


def words_of(text: str) -> list[str]:
    """The words of a name without quotes and legal forms."""
    inside = QUOTED.search(text)
    bare = re.sub('[«»"„“”()]', " ", inside[1] if inside else text).replace(", ", " ")
    words = bare.split()
    return [word for word in words if word.casefold() not in FORM_WORDS] or words


def typo(rng: random.Random, text: str, count: int = 1) -> str:
    """One or more slips of a finger, seldom on a first letter; a text of fewer than five letters a slip stays whole."""
    for _ in range(count):
        places = [i for i, x in enumerate(text) if x.isalpha() and (rng.random() < 0.1 or text[:i][-1:].isalpha())]
        if sum(map(str.isalpha, text)) < 5 * count or not places:
            return ""
        at = rng.choice(places)
        near = _neighbour(rng, text[at])
        slip = rng.choice(("drop", "double", "swap", "near", "near", "insert"))
        if slip == "swap" and (at + 1 >= len(text) or not text[at + 1].isalpha() or text[at] == text[at + 1]):
            slip = "near"
        middle = {
            "drop": "",
            "double": text[at] * 2,
            "swap": text[at : at + 2][::-1],
            "near": near,
            "insert": text[at] + near.lower(),
        }[slip]
        text = text[:at] + middle + text[at + (2 if slip == "swap" else 1) :]
    return text


def _neighbour(rng: random.Random, letter: str) -> str:
    """A key beside a letter's."""
    for row, keys in enumerate(ROWS):
        at = keys.find(letter.lower())
        if at >= 0:
            first = 0 if row < 3 else 3
            around = [ROWS[r][c] for r in range(max(first, row - 1), min(first + 3, row + 2))
                      for c in range(max(0, at - 1), min(len(ROWS[r]), at + 2)) if (r, c) != (row, at)]  # fmt: skip
            found = rng.choice(around)
            return found.upper() if letter.isupper() else found
    return letter * 2


def heard(rng: random.Random, text: str) -> str:
    """A name as somebody writes it who only heard it: one or two sounds in another writing."""
    rules = list(HEARD_CYRILLIC if is_cyrillic(text) else HEARD_LATIN)
    rng.shuffle(rules)
    wanted, changed = rng.choice((1, 1, 2)), text.lower()
    for pattern, by in rules:
        places = list(re.finditer(pattern, changed))
        if places and wanted:
            place = rng.choice(places)
            changed = changed[: place.start()] + place.expand(by) + changed[place.end() :]
            wanted -= 1
    return _as_before(text, changed) if changed != text.lower() else ""


def _as_before(text: str, changed: str) -> str:
    """Capitals at the start of words, as the text had."""
    return changed.title() if text[:1].isupper() else changed


def to_latin(rng: random.Random, text: str) -> str:
    """A Cyrillic name in one of the rival romanisations."""
    if not is_cyrillic(text):
        return ""
    scheme = EVERYDAY | rng.choice(SCHEMES)
    written = "".join(scheme.get(x, x) for x in text.lower())
    return written.upper() if text.isupper() and len(text) < 6 else _as_before(text, written)


def to_cyrillic(rng: random.Random, text: str) -> str:
    """A Latin name as a Russian writes it by ear."""
    if is_cyrillic(text) or not text.isascii():
        return ""
    chosen = [(sound, rng.choice(rivals.split("|"))) for sound, rivals in SOUNDS]
    lower = re.sub(r"([b-df-hj-np-tv-z])\1", r"\1" if rng.random() < 0.6 else r"\1\1", text.lower())
    out, at = "", 0
    while at < len(lower):
        sound, by = next(((s, b) for s, b in chosen if lower.startswith(s, at)), (lower[at], lower[at]))
        if sound == "e" and (at + 1 == len(lower) or not lower[at + 1].isalpha()) and at > 3 and rng.random() < 0.5:
            by = ""
        out, at = out + by, at + len(sound)
    return _as_before(text, out)


def layout(_rng: random.Random, text: str) -> str:
    """A name typed with the other keyboard layout on."""
    return other_layout(text) if len(text) >= 5 else ""


def glued(rng: random.Random, text: str) -> str:
    """Two or all words written as one."""
    words = text.split()
    if len(words) < 2:
        return ""
    pairs = [at for at in range(len(words) - 1) if words[at].isalnum() and words[at + 1].isalnum()]
    if not pairs:
        return ""
    at = rng.choice(pairs)
    return " ".join([*words[:at], words[at] + words[at + 1].lower(), *words[at + 2 :]])


def split(rng: random.Random, text: str) -> str:
    """A long word written as two, or with a hyphen."""
    words = text.split()
    long = [i for i, word in enumerate(words) if len(word) >= 8 and word.isalpha()]
    if not long:
        return ""
    at, cut = rng.choice(long), rng.randrange(3, 6)
    words[at] = words[at][:cut] + rng.choice((" ", "-")) + words[at][cut:]
    return " ".join(words)


def reordered(rng: random.Random, text: str) -> str:
    """The words in another order."""
    words = text.split()
    if len(words) < 2 or len({word.casefold() for word in words}) < 2:
        return ""
    return " ".join([*words[1:], words[0]] if rng.random() < 0.7 else [words[-1], *words[:-1]])


def abbreviated(rng: random.Random, text: str) -> str:
    """One or two long words cut with a full stop."""
    words = text.split()
    long = [i for i, word in enumerate(words) if len(word) >= 7 and word.isalpha()]
    if len(words) < 2 or not long:
        return ""
    for at in rng.sample(long, min(len(long), rng.choice((1, 1, 2)))):
        words[at] = words[at][: rng.randrange(3, 6)] + "."
    return " ".join(words)


def initials(_rng: random.Random, text: str) -> str:
    """The first letters of three words and more."""
    words = [word for word in re.split(r"[\s-]+", text) if word[0].isalnum() and len(word) > 2]
    return "".join(word[0] for word in words).upper() if 3 <= len(words) <= 6 else ""


def letters_named(_rng: random.Random, text: str) -> str:
    """An abbreviation as its letters are said aloud."""
    if not (2 <= len(text) <= 4 and text.isupper() and all(x in LETTER_NAMES for x in text.lower())):
        return ""
    return " ".join(LETTER_NAMES[x] for x in text.lower())


def inflected(rng: random.Random, text: str) -> str:
    """A Russian name in a case that a phrase asks for, within the phrase."""
    if not is_cyrillic(text) or re.search("[^а-яё\\W\\da-z_]", text.lower()):
        return ""
    case, phrase = rng.choice(PHRASES["cases_ru"])
    words = text.split()
    for at, word in enumerate(words):  # what follows the first noun is in the genitive, or stands for itself
        words[at], is_noun = _word_form(word, case)
        if is_noun:
            break
    return str(phrase.format(" ".join(words))) if " ".join(words) != text else ""


@cache
def _analyser() -> Any:
    import pymorphy3

    return pymorphy3.MorphAnalyzer()


@cache
def _word_form(word: str, case: str) -> tuple[str, bool]:
    """A word in a case of the same number, and whether it is a noun; what is no nominative stays."""
    if not word.isalpha() or len(word) < 3 or (word.isupper() and len(word) < 6):
        return word, False
    for parse in _analyser().parse(word.lower()):
        if "nomn" in parse.tag and parse.tag.POS in ("NOUN", "ADJF"):
            form = parse.inflect({case})
            return (_cased(form.word, word) if form else word), parse.tag.POS == "NOUN"
    return word, False


def _cased(form: str, like: str) -> str:
    return form.upper() if like.isupper() else form.capitalize() if like[0].isupper() else form


def with_form(rng: random.Random, text: str) -> str:
    """A legal form put to a name."""
    return str(rng.choice(PHRASES["forms_ru" if is_cyrillic(text) else "forms_en"]).format(text))


def in_note(rng: random.Random, text: str, language: str) -> str:
    """A phone note about a name."""
    return str(rng.choice(PHRASES[f"notes_{language}"]).format(text))


def plainly(rng: random.Random, text: str) -> str:
    """Another case of letters, or no accents and marks."""
    how: Sequence[str] = (
        text.lower(),
        text.upper(),
        "".join(x for x in unicodedata.normalize("NFKD", text) if not unicodedata.combining(x) or x == "\u0306"),
        re.sub(r"[.'’&-]", "", text),
        re.sub(r"[.'’-]", " ", text),
    )
    return rng.choice([x for x in how if x != text] or [""])
