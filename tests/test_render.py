"""What reaches the eye: harmless text, characters the console has, colour where it is wanted; and the JSON shape."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, UTF8, run_leadcli
from hypothesis import given
from hypothesis import strategies as st

from leadcli.output.text.layout import Row, columns, lines
from leadcli.output.text.safe import fit, harmless, safe
from leadcli.output.text.terminal import show

CALL = ["who-owns", "Метсо Калуга", "--taken-by", "Дима", "--on", TODAY]
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


@given(st.text(max_size=300))
def test_no_text_acts_on_the_terminal(text: str) -> None:
    shown = safe(text)
    assert shown.isprintable()
    assert "\x1b" not in harmless(text)
    assert len(safe("x" * 1000)) == 200


@pytest.mark.parametrize("text", ["\x1b[2J", "\u202eлот", "[red]x[/red]", "a\u2028b", "\x07", "\ud800"])
def test_a_hostile_name_is_shown_and_does_not_act(text: str) -> None:
    name = f"Ромашка {text}"
    ran = run_leadcli("who-owns", name.encode("utf-8", "replace").decode(), "--on", TODAY)
    assert ran.code == 0, ran.err
    assert not any(c in ran.out for c in "\x1b\u202e\u2028\x07")
    if text.startswith("[red]"):
        assert "[red]x[/red]" in ran.out


@pytest.mark.parametrize("encoding", ["cp866", "cp1251", "ascii", "utf-8"])
def test_what_a_console_lacks_is_written_plainly(encoding: str) -> None:
    text = "Мется → Ирина ≈ «Metsä» – №5 · …"
    fitted = fit(text, encoding)
    assert fitted.encode(encoding)
    if encoding == "cp866":
        assert fitted == 'Мется -> Ирина ~ "Metsa" - №5 · ...'
    if encoding == "cp1251":
        assert fitted == "Мется -> Ирина ~ «Metsa» – №5 · …"


@pytest.mark.parametrize("encoding", ["cp866", "cp1251"])
def test_a_windows_console_shows_the_whole_answer(encoding: str) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": encoding, "LEADCLI_LANG": "ru", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run(
        [sys.executable, "-m", "leadcli", *CALL], cwd=ROOT, env=environment, capture_output=True, check=True
    )
    text = ran.stdout.decode(encoding)
    assert "Метсо Калуга -> Ирина" in text
    assert "метсо ~ мется" in text
    assert text.count("?") == 1, "only the question has one"


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def page(monkeypatch: pytest.MonkeyPatch, **environment: str) -> str:
    for name in ("NO_COLOR", "FORCE_COLOR", "TERM", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    stream = Terminal()
    show([Row("[bold]Мется[/bold] → Ирина", tail="решено", style="owner", tail_style="good", wide=True)], stream)
    return stream.getvalue()


def test_a_terminal_gets_colour_and_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    coloured = page(monkeypatch, TERM="xterm-256color")
    assert "\x1b[1m" in coloured
    assert "\x1b[32m" in coloured
    assert ESCAPE.sub("", coloured) == page(monkeypatch, TERM="xterm-256color", NO_COLOR="1")
    assert "[bold]Мется[/bold]" in coloured


def test_no_colour_where_it_is_not_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "\x1b" not in page(monkeypatch, NO_COLOR="1", TERM="xterm")
    assert "\x1b" not in page(monkeypatch, TERM="dumb")
    assert "\x1b" in page(monkeypatch, FORCE_COLOR="1", TERM="vt100")


@UTF8
@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
@pytest.mark.parametrize("width", [80, 120])
def test_on_a_real_terminal(width: int) -> None:
    import fcntl
    import pty
    import struct
    import termios

    main, side = pty.openpty()
    fcntl.ioctl(side, termios.TIOCSWINSZ, struct.pack("HHHH", 40, width, 0, 0))
    environment = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "FORCE_COLOR", "COLUMNS")}
    environment |= {"TERM": "xterm-256color", "LEADCLI_LANG": "ru", "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
    child = subprocess.Popen([sys.executable, "-m", "leadcli", *CALL], cwd=ROOT, env=environment, stdout=side)
    os.close(side)
    out = b""
    while True:
        try:
            part = os.read(main, 65536)
        except OSError:
            break
        if not part:
            break
        out += part
    assert child.wait() == 0
    text = out.decode().replace("\r\n", "\n")
    assert "\x1b[1m" in text
    plain = run_leadcli(*CALL, width=width).out
    assert ESCAPE.sub("", text) == plain


@given(st.text(min_size=1, max_size=200), st.integers(40, 120), st.text("abв-:7", max_size=20))
def test_no_line_is_wider_than_the_page(text: str, width: int, tail: str) -> None:
    for line in lines([Row(safe(text), label="Правила", tail=safe(tail))], width):
        assert columns("".join(span.text for span in line)) <= width


def test_the_json_has_the_contract_s_shape() -> None:
    ran = run_leadcli(*CALL, "--claim", "Дима", "--json")
    ruling: dict[str, Any] = json.loads(ran.out)
    assert ruling["schema"] == 1
    wanted = {
        "schema", "caller", "match", "verdict", "owner", "cover", "cover_until", "rule", "trace", "claims", "otherwise",
        "question", "what_if", "fingerprint",
    }  # fmt: skip
    assert wanted <= set(ruling)
    assert ruling["caller"] == {"name": "Метсо Калуга"}
    assert {"status", "client_id", "group_id", "score", "evidence", "candidates"} <= set(ruling["match"])
    assert (ruling["match"]["status"], ruling["match"]["client_id"], ruling["match"]["group_id"]) == (
        "confirm",
        None,
        "metsa",
    )
    assert all(set(e) == {"signal", "text", "weight"} for e in ruling["match"]["evidence"])
    candidate = {"client_id", "group_id", "name", "score", "evidence"}
    assert all(candidate <= set(c) for c in ruling["match"]["candidates"])
    assert re.fullmatch(r"rules.yaml:\d+", ruling["rule"]["source"])
    for step in ruling["trace"]:
        assert {"rule", "outcome", "source", "checks"} <= set(step)
        assert step["outcome"] in {"fired", "failed", "unknown", "not_reached"}
        for check in step["checks"]:
            assert {"condition", "answer", "found", "source"} <= set(check)
            assert check["answer"] in {"yes", "no", "unknown"}
    assert [set(c) >= {"manager", "outcome", "rule", "because"} for c in ruling["claims"]] == [True]
    assert set(ruling["otherwise"]) >= {"owner", "rule"}
    assert all({"change", "owner", "rule"} <= set(w) for w in ruling["what_if"])
    assert set(ruling["fingerprint"]) == {"data", "rules", "version", "ledger"}


def test_keys_are_never_translated() -> None:
    def shape(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: shape(each) for key, each in value.items() if key not in ("sentences", "evidence")}
        return [shape(each) for each in value] if isinstance(value, list) else None

    russian, english = (json.loads(run_leadcli(*CALL, "--json", language=each).out) for each in ("ru", "en"))
    assert shape(russian) == shape(english)


def test_the_ends_of_pipes(tmp_path: Path) -> None:
    """A reader that leaves early is no fault; a full disk is one, and is said."""
    command = [sys.executable, "-m", "leadcli", *CALL, "--explain"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LEADCLI_LANG": "en"}
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdout is not None
    child.stdout.close()
    _, err = child.communicate()
    assert (child.returncode, err) in {(0, b""), (1, b"")}
    full = Path("/dev/full")
    if full.exists():
        with full.open("w", encoding="utf-8") as out:
            ran = subprocess.run(command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.PIPE, check=False)
        assert ran.returncode == 2
        assert b"the output: the disk is full" in ran.stderr


@pytest.mark.parametrize("words", [(), ("match",), ("policy", "check")])
def test_the_help_page_is_in_one_language(words: tuple[str, ...]) -> None:
    said = run_leadcli(*words, "--help").out
    assert "Показать эту справку." in said
    assert "Show this message" not in said
