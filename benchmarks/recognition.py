"""How often callers are recognised, by source and kind, beside peers, and on what the model was not fitted to.

    python -m benchmarks.recognition FOLDER [FOLDER …] [--generated 4000] [--peers] [--rulings 500] [--kinds]
        [--fitter MODULE] [--leave-out sources directories folds kinds] [--into benchmarks/README.md]

A FOLDER is a set of labelled callers in one of the shapes that ``benchmarks.recognition_sets`` names; with
``--generated`` so many callers are made over each of them too. The shipped model is asked by ``leadcli match --json``.

A fitter is a module with two functions; then each source, each directory with all its sources, each fifth of the
organisations, and each kind is left out of the fit in turn and asked:

    fit(training: Sequence[Source], seed: int) -> model       anything; it is handed back
    answers(source: Source, model) -> Mapping[str, Answer]

``--into`` puts the tables between the marks of that page. A set that the model was fitted to proves nothing: read the
lines that say "left out".
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from benchmarks.recognition_measures import (
    Answer,
    Answers,
    by_kind,
    by_outcome,
    by_ruling,
    by_score,
    by_status,
)
from benchmarks.recognition_peers import PEERS, entries_of
from benchmarks.recognition_sets import FIELDS, Case, Source, fold_of, read_sources

FOLDS = 5
BEGIN, END = "<!-- recognition -->", "<!-- end -->"
Row = tuple[str, Mapping[str, float | int | None]]


class Fitter(Protocol):
    """What fits a model and asks it."""

    def fit(self, training: Sequence[Source], seed: int) -> Any:
        """A model of the cases of some sources."""

    def answers(self, source: Source, model: Any) -> Answers:
        """An answer for each case of a source by its id."""


def shipped(source: Source) -> dict[str, Answer]:
    """The answers of the installed command, with the model that it ships."""
    text = io.StringIO()
    writer = csv.DictWriter(text, ["id", "caller", *FIELDS], restval="")
    writer.writeheader()
    writer.writerows({"id": case.id, "caller": case.caller, **case.fields} for case in source.cases)
    command = [sys.executable, "-m", "leadcli", "match", "-", "--json", "--workspace", str(source.workspace)]
    done = subprocess.run(command, input=text.getvalue(), capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise SystemExit(done.stderr)
    return {line["id"]: Answer.of(line) for line in map(json.loads, done.stdout.splitlines())}


def overall(name: str, source: Source, answers: Answers, *, with_status: bool = True) -> Row:
    """The line of a source."""
    count = {"callers": len(source.cases)}
    status = by_status(source.cases, answers) if with_status else {}
    return name, {**count, **by_score(source.cases, answers), **status}


def left_out(
    sources: Sequence[Source], fitter: Fitter, seed: int, what: Iterable[str]
) -> Iterator[tuple[str, list[Row]]]:
    """What a model says of callers that it was not fitted to: of another source, another organisation, another kind."""
    for word, title in (("sources", "Each source left out of the fit"), ("directories", "Each directory left out")):
        if word in what:
            rows = []
            for source in sources:
                others = [x for x in sources if x.name != source.name]
                if word == "directories":
                    others = [x for x in others if x.workspace != source.workspace]
                rows.append(overall(source.name, source, fitter.answers(source, fitter.fit(others, seed))))
            yield title, rows
    if "folds" in what:
        answers: dict[str, dict[str, Answer]] = {source.name: {} for source in sources}
        for fold in range(FOLDS):
            inside = partial(_is_in, fold)
            model = fitter.fit([x.only(lambda case: not inside(case)) for x in sources], seed)  # noqa: B023 (asked at once)
            for source in sources:
                answers[source.name] |= fitter.answers(source.only(inside), model)
        yield "Each fifth of the organisations left out", [overall(x.name, x, answers[x.name]) for x in sources]
    if "kinds" in what:
        yield (
            "Each kind left out",
            [row for kind in _kinds(sources) for row in _without_kind(sources, fitter, seed, kind)],
        )


def _is_in(fold: int, case: Case) -> bool:
    return fold_of(case, FOLDS) == fold


def _without_kind(sources: Sequence[Source], fitter: Fitter, seed: int, kind: str) -> Iterator[Row]:
    def is_of(case: Case) -> bool:
        return kind in case.kinds

    model = fitter.fit([x.only(lambda case: not is_of(case)) for x in sources], seed)
    for source in (x.only(is_of) for x in sources):
        if source.cases:
            yield f"{source.name}: {kind}", by_kind(source.cases, fitter.answers(source, model))[kind]


def _kinds(sources: Sequence[Source]) -> list[str]:
    return sorted({kind for source in sources for case in source.cases for kind in case.kinds})


def tables(sources: Sequence[Source], asked: argparse.Namespace) -> Iterator[tuple[str, list[Row]]]:
    """All tables of a run: title, rows."""
    answers = {source.name: shipped(source) for source in sources}
    labelled = [x for x in sources if not any(case.outcomes for case in x.cases)]
    rows = []
    for source in labelled:
        rows.append(overall(source.name, source, answers[source.name]))
        rows += peers(source) if asked.peers else ()
    yield "The shipped model" + (", and peers" if asked.peers else ""), rows
    if allowed := [x for x in sources if x not in labelled]:
        yield (
            "Outcomes that are allowed",
            [
                (x.name, {"callers": len(x.cases), **by_outcome(x.cases, answers[x.name], groups_of(x))})
                for x in allowed
            ],
        )
    if asked.rulings:
        yield "Rulings", [(x.name, by_ruling(x, asked.rulings)) for x in labelled]
    if asked.kinds:
        for source in labelled:
            yield f"By kind: {source.name}", list(by_kind(source.cases, answers[source.name]).items())
    if asked.fitter:
        yield from left_out(labelled, import_module(asked.fitter), asked.seed, asked.leave_out)


def peers(source: Source) -> Iterator[Row]:
    """The lines of the peers that are installed."""
    entries = entries_of(source)
    for name, ask in PEERS.items():
        try:
            yield overall(f"{source.name}: {name}", source, ask(source, entries), with_status=False)
        except ImportError as missing:
            print(f"{name} was left out: {missing}", file=sys.stderr)


def groups_of(source: Source) -> dict[str, str]:
    """The group of each card of a source's workspace."""
    return {client: group for client, group, _ in entries_of(source) if client}


def markdown(title: str, rows: Sequence[Row]) -> str:
    """A table, its columns padded so that it reads as text too. Columns that no row has are left out."""
    names = [
        name
        for name in dict.fromkeys(x for _, row in rows for x in row)
        if any(row.get(name) is not None for _, row in rows)
    ]
    body = [[head, *(_figure(row.get(name)) for name in names)] for head, row in rows]
    lines = [["", *names], *body]
    wide = [max(4, *(len(line[i]) for line in lines)) for i in range(len(names) + 1)]
    written = ["| " + " | ".join(_padded(x, wide[i], i) for i, x in enumerate(line)) + " |" for line in lines]
    rule = "| " + " | ".join("-" * size if not i else "-" * (size - 1) + ":" for i, size in enumerate(wide)) + " |"
    return "\n".join([f"**{title}**", "", written[0], rule, *written[1:]])


def _padded(text: str, size: int, column: int) -> str:
    return text.rjust(size) if column else text.ljust(size)


def _figure(value: float | int | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else f"{value:.3f}"


def put_into(page: Path, text: str, begin: str = BEGIN) -> None:
    """The text between the marks of a page, in place of what stood there."""
    before, _, rest = page.read_text(encoding="utf-8").partition(begin)
    _, end, after = rest.partition(END)
    if not end:
        raise SystemExit(f"{page} has no marks {begin} … {END}")
    page.write_text(f"{before}{begin}\n{text}\n{END}{after}", encoding="utf-8")


def main(given: Sequence[str] | None = None) -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--generated", type=int, default=0)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--rulings", type=int, default=0, help="how many callers of each source; 0: none")
    parser.add_argument("--kinds", action="store_true")
    parser.add_argument("--fitter")
    parser.add_argument(
        "--leave-out", nargs="+", choices=("sources", "directories", "folds", "kinds"), default=("sources", "folds")
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rules", type=Path, default=Path(__file__).parent.parent / "rules.yaml")
    parser.add_argument("--into", type=Path)
    asked = parser.parse_args(given)
    written = []
    with tempfile.TemporaryDirectory() as room:
        found = [read_sources(x, Path(room), asked.rules, asked.generated, asked.seed) for x in asked.folders]
        for title, rows in tables([source for some in found for source in some], asked):
            written.append(markdown(title, rows))
            print(written[-1], end="\n\n", flush=True)
    if asked.into:
        put_into(asked.into, "\n\n".join(written))


if __name__ == "__main__":
    main()
