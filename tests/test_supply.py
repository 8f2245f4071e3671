"""What leadcli stands on: the lock fits what is declared, licences let it be used, a wheel is made again."""

from __future__ import annotations

import hashlib
import importlib.metadata as metadata
import io
import os
import re
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT
from packaging.requirements import Requirement
from test_native import needs_core

from leadcli.native import core

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = tomllib.loads((ROOT / "pylock.toml").read_text(encoding="utf-8"))
DECLARED: list[str] = [
    *PROJECT["project"]["dependencies"], *PROJECT["project"]["optional-dependencies"]["dev"],
    *(each for each in PROJECT["build-system"]["requires"]),
]  # fmt: skip
# Of each licence the words by which packages name it. LGPL and MPL bind who changes the package, not who uses it.
FREE = r"MIT|BSD|Apache|ISC|PSF|Python Software Foundation|Unlicense|MPL|Mozilla|Zlib|CC0|HPND|0BSD|Public Domain"
WEAK = r"LGPL|Lesser General Public"
STRONG = r"(?<!L)(?<!Lesser )\b(?:A?GPL|(?:Affero )?General Public License|SSPL|BUSL|Commons Clause)"


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).casefold()


def wanted(requirements: list[str]) -> Iterator[Requirement]:
    for each in map(Requirement, requirements):
        if each.marker is None or each.marker.evaluate({"extra": ""}):
            yield each


def test_the_lock_fits_what_is_declared() -> None:
    """Every package that pyproject names is locked, in a version that it allows, by the hash of each file."""
    locked: dict[str, dict[str, Any]] = {plain(each["name"]): each for each in LOCK["packages"]}
    for each in wanted(DECLARED):
        found = locked.get(plain(each.name))
        assert found, f"{each.name} is not in pylock.toml: SECURITY.md says how it is made"
        assert each.specifier.contains(found["version"], prereleases=True), f"{each}: {found['version']} is locked"
    for name, found in locked.items():
        files = [*found.get("wheels", []), *([found["sdist"]] if "sdist" in found else [])]
        assert files, name
        assert all(re.fullmatch("[0-9a-f]{64}", file["hashes"]["sha256"]) for file in files), name


def licence_of(found: metadata.Distribution) -> str:
    told = found.metadata
    lines = [told.get("License-Expression") or "", *(c for c in told.get_all("Classifier") or () if "License" in c)]
    return " ".join(lines).strip() or (told.get("License") or "")[:200]


def used(names: list[str]) -> Iterator[metadata.Distribution]:
    """The packages with all that they need, where they are installed."""
    waiting, seen = [each.name for each in wanted(names)], set[str]()
    while waiting:
        name = plain(waiting.pop())
        if name in seen:
            continue
        seen.add(name)
        try:
            found = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue
        yield found
        waiting += [each.name for each in wanted(found.requires or [])]


@pytest.mark.parametrize("extra", ["", *PROJECT["project"]["optional-dependencies"]])
def test_licences_let_it_be_used(extra: str) -> None:
    own = PROJECT["project"]["dependencies"] if not extra else PROJECT["project"]["optional-dependencies"][extra]
    found = {each.metadata["Name"]: licence_of(each) for each in used(own)}
    assert len(found) > 3 or extra in ("balance", "cluster", "bench")
    for name, told in found.items():
        assert re.search(f"{FREE}|{WEAK}", told, re.IGNORECASE), f"{name}: {told!r}"
        assert not re.search(STRONG, told) or re.search(
            f"\\bor\\b.*(?:{FREE})|(?:{FREE}).*\\bor\\b", told, re.IGNORECASE
        ), f"{name}: {told!r}"


def test_a_strong_licence_is_seen() -> None:
    for told in ("GPL-3.0-only", "License :: OSI Approved :: GNU General Public License v3 (GPLv3)", "AGPL-3.0"):
        assert re.search(STRONG, told), told
    for told in ("LGPL-2.1-or-later", "GNU Lesser General Public License v2 or later (LGPLv2+)", "MIT"):
        assert not re.search(STRONG, told), told


def built(folder: Path, **environment: str) -> tuple[str, bytes]:
    """A wheel built here: its name, and what is in it."""
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    settings = {**os.environ, "SOURCE_DATE_EPOCH": "1764374400", **environment}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=settings, capture_output=True, encoding="utf-8", check=False
    )
    assert ran.returncode == 0, ran.stderr
    name = ran.stdout.split()[-1]
    return name, (folder / name).read_bytes()


@pytest.fixture
def quickly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The compiler takes no pains: what it would win in the code is not the subject, and takes most of its time."""
    if core is None or os.name == "nt":
        return
    compiler = tmp_path / "cc"
    compiler.write_text(f'#!/bin/sh\nexec {os.environ.get("CC", "cc")} "$@" -O0\n', encoding="ascii")
    compiler.chmod(0o755)
    monkeypatch.setenv("CC", str(compiler))


@pytest.mark.usefixtures("quickly")
@pytest.mark.parametrize("given", [pytest.param("", marks=needs_core), "never"])
def test_a_wheel_is_built_again_to_the_byte(given: str, tmp_path: Path) -> None:
    """With the compiled core too: its places of work leave no trace in it. It is there, unless it was not wanted."""
    wheels = [built(tmp_path / name, LEADCLI_NATIVE=given) for name in ("one", "another")]
    assert len({hashlib.sha256(data).hexdigest() for _, data in wheels}) == 1
    name, data = wheels[0]
    held = sum(file.startswith("leadcli_native") for file in zipfile.ZipFile(io.BytesIO(data)).namelist())
    assert (held, name.endswith("-py3-none-any.whl")) == ((0, True) if given == "never" else (1, False))


@pytest.mark.skipif(os.name == "nt", reason="the compiler is not taken from CC here")
def test_an_install_needs_no_compiler(tmp_path: Path) -> None:
    name, data = built(tmp_path, CC="false")
    files = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert name.endswith("-py3-none-any.whl")
    assert "leadcli/native/__init__.py" in files
    assert not any(file.startswith("leadcli_native") for file in files)


def test_each_promise_is_held_by_a_test_that_is_there() -> None:
    for name in ("SECURITY.md", "SECURITY.ru.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", text)
        assert len(named) >= 12, name
        for file, test in named:
            assert (ROOT / file).is_file(), f"{name}: {file}"
            assert not test or f"def {test}(" in (ROOT / file).read_text(encoding="utf-8"), f"{name}: {file}::{test}"
