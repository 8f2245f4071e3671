"""leadcli to be handed on without an installation. Building it takes minutes: LEADCLI_ALONE=zipapp|folder|file."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import build_alone


@pytest.mark.skipif("LEADCLI_ALONE" not in os.environ, reason="minutes: LEADCLI_ALONE=zipapp|folder|file builds one")
def test_what_is_built_answers_like_the_installed(tmp_path: Path) -> None:
    kind = os.environ["LEADCLI_ALONE"]
    made, known, command = build_alone.build(kind, tmp_path)
    assert made.exists()
    assert len(build_alone.tried(command, known)) == len(build_alone.STORY)
    licences = (tmp_path / f"leadcli-{kind}-LICENCES.txt").read_text(encoding="utf-8")
    assert "python-stdnum" in licences
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in licences.upper()


def test_another_answer_is_told(tmp_path: Path) -> None:
    """What is built wrongly does not pass: here it is a Python without leadcli."""
    known = ["0\nan answer\n"] * len(build_alone.STORY)
    with pytest.raises(AssertionError, match="instead of"):
        build_alone.tried([sys.executable, "-c", "print('another answer')"], known)
