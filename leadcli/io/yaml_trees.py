"""YAML as Nodes: all text, each value with its place, duplicate keys seen, nothing built before it is checked.

The tree is made from the parser's flat events, never composed: composing recurses, and 200 KB of ``[`` end libyaml's
composer with a signal. Anchors, tags and merge keys are refused, so no bomb can be written.
"""

from __future__ import annotations

import re
from typing import Any

from leadcli.domain.messages import Argument, message
from leadcli.domain.places import Node, Place, Problem, Record, whole
from leadcli.domain.problems import problem, shape

LIMIT_MB = 20
DEPTH = 20
# What is not c-printable in YAML 1.1; compiled only when it is needed.
_FORBIDDEN = "[^\\t\\n\\r\\x20-\\x7e\\x85\\xa0-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]"
# What the two parsers say, to be said in every language.
_REASONS = {
    told.text.replace("}}", "}"): told
    for told in (
        message("mapping values are not allowed in this context"),
        message("block sequence entries are not allowed in this context"),
        message("could not find expected ':'"),
        message("did not find expected ',' or ']'"),
        message("did not find expected ',' or '}}'"),
        message("did not find expected key"),
        message("did not find expected '-' indicator"),
        message("did not find expected <document start>"),
        message("did not find expected node content"),
        message("did not find expected alphabetic or numeric character"),
        message("did not find expected whitespace or line break"),
        message("found unexpected end of stream"),
        message("found unexpected document indicator"),
        message("found unknown escape character"),
        message("found character that cannot start any token"),
        message("found a tab character where an indentation space is expected"),
    )
}
NULLS = frozenset({"~", "null", "Null", "NULL"})


class _Open:
    """A list or map that is being read."""

    __slots__ = ("children", "kind", "place")

    def __init__(self, kind: str, place: Place) -> None:
        self.kind, self.place = kind, place
        self.children: list[Node] = []


def read_yaml(text: str, file: str) -> tuple[Node | None, list[Problem]]:
    """The one document of a YAML text as a tree, and all its problems. No document is None without a problem."""
    import yaml

    if len(text) > LIMIT_MB * 1_000_000:
        return None, [problem("file-too-large", Place(file), size=len(text) // 1_000_000, limit=LIMIT_MB)]
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return _read_events(text, file, loader)


def _read_events(text: str, file: str, loader: Any) -> tuple[Node | None, list[Problem]]:
    import yaml

    problems: list[Problem] = []
    builder = _Builder(file, problems)
    try:
        for event in yaml.parse(text, Loader=loader):
            builder.take(event)
            if builder.too_deep:
                break
    except yaml.reader.ReaderError:
        # The two loaders count positions differently (bytes, characters): look for the character ourselves.
        found = re.search(_FORBIDDEN, text)
        place = _at(text, file, found.start()) if found else Place(file, 1, 1)
        problems.append(problem("yaml-character", place, character=f"U+{ord(found[0]):04X}" if found else "?"))
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in str(error) and loader is not yaml.SafeLoader:
            # libyaml looks ahead, past our limit, and stops at one of its own; the other loader comes to ours first.
            return _read_events(text, file, yaml.SafeLoader)
        problems.append(_syntax(error, text, file))
    return (None if problems else builder.root), problems


def read_rows(text: str, file: str) -> tuple[tuple[Record, ...], list[Problem]]:
    """The rows of a data table in YAML: a list of maps. Each cell has its own place."""
    tree, problems = read_yaml(text, file)
    if tree is None:
        return (), problems
    if tree.kind == "map" and len(tree.pairs) == 1 and tree.pairs[0][1].kind == "list":
        tree = tree.pairs[0][1]
    if tree.kind != "list":
        return (), [*problems, problem("yaml-shape", tree.place, expected=shape("list"), found=shape(tree.kind))]
    records: list[Record] = []
    for item in tree.items:
        if item.kind != "map":
            problems.append(problem("yaml-shape", item.place, expected=shape("map"), found=shape(item.kind)))
            continue
        columns = tuple(key.text for key, _ in item.pairs)
        values = tuple(value.text if value.kind == "scalar" else value for _, value in item.pairs)
        records.append(Record(item.place, columns, values, tuple(value.place for _, value in item.pairs)))
    return tuple(records), problems


class _Builder:
    """Takes events one by one and builds the tree without recursion."""

    def __init__(self, file: str, problems: list[Problem]) -> None:
        self.file = file
        self.problems = problems
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.documents = 0
        self.too_deep = False

    def take(self, event: Any) -> None:
        name = type(event).__name__
        if name == "DocumentStartEvent":
            self.documents += 1
            if self.documents == 2:
                self.say("yaml-documents", event)
        elif self.documents > 1:
            return
        elif name == "AliasEvent":
            self.say("yaml-anchor", event, length=len(event.anchor) + 1)
            self.add(Node(self.place(event), "scalar"))
        elif name in ("SequenceStartEvent", "MappingStartEvent", "ScalarEvent"):
            if event.anchor:
                self.say("yaml-anchor", event, length=len(event.anchor) + 1)
            if event.tag:
                self.say("yaml-tag", event, tag=event.tag)
            self.start(name, event)
        elif name in ("SequenceEndEvent", "MappingEndEvent"):
            self.close()

    def start(self, name: str, event: Any) -> None:
        if name == "ScalarEvent":
            text = "" if not event.style and event.value in NULLS else whole(event.value.strip())
            self.add(Node(self.place(event), "scalar", text))
            return
        if len(self.stack) >= DEPTH:
            self.say("yaml-depth", event, limit=DEPTH)
            self.too_deep = True
            return
        self.stack.append(_Open("list" if name == "SequenceStartEvent" else "map", self.place(event)))

    def close(self) -> None:
        opened = self.stack.pop()
        if opened.kind == "list":
            self.add(Node(opened.place, "list", items=tuple(opened.children)))
            return
        pairs: list[tuple[Node, Node]] = []
        seen: dict[str, int] = {}
        for key, value in zip(opened.children[0::2], opened.children[1::2], strict=True):
            if key.kind != "scalar":
                self.problems.append(problem("yaml-key", key.place))
            elif key.text == "<<":
                self.problems.append(problem("yaml-merge", key.place, length=2))
            elif key.text in seen:
                self.problems.append(
                    problem("yaml-duplicate-key", key.place, key=key.text, line=seen[key.text], length=len(key.text))
                )
            else:
                seen[key.text] = key.place.line
                pairs.append((key, value))
        self.add(Node(opened.place, "map", pairs=tuple(pairs)))

    def add(self, node: Node) -> None:
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node

    def place(self, event: Any) -> Place:
        return Place(self.file, event.start_mark.line + 1, event.start_mark.column + 1)

    def say(self, code: str, event: Any, length: int = 1, **args: Argument) -> None:
        self.problems.append(problem(code, self.place(event), nearest="", length=length, **args))


def _syntax(error: Any, text: str, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    lines = text.splitlines()
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if re.match(r" *\t", line):
        return problem("yaml-tab", Place(file, place.line, line.index("\t") + 1))
    said = str(error.problem or error.context or "?")
    return problem("yaml-syntax", place, reason=_REASONS.get(said) or message("{said}", said=said))


def _at(text: str, file: str, position: int) -> Place:
    before = text[:position]
    return Place(file, before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
