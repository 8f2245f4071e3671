"""What of a score comes from which figure: the exact parts that the questions of the trees had in it."""

from __future__ import annotations

from leadcli.domain.company import Caller
from leadcli.domain.match import Match, Part
from leadcli.resolution.blocking.candidates import candidates
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.comparison.alignment import total
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.scoring.boosted_trees import model
from leadcli.resolution.scoring.shortlist import labels_with_figures


def score_parts(caller: Caller, match: Match, directory: Directory) -> list[Part]:
    """The figures that changed the log-odds of who a match names, or of the nearest, the loudest first.

    Empty where no name was compared. The last has no figure: from where the trees start, before they ask one. All
    together are the log-odds of the score.
    """
    heard = parse_caller(caller, directory.book.country)
    likely = candidates(directory, heard.name, heard.city)
    trees = model()
    found = [
        (label, list(row), trees.log_odds(row))
        for label, row in labels_with_figures(heard.name, likely, heard, directory)
    ]
    named = (match.client_id, match.group_id)
    own = [one for one in found if (one[0].client_id, one[0].group_id) == named] or found
    if not own:
        return []
    _, row, _ = max(own, key=lambda one: one[2])
    values = dict(zip(trees.names, row, strict=True))
    parts = [Part(name, values[name], part) for name, part in trees.parts(row).items()]
    start = total([trees.base, *(trees.value[root] for root in trees.roots)])
    return [*sorted(parts, key=lambda part: -abs(part.log_odds)), Part("", 0.0, start)]
