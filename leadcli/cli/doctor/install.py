"""The install: versions, the compiled core, what the terminal can show."""

from __future__ import annotations

import platform
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires, version
from typing import Any

from leadcli import __version__
from leadcli.cli.doctor.health import Finding
from leadcli.domain.messages import message
from leadcli.resolution.scoring.shortlist import COMPILED

LIBRARIES = (
    "typer", "rich", "pyyaml", "rapidfuzz", "numpy", "python-calamine", "xlrd", "XlsxWriter", "orjson", "pymorphy3",
    "phonenumberslite", "python-stdnum",
)  # fmt: skip


def install() -> dict[str, Any]:
    """The versions of what answers rest on."""
    return {
        "leadcli": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "core": COMPILED,
        "libraries": {name: told for name in LIBRARIES if (told := _version(name))},
        "output": (sys.stdout.encoding or "").casefold(),
    }


def strange_install() -> Iterator[Finding]:
    """What is too old or missing, and what cannot be shown."""
    if not COMPILED:
        yield Finding(
            "core-missing",
            message("the compiled core is not in this install: the same answers, but slower"),
            (message("where there is a C compiler: pip install --force-reinstall leadcli"),), weight="note",
        )  # fmt: skip
    for name, least in _wanted():
        had = _version(name)
        if not had or _number(had) < _number(least):
            yield Finding(
                "library-old",
                message("{name} {version} is older than leadcli needs ({least})", name=name, version=had, least=least)
                if had
                else message("{name} is not installed, which leadcli needs", name=name),
                (message("install it: pip install {name}", name=f'"{name}>={least}"'),),
            )
    encoding = sys.stdout.encoding or "utf-8"
    try:
        "«Ж»".encode(encoding)
    except UnicodeEncodeError:
        yield Finding(
            "output-encoding",
            message("what is printed has no Russian letters: its encoding is {encoding}", encoding=encoding),
            (message("set PYTHONIOENCODING=utf-8, or in a Windows console: chcp 65001"),), weight="note",
        )  # fmt: skip


def _wanted() -> Iterator[tuple[str, str]]:
    """The libraries that every install needs, with the least version of each."""
    try:
        told = requires("leadcli") or []
    except PackageNotFoundError:
        return
    for line in told:
        if ";" not in line and (found := re.match(r"([\w.-]+).*?>=\s*([\d.]+)", line)):
            yield found[1], found[2]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _number(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text)[:4])
