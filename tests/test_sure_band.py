"""A sure band with a guarantee: of callers nobody knows no more than a share is sure, whatever the scores are like."""

from __future__ import annotations

import json
import random
from importlib import import_module
from pathlib import Path

import pytest
from conftest import ROOT, run_leadcli
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.domain.book import Book
from leadcli.domain.company import Caller, Client
from leadcli.resolution import Cuts, build_directory
from leadcli.resolution.decision import sure_band as band
from leadcli.resolution.decision.sure_band import shipped_cut
from leadcli.resolution.evaluation import Labelled, measure
from leadcli.workspace import own_cut
from leadcli.workspace.opening import open_workspace
from leadcli.workspace.own_cut import adapted

SHIPPED = Cuts().accept
recognition = import_module("leadcli.resolution.decision.recognition")


def test_the_cut_is_an_order_statistic() -> None:
    """Of 199 callers at 1 % it is above the 198th: one of them may be above it."""
    scores = [n / 1000 for n in range(800, 999)]
    assert band.sure_band(scores, SHIPPED) == band.Band(0.998, 199, 0.01, True)


@pytest.mark.parametrize(("families", "cut"), [(0, 0.0), (1, 0.0), (40, 0.002), (10_693, 0.03), (10**6, 0.15)])
def test_what_is_far_grows_with_the_base(families: int, cut: float) -> None:
    assert band.far_cut(families) == pytest.approx(cut, abs=0.001)
    assert band.far_cut(families) <= band.far_cut(2 * families) <= min(0.15, shipped_cut(families))


@pytest.mark.parametrize(("count", "holds"), [(0, False), (98, False), (99, True)])
def test_too_few_callers_guarantee_nothing(count: int, holds: bool) -> None:
    found = band.sure_band([0.9] * count, SHIPPED)
    assert found.holds is holds
    assert found.accept == (0.901 if holds else SHIPPED)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.floats(0, 1), max_size=150), st.floats(0, 1), st.sampled_from((0.01, 0.05, 0.2)))
def test_it_is_never_below_the_shipped_cut_nor_above_what_is_needed(
    scores: list[float], shipped: float, alpha: float
) -> None:
    found = band.sure_band(scores, shipped, alpha)
    assert found.accept >= shipped
    assert band.sure_band(sorted(scores, reverse=True), shipped, alpha) == found
    if found.holds:
        assert sum(score >= found.accept for score in scores) <= alpha * (len(scores) + 1)


@pytest.mark.parametrize("skew", [0.2, 1.0, 5.0])
def test_new_callers_of_the_kind_keep_the_promise(skew: float) -> None:
    """However the scores are spread, on average over drawings no more than alpha of new callers are above the cut."""
    chance, over = random.Random(7), 0.0
    for _ in range(200):
        drawn = [chance.random() ** skew for _ in range(150)]
        cut = band.sure_band(drawn, 0.0, 0.05).accept
        new = [chance.random() ** skew for _ in range(200)]
        over += sum(score >= cut for score in new) / len(new)
    assert over / 200 <= 0.05 * 1.1


# --- a base tells its own cut ---------------------------------------------------------------------------------------
def base(count: int) -> Book:
    return Book({}, {}, {f"c{n}": Client(f"c{n}", f"ООО «Квазибур {n}»") for n in range(count)})


def test_a_dense_base_raises_its_cut_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Of 200 cards a tenth would surely be taken for another's while they are not on file themselves."""
    taken = {f"c{n}": 0.9 + n / 1000 for n in range(20)}
    monkeypatch.setattr(recognition, "score_as_unknown", lambda card, _: taken.get(card.id, 0.0))
    directory = build_directory(base(200))
    kept = tmp_path / "directory-x.tables"
    cut = adapted(directory, kept).cuts.accept
    assert cut == 0.919, "above all but one of them"
    assert json.loads((tmp_path / "sure-directory-x.json").read_text(encoding="utf-8"))["accept"] == cut
    monkeypatch.setattr(own_cut, "_worked_out", lambda _: pytest.fail("it is kept"))
    assert adapted(directory, kept).cuts.accept == cut


def test_a_card_is_asked_as_if_its_family_were_unknown() -> None:
    cards = {"a": "ООО «Квазибур»", "b": "АО «Квазибур»", "c": "ООО «Щирмонтаж»"}
    directory = build_directory(Book({}, {}, {key: Client(key, name) for key, name in cards.items()}))
    scores = {key: recognition.score_as_unknown(card, directory) for key, card in directory.book.clients.items()}
    assert scores == {"a": None, "b": None, "c": 0.0}, (
        "the very name of another is known; one like no other is nobody's"
    )


@pytest.mark.parametrize(("cards", "cut"), [(1_000, shipped_cut(1_000)), (2_000, 0.917)])
def test_a_workspace_tells_its_own_cut_from_a_size_upward(
    cards: int, cut: float, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A small one could not, and asking it would make every call wait. The compiled directory and memory agree."""
    asked = {card.id: 0.915 + n / 1000 for n, card in enumerate(band.sample(base(cards))[:5])}
    monkeypatch.setattr(recognition, "score_as_unknown", lambda card, _: asked.get(card.id, 0.0))
    (tmp_path / "data").mkdir()
    (tmp_path / "rules.yaml").write_text((ROOT / "rules.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    (tmp_path / "data" / "managers.csv").write_text("name\nАнна\n", encoding="utf-8")
    rows = [f"{client.id},{client.name}" for client in base(cards).clients.values()]
    (tmp_path / "data" / "clients.csv").write_text("\n".join(["id,name", *rows]) + "\n", encoding="utf-8")
    for compiled in (False, True, True):
        opened = open_workspace(tmp_path, compiled=compiled)
        assert (opened.tables is not None) is (compiled and cards >= 2_000)
        assert opened.directory.cuts.accept == cut


def test_what_the_team_s_own_labels_told_comes_first(tmp_path: Path) -> None:
    folder = tmp_path / "team"
    assert run_leadcli("init", str(folder)).code == 0
    by_size = open_workspace(folder).directory.cuts.accept
    told = (("accept: 0.75\nconfirm: 0.3\n", 0.75), (f"accept: {SHIPPED}\n", SHIPPED), ("near: 0.3\n", by_size))
    for written, cut in told:
        (folder / "matching.yaml").write_text(written, encoding="utf-8")
        assert open_workspace(folder).directory.cuts.accept == cut
    assert by_size != SHIPPED, "else the middle one could not fail"


def test_too_few_labels_leave_a_large_base_its_own_size_s_cut() -> None:
    """A few labelled strangers guarantee nothing, and may not lower what the size of the base asks for."""
    directory = build_directory(base(3_000))
    strangers = [Labelled(str(n), Caller(f"Щирмонтаж {n}")) for n in range(5)]
    assert measure(strangers, directory).band.accept == shipped_cut(directory.families) > SHIPPED


def test_the_shipped_cut_grows_with_the_base() -> None:
    """As measured on sub-samples of real names; a small base asks no more than LEAST."""
    cuts = [shipped_cut(count) for count in (1, 50, 600, 2_500, 10_000, 1_000_000)]
    assert cuts == sorted(cuts)
    assert cuts[0] == band.LEAST
    assert 0.9 < cuts[4] < 0.95
    assert cuts[5] > 0.98


def test_the_cards_that_are_asked_do_not_depend_on_the_order_of_rows() -> None:
    book = base(200)
    turned = Book({}, {}, dict(reversed(book.clients.items())))
    assert [c.id for c in band.sample(book, 50)] == [c.id for c in band.sample(turned, 50)]


# --- calibrate ------------------------------------------------------------------------------------------------------
def calibrated(folder: Path, strangers: int, *options: str) -> tuple[str, str]:
    assert run_leadcli("init", str(folder)).code == 0
    rows = ["caller,client_id,group_id", *["ООО «Ромашка»,s01,"] * 20, *[f"Квазибур {n},," for n in range(strangers)]]
    file = folder / "labelled.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    ran = run_leadcli("calibrate", str(file), *options, folder=folder)
    assert ran.code == 0, ran.err
    return ran.out, (folder / "matching.yaml").read_text(encoding="utf-8")


def test_calibrate_says_what_it_guarantees_of_those_nobody_knows(tmp_path: Path) -> None:
    page, written = calibrated(tmp_path / "team", 120)
    assert "из 100 незнакомых уверенно принят не больше чем 1, по звонкам незнакомых: 120" in " ".join(page.split())
    assert "120 callers nobody knows: at most 0.01 of such are sure" in written
    assert "near: 0.35" in written


def test_calibrate_says_how_many_are_missing_for_a_guarantee(tmp_path: Path) -> None:
    page, _ = calibrated(tmp_path / "team", 30)
    assert "размечено 30, нужно 99" in " ".join(page.split())
    page, _ = calibrated(tmp_path / "more", 30, "--unknown", "0.05")
    assert "из 20 незнакомых" in " ".join(page.split())
    said = json.loads(run_leadcli("calibrate", "labelled.csv", "--dry-run", "--json", folder=tmp_path / "team").out)
    assert said["guarantee"]["holds"] is False
    assert said["guarantee"]["unknown"] == 30
