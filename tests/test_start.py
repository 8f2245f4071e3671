"""Starting fast: who-owns loads only what it needs, and answers in a small multiple of Python's own start."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median

import pytest
from conftest import ROOT, TODAY

# Third-party packages and heavy standard modules that `who-owns`, piped, may load. Others are a regression.
ALLOWED = {
    "typer",
    "yaml",
    "_yaml",
    "rapidfuzz",
    "shellingham",
    "annotated_doc",
    "typing_extensions",
    "cython_runtime",
    "leadcli",
    "leadcli_native",
}
HEAVY = {
    "rich",
    "pydantic",
    "numpy",
    "pymorphy3",
    "python_calamine",
    "xlrd",
    "babel",
    "asyncio",
    "http",
    "multiprocessing",
    "sqlite3",
    "unittest",
    "xml",
    "email",
    "concurrent",
}
CALL = ["who-owns", "Метсо Калуга", "--taken-by", "Дима", "--on", TODAY]
ENVIRONMENT = {**os.environ, "LEADCLI_LANG": "ru", "PYTHONIOENCODING": "utf-8"}


def loaded_by_a_call(folder: Path = ROOT, environment: Mapping[str, str] = ENVIRONMENT) -> set[str]:
    """The modules that a call loads, but those that Python has at its start; all_sentences, if the whole catalogue."""
    code = (
        "import sys; before = set(sys.modules)\n"
        f"sys.argv = ['leadcli', *{CALL!r}]\n"
        "import atexit\n"
        "atexit.register(lambda: sys.stderr.write(' '.join(set(sys.modules) - before)))\n"
        "from leadcli.output.text.speech import _catalogue\n"
        "read = lambda: _catalogue.cache_info().misses\n"
        "atexit.register(lambda: read() > 1 and sys.stderr.write(' all_sentences '))\n"
        "from leadcli.cli import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stderr
    return set(ran.stderr.split())


def test_who_owns_loads_nothing_else() -> None:
    loaded = {module.partition(".")[0] for module in loaded_by_a_call()}
    if "leadcli_native" in loaded:
        assert "rapidfuzz" not in loaded, "a tenth of the call for one distance"
    assert "leadcli" in loaded
    assert "all_sentences" not in loaded, "answers.mo lacks one that is said here"
    assert loaded & HEAVY == set()
    foreign = {m for m in loaded if m not in sys.stdlib_module_names and not m.startswith("_")}
    assert foreign <= ALLOWED


def test_a_compiled_base_is_asked_with_nothing_that_writes_or_reads_remarks(tmp_path: Path) -> None:
    """Of managers who are numbered more is read than names; only what their rows say is loaded for that."""
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    managers = tmp_path / "data" / "managers.yaml"
    managers.write_text(managers.read_text(encoding="utf-8") + "- name: Менеджер 6\n", encoding="utf-8")
    environment = {**ENVIRONMENT, "LEADCLI_COMPILE": "always", "PYTHONPATH": str(ROOT)}
    loaded_by_a_call(tmp_path, environment)  # it compiles
    loaded = loaded_by_a_call(tmp_path, environment)
    assert {"leadcli.resolution.compiled.stored_index", "leadcli.workspace.manager_rows"} <= loaded
    needless = {"tempfile", "shutil", "lzma", "leadcli.fields.absences", "leadcli.fields.people.writing"}
    assert loaded & needless == set()
    assert "leadcli_native" not in loaded or "rapidfuzz" not in loaded


def seconds(command: list[str], environment: dict[str, str]) -> float:
    start = clock()
    subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=True)
    return clock() - start


def clock() -> float:
    if sys.platform == "win32":
        return time.perf_counter()
    import resource

    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def test_who_owns_starts_fast() -> None:
    """At most 15 times `python -c pass`, each call beside runs of that before and after it.

    The processor's time where the system tells it of children, since the rest of the suite runs beside. How fast the
    machine is changes within a second: so a call is held against its neighbours, and the median of such pairs counts.
    What runs beside may slow a call more than its short neighbours for some seconds: then there are more pairs, later.
    """
    bare = [sys.executable, "-c", "pass"]
    ours = [sys.executable, "-m", "leadcli", *CALL]
    environment = {k: v for k, v in ENVIRONMENT.items() if k != "PYTHONDONTWRITEBYTECODE"}
    seconds(ours, environment)  # writes the bytecode
    best = 99.0
    for turn in range(5):
        time.sleep(4 * turn)
        best = min(best, median(times(bare, ours, environment) for _ in range(9)))
        if best <= 15:
            return
    pytest.fail(f"{best:.1f} times python -c pass")


def times(bare: list[str], ours: list[str], environment: dict[str, str]) -> float:
    """How many times the bare command ours took, by the median of four runs of it before and four after."""
    before = [seconds(bare, environment) for _ in range(4)]
    own = seconds(ours, environment)
    return own / median([*before, *(seconds(bare, environment) for _ in range(4))])
