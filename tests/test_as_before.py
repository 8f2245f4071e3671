"""Many small answers at once, each a line of a table: what was asked, and all that came of it, kept as files.

The cases are drawn, not chosen: what no story tells of is held here too. ``LEADCLI_UPDATE=1`` writes the tables anew;
a line that changes is read like a case of its own.
"""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from conftest import TODAY
from test_matching import DIRECTORY, HEARD_DIRECTORY
from test_rows import judged
from test_what_if import POLICIES, a_case, facts_of

from leadcli.assignment.rows import Line, Options
from leadcli.domain.company import Caller
from leadcli.domain.frozen import as_dict, replace
from leadcli.domain.messages import Message
from leadcli.domain.ruling import Branch, Claim, Judgment, Step
from leadcli.fields.crm_presets import layout
from leadcli.fields.rows.row_kinds import Row
from leadcli.io.table_formats import Mark
from leadcli.output.text.speech import Speech
from leadcli.policy.claims import claims
from leadcli.policy.counterfactuals import what_if
from leadcli.policy.judge import judge
from leadcli.resolution import Directory, recognise

FOLDER = Path(__file__).parent / "as_before"
CASES = 70  # rulings that are drawn
ENGLISH = Speech("en")
Lines = Iterator[tuple[str, list[str]]]  # what is asked, and what came of it


def told(*said: Message | None) -> str:
    """Messages in one line, in English."""
    return "; ".join(ENGLISH.say(each) for each in said if each)


# --- who calls --------------------------------------------------------------------------------------------------------
def heard(name: str) -> Iterator[str]:
    """A name on file as it may be said: a part of it, more than it, with a slip in its longest word, shortened."""
    words = [word.strip('«»"(),.') for word in name.split()]
    longest = max(words, key=len)
    half = len(longest) // 2
    yield from (" ".join(words[::-1]), "".join(word[:1] for word in words))
    for place, word in enumerate(words):
        yield from (word, " ".join(words[:place] + words[place + 1 :]))
    for more in ("Юг", "7", "Сервис, Казань"):
        yield f"{name} {more}"
    start, one, other, end = longest[:half], longest[half : half + 1], longest[half + 1 : half + 2], longest[half + 2 :]
    for slip in (start + other + end, start + other + one + end, longest[:4]):
        yield name.replace(longest, slip)


def recognised(directory: Directory) -> Lines:
    """What is said of each caller: who it is, the candidates, the evidence with its weight, the question."""
    for name in dict.fromkeys(text for card in directory.book.clients.values() for text in heard(card.name)):
        match = recognise(Caller(name), directory)
        told_apart = {None: "", True: "new", False: "known"}[match.new_entity]
        yield (
            name,
            [
                f"{match.status} {match.client_id or match.group_id} {match.score:.3f}",
                " ".join(
                    filter(None, (told_apart, match.city, match.country, match.brand, "deniable" * match.deniable))
                ),
                " ".join(f"{c.client_id or c.group_id} {c.score:.3f}{'=' * c.tied}" for c in match.candidates),
                ", ".join(f"{each.signal}{each.weight:+.2f} {told(each.text)}" for each in match.evidence),
                told(match.question),
                match.alias.text if match.alias else "",
            ],
        )


# --- whose it is ------------------------------------------------------------------------------------------------------
def _step(step: Step) -> str:
    """A rule with each condition that was asked."""
    asked = " ".join(f"{'!' * c.negated}{c.key}={c.answer.value}{'' if c.needed else '?'}" for c in step.checks)
    return f"{step.rule} {step.outcome} [{asked}] {told(step.note)}".strip()


def _judged(judgment: Judgment) -> list[str]:
    shares = (
        f"{s.manager} {s.load:g} {s.share}{' ' + told(s.left_out) if s.left_out else ''}" for s in judgment.shares
    )
    return [
        f"{judgment.rule} -> {judgment.owner} {judgment.named_by}".strip(),
        told(judgment.why),
        told(judgment.ask),
        judgment.sister.id if judgment.sister else "",
        ", ".join(_step(step) for step in judgment.trace if step.outcome != "not_reached"),
        ", ".join(shares),
        ", ".join(map(_branch, judgment.branches)),
    ]


def _branch(branch: Branch) -> str:
    return f"{told(branch.change)} ({branch.size}) -> {branch.owner} by {branch.rule}"


def _claim(claim: Claim) -> str:
    sides = f"for: {told(*claim.supports)} against: {told(*claim.against)}"
    return f"{claim.manager} {claim.outcome} {claim.rule}: {told(claim.because)} {sides}"


def ruled() -> Lines:
    """What each policy says of cases that are drawn: the ruling with its trace, what would change it, the claims."""
    for number in range(CASES):
        policy, facts = POLICIES[number % len(POLICIES)], facts_of(a_case(random.Random(number)))
        judgment = judge(policy, facts)
        otherwise = what_if(policy, facts, judgment)
        yield (
            f"{policy.id} {number}",
            [
                *_judged(judgment),
                ", ".join(map(_branch, otherwise)),
                *map(_claim, claims(policy, [facts], judgment, otherwise)),
            ],
        )


# --- rows of an export ------------------------------------------------------------------------------------------------
NAMES = (
    "ООО «Мется Борд»", "Мется Калуга", "Метро 3", "ООО «Газпром Ромашка»", "РЖД Сервис", "Пасека Липа",
    "Пасека «Липа»", "Щегол Воск", "ИП Орлов А. А.", "Родник Плюс", "Итого", "", "Волжский металл", "Школа № 1536",
    "Кока-Кола", "Гимназия № 1534", "Севермоло",
)  # fmt: skip
OWNERS = ("", "", "", "Дима", "Виктор", "Ирина", "Кто-то", "Павел", "d.volkov@team.example", "Дима, Ольга")
INNS = ("", "", "", "7797228188", "7707083893", "7707083894", "#N/A")
CITIES = ("", "", "Москва", "Калуга", "Пермь")
OPTIONS: dict[str, dict[str, Any]] = {
    "as shipped": {}, "not taken by owners": {"owner_took": False}, "hidden too": {"hidden": True},
    "handed over": {"leaver": "Дима"}, "to an heir": {"leaver": "Дима", "heir": "Ольга"},
}  # fmt: skip
OF_THE_ROW = ("row", "id", "caller", "was", "match", "reason")
COLUMNS = ("id", "name", "owner", "inn", "city")


def batches() -> Lines:
    """What becomes of the rows of small exports, of clients and of leads, under each option."""
    rng = random.Random("batches")
    for title, options in OPTIONS.items():
        for kind in ("clients", "leads"):
            drawn = [(str(n), *map(rng.choice, (NAMES, OWNERS, INNS, CITIES))) for n in range(1, 15)]
            marks: list[Mark] = ["formula", "error", "covered"]
            rows = [
                Row(n, cells, ((2, rng.choice(marks)),) if rng.random() < 0.08 else (), hidden=rng.random() < 0.08)
                for n, cells in enumerate(drawn, 1)
            ]
            settled = Options(date.fromisoformat(TODAY), **options)
            for row, line in zip(
                rows, judged(rows, settled, replace(layout(COLUMNS, "plain"), rows=kind)), strict=True
            ):
                yield f"{title}, {kind} {' / '.join(row.cells)}{' hidden' * row.hidden}", [_line(line)]


def _line(line: Line) -> str:
    """All that a line says, but for what stands in its row."""
    fields = {
        k: v for k, v in as_dict(line).items() if v and k not in ("row", "id", "caller", "was", "match", "reason")
    }
    return " ".join(f"{name}={shown}" for name, shown in fields.items()) + f": {told(line.reason)}"


TABLES: dict[str, Callable[[], Lines]] = {
    "crafts": lambda: recognised(DIRECTORY),
    "said": lambda: recognised(HEARD_DIRECTORY),
    "rulings": ruled,
    "batches": batches,
}


@pytest.mark.parametrize("table", TABLES)
def test_each_line_is_as_before(table: str) -> None:
    as_before(table, TABLES[table]())


def as_before(table: str, came: Lines) -> None:
    """What came is what the table holds."""
    lines = "".join(f"{asked}: {' | '.join(filter(None, told))}\n" for asked, told in came)
    path = FOLDER / f"{table}.txt"
    if os.environ.get("LEADCLI_UPDATE"):
        path.write_text(lines, encoding="utf-8")
    assert lines.splitlines() == path.read_text(encoding="utf-8").splitlines()
