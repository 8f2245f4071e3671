"""The catalogues: finds the sentences in the code, and compiles each language's leadcli.po to leadcli.mo, and to answers.mo
what answers to one caller say.

    python scripts/catalogue.py missing [CODE]    sentences without a translation, as .po entries to fill in
    python scripts/catalogue.py compile           writes the .mo files of all languages (needs Babel)

A language is a folder of leadcli/locales: write its locale.json, and begin its leadcli.po with what is missing: all.

A sentence is any literal given to message(), messages(), speech(), Message(), Code(), @owner() or @condition(), and
the help of every command and option.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from leadcli.cli.commands import command_tree
from leadcli.cli.shared.usage import walk
from leadcli.locales import ANSWERS, DOMAIN, HOME, codes
from leadcli.output.text.speech import Speech

PACKAGE = Path(__file__).parent.parent / "leadcli"
FIRST = {"message", "speech", "Message", "_"}  # the first argument is a sentence
TWO = {"messages"}  # singular and plural
ALL = {"Code", "condition", "owner"}  # every positional literal is
ANSWERING = (  # where an answer to one caller gets its sentences
    "api/who_owns.py", "cli/who_owns", "domain/company.py", "fields/identifiers.py", "output/text", "policy", "resolution",
    "rulings",
)  # fmt: skip
TABLES = {"KIND_WORDS", "SHAPE_WORDS", "FINDING_WORDS"}


def sentences() -> list[str | tuple[str, str]]:
    """All sentences of the package, in the order of the files, each once."""
    found: dict[str | tuple[str, str], None] = {}
    for sentence in _written(_modules(PACKAGE)):
        if sentence not in ("", "warning", "error"):
            found.setdefault(sentence)
    found.setdefault("warning")
    found.setdefault("error")
    for command in walk(command_tree(Speech("en"))):
        for text in (command.help, *(getattr(p, "help", None) for p in command.params)):
            if text:
                found.setdefault(text)
    return list(found)


def _modules(place: Path) -> list[Path]:
    return sorted(place.rglob("*.py")) if place.is_dir() else [place]


def _written(modules: Iterable[Path]) -> Iterator[str | tuple[str, str]]:
    """The sentences in the text of modules, one after the other."""
    for path in modules:
        yield from _in_tree(ast.parse(path.read_text(encoding="utf-8")))


def _in_tree(tree: ast.AST) -> Iterator[str | tuple[str, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [arg.value for arg in node.args if isinstance(arg, ast.Constant) and isinstance(arg.value, str)]
            if name in FIRST and node.args and isinstance(node.args[0], ast.Constant) and texts:
                yield texts[0]
            elif name in TWO and len(texts) >= 2:
                yield (texts[0], texts[1])
            elif name in ALL:
                yield from texts
        elif isinstance(node, ast.AnnAssign | ast.Assign) and isinstance(node.value, ast.Dict):
            names = [getattr(t, "id", "") for t in (node.targets if isinstance(node, ast.Assign) else [node.target])]
            if TABLES & set(names):
                yield from (str(v.value) for v in node.value.values if isinstance(v, ast.Constant))


def languages() -> list[str]:
    """The languages that have a catalogue."""
    return [code for code in codes() if po(code).exists()]


def po(language: str) -> Path:
    """Where a language's catalogue is written."""
    return HOME / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def catalogue(language: str) -> Catalog:
    """The translations on file."""
    if not po(language).exists():
        return Catalog(language)
    with po(language).open("rb") as file:
        return read_po(file, locale=language)


def missing(language: str) -> list[str | tuple[str, str]]:
    """Sentences that have no translation, or a fuzzy one."""
    known = catalogue(language)
    return [
        s for s in sentences() if not (m := known.get(s[0] if isinstance(s, tuple) else s)) or not m.string or m.fuzzy
    ]


def stale(language: str) -> list[str]:
    """Translations of sentences that the code does not say any more."""
    said = {s[0] if isinstance(s, tuple) else s for s in sentences()}
    ids = (m.id[0] if isinstance(m.id, tuple) else m.id for m in catalogue(language))
    return [str(each) for each in ids if each and each not in said]


def compiled(language: str) -> dict[str, bytes]:
    """The catalogue as .mo files, by their names: whole, and what answers say."""
    whole = catalogue(language)
    few = catalogue(language)
    said = set(_written(path for part in ANSWERING for path in _modules(PACKAGE / part)))
    for one in list(few):
        if one.id and one.id not in said:
            few.delete(one.id)
    return {f"{DOMAIN}.mo": _as_mo(whole), f"{ANSWERS}.mo": _as_mo(few)}


def _as_mo(told: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, told)
    return out.getvalue()


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        for each in languages():
            for name, data in compiled(each).items():
                po(each).with_name(name).write_bytes(data)
    else:
        for each in sys.argv[2:] or languages():
            to_do = Catalog(each, fuzzy=False)
            for sentence in missing(each):
                to_do.add(sentence)
            write_po(sys.stdout.buffer, to_do, width=0, omit_header=po(each).exists())
