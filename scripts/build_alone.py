"""Makes leadcli to be handed on without an installation, and tries what it made.

python scripts/build_alone.py zipapp    one file for whoever has this version of Python on this system (shiv)
python scripts/build_alone.py folder    a folder with Python in it, for this system; starts soonest (PyInstaller)
python scripts/build_alone.py file      the same in one file; it unpacks itself at each start

Written to dist/, with the licences of all that is in it. Each is tried in an empty folder: from an export to an answer
which must be that of the installed leadcli, to the letter.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
TOOLS = {"zipapp": "shiv>=1.0.8", "folder": "pyinstaller>=6.16", "file": "pyinstaller>=6.16"}
# Found by name while it runs, which a look at the imports does not show.
WHOLE = [
    "leadcli", "holidays", "stdnum", "phonenumbers", "pymorphy3", "pymorphy3_dicts_ru", "publicsuffixlist", "anyascii",
]  # fmt: skip
ENTRY = "import multiprocessing\nmultiprocessing.freeze_support()\nfrom leadcli.cli import run\nrun()\n"
STORY = [
    ["init", "team", "--from", "1c.xlsx", "--lang", "ru"],
    ["discover", "--workspace", "team", "--lang", "ru"],
    ["who-owns", "Кварцелитом Пермь", "--workspace", "team", "--lang", "ru", "--phone", "8 (495) 201-10-99"],
    ["reassign", "1c.xlsx", "--workspace", "team", "--lang", "ru", "--workers", "2", "-o", "plan.xlsx"],
]
# In a fresh environment: a page of the licences of all that leadcli brings with it, before any tool is installed.
LICENCES = """
from importlib.metadata import distributions
for d in sorted(distributions(), key=lambda d: d.name.lower()):
    if d.name.lower() in ("pip", "setuptools"):
        continue
    m = d.metadata
    told = m.get("License-Expression") or "; ".join(c[11:] for c in m.get_all("Classifier", []) if c.startswith("License :: "))
    print("=" * 100, f"{d.name} {d.version}: {told or (m.get('License') or 'see below').splitlines()[0]}", sep="\\n")
    for file in d.files or []:
        if any(word in file.name.upper() for word in ("LICEN", "COPYING", "NOTICE")) and file.suffix != ".py":
            print("-" * 100, file.locate().read_text(encoding="utf-8", errors="replace"), sep="\\n")
"""
ABOUT = """leadcli and the libraries that it is made of, with their licences.

python-stdnum is under the LGPL 2.1 or later. It is used as it is, and you may put another version of it in its place: its
files stand unchanged in the folder stdnum of the folder or of the zip file; a single file is made anew with another
version by scripts/build_alone.py of the source of leadcli, which is under the MIT licence. Python itself is under the PSF licence.
The loader that PyInstaller adds is under the GPL with an exception that lets it stand in programs of any licence.

"""


def build(kind: str, dist: Path) -> tuple[Path, list[str], list[str]]:
    """What was made, what the installed leadcli answers to the story, and the command that starts what was made."""
    with tempfile.TemporaryDirectory() as made:
        room = Path(made)
        python = environment(room)
        known, seconds = story([python, "-m", "leadcli"])
        print(f"installed: {seconds[2]:.1f} s for one who-owns")
        licences = subprocess.run([python, "-c", LICENCES], check=True, capture_output=True, encoding="utf-8").stdout
        (room / "LICENCES.txt").write_text(ABOUT + licences, encoding="utf-8")
        pip(python, TOOLS[kind])
        dist.mkdir(exist_ok=True)
        shutil.copy(room / "LICENCES.txt", dist / f"leadcli-{kind}-LICENCES.txt")
        if kind == "zipapp":
            result = dist / "leadcli.pyz"
            shiv = [python, "-m", "shiv.cli", "-q", "-c", "leadcli", "-p", "/usr/bin/env python3", "-o", str(result)]
            say([*shiv, str(ROOT)])
            return result, known, [sys.executable, str(result)]
        (room / "leadcli_alone.py").write_text(ENTRY, encoding="utf-8")
        hooks = room / "hooks"
        hooks.mkdir()
        (hooks / "hook-stdnum.py").write_text('module_collection_mode = "py"\n', encoding="utf-8")  # LGPL: replaceable
        options = [
            *(f"--collect-all={name}" for name in WHOLE),
            "--copy-metadata=pymorphy3-dicts-ru",
            f"--add-data={room / 'LICENCES.txt'}:.",
            f"--additional-hooks-dir={hooks}",
        ]
        mode = "--onedir" if kind == "folder" else "--onefile"
        where = [f"--workpath={room / 'work'}", f"--specpath={room}", f"--distpath={room / 'dist'}"]
        pack = [python, "-m", "PyInstaller", "--noconfirm", "--log-level=ERROR", mode, "--console", "--name=leadcli"]
        say([*pack, *where, *options, str(room / "leadcli_alone.py")], room)  # not beside another leadcli
        suffix = ".exe" if os.name == "nt" else ""
        if kind == "file":
            result = dist / f"leadcli{suffix}"
            shutil.move(room / "dist" / f"leadcli{suffix}", result)
            return result, known, [str(result)]
        result = dist / "leadcli-folder"
        shutil.rmtree(result, ignore_errors=True)
        shutil.move(room / "dist" / "leadcli", result)
        return result, known, [str(result / f"leadcli{suffix}")]


def environment(room: Path) -> str:
    """A fresh Python with leadcli of this folder alone."""
    say([sys.executable, "-m", "venv", str(room / "venv")])
    python = room / "venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    pip(str(python), str(ROOT))
    return str(python)


def pip(python: str, wanted: str) -> None:
    say([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wanted])


def say(command: list[str], folder: Path | None = None) -> None:
    subprocess.run(command, check=True, env=bare(), cwd=folder)


def bare() -> dict[str, str]:
    """The environment without what would let a checkout or another Python in."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LEADCLI", "VIRTUAL_ENV"))}


def story(command: list[str]) -> tuple[list[str], list[float]]:
    """What it answers in an empty folder, from an export on, and how long each call took."""
    answers, seconds = [], []
    with tempfile.TemporaryDirectory() as room:
        shutil.copy(ROOT / "docs" / "examples" / "1c.xlsx", room)
        for words in STORY:
            began = time.perf_counter()
            ran = subprocess.run(
                [*command, *words], cwd=room, env=bare() | {"PYTHONUTF8": "1"}, capture_output=True, encoding="utf-8",
                check=False,
            )  # fmt: skip
            seconds.append(time.perf_counter() - began)
            answers.append(f"{ran.returncode}\n{ran.stdout}\n{ran.stderr}")
    return answers, seconds


def tried(command: list[str], known: list[str]) -> list[float]:
    """The seconds that each call of the story took. Raises AssertionError where it answers otherwise."""
    told, seconds = story(command)
    for words, one, other in zip(STORY, told, known, strict=True):
        assert one == other, f"{words}:\n{one}\ninstead of\n{other}"
        assert not one.startswith("2"), f"{words}: {one}"
    return seconds


def size(path: Path) -> float:
    """Megabytes."""
    files = [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]
    return sum(file.stat().st_size for file in files) / 1e6


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kind", choices=TOOLS)
    parser.add_argument("--into", type=Path, default=ROOT / "dist")
    asked = parser.parse_args()
    result, known, command = build(asked.kind, asked.into.resolve())
    seconds = tried(command, known)
    names = [words[0] for words in STORY]
    print(
        f"{result}: {size(result):.0f} MB; " + ", ".join(f"{n} {s:.1f} s" for n, s in zip(names, seconds, strict=True))
    )
