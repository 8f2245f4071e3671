"""Every condition a rule may ask: one function each, Facts (and an argument) in, a Finding out.

A new condition is one function in one of these modules. Its name is the word in ``rules.yaml``; the decorator holds
what it states when the answer is yes and when it is no (both are shown to users and translated), its argument if it has
one, and the facts it rests on: of these ``policy check`` builds its constellations and ``what_if`` its changes. UNKNOWN
is answered, with the question that would settle it, wherever the facts do not tell.
"""

from __future__ import annotations

from leadcli.policy.condition import Condition

# isort: off
from leadcli.policy.conditions import caller, protection, group, sister_companies, call  # noqa: F401 (in the order of the table)

# isort: on
from leadcli.policy.conditions.condition_table import CONDITIONS, condition

__all__ = ["CONDITIONS", "Condition", "condition"]
