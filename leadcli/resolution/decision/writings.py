"""How a name on file may be written, whatever a model makes of it: as it stands there, or short.

Typed as it stands on file a name is that name. Said short (GM, Силмаш, TU Wien, 大华) it is asked about: initials,
beginnings of words, letters of another script, a part of a word.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Sequence

from leadcli.domain.frozen import replace
from leadcli.names import Name, Word, fold, parse
from leadcli.names.acronyms import LONGEST
from leadcli.names.geography import place_key
from leadcli.names.inflection import is_adjective, may_be_of_a_place
from leadcli.names.legal_forms import UNSPACED
from leadcli.names.lexemes import word_of
from leadcli.names.notes.persons import are_man_and_woman
from leadcli.names.scripts import digits_as_letters, is_cyrillic, look_alike, plain
from leadcli.names.word_frequencies import commonness, says_a_trade
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.comparison.alignment import LEAST_CLIP, Pair, align, clips, is_acronym_of
from leadcli.resolution.comparison.figures import FIGURES
from leadcli.resolution.comparison.spelling import are_two_names, is_read_otherwise, is_slip, likeness, with_s
from leadcli.resolution.decision.telling import FEW, LEAST_BEGUN, LEAST_WORD, MOST, USUAL, Sight, same_letters
from leadcli.resolution.directory.directory import NAMESAKES, Directory
from leadcli.resolution.directory.labels import NAMING, Label, part_acronyms, quoted
from leadcli.resolution.scoring.ranking import Scored

_BESIDE, _WORD = re.compile(r"\([^()]*\)|/.*"), re.compile(r"[^\W_]+")
TYPED = 0.99  # score of a name that was typed as it stands on file
TURNED = 2  # words that are said in either order: Leeds Uni, University of Leeds
LEAST_PART = 4  # letters in which a part of a name without blanks is read
LEAST_BEHIND = 5  # letters of a word that stands behind a place without a blank
LONGEST_LETTERED = 5  # letters of an acronym that is written in the other script letter by letter


def own_writing(heard: ParsedCaller, directory: Directory) -> tuple[ParsedCaller, list[Scored]]:
    """The labels written like the caller's name, all of one family, and the caller without a note's readings of it.

    A name typed as it stands on file is that name, whatever else its words may be: «Семь озёр» is not in Озёры.

    So is one typed in letters or digits that look like those on file (MTC in Latin ones, KAMA3), where as typed it is
    nobody's.

    None where several families bear a name that sounds so, where a city was said beside it, or where it is a person's:
    initials may be another's. «Аркадия» is apart from «Аркада» by its end, and counts for nothing beside it.
    """
    if heard.caller.city:
        return heard, []
    name = parse(heard.name.raw)
    if name.key not in directory.by_key:
        name = _looks_like(heard.name.raw, directory) or name
    if name.person or not name.key:
        return heard, []
    sounding = [directory.labels[number] for number in directory.by_key.get(name.key, ())[:NAMESAKES]]
    sounding = [label for label in sounding if not _is_named_otherwise(name, label)]
    if any(label.family != sounding[0].family for label in sounding):
        return heard, []
    labels = [label for label in sounding if _written_alike(name, label) and _holds_all(heard.name.raw, label)]
    if not labels:
        return heard, []
    as_typed = replace(heard, name=name, city="")
    return as_typed, [unscored(label, name, directory, TYPED) for label in labels]


def is_typed_with_form(own: Scored) -> bool:
    """Whether a name was typed as it stands on file, its legal form too: of ООО «Прогресс» nobody leaves out РКЦ."""
    return bool(own.name.forms) and plain(own.name.raw) == plain(own.label.text)


def _looks_like(raw: str, directory: Directory) -> Name | None:
    """The name on file that a text looks like, letter by letter; digits that are letters too: KAMA3."""
    typed = plain(raw)
    alike = look_alike(typed)
    for text in (alike, digits_as_letters(alike or typed)):
        if text and (name := parse(text)).key in directory.by_key:
            return name
    return None


def _written_alike(name: Name, label: Label) -> bool:
    """Whether all words are the same; of a name without a distinctive word or a place, the legal form too."""
    if name.bare and (name.forms or not any(mention.adjective for mention in name.places)):
        return plain(name.raw) == plain(label.text)
    return [word.text for word in name.words] == [word.text for word in label.name.words]


def _is_named_otherwise(name: Name, label: Label) -> bool:
    """Whether a name on file that folds to this one has a word that is another name."""
    ours, theirs = name.words, label.name.words
    return len(ours) == len(theirs) and any(are_two_names(a.text, b.text) for a, b in zip(ours, theirs, strict=True))


def _holds_all(raw: str, label: Label) -> bool:
    """Whether a name on file says what is said in brackets or after a slash: «Ромашка (розница)» is no «Ромашка»."""
    said = {word for beside in _BESIDE.findall(plain(raw)) for word in _WORD.findall(beside)}
    return said.issubset(_WORD.findall(plain(label.text)))


def unscored(label: Label, name: Name, directory: Directory, score: float) -> Scored:
    """A label aligned with a name, with a score that no model gave it."""
    return Scored(label, name, align(name, label.name, directory.rarity), (0.0,) * len(FIGURES), score)


def run_together(heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """The labels with all letters of a caller one of whose words is taken for a title: «Mr Max» is MrMax."""
    if all(word.kind != "noise" for word in heard.name.words):
        return []
    said = _letters(heard.name.raw)
    found: list[Scored] = []
    for reading in heard.name.variants:
        labels = (directory.labels[number] for number in directory.by_key.get(reading.key, ())[:NAMESAKES])
        found += [unscored(label, reading, directory, TYPED) for label in labels if _letters(label.text) == said]
    return found


def _letters(text: str) -> str:
    return fold("".join(_WORD.findall(plain(text))))


# --- said short ------------------------------------------------------------------------------------------------------
def short_names(name: Name, directory: Directory) -> list[int]:
    """The numbers of labels of which a name is the initials: IBM, M&S, GM; of few firms alone."""
    for reading in (name, *name.variants):
        letters = all(len(word.text) == 1 for word in reading.words)
        if any(word.kind != "core" for word in reading.words) or not (letters or len(reading.words) == 1):
            continue
        short = word_of("".join([word.text for word in reading.words]), "core", 0)
        # Two may be initials where they were said one by one, or typed as such.
        said = letters or len(name.words) > 1 or name.raw.isupper()
        if LEAST_WORD - said <= len(short.text) <= LONGEST:
            found = [n for n in directory.of_acronym(short.fold) if _is_short_of(short, directory.labels[n].name)]
            if found and len({directory.labels[n].family for n in found}) <= FEW:
                return sorted(found)[:MOST]
    return []


def part_initials(name: Name, directory: Directory) -> list[int]:
    """The numbers of labels that a name says whole, some of its or their words by initials: TU Wien, НМИЦ Алмазова."""
    found: set[int] = set()
    for reading in (name, *name.variants):
        words = [word for word in reading.words if word.kind in NAMING]
        found.update(directory.with_initials([word.text for word in words]))
        for short in (word for word in words if len(words) > 1 and LEAST_CLIP <= len(word.text) <= LONGEST):
            bearers = directory.of_acronym(short.fold)
            if len({directory.labels[n].family for n in bearers}) <= FEW:
                found.update(n for n in bearers if _says_whole(words, short, directory.labels[n].name))
    return sorted(found)[:MOST]


def _says_whole(said: Sequence[Word], short: Word, label: Name) -> bool:
    """Whether words are those of a name, in their order, with one word for neighbours whose initials it is."""
    full = [word for word in label.words if word.kind in NAMING]
    at, size = said.index(short), len(full) - len(said) + 1
    if size < LEAST_CLIP or not is_acronym_of(short, full[at : at + size]):
        return False
    rest = [*full[:at], *full[at + size :]]
    own = [word for word in said if word is not short]
    return all(a.fold == b.fold or a.stem == b.stem for a, b in zip(own, rest, strict=True))


def is_part_of_word(scored: Scored) -> bool:
    """Whether the one word said is part of a word of a name: behind its place, or of a script without blanks."""
    words = [word for word in scored.name.words if word.kind != "place"]
    return len(words) == 1 and (_is_behind_place(words[0], scored) or _is_part_unspaced(words[0], scored))


def _is_behind_place(said: Word, scored: Scored) -> bool:
    """Whether a word on file is a place with the word said behind it: «Оргсинтез», of Казаньоргсинтез.

    The place may be said apart: «ярославский водоканал» of Ярославльводоканал.
    """
    if len(said.text) < LEAST_BEHIND or said.text not in scored.writing[1].casefold():
        return False
    told = {mention.name for mention in scored.name.places}
    ending = (word.text for word in scored.label.name.words if word.text.endswith(said.text) and word.text != said.text)
    places = {place_key(text.removesuffix(said.text)) for text in ending} - {""}
    return bool(places) and places >= told


def _is_part_unspaced(said: Word, scored: Scored) -> bool:
    """Whether a name of a script without blanks has the word: 大华 or Dahua, of 浙江大华技术."""
    if said.kind != "core" or max(scored.writing[1]) < UNSPACED:
        return False
    in_letters = len(said.fold) >= LEAST_PART
    return any(
        said.text in word.text or (in_letters and said.fold in word.fold)
        for word in scored.label.name.core
        if max(word.text) >= UNSPACED and len(said.text) >= LEAST_CLIP
    )


def lettered(name: Name, directory: Directory) -> list[int]:
    """The numbers of labels of a short word in the other script, letter by letter, where C is С or Ц: CDEK, СДЭК."""
    words = [word.text for word in name.core]
    if len(words) != 1 or not LEAST_WORD <= len(words[0]) <= LONGEST_LETTERED:
        return []
    said = words[0]
    cyrillic = is_cyrillic(said)
    for letter, other in (("с", "к"), ("ц", "к")) if cyrillic else (("c", "с"), ("c", "ц")):
        spelt = said.replace(letter, other if cyrillic else fold(other))
        families, numbers = directory.by_word.get(fold(spelt), (0, ()))
        if letter not in said or families > FEW:
            continue
        meant = "c" if cyrillic else other
        found = [n for n in numbers[:MOST] if _has_lettered(directory.labels[n].name, fold(spelt), meant, cyrillic)]
        if found:
            return found
    return []


def _has_lettered(label: Name, folded: str, letter: str, latin: bool) -> bool:
    """Whether a name has a word with that fold and letter, in Latin letters or in Cyrillic ones."""
    return any(word.fold == folded and letter in word.text and is_cyrillic(word.text) != latin for word in label.core)


def _is_short_of(short: Word, label: Name) -> bool:
    """Whether a word is the initials of a whole name, letter for letter if both are of one script; or of its parts."""
    if short.text in part_acronyms(label):
        return True
    return is_acronym_of(short, [word for word in label.words if word.kind in NAMING])


def beginnings(name: Name) -> list[str]:
    """The first letters of each reading of a name, with which what it is a clipping of begins a word."""
    words = (next((w.text for w in reading.words if w.kind in NAMING), "") for reading in (name, *name.variants))
    return [text[:LEAST_CLIP] for text in dict.fromkeys(words) if len(text) >= LEAST_CLIP]


def is_clipping(scored: Scored) -> bool:
    """Whether one side is the beginnings of the other's words, as one word (Силмаш, Силовые машины) or as many."""
    ours, theirs = ([word for word in name.words if word.kind in NAMING] for name in (scored.name, scored.label.name))
    if _clips(ours, theirs):
        return True
    said, named = ([word for word in side if word.kind != "place"] for side in (ours, theirs))
    label = scored.label
    if len(said) < len(ours):
        places = {mention.name for mention in scored.name.places}
        if places.isdisjoint((*label.cities, *(m.name for m in label.name.places))):
            return False
    if (len(said), len(named)) != (len(ours), len(theirs)) and _clips(said, named):
        return True  # минобр, of the Рязань region or of any
    return _clips(said, _in_quotes(label))


def _in_quotes(label: Label) -> list[Word]:
    inner = {word for words in quoted(label.text) for word in words}
    return [word for word in label.name.words if word.text in inner] if inner else []


def _clips(ours: list[Word], theirs: list[Word]) -> bool:
    if 1 < len(ours) <= len(theirs):
        return _begun(ours, theirs) or _is_turned(ours, theirs)
    sides = ((ours, theirs), (theirs, ours))
    return any(len(one) == 1 < len(other) and clips(one[0].text, other) for one, other in sides)


def _is_turned(said: list[Word], full: list[Word]) -> bool:
    """Whether two words are those of a name in the other order, one by at most half of its letters: «Leeds Uni».

    Bank of India is no Indian Bank.
    """
    pairs = list(zip(reversed(said), full, strict=False))
    clipped = [LEAST_BEGUN <= len(a.text) <= len(b.text) // 2 and b.text.startswith(a.text) for a, b in pairs]
    same = [a.fold == b.fold for a, b in pairs]
    return len(said) == len(full) == TURNED and any(clipped) and all(map(operator.or_, clipped, same))


def _begun(said: Sequence[Word], full: Sequence[Word]) -> bool:
    """Whether each word said is one of the full name, its beginning, or those of neighbours: «Тверской вагонзавод»."""
    if not said or not full:
        return not said and not full
    first, name = said[0], full[0]
    if (first.fold == name.fold or (len(first.text) >= LEAST_BEGUN and name.text.startswith(first.text))) and _begun(
        said[1:], full[1:]
    ):
        return True
    return any(clips(first.text, full[:size]) and _begun(said[1:], full[size:]) for size in range(2, len(full) + 1))


# --- misspelt, or a name of its own ---------------------------------------------------------------------------------
def is_read_another_way(pair: Pair) -> bool:
    """Whether words of two scripts are apart by a vowel that is not read so."""
    if pair.how != "script" or pair.alike == 1.0:
        return False
    cyrillic, latin = sorted((pair.caller[0].text, pair.label[0].text), key=is_cyrillic, reverse=True)
    return is_read_otherwise(latin, cyrillic)


def is_another_word(seen: Sight) -> bool:
    """A word differs by letters from the one on file, and may be a name of its own: «Карамелла», «Каравелла».

    It is one where it stands on file as well.
    """
    scored = seen.best
    pairs = scored.alignment.pairs
    told = any(pair.how not in ("spelling", "script") and _tells_alone(pair) for pair in pairs)
    if told and all(word.kind in ("weak", "branch") for word in scored.alignment.label_alone):
        # "crossroad kubota" is Crossroads Kubota, though a Crossroad is on file.
        pairs = tuple(pair for pair in pairs if pair.label[0].fold not in with_s(pair.caller[0])[1:])
    return any(is_read_another_way(pair) for pair in pairs) or any(
        pair.caller[0].kind in ("core", "person")
        and (_tells_alone(pair) or not told)
        and (pair.caller[0].fold in seen.directory.by_word or not is_slip(pair.caller[0], filed, told))
        for pair in pairs
        if (filed := _as_filed(pair, seen)) is not None
    )


def _as_filed(pair: Pair, seen: Sight) -> Word | None:
    """The word on file that a word was said for by letters that differ, as it is written there; None if they do not.

    A Latin name on file is known by ear in Cyrillic as well: who says it in Latin says no other script. By ear letters
    change, none is left out: where one was, the name is misspelt that the firm has in Cyrillic (Продмикс, Продимекс).
    """
    if pair.how == "spelling":
        return pair.label[0]
    said, text = pair.caller[0], seen.best.label.text
    if pair.how in ("writing", "ending"):
        filed = pair.label[0]
        return filed if are_man_and_woman(said.text, filed.text) or are_two_names(said.text, filed.text) else None
    if pair.how != "script" or pair.alike == 1.0:
        return None
    if is_cyrillic(said.text) and not is_cyrillic(text) and len(said.fold) < len(pair.label[0].fold):
        own = (one.alignment.pairs for one in seen.all if one.family == seen.best.family)
        return next((p.label[0] for pairs in own for p in pairs if p.how == "spelling" and p.caller[0] is said), None)
    if is_cyrillic(said.text) != is_cyrillic(text):
        return None
    return max(parse(text).words, key=lambda word: likeness(said.fold, word.fold))


def _tells_alone(pair: Pair) -> bool:
    """Whether of the words on file one is no usual word: «University of Hamburg» is Universität Hamburg."""
    return any(
        word.kind in ("core", "person") and len(word.text) > 1 and commonness(word.fold) < USUAL for word in pair.label
    )


# --- words that few cards bear --------------------------------------------------------------------------------------
def rare_bearers(name: Name, directory: Directory) -> tuple[list[int], list[int], list[int]]:
    """The numbers of labels that bear a word of the name which at most FEW cards, or one group, bear.

    Apart from the others those with which it shares only words that many firms elsewhere bear (Committee, Original),
    first where their name begins so, then where these stand within it: whose they are they do not tell alone.
    """
    found: dict[int, int] = {}
    for reading in (name, *name.variants):
        for word in reading.words:
            trade = is_adjective(word.text) and not may_be_of_a_place(word.text)
            place = place_key(word.text) and len(reading.words) > 1
            if word.kind != "core" or reading.bare or trade or place:
                continue
            unusual = commonness(word.fold) < USUAL and not says_a_trade(fold(word.text))
            for number in _bearers(word, (word.fold, word.stem), directory):
                rank = 0 if unusual else 1 if _begins(directory.labels[number].name, word) else 2
                found[number] = min(found.get(number, 2), rank)
            if len(reading.words) == 1:  # Murphys, of Murphy Plant: likely if the rest is alike
                found.update(dict.fromkeys(_bearers(word, with_s(word)[1:], directory), 2) | found)
    telling, begun, usual = ([n for n in sorted(found) if found[n] == rank][:MOST] for rank in range(3))
    return telling, begun, usual


def _begins(name: Name, word: Word) -> bool:
    """Whether a name begins with a word, by its fold; a trade, or what is short, may stand before it (НК «Роснефть»).

    No name begins with its trade where it has a word beside («Пекарня Лотос», «Пекарня Заря»).
    """
    own = [w for w in name.words if w.kind == "core"]
    proper = [
        w.fold for w in own if not says_a_trade(fold(w.text)) and (len(w.text) > LEAST_WORD or w.fold == word.fold)
    ]
    return next(iter(proper or [w.fold for w in own]), "") == word.fold


def _bearers(word: Word, texts: Sequence[str], directory: Directory) -> Sequence[int]:
    """The labels of a word that few bear, by the first of its ``texts`` that is on file; else none."""
    for text in dict.fromkeys(texts):
        families, numbers = directory.by_word.get(text, (0, ()))
        if families > FEW or len(text) < LEAST_WORD:
            continue
        labels = [directory.labels[number] for number in numbers[:MOST]]
        cards = {label.client_id for label in labels if label.client_id}
        bare = {label.family for label in labels} - {label.family for label in labels if label.client_id}
        if families == 1 or len(cards) + len(bare) <= FEW:  # a group and its card are one
            naming = [n for n, label in zip(numbers, labels, strict=False) if _names(word, text, label)]
            if naming:
                return naming
    return ()


def _names(said: Word, text: str, label: Label) -> bool:
    """Whether a word is a distinctive one of a name on file: not its trade, place or number."""
    but_for_s = text in with_s(said)[1:]
    return any(
        word.kind == "core" and text in (word.fold, word.stem) and (but_for_s or same_letters(said.text, word.text))
        for word in label.name.words
    )
