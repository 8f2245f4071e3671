"""Make pairs of real names to learn from: a directory of organisations, and other names that callers use for them.

    python scripts/build_real_pairs.py name-suggestion-index-8.0.20260918.tgz FOLDER [--directory directory.csv]
        [--cyrillic-cards]

Source: the npm package name-suggestion-index (BSD-3-Clause, © its contributors) and the English labels of Wikidata
that it carries (CC0). Organisations are told apart by their Wikidata number. Only one half of them is ever read: those
whose number ("Q42") has an even SHA-1. The other half is kept apart by whoever judges the result.

Writes ``directory.csv`` (id, name) and ``callers.jsonl`` (id, caller, kind, truth, also). An eighth of the
organisations is left out of the directory, chosen by a hash; with ``--directory`` the organisations of that file are in
it, under the names there, and all others are left out. A caller of one that is left out has the kind ``unknown`` and no
truth. ``also`` names entries of the very same name. With ``--cyrillic-cards`` an organisation that has a Cyrillic
writing is listed under it: few cards of the source are Cyrillic.

Kinds are told by rule: ``acronym`` where the source says that it is a short name, or the letters are initials;
``spelt`` where the words of both names agree by three quarters once both are in Latin letters; ``translated``
otherwise. Names with letters other than Latin and Cyrillic are left out.
"""

from __future__ import annotations

import argparse
import collections
import csv
import hashlib
import json
import re
import tarfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from rapidfuzz import fuzz

ENTRIES = "package/dist/json/nsi.json"
LABELS = "package/dist/wikidata/wikidata.json"
ROLES = ("brand", "operator", "network")  # what an organisation is to an entry; the name comes from the first of them
SPELT = 72  # per cent of the words that agree; 0.989 of 4,000 labelled pairs fall on the right side
LEFT_OUT = 8

_QUALIFIERS = ("wikidata", "type", "guid", "wikipedia", "website", "etymology", "signed")
_LATIN = str.maketrans({
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ё": "io", "ж": "zh", "з": "z", "и": "i", "й": "i",
    "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia",
    "і": "i", "ї": "i", "є": "ie", "ґ": "g", "ў": "u", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "tsh", "ђ": "dj",
    "џ": "dz", "қ": "k", "ғ": "g", "ң": "n", "ү": "u", "ұ": "u", "һ": "h", "ө": "o", "ә": "a", "ѓ": "g", "ќ": "k",
    "ѕ": "dz", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i", "ə": "a",
})  # fmt: skip


class Name(NamedTuple):
    """A writing of an organisation's name, and whether the source calls it a short one."""

    text: str
    short: bool


def is_ours(number: str) -> bool:
    """Whether an organisation belongs to the half that may be learned from."""
    return int(hashlib.sha1(number.encode()).hexdigest(), 16) % 2 == 0


def is_left_out(number: str) -> bool:
    """Whether an organisation stays out of the directory, so that its callers are unknown."""
    return int(hashlib.sha1(f"left out {number}".encode()).hexdigest(), 16) % LEFT_OUT == 0


def read_package(package: Path) -> tuple[list[dict[str, Any]], dict[str, str]]:
    """Entries of the index, and the English label of each Wikidata number that it has."""
    with tarfile.open(package) as archive:
        entries = json.load(_member(archive, ENTRIES))["nsi"]
        labels = json.load(_member(archive, LABELS))["wikidata"]
    listed = [item | {"role": _role(path)} for path, kind in entries.items() for item in kind.get("items", ())]
    return listed, {number: item["label"] for number, item in labels.items() if item.get("label")}


def _member(archive: tarfile.TarFile, name: str) -> Any:
    file = archive.extractfile(name)
    if file is None:
        raise SystemExit(f"the package has no {name}")
    return file


def _role(path: str) -> str:
    """brand, operator or network: whose name an entry of this tree is."""
    return {"brands": "brand", "operators": "operator", "transit": "network"}.get(path.split("/")[0], "")


def collect_names(entries: Iterable[Mapping[str, Any]], labels: Mapping[str, str]) -> dict[str, list[Name]]:
    """The names of each organisation of our half, the one to be listed first, each writing once."""
    named: dict[str, dict[str, list[tuple[str, bool]]]] = collections.defaultdict(lambda: collections.defaultdict(list))
    for entry in entries:
        tags = entry["tags"]
        for role in ROLES:
            number = tags.get(f"{role}:wikidata", "")
            if not re.fullmatch(r"Q\d+", number) or not is_ours(number):
                continue
            if main := tags.get(role):
                named[number][role].append((main, False))
            named[number]["other"] += _values(tags, role)
            if entry["role"] == role:
                for other in ("name", "official_name", "alt_name", "short_name"):
                    named[number]["other"] += [(tags[other], other == "short_name")] if other in tags else []
                    named[number]["other"] += _values(tags, other)
                named[number]["other"].append((entry["displayName"], False))
                named[number]["lower"] += [(text, False) for text in entry.get("matchNames", ())]
    found = {}
    for number, by_role in named.items():
        main = next((by_role[role] for role in ROLES if by_role[role]), [])
        label = [(labels[number], False)] if number in labels else []
        short = {text.casefold() for text, is_short in by_role["other"] if is_short}
        seen: dict[str, Name] = {}
        ordered = [pair for role in ROLES for pair in by_role[role]]
        first = [collections.Counter(main).most_common(1)[0][0]] if main else []
        for value, _ in [*first, *ordered, *label, *by_role["other"], *by_role["lower"]]:
            for text in (" ".join(part.split()) for part in value.split(";")):
                if is_readable(text) and ".geojson" not in text:
                    seen.setdefault(text.casefold(), Name(text, text.casefold() in short))
        if seen:
            found[number] = list(seen.values())
    return found


def _values(tags: Mapping[str, str], key: str) -> Iterator[tuple[str, bool]]:
    """Writings in other languages, and short ones, under ``key:…``."""
    for tag, text in tags.items():
        base, _, qualifier = tag.partition(":")
        if base == key and qualifier and qualifier.split(":")[0] not in _QUALIFIERS:
            yield text, qualifier.startswith("short") or base == "short_name"


def is_readable(text: str) -> bool:
    """Whether all letters are Latin or Cyrillic, and one is there."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and all(unicodedata.name(x, "").startswith(("LATIN", "CYRILLIC")) for x in letters)


def _is_cyrillic(text: str) -> bool:
    return bool(re.search("[Ѐ-ӿ]", text))


def plain(text: str) -> str:
    """A name in plain small Latin letters and digits, words apart."""
    text = text.lower().replace("й", "i").translate(_LATIN)
    text = "".join(x for x in unicodedata.normalize("NFKD", text) if not unicodedata.combining(x)).translate(_LATIN)
    return " ".join(re.findall("[a-z0-9]+", text))


def kind_of(caller: Name, listed: Name) -> str:
    """The kind of a pair: its scripts, then how the one can be found from the other."""
    scripts = {_is_cyrillic(name.text) for name in (caller, listed)}
    script = "cyrillic-latin" if len(scripts) == 2 else "cyrillic" if True in scripts else "latin"
    said, on_file = plain(caller.text), plain(listed.text)
    short, long = sorted((said, on_file), key=len)
    initials = "".join(word[0] for word in long.split())
    if caller.short or listed.short or (len(short) > 1 and short.replace(" ", "") == initials):
        return f"{script} acronym"
    return f"{script} {'spelt' if fuzz.token_set_ratio(said, on_file) >= SPELT else 'translated'}"


def make_pairs(
    names: Mapping[str, list[Name]], directory: Mapping[str, str] | None = None, *, cyrillic_cards: bool = False
) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The directory, and the callers in the order of a hash; with ``directory`` the entries are those of it."""
    if directory is None:
        directory = {number: listed[0].text for number, listed in names.items() if not is_left_out(number)}
    if cyrillic_cards:
        own = {number: [x.text for x in names.get(number, ()) if _is_cyrillic(x.text)] for number in directory}
        directory = {number: own[number][0] if own[number] else name for number, name in directory.items()}
    same: dict[str, list[str]] = collections.defaultdict(list)
    for number, name in directory.items():
        same[plain(name)].append(number)
    callers = []
    for number, listed in names.items():
        assert is_ours(number)
        if number not in directory:
            pairs = [(name, "unknown") for name in listed if plain(name.text) not in same]
        else:
            card = next((x for x in listed if x.text == directory[number]), Name(directory[number], False))
            pairs = [(x, kind_of(x, card)) for x in listed if x.text.casefold() != card.text.casefold()]
            pairs = [pair for pair in pairs if not _is_anothers(pair[0], number, card, same)]
        callers += [
            {
                "id": f"{number}-{position}",
                "caller": name.text,
                "kind": kind,
                "truth": number if kind != "unknown" else "",
                "also": [x for x in same[plain(directory[number])] if x != number] if kind != "unknown" else [],
            }
            for position, (name, kind) in enumerate(pairs)
        ]
    return dict(directory), sorted(callers, key=lambda x: hashlib.sha1(str(x["id"]).encode()).hexdigest())


def _is_anothers(name: Name, number: str, card: Name, same: Mapping[str, list[str]]) -> bool:
    """Whether another entry is listed under just this name, so that nobody can tell who is meant."""
    said = plain(name.text)
    return said != plain(card.text) and any(other != number for other in same.get(said, ()))


def write_pairs(folder: Path, directory: Mapping[str, str], callers: Iterable[Mapping[str, Any]]) -> None:
    """``directory.csv`` and ``callers.jsonl``; says how many there are of each kind."""
    callers = list(callers)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "directory.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([("id", "name"), *directory.items()])
    with (folder / "callers.jsonl").open("w", encoding="utf-8") as file:
        file.writelines(json.dumps(caller, ensure_ascii=False) + "\n" for caller in callers)
    counts = collections.Counter(caller["kind"] for caller in callers)
    print(f"{len(directory)} organisations", *(f"{kind}: {count}" for kind, count in counts.most_common()), sep="\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--directory", type=Path)
    parser.add_argument("--cyrillic-cards", action="store_true")
    asked = parser.parse_args()
    listed = None
    if asked.directory:
        with asked.directory.open(encoding="utf-8", newline="") as file:
            listed = {row["id"]: row["name"] for row in csv.DictReader(file)}
        if strangers := [number for number in listed if not is_ours(number)]:
            raise SystemExit(f"{asked.directory} holds organisations of the other half: {strangers[0]}")
    directory, callers = make_pairs(
        collect_names(*read_package(asked.package)), listed, cyrillic_cards=asked.cyrillic_cards
    )
    write_pairs(asked.folder, directory, callers)


if __name__ == "__main__":
    main()
