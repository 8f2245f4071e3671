"""What of a score comes from which figure: the exact parts that the questions of the trees had in it."""

from __future__ import annotations

from leadcli.domain.company import Caller
from leadcli.domain.match import Match, Part
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.comparison.alignment import total
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.scoring.boosted_trees import model
from leadcli.resolution.scoring.shortlist import scored_labels


def score_parts(caller: Caller, match: Match, directory: Directory) -> list[Part]:
    """The figures that changed the log-odds of a match's score, the loudest first.

    The last has no figure: from where the trees start, before they ask one. All together are the log-odds of the score.
    Empty where the score is not the trees': a number settled it, a name stands so on file, or a person said who it is.
    """
    trees = model()
    scored = scored_labels(parse_caller(caller, directory.book.country), directory)
    told = [one for one in scored if round(one.score, 3) == round(match.score, 3)]
    if not told:
        return []
    row = min(told, key=lambda one: one.whose != (match.client_id, match.group_id)).figures
    values = dict(zip(trees.names, row, strict=True))
    parts = [Part(name, values[name], part) for name, part in trees.parts(row).items()]
    start = total([trees.base, *(trees.value[root] for root in trees.roots)])
    return [*sorted(parts, key=lambda part: -abs(part.log_odds)), Part("", 0.0, start)]
