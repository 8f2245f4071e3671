"""«Nobody we know» is a claim like any other: what forbids to settle it, whatever the score says.

Three things do: the caller's words hold the whole name of a group or card; one of them is borne by a few cards, or one
group, alone; the best candidate is near. The last two do not count where the caller said what tells namesakes apart.
Then the nearest is asked about. A caller who said no name at all is nobody's either: it is asked who calls.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, message
from leadcli.fields.cleaners import each_of
from leadcli.fields.domains import company_domain
from leadcli.fields.identifiers import HOSTED
from leadcli.names import Name, Word, fold, in_other_layout, parse, together
from leadcli.names.geography import find, is_only_a_place
from leadcli.names.inflection import VOWELS, in_dictionary, is_a_verb
from leadcli.names.legal_forms import family, is_form
from leadcli.names.notes.persons import first_names, is_everyday, is_family_name, is_patronymic, is_person
from leadcli.names.scripts import is_cyrillic, plain
from leadcli.names.words import is_kind, talk
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.comparison.alignment import total
from leadcli.resolution.comparison.spelling import SHORTEST
from leadcli.resolution.decision.rivals import numbers_that_tell
from leadcli.resolution.decision.sure_band import far_cut
from leadcli.resolution.decision.telling import (
    FEW,
    LEAST_WORD,
    MOST,
    USUAL,
    bearing_all,
    commonness_said,
    same_letters,
)
from leadcli.resolution.decision.writings import (
    beginnings,
    is_clipping,
    is_part_of_word,
    lettered,
    part_initials,
    rare_bearers,
    short_names,
    unscored,
)
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.directory.labels import NAMING, Label, Writing, shortest
from leadcli.resolution.scoring.competition import SAID
from leadcli.resolution.scoring.ranking import Scored, quoted_said

LONGEST_WORD = 60  # letters of a word that may be a name: more is no word
LIKELY = 0.15  # score of a name on file that is asked about for such a word all the same
BEGUN = 4  # letters with which two words begin that may be one, where a number is the same
ANY = {"ooo", "ao", "ip"}  # legal forms that any firm may have, and people mistake
LONGEST_NAME = 8  # words of a name on file that are looked up together
TELLING = ("core", "number", "place")  # of these, the kinds that may make a name alone


def claims(scored: Sequence[Scored], heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """The labels that forbid to say «nobody we know», those that the caller named as a whole alone if there are any.

    ``scored``: what was compared, best first. Empty: nothing forbids it.
    """
    near = _near(scored, directory)
    return named(scored, heard, directory) or [one for one in near if not contradicted(one)]


def _near(scored: Sequence[Scored], directory: Directory) -> Sequence[Scored]:
    """The best if it is likely enough, or it and those that may be meant as well if they are so together.

    Each of them has a share of the likelihood: namesakes, and those that bear all that was said (ГКБ № 1).
    """
    least = directory.cuts.near
    if not scored or scored[0].score >= least:
        return scored[:1]
    alike = [one for one in scored[:FEW] if one.score > scored[0].score / 2]
    if total([one.score for one in alike]) < least:
        return ()
    key, whole = scored[0].label.name.key, {id(one) for one in bearing_all(alike)}
    meant = id(scored[0]) in whole and _tells_of_few(scored[0], directory)
    same = [one for one in alike if one.label.name.key == key or (meant and id(one) in whole)]
    likely = list({one.family: one.score for one in reversed(same)}.values())
    return same if total(likely) >= least else ()


def _tells_of_few(scored: Scored, directory: Directory) -> bool:
    """Whether more than one word was said of a name, or one that few bear, here and elsewhere («Cascades»).

    Casino and EPS are parts of many names, водоканал is what many firms are.
    """
    words = [word for pair in scored.alignment.pairs for word in pair.label]
    return len(scored.said) > 1 or all(
        word.kind == "core" and directory.by_word.families(word.fold) <= FEW and commonness_said(word) < USUAL
        for word in words
    )


def named(scored: Sequence[Scored], heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """The labels that the caller's words name, however little they are like them; see ``claims``."""
    far = far_cut(directory.families)
    for numbers, least in ((whole_names, far), (short_names, 0.0), (part_initials, 0.0)):
        found = _as_scored(numbers(heard.name, directory), scored, heard, directory)
        found = [one for one in found if not (one.label.name.bare and only_numbers(one))]
        if any(one.score >= least or not _is_usual(one) for one in found):
            return found
    begins = beginnings(heard.name)
    alike = (one for one in scored if any(b in one.writing[1].casefold() for b in begins))  # before a label is read
    if clipped := [one for one in alike if is_clipping(one) and not contradicted(one)]:
        return clipped
    rare: list[Scored] = []
    for bearers, least in zip(rare_bearers(heard.name, directory), (0.0, far, LIKELY), strict=True):
        rare += [one for one in _as_scored(bearers, scored, heard, directory) if one.score >= least]
    rare.sort(key=lambda one: -one.score)
    return [one for one in rare if not contradicted(one)] or (
        _in_other_layout(scored, heard, directory)
        or _as_scored(lettered(heard.name, directory), scored, heard, directory)
        or [one for one in scored if is_part_of_word(one)]
        or called_by_a_place(scored, heard)
        or [one for one in scored if _is_likely(one) and one.whole and one.label.name.bare]  # ООО «Русь»
        or [one for one in scored if _is_likely(one) and not one.added and quoted_said(one)]  # аптеки «Озерки»
    )


def _is_usual(scored: Scored) -> bool:
    """Whether many firms elsewhere bear all words of a name: Light is said in «Power & Light», too."""
    own = [word for word in scored.label.name.words if word.kind == "core"]
    return bool(own) and all(commonness_said(word) >= USUAL for word in own)


def _is_likely(scored: Scored) -> bool:
    return scored.score >= LIKELY and not contradicted(scored)


def _in_other_layout(scored: Sequence[Scored], heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """The labels of which the name is the initials in the other keyboard layout (ШИЬ, IBM), where as typed it is none.

    Words that are on file themselves are scored: see ``scoring.shortlist``.
    """
    if directory.knows(heard.name):
        return []
    name = in_other_layout(heard.caller.name, lambda word: bool(directory.of_acronym(word.fold)))
    if name is None:
        return []
    written = is_cyrillic(name.raw)  # nobody types another layout and another script at once
    short = [n for n in short_names(name, directory) if is_cyrillic(directory.labels[n].text) == written]
    return _as_scored(short, (), replace(heard, name=name), directory)


def contradicted(scored: Scored) -> bool:
    """Whether what tells namesakes apart was said, and is another's: a number, a place, a person's initials.

    «Хлебозавод 15» is no «Хлебозавод 22», Нижегородский no Гродненский, «Морозов С. И.» no «Морозов А. В.».
    """
    ours = scored.name
    person = ours.person or any(is_patronymic(word.text) for word in ours.words)
    if not (person or any(word.kind == "number" for word in ours.words) or any(m.adjective for m in ours.places)):
        return False  # nothing that could tell them apart: the label need not be read
    theirs, aligned = scored.label.name, scored.alignment
    if person and _other_person(scored):
        return True
    places = [{m.name for m in name.places if m.adjective} for name in (ours, theirs)]
    numbers = [numbers_that_tell(ours.numbers, theirs.numbers), numbers_that_tell(theirs.numbers, ours.numbers)]
    if "".join(ours.numbers) == "".join(theirs.numbers):
        numbers = [set(), set()]  # 1800 Flowers is 1-800-Flowers
    if any(mine and other and mine.isdisjoint(other) for mine, other in (places, numbers)):
        return True
    if only_numbers(scored):
        return True
    if not (ours.person and theirs.person):
        return False
    # «ИП Орлов Омск» is said of a town, «ИП Орлов окна» of what he does; «ИП Мороз А. В.» is no Орлов
    known = any(is_family_name(word.text) for pair in aligned.pairs for word in pair.label)
    names = [w for w in aligned.caller_alone if w.kind != "place" and not (known and is_everyday(w.text))]
    left = [word for word in names if not any(o.fold.startswith(word.fold) for o in aligned.label_alone)]
    return bool(aligned.label_alone) and bool(left)


def only_numbers(scored: Scored) -> bool:
    """Whether two names share a number and nothing else, and each has a name of its own: «Сосна 7», «Кедр 7».

    So has an association by its legal form: «ЖСК № 5» is no СНТ «Мичуринец-5». «Лицею № 15» has none: as it is written,
    all its words are those of «Лицей № 15»; «Детскйи сад» begins like детсад, РСС is short for Ремстройсервис.
    """
    aligned = scored.alignment
    if not aligned.pairs or any(word.kind != "number" for pair in aligned.pairs for word in pair.label):
        return False
    names, acronyms = (scored.name, scored.label.name), scored.label.name.acronyms
    forms = [{family(form.kind) for form in name.forms if fold(form.text) not in acronyms} - ANY for name in names]
    ours, theirs = (
        [word.text for word in side if word.kind == "core" and len(word.text) >= LEAST_WORD]
        for side in (aligned.caller_alone, aligned.label_alone)
    )
    if all(forms) and forms[0].isdisjoint(forms[1]) and not (ours and theirs):
        return True
    alike = scored.figure("words_said") > SAID or {w[:BEGUN] for w in ours} & {w[:BEGUN] for w in theirs}
    return (
        bool(ours and theirs) and not alike and not any(_is_short_for(word, full) for word in ours for full in theirs)
    )


def _is_short_for(word: str, full: str) -> bool:
    """Whether a few letters stand in another word in their order, its first and no vowel among them: РСС."""
    letters = iter(full)
    return len(word) <= BEGUN and word[0] == full[0] and VOWELS.isdisjoint(word) and all(x in letters for x in word)


def _other_person(scored: Scored) -> bool:
    """Whether a person in full, or a person's firm with initials, is no such one on file.

    «Муратов Олег Вячеславович» is not Муратов Вячеслав Олегович, «ИП Иванов Б. В.» no ООО «Иванов и партнёры».
    """
    ours, theirs = scored.name, scored.label.name
    if theirs.person:
        given = [{word.stem for word in name.words if is_patronymic(word.text)} for name in (ours, theirs)]
        return all(given) and given[0].isdisjoint(given[1])
    told = any(len(word.text) == 1 or is_patronymic(word.text) for word in ours.words)
    return ours.person and told and bool(theirs.forms)


def whole_names(name: Name, directory: Directory) -> list[int]:
    """The numbers of labels whose whole name, places too, is among the words of a name, in the order of labels.

    A name of common words alone (Торговый дом) counts only where nothing else was said.
    """
    found: set[int] = set()
    for reading in (name, *name.variants, parse(name.raw)):  # the last holds what a note's reading may leave out
        words = [word for word in reading.words if word.kind in NAMING]
        for run in _runs(words):
            for number in directory.by_key.get(together(run), ())[:MOST]:
                label = directory.labels[number].name
                if _is_whole(run, words, label, name) and (len(run) == len(words) or _tells(label, name)):
                    found.add(number)
        for form in reading.forms:  # РМК is a legal form in Kazakhstan, and a company
            bearers = directory.by_key.get(fold(form.text), ())[:MOST]
            found.update(n for n in bearers if _so_written(form.text, directory.labels[n].name, name))
    return sorted(found)[:MOST]


def _runs(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Neighbouring words of which one at least tells something, the longest first, also without the places in them."""
    for size in range(min(len(words), LONGEST_NAME), 0, -1):
        for start in range(len(words) - size + 1):
            run = words[start : start + size]
            if any(word.kind in TELLING and (word.kind == "number" or len(word.text) > 1) for word in run):
                yield run
                named = [word for word in run if word.kind != "place"]
                if len(named) < len(run):
                    yield named


def _tells(label: Name, caller: Name) -> bool:
    """Whether a name on file tells more than a trade: a distinctive word, or a number («школа № 7», said in full)."""
    said, named = (" ".join([word.text for word in name.words]) for name in (caller, label))
    return not label.bare or (label.generic and f" {named} " in f" {said} ")


def _is_whole(run: Sequence[Word], words: Sequence[Word], label: Name, name: Name) -> bool:
    """Whether a run with the key of a label is its name: with all its places, and letter for letter if it is short."""
    places = {word.fold for word in label.words if word.kind == "place"}
    if not places <= {word.fold for word in words}:
        return False
    return bool(places) or _so_written("".join([word.text for word in run]), label, name)


def _so_written(ours: str, label: Name, name: Name) -> bool:
    """Whether words of a name with the key of a label are its name: letter for letter if they are short.

    MB read as «МВ» is not taken for MVV: of two that were written in one script one alone is not read in another.
    """
    theirs = "".join([word.text for word in label.words])
    if not same_letters(ours, theirs):
        return False
    reread = is_cyrillic(ours) != is_cyrillic(theirs) and is_cyrillic(name.raw) == is_cyrillic(label.raw)
    return not reread or min(len(ours), len(theirs)) > SHORTEST


def _as_scored(
    numbers: Sequence[int], scored: Sequence[Scored], heard: ParsedCaller, directory: Directory
) -> list[Scored]:
    """Labels by number as they were scored, best first; one that the candidates did not hold has no score."""
    if not numbers:
        return []
    known = {one.writing: one for one in reversed(scored)}  # of several readings the likeliest
    found = [
        known.get(_id(label)) or unscored(label, heard.name, directory, 0.0) for label in _labels(numbers, directory)
    ]
    found = undenied(found, heard, directory)  # they hold labels that were not scored, too
    return sorted(found, key=lambda one: -one.score)


def undenied(scored: list[Scored], heard: ParsedCaller, directory: Directory) -> list[Scored]:
    """The labels less those of whom a person said that the caller is not them."""
    if not (scored and directory.denied):
        return scored
    from leadcli.resolution.directory.denials import undenied as less  # few have such

    return less(scored, heard, directory)


def _labels(numbers: Sequence[int], directory: Directory) -> Iterator[Label]:
    return iter({_id(directory.labels[n]): directory.labels[n] for n in numbers}.values())


def _id(label: Label) -> Writing:
    return label.kind, label.text, label.client_id, label.group_id


def called_by_a_place(scored: Sequence[Scored], heard: ParsedCaller) -> list[Scored]:
    """The labels, if few, that are called what for the caller is a place: «Тойота Центр», of Toyota in Japan.

    None where another one has it for a place as well: which of them was meant is not told by it.
    """
    places = {word.fold for word in heard.name.words if word.kind == "place"}
    found: list[Scored] = []
    for one in scored if places else ():
        kinds = {word.kind for word in one.label.name.words if word.fold in places}
        if "core" in kinds:
            found.append(one)
        elif "place" in kinds:
            return []
    return found if len(found) <= FEW else []


# --- no name at all --------------------------------------------------------------------------------------------------
def unnamed(heard: ParsedCaller, directory: Directory, near: Sequence[Scored] | None = None) -> Message | None:
    """The question to a caller of whom no name was heard: nothing at all, a legal form, a place, a person, noise.

    So it is if only who calls or what for was said (частное лицо, wrong number, «прорвало трубу»), or a trade alone
    («пекарня»), or with a number that one of the labels ``near`` bears (of «Школа № 1536» it is a name where none
    does); where none are given a trade may be a name. None where some word may be a company's name or is one on file,
    or where a domain tells which it is. A number that is on no card tells nothing: a card may lack its own.
    """
    said = heard.identifiers
    if any(company_domain(address) for kind in HOSTED for address in each_of(said.get(kind, ""))):
        return None
    if called_by_a_place(near or (), heard):
        return None
    place = not heard.name.forms and all(is_only_a_place(word.text) for word in heard.name.words)
    spoken = any(word.kind == "noise" for word in heard.name.words)
    own = {word.text for word in heard.name.words}
    whole = len(_told_of_the_call(heard.name)) == len(heard.name.words)
    for reading in (heard.name, *(() if place else heard.name.variants)):  # Köln, and no Koeln
        letters = sum(word.kind == "core" and len(word.text) == 1 for word in reading.words)
        lettered = letters > 1 and not reading.person  # K&N, and no initials
        if lettered or reading.key in directory.by_key:
            return None
        if reading is not heard.name and (whole or (spoken and own == {word.text for word in reading.words})):
            continue  # «мужчина из Тулы», "John from accounting": the words of calling are no name
        told = _told_of_the_call(reading)
        if any(_may_name(word, reading, near) for place, word in enumerate(reading.words) if place not in told):
            return None
    return message("No company's name was heard: who is calling?")


def is_only_talk(name: Name) -> bool:
    """Whether a set phrase of who calls or what for was said, and nothing else: «частное лицо» is no salon «Лицо»."""
    return 1 < len(name.words) == len(_phrases(name))


def _phrases(name: Name) -> set[int]:
    """Which words of a name, not in quotes and without a legal form, are set phrases of who calls or what for."""
    return set() if name.forms or '"' in plain(name.raw) else talk([word.text for word in name.words])


def _told_of_the_call(name: Name) -> set[int]:
    """Which words of a name say who calls or what for; all, if everyday words with a verb or with what for."""
    words = [word.text for word in name.words]
    sentence = len(words) > 1 and name.raw[1:].islower() and any(is_a_verb(w) or is_kind("topic", w) for w in words)
    if sentence and not name.forms and '"' not in plain(name.raw) and all(map(in_dictionary, words)):
        return set(range(len(words)))
    return _phrases(name)


def _may_name(word: Word, name: Name, near: Sequence[Scored] | None) -> bool:
    if word.kind != "core" or (name.bare and not name.generic):
        return False
    text = word.text
    if name.forms and not any(other.kind == "noise" for other in name.words):
        return len(text) > 1 and not is_form((text,))  # «ООО «Рита»», «ИП Зуев Г.П.»: a legal form is a company's
    place = any(mention.strong for mention in find(("", text)))  # no word that is a place among other things
    person = is_person(text) or shortest(fold(text)) in _people()
    trade = near is not None and is_kind("business", text) and not _has_its_number(name, near)
    return 1 < len(text) <= LONGEST_WORD and not (place or trade or person or is_form((text,)))


def _has_its_number(name: Name, near: Sequence[Scored]) -> bool:
    """Whether a number stands in the name that none of the labels near bears."""
    said = {word.fold for word in name.words if word.kind == "number"}
    return bool(said) and not any(said & {word.fold for word in one.label.name.words} for one in near)


@cache
def _people() -> frozenset[str]:
    """First names without their endings: «звоните Ирине» names no company."""
    return frozenset(shortest(fold(name)) for name in first_names())
