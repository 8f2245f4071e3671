"""How much better a candidate is than the others: the strongest evidence is not how alike the best is, but its lead.

Sister companies do not compete: the lead is over the best label of another family.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

# The figures whose lead counts.
LEADS = (
    "votes", "letters", "sorted_letters", "shared_words", "words_said", "words_kept", "exact_said", "exact_kept",
    "caller_covered",
)  # fmt: skip
SAID, SHARED = 0.9, 0.95

COMPETITION: Mapping[str, str] = {
    **{f"lead_{name}": f"by how much {name} is more than that of the best other family, or less" for name in LEADS},
    "families_said": "how many families have (nearly) all the caller's words",
    "families_shared": "how many families have the same words but for what one side adds",
}


def competition(
    rows: Sequence[Sequence[float]], families: Sequence[str], places: Mapping[str, int]
) -> list[list[float]]:
    """The figures of COMPETITION for each candidate. ``rows``: the figures of each; ``places``: where each is."""
    leads: list[list[float]] = [[] for _ in rows]
    for name in LEADS:
        place = places[name]
        best: dict[str, float] = {}
        for row, family in zip(rows, families, strict=True):
            if row[place] > best.get(family, -1.0):
                best[family] = row[place]
        first = max(best, key=lambda family: best[family])
        second = max([value for family, value in best.items() if family != first], default=0.0)
        for found, row, family in zip(leads, rows, families, strict=True):
            found.append(row[place] - (second if family == first else best[first]))
    said = len({f for row, f in zip(rows, families, strict=True) if row[places["words_said"]] > SAID})
    shared = len({f for row, f in zip(rows, families, strict=True) if row[places["shared_words"]] >= SHARED})
    return [[*found, float(said), float(shared)] for found in leads]
