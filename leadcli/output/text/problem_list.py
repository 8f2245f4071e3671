"""Problems as people read them: file:line:column, what is wrong, the source line with a caret, the remedy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from leadcli.domain.places import Problem
from leadcli.output.text.layout import Row, columns
from leadcli.output.text.safe import harmless
from leadcli.output.text.speech import Speech

# A problem's source line, where its caret stands (from 1) and how long it is; None when there is no line to show.
Excerpts = Callable[[Problem], tuple[Problem, str, int, int] | None]


def page(problems: Iterable[Problem], excerpt: Excerpts, speech: Speech) -> Iterator[Row]:
    """The problems in their order, each with its source line where there is one."""
    for found in problems:
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
        if problem.remedy:
            yield Row("  " + speech.say(problem.remedy), wide=True)
