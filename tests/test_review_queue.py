"""leadcli review: what waits for a person, by keys alone in the terminal, and through a workbook and back."""

from __future__ import annotations

import asyncio
import csv
import json
import random
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from conftest import ROOT, run_leadcli

from leadcli.api.answering.item_answers import Answers
from leadcli.api.answering.items import Item
from leadcli.api.answering.journal import standing
from leadcli.api.answering.queue import queue
from leadcli.io.exports import form_of, rows, texts
from leadcli.output.text.speech import Speech
from leadcli.workspace.opening import open_workspace

CONSONANTS, VOWELS = "бвгдзклмнпрст", "аоуие"
OWNERS = ("Анна Белова", "Борис Ланской", "Ланской О.", "Ирина Орлова")
CARDS = 210


def a_base(root: Path, count: int) -> list[str]:
    """A base of short names, and a plan of callers heard with one letter otherwise; those callers."""
    rng = random.Random(18)
    names: dict[str, None] = {}
    while len(names) < count:
        names["".join(rng.choice(CONSONANTS) + rng.choice(VOWELS) for _ in range(2)) + rng.choice(CONSONANTS)] = None
    heard = [f"{n[:3]}{rng.choice([v for v in VOWELS if v != n[3]])}{n[4:]}".capitalize() for n in names]
    (root / "data").mkdir()
    shutil.copy(ROOT / "rules.yaml", root)
    (root / "data" / "managers.csv").write_text("name\nАнна Белова\nБорис Ланской\nИрина Орлова\n", encoding="utf-8")
    cards = [f"{k};ООО «{name.capitalize()}»;{OWNERS[k % 4]}" for k, name in enumerate(names, 1)]
    (root / "data" / "clients.csv").write_text("\n".join(("id;name;owner", *cards)) + "\n", encoding="utf-8")
    lines = "\n".join(("id,name,owner", *(f"x{k},{one}," for k, one in enumerate(heard))))
    (root / "export.csv").write_text(lines + "\n", encoding="utf-8")
    ran = run_leadcli("reassign", "export.csv", "-o", "plan.jsonl", folder=root)
    assert ran.code in (0, 1), ran.err
    return heard


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("base")
    a_base(root, CARDS)
    return root


@pytest.fixture
def base(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "team")
    return tmp_path / "team"


def waiting(root: Path) -> tuple[list[Item], Answers]:
    opened: Any = open_workspace(root)
    return queue(opened, root / "plan.jsonl"), Answers(opened, "en", "Лена")


def review(root: Path, *words: str) -> Any:
    return run_leadcli("review", "plan.jsonl", *words, folder=root, language="en")


def kept(root: Path) -> dict[str, tuple[str, str]]:
    """What each caller's words mean now: answer, and whom."""
    with (root / "data" / "aliases.csv").open(encoding="utf-8-sig", newline="") as file:
        return {
            row["text"]: (row["answer"], row["client"] or row["group"]) for row in csv.DictReader(file, delimiter=";")
        }


# --- what waits -------------------------------------------------------------------------------------------------------
def test_what_moves_most_comes_first_and_alike_ones_together(base: Path) -> None:
    items, _ = waiting(base)
    kinds = Counter(item.kind for item in items)
    assert kinds["row"] >= 150
    assert kinds["double"] > 3
    assert kinds["owner"] == 1
    assert items[0].key == "owner:Ланской О.", "it is a quarter of all cards"
    subjects = [(item.kind, item.subject) for item in items]
    assert len([1 for n, one in enumerate(subjects) if n == 0 or subjects[n - 1] != one]) == len(set(subjects))


def test_a_list_where_nobody_can_be_asked(base: Path) -> None:
    ran = review(base)
    assert ran.code == 0
    assert "Ланской О. stands for the manager of clients: is it Борис Ланской?" in ran.out
    assert "--all" in ran.out
    assert "leadcli review --xlsx FILE" in ran.err
    found = [json.loads(line) for line in review(base, "--json").out.splitlines()]
    assert [one["key"] for one in found] == [item.key for item in waiting(base)[0]]
    only = [json.loads(line)["kind"] for line in review(base, "--only", "owner", "--json").out.splitlines()]
    assert only == ["owner"]


def test_nothing_waits(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    ran = run_leadcli("review", folder=tmp_path, language="en")
    assert (ran.code, ran.out.strip()) == (0, "nothing waits for an answer")


# --- by keys ----------------------------------------------------------------------------------------------------------
def press(root: Path, keys: Callable[[Item], list[str]], language: str = "en", most: int = 10_000) -> Any:
    """Answer the queue with the keys that are pressed for each item."""
    from leadcli.cli.review.screen import Review

    items, answers = waiting(root)
    screen = Review(items[:most], answers, Speech(language))

    async def run() -> None:
        async with screen.run_test(size=(80, 24)) as pilot:
            for item in items[:most]:
                for key in keys(item):
                    pilot.app.simulate_key(key)  # as ``press``, which rests after each
            await pilot.pause()

    asyncio.run(run())
    return screen


def test_two_hundred_doubtful_rows_by_keys_alone(base: Path) -> None:
    said: dict[str, str] = {}

    def keys(item: Item) -> list[str]:
        said[item.key] = "yny2l"[len(said) % 5]
        if said[item.key] == "2" and len(item.choices) < 2:
            said[item.key] = "n"
        if said[item.key] == "y" and not item.yes:
            said[item.key] = "1"
        return [said[item.key]]

    items, _ = waiting(base)
    assert len(items) >= 200
    screen = press(base, keys)
    later = [item for item in items if said[item.key] == "l"]
    assert len(screen.given) == len(items) - len(later) == len(standing(base))
    words = kept(base)
    for item in items:
        if item.kind != "row" or said[item.key] == "l":
            continue
        assert item.caller is not None
        answer, whom = words[item.caller.name]
        if said[item.key] == "n":
            assert answer == "no"
        else:
            assert (answer, whom) == ("yes", item.choices[1 if said[item.key] == "2" else 0].id)
    left, _ = waiting(base)
    # Of a row the words: who else is taught to be called nearly so is among those it may mean from then on.
    asked_again = {item.caller.name if item.caller else item.key for item in left}
    assert asked_again >= {item.caller.name if item.caller else item.key for item in later if item.kind != "double"}
    assert not {item.key for item in items if said[item.key] in "y12"} & {item.key for item in left}


def test_other_is_typed_back_takes_back_quit_keeps(base: Path) -> None:
    from leadcli.cli.review.screen import Review

    items, answers = waiting(base)
    rows_ = [item for item in items if item.kind == "row" and item.yes][:3]
    screen = Review(rows_, answers, Speech("ru"))
    card = next(c for c in answers.opened.book.clients.values() if c.id not in {x.id for i in rows_ for x in i.choices})

    async def run() -> None:
        async with screen.run_test(size=(80, 24)) as pilot:
            await pilot.press("к", *"zzzz", "enter")
            assert screen.at == 0, "nobody is called so: it is said, and asked on"
            await pilot.press(*["backspace"] * 4, *card.id, "enter")
            assert screen.at == 1
            await pilot.press("н", "з")
            assert screen.at == 1, "asked again"
            await pilot.press("д", "п", "backspace", "в")

    asyncio.run(run())
    assert rows_[0].caller is not None
    assert kept(base) == {rows_[0].caller.name: ("yes", card.id)}
    assert [one.item for one in standing(base)] == [rows_[0].key]


def test_an_answer_that_cannot_be_written_is_said_and_asked_on(base: Path) -> None:
    (base / "data" / "aliases.yaml").write_text("[]\n", encoding="utf-8")
    items, answers = waiting(base)
    from leadcli.cli.review.screen import Review

    screen = Review([item for item in items if item.kind == "row"][:1], answers, Speech("en"))

    async def run() -> None:
        async with screen.run_test(size=(80, 24)) as pilot:
            await pilot.press("y")
            assert screen.at == 0

    asyncio.run(run())
    assert standing(base) == ()


# --- what each kind of answer writes ----------------------------------------------------------------------------------
def test_the_ledger_is_answered_taught_and_taken_back(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    for name in ("Метсо Калуга", "метсо калуга", "Метсо"):
        assert run_leadcli("who-owns", name, "--record", folder=tmp_path).code == 0
    opened: Any = open_workspace(tmp_path)
    items = queue(opened)
    assert [(item.kind, item.entries, item.weight) for item in items] == [("caller", (1, 2), 2), ("caller", (3,), 1)]
    answers = Answers(opened, "en", "Лена")
    answers.answer(items[0], "yes")
    shown = run_leadcli("log", "list", "--json", folder=tmp_path).out.splitlines()
    assert [json.loads(line)["ref"] for line in shown][:2] == [2, 1]
    assert kept(tmp_path) == {"Метсо": ("yes", "metsa")}
    assert [item.entries for item in queue(opened)] == [(3,)]
    assert run_leadcli("review", "--undo", folder=tmp_path).code == 0
    assert kept(tmp_path) == {}
    assert [item.entries for item in queue(opened)] == [(1, 2), (3,)]


def test_links_and_doubles_are_answered_in_their_table(base: Path) -> None:
    items, answers = waiting(base)
    yes, no, *_ = [item for item in items if item.kind == "double"]
    answers.answer(yes, "yes")
    answers.answer(no, "no")
    with (base / "data" / "links.csv").open(encoding="utf-8-sig", newline="") as file:
        said = [(row["client"], row["other"], row["answer"]) for row in csv.DictReader(file, delimiter=";")]
    assert said == [(yes.card, yes.with_card, "yes"), (no.card, no.with_card, "no")]
    assert not {yes.key, no.key} & {item.key for item in waiting(base)[0]}
    answers.undo()
    assert no.key in {item.key for item in waiting(base)[0]}


def test_a_link_that_waits_in_the_table_is_answered_there_and_its_group_made_whole(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    (tmp_path / "data" / "managers.csv").write_text("name\nАнна\nБорис\n", encoding="utf-8")
    (tmp_path / "data" / "clients.csv").write_text(
        "id;name;city;owner;website\n5;ООО «Самолет»;Москва;Анна;samolet.ru\n"
        "6;ООО «Самолет-Сервис»;Люберцы;Анна;samolet.ru\n7;ООО «Петрович и самолет»;Псков;Борис;\n",
        encoding="utf-8",
    )
    opened: Any = open_workspace(tmp_path)
    [item] = queue(opened)
    Answers(opened, "en").answer(item, "yes")
    book = open_workspace(tmp_path).book
    assert book is not None
    assert {card.group for card in book.clients.values()} == {item.group}
    assert queue(open_workspace(tmp_path)) == []  # type: ignore[arg-type]
    assert run_leadcli("review", "--undo", folder=tmp_path).code == 0
    assert [one.key for one in queue(open_workspace(tmp_path))] == [item.key]  # type: ignore[arg-type]
    assert run_leadcli("discover", "--write", folder=tmp_path).code == 0
    Answers(open_workspace(tmp_path), "en").answer(item, "no")  # type: ignore[arg-type]
    with (tmp_path / "data" / "links.csv").open(encoding="utf-8-sig", newline="") as file:
        said = {row["client"]: row["answer"] for row in csv.DictReader(file, delimiter=";")}
    assert said == {"5": "yes", "6": "yes", "7": "no"}


def test_an_unknown_manager_is_known_from_then_on_and_forgotten_again(base: Path) -> None:
    items, answers = waiting(base)
    owner = items[0]
    answers.answer(owner, "yes")
    book = open_workspace(base).book
    assert book is not None
    assert Counter(card.owner for card in book.clients.values())["Борис Ланской"] > CARDS / 3
    answers.undo()
    assert waiting(base)[0][0].key == owner.key
    answers.answer(owner, "no")
    assert '"Ланской О.": ""' in (base / "owners.yaml").read_text(encoding="utf-8")


# --- the workbook -----------------------------------------------------------------------------------------------------
Cells = list[list[str]]


def cells_of(file: Path) -> Cells:
    form = form_of(file)
    return [texts(row, form) for row in rows(file, form)]


def saved(file: Path, cells: Cells) -> None:
    """The workbook as a spreadsheet would save it."""
    with xlsxwriter.Workbook(str(file), {"strings_to_formulas": True}) as book:
        page = book.add_worksheet()
        for n, row in enumerate(cells):
            for m, cell in enumerate(row):
                if cell:
                    page.write_formula(n, m, cell) if cell.startswith("=1") else page.write_string(n, m, cell)


def test_two_hundred_rows_through_the_workbook_and_back(base: Path) -> None:
    items, _ = waiting(base)
    assert len(items) >= 200
    written = review(base, "--xlsx", "queue.xlsx")
    assert written.code == 0
    assert "leadcli review plan.jsonl --take queue.xlsx" in written.err
    head, *body = cells_of(base / "queue.xlsx")
    assert [row[5] for row in body] == [item.key for item in items]
    known = {item.key: item for item in items}
    wanted: dict[str, tuple[str, str]] = {}
    rng = random.Random(7)
    for row in body:
        item = known[row[5]]
        way = rng.choice(("yes", "no", "other", "later", ""))
        if way == "yes" and item.yes:
            row[3], wanted[item.key] = rng.choice(("yes", "да", "Да")), ("yes", "")
        elif way == "other" and item.other and len(item.choices) > 1:
            row[4], wanted[item.key] = item.choices[1].name, ("other", item.choices[1].id)
        elif way == "no":
            row[3], wanted[item.key] = rng.choice(("no", "нет")), ("no", "")
        elif way == "later":
            row[3] = "later"
    rng.shuffle(body)  # sorted
    gone = [row for row in body if row[5] not in wanted][:5]
    body = [row for row in body if row not in gone]  # deleted
    saved(base / "queue.xlsx", [head, *body])
    told = review(base, "--take", "queue.xlsx")
    assert (told.code, f"{len(wanted)} answers, {len(items) - len(wanted)} questions still wait" in told.out) == (
        0,
        True,
    )
    assert not (base / "kept-answers.jsonl").exists(), "told, not written"
    done = review(base, "--take", "queue.xlsx", "--yes")
    assert done.code == 0, done.err
    assert f"written: {len(wanted)}" in done.out
    by_item = {one.item: one for one in standing(base)}
    assert by_item.keys() == wanted.keys()
    words = kept(base)
    for key, (reply, whom) in wanted.items():
        item = known[key]
        if item.kind == "row":
            assert item.caller is not None
            answer, meant = words[item.caller.name]
            assert (answer, meant) == (("no", meant) if reply == "no" else ("yes", whom or item.choices[0].id))
    again = review(base, "--take", "queue.xlsx")
    assert "0 answers" in again.out, "what is answered is not answered twice"
    undone = run_leadcli("review", "--undo", "--last", str(len(wanted)), folder=base)
    assert undone.code == 0, undone.err
    assert standing(base) == ()
    assert kept(base) == {}
    assert [item.key for item in waiting(base)[0]] == [item.key for item in items]


def test_any_other_change_is_named_and_not_taken(base: Path) -> None:
    assert review(base, "--xlsx", "queue.xlsx").code == 0
    head, *body = cells_of(base / "queue.xlsx")
    body = body[:12]
    body[0][3] = "maybe"
    body[1][0], body[1][3] = "ООО «Другая»: одна компания?", "yes"  # another question
    body[2][1], body[2][3] = "потому что", "no"  # the answer counts
    body[3][5:7], body[4][5:7] = body[4][5:7], body[3][5:7]  # the keys changed places
    body[3][3] = body[4][3] = "yes"
    body[5][3] = "=1+1"
    body[6][2], body[6][3] = "999", "no"
    body.append([*body[7][:3], "yes", *body[7][4:]])  # copied, and answered otherwise
    body[7][3] = "no"
    body.append(["Новая строка", "", "", "yes"])
    body[8][4] = "Никто Такой"
    body.append([*body[9][:3], "no", *body[9][4:]])  # copied, and answered alike
    body[9][3] = "no"
    head[3], head[4] = "Ответ", "Кто, если другой"  # the titles of another language
    saved(base / "queue.xlsx", [head, *body])
    ran = review(base, "--take", "queue.xlsx", "--yes")
    assert ran.code == 1
    for said in (
        "row 2: maybe is no answer; it is yes or no", "row 3: the question is not the one of its key: not taken",
        "row 4: Why was changed; that is not taken", "row 5: the question is not the one of its key",
        "row 6: the question is not the one of its key", "row 7: a formula is no answer",
        "row 8: Clients was changed; that is not taken", "rows 9, 14 answer one question, and not alike",
        "row 15: it was added by hand, and is not taken", "row 10:",
    ):  # fmt: skip
        assert said in ran.err, said
    assert "3 answers" in ran.out
    keys = {body[n][5] for n in (2, 6, 9)}
    assert {one.item for one in standing(base)} == keys


def test_what_is_no_such_workbook_is_refused(base: Path) -> None:
    saved(base / "queue.xlsx", [["a", "b"], ["1", "2"]])
    ran = review(base, "--take", "queue.xlsx")
    assert (ran.code, ran.out) == (2, "")
    assert "leadcli review --xlsx FILE" in ran.err
    ran = review(base, "--xlsx", "queue.xlsx")
    assert ran.code == 2
    assert "--force" in ran.err


def test_no_text_of_others_becomes_a_formula(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    (tmp_path / "data" / "managers.csv").write_text("name\nАнна\n", encoding="utf-8")
    (tmp_path / "data" / "clients.csv").write_text('id;name;owner\n1;Лютик;"=cmd|calc"\n', encoding="utf-8")
    assert run_leadcli("review", "--xlsx", "q.xlsx", folder=tmp_path, language="en").code == 0
    form = form_of(tmp_path / "q.xlsx")
    read = list(rows(tmp_path / "q.xlsx", form))
    assert [row.marks for row in read] == [((3, "noted"),), ()]  # how to answer hangs on the header
    assert texts(read[1], form)[0].startswith("=cmd|calc stands for")
    assert texts(read[1], form)[5] == "owner:=cmd|calc"


# --- what it feeds ----------------------------------------------------------------------------------------------------
def test_answered_callers_feed_calibrate(base: Path) -> None:
    items, answers = waiting(base)
    told = [item for item in items if item.kind == "row" and item.yes][:40]
    for number, item in enumerate(told):
        answers.answer(item, "no" if number % 4 == 0 else "yes")
    assert review(base, "--labelled", "callers.csv").code == 0
    with (base / "callers.csv").open(encoding="utf-8-sig", newline="") as file:
        labelled = list(csv.DictReader(file, delimiter=";"))
    assert len(labelled) == 40
    assert sum(not row["client_id"] and not row["group_id"] for row in labelled) == 10
    ran = run_leadcli("calibrate", "callers.csv", "--dry-run", "--json", folder=base)
    found = json.loads(ran.out)
    assert found["now"]["right"] < 30, "measured without the answers themselves, else all were sure"
