"""Every attack that was found ends in an exit code of the contract, with a sentence that tells place and remedy."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, TODAY, UTF8, run_leadcli

from leadcli.workspace import opening

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "attacks.yaml").read_text(encoding="utf-8"))
EXPORT = "ID;Название компании;Ответственный\n1;Заря Востока;\n2;Пасека Липа;\n3;Мется Калуга;Борис\n"


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    team = tmp_path_factory.mktemp("ready")
    shutil.copytree(ROOT / "data", team / "data")
    shutil.copy(ROOT / "rules.yaml", team)
    (team / "export.csv").write_text(EXPORT, encoding="utf-8")
    assert run_leadcli("reassign", "export.csv", "-o", "plan.jsonl", "--on", TODAY, folder=team).code == 0
    return team


def written(case: dict[str, Any], team: Path) -> bytes:
    """What stands in the file of an attack."""
    if "seed" in case:
        return (HERE / "fuzz" / "seeds" / case["seed"]).read_bytes()
    if "plan" in case:
        change = case["plan"]
        lines = (team / "plan.jsonl").read_bytes().splitlines(keepends=True)
        if "repeat" in change:
            lines[change["line"] - 1] = change["repeat"].encode() * change["times"] + b"\n"
        else:
            whole = json.loads(lines[change["line"] - 1])
            mark = b"@@@"
            whole[change["field"]] = mark.decode()
            text = json.dumps(whole, ensure_ascii=False, sort_keys=True).encode()
            lines[change["line"] - 1] = text.replace(mark, bytes.fromhex(change["bytes"])) + b"\n"
        return b"".join(lines)
    if "repeat" in case:
        return str(case["repeat"]).encode() * int(case["times"])
    return str(case["text"]).encode()


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_an_attack_ends_in_words(
    case: dict[str, Any],
    ready: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    team = tmp_path / "team"
    shutil.copytree(ready, team)
    if "file" in case:
        (team / case.get("remove", case["file"])).unlink(missing_ok=True)
        (team / case["file"]).write_bytes(written(case, team))
    if case.get("compiled"):
        monkeypatch.setattr(opening, "LARGE", 0)
        assert run_leadcli("who-owns", "Мется", folder=team).code == 0
    codes = case["code"] if isinstance(case["code"], list) else [case["code"]]
    for call in case["calls"]:
        words = call.split()
        if words[0] == "who-owns":
            words = ["who-owns", *words[1:], "--on", TODAY]
        ran = run_leadcli(*words, folder=team, language="en")
        told = ran.out + ran.err
        assert ran.code in codes, f"{call}: {told}"
        for fault in ("Traceback", "is not prepared for", "nested too deeply", "panicked"):
            assert fault not in told, f"{call}: {told}"
        for words_said in case["said"]:
            assert words_said in told, f"{call}: {told}"
        assert "\x1b" not in told
    assert "panicked" not in capfd.readouterr().err, "nothing of a library goes past us"


@UTF8
def test_a_byte_that_is_no_letter_reaches_the_answer_as_a_sign(ready: Path) -> None:
    """From a real command line, where the shell gives bytes."""
    command = [sys.executable, "-m", "leadcli", "who-owns", b"\xd0\xcf Ok\xd0", "--on", TODAY, "--json"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "LEADCLI_LANG": "en"}
    if os.name == "nt":
        pytest.skip("there a command line is of letters")
    ran = subprocess.run(command, cwd=ready, env=environment, capture_output=True, check=False)
    assert ran.returncode in (0, 1), ran.stderr
    assert "\ufffd" in json.loads(ran.stdout)["caller"]["name"]
