"""Frozen records: what a caller gives, defaults, refusals."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest

from leadcli.domain.frozen import FEW, MANY, FrozenError, Later, fresh, frozen, replace


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


def test_records_in_numbers_are_made_as_the_first_are(made: type[Any]) -> None:
    """A class makes a few records before its initialiser is compiled."""
    ways = [((f"{n}",), {"second": n} if n % 2 else {"held": {"x": n}}) for n in range(3 * FEW)]
    found = [made(*given, **named) for given, named in ways]
    compiled = [made(*given, **named) for given, named in ways]  # by now
    assert found == compiled
    assert found[0].held == {"x": 0}
    assert found[1].held is not found[3].held
    assert {type(one.pair) for one in found} == {tuple}


def test_what_is_made_later_is_made_once_and_is_a_tuple(made: type[Any]) -> None:
    calls: list[int] = []
    one = made("a", pair=Later(lambda: (calls.append(1), ("x", "y"))[1]))
    assert calls == []
    assert (one.pair[:1], len(one.pair), list(one.pair), bool(one.pair)) == (("x",), 2, ["x", "y"], True)
    assert one == made("a", pair=("x", "y")) == one
    assert hash(one.pair) == hash(("x", "y"))
    assert type(pickle.loads(pickle.dumps(one.pair))) is tuple
    assert calls == [1]


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


def test_a_record_of_many_fields_is_filled_at_once_and_frozen_all_the_same() -> None:
    @frozen
    class Wide:
        one: int
        two: int = 2
        three: tuple[int, ...] = ()
        four: dict[str, int] = fresh(factory=dict)
        five: str = ""

    class Narrow(Wide):
        __slots__ = ()

    assert len(Wide.__match_args__) >= MANY
    for number in range(3 * FEW):
        for kind in (Wide, Narrow):
            found = kind(number, five=str(number))
            assert type(found) is kind
            assert (found.one, found.two, found.three, found.four, found.five) == (number, 2, (), {}, str(number))
            assert replace(found, two=3) == kind(number, 3, (), {}, str(number)) != found
            assert found.four is not kind(number).four
            with pytest.raises(FrozenError):
                found.one = 1  # type: ignore[misc]
            with pytest.raises(FrozenError):
                del found.one
