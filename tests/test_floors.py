"""Who may import whom. The house has floors, and imports only go down; this test fails when one goes up."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "leadcli"

GROUND = {"frozen", "message", "located", "problems", "model", "case"}
RESOLVE = GROUND | {"names", "matching", "rules", "version"}
# room: the rooms it may import, beside itself. A room is a module or folder directly under leadcli/.
STAIRS: dict[str, set[str]] = {
    "frozen": {"native"},
    "native": set(),
    "message": {"frozen"},
    "located": {"frozen", "message"},
    "problems": {"frozen", "message", "located"},
    "model": {"frozen", "located"},
    "case": {"frozen", "message", "located", "model"},
    "names": GROUND | {"native"},
    "rules": GROUND,
    "book": GROUND | {"names"},
    "matching": GROUND | {"names", "native"},
    "resolve": RESOLVE,
    "evaluate": GROUND | {"names", "matching"},
    "batch": {"message"},
    "unswept": set(),
    "codec": GROUND,
    "shares": GROUND,
    "record": RESOLVE | {"resolve", "codec"},
    "schema": GROUND | {"rules", "book", "names", "examples"},
    "reassign": RESOLVE | {"resolve", "codec", "book"},
    "overview": GROUND | {"reassign"},
    "consolidate": GROUND,
    "situations": RESOLVE | {"reassign"},
    "compare": RESOLVE | {"reassign", "consolidate", "situations"},
    "smallest": RESOLVE | {"reassign", "compare", "record"},
    "apart": RESOLVE | {"reassign", "compare", "smallest", "review"},
    "rankings": {"frozen"},
    "tracking": GROUND,
    "infer": RESOLVE | {"reassign", "situations", "compare", "rankings", "tracking"},
    "docket": RESOLVE | {"resolve", "record", "codec", "shares", "store"},
    "review": RESOLVE | {"resolve"},
    "examples": RESOLVE | {"resolve", "book", "review"},
    "readers": {"frozen", "message", "located", "problems"},
    "store": {"frozen", "message", "native", "record"},
    "index": GROUND | {"names", "matching", "native", "store", "batch", "unswept"},
    "render": GROUND | {"native"},
    "workspace": GROUND | {"names", "matching", "rules", "book", "readers", "index", "store", "unswept"},
    "bundle": {"book", "index", "readers", "store", "workspace"},
    "cluster": {"message"},
    "cli": RESOLVE
    | {"book", "resolve", "review", "examples", "evaluate", "batch", "record", "docket", "reassign", "overview"}
    | {"apart", "bundle", "cluster", "compare", "consolidate", "infer", "rankings", "schema", "situations", "smallest"}
    | {"readers", "store", "render", "workspace"},
    "version": set(),
    "__init__": RESOLVE | {"book", "resolve", "workspace"},
    "__main__": {"cli"},
}
# The crafts are pure: no file, clock, chance, process or printing.
CRAFTS = {
    "names",
    "rules",
    "book",
    "matching",
    "resolve",
    "evaluate",
    "codec",
    "shares",
    "record",
    "reassign",
    "overview",
    "schema",
    "situations",
    "compare",
    "smallest",
    "apart",
    "rankings",
    "tracking",
    "infer",
    "review",
} | GROUND
IMPURE = {
    "os",
    "sys",
    "io",
    "time",
    "random",
    "subprocess",
    "socket",
    "tempfile",
    "shutil",
    "sqlite3",
    "yaml",
    "typer",
    "rich",
}
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}
MAY_READ = {"names/tables/__init__.py"}  # the packaged word tables
MAY_COMPILE = {"frozen.py"}  # an __init__ from field names


def rooms() -> dict[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE).parts
        if parts[0] in ("locale", "policies", "sample"):
            continue
        found.setdefault(parts[0].removesuffix(".py"), []).append(path)
    return found


def faults(room: str, source: str, shown: str) -> Iterator[str]:
    """What a module of a room may not do, each with its line."""
    allowed = STAIRS.get(room)
    if allowed is None:
        yield f"{shown}: the room {room} stands on no floor"
        return
    for node in ast.walk(ast.parse(source)):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield f"{shown}:{node.lineno}: relative import"
            names = [node.module or ""]
            if node.module == "leadcli":
                names = ["leadcli" if alias.name.startswith("__") else f"leadcli.{alias.name}" for alias in node.names]
        for name in names:
            top, _, rest = name.partition(".")
            target = rest.partition(".")[0]
            if top == "leadcli" and target and target != room and target not in allowed:
                yield f"{shown}:{node.lineno}: {room} may not import {target}"
            if room in CRAFTS and shown not in MAY_READ and (top in IMPURE or top == "pathlib"):
                yield f"{shown}:{node.lineno}: a craft may not import {top}"
        if room in CRAFTS and isinstance(node, ast.Call):
            called = getattr(node.func, "id", "")
            if called in IMPURE_CALLS and shown not in MAY_COMPILE:
                yield f"{shown}:{node.lineno}: a craft may not call {called}"
            if getattr(node.func, "attr", "") in ("today", "now", "utcnow"):
                yield f"{shown}:{node.lineno}: a craft may not ask the clock"


def test_every_import_goes_down() -> None:
    found = [
        fault
        for room, paths in rooms().items()
        for path in paths
        for fault in faults(room, path.read_text(encoding="utf-8"), str(path.relative_to(PACKAGE)))
    ]
    assert found == []


def test_the_stairs_themselves_go_down() -> None:
    """No two rooms may import each other, even by way of others."""
    for room in STAIRS:
        seen, wave = set(), set(STAIRS[room])
        while wave:
            seen |= wave
            wave = {below for each in wave for below in STAIRS.get(each, set())} - seen
        assert room not in seen, f"{room} can reach itself"


def test_planted_faults_are_caught() -> None:
    planted = {
        "rules": "from leadcli.matching import recognise",
        "names": "import time",
        "book": "open('x')",
        "render": "from leadcli.resolve import resolve",
        "matching": "from datetime import date\ndate.today()",
        "readers": "import leadcli.book",
        "attic": "pass",
    }
    for room, source in planted.items():
        assert list(faults(room, source, f"{room}/planted.py")), room
    assert list(faults("rules", "from leadcli.case import Facts", "rules/good.py")) == []


def test_rooms_stay_small() -> None:
    """A module of more than 400 lines is two modules."""
    large = {
        str(path.relative_to(PACKAGE)): count
        for paths in rooms().values()
        for path in paths
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert large == {}
