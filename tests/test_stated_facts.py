"""Facts and arguments said at the question: put into the case, judged, told, kept."""

from __future__ import annotations

import json
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import ROOT, TODAY, run_leadcli
from test_sentences import a_policy
from test_what_if import a_case, facts_of

from leadcli.domain.frozen import replace
from leadcli.domain.messages import Refusal
from leadcli.domain.question import Statement
from leadcli.policy.judge import judge
from leadcli.rulings.stated_facts import OWN, arguments, made, read, stated

KALUGA = ("who-owns", "Мется Калуга", "--taken-by", "Дима", "--on", TODAY)


def asked(*words: str, folder: Path = ROOT) -> dict[str, Any]:
    ran = run_leadcli(*KALUGA, *words, "--json", folder=folder, language="en")
    found: dict[str, Any] = json.loads(ran.out)
    return found


@pytest.mark.parametrize(
    ("argument", "effect", "owner", "rule"),
    [
        ("Дима: brand=Метсо", "wins", "Дима", "other-brand"),
        ("Дима: бренд = Мется", "same", "Ирина", "same-name"),
        ("Дима: country=FI", "wins", "Дима", "abroad"),
        ("Дима: ownership=each_own", "wins", "Дима", "each-own"),
        ("Дима: group.lead=Ольга", "moves", "Ольга", "same-name"),
        ("Дима: structure=activity", "same", "Ирина", "same-name"),
        ("Дима: желание клиента=Дима", "unasked", None, None),
        ("Дима: last_contact=2026-11-20", "unasked", None, None),  # the caller has no card
    ],
)
def test_an_argument_is_judged_as_if_it_were_so(argument: str, effect: str, owner: str, rule: str) -> None:
    found = asked("--argues", argument)
    (claim,) = found["claims"]
    (argued,) = claim["argues"]
    assert (argued["effect"], argued["owner"], argued["rule"]) == (effect, owner, rule)
    assert found["owner"] == "Ирина", "an argument changes nothing by itself"


def test_what_is_argued_holds_when_the_data_say_it(tmp_path: Path) -> None:
    """The proof names the column: with it filled in, the question comes out as it was said."""
    (argued,) = asked("--argues", "Дима: ownership=each_own")["claims"][0]["argues"]
    assert "column ownership: each_own" in argued["proof"]
    assert "data/groups.yaml" in argued["proof"]
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    groups = tmp_path / "data" / "groups.yaml"
    text = groups.read_text(encoding="utf-8")
    groups.write_text(text.replace("  name: Мется\n", "  name: Мется\n  ownership: each_own\n", 1), encoding="utf-8")
    found = asked(folder=tmp_path)
    assert (found["owner"], found["rule"]["id"]) == ("Дима", "each-own")


def test_a_fact_is_put_into_the_case_and_said() -> None:
    found = asked("--fact", "ownership=each_own")
    assert (found["owner"], found["rule"]["id"], found["verdict"]) == ("Дима", "each-own", "settled")
    assert found["warnings"] == ["said with the question, not on file: ownership = each_own"]
    assert found["facts"] == [{"field": "ownership", "value": "each_own"}]


def test_what_no_rule_asks_for_is_said_and_with_two_claimants_asked() -> None:
    alone = asked("--fact", "wish=Дима")
    assert alone["verdict"] == "settled"
    assert alone["warnings"] == ["no rule asks for wish = Дима, so it was not weighed"]
    both = asked("--fact", "wish=Дима", "--claim", "Дима", "--claim", "Ирина")
    assert both["verdict"] == "confirm"
    assert "wish = Дима" in both["question"]
    assert both["sentences"]["client"] == {}
    weighed = asked("--fact", "wish=Дима", "--claim", "Дима", "--claim", "Ирина", "--yes")
    assert (weighed["verdict"], weighed["owner"]) == ("settled", "Ирина")


def test_evidence_of_membership_is_kept_and_is_no_reason_for_doubt() -> None:
    found = asked("--fact", "source=ЕГРЮЛ, 12.11.2026", "--fact", "доля=51 %", "--claim", "Дима", "--claim", "Ирина")
    assert found["verdict"] == "settled"
    assert found["warnings"] == ["given as evidence: source = ЕГРЮЛ, 12.11.2026", "given as evidence: доля = 51 %"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--fact", "structure"), "--fact: structure states nothing"),
        (("--fact", "structure=foo"), "--fact: structure cannot be foo"),
        (("--fact", "last_contact=вчера"), "--fact: last_contact is not a date"),
        (("--argues", "structure=activity"), "--argues: structure=activity does not say who argues it"),
        (("--argues", "Никто: structure=activity"), "--argues: there is no manager Никто"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_remedy(words: tuple[str, ...], said: str) -> None:
    ran = run_leadcli(*KALUGA, *words, language="en")
    assert ran.code == 2
    assert said in ran.err


def test_what_is_stated_is_kept_with_the_ruling(tmp_path: Path) -> None:
    shutil.copy(ROOT / "rules.yaml", tmp_path)
    shutil.copytree(ROOT / "data", tmp_path / "data")
    run_leadcli(*KALUGA, "--fact", "source=ЕГРЮЛ", "--argues", "Дима: brand=Метсо", "--record", folder=tmp_path)
    shown = run_leadcli("log", "show", "1", folder=tmp_path, language="en").out
    assert "source = ЕГРЮЛ" in shown
    assert "argues brand = Метсо" in shown
    assert run_leadcli("log", "replay", folder=tmp_path, language="en").code == 0


STATED = ("structure=territory", "structure=activity", "ownership=one_person", "ownership=each_own", "lead=a", "lead=b",
          "country=FI", "country=KZ", "brand=реал", "brand=сталь", "kind=franchise", "kind=public_network", "owner=a",
          "last_contact=2026-11-20", "head=c0", "x=y")  # fmt: skip


def test_an_argument_s_outcome_is_the_judge_s_own() -> None:
    """Over random cases: the outcome that is told is that of the case with the fact in it, as if asked so."""
    chance = random.Random("stated")
    effects = set()
    for _ in range(300):
        facts, policy, text = facts_of(a_case(chance)), a_policy(chance), chance.choice(STATED)
        judgment = judge(policy, facts)
        if not judgment.owner:
            continue
        said = read(text, "--argues", chance.choice("abcd"))
        pleaded = replace(facts, question=replace(facts.question, stated=(said,)))
        (argued,) = arguments(policy, pleaded, judgment)[said.by]
        effects.add(argued.effect)
        given = replace(facts, question=replace(facts.question, stated=(replace(said, by=""),)))
        if argued.effect == "unasked":
            assert made(facts, said) is None
            assert stated(given) == given
            continue
        ruled = judge(policy, stated(given))
        assert (ruled.owner, ruled.rule) == (argued.owner, argued.rule)
        assert (argued.effect == "wins") == (bool(ruled.owner) and ruled.owner == said.by != judgment.owner)
    assert effects >= {"wins", "moves", "same", "unasked"}


def test_a_field_of_both_records_is_told_by_its_prefix() -> None:
    assert read("group.country=FI", "--fact") == Statement("country", "FI", "", "group")
    assert read("country=FI", "--fact") == Statement("country", "FI", "", "client")
    with pytest.raises(Refusal):
        read("group.country=Нигдения", "--fact")


@pytest.mark.parametrize("page", ["disputes.md", "disputes.ru.md"])
def test_the_documentation_names_every_field_that_may_be_stated(page: str) -> None:
    rows = [line for line in (ROOT / "docs" / page).read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    for fields in OWN.values():
        assert any(all(f"`{name}`" in row for name in fields) for row in rows), fields


@pytest.mark.parametrize(
    ("text", "about", "field", "value"),
    [
        ("kind=franchise", "group", "kind", "franchise"),  # only groups have it
        ("group.kind=франшиза", "group", "kind", "франшиза"),
        ("city=Тула", "client", "city", "Тула"),
        ("Город=Тула", "client", "city", "Тула"),
        ("client.city=Тула", "client", "city", "Тула"),
        ("Клиент . country=FI", "client", "country", "FI"),
        ("группа.country=FI", "group", "country", "FI"),
        ("since=2026-01-01", "client", "since", "2026-01-01"),  # both have it
        ("group.since=2026-01-01", "group", "since", "2026-01-01"),
        (" structure = activity ", "group", "structure", "activity"),
        ("client.kind=x", "", "client.kind", "x"),  # words of one's own
        ("a=b=c", "", "a", "b=c"),
    ],
)
def test_what_a_statement_is_about(text: str, about: str, field: str, value: str) -> None:
    assert read(text, "--fact", "b") == Statement(field, value, "b", about)


@pytest.mark.parametrize(
    ("text", "said", "remedy"),
    [
        ("owner=", "{option}: {value} states nothing", "write it as FIELD=VALUE, such as structure=activity"),
        ("=x", "{option}: {value} states nothing", "write it as FIELD=VALUE, such as structure=activity"),
        ("x", "{option}: {value} states nothing", "write it as FIELD=VALUE, such as structure=activity"),
        ("country=Нигдения", "{option}: {why}", "write two letters, such as RU, FI, JP"),
        ("structure=x", "{option}: {why}", "take one of the listed values"),
        ("last_contact=вчера", "{option}: {why}", "write it as 2026-03-12 or 12.03.2026"),
        ("head_office=может", "{option}: {why}", "write yes or no (да, нет)"),
    ],
)
def test_what_states_nothing(text: str, said: str, remedy: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(text, "--fact")
    assert [each.text for each in refused.value.said] == [said, remedy]
