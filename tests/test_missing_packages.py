"""A package that is not there, or cannot be loaded, is named with what installs it; it is no riddle in a file."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from conftest import ROOT, TODAY, UTF8, run_leadcli
from packaging.requirements import Requirement
from test_every_reader import HEADER, WRITERS

from leadcli.run.missing_packages import package_of

BY_DAY = ("--on", TODAY)
ROWS = [HEADER, ["C-1", "Метсо Калуга", "Дима"]]
OPTIONAL = ("highspy", "textual", "distributed")  # their commands say it themselves
# What is asked where a package is missing. Without some of them the same answer comes another way.
NEEDS: dict[str, tuple[str, ...]] = {
    "typer": ("data", "check"),
    "yaml": ("who-owns", "Метсо Калуга", *BY_DAY),
    "rapidfuzz": ("who-owns", "Метсо Калуга", *BY_DAY),
    "anyascii": ("who-owns", "Ελλάς", *BY_DAY),
    "pymorphy3": ("discover",),
    "stdnum": ("who-owns", "Заря", "--country", "DE", "--inn", "DE136695976", *BY_DAY),
    "phonenumbers": ("who-owns", "Заря", "--phone", "+49 (30) 90 12-0", *BY_DAY),
    "publicsuffixlist": ("who-owns", "Заря", "--email", "a@zarya.co.uk", *BY_DAY),
    "holidays": ("data", "check"),
    "python_calamine": ("match", "export.xlsx"),
    "xlrd": ("match", "export.xls"),
    "xlsxwriter": ("reassign", "export.csv", "-o", "plan.xlsx", *BY_DAY),
}
ANOTHER_WAY = {"orjson": ("match", "export.csv", "--json"), "rich": ("who-owns", "Метсо Калуга", *BY_DAY)}


def imported() -> set[str]:
    """The modules of other packages that leadcli imports anywhere."""
    found: set[str] = set()
    for path in (ROOT / "leadcli").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {each.name.partition(".")[0] for each in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).partition(".")[0])
    return found - sys.stdlib_module_names - {"leadcli", "leadcli_native"}


def without(module: str, words: tuple[str, ...], folder: Path, how: str = "") -> tuple[int, str, str]:
    """A call in a Python that has no such module; ``how``: or one that cannot be loaded."""
    hidden = f"sys.modules[{module!r}] = sys.modules['leadcli_native'] = None"  # nor the core, which does its work too
    if how:
        (folder / f"{module}.py").write_text(f"raise ImportError({how!r}, name={module!r})\n", encoding="utf-8")
        hidden = f"sys.path.insert(0, {str(folder)!r})"
    code = f"import sys; {hidden}; sys.argv[1:] = {words!r}; from leadcli.cli import run; run()"
    environment = os.environ | {"LEADCLI_LANG": "en", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=folder, env=environment, check=False)
    return ran.returncode, ran.stdout.decode(), ran.stderr.decode()


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import shutil

    folder = tmp_path_factory.mktemp("team")
    shutil.copytree(ROOT / "data", folder / "data")
    with (folder / "data" / "managers.yaml").open("a", encoding="utf-8") as file:
        file.write("- name: Пётр\n  holidays: RU\n")
    shutil.copy(ROOT / "rules.yaml", folder)
    for suffix in (".csv", ".xlsx", ".xls"):
        (folder / f"export{suffix}").write_bytes(WRITERS[suffix](ROWS))
    return folder


def test_every_package_that_is_imported_is_declared_and_tried() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *extras["review"], *extras["balance"], *extras["cluster"]]
    declared = {Requirement(line).name for line in lines}
    assert {package_of(module) for module in imported()} == declared - {"tzdata"}
    assert imported() == {*NEEDS, *ANOTHER_WAY, *OPTIONAL, "numpy"}, "numpy: a large directory is compiled with it"


@UTF8
@pytest.mark.parametrize("module", NEEDS)
def test_a_missing_package_is_named_with_what_installs_it(module: str, team: Path) -> None:
    code, out, err = without(module, NEEDS[module], team)
    package = package_of(module)
    assert (code, out) == (2, "")
    said = f"leadcli: {package} is not installed, which leadcli needs\n  install it: python -m pip install {package}\n"
    assert err.endswith(said)
    assert "the details" not in err


@pytest.mark.parametrize("module", ANOTHER_WAY)
def test_what_can_be_done_without_a_package_is_done(module: str, team: Path) -> None:
    ran = run_leadcli(*ANOTHER_WAY[module], folder=team, language="en")
    code, out, err = without(module, ANOTHER_WAY[module], team)
    assert (code, err) == (ran.code, ran.err)
    assert out == ran.out


def test_a_package_that_cannot_be_loaded_is_named(tmp_path: Path) -> None:
    code, _, err = without("yaml", ("who-owns", "Метсо", "--workspace", str(ROOT)), tmp_path, "DLL load failed")
    assert code == 2
    assert err.splitlines() == [
        "leadcli: pyyaml cannot be loaded, it is not whole",
        "  install it anew: python -m pip install --force-reinstall pyyaml",
    ]


def test_a_python_without_a_part_of_its_own_is_told(team: Path) -> None:
    code, _, err = without("sqlite3", ("who-owns", "Метсо Калуга", "--record", *BY_DAY), team)
    assert code == 2
    assert err.startswith("leadcli: this Python was made without its module sqlite3\n")
