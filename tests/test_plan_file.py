"""The header of a plan, and the parts of one that is half-done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from leadcli.assignment.plan_file import MOST, Header, Parts, PlanError, header_line, is_plan, part_file, read_header

HEADER = Header(
    {"path": "a.csv", "sha256": "0", "encoding": "utf-8", "mark": "efbb", "delimiter": ";", "sheet": "", "skip": 2},
    {"preset": "plain", "owner_as": "id", "fields": {"owner": 1, "name": MOST - 1, "id": 0}},
    "d", "r", "p", "1", {"on": "2026-11-23"},
)  # fmt: skip
BROKEN: list[tuple[str, Any]] = [
    ("kind", "another"), ("schema", 2), ("input", None), ("input.path", 1), ("input.sha256", "a\0b"),
    ("input.mark", "x"), ("input.encoding", "none such"), ("input.skip", -1), ("input.skip", True),
    ("input.skip", MOST), ("input.skip", "1"), ("layout.fields", {"name": 1}),
    ("layout.fields", {"owner": 1, "id": -1}), ("layout.fields", {"owner": 1.0, "id": 1}),
    ("layout.fields", {"owner": 1, "id": MOST}), ("layout.preset", None), ("layout.owner_as", 7), ("data", 1),
    ("ledger", 1), ("rules", None), ("policy", []), ("version", 1.0), ("options.on", "23.11.2026"),
    ("options.on", None), ("more", 1),
]  # fmt: skip


def changed(path: str, value: Any) -> bytes:
    found = json.loads(header_line(HEADER))
    *above, last = path.split(".")
    within = found[above[0]] if above else found
    within[last] = value
    return json.dumps(found).encode()


@pytest.mark.parametrize(("path", "value"), BROKEN, ids=str)
def test_a_header_that_does_not_hold_what_a_plans_does_is_none(path: str, value: Any, tmp_path: Path) -> None:
    file = tmp_path / "p"
    for text, sound in ((header_line(HEADER).encode(), True), (changed(path, value), False)):
        file.write_bytes(text)
        assert is_plan(file) == sound
        if sound:
            assert read_header(text) == HEADER
        else:
            with pytest.raises(PlanError, match="leadcli plan"):
                read_header(text)


@pytest.mark.parametrize("encoding", ["", "cp1251", "utf-16-le"])
def test_a_header_of_a_file_in_any_encoding(encoding: str) -> None:
    assert read_header(changed("input.encoding", encoding)).input["encoding"] == encoding


def test_what_is_half_done_is_gone_on_with_or_swept(tmp_path: Path) -> None:
    plan = tmp_path / "p[1].jsonl"
    other = Parts(plan, "another job", 10)
    other.begin(resume=True)
    for resume, done in ((False, {0, 11}), (True, {0, 11}), (False, set[int]())):
        parts = Parts(plan, "header", 10)
        parts.begin(resume)
        assert (parts.folder.is_dir(), other.folder.exists()) == (True, False)
        assert [path.name for path in parts.folder.iterdir() if path.suffix != ".jsonl"] == ["token"]
        if not resume and done:
            for number in done:
                part_file(parts.folder, number).write_text("", encoding="utf-8")
        (parts.folder / ".7.part").touch()
        assert parts.done() == done
    parts.end()
    assert list(tmp_path.iterdir()) == []
