"""The labels that blocking has found, compared with the caller and scored; the best shown as candidates."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import islice

from leadcli.domain.book import Book
from leadcli.domain.company import Client
from leadcli.domain.frozen import Later
from leadcli.domain.match import Candidate, Evidence
from leadcli.names import Name, city_of
from leadcli.names.geography import in_own_letters
from leadcli.names.scripts import is_cyrillic
from leadcli.native import core
from leadcli.resolution.blocking.candidates import candidates
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.comparison.figures import PLACE
from leadcli.resolution.comparison.pair import Batch, Compared, compare, compare_by_core, readings
from leadcli.resolution.comparison.signals import Circumstance
from leadcli.resolution.directory.directory import Directory, client_name
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.explanation import card_reasons, reasons
from leadcli.resolution.scoring.boosted_trees import NO_TREES, CoreTables, for_core, model, probability
from leadcli.resolution.scoring.competition import competition
from leadcli.resolution.scoring.ranking import Scored, rank, ranked

_OBLIQUE = re.compile("(?:ого|его|ому|ему|ой|ую|ых|ым|им|ыми|ими|ами|ям|ах)$")
COMPILED = core is not None  # whether this install has the compiled core
LAYOUT = 0.1  # how much better the other keyboard layout must read
SHORT = 4  # letters of a word that is read in the other layout only as it is written on file
SHOWN = 5
MOST_CARDS = 50  # of a group, looked at for how its cities are written
LEAST_SHOWN = 0.0005  # score of a candidate beside the best and the next that is told


def scored_labels(heard: ParsedCaller, directory: Directory, without: Collection[tuple[str, str]] = ()) -> list[Scored]:
    """The labels that come into question, best first. ``without``: the texts and families of some that do not.

    The other keyboard layout is tried when nothing fits, and so are the dictionary's word forms for an inflected name.
    """
    likely = candidates(directory, heard.name, heard.city)
    if without:
        labels = directory.labels
        likely = [one for one in likely if (labels[one[0]].text, labels[one[0]].family) not in without]
    found = score_all(heard.name, likely, heard, directory)
    sure = bool(found) and found[0].score >= directory.cuts.accept
    if sure and found[0].hows and not found[0].added and "spelling" not in found[0].hows:
        return found
    if not sure and (other := _in_other_layout(heard, found, directory)):
        return other
    if found and _inflected(heard.name):
        deeper = score_all(heard.name, likely, heard, directory, deep=True)
        if deeper[0].score > found[0].score or deeper[0].family == found[0].family:
            return deeper
    return found


def _in_other_layout(heard: ParsedCaller, found: list[Scored], directory: Directory) -> list[Scored]:
    """What fits the name as the other keyboard layout would have typed it, where the text as typed finds nothing.

    The words that it gives must be on file: short ones in those very letters, as SWE gives «ыцу», which sounds like
    Itsu.
    """
    if directory.knows(heard.name):
        return []
    name = directory.in_other_layout(heard.caller.name)
    if name is None:
        return []
    other = score_all(name, candidates(directory, name, heard.city), heard, directory)
    least = max(directory.cuts.confirm, found[0].score + LAYOUT if found else 0.0)
    if not other or other[0].score < least:
        return []
    likely = [one for one in other if one.family == other[0].family and one.score >= least]
    return other if any(_so_written(name, one.label.name) for one in likely) else []


def _so_written(name: Name, label: Name) -> bool:
    """Whether the short words of a name stand in a label's in the same letters."""
    letters = {word.text for word in label.words}
    return all(len(word.text) > SHORT or word.text in letters for word in name.core)


def _inflected(name: Name) -> bool:
    """Whether a Russian name is likely to stand in a case: after a preposition or a note's words, or of two words."""
    noisy = russian = False
    for word in name.words:
        if word.kind == "noise":
            noisy = True
        elif word.kind in ("core", "weak", "place") and is_cyrillic(word.text):
            if _OBLIQUE.search(word.text):
                return True
            russian = True
    return noisy and russian


def score_all(
    name: Name, likely: list[tuple[int, float]], heard: ParsedCaller, directory: Directory, deep: bool = False
) -> list[Scored]:
    """Each likely label with its score, best first."""
    batch = core and _batch(name, likely, heard, directory, deep, for_core())
    if batch is not None:
        return ranked(batch)
    found = compare_all(name, likely, heard, directory, deep)
    trees = model()
    return rank(
        [
            Scored(one.label, one.name, one.alignment, row, probability(trees.log_odds(row)))
            for one, row in zip(found, figure_rows(found), strict=True)
        ]
    )


def compare_all(
    name: Name, likely: list[tuple[int, float]], heard: ParsedCaller, directory: Directory, deep: bool = False
) -> list[Compared]:
    """Each likely label compared with the reading of the name that fits it best."""
    maybe, caller = cities_maybe(name), readings(name)
    labels = [(directory.labels[number], share) for number, share in likely]
    return [
        compare(caller, label, share, circumstance(label, heard.city, maybe), directory.rarity, deep)
        for label, share in labels
    ]


def labels_with_figures(
    name: Name, likely: list[tuple[int, float]], heard: ParsedCaller, directory: Directory
) -> list[tuple[Label, Sequence[float]]]:
    """Each likely label with what the model asks of it: what a model is fitted on."""
    batch = core and _batch(name, likely, heard, directory, False, NO_TREES)
    if batch is not None:
        return [(batch.label(place), batch.figures(place)) for place in range(len(likely))]
    found = compare_all(name, likely, heard, directory)
    return list(zip([one.label for one in found], figure_rows(found), strict=True))


def _batch(
    name: Name,
    likely: list[tuple[int, float]],
    heard: ParsedCaller,
    directory: Directory,
    deep: bool,
    trees: CoreTables,
) -> Batch | None:
    return compare_by_core(name, likely, directory, (heard.city, cities_maybe(name)), deep, trees)


def cities_maybe(name: Name) -> tuple[str, ...]:
    """Words of a name that are the caller's city, if the card stands there."""
    return tuple([m.name for m in name.places if m.kind == "city" and not m.adjective])


def figure_rows(found: list[Compared]) -> list[list[float]]:
    """What the model asks of each: the figures of the pair, and how far it leads."""
    if not found:
        return []
    rows = [one.figures for one in found]
    leads = competition(rows, [one.label.family for one in found], PLACE)
    return [[*row, *lead] for row, lead in zip(rows, leads, strict=True)]


def circumstance(label: Label, city: str, maybe: tuple[str, ...]) -> Circumstance:
    """What is known around the names. ``maybe``: words of the caller that are a city if the card stands there."""
    if not city:
        city = next((place for place in maybe if place in label.cities), "")
    return Circumstance(city, label.cities, label.told, label.near, label.of_group)


def entries(scored: Iterable[Scored]) -> list[Scored]:
    """The best label of each client and group, best first; at most twice as many as are shown."""
    found: dict[tuple[str, str], Scored] = {}
    for one in scored:
        found.setdefault(one.whose, one)
        if len(found) >= 2 * SHOWN:
            break
    return list(found.values())


def others_shown(scored: Iterable[Scored], directory: Directory) -> tuple[Candidate, ...]:
    """Candidates beside the best, by name and score alone: reasons are given for what is said or asked about."""
    found: list[Candidate] = []
    for one in scored:
        if found and one.score < LEAST_SHOWN:
            continue  # the first is always told; sisters stand behind strangers
        client_id, group_id = one.whose
        name = directory.called(client_id) if client_id else directory.book.groups[group_id].name
        found.append(Candidate(client_id, group_id, name, round(one.score, 3)))
    return tuple(found)


def shown_candidate(scored: Scored, heard: ParsedCaller, directory: Directory) -> Candidate:
    """A scored label as a candidate, with the reasons for and against it, which a batch does without."""
    book, label = directory.book, scored.label
    client = book.clients[label.client_id] if label.client_id else None
    group = book.groups[label.group_id] if label.group_id else None

    def evidence() -> tuple[Evidence, ...]:
        return (
            *reasons(scored.alignment, label, scored.name, directory.rarity, scored.figure),
            *card_reasons(heard.city, heard.city_written, _cities(label, client, heard.city, book), client, group),
        )

    name = client_name(client) if client else group.name if group else ""
    return Candidate(label.client_id, label.group_id, name, round(scored.score, 3), Later(evidence))


def _cities(label: Label, client: Client | None, city: str, book: Book) -> dict[str, str]:
    """The cities of a group's label as its cards write them; told where a city was said."""
    if client or not city:
        return {}
    written = {city_of(card.city): card.city for card in islice(book.family(label.group_id), MOST_CARDS) if card.city}
    return {one: in_own_letters(one, written.get(one, "")) for one in label.cities}


def called(label: Label, directory: Directory) -> str:
    """How a label's client or group is named to the user."""
    return directory.called(label.client_id) if label.client_id else directory.book.groups[label.group_id].name
