"""How well the policy of a base is found again, and its noise listed: many bases, grown by each ready-made policy.

    python -m benchmarks.infer --clients 400 --seeds 20 --noise 0.05

A policy is found when the best ranking is it, or explains and contradicts the very same clients. Noise is listed when
it is among the contradictions. Half of the bases had their noise as the clients came, half of them later.
"""

from __future__ import annotations

import argparse
import sys
import time
from datetime import date

from benchmarks.bases import grown
from leadcli.analysis.infer.inference import contradictions, inferred, ranking_of
from leadcli.analysis.infer.ranking_search import alike
from leadcli.workspace.opening import READY_MADE, open_policy


def main() -> None:
    """The command line; see the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=400)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--noise", type=float, default=0.05)
    given = parser.parse_args()
    policies = {name: policy for name in READY_MADE if (policy := open_policy(None, name)[0])}
    day, fails = date(2026, 11, 23), 0
    for name, policy in policies.items():
        found_again, least, noise, listed, against, start = 0, 1.0, 0, 0, 0, time.perf_counter()
        for seed in range(given.seeds):
            book, subjects, wrong = grown(policy, given.clients, seed, given.noise, later=bool(seed % 2))
            found = inferred(subjects, book, policies, day)
            truth = ranking_of(name, found.known, policy)
            found_again += found.best.policy == name or alike(found.signatures, found.best.order, truth)
            named = {c.told.subject.client.id for c in contradictions(found, book)}
            share = len(named & wrong.keys()) / len(wrong) if wrong else 1.0
            least = min(least, share)
            noise, listed, against = noise + len(wrong), listed + len(named & wrong.keys()), against + len(named)
        fails += found_again < given.seeds or listed < 0.9 * noise
        print(
            f"{name:16} found {found_again} of {given.seeds}; noise listed {listed} of {noise}, at least {least:.0%}; "
            f"contradictions {against}; {time.perf_counter() - start:.0f} s"
        )
    if fails:
        sys.exit(f"{fails} policies fall short")


if __name__ == "__main__":
    main()
