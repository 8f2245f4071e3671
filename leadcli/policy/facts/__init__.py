"""The facts of a case, in their table: conditions and owners name those they rest on."""

from __future__ import annotations

# isort: off
from leadcli.policy.facts import who_calls, card_dates, agreements, calling, companies  # noqa: F401 (table order)

# isort: on
from leadcli.policy.facts.fact_table import FACTS, WHO_CALLS, Change, Edit, Fact, Scene, column_of, fact, resting

__all__ = ["FACTS", "WHO_CALLS", "Change", "Edit", "Fact", "Scene", "column_of", "fact", "resting"]
