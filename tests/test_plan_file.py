"""The header of a plan, and the parts of one that is half-done."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.assignment.owner_cells import as_cells_allow
from leadcli.assignment.plan_file import (
    MOST,
    Header,
    Parts,
    PlanError,
    brief,
    dump,
    header_line,
    is_plan,
    part_file,
    read_header,
    read_lines,
    read_plan,
    same_folder,
)  # fmt: skip
from leadcli.assignment.plan_lines import as_object, for_the_fold
from leadcli.assignment.rows import Line
from leadcli.cli.reassign import plan_outputs
from leadcli.domain.frozen import replace
from leadcli.domain.messages import message

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


# --- lines ------------------------------------------------------------------------------------------------------------
WORDS = st.text(st.sampled_from('"\\aя :,{}\n\u2028'), max_size=6) | st.sampled_from(
    ('"id": "', '", "new": "x', '"rule": "')
)


@given(WORDS, WORDS, WORDS, WORDS, st.booleans())
def test_a_line_is_told_as_if_it_were_parsed(own: str, new: str, rule: str, other: str, ours: bool) -> None:
    line = {
        "action": "change",
        "caller": other,
        "id": own,
        "new": new,
        "old": other,
        "row": 1,
        "rule": rule,
        "was": other,
    }
    text = dump(line) if ours else json.dumps(dict(reversed(line.items())), indent=1)
    assert brief(text.encode()) == (own, new, rule)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"id": "1", "new": "m"}', '{"id": "1", "rule": "r"}', '"id": "new": "rule": ', "[" * 9_000],
)
def test_a_line_that_tells_nothing_is_broken(text: str) -> None:
    with pytest.raises(PlanError):
        brief(text.encode())


def test_lines_are_read_behind_the_header_and_a_broken_one_is_named(tmp_path: Path) -> None:
    plan = tmp_path / "p.jsonl"
    plan.write_text(header_line(HEADER) + '{"row": 1}\n{"row"\n', encoding="utf-8")
    header, lines = read_plan(plan)
    assert (header, next(lines)) == (HEADER, {"row": 1})
    with pytest.raises(PlanError) as told:
        next(lines)
    assert dict(told.value.said[0].args) == {"line": 3}
    assert list(read_lines(plan)[1]) == [b'{"row": 1}\n', b'{"row"\n']
    with pytest.raises(PlanError, match="cannot be read"):
        read_lines(tmp_path / "none")


# --- parts ------------------------------------------------------------------------------------------------------------
# The partitions that are there before, those that come, even ones first; what is read of each second one from the first
# two on, None where one is missing.
COMING: list[tuple[list[int], list[int], list[int] | None, list[int] | None]] = [
    ([], [], [], []),
    ([0], [], [0], []),
    ([], [0], [0], []),
    ([], [0, 2, 4, 1, 3], [0, 2, 4], [1, 3]),
    ([], [0, 2, 1], [0, 2], [1]),
    ([2, 3], [0, 1], [0, 2], [1, 3]),
    ([0, 1, 2], [], [0, 2], [1]),
    ([], [0, 4, 1, 3], [0], None),
    ([], [0, 2, 3], [0, 2], None),
    ([2], [1], [], None),
]


@pytest.mark.parametrize(("there", "coming", "even", "odd"), COMING)
def test_partitions_are_read_in_their_order_as_they_are_done(
    there: list[int], coming: list[int], even: list[int] | None, odd: list[int] | None, tmp_path: Path
) -> None:
    parts = Parts(tmp_path / "p.jsonl", "header", 10)
    parts.begin(resume=False)
    written = list[int]()

    def done(number: int) -> int:
        part_file(parts.folder, number).write_text(f"{number}\n", encoding="utf-8")
        written.append(number)
        return number

    for number in there:
        done(number)
    parts.follow(map(done, coming))
    assert written == [*there, *coming[:1]], "none is waited for before it is asked for"
    for first, wanted in enumerate((even, odd)):
        found = parts.texts(first, 2)
        if wanted is None:
            with pytest.raises(PlanError, match="missing"):
                list(found)
        else:
            assert [int(next(lines)) for lines in found] == wanted


def test_a_worker_sees_the_very_folder_of_the_job(tmp_path: Path) -> None:
    parts = Parts(tmp_path / "p.jsonl", "header", 10)
    assert not same_folder(parts.folder, parts.token)
    parts.begin(resume=False)
    assert same_folder(parts.folder, parts.token)
    assert not same_folder(parts.folder, "another")


def test_what_the_fold_leaves_is_not_said_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its text waits while rows of merged cells are looked at together; what the fold changed is said."""
    lines = [
        Line(n, str(n), "Кварц", "", "", "Дима", "keep", "", message("so"), 0.5, "none", "", "", mark=mark)
        for n, mark in enumerate(("", "", "covered", "covered", ""), 1)
    ]
    part = Parts(tmp_path / "plan.jsonl", "header", len(lines))
    part.begin(False)
    part_file(part.folder, 0).write_text("".join(map(for_the_fold, lines)), encoding="utf-8")
    part.follow(iter((0,)))
    monkeypatch.setattr(plan_outputs, "dump", lambda _: "anew\n")
    judged = plan_outputs.Judged(part)
    after = (replace(line, new="") if line.row == 4 else line for line in as_cells_allow(judged.to_write()))
    texts = [judged.text_of(line) for line in after]
    assert texts == ["anew\n" if line.row == 4 else dump(as_object(line)) for line in lines]
