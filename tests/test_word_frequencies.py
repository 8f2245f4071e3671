"""How common words are: the tables are in order, and tell trade words from companies' own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from leadcli.names import tables, word_frequencies
from leadcli.names.fold import fold
from leadcli.names.word_frequencies import commonness, company_commonness, general_commonness, says_a_trade

TABLES: dict[str, Callable[[str], float]] = {
    "company_words": company_commonness,
    "general_words": general_commonness,
    "trade_words": lambda fold: says_a_trade(fold) / 100,
}


def lines_of(table: str) -> list[tuple[str, int]]:
    """The words of a table and their figures."""
    text = (Path(tables.__file__).parent / f"{table}.txt").read_text(encoding="utf-8")
    return [(word, int(level)) for word, level in (line.split(" ") for line in text.strip().split("\n"))]


@pytest.mark.parametrize("table", TABLES)
def test_every_word_of_a_table_is_found_and_none_beside_it(table: str) -> None:
    listed = dict(lines_of(table))
    assert [TABLES[table](word) for word in listed] == [level / 100 for level in listed.values()]
    for word in listed:
        for near in (word + "q", word[:-1], "a" + word):
            assert TABLES[table](near) == listed.get(near, 0) / 100
    assert min(listed.values()) >= 1
    assert max(listed.values()) <= 99


def test_the_tables_are_small() -> None:
    sizes = {table: (Path(tables.__file__).parent / f"{table}.txt").stat().st_size for table in TABLES}
    assert sizes["company_words"] + sizes["general_words"] <= 400_000
    assert sizes["trade_words"] <= 120_000


@pytest.mark.parametrize(
    ("common", "rare"),
    [("group", "vodafone"), ("bank", "lidl"), ("банк", "метса"), ("district", "gigaquit"), ("центр", "стройинвест")],
)
def test_a_trade_word_is_more_common_than_a_companys_own(common: str, rare: str) -> None:
    assert commonness(fold(common)) > commonness(fold(rare)) + 0.2


@pytest.mark.parametrize("word", ["", " ", "7", "a", "~", "zzzzzz", "метса", "яяяяяя", "a b"])
def test_what_is_no_word_of_the_tables_is_unknown(word: str) -> None:
    assert commonness(fold(word)) == 0


def test_letters_are_counted_alike_one_by_one_and_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """One question counts the few that it needs in the tables, a batch those of all words."""
    asked = ["\nm", "\nme", "et", "ets", "so ", "bab", "aa", "zqx", "9 "]
    counts: list[list[int]] = []
    for left in (len(asked), 0):
        monkeypatch.setattr(word_frequencies, "_few_letters", iter(range(left)))
        word_frequencies._count.cache_clear()
        counts.append([word_frequencies._count(letters) for letters in asked])
    texts = [(Path(tables.__file__).parent / f"{table}.txt").read_text(encoding="utf-8") for table in TABLES][:2]
    assert counts[0] == counts[1] == [sum(text.count(letters) for text in texts) for letters in asked]
    assert counts[0][asked.index("ets")] > 0 == counts[0][asked.index("zqx")]
