"""The page of ``leadcli match``: a line for each caller, no wider than the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import run_leadcli


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("width", [60, 80, 120])
def test_a_line_is_no_wider_than_the_terminal(width: int, language: str, tmp_path: Path) -> None:
    long = "Общество с ограниченной ответственностью Балтийский причал и его многочисленные сёстры в Калуге"
    (tmp_path / "callers.csv").write_text(f"caller\nМетсо\nМется Борд\n{long}\nРЖД\nАльфатрон\n", encoding="utf-8")
    ran = run_leadcli("match", str(tmp_path / "callers.csv"), language=language, width=width)
    lines = ran.out.splitlines()
    assert len(lines) == 5, ran.err
    assert max(map(len, lines)) <= width
    assert lines[0].startswith("Метсо")
    assert "Мется" in lines[1][20:], "who it is has room, too"
