"""Problems as people read them: file:line:column, what is wrong, the source line with a caret, the remedy.

Of many problems of one kind the first is shown, with the count and where more of them stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from leadcli.domain.messages import messages
from leadcli.domain.places import Place, Problem
from leadcli.output.text.layout import Row, columns
from leadcli.output.text.safe import harmless
from leadcli.output.text.speech import Speech

# A problem's source line, where its caret stands (from 1) and how long it is; None when there is no line to show.
Excerpts = Callable[[Problem], tuple[Problem, str, int, int] | None]
SHOWN = 3  # problems of one kind that are shown one by one, and places that are named of more


def kinds(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Problems of one kind together, each kind where its first one is: a code, in one column of one file."""
    found: dict[tuple[object, ...], list[Problem]] = {}
    for problem in problems:
        column = dict(problem.text.args).get("column")
        found.setdefault((problem.place.file, problem.code, problem.severity, column), []).append(problem)
    return list(found.values())


def page(problems: Iterable[Problem], excerpt: Excerpts, speech: Speech, every: bool = False) -> Iterator[Row]:
    """The problems in their order, each with its source line where there is one.

    More than a few of one kind are one entry with their count and three places; ``every``: each is shown.
    """
    listed = list(problems)
    many = [] if every else [alike for alike in kinds(listed) if len(alike) > SHOWN]
    first = {id(alike[0]): alike for alike in many}
    rest = {id(problem) for alike in many for problem in alike[1:]}
    for problem in listed:
        if id(problem) not in rest:
            yield from _entry(problem, first.get(id(problem), ()), excerpt, speech)


def _entry(found: Problem, alike: Sequence[Problem], excerpt: Excerpts, speech: Speech) -> Iterator[Row]:
    shown = excerpt(found)
    problem = shown[0] if shown else found
    kind = speech("warning") + " " if problem.severity == "warning" else ""
    meant = " " + speech("Did you mean {word}?", word=problem.nearest) if problem.nearest else ""
    yield Row(f"{problem.place}: {kind}{problem.code}: {speech.say(problem.text)}.{meant}", wide=True)
    if shown:
        _, line, column, length = shown
        number = str(problem.place.line)
        before, marked = harmless(line[: column - 1]), harmless(line[column - 1 : column - 1 + length])
        after = harmless(line[column - 1 + length :])
        blank = " " * columns(before)
        yield Row(f"  {number} | {before}{marked}{after}", wide=True, style="dim")
        yield Row(f"  {' ' * len(number)} | {blank}{'^' * max(1, columns(marked))}", wide=True, style="doubt")
    if alike:
        places = [_completed(each, excerpt) for each in alike[1:SHOWN]]
        more = messages(
            "and {count} more of this kind, such as {places}", "and {count} more of this kind, such as {places}",
            len(alike) - 1, places=tuple(map(str, places)),
        )  # fmt: skip
        yield Row("  " + speech.say(more), wide=True)
    if problem.remedy:
        yield Row("  " + speech.say(problem.remedy), wide=True)


def _completed(problem: Problem, excerpt: Excerpts) -> Place:
    shown = excerpt(problem)
    return shown[0].place if shown else problem.place
