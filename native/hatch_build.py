"""Builds the compiled core into the wheel, where there is a C compiler; without one the wheel is pure Python.

An install must never need a compiler: a build that fails is told and left out. ``LEADCLI_NATIVE=never`` does not try.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULE = "leadcli_native"
# No fused multiply-add: a score must not differ from Python's in its last digit.
GCC_OPTIONS = ["-O3", "-ffp-contract=off", "-fvisibility=hidden"]


class NativeBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the module to a wheel, a plain or an editable one."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is put together."""
        if self.target_name != "wheel" or os.environ.get("LEADCLI_NATIVE") == "never":
            return
        self._room = Path(tempfile.mkdtemp(prefix="leadcli-native-"))
        try:
            built = compiled(Path(__file__).parent, self._room)
        except (Exception, SystemExit) as fault:  # whatever a compiler may lack
            self.app.display_warning(f"leadcli is built without its compiled core, large batches take longer: {fault}")
            return
        build_data["force_include_editable" if version == "editable" else "force_include"][str(built)] = built.name
        build_data["pure_python"] = False
        build_data["infer_tag"] = True

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Called after it was."""
        if room := getattr(self, "_room", None):
            shutil.rmtree(room, ignore_errors=True)


def compiled(sources: Path, room: Path) -> Path:
    """Compile the C files of a folder; the path of the module."""
    from setuptools import Distribution, Extension
    from setuptools.command.build_ext import build_ext

    files = sorted(str(path) for path in sources.glob("*.c"))
    headers = sorted(str(path) for path in sources.glob("*.h"))
    options = [] if os.name == "nt" else GCC_OPTIONS
    module = Extension(MODULE, files, depends=headers, include_dirs=[str(sources)], extra_compile_args=options)
    command = build_ext(Distribution({"ext_modules": [module]}))
    command.build_lib, command.build_temp = str(room / "lib"), str(room / "temp")
    command.ensure_finalized()
    command.run()
    return Path(command.get_ext_fullpath(MODULE))


if __name__ == "__main__":  # into a folder, for whoever works on it: python native/hatch_build.py FOLDER
    import sys

    with tempfile.TemporaryDirectory() as own:
        built = compiled(Path(__file__).parent, Path(own))
        print(shutil.copy(built, sys.argv[1]))
