"""Who may import whom. The house has floors, and imports only go down; this test fails when one goes up.

The table stands in ARCHITECTURE.md, where people read it.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "leadcli"
LINES, MEDIAN, MODULES = 400, 120, 15
TOP = {"__init__.py", "__main__.py", "py.typed"}
ROLES = {"command", "page", "worker"}  # one of each in a command's folder
IMPURE = {"os", "sys", "io", "time", "random", "subprocess", "socket", "tempfile", "shutil", "sqlite3", "yaml", "typer",
          "rich"}  # fmt: skip
IMPURE_CALLS = {"open", "print", "input", "exec", "eval"}
ON_DISK = ("resolution/compiled/", "ledger/ledger.py", "ledger/file_form.py", "ledger/sql_schema.py",
           "ledger/transfer.py", "ledger/salvage/",
           "ledger/standing/state.py", "ledger/standing/standing_clients.py", "ledger/verification.py",
           "ledger/recording.py", "assignment/plan_file.py")  # fmt: skip
MAY_READ = {"names/tables/__init__.py"}  # the packaged word tables
MAY_COMPILE = {"domain/frozen.py"}  # an __init__ from field names


def table(text: str) -> dict[str, tuple[bool, set[str]]]:
    """The floors of ARCHITECTURE.md: whether each is pure, and which it may import beside itself."""
    rows = re.findall(r"^\| `([\w_]+)/?` \|[^|]*\|([^|]*)\|([^|]*)\|$", text, re.MULTILINE)
    return {name: ("pure" in pure, set(re.findall(r"\w+", below))) for name, pure, below in rows}


FLOORS = table((ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"))
FLOORS |= {"__init__": (False, set(FLOORS)), "__main__": (False, {"cli"})}


def modules() -> list[Path]:
    return sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] != "sample")


def floor_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """What a module imports, each with its line; ``from leadcli import x`` as ``leadcli.x``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module == "leadcli":
            yield from ((node.lineno, f"leadcli.{a.name}") for a in node.names if not a.name.startswith("__"))
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, "." * node.level + (node.module or "")


def faults(floor: str, source: str, shown: str) -> Iterator[str]:
    """What a module of a floor may not do, each with its line."""
    if floor not in FLOORS:
        yield f"{shown}: {floor} is no floor of ARCHITECTURE.md"
        return
    pure, below = FLOORS[floor]
    pure = pure and not shown.startswith(ON_DISK)
    tree = ast.parse(source)
    for line, name in imports(tree):
        top, _, rest = name.partition(".")
        target = rest.partition(".")[0]
        if not top:
            yield f"{shown}:{line}: relative import"
        elif top == "leadcli" and target and target != floor and target not in below:
            yield f"{shown}:{line}: {floor} may not import {target}"
        elif pure and shown not in MAY_READ and top in (*IMPURE, "pathlib"):
            yield f"{shown}:{line}: {floor} is pure and may not import {top}"
    for node in ast.walk(tree) if pure else ():
        if isinstance(node, ast.Call):
            if getattr(node.func, "id", "") in IMPURE_CALLS and shown not in MAY_COMPILE:
                yield f"{shown}:{node.lineno}: {floor} is pure and may not call {getattr(node.func, 'id', '')}"
            if getattr(node.func, "attr", "") in ("today", "now", "utcnow"):
                yield f"{shown}:{node.lineno}: {floor} is pure and may not ask the clock"


def test_every_import_goes_down() -> None:
    found = [
        fault
        for path in modules()
        for fault in faults(floor_of(path), path.read_text(encoding="utf-8"), path.relative_to(PACKAGE).as_posix())
    ]
    assert found == []


def test_the_floors_themselves_go_down() -> None:
    """A floor stands above all that it imports: the table is written from the ground up."""
    names = list(FLOORS)
    for place, (name, (_, below)) in enumerate(list(FLOORS.items())[:-2]):
        assert below <= set(names[:place]), f"{name} imports what stands above it, or nowhere"


def test_the_table_holds_no_import_that_nobody_needs() -> None:
    used: dict[str, set[str]] = {}
    for path in modules():
        names = (name for _, name in imports(ast.parse(path.read_text(encoding="utf-8"))))
        used.setdefault(floor_of(path), set()).update(n.split(".")[1] for n in names if n.startswith("leadcli."))
    idle = {name: sorted(below - used.get(name, set())) for name, (_, below) in list(FLOORS.items())[:-2]}
    assert {name: below for name, below in idle.items() if below} == {}


def test_planted_faults_are_caught() -> None:
    planted = {
        "policy": "from leadcli.resolution import recognise",
        "names": "import time",
        "fields": "open('x')",
        "output": "from leadcli.rulings.resolve import resolve",
        "resolution": "from datetime import date\ndate.today()",
        "io": "import leadcli.fields",
        "ledger": "import sqlite3",
        "attic": "pass",
    }
    for floor, source in planted.items():
        assert list(faults(floor, source, f"{floor}/planted.py")), floor
    assert list(faults("policy", "from leadcli.domain.facts import Facts", "policy/good.py")) == []


def test_modules_and_folders_stay_small() -> None:
    """A module of more than 400 lines is two modules; a folder of more than 15 is two folders."""
    counts = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in modules()}
    assert {str(path.relative_to(PACKAGE)): n for path, n in counts.items() if n > LINES} == {}
    assert median(counts.values()) <= MEDIAN
    folders: dict[Path, int] = {}
    for path in counts:
        folders[path.parent] = folders.get(path.parent, 0) + 1
    assert {str(f.relative_to(PACKAGE)): n for f, n in folders.items() if n > MODULES} == {}


def test_the_top_holds_nothing_loose() -> None:
    assert {path.name for path in PACKAGE.iterdir() if path.is_file()} == TOP


def test_no_two_modules_share_a_name() -> None:
    """But for the parts that every command has."""
    places: dict[str, list[str]] = {}
    for path in modules():
        if path.stem not in (*ROLES, "__init__", "__main__"):
            places.setdefault(path.stem, []).append(str(path.relative_to(PACKAGE)))
    assert {name: where for name, where in places.items() if len(where) > 1} == {}
