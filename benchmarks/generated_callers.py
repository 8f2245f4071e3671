"""Callers made over any directory, each with who it is and what may be answered; the same seed makes the same callers.

    python -m benchmarks.generated_callers DIRECTORY OUT.jsonl [--seed 1] [--count 8000] [--unknown CALLERS.jsonl]

DIRECTORY is a folder with directory.csv (id, name), or with directory.json (groups, clients), or a workspace (data/).
``--unknown`` names a file of callers whose kind is ``unknown``: names of organisations that the directory lacks.

A line has id, caller, kind, truth, also, expect, near, and city where one is given. ``truth`` is the card or group that
is meant, empty when nobody on file is. ``also`` are entries of the very same name. ``expect`` says what is right:

    sure      the truth is to be answered, and may be answered as sure
    either    the truth, sure or asked
    ask       nobody is sure: with a truth it may be another company, without one it may be the cards in ``near``;
              settling it either way is a fault
    none      nobody on file; a question is needless, a sure answer is a fault
"""

from __future__ import annotations

import argparse
import collections
import csv
import hashlib
import json
import random
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks import distortions as slips
from benchmarks.distortions import PHRASES, is_cyrillic, words_of
from benchmarks.generate import city_stock, company

FEW = 3  # entries that bear a word which points at them
NOBODY = random.Random(0)  # for slips that leave nothing to chance
ATTEMPTS = 12  # cards tried for each caller wanted


@dataclass(frozen=True)
class Entry:
    """A card or a group of a directory."""

    id: str
    name: str
    aliases: tuple[str, ...] = ()
    group: str = ""
    city: str = ""
    is_group: bool = False

    @property
    def core(self) -> str:
        """The name without legal form and quotes."""
        return " ".join(words_of(self.name))


def key_of(text: str) -> str:
    """What two writings share that nobody tells apart: letters and digits, small, words apart."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("ё", "е")))


@dataclass
class Directory:
    """Entries, and what is needed to see whether a made-up caller means somebody else."""

    entries: list[Entry]
    same: dict[str, list[Entry]] = field(default_factory=lambda: collections.defaultdict(list))
    bearing: dict[str, set[str]] = field(default_factory=lambda: collections.defaultdict(set))
    shortened: collections.Counter[str] = field(default_factory=collections.Counter)

    def __post_init__(self) -> None:
        for entry in self.entries:
            self.shortened[slips.initials(NOBODY, entry.core)] += 1
            for name in (entry.name, *entry.aliases):
                core = key_of(" ".join(words_of(name)))
                if entry not in self.same[core]:
                    self.same[core].append(entry)
                for word in core.split():
                    self.bearing[word].add(entry.id)

    def others(self, text: str, entry: Entry) -> bool:
        """Whether a writing is the name of somebody else."""
        return any(x.name != entry.name for x in self.same.get(key_of(" ".join(words_of(text))), ()))

    def also(self, entry: Entry) -> list[str]:
        """Entries that are as good an answer: the same name, or the group that is called so."""
        return [x.id for x in self.same[key_of(entry.core)] if x.id != entry.id]

    def bearers(self, words: Iterable[str]) -> set[str]:
        """Entries that have all of some words."""
        sets = [self.bearing.get(word, set()) for word in words]
        return set.intersection(*sets) if sets else set()

    def rarity(self, word: str) -> int:
        return len(self.bearing.get(key_of(word), ()))


class Made(NamedTuple):
    """A caller, who is meant, what is expected, and the city that is given beside it."""

    caller: str
    truth: str
    expect: str
    city: str = ""


Maker = Callable[[random.Random, Directory, Entry], Made | None]


def known(slip: Callable[[random.Random, str], str], expect: str = "sure", *, whole: bool = False) -> Maker:
    """Callers that mean the entry: its name without the legal form, or as it is listed, after a slip."""

    def make(rng: random.Random, directory: Directory, entry: Entry) -> Made | None:
        text = slip(rng, entry.name if whole else entry.core)
        return Made(text, entry.id, expect) if text and (whole or not directory.others(text, entry)) else None

    return make


def initials(rng: random.Random, directory: Directory, entry: Entry) -> Made | None:
    """The initials of a name, where they are nobody else's."""
    text = slips.initials(rng, entry.core)
    alone = directory.shortened[text] == 1 and not directory.others(text, entry)
    return Made(text, entry.id, "either") if text and alone else None


def noted(rng: random.Random, text: str) -> str:
    """A note in the language of the name, seldom in the other."""
    language = "ru" if is_cyrillic(text) or rng.random() < 0.25 else "en"
    return slips.in_note(rng, text, language)


def noted_with_slip(rng: random.Random, text: str) -> str:
    """A note about a name that is misspelt or heard."""
    changed = rng.choice((slips.typo, slips.heard, slips.plainly))(rng, text)
    return noted(rng, changed) if changed else ""


def left_out(rng: random.Random, directory: Directory, entry: Entry) -> Made | None:
    """A name of several words less one that is not the rarest, where nobody else bears what remains."""
    words = entry.core.split()
    if len(words) < 2:
        return None
    ranked = sorted(range(len(words)), key=lambda i: directory.rarity(words[i]))
    if len(key_of(words[ranked[0]])) < 4:
        return None
    gone = rng.choice(ranked[1:])
    rest = [word for i, word in enumerate(words) if i != gone]
    if directory.bearers(key_of(" ".join(rest)).split()) - {entry.id, *directory.also(entry)}:
        return None
    return Made(" ".join(rest), entry.id, "either")


def with_place(rng: random.Random, directory: Directory, entry: Entry) -> Made | None:
    """A place that the card does not say: it may be a branch of it, or another company."""
    place = rng.choice(PHRASES["places_ru" if is_cyrillic(entry.core) else "places_en"])
    if entry.city == place:
        return None
    text = rng.choice(("{} {}", "{}, {}", "{} ({})")).format(entry.core, place)
    if directory.others(text, entry):
        return None
    return Made(text, entry.id, "either" if entry.is_group else "ask")


def with_own_city(rng: random.Random, directory: Directory, entry: Entry) -> Made | None:
    """A card with its own city."""
    same = directory.same[key_of(entry.core)]
    if not entry.city or entry.city in entry.core or len({x.city for x in same}) < len(same):
        return None
    said = rng.choice(("{} {}", "{}, {}", "{} г. {}", "{} ({})", ""))
    if not said:
        return Made(entry.core, entry.id, "sure", entry.city)
    return Made(said.format(entry.core, entry.city), entry.id, "sure")


def whole_and_word(rng: random.Random, directory: Directory, entry: Entry) -> Made | None:
    """A whole name and a trade word: a group's new firm, or another company."""
    word = rng.choice(PHRASES["trades_ru" if is_cyrillic(entry.core) else "trades_en"])
    text = f"{entry.core} {word}" if rng.random() < 0.8 else f"{word} {entry.core}"
    if directory.others(text, entry) or key_of(word) in key_of(entry.core).split():
        return None
    group = entry.id if entry.is_group else entry.group
    return Made(text, group, "either" if group else "ask")


def word_replaced(rng: random.Random, directory: Directory, entry: Entry) -> Made | None:
    """A name whose telling word is another real one."""
    words = entry.core.split()
    if len(words) < 2:
        return None
    at = min(range(len(words)), key=lambda i: directory.rarity(words[i]))
    other = rng.choice(directory.entries).core.split()
    word = min(other, key=directory.rarity)
    if is_cyrillic(word) != is_cyrillic(words[at]) or len(word) < 4 or key_of(word) == key_of(words[at]):
        return None
    return _stranger(directory, entry, " ".join([*words[:at], word, *words[at + 1 :]]))


def first_and(other: Callable[[random.Random, Directory, bool], str]) -> Maker:
    """The first word of a name and another word."""

    def make(rng: random.Random, directory: Directory, entry: Entry) -> Made | None:
        words = entry.core.split()
        if len(words) < 2 or len(words[0]) < 3 or not words[0].isalpha():
            return None
        word = other(rng, directory, is_cyrillic(words[0]))
        if not word or key_of(word) == key_of(words[0]):
            return None
        return _stranger(directory, entry, f"{words[0]} {word}")

    return make


def _stranger(directory: Directory, entry: Entry, text: str) -> Made | None:
    """A caller who is near an entry and nobody on file; none where an entry bears all words, or they name a group.

    A question is called for where a word is borne by a few entries only; "City" and "Bank" point at nobody.
    """
    words = key_of(text).split()
    runs = (" ".join(words[at:end]) for at in range(len(words)) for end in range(at + 1, len(words) + 1))
    if directory.bearers(words) or any(x.is_group for run in runs for x in directory.same.get(run, ())):
        return None
    near = any(entry.id in directory.bearing.get(x, ()) and directory.rarity(x) <= FEW for x in words if len(x) > 2)
    return Made(text, "", "ask" if near else "none")


def _any_word(rng: random.Random, directory: Directory, cyrillic: bool) -> str:
    word = rng.choice(rng.choice(directory.entries).core.split())
    return word if is_cyrillic(word) == cyrillic and len(word) > 3 and word.isalpha() else ""


KINDS: dict[str, tuple[float, Maker]] = {
    "own writing": (1, known(lambda _, text: text, whole=True)),
    "case and marks": (1, known(slips.plainly)),
    "one typo": (2, known(slips.typo)),
    "two typos": (1, known(lambda rng, text: slips.typo(rng, text, 2), "either")),
    "heard": (2, known(slips.heard, "either")),
    "into latin": (1.5, known(slips.to_latin)),
    "into cyrillic": (1.5, known(slips.to_cyrillic, "either")),
    "wrong layout": (1, known(slips.layout)),
    "case ending": (1.5, known(slips.inflected)),
    "glued": (1, known(slips.glued)),
    "split": (1, known(slips.split)),
    "word order": (1, known(slips.reordered, "either")),
    "legal form": (1.5, known(slips.with_form, "either")),
    "word left out": (1.5, left_out),
    "abbreviated": (1, known(slips.abbreviated, "either")),
    "initials": (1, initials),
    "letters named": (0.5, known(slips.letters_named, "either")),
    "note": (2, known(noted)),
    "note and slip": (1.5, known(noted_with_slip, "either")),
    "own city": (1, with_own_city),
    "place added": (1, with_place),
    "whole name and word": (1.5, whole_and_word),
    "unknown_near replaced": (2, word_replaced),
    "unknown_near first word and word": (1.5, first_and(_any_word)),
    "unknown_near first word and trade": (
        1,
        first_and(lambda rng, _, cyrillic: str(rng.choice(PHRASES["trades_ru" if cyrillic else "trades_en"]))),
    ),
    "unknown_near first word and place": (
        1,
        first_and(lambda rng, _, cyrillic: str(rng.choice(PHRASES["places_ru" if cyrillic else "places_en"]))),
    ),
}
AFTER: tuple[Callable[[random.Random, str], str], ...] = (
    *(lambda _, text: text,) * 3, slips.typo, slips.heard, slips.with_form, slips.to_latin, slips.to_cyrillic, noted,
)  # fmt: skip
UNKNOWN_SHARE = 0.15  # whole names that are not on file, as they are, with a slip, in a note


def callers(directory: Directory, unknown: list[str], seed: int, count: int) -> Iterator[dict[str, Any]]:
    """The callers of all kinds; a kind that a directory has no names for has fewer, or none."""
    wanted = {kind: share for kind, (share, _) in KINDS.items()}
    total = sum(wanted.values()) / (1 - (UNKNOWN_SHARE if unknown else 0))
    for kind, (share, make) in KINDS.items():
        rng = random.Random(f"{seed} {kind}")
        seen: set[str] = set()
        left = round(count * share / total)
        for _ in range(left * ATTEMPTS):
            if len(seen) == left:
                break
            entry = rng.choice(directory.entries)
            made = make(rng, directory, entry)
            if made is None or made.caller in seen:
                continue
            seen.add(made.caller)
            also = directory.also(entry) if made.truth == entry.id and not made.city else []
            yield _line(kind, made, also, [entry.id] if made.truth != entry.id else [])
    yield from _strangers(directory, unknown, random.Random(f"{seed} unknown"), round(count * UNKNOWN_SHARE))


def _strangers(directory: Directory, unknown: list[str], rng: random.Random, count: int) -> Iterator[dict[str, Any]]:
    """Names that are not on file, as they are and after slips, half of them in the script of most entries."""
    cyrillic = sum(is_cyrillic(x.name) for x in directory.entries) * 2 > len(directory.entries)
    alike = [name for name in unknown if is_cyrillic(name) == cyrillic]
    for text in [*rng.choices(alike or unknown, k=count // 2), *rng.choices(unknown, k=count // 2)] if unknown else ():
        changed = rng.choice(AFTER)(rng, text)
        if changed and key_of(" ".join(words_of(changed))) not in directory.same:
            yield _line("unknown whole", Made(changed, "", "none"), [], [])
    for _ in range(count // 3):
        name = company(rng, city_stock())
        near = [x.id for word in key_of(" ".join(words_of(name))).split() for x in directory.same.get(word, ())]
        if not directory.bearers(key_of(" ".join(words_of(name))).split()):
            kind = "unknown_near coined" if near else "unknown coined"
            yield _line(kind, Made(name, "", "ask" if near else "none"), [], near[:3])


def _line(kind: str, made: Made, also: list[str], near: list[str]) -> dict[str, Any]:
    """One caller; where several entries bear the name that is meant, a sure answer is not called for."""
    number = hashlib.sha1(f"{kind} {made.caller} {made.city}".encode()).hexdigest()[:10]
    expect = "either" if also and made.expect == "sure" else made.expect
    line = {"id": number, "caller": made.caller, "kind": kind, "truth": made.truth, "also": also, "expect": expect}
    return {**line, "near": near, **({"city": made.city} if made.city else {})}


def read_directory(folder: Path) -> Directory:
    """The entries of a folder in any of the three shapes that the module names."""
    if (folder / "directory.csv").exists():
        with (folder / "directory.csv").open(encoding="utf-8", newline="") as file:
            return Directory([Entry(row["id"], row["name"]) for row in csv.DictReader(file)])
    if (folder / "directory.json").exists():
        found = json.loads((folder / "directory.json").read_text(encoding="utf-8"))
        groups, cards = found["groups"], found["clients"]
        return Directory(
            [Entry(x["id"], x["name"], tuple(x.get("aliases", ())), is_group=True) for x in groups]
            + [Entry(x["id"], x["name"], (), x.get("group_id") or "", x.get("city") or "") for x in cards]
        )
    from leadcli.workspace.opening import open_workspace

    book = open_workspace(folder).book
    assert book is not None, "the workspace is whole"
    return Directory(
        [Entry(x.id, x.name, tuple(x.aliases), is_group=True) for x in book.groups.values()]
        + [Entry(x.id, x.name, tuple(x.aliases), x.group or "", x.city or "") for x in book.clients.values()]
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("directory", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=8000)
    parser.add_argument("--unknown", type=Path)
    asked = parser.parse_args()
    unknown = []
    if asked.unknown:
        lines = map(json.loads, asked.unknown.read_text(encoding="utf-8").splitlines())
        unknown = [line["caller"] for line in lines if line["kind"] == "unknown"]
    made = list(
        {x["id"]: x for x in callers(read_directory(asked.directory), unknown, asked.seed, asked.count)}.values()
    )
    asked.out.write_text("".join(json.dumps(x, ensure_ascii=False) + "\n" for x in made), encoding="utf-8")
    for kind, number in collections.Counter(x["kind"] for x in made).items():
        print(f"{kind:36}{number:6}")


if __name__ == "__main__":
    main()
