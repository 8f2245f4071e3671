"""The reasons for a match, one sentence each, with the weight they carry."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from leadcli.domain.book import Group
from leadcli.domain.company import Client
from leadcli.domain.match import Evidence
from leadcli.domain.messages import Argument, Message, message, messages
from leadcli.names import Name, Word, city_of, parse
from leadcli.names.acronyms import LONGEST, of_parts
from leadcli.names.geography import in_own_letters
from leadcli.names.scripts import is_cyrillic, plain
from leadcli.resolution.comparison.alignment import Alignment, Pair, Rarity, weigh
from leadcli.resolution.comparison.spelling import SHORT, edits
from leadcli.resolution.directory.labels import Label, part_readings

# What is said of words, the label and the card. The weight of a word, a share of the name's own, is filled in as well.
REASONS: dict[str, Evidence] = {
    # of two words or runs of words, by how they are one
    "same": Evidence("name", message("{word}: the same")),
    "writing": Evidence("name", message("{ours} = {theirs}: another writing of the same")),
    "number": Evidence("name", message("{ours} = {theirs}: the same number")),
    "script": Evidence("name", message("{ours} = {theirs}: the same in the other script")),
    "ending": Evidence("name", message("{ours} = {theirs}: another case ending")),
    "acronym": Evidence("name", message("{ours} = {theirs}: the acronym")),
    "glued": Evidence("name", message("{ours} = {theirs}: the same but for blanks and hyphens")),
    "initial": Evidence("name", message("{ours} = {theirs}: the initial")),
    "place": Evidence("name", message("{ours} = {theirs}: the same place")),
    "spelling": Evidence(
        "name",
        messages("{ours} ≈ {theirs}: {count} letter differs", "{ours} ≈ {theirs}: {count} letters differ", 0),
    ),
    "short": Evidence(
        "name",
        messages(
            "{ours} ≈ {theirs}: {count} letter differs, and the word is short",
            "{ours} ≈ {theirs}: {count} letters differ, and the word is short",
            0,
        ),
    ),
    # of words that stand alone
    "not_said": Evidence("name", message("{word}: in the name on file, not said")),
    "not_on_file": Evidence("name", message("{word}: not in «{label}»")),
    "other_number": Evidence("number", message("{ours}: the name on file says {theirs}"), -1.0),
    "common": Evidence("name", message("{word}: a common word, tells little"), -0.1),
    "branch": Evidence("branch", message("{word}: a branch or site, not another company")),
    "other_place": Evidence("place", message("{word}: not in «{label}»"), -0.3),
    "fits": Evidence("activity", message("what else was said fits what the card says"), 0.2),
    "remark": Evidence("remark", message("{words}: nothing on file speaks of it"), -0.2),
    # of the label and of legal forms
    "alias": Evidence("alias", message("«{alias}» is on file as another name")),
    "activity": Evidence("activity", message("«{product}» is what the card says they make or sell")),
    "form": Evidence("legal_form", message("{form}: a legal form, does not tell")),
    # of the city, the card's or those of the group's cards, and of the group
    "city_here": Evidence("city", message("{city}: the city on the card"), 0.2),
    "city_elsewhere": Evidence("city", message("{city}: the card says {other}"), -0.3),
    "city_in_group": Evidence("city", message("{city}: clients of {group} are there"), 0.1),
    "city_new": Evidence("city", message("{city}: a new city; clients of {group}: {cities}")),
    "belongs": Evidence("group", message("{client} belongs to {group} ({source})")),
}
CERTAIN = ("acronym", "glued", "initial", "place")  # said so even of words that are written alike
PLACE_UNSAID = -0.1
_WORDS = re.compile(r"[^\W_]+")
MOST_CITIES = 4  # cities of a group that are named
Blanks = tuple[tuple[str, Argument], ...]


def reasons(
    aligned: Alignment, label: Label, caller: Name, rarity: Rarity, figure: Callable[[str], float]
) -> Iterator[Evidence]:
    """What the words of the two names say for and against; a word weighs its share of the name's own weight."""
    whole, own = aligned.weight or 1.0, _on_card(label, aligned)
    on_file = _WORDS.findall(plain(label.text)) if aligned.caller_alone else ()
    for pair in aligned.pairs:
        if pair.caller[0].kind != "branch":
            yield _pair(pair, own, round(pair.weight / whole * pair.alike, 3))
    short, full = _letters_of_parts(aligned, label)
    if short:
        yield _reason("acronym", (("ours", short), ("theirs", full)), 1.0)
    for word in aligned.caller_alone:
        if word.text == short:
            continue
        if word.kind == "number" and figure("number_conflict"):
            other = next(w.text for w in aligned.label_alone if w.kind == "number")
            yield _reason("other_number", (("ours", word.text), ("theirs", other)))
        elif word.stem in label.told or (word.text in on_file and not label.of_group):
            continue  # the card says so elsewhere: see «fits»; or in brackets
        elif word.kind in ("core", "number", "person"):
            share = round(weigh(word, rarity) / whole, 3)
            yield _reason("not_on_file", (("label", label.text), ("word", word.text)), -share)
        elif word.kind in ("weak", "branch"):
            yield _reason("common" if word.kind == "weak" else "branch", (("word", word.text),))
        elif figure("place_extra") or figure("place_conflict"):
            yield _reason("other_place", (("label", label.text), ("word", word.text)))
    for word in () if short else aligned.label_alone:
        if word.kind == "core" or (word.kind == "number" and not figure("number_conflict")):
            yield _reason(
                "not_said", (("word", own.get(word.text, word.text)),), -round(weigh(word, rarity) / whole / 2, 3)
            )
        elif word.kind == "place" and not caller.places:
            yield _reason("not_said", (("word", own.get(word.text, word.text)),), PLACE_UNSAID)
    if figure("support"):
        yield _reason("fits", ())
    elif figure("remark"):
        words = tuple([word.text for word in aligned.remarks if word.kind in ("core", "number")])
        yield _reason("remark", (("words", words),))
    if label.kind in ("alias", "group_alias"):
        yield _reason("alias", (("alias", label.text),))
    elif label.kind == "activity":
        yield _reason("activity", (("product", label.text),))
    for form in caller.forms:
        yield _reason("form", (("form", form.text.upper()),))


def _reason(name: str, blanks: Blanks, weight: float | None = None, count: int = 0) -> Evidence:
    """A reason of the table with its blanks, sorted, filled; and with its weight where it has none of its own."""
    reason = REASONS[name]
    said = Message(reason.text.text, blanks, reason.text.plural, count)
    return Evidence(reason.signal, said, reason.weight if weight is None else weight)


def _on_card(label: Label, aligned: Alignment) -> Mapping[str, str]:
    """How a card writes the words of a reading in the other script: «baptist» for «бэптист».

    Not where the caller is heard otherwise: of MTC that is read as МТС it matters how it is read.
    """
    written = plain(label.text)
    if all(word.text in written for word in label.name.words):
        return {}
    words, heard = parse(label.text).words, {word.text for word in aligned.caller_alone}
    if len(words) != len(label.name.words):
        return {}
    both = [(read.text, own.text) for read, own in zip(label.name.words, words, strict=True)]
    return {read: own for read, own in both if is_cyrillic(read) != is_cyrillic(own) and own not in heard}


def _letters_of_parts(aligned: Alignment, label: Label) -> tuple[str, str]:
    """The one word said, and the words of the name, where it is the letters of their parts alone: УВЗ, СинТЗ."""
    if aligned.pairs or len(aligned.caller_alone) != 1 or len(said := aligned.caller_alone[0].text) > LONGEST:
        return "", ""
    for words in part_readings(label.name):
        if said in of_parts(label.name.raw, words):
            return said, " ".join(words)
    return "", ""


def _pair(pair: Pair, own: Mapping[str, str], weight: float) -> Evidence:
    ours, theirs = _written(pair.caller), " ".join([own.get(word.text, word.text) for word in pair.label])
    apart = is_cyrillic(ours) != is_cyrillic(theirs)
    if (pair.how == "same" and not apart) or (ours == theirs and pair.how not in CERTAIN):
        return _reason("same", (("word", ours),), weight)
    if pair.how != "spelling":
        how = _said_of(pair, apart)
        return _reason(how, (("ours", ours), ("theirs", theirs)), weight)
    count = edits(ours, theirs) if not apart else edits(pair.caller[0].fold, pair.label[0].fold)
    short = min(len(ours), len(theirs)) <= SHORT
    blanks = (("count", count), ("ours", ours), ("theirs", theirs))
    return _reason("short" if short else "spelling", blanks, weight, count)


def _said_of(pair: Pair, apart: bool) -> str:
    """Which reason says how words are one. ``apart``: they are shown in two scripts."""
    if pair.label[0].kind == "number" and pair.how in ("writing", "script"):
        return "number"
    if apart:
        return "script" if pair.how in ("same", "writing", "ending") else pair.how
    return "writing" if pair.how == "script" else pair.how


def _written(words: tuple[Word, ...]) -> str:
    return " ".join([word.text for word in words])


def card_reasons(
    city: str, said: str, cities: Mapping[str, str], client: Client | None, group: Group | None
) -> Iterator[Evidence]:
    """What the caller's city and the group say: the city is the card's or another, or among ``cities``, a group's.

    ``said``: the caller's city as it was written; ``cities``: as the cards write each. Places are shown as the team and
    the caller write them: the table of places has Russian names.
    """
    name = group.name if group else ""
    shown = in_own_letters(city, said)
    if client is None:
        if city and city in cities:
            yield _reason("city_in_group", (("city", shown), ("group", name)))
        elif city and cities:
            yield _reason(
                "city_new", (("cities", tuple(cities.values())[:MOST_CITIES]), ("city", shown), ("group", name))
            )
        return
    on_card = city_of(client.city) if city and client.city else ""
    if on_card == city != "":
        yield _reason("city_here", (("city", in_own_letters(city, client.city)),))
    elif on_card:
        yield _reason("city_elsewhere", (("city", shown), ("other", in_own_letters(on_card, client.city))))
    if group and (source := str(client.place)):
        yield _reason("belongs", (("client", client.name), ("group", name), ("source", source)))
