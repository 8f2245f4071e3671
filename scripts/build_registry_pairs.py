"""Make pairs of real names to learn from out of the Research Organization Registry, as ``build_real_pairs`` does.

    python scripts/build_registry_pairs.py ror-records FOLDER

Source: the records of the registry (https://ror.org, CC0), a checkout of github.com/ror-community/ror-records: a folder
for each release with the records that it changed, of which the last of each organisation is read, in the registry's
first schema or its second. Firms, clinics, public bodies and societies are taken; universities and laboratories are
not, whose names are of another kind. Only one half is ever read, as in ``build_real_pairs``, of the registry's numbers,
and none that Wikidata knows by a number of the other half.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from build_real_pairs import Name, is_ours, is_readable, make_pairs, write_pairs

LEFT_OUT = frozenset(("education", "facility"))
_COUNTRY = re.compile(r" \([^()]*\)$")  # «Siemens (Germany)»
_RELEASE = re.compile(r"v([\d.]+)")


def last_records(checkout: Path) -> Iterator[Mapping[str, Any]]:
    """The record of each organisation in the last release that has it."""
    last: dict[str, tuple[tuple[int, ...], str]] = {}
    for path in checkout.glob("v*/**/*.json"):
        release = _RELEASE.match(path.relative_to(checkout).parts[0])
        if release:
            found = (tuple(map(int, release[1].strip(".").split("."))), str(path))
            last[path.stem] = max(last.get(path.stem, found), found)
    for _, (_, name) in sorted(last.items()):
        yield json.loads(Path(name).read_text(encoding="utf-8"))


def names_of(record: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The names of a record with what each is (label, alias, acronym …), the one to be listed first."""
    if "names" in record:  # the second schema
        told = sorted(record["names"], key=lambda name: "ror_display" not in name["types"])
        return [(name["value"], "acronym" if "acronym" in name["types"] else "label") for name in told]
    found = [(record["name"], "label"), *((label["label"], "label") for label in record.get("labels", ()))]
    return [
        *found,
        *((x, "alias") for x in record.get("aliases", ())),
        *((x, "acronym") for x in record.get("acronyms", ())),
    ]


def wikidata_of(record: Mapping[str, Any]) -> list[str]:
    """The numbers that Wikidata has for an organisation."""
    told = record.get("external_ids") or ()
    ones = (one["all"] for one in told if one["type"] == "wikidata") if isinstance(told, list) else ()
    older = [told["Wikidata"]["all"]] if isinstance(told, dict) and "Wikidata" in told else []
    return [number for one in (*ones, *older) for number in ([one] if isinstance(one, str) else one)]


def collect(records: Iterable[Mapping[str, Any]]) -> dict[str, list[Name]]:
    """The names of each organisation of our half, the one to be listed first, each writing once."""
    found: dict[str, list[Name]] = {}
    for record in records:
        number, kinds = record["id"].rsplit("/", 1)[-1], {kind.lower() for kind in record.get("types") or ()}
        if (
            record.get("status") != "active"
            or kinds & LEFT_OUT
            or not all(map(is_ours, (number, *wikidata_of(record))))
        ):
            continue
        told = [(_COUNTRY.sub("", text).strip(), kind) for text, kind in names_of(record)]
        seen: dict[str, Name] = {}
        for text, kind in told:
            if is_readable(text):
                seen.setdefault(text.casefold(), Name(text, kind == "acronym"))
        if seen and is_readable(told[0][0]):
            found[number] = list(seen.values())
    return found


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("folder", type=Path)
    asked = parser.parse_args()
    write_pairs(asked.folder, *make_pairs(collect(last_records(asked.checkout))))


if __name__ == "__main__":
    main()
