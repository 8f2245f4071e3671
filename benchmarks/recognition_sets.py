"""Labelled callers of any source in one shape, and a workspace to ask them in.

A folder is one of these, and which of them is seen by its files:

* directory.csv (id, name) and callers.jsonl (id, caller, kind, truth, also): names alone, no groups, cities or owners;
* directory.json (managers, groups, clients) and cases.jsonl (id, caller, expect, kind …): the development set;
* ws/ (a workspace) and dev.jsonl (id, kind, caller, fields, expected): outcomes that are allowed, such as accept:c:ID.

Callers can be made over the directory of the first two (``benchmarks.generated_callers``).
"""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from benchmarks.distortions import is_cyrillic
from benchmarks.generated_callers import callers, read_directory

MANAGERS = ("Anna", "Boris", "Vera", "Gleb", "Dina")
TAKER = "Newcomer"  # takes every call, and has no clients
FIELDS = ("city", "country", "inn", "phone", "email", "website")
CLIENT = ("id", "name", "group", "city", "country", "inn", "phone", "email", "website", "head_office", "activity",
          "owner", "last_contact")  # fmt: skip


@dataclass(frozen=True)
class Case:
    """A caller, who it is (``truth``: the id of a card or a group, empty for nobody), and what may be answered.

    ``also`` are answers that are as good. ``expect`` is "ask" where a sure answer is a fault whoever it names.
    ``outcomes`` are allowed outcomes as text, of a source that says them so. ``entity`` is the organisation that the
    case is about, known or not, by which folds are made.
    """

    id: str
    caller: str
    kinds: tuple[str, ...]
    truth: str = ""
    also: frozenset[str] = frozenset()
    expect: str = ""
    outcomes: tuple[str, ...] = ()
    entity: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)

    def is_right(self, client: str, group: str) -> bool:
        """Whether an answer names who it is: the card, or a card of the group where the group is the truth."""
        if not self.truth:
            return False
        return client == self.truth or group == self.truth or (client or group) in self.also

    @property
    def is_spelt(self) -> bool:
        """Whether the caller is known and can be found by spelling and sound."""
        return bool(self.truth) and not self.kinds[0].endswith(("acronym", "translated"))

    @property
    def is_cyrillic(self) -> bool:
        """Whether the caller or the card is Cyrillic."""
        return is_cyrillic(self.caller) or "cyrillic" in self.kinds[0] or self.kinds[0] == "into latin"


@dataclass(frozen=True)
class Source:
    """Callers of one origin and the workspace that they ring."""

    name: str
    workspace: Path
    cases: tuple[Case, ...]

    def only(self, chosen: Callable[[Case], bool]) -> Source:
        """The same source with some of its cases."""
        return replace(self, cases=tuple(case for case in self.cases if chosen(case)))


def read_sources(folder: Path, room: Path, rules: Path, generated: int, seed: int) -> list[Source]:
    """The sources of a folder: its own callers, and those made over its directory; workspaces go to ``room``."""
    if (folder / "dev.jsonl").exists():
        return [Source(folder.name, folder / "ws", tuple(map(_allowed, _lines(folder / "dev.jsonl"))))]
    workspace = room / folder.name
    is_bench = (folder / "directory.json").exists()
    (_write_bench if is_bench else _write_names)(folder, workspace)
    shutil.copy(rules, workspace / "rules.yaml")
    own = (
        [_bench_case(x) for x in _lines(folder / "cases.jsonl")]
        if is_bench
        else list(map(_named, _lines(folder / "callers.jsonl")))
    )
    found = [Source(folder.name, workspace, tuple(own))]
    if generated:
        unknown = [case.caller for case in own if case.kinds == ("unknown",)]
        made = {line["id"]: line for line in callers(read_directory(folder), unknown, seed, generated)}
        found.append(Source(f"{folder.name}, generated", workspace, tuple(map(_named, made.values()))))
    return found


def fold_of(case: Case, folds: int) -> int:
    """Which fold a case falls into: all cases of an organisation into one."""
    return int(hashlib.sha1(case.entity.encode()).hexdigest(), 16) // 2 % folds


def _lines(path: Path) -> Iterable[dict[str, Any]]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def _named(line: Mapping[str, Any]) -> Case:
    """A case of callers.jsonl, or a generated one. An id such as Q42-7 is about the organisation Q42."""
    entity = line["truth"] or next(iter(line.get("near", ())), line["id"].split("-")[0])
    fields = {name: line[name] for name in FIELDS if line.get(name)}
    also = frozenset(line["also"])
    return Case(
        line["id"], line["caller"], (line["kind"],), line["truth"], also, line.get("expect", ""), (), entity, fields
    )


def _bench_case(line: Mapping[str, Any]) -> Case:
    expect = line["expect"]
    several = expect.get("ambiguous_between") or ()
    truth = "" if several else expect["client_id"] or expect["group_id"] or ""
    entity = expect["group_id"] or expect["client_id"] or (several[0] if several else line["id"])
    fields = {name: line[name] for name in FIELDS if line.get(name)}
    asked = "ask" if several else ""
    return Case(line["id"], line["caller"], tuple(line["kind"]), truth, frozenset(), asked, (), entity, fields)


def _allowed(line: Mapping[str, Any]) -> Case:
    targets = [one.split(":", 2)[-1] for one in line["expected"] if one.count(":") == 2]
    outcomes, first = tuple(line["expected"]), targets[0] if targets else ""
    entity = next(iter(line.get("rows") or ()), line["id"])
    return Case(
        line["id"], line["caller"], (line["kind"],), first, frozenset(targets), "", outcomes, entity, line["fields"]
    )


def _write_names(folder: Path, workspace: Path) -> None:
    """Cards with names alone; owners are given out by a hash, so that it is seen whose client goes to whom."""
    with (folder / "directory.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["id"], row["name"], _owner(row["id"])) for row in csv.DictReader(file)]
    data = _data(workspace, (*MANAGERS, TAKER))
    (data / "groups.yaml").write_text("- id: nobody-s\n  name: Кхмпфрт\n", encoding="utf-8")
    with (data / "clients.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "name", "owner"), *rows])


def _write_bench(folder: Path, workspace: Path) -> None:
    found = json.loads((folder / "directory.json").read_text(encoding="utf-8"))
    data = _data(workspace, (*found["managers"], TAKER))
    _write_yaml(data / "groups.yaml", found["groups"])
    with (data / "clients.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, CLIENT, restval="", extrasaction="ignore")
        writer.writeheader()
        for card in found["clients"]:
            domain = card.get("email_domain")
            email, head = f"info@{domain}" if domain else "", "yes" if card["is_head"] else "no"
            writer.writerow({**card, "group": card["group_id"], "email": email, "head_office": head})


def _data(workspace: Path, managers: Sequence[str]) -> Path:
    data = workspace / "data"
    data.mkdir(parents=True, exist_ok=True)
    _write_yaml(data / "managers.yaml", [{"name": name} for name in managers])
    return data


def _write_yaml(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """A list of JSON objects, which is YAML."""
    lines = ("- " + json.dumps({k: v for k, v in row.items() if v}, ensure_ascii=False) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _owner(number: str) -> str:
    return MANAGERS[int(hashlib.sha1(f"owner {number}".encode()).hexdigest(), 16) % len(MANAGERS)]
