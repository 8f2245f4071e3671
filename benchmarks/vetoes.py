"""What each veto of a sure answer is worth: all of them, each left out in turn, and none, on labelled callers.

    python -m benchmarks.vetoes FOLDER [FOLDER …] [--generated 2000]

A FOLDER is a set that ``benchmarks.recognition_sets`` names. A veto that is no law (``acceptance.MEASURED``) is
needless where without it as few sure answers are wrong.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from benchmarks.recognition import Row, markdown
from benchmarks.recognition_measures import Answer, by_status, said
from benchmarks.recognition_sets import Source, read_sources
from leadcli.domain.company import Caller
from leadcli.domain.match import Match
from leadcli.resolution import Directory, who_is
from leadcli.resolution.decision import acceptance
from leadcli.workspace.opening import open_workspace


@contextmanager
def without(names: Iterable[str]) -> Iterator[None]:
    """Some vetoes left out for a while."""
    kept = dict(acceptance.VETOES)
    for name in names:
        del acceptance.VETOES[name]
    try:
        yield
    finally:
        acceptance.VETOES.clear()
        acceptance.VETOES.update(kept)


def rows(source: Source) -> Iterator[Row]:
    """The line of each choice of vetoes."""
    directory = open_workspace(source.workspace).directory
    yield "all vetoes", measured(source, directory)
    for name in list(acceptance.VETOES):
        with without([name]):
            yield f"no {name}" + (" (law)" if name in acceptance.LAWS else ""), measured(source, directory)
    with without(list(acceptance.VETOES)):
        yield "none", measured(source, directory)


def measured(source: Source, directory: Directory) -> Mapping[str, float | int | None]:
    """What is sure and wrong, and sure and right, of a source's callers."""
    answers = {case.id: _answer(who_is(Caller(case.caller, **case.fields), directory)) for case in source.cases}
    told = [said(case, answers[case.id]) for case in source.cases]
    counts = {word: told.count(word) for word in ("sure right", "sure wrong", "asked")}
    return {**counts, **{f"share: {name}": share for name, share in by_status(source.cases, answers).items()}}


def _answer(match: Match) -> Answer:
    found = tuple((c.client_id, c.group_id, c.score) for c in match.candidates)
    return Answer(match.status, match.client_id, match.group_id, found)


def main() -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--generated", type=int, default=0)
    parser.add_argument("--rules", type=Path, default=Path(__file__).parent.parent / "rules.yaml")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as room:
        for folder in asked.folders:
            for source in read_sources(folder, Path(room), asked.rules, asked.generated, 1):
                print(markdown(source.name, list(rows(source))), end="\n\n", flush=True)


if __name__ == "__main__":
    main()
