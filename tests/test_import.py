"""leadcli import EXPORT: a newer export in the place of an old one; what is told of it, taken in, and given back."""

from __future__ import annotations

import importlib
import io
import json
import os
import shutil
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, Ran, read_yaml, run_leadcli
from faults import Faults, States, no_space
from hypothesis import given, settings
from hypothesis import strategies as st

from leadcli.api.importing.card_pairs import differ, pairs_of
from leadcli.domain.company import Client
from leadcli.ledger.intents import intents
from leadcli.ledger.recording import open_ledger
from leadcli.workspace.opening import open_workspace

STORIES = read_yaml(Path(__file__).parent / "imports" / "stories.yaml")
NOT_COUNTED = {"leadcli import", "summary", "cells", "batch"}


def begun(folder: Path, story: dict[str, Any]) -> Path:
    """A workspace made of the old export, with what was done in it since; the new export lies in it."""
    (folder / "old.csv").write_text(story["old"], encoding="utf-8")
    assert run_leadcli("init", "team", "--from", "old.csv", "--yes", folder=folder).code == 0
    team = folder / "team"
    for name, text in story.get("files", {}).items():
        (team / name).write_text(text, encoding="utf-8")
    for words in story.get("done", ()):
        ran = say(team, *words)
        assert ran.code in (0, 1), ran.err
    (team / "new.csv").write_text(story["new"], encoding="utf-8")
    return team


def say(team: Path, *words: str) -> Ran:
    return run_leadcli(*words, folder=team, language="en", width=160)


def state(team: Path) -> dict[str, bytes]:
    """What is read of a workspace."""
    names = [*(p for p in (team / "data").iterdir() if p.is_file() and p.name[0] != "."), *team.glob("*.yaml")]
    return {str(path.relative_to(team)): path.read_bytes() for path in names}


def lines_of(ran: Ran) -> list[dict[str, Any]]:
    return [json.loads(line) for line in ran.out.splitlines()]


@pytest.mark.parametrize("story", STORIES, ids=[story["story"] for story in STORIES])
def test_story(story: dict[str, Any], tmp_path: Path) -> None:
    team = begun(tmp_path, story)
    before = state(team)
    words = ("import", "new.csv", *story.get("words", ()))
    ran = say(team, *words)
    assert ran.code == story.get("code", 0), ran.err + ran.out
    assert state(team) == before, "a plan writes nothing"
    for part in story.get("err", ()):
        assert part in ran.err, ran.err
    if ran.code == 2:
        return
    for part in story.get("said", ()):
        assert part in ran.out + ran.err, ran.out + ran.err
    lines = lines_of(say(team, *words, "--json"))
    counts = Counter(line["kind"] for line in lines if line["kind"] not in NOT_COUNTED - story["kinds"].keys())
    assert counts == Counter({kind: n for kind, n in story["kinds"].items() if n}), lines
    for told in story.get("told", ()):
        assert any(told.items() <= line.items() for line in lines), (told, lines)
    summary = lines[-1]
    assert {key: summary[key] for key in story["counts"]} == story["counts"]
    balanced(summary)
    taken_in_and_back(team, words, before, story)


def balanced(summary: dict[str, Any]) -> None:
    """Every company of both exports is counted once."""
    both = summary["same"] + summary["changed"]
    assert both + summary["gone"] + summary["alike_old"] == summary["old"]
    assert both + summary["added"] + summary["alike_new"] == summary["new"]


def taken_in_and_back(team: Path, words: tuple[str, ...], before: dict[str, bytes], story: dict[str, Any]) -> None:
    """What the plan says comes to be; one command gives the old state back to the byte."""
    told = lines_of(say(team, *words, "--json"))[-1]
    done = say(team, *words, "--apply", "--yes", "--json")
    assert done.code == 0, done.err
    if "nothing was written" in done.err:
        assert state(team) == before
        return
    number = lines_of(done)[-1]["entry"]
    assert lines_of(done)[-1] == {**told, "entry": number}
    opened = open_workspace(team)
    assert opened.book is not None
    assert len(opened.book.clients) == told["new"]
    assert b"".join(data for name, data in state(team).items() if name.endswith("new.csv")) == story["new"].encode()
    for name, text in story.get("then", {}).items():
        assert (team / name).read_text(encoding="utf-8") == text
    back = say(team, "undo", str(number))
    assert back.code == 0, back.err
    assert state(team) == before
    assert say(team, "log", "verify").code == 0


# --- which file, and where it lies -----------------------------------------------------------------------------------
PLAIN = {"clients.csv": "id,name,owner\n1,Лента,Анна\n2,Маяк,Олег\n", "managers.csv": "name\nАнна\nОлег\n"}


def plain(folder: Path) -> Path:
    """A workspace whose tables are read by their headers."""
    (folder / "data").mkdir(parents=True)
    for name, text in PLAIN.items():
        (folder / "data" / name).write_text(text, encoding="utf-8")
    (folder / "rules.yaml").write_bytes((ROOT / "rules.yaml").read_bytes())
    return folder


def test_a_table_that_is_read_by_its_headers_is_exchanged_in_its_place(tmp_path: Path) -> None:
    team = plain(tmp_path / "team")
    before = state(team)
    (team / "new.csv").write_text("код;название;ответственный\n1;Лента;Олег\n3;Сосна;Дарья\n", encoding="utf-8")
    done = say(team, "import", "new.csv", "--apply", "--json")
    assert done.code == 0, done.err
    kinds = Counter(line["kind"] for line in lines_of(done))
    assert kinds == {
        "leadcli import": 1,
        "moved": 1,
        "gone": 1,
        "new": 1,
        "manager_new": 1,
        "manager_gone": 1,
        "summary": 1,
    }
    assert (team / "data" / "clients.csv").read_bytes() == (team / "new.csv").read_bytes()
    assert (team / "data" / "managers.csv").read_text(encoding="utf-8") == "name\nАнна\nОлег\nДарья\n"
    assert say(team, "undo", "1").code == 0
    assert state(team) == before
    book = ROOT / "tests" / "exports" / "1c.xlsx"
    assert "save the export as .csv" in say(team, "import", str(book)).err


def test_of_several_tables_it_is_the_one_whose_columns_the_file_has(tmp_path: Path) -> None:
    team = begun(tmp_path, {"old": OLD, "new": NEW})
    (team / "data" / "people.csv").write_text("Кто;Работает\nАнна;да\nОлег;да\n", encoding="utf-8")
    (team / "data" / "managers.csv").unlink()
    with (team / "leadcli.yaml").open("a", encoding="utf-8") as file:
        file.write("  managers:\n    file: data/people.csv\n    columns: {Кто: name, Работает: active}\n")
    people = team / "people 2.csv"
    people.write_text("Кто;Работает\nАнна;да\nОлег;нет\nДарья;да\n", encoding="utf-8")
    told = lines_of(say(team, "import", people.name, "--json"))
    assert (told[0]["table"], told[0]["replaces"]) == ("managers", "data/people.csv")
    assert [(line["kind"], line["client_id"]) for line in told[1:-1]] == [("cells", "Олег"), ("new", "Дарья")]
    clients = lines_of(say(team, "import", "new.csv", "--json"))
    assert clients[0]["table"] == "clients"
    assert [line["file"] for line in clients if line["kind"] == "by_hand"] == ["data/people.csv"], "it is an export too"
    done = say(team, "import", people.name, "--apply", "--json")
    assert lines_of(done)[-1]["entry"] == 1, done.err
    assert {m.name: m.active for m in open_workspace(team).book.managers.values()} == {  # type: ignore[union-attr]
        "Анна": True, "Олег": False, "Дарья": True,
    }  # fmt: skip
    (team / "both.csv").write_text("Кто;Работает;ID;Компания;Ответственный;ИНН\nА;да;1;Б;А;\n", encoding="utf-8")
    asked = say(team, "import", "both.csv")
    assert (asked.code, "--as" in asked.err) == (2, True)
    assert lines_of(say(team, "import", "both.csv", "--as", "clients", "--json"))[0]["table"] == "clients"
    assert "choose one of" in say(team, "import", "both.csv", "--as", "orders").err


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_columns_that_are_gone_are_asked_on_a_terminal_as_at_init(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = "ID;Компания;Ответственный;ИНН\n1;Лента;Анна;7707083893\n"
    new = "ID;Компания;Телефон;Вахтёр;Налоговый\n1;Лента;+7 495 1234567;Олег;7707083893\n"
    team = begun(tmp_path, {"old": old, "new": new})
    command = importlib.import_module("leadcli.cli.import.command")
    monkeypatch.setattr(command, "may_ask", lambda: True)
    monkeypatch.setattr("sys.stdin", Terminal("9\n2\n0\n"))
    ran = say(team, "import", "new.csv")
    assert ran.code == 0, ran.err
    assert "the column Ответственный is gone: which one is the client's manager now?" in ran.err
    assert "the column ИНН is gone: which one is inn now?" in ran.err
    assert "Анна → Олег" in ran.out
    assert "--map=Вахтёр=owner --map=ИНН=- --apply" in ran.err, "the command asks nothing again"
    monkeypatch.setattr(command, "may_ask", lambda: False)
    assert "Анна → Олег" in say(team, "import", "new.csv", "--map", "Вахтёр=owner", "--map", "ИНН=-").out


def test_a_linked_export_stays_where_it_is(tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text(OLD, encoding="utf-8")
    (tmp_path / "new.csv").write_text(NEW, encoding="utf-8")
    assert run_leadcli("init", "team", "--from", "old.csv", "--link", folder=tmp_path).code == 0
    team = tmp_path / "team"
    before = state(team)
    assert say(team, "import", "../new.csv", "--apply").code == 0
    assert not (team / "data" / "new.csv").exists()
    assert len(open_workspace(team).book.clients) == 3  # type: ignore[union-attr]
    assert say(team, "undo", "1").code == 0
    assert state(team) == before
    assert [(tmp_path / name).read_text(encoding="utf-8") for name in ("old.csv", "new.csv")] == [OLD, NEW]


def test_an_export_that_is_gone_is_no_dead_end(tmp_path: Path) -> None:
    team = begun(tmp_path, {"old": OLD, "new": NEW})
    (team / "data" / "old.csv").unlink()
    told = say(team, "import", "new.csv", "--json")
    assert (told.code, lines_of(told)[1]["code"]) == (1, "no_old"), told.err
    assert say(team, "import", "new.csv", "--apply", "--yes").code == 0
    assert len(open_workspace(team).book.clients) == 3  # type: ignore[union-attr]


def test_what_the_user_wrote_in_leadcli_yaml_stays(tmp_path: Path) -> None:
    team = begun(tmp_path, {"old": OLD, "new": NEW})
    file = team / "leadcli.yaml"
    text = file.read_text(encoding="utf-8").replace('old.csv"\n', 'old.csv"  # выгружает Мария\n') + "# конец\n"
    file.write_text(text, encoding="utf-8")
    assert say(team, "import", "new.csv", "--apply").code == 0
    assert file.read_text(encoding="utf-8") == text.replace("old.csv", "new.csv")


def test_a_plan_that_is_stale_is_refused(tmp_path: Path) -> None:
    team = begun(tmp_path, {"old": OLD, "new": NEW})
    assert say(team, "import", "new.csv", "-o", "plan.jsonl").code == 0
    same = say(team, "import", "plan.jsonl", "--json")
    assert same.out == say(team, "import", "new.csv", "--json").out
    with (team / "data" / "managers.csv").open("a", encoding="utf-8") as file:
        file.write("Пётр,,yes,\n")
    before = state(team)
    stale = say(team, "import", "plan.jsonl", "--apply")
    assert (stale.code, "stale" in stale.err) == (2, True)
    assert state(team) == before
    (team / "broken.jsonl").write_text('{"kind": "leadcli import"', encoding="utf-8")
    assert "broken one" in say(team, "import", "broken.jsonl").err


def test_what_was_changed_since_is_not_taken_back_unasked(tmp_path: Path) -> None:
    team = begun(tmp_path, {"old": OLD, "new": NEW})
    before = state(team)
    assert say(team, "import", "new.csv", "--apply").code == 0
    managers = team / "data" / "managers.csv"
    managers.write_text(managers.read_text(encoding="utf-8") + "Пётр,,yes,\n", encoding="utf-8")
    kept = managers.read_bytes()
    back = say(team, "undo", "1")
    assert (back.code, "data/managers.csv" in back.err) == (1, True)
    assert state(team) == before | {"data/managers.csv": kept}
    assert say(team, "import", "new.csv", "--apply").code == 0
    (team / "data" / "new.csv").write_text(NEW + "4;Каравелла;Анна;\n", encoding="utf-8")
    changed = state(team)
    refused = say(team, "undo", "3")
    assert (refused.code, "data/new.csv" in refused.err, state(team) == changed) == (2, True, True), refused.err
    assert say(team, "undo", "3", "--force").code == 0
    assert state(team)["data/old.csv"] == OLD.encode()
    assert any(NEW + "4;" in path.read_text(encoding="utf-8") for path in team.rglob("earlier/*/new.csv")), "it is kept"


def test_imports_are_taken_back_from_the_last_one_on(tmp_path: Path) -> None:
    team = begun(tmp_path, {"old": OLD, "new": NEW})
    (team / "newer.csv").write_text(NEW + "4;Каравелла;Анна;\n", encoding="utf-8")
    states = [state(team)]
    for name in ("new.csv", "newer.csv"):
        assert say(team, "import", name, "--apply").code == 0
        states.append(state(team))
    assert "leadcli undo 2" in say(team, "undo", "1").err
    assert say(team, "undo", "2", "new.csv", "-o", "x.csv").code == 2, "it needs no export"
    assert say(team, "undo", "2").code == 0
    assert state(team) == states[1]
    assert say(team, "undo", "1").code == 0
    assert state(team) == states[0]
    assert "already" in say(team, "undo", "1").err
    assert say(team, "log", "show", "1").code == say(team, "log", "list").code == 0


BATCH = "ID;Название компании;Ответственный\n1;Лента;\n2;Маяк;Олег\n3;Сосна;\n4;Берёза;\n"


def test_a_batch_is_found_again_in_what_comes_back(tmp_path: Path) -> None:
    team = begun(tmp_path, {"old": BATCH, "new": ""})
    assert say(team, "reassign", "data/old.csv", "-o", "p.jsonl").code == 0
    assert say(team, "apply", "p.jsonl", "-o", "crm.csv").code == 0
    crm = (team / "crm.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    assert all("Олег" in line for line in crm[1:])
    old = BATCH.splitlines(keepends=True)
    (team / "new.csv").write_text(
        "".join((*crm[:2], old[3], crm[2], old[4].replace(";\n", ";Анна\n"))), encoding="utf-8"
    )
    lines = lines_of(say(team, "import", "new.csv", "--json"))
    (batch,) = (line for line in lines if line["kind"] == "batch")
    assert {key: batch[key] for key in ("entry", "arrived", "before", "other")} == {
        "entry": 1, "arrived": 1, "before": 1, "other": 1,
    }  # fmt: skip
    told = [(line["name"], line["ledger"], line["export"]) for line in lines if line["kind"] == "conflict"]
    assert told == [("Сосна", "Олег", ""), ("Берёза", "Олег", "Анна")]
    page = say(team, "import", "new.csv")
    assert "batch 1: 1 rows have its owner, 1 the one before, 1 another" in page.out


# --- whatever the exports ---------------------------------------------------------------------------------------------
NUMBERS = ["", "7707083893", "7736050003"]
cards = st.lists(
    st.tuples(st.sampled_from("1234"), st.sampled_from(["Лента", "лента", "Маяк", "Сосна"]),
              st.sampled_from(["", "Тула"]), st.sampled_from(NUMBERS), st.sampled_from(["Анна", "Олег", ""])),
    min_size=1, max_size=6, unique_by=lambda card: card[0],
)  # fmt: skip


def made(rows: list[tuple[str, ...]], ids: bool) -> dict[str, Client]:
    return {
        own: Client(own, name, city=city, inn=inn, owner=owner)
        for number, (one, name, city, inn, owner) in enumerate(rows) if (own := one if ids else f"clients:{number}")
    }  # fmt: skip


@given(cards, cards, st.booleans())
def test_each_card_is_paired_once_or_told_once(
    old: list[tuple[str, ...]], new: list[tuple[str, ...]], ids: bool
) -> None:
    before, now = made(old, ids), made(new, ids)
    pairs = pairs_of(before, now)
    for side, ids_of in ((before, "old"), (now, "new")):
        told = [getattr(pair, ids_of) for pair in pairs.same]
        told += [one for alike in pairs.alike for one in getattr(alike, ids_of)]
        told += pairs.gone if ids_of == "old" else pairs.new
        assert sorted(told) == sorted(side)
    for pair in pairs.same:
        one, other = before[pair.old], now[pair.new]
        assert pair.by == "id" or not differ(one, other), "another number is another company"
    back = pairs_of(now, before)
    assert {(pair.new, pair.old) for pair in back.same} == {(pair.old, pair.new) for pair in pairs.same}
    same = pairs_of(before, before)
    assert (same.gone, same.new) == ((), ())
    assert all(pair.old == pair.new for pair in same.same)


def text_of(rows: list[tuple[str, ...]], ids: bool) -> str:
    head = ("ID", "Компания", "Город", "ИНН", "Ответственный")
    return "".join(";".join(row if ids else row[1:]) + "\n" for row in (head, *rows))


@settings(max_examples=8)
@given(cards, cards, st.booleans())
def test_an_import_taken_back_leaves_no_trace(
    tmp_path_factory: pytest.TempPathFactory, old: list[tuple[str, ...]], new: list[tuple[str, ...]], ids: bool
) -> None:
    story = {"old": text_of([*old, ("9", "Каравелла", "", "", "Анна")], ids), "new": text_of(new, ids), "kinds": {}}
    team = begun(tmp_path_factory.mktemp("team"), story)
    (team / "same.csv").write_text(story["old"], encoding="utf-8")
    same = lines_of(say(team, "import", "same.csv", "--json"))
    assert [line["kind"] for line in same] == ["leadcli import", "summary"], "the same file changes nothing"
    words = ("import", "new.csv", "--yes")
    lines = lines_of(say(team, *words, "--json"))
    balanced(lines[-1])
    taken_in_and_back(team, words, state(team), story)


# --- failing and killed calls ----------------------------------------------------------------------------------------
OLD = "ID;Компания;Ответственный;ИНН\n1;Лента;Анна;7707083893\n2;Маяк;Олег;\n"
NEW = "ID;Компания;Ответственный;ИНН\n100;Лента;Дарья;7707083893\n2;Маяк;Олег;\n3;Сосна;Дарья;\n"
LINKS = {"data/links.csv": "client;group;group_name;answer\n1;retail;Торговля;yes\n"}


@pytest.fixture(scope="module")
def ready(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace where an import changes managers, links, the export, and leadcli.yaml if it is called otherwise."""
    return begun(tmp_path_factory.mktemp("ready"), {"old": OLD, "new": NEW, "files": LINKS})


def after(team: Path, words: tuple[str, ...]) -> dict[str, bytes]:
    ran = say(team, *words)
    assert ran.code == 0, ran.err
    return state(team)


Ready = tuple[Path, tuple[str, ...]]


@pytest.fixture(params=["import", "undo"])
def called(request: pytest.FixtureRequest, ready: Path, tmp_path: Path) -> Callable[[str], Ready]:
    """A workspace in which an export of that name is taken in, or given back; and the words of the call."""

    def begin(name: str) -> Ready:
        team, words = tmp_path / "team", ("import", name, "--apply")
        shutil.copytree(ready, team)
        (team / "new.csv").rename(team / name)
        if request.param == "undo":
            assert say(team, *words).code == 0
            words = ("undo", "1")
        return team, words

    return begin


def whole(team: Path, words: tuple[str, ...], counted: Faults) -> tuple[dict[str, bytes], dict[str, bytes]]:
    """The state before a call, and after it where nothing happens."""
    old = state(team)
    with counted.armed():
        new = after(team, words)
    assert old != new
    assert len(old.keys() | new.keys()) > 4
    return old, new


def test_a_call_that_fails_in_between_leaves_the_old_or_the_new_state(
    called: Callable[[str], Ready], tmp_path: Path
) -> None:
    """The export is called like the one before."""
    team, words = called("old.csv")
    begin = tmp_path / "begin"
    shutil.copytree(team, begin)
    faults = Faults(team)
    old, new = whole(team, words, faults)
    seen = set()
    for at in range(1, faults.count + 1):
        shutil.rmtree(team)
        shutil.copytree(begin, team)
        with Faults(team, at, no_space).armed():
            ran = say(team, *words)
        assert "Traceback" not in ran.err
        assert ran.code in (0, 2), ran.err
        seen.add(_ended(team, words, at, old, new))
        assert at % 10 != 1 or not list(team.rglob("*.part")), at
    assert seen == {True, False}


def test_whenever_a_call_is_killed_the_old_or_the_new_state_holds(called: Callable[[str], Ready]) -> None:
    """Each state in which it may be killed, and the calls that come then."""
    team, words = called("new.csv")
    states = States(team)
    old, new = whole(team, words, states)
    seen = []
    for number in range(len(states.found)):
        shutil.rmtree(team)
        seen.append(_ended(states.bring(number, team), words, 5 * number + 1, old, new))
        if number % 2 == 0 and not seen[-1]:  # then it was done again
            assert not list(team.rglob("*.part")), number
            assert (team / ".leadcli" / "ledger").is_file(), "its ledger is noted as its own"
    assert set(seen) == {True, False}
    assert seen == sorted(seen), "the old one, and from some moment on the new one"


@pytest.mark.skipif(os.name == "nt", reason="no fork")
def test_after_a_killed_process_the_old_or_the_new_state_holds(called: Callable[[str], Ready], tmp_path: Path) -> None:
    """It also held locks, and had written what the system had not."""
    team, words = called("new.csv")
    begin = tmp_path / "begin"
    shutil.copytree(team, begin)
    faults = Faults(team)
    (old, new), ends = whole(team, words, faults), list[int]()
    for at in range(1, faults.count, 1 if os.environ.get("LEADCLI_ALL_FAULTS") else faults.count // 3):
        shutil.rmtree(team)
        shutil.copytree(begin, team)
        child = os.fork()
        if not child:
            with Faults(team, at, lambda: os.kill(os.getpid(), signal.SIGKILL), True).armed():
                say(team, *words)
            os._exit(0)
        ends.append(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        _ended(team, words, at, old, new)
    assert ends.count(-signal.SIGKILL) >= 3


def _ended(team: Path, words: tuple[str, ...], at: int, old: dict[str, bytes], new: dict[str, bytes]) -> bool:
    """Whether the new state holds, once a call that ended at its n-th call of the system was followed by another."""
    say(team, "log", "list")
    found = state(team)
    assert found in (old, new), at
    if (team / "ledger.sqlite").exists() and (team / "ledger.sqlite").stat().st_size:
        with open_ledger(team) as ledger:
            assert intents(ledger) == []
            stands = [e for e in ledger.select({"kind": "import"}) if not ledger.reverted(e.seq)]
            assert bool(stands) is ((found == new) is (words[0] == "import")), "what is there has its entry"
    if at % 10 != 1:  # of some what comes then
        return found == new
    assert open_workspace(team).faults == ()
    if found == old:
        assert after(team, words) == new, "it can be done again"
    elif words[0] == "import":
        assert after(team, ("undo", str(stands[0].seq))) == old
    return found == new
