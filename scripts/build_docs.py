"""Makes the parts of docs/ that come from tables in the code, between marker comments; what commands print; and pictures of it.

python scripts/build_docs.py
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import doc_pictures
from doc_commands import told

from leadcli.domain.problems import CODES
from leadcli.fields.table import CALLER, TABLES
from leadcli.io.table_formats import FORMATS
from leadcli.locales import codes, locale_of
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.owners import OWNERS
from leadcli.resolution.comparison.figures import FIGURES
from leadcli.resolution.scoring.boosted_trees import model
from leadcli.resolution.scoring.competition import COMPETITION
from leadcli.workspace.opening import READY_MADE, open_policy

ROOT = Path(__file__).parent.parent


def columns(table: str) -> str:
    rows = ["| column | kind | also read as |", "| --- | --- | --- |"]
    for column in TABLES[table]:
        name = f"**{column.name}**" if column.required else column.name
        words = {c: "".join(f", {word}" for word, meant in column.words if meant == c) for c in column.choices}
        told = "; ".join(f"`{c}`{words[c]}" for c in column.choices)
        kind = f"one of {told}" if column.choices else column.type
        rows.append(f"| {name} | {kind} | {', '.join(_whole(each) for each in column.spellings[1:])} |")
    return "\n".join(rows)


def _whole(header: str) -> str:
    """A header as it stands among others: one with a comma in quotes."""
    return f"“{header}”" if "," in header else header


def formats() -> str:
    rows = ["| format | files | `apply` writes it |", "| --- | --- | --- |"]
    for name, found in FORMATS.items():
        suffixes = ", ".join(f"`{suffix}`" for suffix in found.suffixes)
        rows.append(f"| {name} | {suffixes} | {'yes' if found.rewritten else 'no'} |")
    return "\n".join(rows)


def conditions() -> str:
    rows = ["| condition | holds when | value |", "| --- | --- | --- |"]
    for name, condition in CONDITIONS.items():
        value = " ".join(f"`{c}`" for c in condition.choices) or condition.argument
        rows.append(f"| `{name}` | {condition.yes.replace('{value}', '*value*')} | {value} |")
    return "\n".join(rows)


def owners() -> str:
    return "\n".join(["| owner | is |", "| --- | --- |", *(f"| `{o.name}` | {o.text} |" for o in OWNERS.values())])


def policies() -> str:
    rows = ["| policy | in a sentence | rules, in order |", "| --- | --- | --- |"]
    for name in READY_MADE:
        policy, _ = open_policy(None, name)
        assert policy is not None, name
        rows.append(f"| `{name}` | {policy.about['en']} | {', '.join(f'`{r.id}`' for r in policy.rules)} |")
    return "\n".join(rows)


def problems() -> str:
    rows = ["| code | stops | says | remedy |", "| --- | --- | --- | --- |"]
    for code, entry in CODES.items():
        rows.append(f"| `{code}` | {entry.stops} | {entry.text} | {entry.remedy} |".replace("<<", "&lt;&lt;"))
    return "\n".join(rows)


def figures() -> str:
    trees = model()
    asked = Counter(trees.names[figure] for figure in trees.figure if figure >= 0)
    rows = ["| figure | says | questions |", "| --- | --- | ---: |"]
    return "\n".join(
        [*rows, *(f"| `{name}` | {text} | {asked[name]} |" for name, text in {**FIGURES, **COMPETITION}.items())]
    )


def languages() -> str:
    rows = ["| `--lang` | language | a day | a number | thousands |", "| --- | --- | --- | --- | --- |"]
    for language in map(locale_of, codes()):
        day, number, whole = language.day(date(2026, 11, 23)), language.number(0.5), language.whole(12345)
        rows.append(f"| `{language.code}` | {language.name} | {day} | {number} | {whole} |")
    return "\n".join(rows)


PARTS: dict[str, Callable[[], str]] = {
    "formats": formats,
    "managers": lambda: columns("managers"),
    "groups": lambda: columns("groups"),
    "clients": lambda: columns("clients"),
    "links": lambda: columns("links"),
    "aliases": lambda: columns("aliases"),
    "conditions": conditions,
    "owners": owners,
    "policies": policies,
    "problems": problems,
    "figures": figures,
    "languages": languages,
    "caller": lambda: ", ".join(f"`{field}`" for field in CALLER),
}


def made(text: str, language: str = "en") -> str:
    """A page with its generated parts made anew, and what its commands print."""

    def part(match: re.Match[str]) -> str:
        return f"<!-- from the code: {match[1]} -->\n{PARTS[match[1]]()}\n<!-- end -->"

    text = re.sub(r"<!-- from the code: (\w+) -->.*?<!-- end -->", part, text, flags=re.DOTALL)
    return told(text, language)


def pages() -> list[Path]:
    return [*sorted(ROOT.glob("README*.md")), *sorted((ROOT / "docs").glob("*.md"))]


def language_of(page: Path) -> str:
    return "ru" if page.stem.endswith(".ru") else "en"


if __name__ == "__main__":
    for page in pages():
        page.write_text(made(page.read_text(encoding="utf-8"), language_of(page)), encoding="utf-8")
    doc_pictures.write()
