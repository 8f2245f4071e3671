"""The words of a text as they are written: what is kept, what is left out, and in which letters."""

from __future__ import annotations

import pytest

from leadcli.names import parse
from leadcli.resolution.comparison.text_likeness import text_of, tokens_of


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ПАО «Кировский завод»", "pao kirovskiy zavod"),  # legal forms stay
        ("Bank of the West", "bank of the west"),  # and so do little words
        ("Żabka Sp. z o.o.", "zabka sp z o o"),
        ("Straße & Söhne", "strasse sohne"),
        ("Łódź Ølgod", "lodz olgod"),
        ("Щёлково-Хлеб", "shchelkovo khleb"),
        ("Mетсo", "metso"),  # two letters are Cyrillic look-alikes
        ("Х5 Group", "x5 group"),  # a Cyrillic letter beside a digit
        ("O'Brien", "obrien"),
        ("1+1", "1 plyus 1"),
        ("株式会社トヨタ", "toyota"),  # of a reading with words of its own, those
        ("A.B.C. Company", "abc"),
    ],
)
def test_as_written(written: str, kept: str) -> None:
    assert " ".join(token.text for token in tokens_of(parse(written))) == kept


@pytest.mark.parametrize(
    ("note", "kept"),
    [
        ("звонил Смирнов из компании «Сименс» по поставке", "simens"),
        ("перезвонить в Сименс до 15:00", "simens"),
        ("Сименс", "simens"),
        ("перезвонить", "perezvonit"),  # where nothing else is said, it is all there is
    ],
)
def test_the_noise_and_people_of_a_note_are_left_out(note: str, kept: str) -> None:
    assert {token.text for token in tokens_of(parse(note, note=True))} <= set(kept.split())


def test_only_words_of_the_name_are_as_rare_as_the_directory_tells() -> None:
    tokens = {token.text: token for token in tokens_of(parse("Tyre Plant of Omsk LLC"))}
    assert not tokens["llc"].named
    assert not tokens["of"].named
    assert tokens["plant"].named
    assert tokens["plant"].fold == tokens_of(parse("завод"))[0].fold, "words that say the same have one fold"


def test_two_spellings_differ_as_texts_and_sound_alike() -> None:
    one, other = text_of(parse("ООО «Химпром»")), text_of(parse("Khimprom"))
    assert one.joined == "ooo" + other.joined
    assert one.heard == other.heard
    assert text_of(parse("Himprom")).joined != other.joined
