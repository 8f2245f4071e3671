"""Numbers, addresses and sites: every customary writing to one value, in cells and notes, as the libraries say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import stdnum.ru.inn
import stdnum.ru.ogrn
from conftest import read_yaml
from hypothesis import example, given
from hypothesis import strategies as st

from leadcli import Workspace
from leadcli.domain.company import Caller
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message
from leadcli.domain.places import Place
from leadcli.fields.cells import read_cell
from leadcli.fields.cleaners import NOTHING, clean_website, unwrapped
from leadcli.fields.identifiers import SAID, clean, find_identifiers
from leadcli.fields.phones import library_phone, plain_phone
from leadcli.fields.table import TABLES
from leadcli.fields.tax_numbers import LENGTHS, REGISTER, TAX, clean_inn, country_of_number
from leadcli.io.csv_tables import read_csv
from leadcli.output.text.speech import Speech
from leadcli.resolution import build_directory, recognise
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.workspace.book_building import build_book


def table(name: str) -> list[Any]:
    rows: list[Any] = read_yaml(Path(__file__).parent / "names" / f"{name}.yaml")
    return rows


@pytest.mark.parametrize(("kind", "country", "written", "value"), table("local_numbers"))
def test_a_number_is_written_as_its_country_does(kind: str, country: str, written: str, value: str) -> None:
    got, reason = clean(kind, written, country)
    assert got == value
    assert (reason is None) == bool(value)
    if value:
        assert clean(kind, value, "RU")[0] == value, "its one writing is read anywhere"


@pytest.mark.parametrize(("note", "country", "values", "rest"), table("numbers_in_text"))
def test_numbers_are_read_in_a_note(note: str, country: str, values: dict[str, str], rest: str) -> None:
    found = find_identifiers(note, country)
    assert found.values == values
    assert found.rest.strip() == rest.strip()


def test_what_was_said_and_misheard_is_told() -> None:
    found = find_identifiers("Лютик ИНН 7708503728 и ОГРН 1027700132196")
    assert {kind: written for kind, (written, _) in found.invalid.items()} == {
        "inn": "7708503728", "ogrn": "1027700132196",
    }  # fmt: skip


# --- as the libraries say -------------------------------------------------------------------------------------------
BLANKS = st.sampled_from(["", " ", "-", "  "])


@st.composite
def phones(draw: st.DrawFn) -> str:
    parts = draw(st.lists(st.text("0123456789", min_size=1, max_size=5), min_size=1, max_size=5))
    start = draw(st.sampled_from(["", "+7", "8", "7", "+1", "1", "(", "8 (", "+7 (", "+"]))
    return start + "".join(part + draw(st.sampled_from(["", " ", "-", ") ", "("])) for part in parts)


@given(phones(), st.sampled_from(["RU", "US", "CA", "KZ", "DE"]))
@example("8 (4842) 55-00-00", "RU")
@example("8495550102", "RU")
@example("617-555-0103", "US")
def test_the_quick_way_says_what_the_library_says(written: str, country: str) -> None:
    quick = plain_phone(written, country)
    assert not quick or quick == library_phone(written, country)


DIGITS = st.text("0123456789", min_size=12, max_size=12)


@given(DIGITS, st.integers(0, 11), st.sampled_from("0123456789"))
@example("500100732259", 11, "9")
def test_an_inn_is_valid_as_the_library_says(digits: str, place: int, other: str) -> None:
    """Of a company and of a person, with the digits that check it right, and with one of all another."""
    company = digits[:9] + stdnum.ru.inn.calc_company_check_digit(digits[:9])
    person = digits[:10] + stdnum.ru.inn.calc_personal_check_digits(digits[:10])
    for right in (company, person):
        for said in (right, right[:place] + other + right[place + 1 :]):
            valid = stdnum.ru.inn.is_valid(said) and bool(said.strip("0"))
            assert (clean_inn(said)[0] == said) == valid, said


@given(DIGITS, st.integers(0, 13), st.integers(1, 9))
@example("000000000000", 0, 1)
@example("000000000000", 12, 1)
def test_a_number_of_kazakhstan_has_a_month_and_a_checksum(digits: str, month: int, off: int) -> None:
    """The sum is weighed from 1 on, and from 3 on where the rest is 10; a rest of 10 twice is no number."""
    digits = f"{digits[:2]}{month:02}{digits[4:]}"
    rests = [sum(int(d) * ((n + first) % 11 + 1) for n, d in enumerate(digits[:11])) % 11 for first in (0, 2)]
    rest = rests[0] if rests[0] < 10 else rests[1]
    right, wrong = digits[:11] + str(rest)[-1:], digits[:11] + str((rest + off) % 10)
    assert (clean_inn(right, "KZ")[0] == f"KZ{right}") == (1 <= month <= 12 and rest < 10)
    assert clean_inn(wrong, "KZ")[0] != f"KZ{wrong}"


@given(st.integers(10**11, 10**12 - 1).map(lambda n: f"{n}{n % 11 % 10}"))
def test_an_ogrn_is_valid_as_the_library_says(digits: str) -> None:
    assert bool(clean("ogrn", digits)[0]) == stdnum.ru.ogrn.is_valid(digits) or digits[0] not in "15"


@given(st.text("0123456789ABC.-/ ", max_size=20), st.sampled_from(sorted({*TAX, *LENGTHS, *REGISTER, "KZ", "RU"})))
def test_any_text_is_a_number_or_has_a_reason(text: str, country: str) -> None:
    for kind in ("inn", "ogrn", "phone", "kpp"):
        value, reason = clean(kind, text, country)
        nothing = unwrapped(text).casefold() in NOTHING
        assert [bool(value), isinstance(reason, Message), nothing].count(True) == 1
        if kind == "inn" and value:
            assert country_of_number(value)
            assert clean(kind, value, country)[0] == value
    find_identifiers(text, country)


@given(st.text("0123456789", min_size=9, max_size=9))
def test_a_zero_that_a_spreadsheet_lost_comes_back_where_the_checksum_holds(digits: str) -> None:
    value, _ = clean_inn(digits)
    assert value == (f"0{digits}" if stdnum.ru.inn.is_valid(f"0{digits}") and digits.strip("0") else "")


def test_a_host_is_a_host() -> None:
    assert clean_website("https://www.метсо.рф/о-нас")[0] == "метсо.рф"


# --- in an answer ---------------------------------------------------------------------------------------------------
CARDS = """id,name,country,inn,phone,email
c1,Acme Robotics,US,91-1144442,617-555-0103,info@acme-robotics.co.uk
c2,ООО «Лютик»,RU,7708503727/770801001,"8 495 111-22-33, 8 916 222-33-44",
c3,ТОО «Пион»,KZ,940140000385,8 7172 55 00 00,
c4,Globex,,,212-555-0104,
"""


def directory(country: str) -> Any:
    cards, managers = read_csv(CARDS, "data/clients.csv")[0], read_csv("name\nИрина\n", "data/managers.csv")[0]
    book, problems = build_book({"clients": cards, "managers": managers}, country=country)
    assert book is not None
    assert {p.code for p in problems} <= {"value-phone"}
    return build_directory(book)


@pytest.mark.parametrize(
    ("home", "caller", "client"),
    [
        ("RU", "+1 (617) 555-0103 ext 4", "c1"),
        ("US", "Zzz 617 555 0103", "c1"),
        ("US", "212.555.0104", "c4"),  # the card has no country: the team's
        ("RU", "8 916 222-33-44", "c2"),
        ("RU", "495 111 22 33", "c2"),
        ("US", "+7 495 111-22-33", "c2"),
        ("RU", "+7 (7172) 55-00-00", "c3"),
        ("RU", "БИН 940140000385", "c3"),
        ("RU", "Лютик EIN 91-1144442", "c1"),  # also against the name
        ("RU", "Zzz, bob@sales.acme-robotics.co.uk", "c1"),
    ],
)
def test_a_number_on_file_settles(home: str, caller: str, client: str) -> None:
    match = recognise(Caller(caller), directory(home))
    assert (match.status, match.client_id) == ("accept", client)
    assert match.evidence[0].weight == 1.0


def test_the_callers_country_comes_before_the_teams() -> None:
    assert recognise(Caller("617-555-0103", country="US"), directory("RU")).client_id == "c1"


@pytest.mark.parametrize(
    ("caller", "said"),
    [
        ("Лютик 8 495 999-88-77", "phone +74959998877 is on no card"),
        ("Лютик, bob@gmail.com", "e-mail bob@gmail.com is on no card"),
        ("Лютик ИНН 7707083893", "INN 7707083893 is on no card"),
        ("Лютик БИН 990840000385", "INN 990840000385 is not valid and proves nothing"),
    ],
)
def test_a_number_on_no_card_is_said_and_weighs_nothing(caller: str, said: str) -> None:
    match = recognise(Caller(caller), directory("RU"))
    known = {Speech("en").say(evidence.text): evidence for evidence in match.evidence}
    assert known[said].weight == 0
    assert not known[said].detail, "it is said without being asked for"


def test_another_number_is_another_legal_entity() -> None:
    match = recognise(Caller("Лютик ИНН 7707083893"), directory("RU"))
    assert match.client_id == ""
    assert any(evidence.signal == "inn" and evidence.weight < 0 for evidence in match.evidence)


def test_numbers_of_two_companies_leave_it_open() -> None:
    match = recognise(Caller("8 916 222-33-44, +7 7172 55-00-00"), directory("RU"))
    assert match.status == "ambiguous"


def test_ten_digits_that_may_be_a_phone_are_no_other_legal_entity() -> None:
    match = recognise(Caller("Лютик 9161234567"), directory("RU"))
    assert not any(evidence.weight < 0 and evidence.signal == "inn" for evidence in match.evidence)


# --- what is loaded ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("words", "loaded"),
    [("Метсо Калуга", set()), ("ИНН 7708503727", set()), ("8 495 555-01-02", {"phonenumbers"}),
     ("УНП 200988541", {"stdnum"})],
)  # fmt: skip
def test_libraries_are_loaded_where_a_number_asks_for_them(words: str, loaded: set[str]) -> None:
    code = (
        "import sys; from leadcli import Workspace; "
        f"Workspace.open().who_owns({words!r}); "
        "print(*{m.partition('.')[0] for m in sys.modules} & {'stdnum', 'phonenumbers', 'publicsuffixlist'})"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, encoding="utf-8", check=True)
    assert set(done.stdout.split()) == loaded


def test_a_kpp_tells_which_branch_of_a_legal_entity_it_is() -> None:
    text = "id,name,inn\na,Лютик Тверь,7708503727/770801001\nb,Лютик Пермь,7708503727/590201001\n"
    managers = read_csv("name\nИрина\n", "data/managers.csv")[0]
    book, problems = build_book({"clients": read_csv(text, "data/clients.csv")[0], "managers": managers})
    assert book is not None
    assert problems == [], "two branches, told apart by what stands behind the INN"
    directory, inn = build_directory(book), "7708503727"
    said = (
        Caller("ИНН 7708503727 КПП 590201001"), Caller("Лютик", inn=f"{inn}/590201001"),
        Caller("Лютик", inn=f'="{inn} / 590201001"'), Caller("Лютик", inn=inn, kpp="590201001.0"),
    )  # fmt: skip
    for caller in said:
        assert recognise(caller, directory).client_id == "b", caller


@pytest.mark.parametrize("compile", ["always", "never"])
def test_the_teams_country_is_that_of_its_rules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compile: str) -> None:
    """A compiled directory is of the country, too: with other rules it is made anew."""
    monkeypatch.setenv("LEADCLI_COMPILE", compile)
    rules = (Path(__file__).parent.parent / "rules.yaml").read_text(encoding="utf-8")
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "managers.csv").write_text("name\nИрина\n", encoding="utf-8")
    (tmp_path / "data" / "clients.csv").write_text("id,name,phone\nc1,Globex,312-555-0105\n", encoding="utf-8")
    known = {}
    for country in ("US", "RU", "US"):
        home = rules.replace("assume:\n  country: RU", f"assume:\n  country: {country}")
        (tmp_path / "rules.yaml").write_text(home, encoding="utf-8")
        for policy in ("", "even"):  # the rules that are asked do not move the team
            with Workspace.open(tmp_path, policy=policy) as workspace:
                known[country, policy] = workspace.who_owns("(312) 555 0105").ruling.match.client_id
    assert known == {("US", ""): "c1", ("US", "even"): "c1", ("RU", ""): "", ("RU", "even"): ""}


EXPORTED = read_yaml(Path(__file__).parent / "fields" / "exported_numbers.yaml")


@pytest.mark.parametrize(("kind", "written", "wanted"), EXPORTED, ids=[f"{kind} {text}" for kind, text, _ in EXPORTED])
def test_identifiers_as_exports_write_them(kind: str, written: str, wanted: str) -> None:
    """What cannot be read has a reason, where nothing is there there is none; in tables, rows and calls alike."""
    value, reason = clean(kind, written)
    assert (value or ("lost" if reason else "nothing")) == wanted
    heard = parse_caller(replace(Caller("Ромашка"), **{kind: written})) if kind in SAID else None
    if heard is not None:
        assert (heard.identifiers.get(kind, ""), len(heard.invalid)) == (value, int(wanted == "lost"))
    field = next(each for each in TABLES["clients"] if each.name == kind)
    assert read_cell(field, kind, written, Place("clients.csv", 2))[0] == value
    assert len(read_cell(field, kind, written, Place("clients.csv", 2))[1]) == (wanted == "lost")


@pytest.mark.parametrize(
    ("caller", "city", "country", "said"),
    [
        (Caller("Romashka Berlin"), "Берлин", "DE", "place=Berlin"),  # as it was written
        (Caller("Ромашка из Берлина"), "Берлин", "DE", "place=Берлин"),
        (Caller("Romashka", city="Berlin"), "Берлин", "DE", "place=Berlin"),
        (Caller("Romashka Paris", city="Berlin"), "Берлин", "DE", "place=Berlin"),  # an option comes first
        (Caller("Тульская Ромашка"), "Тула", "RU", "place=Тула"),
        (Caller("Ромашка Финляндия"), "", "FI", "place=Финляндия"),
        (Caller("Romashka Finland"), "", "FI", "place=Finland"),
        (Caller("Romashka Finland", country="SE"), "", "SE", "country=SE"),
        (Caller("Ромашка", country="Нигдения"), "", "", "country=Нигдения"),  # said, and not understood
        (Caller("Ромашка", inn="7707083893"), "", "RU", ""),
        (Caller("Ромашка", phone="+358401234567"), "", "FI", "country=FI"),
        (Caller("Ромашка Берлин", phone="+358401234567"), "Берлин", "DE", "place=Берлин"),
        (Caller("Ромашка"), "", "", None),
    ],
)
def test_where_a_caller_is_and_by_what(caller: Caller, city: str, country: str, said: str | None) -> None:
    heard = parse_caller(caller)
    assert (heard.city, heard.country) == (city, country)
    told = heard.country_from
    args = {} if told is None else dict(told.args)
    assert (None if told is None else next((f"{k}={args[k]}" for k in ("place", "country") if k in args), "")) == said


OF_A_GROUP = """id,name,group,activity,email
c1,ООО «Онланта»,g,облака,info@onlanta.example
c2,ООО «Норбит»,g,ИТ,info@lanit.example
c3,ООО «Треолан»,g,техника,sale@lanit.example
"""


@pytest.mark.parametrize(
    ("caller", "client"),
    [
        ("Виктор, it@onlanta.example", "c1"),
        ("Виктор, облака, it@onlanta.example", "c1"),
        ("Онланта, it@onlanta.example", "c1"),
        ("Ромашка, it@onlanta.example", ""),  # a company of the group, and perhaps another
        ("Норбит, it@onlanta.example", ""),
        ("Виктор, it@lanit.example", ""),  # two cards have that domain
        ("Норбит, it@lanit.example", "c2"),
    ],
)
def test_a_domain_of_a_group_is_the_card_that_has_it_alone(caller: str, client: str) -> None:
    tables = {"clients": OF_A_GROUP, "groups": "id,name\ng,Ланит\n", "managers": "name\nИрина\n"}
    book, _ = build_book({name: read_csv(text, f"data/{name}.csv")[0] for name, text in tables.items()})
    assert book is not None
    match = recognise(Caller(caller), build_directory(book))
    assert (match.status, match.client_id, match.group_id) == ("accept", client, "g")
