"""The report of a run balances: each row that was read has one action, and none is lost, whatever the file holds."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import xlsxwriter
from conftest import ROOT, TODAY, run_leadcli
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

HEADER = ("id", "name", "owner", "inn", "note")
NAMES = ("Пасека Липа", "Мется Борд", "Щегол Воск", "Итого", "Менеджер: Ольга", "Название компании", 'ООО "Кварц"', "")
OWNERS = ("", "Дима", "Виктор", "Кто-то", "#N/A", "Дима, Ольга", "не назначен")
NOTES = ("", 'монитор 24"', "a;b", "строка 1\nстрока 2", "'", "\x00", "\u2028")
ROWS = st.lists(
    st.tuples(
        st.sampled_from(NAMES), st.sampled_from(OWNERS), st.sampled_from(("", "7736050003", "123")),
        st.sampled_from(NOTES),
    ),
    min_size=1, max_size=12,
)  # fmt: skip
DAMAGE = st.sampled_from(["", "", "", "bare quote", "long", "short", "bytes", "blank", "empty"])


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("team")
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "rules.yaml", folder)
    return folder


def balanced(team: Path, file: str, *more: str) -> tuple[dict[str, int], str]:
    """The counts of a run, once JSON, page, plan and exit code agree; and all that the plan and its rejects say."""
    ran = run_leadcli("reassign", file, "-o", "p.jsonl", "--on", TODAY, "--json", *more, folder=team, language="en")
    assert ran.code in (0, 1), ran.err
    told = json.loads(ran.out)
    plan = (team / "p.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in plan.splitlines()[1:]]
    counts: dict[str, int] = told["actions"]
    assert counts == {action: sum(line["action"] == action for line in lines) for action in counts}
    assert sum(counts.values()) == len(lines)
    assert [line["row"] for line in lines] == sorted({line["row"] for line in lines})
    assert sum(told["left_out"].values()) == counts["skip"]
    assert sum(told["asked_about"].values()) == counts["ask"]
    assert (ran.code == 1) is (counts["reject"] > 0)
    page = run_leadcli("reassign", file, "-o", "p.jsonl", "--on", TODAY, *more, folder=team, language="en")
    words = " ".join(page.out.split())
    said = re.search(r"([\d,]+) rows: (.*?) (?:Clients|By rule|To ask|Left out|The export|plan:)", words)
    assert said is not None, page.out
    assert int(said[1]) == len(lines) == sum(int(each) for each in re.findall(r"(\d+) [a-z]", said[2]))
    rejects = team / "p.rejects.txt"
    return counts, plan + (rejects.read_text(encoding="utf-8") if rejects.exists() else "")


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(rows=ROWS, damage=st.lists(DAMAGE, min_size=12, max_size=12), quoted=st.booleans())
def test_a_damaged_table_loses_no_row(
    rows: list[tuple[str, str, str, str]], damage: list[str], quoted: bool, team: Path
) -> None:
    def cell(text: str) -> str:
        must = quoted or any(sign in text for sign in ';"\n')
        return '"' + text.replace('"', '""') + '"' if must else text

    pieces = [";".join(HEADER).encode()]
    for number, (row, how) in enumerate(zip(rows, damage, strict=False), 1):
        line = ";".join(cell(text) for text in (f"k-{number}", *row)).encode()
        own = f"k-{number};Пасека".encode()
        extra = {"blank": b";;;;", "empty": b""}.get(how)
        harmed = {"bare quote": own + ';;;дисплей 15"'.encode(), "long": line + b";x;y", "short": own,
                  "bytes": line + b"\xff\xfe"}  # fmt: skip
        pieces += [harmed.get(how, line), *([] if extra is None else [extra])]
    (team / "export.csv").write_bytes(b"\r\n".join(pieces) + b"\r\n")
    _, kept = balanced(team, "export.csv", "--encoding", "utf-8")
    assert [n for n in range(1, len(rows) + 1) if not re.search(rf"\bk-{n}\b", kept)] == []


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@example(rows=[("Итого", "", "", "")], hidden={1}, blank=set())
@given(rows=ROWS, hidden=st.sets(st.integers(1, 12)), blank=st.sets(st.integers(1, 12)))
def test_a_sheet_with_hidden_and_blank_rows_loses_none(
    rows: list[tuple[str, str, str, str]], hidden: set[int], blank: set[int], team: Path
) -> None:
    with xlsxwriter.Workbook(str(team / "export.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADER)
        for number, (name, owner, inn, _) in enumerate(rows, 1):
            if number not in blank:
                sheet.write_row(number, 0, (f"k-{number}", name, owner, inn, "-"))
            if number in hidden:
                sheet.set_row(number, None, None, {"hidden": True})
    there = {number for number in range(1, len(rows) + 1) if number not in blank}
    counts, kept = balanced(team, "export.xlsx")
    assert {n for n in there if not re.search(rf'"k-{n}"', kept)} == set()
    assert counts["skip"] >= len(there & hidden)
