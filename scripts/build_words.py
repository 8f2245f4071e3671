"""Makes leadcli/names/tables/word_roots.json from words.json: the lists as they are looked up, folded and cut.

    python scripts/build_words.py

Made ahead because folding some 700 words would be a tenth of a call's time.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from leadcli.names.fold import fold
from leadcli.names.inflection import stem
from leadcli.names.scripts import is_cyrillic, plain

PLAIN = re.compile("[a-z]{3,}[a-rt-z]")  # what ends in s is one, or has none
SURNAMES = frozenset(("bank", "law", "water"))  # whose plural is a name: Banks, Laws, Waters
TABLES = Path(__file__).parent.parent / "leadcli" / "names" / "tables"


def root(word: str) -> str:
    return stem(plain(word), fold(plain(word)))


def with_plurals(words: list[str]) -> list[str]:
    """The words, and the plurals of those that may be English; of another language it is a word that nobody writes."""
    return [*words, *(plural(word) for word in words if PLAIN.fullmatch(word) and word not in SURNAMES)]


def plural(word: str) -> str:
    """The plural of an English noun."""
    if word[-1] == "y" and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "sh", "ch")) else "s")


def made() -> str:
    """The table as text."""
    words = json.loads((TABLES / "words.json").read_text(encoding="utf-8"))
    for kind in ("noise", "persons_role"):  # what people do and call themselves in a note is both
        words[kind] += words["beside_persons"]
    same: dict[str, str] = {}
    for group in words["same"]:
        for word in with_plurals(group):
            same.setdefault(root(word), root(group[0]))
    listed = [word for group in words["same"] for word in group]
    cyrillic = {root(word) for word in listed if is_cyrillic(word)}
    latin = {root(word) for word in listed if not (is_cyrillic(word) or set(word) & set("aeiouy"))}
    for kind in ("weak", "trade", "branch", "business"):
        words[kind] = with_plurals(words[kind])
    kinds = ("weak", "plain", "trade", "branch", "noise", "joining", "business")
    spoken = ("said", "topic", "persons_role", "introduces", "whose", "attributive", "department", "compounded", "kin",
              "municipal", "articles")  # fmt: skip
    table = {
        "exact": {
            **{kind: sorted({plain(word) for word in words[kind]}) for kind in (*kinds, *spoken)},
            "without_vowels": sorted(latin - cyrillic),
        },
        "roots": {kind: sorted({root(word) for word in words[kind] if len(plain(word)) > 4}) for kind in kinds},
        "same": dict(sorted(same.items())),
        "numbered": words["numbered"],
        "talk": sorted({" ".join(map(root, text.replace("-", " ").split())) for text in words["talk"]}),
        "phrases": {" ".join(map(root, text.split())): short for text, short in words["phrases"].items()},
    }
    return json.dumps(table, ensure_ascii=False, indent=0) + "\n"


if __name__ == "__main__":
    (TABLES / "word_roots.json").write_text(made(), encoding="utf-8")
