"""The Russian catalogue: finds the sentences in the code, and compiles leadcli.po to leadcli.mo.

    python scripts/catalogue.py missing    sentences without a translation, as .po entries to fill in
    python scripts/catalogue.py compile    writes leadcli.mo (needs Babel)

A sentence is any literal given to message(), messages(), speech(), Message(), Code(), @owner() or @condition(), and
the help of every command and option.
"""

from __future__ import annotations

import ast
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from leadcli.cli.commands import command_tree
from leadcli.cli.shared.usage import walk
from leadcli.output.text.speech import Speech

PACKAGE = Path(__file__).parent.parent / "leadcli"
PO = PACKAGE / "locales" / "ru" / "LC_MESSAGES" / "leadcli.po"
FIRST = {"message", "speech", "Message", "_"}  # the first argument is a sentence
TWO = {"messages"}  # singular and plural
ALL = {"Code", "condition", "owner"}  # every positional literal is
TABLES = {"KIND_WORDS", "SHAPE_WORDS", "FINDING_WORDS"}


def sentences() -> list[str | tuple[str, str]]:
    """All sentences of the package, in the order of the files, each once."""
    found: dict[str | tuple[str, str], None] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        for sentence in _in_tree(ast.parse(path.read_text(encoding="utf-8"))):
            if sentence not in ("", "warning", "error"):
                found.setdefault(sentence)
    found.setdefault("warning")
    found.setdefault("error")
    for command in walk(command_tree(Speech("en"))):
        for text in (command.help, *(getattr(p, "help", None) for p in command.params)):
            if text:
                found.setdefault(text)
    return list(found)


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


def catalogue() -> Catalog:
    """The translations on file."""
    with PO.open("rb") as file:
        return read_po(file, locale="ru")


def missing() -> list[str | tuple[str, str]]:
    """Sentences that have no translation, or a fuzzy one."""
    known = catalogue()
    return [
        s for s in sentences() if not (m := known.get(s[0] if isinstance(s, tuple) else s)) or not m.string or m.fuzzy
    ]


def stale() -> list[str]:
    """Translations of sentences that the code does not say any more."""
    said = {s[0] if isinstance(s, tuple) else s for s in sentences()}
    return [
        str(m.id[0] if isinstance(m.id, tuple) else m.id)
        for m in catalogue()
        if m.id and (m.id[0] if isinstance(m.id, tuple) else m.id) not in said
    ]


def compiled() -> bytes:
    """The catalogue as a .mo file."""
    out = io.BytesIO()
    write_mo(out, catalogue())
    return out.getvalue()


if __name__ == "__main__":
    if sys.argv[1:] == ["compile"]:
        PO.with_suffix(".mo").write_bytes(compiled())
    else:
        for sentence in missing():
            print(sentence)
