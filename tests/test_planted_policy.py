"""A new condition, a new fact and a new owner are one entry each: planted here, and followed to every place that must
know them. A forgotten place fails with a sentence that names it.
"""

from __future__ import annotations

import ast
import json
import random
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import and_
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from conftest import ROOT, TODAY, run_leadcli
from jsonschema import Draft7Validator
from test_what_if import a_case, facts_of

from leadcli.analysis.check.reproduction import tables
from leadcli.analysis.check.state_space import Space, build_space, look
from leadcli.domain.book import Absence, Book, Group, Manager
from leadcli.domain.company import Client
from leadcli.domain.facts import Answer, Facts, Finding
from leadcli.domain.frozen import as_dict, replace
from leadcli.domain.messages import message
from leadcli.domain.places import NOWHERE
from leadcli.policy.conditions import CONDITIONS, condition
from leadcli.policy.facts import FACTS, column_of, fact
from leadcli.policy.facts.fact_table import with_client, with_group
from leadcli.policy.owners import OWNERS, Choice, owner
from leadcli.policy.policy import Ask, Policy, Rule
from leadcli.schemas import schema
from leadcli.workspace.opening import open_workspace

sys.path.insert(0, str(ROOT / "scripts"))
import build_docs

MANAGERS = "name,open_clients\nАнна,3\nБорис,1\n"
CLIENTS = "id,name,owner,status,last_contact\nc1,ООО «Ромашка»,Анна,lost,\n"
CARD = """\
  - {id: card, when: client_owner_active, owner: client_owner}
  - {id: rest, when: always, owner: least_loaded}
"""


# --- what is planted ----------------------------------------------------------------------------------------------
def plant_status() -> None:
    """A condition that rests on a fact which nothing asked for before: a column of the card."""
    fact("client_status", column_of("client", "status"))

    @condition(
        "the client's status is {value}", "the client's status is not {value}",
        choices=("active", "lost"), about="client", rests_on=("client_status",),
    )  # fmt: skip
    def client_status(facts: Facts, wanted: str) -> Finding:
        client = facts.identity.client
        if client is None:
            return Finding(Answer.NO, message("no such client on file"))
        if not client.status:
            ask = message("Is {client} a client still?", client=client.name)
            return Finding(Answer.UNKNOWN, message("no status"), ask)
        found = message("the status is {status}", status=client.status)
        return Finding(Answer.YES if client.status == wanted else Answer.NO, found)


def plant_forgotten() -> None:
    """A condition that rests on facts which are there, and lie in two parts of the space."""

    @condition(
        "somebody took the call of a client whose last contact is not known",
        "the call was not taken, or the last contact with the client is known",
        about="call", rests_on=("last_contact", "taker"),
    )  # fmt: skip
    def forgotten_client(facts: Facts, _: str) -> Finding:
        client = facts.identity.client
        holds = client is not None and client.last_contact is None and facts.question.taken_by
        return Finding(Answer.YES if holds else Answer.NO, message("forgotten" if holds else "not forgotten"))


def plant_owner() -> None:
    """An owner that rests on facts which are there."""

    @owner("who spoke with the client", rests_on=("client_owner", "last_contact"))
    def who_spoke(facts: Facts) -> Choice:
        client = facts.identity.client
        manager = facts.book.managers.get(client.owner) if client and client.last_contact else None
        return Choice(manager.id, message("{manager} spoke", manager=manager.name)) if manager else Choice()


@dataclass(frozen=True)
class Planted:
    """What is planted, the rule that uses it, and what must come of it in the workspace above.

    ``rests``: the fact to which what_if must come, with the words of one change; ``empty``: that the rule may name
    nobody is a finding.
    """

    plant: Any
    name: str
    when: str
    owner: str
    ruled: tuple[str, str]
    change: str
    fact: str
    empty: bool = False


PLANTED = [
    Planted(
        plant_status, "client_status", "{client_status: lost}", "least_loaded", ("new", "Борис"),
        "the client's status is not lost", "client_status: lost",
    ),
    Planted(
        plant_forgotten, "forgotten_client", "forgotten_client", "taker", ("new", "Борис"),
        "nobody is said to have taken the call", "forgotten_client",
    ),
    Planted(
        plant_owner, "who_spoke", "call_taken", "who_spoke", ("new", ""),
        "", "call_taken", empty=True,
    ),
]  # fmt: skip


@pytest.fixture(params=PLANTED, ids=lambda one: one.name)
def planted(request: pytest.FixtureRequest) -> Iterator[Planted]:
    with patch.dict(CONDITIONS), patch.dict(FACTS), patch.dict(OWNERS):
        request.param.plant()
        yield request.param


def workspace(folder: Path, one: Planted) -> Path:
    (folder / "data").mkdir(parents=True)
    files = {
        "rules.yaml": f"policy: mine\nrules:\n  - {{id: new, when: {one.when}, owner: {one.owner}}}\n{CARD}",
        "data/managers.csv": MANAGERS,
        "data/clients.csv": CLIENTS,
    }
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def told(*words: str, folder: Path = ROOT) -> Any:
    ran = run_leadcli(*words, "--json", folder=folder, language="en")
    assert ran.err == "", ran.err
    lines = [json.loads(line) for line in ran.out.splitlines()] if words[:2] == ("policy", "check") else None
    return lines if lines is not None else json.loads(ran.out)


# --- where it must be known -----------------------------------------------------------------------------------------
def test_rules_are_read_and_asked(planted: Planted, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", planted)
    ruling = told("who-owns", "--client", "c1", "--taken-by", "Борис", "--on", TODAY, folder=folder)
    rule, name = planted.ruled
    assert (ruling["rule"] or {}).get("id", rule) == rule, f"who-owns does not ask {planted.name}"
    assert (ruling["owner"] or "") == name, f"who-owns does not name whom {planted.name} leads to"
    assert ruling["trace"][0]["outcome"] == "fired", f"the trace does not hold {planted.name}"


def test_what_if_tries_its_fact(planted: Planted, tmp_path: Path) -> None:
    if planted.empty:
        return  # nobody is named: there is nothing to change away from
    folder = workspace(tmp_path / "w", planted)
    ruling = told("who-owns", "--client", "c1", "--taken-by", "Борис", "--on", TODAY, folder=folder)
    changes = {branch["change"]: (branch["rule"], branch["owner"]) for branch in ruling["what_if"]}
    assert changes.get(planted.change) == ("card", "Анна"), (
        f"what_if does not try the facts {planted.name} rests on; give one of them changes: {changes}"
    )


def test_policy_check_knows_both_answers(planted: Planted, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", planted)
    found = told("policy", "check", str(folder / "rules.yaml"), "--write", str(tmp_path / "cases"))
    never = [f["message"] for f in found if f["code"] in ("rule-impossible", "rule-dead") and f["rule"] == "new"]
    assert never == [], f"policy check does not vary the facts {planted.name} rests on: {never}"
    codes = {f["code"] for f in found if f["rule"] == "new"}
    assert ("owner-empty" in codes) == planted.empty, f"policy check does not know whom {planted.name} leads to"
    shown = [f for f in found if f["rule"] == "new" and f["code"] in ("order", "owner-empty")]
    assert shown, f"policy check finds nothing of the rule of {planted.name}"
    for finding in shown:
        case = finding["witness"]
        assert case, f"no witness of {planted.name} can be asked: its facts are not in the tables or the question"
        words = shlex.split((Path(case["folder"]) / "question.txt").read_text(encoding="utf-8"))
        ruling = told(*words[1:], folder=Path(case["folder"]))
        assert ruling["trace"][0]["outcome"] == "fired", f"the witness does not show {planted.name}: {case}"
        assert ruling["owner"] == case["owner"]


def test_policy_test_notices_changes(planted: Planted, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", planted)
    text = f"examples:\n- facts: [{{not: {planted.when}}}, client_owner_active]\n  expect: {{rule: card}}\n"
    (folder / "tests.yaml").write_text(text, encoding="utf-8")
    told_ = told("policy", "test", "--mutate", folder=folder)
    (example,) = told_["examples"]
    assert example["passed"], f"an example cannot deny {planted.name}: {example}"
    left = [m for m in told_["mutants"]["survivors"] if m["rule"] == "new"]
    equal = [m["change"] for m in left if m["equivalent"]]
    assert left, "a rule that no example reaches may be left out unnoticed"
    assert equal == [], f"policy test takes changes to the rule of {planted.name} for the same rule: {equal}"
    assert any(planted.fact in (m["example"] or "") for m in left), f"no example that is offered states {planted.fact}"
    text = f"examples:\n- facts: [{planted.when}]\n  expect: {{rule: new}}\n"
    (folder / "tests.yaml").write_text(text, encoding="utf-8")
    (example,) = told("policy", "test", folder=folder)["examples"]
    assert example["passed"], f"an example cannot state {planted.name}: {example}"


def test_schemas_take_it(planted: Planted) -> None:
    when: Any = {"client_status": "lost"} if planted.when.startswith("{") else planted.when
    rules = {"rules": [{"id": "new", "when": when, "owner": planted.owner}]}
    assert Draft7Validator(schema("rules")).is_valid(rules), f"schema rules does not know {planted.name}"
    tests = {"examples": [{"facts": [when], "expect": {"owner": planted.owner}}]}
    assert Draft7Validator(schema("tests")).is_valid(tests), f"schema tests does not know {planted.name}"


def test_pages_and_docs_tell_it(planted: Planted, tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", planted)
    for words in (("policy", "show", "--conditions"), ("policy", "show", ".")):
        page = run_leadcli(*words, language="en", folder=folder)
        told_ = planted.name if words[-1] != "." or not planted.empty else "who spoke with the client"
        assert told_ in page.out, f"leadcli {' '.join(words)} does not tell {planted.name}: {page.out}{page.err}"
    names = json.dumps(told("policy", "show", "--conditions"))
    assert f'"{planted.name}"' in names, f"policy show --conditions --json does not tell {planted.name}"
    assert f"| `{planted.name}` |" in build_docs.conditions() + build_docs.owners(), "docs/rules.md does not tell it"


def test_a_witness_s_tables_hold_whatever_a_record_says(tmp_path: Path) -> None:
    """Columns that no fact touches today, lists, absences, and columns that leadcli does not know."""
    day = date.fromisoformat(TODAY)
    managers = {"Анна": Manager("Анна", "Анна", ("А", "Аня"), cap=7, absences=(Absence(day, None), Absence(day, day)))}
    groups = {"g": Group("g", "Вымпел", country="FI", since=day, note='в "кавычках", с запятой', head="c")}
    card = Client(
        "c", "ООО «Роза»", ("Роза",), "g", phone="+78432000000", head_office=True, owner="Анна", status="lost",
        extra=(("Регион", "север, юг"),),
    )  # fmt: skip
    (tmp_path / "data").mkdir()
    for name, text in tables(Book(managers, groups, {"c": card})).items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "rules.yaml").write_text(f"rules:\n{CARD}", encoding="utf-8")
    book = open_workspace(tmp_path).book
    assert book is not None
    for told_, meant in ((book.managers, managers), (book.groups, groups), (book.clients, {"c": card})):
        assert {key: replace(record, place=NOWHERE) for key, record in told_.items()} == meant


# --- an entry that is not whole -------------------------------------------------------------------------------------
def test_an_entry_that_names_no_facts_is_refused() -> None:
    def odd(facts: Facts, _: str) -> Finding:
        raise NotImplementedError

    with pytest.raises(TypeError, match=r"condition odd: name the facts of .* it rests on \(rests_on="):
        condition("yes", "no")(odd)
    with pytest.raises(TypeError, match="owner odd: name the facts of"):
        owner("odd")(odd)
    with pytest.raises(TypeError, match="condition odd: there is no fact wether; enter it"):
        condition("yes", "no", rests_on=("wether",))(odd)
    with pytest.raises(TypeError, match="condition odd: there is no kind of argument weeks; enter it into"):
        condition("yes", "no", argument="weeks", rests_on=())(odd)
    assert "odd" not in {*CONDITIONS, *OWNERS}


# --- what an entry says is true -------------------------------------------------------------------------------------
LINKS = {"id", "name", "group", "parent", "head", "owner", "lead", "kind", "ownership", "structure"}


def changed(facts: Facts, words: tuple[str, ...], chance: random.Random) -> Facts:
    """The case file with the columns of the caller's card and group filled at random, with the words asked for too."""
    for own, edit in ((facts.identity.client, with_client), (facts.identity.group, with_group)):
        said: dict[str, Any] = {}
        for column, value in as_dict(own).items() if own else ():
            if column in LINKS:
                continue
            if isinstance(value, bool):
                said[column] = chance.random() < 0.5
            elif isinstance(value, str):
                said[column] = chance.choice((value, value, "", "-", *words))
            elif column in ("last_contact", "since", "until"):
                said[column] = chance.choice((None, facts.question.on - timedelta(days=chance.randrange(500))))
        if own:
            facts = edit(facts, own.id, **said)  # type: ignore[operator]
    return facts


def asked(*names: str) -> list[Ask]:
    """Conditions with every argument that they know, or one of its kind."""
    found = []
    for one in (CONDITIONS[name] for name in names):
        words = one.choices or ((one.takes.example,) if one.takes else ("",))
        found += [Ask(one, word, NOWHERE) for word in words]
    return found


def space_of(asks: list[Ask], way: str = "human") -> Space:
    """The constellations that some conditions and an owner tell apart."""
    rule = Rule("r", {}, Ask(CONDITIONS["always"], "", NOWHERE), (way,), {}, {}, NOWHERE)
    return build_space([Policy("one", {}, (rule,))], asks)


def random_cases(asks: list[Ask], count: int) -> Iterator[Facts]:
    chance = random.Random(count)
    for number in range(count):
        facts = facts_of(a_case(chance))
        yield changed(facts, tuple(ask.argument for ask in asks), chance) if number % 2 else facts


def outside(asks: list[Ask]) -> Iterator[str]:
    """The answers of some conditions to random case files that no constellation has: the fewest of each."""
    space = space_of(asks)
    for facts in random_cases(asks, 400):
        answers = look(facts, asks, ())[0]
        found = space.all
        for key, answer in answers.items():
            found &= space.where(key, answer)
        if not found:
            where = {f"{key} {answer.value}": space.where(key, answer) for key, answer in answers.items()}
            for key in list(where):
                if not reduce(and_, (w for other, w in where.items() if other != key), space.all):
                    del where[key]
            yield (
                f"policy check has no constellation with {', '.join(where)}, but a case has: these conditions do not "
                "name all facts they rest on (rests_on), or a fact in leadcli/policy/facts lacks a setting"
            )


def test_every_case_is_a_constellation_of_policy_check() -> None:
    """What all conditions together answer to random books is among the constellations: none hides a fact."""
    assert next(outside(asked(*CONDITIONS)), "") == ""


@pytest.mark.parametrize("name", OWNERS)
def test_owners_find_somebody_in_the_space_where_they_do_in_a_case(name: str) -> None:
    found = {bool(manager) for manager, where in space_of([], name).named[name].items() if where}
    for facts in random_cases([], 200):
        named = look(facts, (), (name,))[1][name]
        assert bool(named) in found, (
            f"owner {name} finds {named or 'nobody'}: in no constellation of policy check is it so"
        )


def test_a_condition_that_hides_a_fact_is_told() -> None:
    with patch.dict(CONDITIONS), patch.dict(FACTS):
        plant_status()
        assert next(outside(asked("client_status")), "") == ""
        condition("lost", "not lost", choices=("active", "lost"), rests_on=())(CONDITIONS["client_status"].ask)
        assert "has no constellation with client_status: " in next(outside(asked("client_status")), "")
        same_name = CONDITIONS["same_name"]
        condition(same_name.yes, same_name.no, rests_on=("sister",))(same_name.ask)
        assert "same_name no, but a case has" in next(outside(asked("group_served", "same_name")), "")


def test_no_other_place_lists_conditions() -> None:
    """Names of conditions stand in their own entries, and in the base's assumptions of what was before."""
    allowed = {"analysis/infer/inference.py"}
    found = []
    for path in sorted((ROOT / "leadcli").rglob("*.py")):
        place = path.relative_to(ROOT / "leadcli").as_posix()
        if place.startswith("policy/conditions/") or place in allowed:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            words = {node.value} if isinstance(node, ast.Constant) else set()
            if isinstance(node, ast.Constant) and "_" in str(node.value) and words & {*CONDITIONS}:
                found.append(f"{place}:{node.lineno} names the condition {node.value}: put it into the entry")
    assert found == []
