"""Mutants of Python source: one small change each, of the kinds that a slip of the hand makes.

The operators are the usual ones (Offutt et al., "An experimental determination of sufficient mutant operators", TOSEM
1996): another comparison, ``and`` for ``or``, a negation gone, another sign, a constant one off, a condition turned
round, a call or a result left out, ``min`` for ``max``.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

COMPARISONS = {
    ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">"), ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="), ast.Is: ("is", "is not"), ast.IsNot: ("is not", "is"), ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
}  # fmt: skip
SIGNS = {ast.Add: ("+", "-"), ast.Sub: ("-", "+"), ast.Mult: ("*", "/"), ast.Div: ("/", "*"), ast.FloorDiv: ("//", "*")}
OTHERS = {"min": "max", "max": "min", "any": "all", "all": "any"}
SAID = frozenset({"message", "messages", "Message", "problem"})  # what is said is held by golden answers, not here


class Mutant(NamedTuple):
    """A change of one place of a file: bytes ``start`` to ``end`` become ``new``."""

    path: Path
    line: int
    start: int
    end: int
    old: str
    new: str

    def applied(self) -> bytes:
        """The file with the change."""
        source = self.path.read_bytes()
        return source[: self.start] + self.new.encode() + source[self.end :]

    def told(self, root: Path) -> str:
        """Where it is and what it changes, in one line."""
        old, new = (" ".join(text.split())[:70] for text in (self.old, self.new))
        return f"{self.path.relative_to(root)}:{self.line}: {old} -> {new or 'nothing'}"


def mutants_of(path: Path) -> list[Mutant]:
    """All mutants of a file, in its order."""
    source = path.read_bytes()
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line))
    tree = ast.parse(source)
    found = []
    for node in _walked(tree):
        for first, last, new in _changes(node, source, starts):
            old = source[first:last].decode()
            if new != old:
                found.append(Mutant(path, source.count(b"\n", 0, first) + 1, first, last, old, new))
    return sorted(set(found), key=lambda one: (one.start, one.end, one.new))


def names_set_by(mutant: Mutant) -> frozenset[str]:
    """The names that a mutant outside of all bodies of functions sets, such as a bound, a field's default or a table.

    What it changes is seen where they are read. A default of a parameter is its function's.
    """
    source = mutant.path.read_bytes()
    line, node = mutant.line, ast.parse(source)
    body, names = node.body, frozenset[str]()
    while within := [one for one in body if one.lineno <= line <= (one.end_lineno or line)]:
        match within[0]:
            case ast.FunctionDef(name=name, body=[first, *_]):
                return frozenset() if line >= first.lineno else frozenset((name,))
            case ast.ClassDef(name=name):
                body, names = within[0].body, frozenset((name,))
            case statement:
                return frozenset(
                    one.id
                    for one in ast.walk(statement)
                    if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)
                )
    return names


def lines_that_read(path: Path, names: frozenset[str]) -> frozenset[int]:
    """The lines of a file that read one of these names, as a name or as an attribute."""
    source = path.read_text(encoding="utf-8")
    if not any(name in source for name in names):
        return frozenset()
    found = set()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name, ctx=ast.Load()) | ast.Attribute(attr=name) if name in names:
                found.add(node.lineno)
    return frozenset(found)


def _walked(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that run: no annotations, decorators, docstrings, or words that are said."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SAID:
        return
    yield node
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "decorator_list", "type_params"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_assertion(child):
                yield from _walked(child)


def _is_assertion(node: ast.AST) -> bool:
    """``strict=True`` states that two lists are as long as each other: without it, where they are, all is as before."""
    match node:
        case ast.keyword(arg="strict", value=ast.Constant(value=True)):
            return True
    return False


def _changes(node: ast.AST, source: bytes, starts: list[int]) -> Iterator[tuple[int, int, str]]:
    def span(one: ast.expr | ast.stmt) -> tuple[int, int]:
        assert one.end_lineno is not None
        assert one.end_col_offset is not None
        return starts[one.lineno - 1] + one.col_offset, starts[one.end_lineno - 1] + one.end_col_offset

    def text(one: ast.expr) -> str:
        first, last = span(one)
        return source[first:last].decode()

    def between(one: ast.expr, other: ast.expr, old: str, new: str) -> Iterator[tuple[int, int, str]]:
        first, last = span(one)[1], span(other)[0]
        if source[first:last].decode().strip() == old:
            at = source.index(old.encode(), first, last)
            yield at, at + len(old), new

    match node:
        case ast.Compare(ops=[op], comparators=[right]):
            yield from between(node.left, right, *COMPARISONS[type(op)])
        case ast.BoolOp():
            old, new = ("and", "or") if isinstance(node.op, ast.And) else ("or", "and")
            for one, other in zip(node.values, node.values[1:], strict=False):
                yield from between(one, other, old, new)
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield *span(node), f"({text(node.operand)})"
        case ast.BinOp(op=op) if type(op) in SIGNS:
            yield from between(node.left, node.right, *SIGNS[type(op)])
        case ast.Constant(value=bool() as value):
            yield *span(node), str(not value)
        case ast.Constant(value=int() | float() as number):
            yield *span(node), repr(number + 1)
        case ast.If() | ast.IfExp() | ast.While():
            yield *span(node.test), f"not ({text(node.test)})"
        case ast.comprehension():
            for test in node.ifs:
                yield *span(test), f"not ({text(test)})"
        case ast.Return(value=ast.expr() as value) if not isinstance(value, ast.Constant):
            yield *span(value), "None"
        case ast.Expr(value=ast.Call()):
            yield *span(node), "pass"
        case ast.AugAssign():
            yield *span(node), "pass"
        case ast.Continue():
            yield *span(node), "break"
        case ast.Break():
            yield *span(node), "continue"
        case ast.Call(func=ast.Name(id=name)) if name in OTHERS:
            yield *span(node.func), OTHERS[name]
