"""Frozen records: what a caller gives, defaults, refusals."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from leadcli.domain.frozen import FrozenError, fresh, frozen, replace


def sample() -> type[Any]:
    @frozen
    class Sample:
        first: str
        second: int = 2
        pair: tuple[str, ...] = ("only",)
        held: dict[str, int] = fresh(factory=dict)

    return Sample


@pytest.fixture
def made() -> type[Any]:
    return sample()


def test_fields_and_defaults(made: type[Any]) -> None:
    for one in (made("a"), made(first="a"), made("a", 2), made("a", second=2, pair=("only",))):
        assert (one.first, one.second, one.pair, one.held) == ("a", 2, ("only",), {})
    assert made("a", second=7, held={"x": 1}) == made("a", 7, ("only",), {"x": 1})
    assert made("a", second=7).second == 7
    assert made("a").held is not made("a").held
    assert made("b", 3, (), {"x": 1}) == made(held={"x": 1}, pair=(), second=3, first="b")
    assert repr(made("a")) == "Sample(first='a', second=2, pair=('only',), held={})"


@pytest.mark.parametrize(
    ("given", "named", "said"),
    [
        ((), {}, "missing 1 required positional argument: 'first'"),
        (("a", 1, (), {}, "more"), {}, "takes from 2 to 5 positional arguments but 6 were given"),
        (("a",), {"third": 1}, "unexpected keyword argument 'third'"),
        (("a",), {"first": "b"}, "multiple values for argument 'first'"),
    ],
)
def test_wrong_calls_say_what_is_wrong(
    made: type[Any], given: tuple[Any, ...], named: dict[str, Any], said: str
) -> None:
    with pytest.raises(TypeError, match=said):
        made(*given, **named)


def test_replace(made: type[Any]) -> None:
    one = made("a", 3)
    assert replace(one, second=4) == made("a", 4)
    assert one == made("a", 3)
    with pytest.raises(TypeError, match="third"):
        replace(one, third=1)


def test_nothing_can_be_changed(made: type[Any]) -> None:
    one = made("a")
    with pytest.raises(FrozenError):
        one.first = "b"
    with pytest.raises(FrozenError):
        del one.first


def test_copies_and_subclasses(made: type[Any]) -> None:
    class More(made):  # type: ignore[misc]
        """A subclass is made the plain way."""

    assert More("a").second == 2
    assert type(More("a")) is More
    assert copy.copy(made("a", 5)) == made("a", 5)


def test_records_travel_between_processes() -> None:
    from leadcli.domain.messages import message

    said = message("{a}: {b}", a="x", b=2)
    assert pickle.loads(pickle.dumps(said)) == said
    assert hash(said) == hash(message("{a}: {b}", a="x", b=2))


def test_a_default_that_fails_is_told(made: type[Any]) -> None:
    @frozen
    class Failing:
        value: int = fresh(factory=lambda: 1 // 0)

    with pytest.raises(ZeroDivisionError):
        Failing()
