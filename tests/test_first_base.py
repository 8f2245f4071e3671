"""leadcli init FOLDER --from EXPORT: from a CRM's file to the first right answer in two commands."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import signal
from datetime import date
from pathlib import Path

import pytest
from conftest import read_yaml, run_leadcli
from faults import Faults
from hypothesis import given
from hypothesis import strategies as st

from leadcli.api.starting.export_groups import groups_of
from leadcli.api.starting.export_managers import managers_of
from leadcli.domain.book import Manager
from leadcli.domain.company import Client
from leadcli.fields.people import Roster
from leadcli.workspace.opening import open_workspace

EXPORTS = Path(__file__).parent / "exports"
ACME = {"Acme Holdings Inc.", "Acme Logistics LLC", "Acme GmbH"}
SEVERSTAL = {"ПАО «Северсталь»", "ООО «Северсталь-Инфоком»", "АО «Северсталь Метиз»"}
IN_1C = {"ПАО Северсталь ООО", "Северсталь-Инфоком ООО", "АО Северсталь Метиз ООО"}
# An export, its country, its cards, a group and its cards, a company of it that nobody knows, and whose it would be.
ANSWERS = [
    ("1c.xlsx", "RU", 24, "Северсталь", IN_1C, "Северсталь Калуга", "Иванова Анна"),
    ("home_made.xlsx", "RU", 24, "Северсталь", SEVERSTAL, "Северсталь Калуга", "Аня"),
    ("hubspot.csv", "US", 15, "Acme", ACME, "Acme Robotics", "Dana Brooks"),
    ("salesforce.csv", "US", 15, "Acme", ACME, "Acme Robotics", "Dana Brooks"),
    ("1c.csv", "RU", 24, "Северсталь", IN_1C, "Северсталь Калуга", "Иванова Анна"),
    ("amocrm.csv", "RU", 24, "Северсталь", SEVERSTAL, "Северсталь Калуга", "Иванова Анна"),
    ("bitrix24.csv", "RU", 24, "Северсталь", SEVERSTAL, "Северсталь Калуга", "Иванова Анна"),
    ("bitrix24.xlsx", "RU", 24, "Северсталь", SEVERSTAL, "Северсталь Калуга", "Иванова Анна"),
    ("bitrix24_cp1251.csv", "RU", 24, "Северсталь", SEVERSTAL, "Северсталь Калуга", "Иванова Анна"),
]  # fmt: skip


@pytest.mark.parametrize(("export", "country", "count", "group", "members", "caller", "owner"), ANSWERS)
def test_two_commands(
    tmp_path: Path, export: str, country: str, count: int, group: str, members: set[str], caller: str, owner: str
) -> None:
    ran = run_leadcli("init", "team", "--from", str(EXPORTS / export), folder=tmp_path)
    assert ran.code == 0, ran.err
    assert all(len(line) <= 80 for line in ran.out.splitlines())
    assert "leadcli who-owns" in ran.out
    opened = open_workspace(tmp_path / "team")
    assert opened.book is not None
    assert [p.code for p in opened.problems if p.severity == "error"] == []
    assert len(opened.book.clients) == count
    assert opened.book.country == country
    found = {g.name: {c.name for c in opened.book.family(g.id)} for g in opened.book.groups.values()}
    assert found.get(group, set()) == members
    asked = run_leadcli("who-owns", caller, "--json", folder=tmp_path / "team")
    ruling = json.loads(asked.out)
    its = next(g.id for g in opened.book.groups.values() if g.name == group)
    assert its in {ruling["match"]["group_id"], *(each["group_id"] for each in ruling["match"]["candidates"])}
    assert owner in asked.out, "who serves the head office is named, if only as one answer to the question"
    assert ruling["verdict"] != "settled" or (ruling["owner"], ruling["rule"]["id"]) == (owner, "head-office")
    assert (tmp_path / "team" / "data" / export).read_bytes() == (EXPORTS / export).read_bytes(), "as it came"
    assert not (tmp_path / "team" / "tests.yaml").exists(), "no sample"


def test_days_are_read_as_the_country_of_the_base_writes_them(tmp_path: Path) -> None:
    assert run_leadcli("init", "team", "--from", str(EXPORTS / "salesforce.csv"), folder=tmp_path).code == 0
    book = open_workspace(tmp_path / "team").book
    assert book is not None
    assert {card.last_contact for card in book.clients.values()} == {date(2026, 10, 2)}


@pytest.mark.parametrize("compiled", ["never", "always"])
def test_a_card_is_where_its_row_tells_else_at_home_else_nobody_knows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: str
) -> None:
    monkeypatch.setenv("LEADCLI_COMPILE", compiled)
    (tmp_path / "e.csv").write_text(
        "ID,Company,Owner,City,Phone\n1,Fabrikam Inc,Ann,,\n2,Fabrikam Tools,Bob,Hamburg,\n3,Contoso,Ann,,+77272445566",
        encoding="utf-8",
    )
    assert run_leadcli("init", "team", "--from", "e.csv", "--yes", folder=tmp_path).code == 0
    rules = tmp_path / "team" / "rules.yaml"
    text = rules.read_text(encoding="utf-8")
    for home, countries in {"": ["", "DE", "KZ"], "US": ["US", "DE", "KZ"]}.items():
        if home:
            rules.write_text(text.replace("\nrules:\n", f"\nassume:\n  country: {home}\nrules:\n"), encoding="utf-8")
        book = open_workspace(tmp_path / "team", compiled=True).book
        assert book is not None
        assert [book.clients[own].country for own in "123"] == countries
        words = ("who-owns", "Fabrikam Labs", "--new", "--country", "SE", "--json")
        step = {
            s["rule"]: s for s in json.loads(run_leadcli(*words, folder=tmp_path / "team", language="en").out)["trace"]
        }
        assert step["abroad"]["outcome"] == ("fired" if home else "unknown"), "who knows where Fabrikam Inc is?"


def test_of_a_client_whose_owner_has_left_it_is_said_whose_it_was(tmp_path: Path) -> None:
    (tmp_path / "e.csv").write_text("ID,Company,Owner\n1,Fabrikam,Ann Lee\n2,Adatum,# Tom Ray\n", encoding="utf-8")
    assert run_leadcli("init", "team", "--from", "e.csv", "--yes", folder=tmp_path).code == 0
    said = run_leadcli("who-owns", "Adatum", folder=tmp_path / "team", language="en").out
    assert "Adatum → Ann Lee" in said
    assert "Adatum was Tom Ray's, who has left" in said
    assert "has left" not in run_leadcli("who-owns", "Fabrikam", folder=tmp_path / "team", language="en").out


def test_what_is_tried_first_gives_an_answer_about_a_group(tmp_path: Path) -> None:
    ran = run_leadcli("init", "team", "--from", str(EXPORTS / "amocrm.csv"), folder=tmp_path, language="en")
    name = ran.out.rstrip().rpartition("leadcli who-owns ")[2].strip('"')
    ruling = json.loads(run_leadcli("who-owns", name, "--json", folder=tmp_path / "team").out)
    assert (name, ruling["match"]["group_id"], ruling["owner"]) == ("Хенкель", "henkel", "Петров Сергей")


def test_groups_that_are_found_are_written_with_their_reasons_and_doubts_wait(tmp_path: Path) -> None:
    ran = run_leadcli("init", "team", "--from", str(EXPORTS / "amocrm.csv"), folder=tmp_path, language="en")
    text = (tmp_path / "team" / "data" / "links.csv").read_text(encoding="utf-8-sig")
    rows = {row["company"]: row for row in csv.DictReader(io.StringIO(text), delimiter=";")}
    assert (rows["ПАО «Северсталь»"]["answer"], rows["ПАО «Северсталь»"]["head_office"]) == ("yes", "yes")
    assert rows["АО «Северсталь Метиз»"]["why"] == "Северсталь in the name"
    assert rows["ООО «Ромашка»"]["answer"] == "", "an ordinary word is asked about"
    assert "Северсталь                    3 companies; Северсталь in the" in ran.out
    assert "maybe groups (4): Ромашка, Unilever, Агат, СтройИнвест" in ran.out


def test_the_quarrels_that_are_in_it_are_told(tmp_path: Path) -> None:
    ran = run_leadcli("init", "team", "--from", str(EXPORTS / "hubspot.csv"), folder=tmp_path, language="en")
    assert "Acme                          Dana Brooks 1, Luis Ortega 1," in ran.out
    assert "Dana Brooks                     4" in ran.out
    assert "nobody's                        1" in ran.out


def test_a_linked_export_stays_where_it_is(tmp_path: Path) -> None:
    export = tmp_path / "clients.csv"
    export.write_bytes((EXPORTS / "hubspot.csv").read_bytes())
    assert run_leadcli("init", "team", "--from", "clients.csv", "--link", folder=tmp_path).code == 0
    assert run_leadcli("init", "copied", "--from", "clients.csv", folder=tmp_path).code == 0
    assert not (tmp_path / "team" / "data" / "clients.csv").exists()
    for name in ("team", "copied"):
        opened = open_workspace(tmp_path / name)
        assert opened.book is not None
        assert len(opened.book.clients) == 15
    told = read_yaml(tmp_path / "team" / "leadcli.yaml")
    assert told["sources"]["clients"]["file"] == str(export)


PROBLEMS = [  # what is in the file, what else is said, what the error says
    ("Город;Ответственный\nТула;Анна\n", (), ("name", "--map COLUMN=name", "Город, Ответственный")),
    ("Компания;Город\nЛента;Тула\n", (), ("owner", "--map COLUMN=owner")),
    ("Компания;Ответственный;Менеджер\nЛента;Анна;Олег\n", (),
     ("which of these columns is the client's manager", '--map "Ответственный=owner"', "--yes")),
    ("Компания;Ответственный\nЛента;Анна\n", ("--encoding", "latin-17"), ("latin-17", "--encoding cp1251")),
    ("Компания;Ответственный\nЛента;Анна\n", ("--map", "Фирма=name"), ("Фирма", "Компания, Ответственный")),
    ("Компания;Ответственный\nЛента;Анна;;лишнее\n", (), ("export.csv:2", "4 cells")),
    ("", (), ("no header row",)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "said"), PROBLEMS)
def test_what_is_in_the_way_is_said_with_the_remedy_and_nothing_is_written(
    tmp_path: Path, text: str, words: tuple[str, ...], said: tuple[str, ...]
) -> None:
    (tmp_path / "export.csv").write_text(text, encoding="utf-8")
    ran = run_leadcli("init", "team", "--from", "export.csv", *words, folder=tmp_path, language="en", width=120)
    assert ran.code == 2
    for part in said:
        assert part in ran.err, ran.err
    assert [path.name for path in tmp_path.iterdir()] == ["export.csv"]


def test_two_owner_columns_by_word_or_by_the_first(tmp_path: Path) -> None:
    (tmp_path / "export.csv").write_text("Компания;Ответственный;Менеджер\nЛента;Анна;Олег\n", encoding="utf-8")
    for name, words, owner in (("one", ("--yes",), "Анна"), ("two", ("--map", "Менеджер=owner"), "Олег")):
        assert run_leadcli("init", name, "--from", "export.csv", *words, folder=tmp_path).code == 0
        book = open_workspace(tmp_path / name).book
        assert book is not None
        assert [c.owner for c in book.clients.values()] == [owner]


def test_two_columns_of_one_header_are_told_by_their_number(tmp_path: Path) -> None:
    text = "Компания;;Ответственный;Телефон;Ответственный\nЛента;заметка;Анна;;Олег\n"
    (tmp_path / "export.csv").write_text(text, encoding="utf-8")
    asked = run_leadcli("init", "team", "--from", "export.csv", folder=tmp_path, language="en")
    assert (asked.code, '--map "Ответственный#1=owner"' in asked.err) == (2, True)
    words = ("init", "team", "--from", "export.csv", "--map", "Ответственный#2=owner")
    assert run_leadcli(*words, folder=tmp_path).code == 0
    opened = open_workspace(tmp_path / "team")
    assert opened.book is not None
    assert [c.owner for c in opened.book.clients.values()] == ["Олег"]
    assert opened.problems == ()


def test_a_choice_is_asked_on_a_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leadcli.api.starting.export_columns import Choice, ReadExport
    from leadcli.cli.init.from_export import _asked
    from leadcli.output.text.speech import Speech

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("sys.stdin", Terminal("3\n2\n"))
    monkeypatch.setattr("sys.stderr", Terminal())
    read = ReadExport(tmp_path, ("a", "b"), (), {"a": "owner"}, {}, ())
    assert _asked(read, Choice("owner", ("a", "b")), False, Speech("en")).columns == {"b": "owner"}


def test_an_existing_workspace_is_never_touched(tmp_path: Path) -> None:
    (tmp_path / "team").mkdir()
    (tmp_path / "team" / "ledger.sqlite").write_text("mine", encoding="utf-8")
    ran = run_leadcli("init", "team", "--from", str(EXPORTS / "hubspot.csv"), folder=tmp_path)
    assert ran.code == 2
    assert [p.name for p in (tmp_path / "team").iterdir()] == ["ledger.sqlite"]


def test_a_column_that_holds_something_else_is_left(tmp_path: Path) -> None:
    rows = "".join(f"{n % 2};К{n};Анна;Покупатели;{n + 1}/12/2024\n" for n in range(6))
    (tmp_path / "export.csv").write_text("ID;Компания;Ответственный;Группа;Дата создания\n" + rows, encoding="utf-8")
    ran = run_leadcli("init", "team", "--from", "export.csv", folder=tmp_path, language="en", width=120)
    assert ran.code == 0
    for column in ("ID is not read", "Группа is not read", "Дата создания is not read"):
        assert column in ran.err
    book = open_workspace(tmp_path / "team").book
    assert book is not None
    assert len(book.clients) == 6


def test_spellings_of_one_person_are_joined() -> None:
    cells = [
        "Иванова Анна", "Анна Иванова [14]", "Иванова А.", "не назначен", "", "Сидорова / Козлов", "Козлов Дмитрий",
        "Петров Сергей (уволен)", "Петров Сергей", "Орлов - уволен",
        "# Carl Old", "Лебедев А. (увол.)", "Sara Lee [archived]", "Волков Олег уволился 01.02.2026",
        "ex. Попов Кирилл",
    ]  # fmt: skip
    found = managers_of(cells)
    told = {m.name: (m.aliases, m.active) for m in found.managers.values()}
    assert told == {
        "Иванова Анна": (("Анна Иванова [14]", "Иванова А."), True),
        "Козлов Дмитрий": ((), True),
        "Петров Сергей": (("Петров Сергей (уволен)",), False),
        "Орлов": (("Орлов - уволен",), False),
        "Carl Old": (("# Carl Old",), False),  # as Dynamics 365 writes a user that is switched off
        "Лебедев А.": (("Лебедев А. (увол.)",), False),
        "Sara Lee": (("Sara Lee [archived]",), False),
        "Волков Олег": (("Волков Олег уволился 01.02.2026",), False),
        "Попов Кирилл": (("ex. Попов Кирилл",), False),
    }
    assert (set(found.unclear), found.nobodys) == ({"Сидорова / Козлов"}, 2)


@pytest.mark.parametrize(
    ("cells", "active", "doubted"),
    [
        (["Петров Сергей"] * 3 + ["Петров Сергей (уволен)"], True, True),  # one cell against three
        (["Ирина Соколова"] * 4 + ["Соколова Ирина Петровна (удален)"], True, True),  # who may be another of that name
        (["Carl Old"] * 3 + ["# Carl Old"], True, True),
        (["Петров Сергей (уволен)"] * 3 + ["Петров Сергей"], False, False),
        (["Петров Сергей (уволен)"] * 2 + ["Петров С."] * 2, False, False),
        (["Петров Сергей"] * 3, True, False),
    ],
)
def test_one_cell_that_says_so_takes_no_clients_from_many(cells: list[str], active: bool, doubted: bool) -> None:
    found = managers_of(cells)
    assert [(one.active, one.id in found.doubted) for one in found.managers.values()] == [(active, doubted)]


def test_what_is_no_name_is_nobody() -> None:
    no_names = {
        "50%",
        "Анна 50%",
        "до 01.12",
        "01.12",
        "с 5 мая",
        "до пятницы",
        "until Dec 1",
        "?",
        "Петров?",
        "№ -",
        "17.5",
    }
    names = [
        "Анна",
        "14",
        "901.0",
        "Менеджер 2",
        "ivanov2",
        "x2",
        "С. Орлов",
        "Петров С.",
        "Соня",
        "Попов",
        "Byers Tom",
    ]
    found = managers_of([*names, *no_names])
    assert (set(found.managers), set(found.unclear)) == (set(names), no_names)


names = st.sampled_from(["Иванова Анна", "Иванов Антон", "Иванова А.", "Козлов", "нет", "", "a@b.ru", "Петров; Козлов"])


@given(st.lists(names, max_size=12))
def test_each_row_is_somebodys_nobodys_or_unclear(cells: list[str]) -> None:
    found = managers_of(cells)
    assert sum(found.rows.values()) + sum(found.unclear.values()) + found.nobodys == len(cells)


@given(st.lists(names, max_size=8), st.lists(names, min_size=1, max_size=8))
def test_a_roster_that_grows_is_the_roster_of_all(team: list[str], asked: list[str]) -> None:
    managers = {str(n): Manager(str(n), name, email="k@b.ru" if n % 2 else "") for n, name in enumerate(team)}
    grown = Roster({})
    for manager in managers.values():
        grown.enter(manager, (manager.name,))
        grown.named(asked[0])
    whole = Roster(managers)
    assert [grown.named(text) for text in asked] == [whole.named(text) for text in asked]


@pytest.mark.parametrize(
    ("above", "groups"),
    [
        (["", "ПАО «Альфа»", "Альфа Юг"], {"1": {"1", "2", "3"}}),  # a chain is one group
        (["ПАО «Альфа»", "альфа юг", "Бета"], {}),  # each names itself, as 1C writes it
        (["ПАО «Альфа»", "", ""], {}),  # it names itself
        (["Холдинг", "Холдинг", ""], {"": {"1", "2"}}),  # a company above that is no card
        (["Альфа Юг", "ПАО «Альфа»", ""], {"1": {"1", "2"}}),  # a circle
    ],
)
def test_groups_of_companies_above(above: list[str], groups: dict[str, set[str]]) -> None:
    cards = [Client("1", "ПАО «Альфа»"), Client("2", "Альфа Юг"), Client("3", "Бета")]
    assert {g.head for g in groups_of(cards, above)[0].values()} == set(groups)


@pytest.mark.parametrize(
    ("above", "name", "head"),
    [
        ("Дженсер", "ООО «Дженсер»", "1"),
        ("ООО «Дженсер»", "ООО «Дженсер»", "1"),
        ("Дженсер", "ООО «Дженсер Белгород»", ""),  # a branch is not the head office
        ("Дженсер Белгород", "ООО «Дженсер Белгород»", "1"),
        ("Дженсер Белгород", "ООО «Дженсер Орёл»", ""),
    ],
)
def test_a_company_above_is_a_card_of_that_name_and_place(above: str, name: str, head: str) -> None:
    cards = [Client("1", name), Client("2", "ООО «Дженсер Сервис»"), Client("3", "Дженсер Ю4, ООО")]
    [group] = groups_of(cards, [above if head == "" else "", above, above])[0].values()
    assert group.head == head


@pytest.mark.parametrize(
    ("above", "name", "own", "head"),
    [
        ("Рассвет", "СХПК «Рассвет»", "", ""),  # many firms are called so, and it names no group
        ("Рассвет", "СХПК «Рассвет»", "Рассвет", "1"),
        ("СХПК Рассвет", "СХПК «Рассвет»", "", "1"),
        ("АО Рассвет", "СХПК «Рассвет»", "", "1"),  # another form of it
        ("Бранилокс", "ООО «Бранилокс»", "", "1"),
    ],
)
def test_a_word_that_many_bear_makes_no_stranger_a_head_office(above: str, name: str, own: str, head: str) -> None:
    cards = [Client("1", name), Client("2", "Рассвет-Юг, ООО"), Client("3", "АО «Агрофирма Рассвет»")]
    groups, home = groups_of(cards, [own, above, above])
    assert [group.head for group in groups.values()] == [head]
    assert ("1" in home) is bool(head)


@pytest.mark.skipif(os.name == "nt", reason="there is no fork")
@pytest.mark.parametrize("words", [(), ("--from", "export.csv", "--yes")])
def test_a_killed_init_leaves_no_half_workspace(words: tuple[str, ...], tmp_path: Path) -> None:
    """Whatever call of the system is the last: the folder is whole or not there, and a second call makes it."""
    (tmp_path / "export.csv").write_text("ID;Название компании;Ответственный\n1;Лента;Анна\n", encoding="utf-8")
    counted = Faults(tmp_path)
    with counted.armed():
        assert run_leadcli("init", "whole", *words, folder=tmp_path).code == 0
    whole = {path.relative_to(tmp_path / "whole") for path in (tmp_path / "whole").rglob("*")}
    for at in (1, counted.count // 2, counted.count - 1, counted.count):
        child = os.fork()
        if not child:
            with Faults(tmp_path, at, lambda: os.kill(os.getpid(), signal.SIGKILL)).armed():
                run_leadcli("init", "team", *words, folder=tmp_path)
            os._exit(0)
        os.waitpid(child, 0)
        team = tmp_path / "team"
        assert not team.exists() or {path.relative_to(team) for path in team.rglob("*")} == whole, at
        shutil.rmtree(team, ignore_errors=True)
    assert run_leadcli("init", "team", *words, folder=tmp_path).code == 0
    assert not list(tmp_path.glob(".team-*")), "what the killed ones left is gone"


MONDAY = "Item ID,Name,Person\n" + "".join(
    f"c{n},{name},{('Irene Cole', 'Boris Lansky')[n % 2]} (user)\n"
    for n, name in enumerate(("Acme", "Globex", "Initech", "Hooli", "Stark", "Wayne"))
)


def test_a_column_that_holds_people_is_proposed_for_the_owners_and_not_taken_unasked(tmp_path: Path) -> None:
    (tmp_path / "base.csv").write_text(MONDAY, encoding="utf-8")
    ran = run_leadcli("init", "team", "--from", "base.csv", folder=tmp_path, language="en", width=200)
    assert ran.code == 2
    assert '--map "Person=owner"' in ran.err
    for number, words in enumerate((("--yes",), ("--map", "Person=owner"))):
        ran = run_leadcli("init", f"team{number}", "--from", "base.csv", *words, folder=tmp_path, language="en")
        assert ran.code == 0, ran.err
        book = open_workspace(tmp_path / f"team{number}").book
        assert book is not None
        assert {one.name for one in book.managers.values()} == {"Irene Cole", "Boris Lansky"}
