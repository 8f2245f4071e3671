"""NDJSON is the same text whether orjson writes it or the standard library."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadcli.output.json import objects as as_json
from leadcli.output.text.safe import in_json, printed

scores = st.floats(-2, 2).map(lambda score: round(score, 3))
values = st.recursive(
    st.none() | st.booleans() | scores | st.integers(-(2**70), 2**70) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.dictionaries(st.text(), values, max_size=4))
def test_one_object_a_line(value: dict[str, Any]) -> None:
    line = "".join(as_json.texts([value]))
    assert line == in_json(json.dumps(value, ensure_ascii=False, separators=(",", ":"))) + "\n"
    assert json.loads(line) == value
    assert printed(line) == line, "nothing in it acts on a terminal"


def test_half_a_letter_is_written_too() -> None:
    assert list(as_json.texts([{"name": "\ud800é"}, {"name": "é"}])) == ['{"name":"\\ufffdé"}\n', '{"name":"é"}\n']


def test_without_orjson(monkeypatch: pytest.MonkeyPatch) -> None:
    value = [{"id": "1", "score": 0.5, "text": "Мется «Борд»\n", "none": None}]
    expected = list(as_json.texts(value))
    monkeypatch.setitem(sys.modules, "orjson", None)
    as_json._encoder.cache_clear()
    try:
        assert list(as_json.texts(value)) == expected
    finally:
        as_json._encoder.cache_clear()
