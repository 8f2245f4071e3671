"""The words of a text as they are written: what is kept, what is left out, and in which letters."""

from __future__ import annotations

import pytest

from leadcli.names import parse
from leadcli.resolution.comparison.text_likeness import TEXT_FIGURES, text_figures, text_of, tokens_of


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


@pytest.mark.parametrize(
    ("caller", "label", "figures"),
    [
        ("Guaranty Trust Bank", "GT Bank", {"run_of_initials": 1}),
        ("GT Bank", "Guaranty Trust Bank", {"run_of_initials": 2}),
        ("Банк Восточный Капитал", "Банк ВК", {"run_of_initials": 1}),
        ("GTB", "Guaranty Trust Bank", {"run_of_initials": 0, "label_initials": 1}),  # all of it
        ("Guaranty Trust Bank", "GT Shop", {"run_of_initials": 0}),
        ("Guaranty Trust Bank", "GB Bank", {"run_of_initials": 0}),
        ("Guaranty Trust Bank", "Guaranty Bank", {"run_of_initials": 0}),
        ("Mechelen", "Stad Mechelen", {"body_of_place": 1}),
        ("город Калуга", "Калуга", {"body_of_place": 2}),
        ("Lévis", "Ville de Lévis", {"body_of_place": 1}),
        ("City of Troy", "Village of Troy", {"body_of_place": 3}),
        ("Austin", "Austin Bank", {"body_of_place": 0}),  # a bank is no body of a place
        ("the Range", "Range", {"body_of_place": 0}),  # and neither is an article
        ("City Council", "City", {"body_of_place": 0}),  # nothing else is said
        ("Lévis", "Levi's", {"exact_said": 0, "exact_kept": 0, "words_said": 1}),
        ("Lévis", "Ville de Lévis", {"exact_said": 1, "exact_kept": 1 / 3}),
        ("Metso Kaluga", "Метсо Калуга", {"exact_said": 1, "exact_kept": 1}),  # the script tells nothing
        ("Ёлка", "елка", {"exact_said": 1}),
    ],
)
def test_figures_of_two_texts(caller: str, label: str, figures: dict[str, float]) -> None:
    found = text_figures(text_of(parse(caller)), text_of(parse(label)), lambda fold: 1.0)
    told = dict(zip(TEXT_FIGURES, found, strict=True))
    assert {name: told[name] for name in figures} == pytest.approx(figures)
