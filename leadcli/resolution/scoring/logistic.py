"""The score of a candidate: a logistic regression over its signals. The coefficients are a file that can be read."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from pkgutil import get_data


def probability(found: Mapping[str, float]) -> float:
    """How likely a candidate with these signals is the caller, 0 to 1: 1 / (1 + e^-(b + sum of c * signal))."""
    coefficients = coefficient_table()
    total = 0.0  # added up one by one, as everywhere: see align.total
    for name, value in found.items():
        total += coefficients[name] * value
    total += coefficients["intercept"]
    return 1.0 / (1.0 + math.exp(-max(-40.0, min(40.0, total))))


def log_odds(score: float) -> float:
    """The logarithm of score : (1 - score); bounded."""
    kept = min(max(score, 1e-9), 1 - 1e-9)
    return math.log(kept / (1 - kept))


@cache
def coefficient_table() -> Mapping[str, float]:
    """The coefficients by signal, and the intercept; see coefficients.json for what they were fitted on."""
    found: Mapping[str, float] = json.loads(get_data(__package__, "coefficients.json") or b"")["coefficients"]
    return found
