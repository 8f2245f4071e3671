"""A family's cards with one otherwise: what is carried over is what would be found anew."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Cards, Client
from leadcli.domain.frozen import replace

BRANDS = {"c0": "гранит", "c1": "базальт", "c2": "гранит", "c3": ""}
MANAGERS = {"a": Manager("a", "Анна"), "b": Manager("b", "Борис"), "gone": Manager("gone", "Вера", active=False)}
GROUPS = {"g": Group("g", "Гранит"), "below": Group("below", "Базальт", parent="g"), "other": Group("other", "Мел")}
cards = st.builds(
    Client,
    st.just("?"),
    st.sampled_from(["Гранит", "Базальт", "Мел", "Агат", "Яшма"]),
    group=st.sampled_from(["g", "below", "other"]),
    brand=st.sampled_from(["", "Опал"]),
    city=st.sampled_from(["", "Тула", "Омск"]),
    country=st.sampled_from(["RU", "FI"]),
    owner=st.sampled_from(["", "a", "b", "gone"]),
    status=st.sampled_from(["", "closed"]),
    last_contact=st.sampled_from([None, date(2026, 1, 1), date(2026, 2, 1)]),
)


def told(found: Cards) -> dict[str, Any]:
    """All that rules ask of cards."""
    return {
        "cards": tuple(found), "latest": tuple(found.latest), "countries": found.countries, "cities": found.cities,
        "called": found.called, "owners": {owner: tuple(theirs) for owner, theirs in found.by_owner.items()},
        "alike": tuple(found.bearing(BRANDS, "гранит")), "open": tuple(found.bearing(BRANDS, "гранит", "гранит")),
        "without": [tuple(found.without(f"c{n}")) for n in range(6)],
    }  # fmt: skip


def book_of(found: dict[str, Client]) -> Book:
    return Book(MANAGERS, GROUPS, found)


@given(st.lists(cards, min_size=1, max_size=6), cards, st.data())
def test_a_book_with_one_card_otherwise(drawn: list[Client], other: Client, data: st.DataObject) -> None:
    known = {f"c{n}": replace(card, id=f"c{n}") for n, card in enumerate(drawn)}
    book = book_of(known)
    for group in ("g", "other"):
        told(book.family(group)), told(book.served(group))
    place = data.draw(st.integers(0, len(drawn)))
    now = replace(other, id=f"c{place}", group=known[f"c{place}"].group if place < len(drawn) else other.group)
    made, anew = book.with_client(now), book_of({**known, now.id: now})
    for group in ("g", "below", "other"):
        assert told(made.family(group)) == told(anew.family(group))
    for root in ("g", "other"):
        assert told(made.served(root)) == told(anew.served(root))
    assert {m: n for m, n in made.owned.items() if n} == dict(anew.owned)
