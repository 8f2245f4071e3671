"""What one dimension of a workspace costs alone: sizes n, 2n and 4n of each, the seconds of each, and how they grow.

    python -m benchmarks.bounds [NAME …] [--small]

A command that takes four times as long where something is twice as large is told, as is one beyond its bound. The last
size is what the bound is for. ``--small``: a twentieth of the sizes. Exit code 1 where something is beyond.
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
DAY = "2026-11-23"
WHO = ("who-owns", "Мется Калуга", "--on", DAY)
FLAT = 1.45  # how steep a line between the last two sizes may be: 1 is in proportion, 2 is a square
FIRST = ("Анна", "Пётр", "Ирина", "Дмитрий")
SHORT = 0.5  # seconds of the processor below which nothing is said of growth

Files = dict[str, str]


@dataclass(frozen=True)
class Bound:
    """A dimension: its largest size, what is written for a size, what is called, and the seconds that it may take.

    ``members``: of which group so many companies stand in the ledger.
    """

    size: int
    files: Callable[[int], Files]
    call: Callable[[int], tuple[str, ...]]
    seconds: float
    members: str = ""


def table(*rows: list[str]) -> str:
    """Rows as CSV."""
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue()


def clients(*rows: list[str], columns: str = "id,name,group,owner") -> Files:
    """The table of clients, of these rows."""
    return {"data/clients.csv": table(columns.split(","), *rows)}


def company(n: int, group: str = "", owner: str = "d1") -> list[str]:
    """A client of its own."""
    return [f"c{n}", f"ООО «{word(n)} {word(n * 7 + 3)}»", group, owner]


def word(n: int) -> str:
    """A word for a number, of three syllables that no name on file has."""
    parts = "бавогудежизеклимопрасетуфыхячо"
    return "".join(parts[2 * (n // 15**k % 15) :][:2] for k in range(4)).capitalize()


def groups(*rows: list[str]) -> Files:
    """The table of groups, of these rows."""
    return {"data/groups.csv": table(["id", "name", "parent"], *rows)}


def managers(count: int) -> Files:
    """So many managers."""
    rows = [[f"d{n}", f"{word(n)} {word(n + 5)}ов {n}"] for n in range(1, count + 1)]
    return {"data/managers.csv": table(["id", "name"], *rows)}


def rules(count: int) -> str:
    """So many rules that do not fire, and one that does."""
    text = (ROOT / "rules.yaml").read_text(encoding="utf-8")
    head, _, last = text.partition("rules:\n")
    lines = "".join(f"  - id: r{n}\n    when:\n      - client_on_file\n    owner: client_owner\n" for n in range(count))
    return f"{head}rules:\n{lines}{last}"


def examples(count: int) -> str:
    """So many examples."""
    one = "  - {name: e%d, caller: Мется Калуга %d, expect: {verdict: confirm}}\n"
    return f"policy: house\non: {DAY}\nexamples:\n" + "".join(one % (n, n) for n in range(count))


def absent(count: int) -> Files:
    """A manager with so many absences."""
    days = ", ".join(f"{{from: {1970 + n // 12}-{1 + n % 12:02}-03, to: {1970 + n // 12}-{1 + n % 12:02}-04}}"
                     for n in range(count))  # fmt: skip
    return {
        "data/managers.yaml": f"- {{id: d1, name: Анна Гранит, absences: [{days}]}}\n- {{id: d2, name: Пётр Базальт}}\n"
    }


def tree(depth: int) -> Files:
    """Groups, each below the one before."""
    rows = [[f"g{n}", f"Холдинг {word(n)} {n}", f"g{n - 1}" if n else ""] for n in range(depth)]
    return {**groups(*rows), **clients(company(1, f"g{depth - 1}"), company(2, "g0"))}


def named(n: int) -> tuple[str, ...]:
    """The question who calls from the group."""
    return "who-owns", "Группа Самоцвет", "--on", DAY


BOUNDS: dict[str, Bound] = {}


def bound(
    name: str, size: int, seconds: float, call: Callable[[int], tuple[str, ...]] = lambda n: WHO, members: str = ""
) -> Callable[[Callable[[int], Files]], Callable[[int], Files]]:
    """A dimension, by what is written for a size."""

    def enter(files: Callable[[int], Files]) -> Callable[[int], Files]:
        BOUNDS[name] = Bound(size, files, call, seconds, members)
        return files

    return enter


def check(n: int) -> tuple[str, ...]:
    """All problems."""
    return "data", "check"


@bound("companies of a group", 50_000, 1.0, named)
@bound("companies of a group, the page", 50_000, 2.0, lambda n: (*named(n), "--group", "g", "--trace"))
def of_a_group(n: int) -> Files:
    """A group of so many companies."""
    return {**groups(["g", "Группа Самоцвет", ""]), **clients(*(company(k, "g") for k in range(n)))}


@bound("companies of a group that the ledger knows", 50_000, 1.0, named, members="g")
def of_a_group_recorded(n: int) -> Files:
    """A group of which the tables know one company, and the ledger so many."""
    return {**managers(4), **groups(["g", "Группа Самоцвет", ""]), **clients(company(1, "g"), company(2, "", "d2"))}


bound("depth of a tree", 2_000, 1.0, lambda n: (*WHO, "--group", f"g{n - 1}"))(tree)
bound("depth of a tree, from the top", 2_000, 1.0, lambda n: (*WHO, "--group", "g0"))(tree)
bound("depth of a tree, checked", 2_000, 2.0, check)(tree)
bound("managers", 100_000, 15.0, lambda n: (*WHO, "--taken-by", "d7"))(managers)
bound("claims", 1_000, 10.0, lambda n: (*WHO, *(w for k in range(1, n + 1) for w in ("--claim", f"d{k}"))))(managers)
bound("absences", 10_000, 5.0)(absent)


@bound("problems", 5_000, 5.0, check)
@bound("problems, all of them", 5_000, 5.0, lambda n: (*check(n), "--json"))
def faulty(n: int) -> Files:
    """So many cards of a group and a manager that are not there."""
    return clients(*([f"c{k}", f"Фирма {k}", "нет", "никто"] for k in range(n)))


@bound("letters of a cell", 1_000_000, 2.0)
def long_cell(n: int) -> Files:
    """A name of so many letters, one word."""
    return clients(company(1), ["c2", "Фирма " + "я" * n, "", "d1"])


@bound("words of a cell", 100_000, 3.0)
def wordy_cell(n: int) -> Files:
    """A name of so many letters, in words."""
    return clients(company(1), ["c2", " ".join(map(word, range(n // 9))), "", "d1"])


@bound("columns", 10_000, 3.0, check)
def wide(n: int) -> Files:
    """So many columns."""
    return clients(
        ["c1", "Фирма", "", "d1", *["x"] * n], columns="id,name,group,owner," + ",".join(f"k{k}" for k in range(n))
    )


@bound("columns, asked", 10_000, 3.0)
def wide_too(n: int) -> Files:
    """The same."""
    return wide(n)


@bound("groups", 100_000, 15.0)
def many_groups(n: int) -> Files:
    """So many groups."""
    return groups(*([f"g{k}", f"Холдинг {word(k)} {k}", ""] for k in range(n)))


# Linux takes no word of a command above 131,072 bytes, and these letters have two.
@bound("letters of the caller", 60_000, 5.0, lambda n: ("who-owns", ("Мется Калуга " * n)[:n], "--on", DAY))
@bound("letters of the caller, one word", 60_000, 5.0, lambda n: ("who-owns", "я" * n, "--on", DAY))
@bound("digits of the caller", 100_000, 5.0, lambda n: ("who-owns", "Мется " + "7905123 " * (n // 8), "--on", DAY))
def nothing(n: int) -> Files:
    """As it is."""
    return {}


@bound("rules", 5_000, 10.0)
@bound("rules, checked", 500, 10.0, lambda n: ("data", "check"))
def many_rules(n: int) -> Files:
    """So many rules."""
    return {"rules.yaml": rules(n)}


@bound("rules, tested", 500, 1.0, lambda n: ("policy", "test"))
def many_tested(n: int) -> Files:
    """So many rules, and some examples."""
    return {"rules.yaml": rules(n), "tests.yaml": examples(5)}


@bound("examples", 2_000, 10.0, check)
@bound("examples, tested", 2_000, 15.0, lambda n: ("policy", "test"))
def many_examples(n: int) -> Files:
    """So many examples."""
    return {"tests.yaml": examples(n)}


@bound("other names of a client", 20_000, 5.0)
def many_names(n: int) -> Files:
    """A client of so many names."""
    aliases = "|".join(f"{word(k)} {word(k + 9)}" for k in range(n))
    return clients([*company(1), ""], ["c2", "Фирма", "", "d1", aliases], columns="id,name,group,owner,aliases")


@bound("clients of one name", 20_000, 3.0, named)
def namesakes(n: int) -> Files:
    """So many clients of one name."""
    return clients(*([f"c{k}", "ООО «Самоцвет»", "", "d1"] for k in range(n)))


@bound("clients of one phone", 20_000, 3.0, lambda n: (*WHO, "--phone", "+79051234567"))
def one_phone(n: int) -> Files:
    """So many clients of one phone."""
    return clients(*([*company(k), "+79051234567"] for k in range(n)), columns="id,name,group,owner,phone")


@bound("links", 20_000, 10.0)
def linked(n: int) -> Files:
    """A chain of links."""
    rows = ([f"c{k}", f"c{k + 1}", "yes"] for k in range(n - 1))
    return {**clients(*(company(k) for k in range(n))), "data/links.csv": table(["client", "other", "answer"], *rows)}


@bound("owners of an export", 2_000, 20.0, lambda n: ("init", "made", "--from", "export.csv", "--yes"))
def many_owners(n: int) -> Files:
    """An export in which each company has an owner of its own."""
    rows = ([str(k), f"ООО «{word(k)} {word(k * 7 + 3)}»", f"{word(k * 11)}ов {FIRST[k % 4]}"] for k in range(n))
    return {"export.csv": table(["ID", "Компания", "Ответственный"], *rows)}


def workspace(team: Path, bound: Bound, n: int) -> None:
    """A workspace of two managers and two clients in which some files are those of a bound."""
    files = bound.files(n)
    (team / "data").mkdir(parents=True)
    shutil.copy(ROOT / "rules.yaml", team)
    whole = {**managers(2), **groups(["m", "Мется", ""]), **clients(company(1), company(2, "m")), **files}
    if "data/managers.yaml" in files:
        del whole["data/managers.csv"]
    for name, text in whole.items():
        (team / name).write_text(text, encoding="utf-8")
    if bound.members:
        from benchmarks.ledger_questions import fill

        fill(team, n, n, bound.members)


def seconds(team: Path, call: tuple[str, ...]) -> tuple[float, int, str]:
    """The processor's seconds of a second call, which finds the directory compiled; its exit code and last word."""
    import resource

    command = [sys.executable, "-m", "leadcli", *call, "--lang", "en"]
    for _ in range(2):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        try:
            ran = subprocess.run(command, cwd=team, capture_output=True, check=False, timeout=300)
        except subprocess.TimeoutExpired:
            return 300.0, -9, "more than 300 s"
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        if call[:2] == ("data", "check") or call[0] == "init":
            break
    said = ran.stderr.decode(errors="replace").strip().splitlines()[-1:] if ran.returncode == 2 else []
    return spent, ran.returncode, "".join(said)[:60]


def main() -> int:
    """Measure, and tell what grows too fast."""
    import math

    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("names", nargs="*")
    asked.add_argument("--small", action="store_true")
    given = asked.parse_args()
    beyond = 0
    for name, bound in BOUNDS.items():
        if given.names and name not in given.names:
            continue
        size = bound.size // (20 if given.small else 1)
        spent: list[float] = []
        for n in (size // 4, size // 2, size):
            with tempfile.TemporaryDirectory(prefix="leadcli-bounds-") as folder:
                team = Path(folder, "team")
                workspace(team, bound, n)
                taken, code, said = seconds(team, bound.call(n))
            spent.append(taken)
            if taken >= 300:
                break
        steep = math.log2(spent[-1] / max(spent[-2], 0.01)) if len(spent) > 1 else 0.0
        bad = spent[-1] > bound.seconds or (steep > FLAT and spent[-1] > SHORT) or code not in (0, 1, 2)
        beyond += bad
        shown = " ".join(f"{each:8.2f}" for each in spent)
        print(f"{name:34}{size:>9,}{shown}   ^{steep:4.1f}  exit {code} {'BEYOND' if bad else ''} {said}", flush=True)
    return 1 if beyond else 0


if __name__ == "__main__":
    start = time.monotonic()
    code = main()
    print(f"{time.monotonic() - start:.0f} s", file=sys.stderr)
    sys.exit(code)
