"""A third language is planted, a folder of two files, and followed to all that a user reads.

Its catalogue is machine-made: every sentence of the code in letters that no English word has. What is still English in
an answer has not gone through the catalogue, and fails with its line. It has one form for every number, and writes
numbers, days, lists and quotes as no other language does.

As a script this file answers the calls of standard input by the languages of a folder, which are thus found anew.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT, TODAY, Ran, run_leadcli

CODE = "ja"  # one form for every number
LOCALE = {
    "name": "Planted", "known_as": ["planted"], "decimal": "'", "thousands": "_", "quotes": "<>", "separator": " / ",
    "day_form": "{0.day}|{0.month}|{0.year}",
}  # fmt: skip
LEFT_OUT = "no decision departs from the policy"  # a sentence that the catalogue lacks
PLAIN = "abcdefghijklmnopqrstuvwxyz"
ODD = "ȧƀċḋėḟġḣīĵķŀṁṅȯṗɋṙṡṫüṽẇẋẏż"
LETTERS = str.maketrans(PLAIN + PLAIN.upper(), ODD + ODD.upper())
CALL = ("who-owns", "Метсо Калуга", "--taken-by", "Дима", "--on", TODAY)


def planted(text: str) -> str:
    """A sentence in the planted language: its blanks stay."""
    return re.sub(r"\{\w*\}|[A-Za-z]+", lambda m: m[0] if m[0].startswith("{") else m[0].translate(LETTERS), text)


def plant(home: Path) -> None:
    """The folders of all languages with one more: its locale.json and its catalogue."""
    from babel.messages.catalog import Catalog
    from babel.messages.mofile import write_mo

    sys.path.insert(0, str(ROOT / "scripts"))
    import catalogue

    shutil.copytree(ROOT / "leadcli" / "locales", home, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (home / CODE / "LC_MESSAGES").mkdir(parents=True)
    (home / CODE / "locale.json").write_text(json.dumps(LOCALE), encoding="utf-8")
    made = Catalog(CODE)
    assert made.num_plurals == 1
    for sentence in catalogue.sentences():
        if isinstance(sentence, tuple):
            made.add(sentence, (planted(sentence[1]),))
        elif sentence != LEFT_OUT:
            made.add(sentence, planted(sentence))
    with (home / CODE / "LC_MESSAGES" / "leadcli.mo").open("wb") as file:
        write_mo(file, made)


def furnish(team: Path) -> None:
    """The sample workspace with its sentences in the planted language too; an export, callers, broken workspaces."""

    def more(tree: Any) -> Any:
        if isinstance(tree, list):
            return [more(each) for each in tree]
        if not isinstance(tree, dict):
            return tree
        return {**tree, CODE: planted(tree["en"])} if "en" in tree else {k: more(v) for k, v in tree.items()}

    team.mkdir()
    shutil.copytree(ROOT / "data", team / "data")
    for name in ("rules.yaml", "tests.yaml"):
        tree = yaml.load((ROOT / name).read_text(encoding="utf-8"), yaml.BaseLoader)
        (team / name).write_text(yaml.safe_dump(more(tree), allow_unicode=True, sort_keys=False), encoding="utf-8")
    rows = ["1;ООО «Мется Борд»;Дима", "2;Мется Калуга;Павел", "3;Заря Востока;", "4;Родник;Кто-то", "5;Лютик",
            "6;Мется Тиссью;Виктор", "7;Мется Тиссью;Ирина"]  # fmt: skip
    (team / "export.csv").write_text("\n".join(["id;Компания;Ответственный", *rows]) + "\n", encoding="utf-8")
    (team / "callers.csv").write_text("caller\nМетсо Калуга\nРодник\nЗаря\n", encoding="utf-8")
    labelled = "caller,client_id,group_id\n" + 15 * "Мется Калуга,,metsa\nЗаря,,\n"
    (team / "labelled.csv").write_text(labelled, encoding="utf-8")
    bare = "rules: [{id: taken, when: always, owner: taker, client: '{owner}'}]"
    (team / "bare.yaml").write_text(bare, encoding="utf-8")
    errors = ROOT / "tests" / "errors"
    for code in BROKEN:
        shutil.copytree(errors / "base", team / "broken" / code)
        shutil.copytree(errors / code, team / "broken" / code, dirs_exist_ok=True)
        if any((errors / code / "data").glob("groups.[xj]*")):
            (team / "broken" / code / "data" / "groups.yaml").unlink()


# --- what is asked ----------------------------------------------------------------------------------------------------
BROKEN = sorted(p.name for p in (ROOT / "tests" / "errors").iterdir() if p.is_dir() and p.name != "base")
ONE = ("--workers", "1")
DEAD = ROOT / "tests" / "policies" / "dead-by-two.yaml"
ANY = "rules conditions columns languages system"
# What is asked, in this order; and which words of the files each answer may hold (see KNOWN).
ASKED: dict[str, tuple[tuple[str, ...], str]] = {
    "asked": (CALL, "rules columns"),
    "claims": ((*CALL, "--claim", "Дима", "--claim", "Ирина"), "rules columns"),
    "explain": ((*CALL, "--explain"), "rules conditions columns figures"),
    "brief": ((*CALL, "--brief"), "rules"),
    "cover": (("who-owns", "ООО «Ромашка»", "--taken-by", "Павел", "--absent", "Ирина", "--on", TODAY), "rules"),
    "load": (("who-owns", "Заря Востока", "--on", TODAY), "rules"),
    "several": (("who-owns", "Родник", "--on", TODAY), "rules"),
    "match": (("match", "callers.csv", *ONE), "columns"),
    "match-score": (("match", "labelled.csv", "--score"), "columns"),
    "calibrate": (("calibrate", "labelled.csv", "--dry-run"), "columns"),
    "calibrate-few": (("calibrate", "callers.csv"), "columns"),
    "show": (("policy", "show", "."), "rules conditions"),
    "show-conditions": (("policy", "show", "--conditions"), "conditions"),
    "check": (("policy", "check"), "rules conditions"),
    "check-explain": (("policy", "check", "--explain"), "rules conditions columns"),
    "check-dead": (("policy", "check", str(DEAD), "-v"), "rules conditions columns"),
    "test": (("policy", "test", "--explain"), "rules"),
    "test-mutate": (("policy", "test", "--mutate"), "rules conditions"),
    "test-other": (("policy", "test", "by-activity", "--mutate"), "rules conditions"),
    "compare": (("policy", "compare", ".", "first-come", "--on", "data", "--day", TODAY, *ONE), "rules"),
    "compare-export": (("policy", "compare", ".", "even", "--on", "export.csv", "--day", TODAY, *ONE), "rules crm"),
    "compare-page": (("policy", "compare", ".", "bare.yaml", "--format", "html", "-o", "c.html", *ONE), ""),
    "infer": (("policy", "infer", "--on", "data", "--day", TODAY, *ONE), "rules"),
    "infer-export": (("policy", "infer", "--on", "export.csv", "--day", TODAY, *ONE), "rules crm"),
    "new": (("policy", "new", "ours"), "rules"),
    "init": (("init", "begun"), ""),
    "schema": (("schema", "--write"), ""),
    "no-ledger": (("log", "verify"), ""),
    "reassign": (("reassign", "export.csv", "-o", "p.xlsx", "--report", "p.html", "--on", TODAY, *ONE), "rules crm"),
    "apply": (("apply", "p.jsonl", "-o", "new.csv"), ""),
    "undo": (("undo", "1", "new.csv", "-o", "old.csv"), ""),
    "record": ((*CALL, "--record", "--by", "Анна"), "rules columns"),
    "list": (("log", "list"), "rules kinds"),
    "decide": (("decide", "3", "--owner", "Дима", "--why", "потому"), ""),
    "drift": (("log", "drift"), "rules"),
    "precedent": (CALL, "rules columns"),
    "show-entry": (("log", "show", "3"), "rules columns"),
    "replay": (("log", "replay"), "rules"),
    "shares": (("log", "shares"), ""),
    "verify": (("log", "verify"), ""),
    "revert": (("log", "revert", "4", "--why", "ошибка"), ""),
    "forget": (("log", "forget", "3"), ""),
    "import-strange": (("log", "import", "p.jsonl"), ""),
    "no-file": (("match", "nowhere.csv"), "system"),
    "no-policy": (("policy", "show", "nowhere"), "system"),
    "no-rule": (("policy", "show", "--rule", "same-nam"), "rules"),
    "no-manager": (("who-owns", "x", "--taken-by", "Ирена"), ""),
    "no-country": (("who-owns", "x", "--country", "Атлантида"), ""),
    "no-day": (("who-owns", "x", "--on", "завтра"), ""),
    "no-workspace": (("who-owns", "x", "--workspace", "data"), "columns"),
    "no-column": (("reassign", "callers.csv", "-o", "x.jsonl"), "crm columns"),
    "no-language": (("who-owns", "x", "--lang", "xx"), "languages"),
    "no-command": (("policy", "shw"), "commands"),
    "no-option": (("who-owns", "--brif"), ""),
    "no-value": (("who-owns", "x", "--on"), ""),
    "no-argument": (("match",), ""),
    "no-number": (("log", "show", "x"), ""),
    "out-of-range": (("match", "callers.csv", "--workers", "-1"), ""),
    "too-much": (("match", "callers.csv", "callers.csv"), ""),
    **{f"broken {code}": (("data", "check", "--workspace", f"broken/{code}"), ANY)
       for code in BROKEN},
}  # fmt: skip
JSON = {
    "asked": CALL, "load": ("who-owns", "Заря Востока", "--on", TODAY), "match": ("match", "callers.csv", *ONE),
    "show": ("policy", "show", "."), "show-conditions": ("policy", "show", "--conditions"),
    "check": ("policy", "check"), "test": ("policy", "test", "--mutate"), "verify": ("log", "verify"),
    "compare": ("policy", "compare", ".", "first-come", "--day", TODAY, *ONE),
    "infer": ("policy", "infer", "--day", TODAY, *ONE), "broken": ("data", "check", "--workspace", "broken/rule-empty"),
}  # fmt: skip


# --- what may stay as it is -------------------------------------------------------------------------------------------
@cache
def known() -> dict[str, set[str]]:
    """Words that are the same in every language, by what they are."""
    from leadcli.analysis.testing.example_parsing import CALLER_KEYS, EXAMPLE_KEYS, EXPECT_KEYS, FILE_KEYS
    from leadcli.domain.problems import CODES
    from leadcli.fields.crm_presets import PRESETS
    from leadcli.fields.table import EXPORT, TABLES
    from leadcli.ledger.sql_schema import KINDS
    from leadcli.locales import codes
    from leadcli.policy.conditions import CONDITIONS
    from leadcli.policy.owners import OWNERS
    from leadcli.policy.policy import BLANKS, JOINTS, POLICY_KEYS, RULE_KEYS
    from leadcli.resolution.scoring.boosted_trees import model
    from leadcli.workspace.opening import READY_MADE, open_policy

    policies = {name: policy for name in READY_MADE if (policy := open_policy(None, name)[0]) is not None}
    columns = {word for t in TABLES.values() for c in t for word in (*c.spellings, *c.choices)}
    keys = {*POLICY_KEYS, *RULE_KEYS, *FILE_KEYS, *EXAMPLE_KEYS, *CALLER_KEYS, *EXPECT_KEYS, *BLANKS}
    dead = re.findall(r"id: ([\w-]+)", DEAD.read_text(encoding="utf-8"))
    return {
        # Rules and policies are called by their ids, as they stand in rules.yaml; "consolidate" is no rule, but --so.
        "rules": {*policies, *(rule.id for policy in policies.values() for rule in policy.rules), *dead, "dead-by-two"},
        # Conditions and owners are written so in rules.yaml, and explained beside it in words.
        "conditions": {
            *CONDITIONS,
            *OWNERS,
            *JOINTS,
            *(w for c in CONDITIONS.values() for w in (*c.choices, c.argument)),
        },
        # Figures of a score are called as in the model's file; docs/matching.md explains them.
        "figures": {*model().names},
        # Columns, keys and cells are written so in the files; a table is called by its file. Made-up cards have ids.
        "columns": {
            *columns,
            *keys,
            *TABLES,
            "from",
            "to",
            "yes",
            "client_id",
            "group_id",
            *["own", "rival", "sister", "spare"],
        },
        # Presets are names of CRMs; fields are given so to --map; encodings and formats are names.
        "crm": {*(f.name for f in EXPORT), *(p.name for p in PRESETS), "utf-8", "UTF-8", "CSV"},
        # Kinds of entries, as log list --json has them.
        "kinds": set(KINDS),
        "languages": {*codes(), CODE},
        "commands": {"show"},
        # What the system or a library says of a file is not ours to translate; an encoding is a name.
        "system": {
            "utf-8",
            *[
                "No",
                "such",
                "file",
                "or",
                "directory",
                "Cannot",
                "detect",
                "format",
                "did",
                "find",
                "expected",
                "tag",
                "yaml",
                "org",
            ],
        },
        # Always: the program, codes of problems, countries of the sample.
        "": {"leadcli", *CODES, "RU", "FI", "JP"},
    }


SHOWN_AS_TYPED = (
    r"leadcli who-owns .*--on \S+",  # the command that shows a finding
    r"leadcli who-owns \".*\" --\w+",  # the command that answers the question
    r"leadcli [a-z -]+(?= --)",  # a command whose help says more
    r"/[\w./-]+/docs\b(/[\w.-]+\.md)?",  # where the documentation lies
    r"<[a-z ]+>",  # a type of values, in the words of typer
    r"\{\w+\}",  # blanks of a rule's sentence
    r"\d{4}-\d\d-\d\dT[\d:]+Z",  # a moment
    r"^ *\d+ \|.*",  # the line of a file where something is wrong
    r"--(?:client|yes) \S+",  # a card's id, as it is to be typed
    r"(?<!\S)--?[a-z][\w-]*",  # options
    r"[\w./\\-]+\.(yaml|csv|xlsx|xls|ods|jsonl|html|json|sqlite|txt)\b(:\d+)*",  # files
    r"\b[A-Z]+(=[A-Z]+)?\b",  # what a command line wants: FILE, COLUMN=FIELD
    r"\b(sha256:)?[0-9a-f]{12,}\b",  # fingerprints
)
TYPED = {"command", "workspace", "example", "sentences", "caller", "path"}  # keys of JSON over what is as it was given


def english(text: str, allowed: set[str]) -> list[str]:
    """The lines that hold a word which is neither translated nor one that may stay as it is."""
    found = []
    for line in text.splitlines():
        rest = re.sub("|".join(SHOWN_AS_TYPED), " ", line)
        words = re.findall(r"(?<![^\W\d_])[A-Za-z][A-Za-z0-9]*(?:[-_][A-Za-z0-9]+)*(?![^\W\d_])", rest)
        if wrong := [word for word in words if word not in allowed and len(word) > 1]:
            found.append(f"{line.strip()} [{' '.join(wrong)}]")
    return found


def words_of(folder: Path, *more: str) -> set[str]:
    """The words that stand in the files of a folder."""
    texts = (
        p.read_text(encoding="utf-8", errors="replace") for p in folder.rglob("*") if p.suffix in (".csv", ".yaml")
    )
    return {*more, *(word for text in texts for word in re.findall(r"[\w-]+", text))}


def sentences_of(tree: Any) -> Iterator[str]:
    """The values of JSON that are for people: texts of several words, but for what is as it was given."""
    if isinstance(tree, dict):
        for key, each in tree.items():
            if key not in TYPED:
                yield from sentences_of(each)
    elif isinstance(tree, list):
        for each in tree:
            yield from sentences_of(each)
    elif isinstance(tree, str) and " " in tree:
        yield tree


# --- the answers ------------------------------------------------------------------------------------------------------
Ask = Callable[..., Ran]


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("planted")
    plant(folder / "locales")
    furnish(folder / "team")
    return folder / "team"


def answered(team: Path, calls: dict[str, tuple[str, ...]], language: str = CODE) -> dict[str, Ran]:
    """What a fresh leadcli, which finds the planted folder, says to calls made one after the other."""
    script = [sys.executable, __file__, str(team), language]
    asked = json.dumps({name: list(words) for name, words in calls.items()})
    ran = subprocess.run(script, input=asked, capture_output=True, encoding="utf-8", check=False)
    assert ran.returncode == 0, ran.stderr
    return {name: Ran(*told) for name, told in json.loads(ran.stdout).items()}


@pytest.fixture(scope="module")
def said(team: Path) -> dict[str, Ran]:
    """The answers to all that is asked for people."""
    return answered(team, {name: words for name, (words, _) in ASKED.items()})


@pytest.mark.parametrize("name", ASKED)
def test_nothing_is_said_in_english(name: str, said: dict[str, Ran]) -> None:
    words, groups = ASKED[name]
    ran = said[name]
    assert "Traceback" not in ran.err
    allowed = set().union(*(known()[group] for group in ("", *groups.split())), words)
    if name.startswith("broken "):
        allowed |= words_of(ROOT / "tests" / "errors" / name.removeprefix("broken "), "c1", "c2", "metsa")
    assert english(ran.out + ran.err, allowed) == [], f"leadcli {' '.join(words)}"
    assert re.search(f"[{ODD}]", ran.out + ran.err, re.IGNORECASE), "nothing at all was said"


def test_nor_on_pages_and_in_workbooks(team: Path, said: dict[str, Ran]) -> None:
    allowed = known()[""] | known()["rules"] | words_of(ROOT / "data", "data", "id", "taken", "bare")
    for name in ("p.html", "c.html"):
        page = (team / name).read_text(encoding="utf-8")
        assert f'<html lang="{CODE}">' in page
        assert '<body data-thousands="_">' in page
        page = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
        told = re.findall(r'(?:aria-label|placeholder)="(.*?)"', page)
        shown = "\n".join([*told, html.unescape(re.sub(r"<[^>]*>", "\n", page))])
        assert english(shown, allowed) == [], name
        assert planted("Clients") in shown or planted("Load before and after") in shown
    with zipfile.ZipFile(team / "p.xlsx") as book:
        parts = [
            book.read(name).decode() for name in book.namelist() if "/worksheets/sheet" in name or "shared" in name
        ]
        sheets = re.findall(r'<sheet name="(.*?)"', book.read("xl/workbook.xml").decode())
    cells = [html.unescape(cell) for part in parts for cell in re.findall(r"<t(?: [^>]*)?>(.*?)</t>", part)]
    assert english("\n".join([*sheets, *cells]), allowed) == []
    assert planted("All rows") in sheets


@pytest.fixture(scope="module")
def told(team: Path, said: dict[str, Ran]) -> dict[str, Ran]:
    """The answers for programs."""
    return answered(team, {name: (*words, "--json") for name, words in JSON.items()})


@pytest.mark.parametrize("name", JSON)
def test_nor_to_programs(name: str, told: dict[str, Ran]) -> None:
    out = told[name].out
    trees = [json.loads(out)] if out.startswith("{\n") else [json.loads(line) for line in out.splitlines()]
    texts = list(sentences_of(trees))
    assert english("\n".join(texts), set().union(*known().values())) == []
    assert re.search(f"[{ODD}]", "".join(texts), re.IGNORECASE) or name in ("verify", "infer"), (
        "nothing at all was said"
    )


def test_every_help_page(team: Path) -> None:
    from leadcli.cli.commands import command_tree
    from leadcli.cli.shared.usage import walk
    from leadcli.output.text.speech import Speech

    def paths(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
        yield path
        for name, child in getattr(command, "commands", {}).items():
            yield from paths(child, (*path, name))

    tree = command_tree(Speech("en"))
    every = list(paths(tree))
    pages = answered(team, {" ".join(path): (*path, "--help") for path in every})
    names = {word for path in every for word in path}
    for command in walk(tree):  # what is typed: choices and defaults
        names |= {word for p in command.params for word in re.findall(r"[\w.]+", f"{p.metavar} {p.default}")}
        names |= {word.strip("-") for p in command.params for word in p.opts}
    for path, page in pages.items():
        told = re.sub(r"(?m)^ +leadcli .*$", "", page.out)  # examples are typed as they are in every language
        assert english(told, known()[""] | known()["languages"] | names) == [], f"leadcli {path} --help"
    assert f"--{planted('lang')}" not in pages["who-owns"].out
    assert f"{CODE}|ru|en" in pages["who-owns"].out


def test_it_writes_as_its_folder_says(said: dict[str, Ran]) -> None:
    """Its numbers, days, lists, quotes, and its only form of a plural; no other decimal sign, no other day."""
    assert re.search(r"\b0'\d\d\b", said["asked"].out)
    assert "23|11|2026" in said["compare"].out
    assert "ООО «Родник» (Казань) / ООО «Родник» (Рязань)" in said["several"].out
    assert f"<{{client}} {planted('is on file')}" in said["show"].out
    assert f"1 {planted('letters')}" in said["asked"].out, "one form"
    assert f"0 {planted('errors')} / 0 {planted('warnings')}" in said["check"].out
    for name in ("asked", "claims", "cover", "load", "match", "match-score", "check", "compare", "shares", "precedent"):
        text = re.sub(r"--on \S+", "", said[name].out)
        assert not re.search(r"\d[.,]\d|\d{4}-\d\d-\d\d", text), name


def test_it_is_asked_for_in_any_way(team: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from leadcli import locales

    by_option = answered(team, {"asked": (*CALL, "--lang", CODE), "help": ("match", f"--lang={CODE}", "--help")}, "en")
    assert by_option == answered(team, {"asked": CALL, "help": ("match", "--help")})
    monkeypatch.setattr(locales, "HOME", team.parent / "locales")
    locales.codes.cache_clear()
    try:
        for given, environment, language in (
            (None, {"LANG": "ja_JP.UTF-8"}, CODE), (None, {"LC_ALL": "ja-JP", "LANG": "ru_RU"}, CODE),
            (None, {"LANG": "Planted_Land.1252"}, CODE), (None, {"LANG": "jam"}, "en"),
            (None, {"LANG": "C.UTF-8"}, "en"),
            (None, {"LANG": "Russian_Russia.1251"}, "ru"), (None, {"LANG": "ru"}, "ru"), (None, {}, "en"),
            (None, {"LEADCLI_LANG": CODE, "LANG": "ru_RU"}, CODE), ("ru", {"LEADCLI_LANG": CODE}, "ru"),
            ("xx", {"LEADCLI_LANG": CODE}, CODE), (None, {"LEADCLI_LANG": "xx", "LANG": "ru_RU"}, "en"),
        ):  # fmt: skip
            assert locales.language_of(given, environment) == language, (given, environment)
        monkeypatch.setattr(locales.os, "name", "nt")
        monkeypatch.setattr("locale.getlocale", lambda: ("Planted_Land", "1252"))
        assert locales.language_of(None, {}) == CODE
    finally:
        monkeypatch.undo()
        locales.codes.cache_clear()
    assert locales.codes() == ("ru", "en")


def test_what_it_lacks_is_said_in_english(team: Path, said: dict[str, Ran]) -> None:
    """A sentence that its catalogue has not; a policy without its words; and a text that is not even in English."""
    begun = (*CALL, "--record", "--workspace", "begun")
    calls = {"begun": begun, "lacks": ("log", "drift", "--workspace", "begun"), "ready": ("policy", "show", "even")}
    ran = answered(team, calls)
    assert ran["lacks"].out.strip() == LEFT_OUT
    assert "even: Evenly" in ran["ready"].out
    assert planted("then") in ran["ready"].out
    from leadcli.locales import locale_of

    assert locale_of("ru").choose({"de": "eins", "en": "one"}) == "one"
    assert locale_of("ru").choose({"de": "eins", "fr": "un"}) == "eins"
    assert locale_of("ru").choose({}) == ""


def test_rules_and_schema_know_it(team: Path, said: dict[str, Ran]) -> None:
    schema = json.loads((team / "schema" / "rules.json").read_text(encoding="utf-8"))
    assert list(schema["definitions"]["words"]["anyOf"][1]["properties"]) == [CODE, "ru", "en"]
    assert f"{CODE} / ru {planted('and')} en" in said["broken rule-language"].out
    assert f"{CODE} / ru / en" in said["no-language"].err
    ran = answered(team, {"asked": (*CALL, "--json"), "bare": (*CALL, "--policy", "bare.yaml", "--json")})
    assert set(json.loads(ran["asked"].out)["sentences"]["manager"]) == {CODE, "ru", "en"}
    assert json.loads(ran["bare"].out)["sentences"]["client"] == dict.fromkeys((CODE, "ru", "en"), "Дима")


if __name__ == "__main__":
    import leadcli.locales

    leadcli.locales.HOME = Path(sys.argv[1]).parent / "locales"
    calls = json.load(sys.stdin)
    told = {
        name: run_leadcli(*words, language=sys.argv[2], folder=Path(sys.argv[1]), width=200)
        for name, words in calls.items()
    }
    json.dump({name: (ran.code, ran.out, ran.err) for name, ran in told.items()}, sys.stdout)
