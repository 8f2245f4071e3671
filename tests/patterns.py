"""All regular expressions of the package with the ways in which each is used, and texts that each could choke on."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from types import ModuleType
from typing import Any

import leadcli

WAYS = ("match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer")


@dataclass(frozen=True)
class Use:
    """A pattern, and how it is used somewhere."""

    module: str
    line: int
    pattern: re.Pattern[Any]
    way: str


def uses() -> Iterator[Use]:
    """Every use of a regular expression in leadcli whose pattern can be told without running it."""
    for found in pkgutil.walk_packages(leadcli.__path__, "leadcli."):
        module = importlib.import_module(found.name)
        source = getattr(module, "__file__", None)
        if source and source.endswith(".py"):
            yield from _uses_in(module, ast.parse(Path(source).read_text(encoding="utf-8")))


def _uses_in(module: ModuleType, tree: ast.AST) -> Iterator[Use]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WAYS):
            continue
        of_re = isinstance(node.func.value, ast.Name) and node.func.value.id == "re"
        value = _value(node.args[0] if of_re else node.func.value, module)
        flags = _value(next((k.value for k in node.keywords if k.arg == "flags"), None), module) or 0
        position = {"sub": 4, "subn": 4, "split": 3}.get(node.func.attr, 2)
        if of_re and len(node.args) > position:
            flags = _value(node.args[position], module) or 0
        if isinstance(value, (str, bytes)) and of_re:
            value = re.compile(value, flags)
        if isinstance(value, re.Pattern):
            yield Use(module.__name__, node.lineno, value, node.func.attr)
    for value in vars(module).values():  # what is asked in a loop
        for pattern in _within(value):
            if not isinstance(value, re.Pattern):
                yield Use(module.__name__, 0, pattern, "match")


def _value(node: ast.expr | None, module: ModuleType) -> Any:
    if node is None:
        return None
    try:
        return eval(compile(ast.Expression(node), "x", "eval"), vars(module))
    except Exception:  # of what is known only there
        return None


def _within(value: Any, deep: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif deep < 4 and isinstance(value, (list, tuple, set, frozenset)):
        for each in value:
            yield from _within(each, deep + 1)
    elif deep < 4 and isinstance(value, dict):
        yield from _within([*value.keys(), *value.values()], deep + 1)


# --- long texts -----------------------------------------------------------------------------------------------------
_CLASS = {
    codes.CATEGORY_DIGIT: "7", codes.CATEGORY_SPACE: " ", codes.CATEGORY_WORD: "a", codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_NOT_SPACE: "a", codes.CATEGORY_NOT_WORD: " ",
}  # fmt: skip
_WRITTEN = {
    codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_SPACE: r"\s", codes.CATEGORY_WORD: r"\w",
    codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
ANY = 'aж7 -.,("/'


def _in_class(items: Iterable[Any]) -> str:
    """Some characters that a class has."""
    items, found = list(items), ""
    negated = items and items[0][0] is codes.NEGATE
    for code, value in items:
        if code is codes.LITERAL:
            found += chr(value)
        elif code is codes.RANGE:
            found += chr(value[0]) + chr(value[1])
        elif code is codes.CATEGORY:
            found += _CLASS[value]
    if negated:
        kept = [c for c in ANY + "@=<>:x_" if not _has(items[1:], c)]
        return "".join(kept)
    return found


def _has(items: list[Any], character: str) -> bool:
    for code, value in items:
        if code is codes.LITERAL and chr(value) == character:
            return True
        if code is codes.RANGE and value[0] <= ord(character) <= value[1]:
            return True
        if code is codes.CATEGORY and re.fullmatch(_WRITTEN[value], character):
            return True
    return False


def _sample(tree: Any, pick: int = 0) -> str:
    """A short text that a pattern's part takes."""
    out = ""
    for code, value in tree:
        if code is codes.LITERAL:
            out += chr(value)
        elif code is codes.NOT_LITERAL:
            out += "a" if value != ord("a") else "b"
        elif code is codes.ANY:
            out += "a"
        elif code is codes.IN:
            some = _in_class(value) or "a"
            out += some[pick % len(some)]
        elif code is codes.BRANCH:
            out += _sample(value[1][pick % len(value[1])], pick)
        elif code is codes.SUBPATTERN:
            out += _sample(value[3], pick)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            low, _, body = value
            out += _sample(body, pick) * min(low, 12)
        elif code is codes.ATOMIC_GROUP:
            out += _sample(value, pick)
    return out


def _parts(tree: Any, before: str = "") -> Iterator[tuple[str, str]]:
    """Of each repetition without end: a text that leads to it, and one that it takes."""
    for code, value in tree:
        if code is codes.BRANCH:
            for each in value[1]:
                yield from _parts(each, before)
        elif code is codes.SUBPATTERN:
            yield from _parts(value[3], before)
        elif code is codes.ATOMIC_GROUP:
            yield from _parts(value, before)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            yield from _parts(value[1], before)
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            _, high, body = value
            yield from _parts(body, before)
            if high > 60:
                for pick in range(2):
                    yield before, _sample(body, pick) or "a"
        before += _sample([(code, value)])


def _characters(tree: Any) -> str:
    """The characters that stand in a pattern, one of each class."""
    out = ""
    for code, value in tree:
        if code in (codes.LITERAL, codes.NOT_LITERAL):
            out += chr(value)
        elif code is codes.IN:
            out += _in_class(value)
        elif code is codes.BRANCH:
            out += "".join(map(_characters, value[1]))
        elif code is codes.SUBPATTERN:
            out += _characters(value[3])
        elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            out += _characters(value[2])
        elif code is codes.ATOMIC_GROUP:
            out += _characters(value)
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            out += _characters(value[1])
    return "".join(dict.fromkeys(out))


def long_texts(pattern: re.Pattern[Any], size: int, pairs: bool = False) -> Iterator[Any]:
    """Texts of about a size made of what a pattern takes, as runs that end otherwise; ``pairs``: of two characters."""
    tree = parser.parse(pattern.pattern, pattern.flags)
    units: dict[tuple[str, str], None] = {}
    for before, body in _parts(tree):
        units |= dict.fromkeys([(before, body), ("", before + body), ("", before or body)])
    kept = [*dict.fromkeys([*" -.,(7aж", *_characters(tree)])][:14]
    units |= dict.fromkeys(("", one) for one in kept)
    if pairs:
        units |= dict.fromkeys(("", one + other) for one in kept for other in kept if one != other)
    for before, body in units:
        for end in ("", "\0"):
            text = before + body * (size // len(body)) + end
            yield text.encode("utf-8", "replace") if isinstance(pattern.pattern, bytes) else text
