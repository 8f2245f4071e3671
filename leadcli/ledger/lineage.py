"""Which batches an export has been through: each entry names the file that it began with and the one that it wrote."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.ledger.ledger import Ledger


@frozen
class Step:
    """A batch, or what took one back (``of``: that one's entry; 0 of a batch). ``live``: it was not taken back itself.

    ``input``, ``output``: hashes of the files; ``plan``: that of the plan.
    """

    seq: int
    of: int
    input: str
    output: str
    plan: str
    live: bool
    body: Mapping[str, Any]


def steps(ledger: Ledger) -> list[Step]:
    """All of them, in their order."""
    found = []
    for kind in ("batch", "undo"):
        for stored in ledger.select({"kind": kind}):
            body = json.loads(stored.body)
            if "moved" not in body:
                continue  # an export that was taken back, no batch
            found.append(
                Step(stored.seq, stored.ref, body["input"], body["output"], body.get("plan", ""),
                     not ledger.reverted(stored.seq), body)
            )  # fmt: skip
    return sorted(found, key=lambda step: step.seq)


def line_of(every: list[Step], batch: int, output: str) -> list[Step]:
    """The steps by which a file came of a batch, and those that came before it; none where it did not come of it."""
    begun = next(step for step in every if step.seq == batch)
    came = {begun.output: [begun]}
    for step in every:
        if step.seq > batch and step.input in came:
            came.setdefault(step.output, [*came[step.input], step])
    if output not in came:
        return []
    before: list[Step] = []
    wanted = begun.input
    for step in reversed(every):
        if step.seq < batch and step.output == wanted:
            before.append(step)
            wanted = step.input
    return [*reversed(before), *came[output]]


def outputs_of(every: list[Step], plan: str) -> list[Step]:
    """The steps whose files hold a part of a plan: its batches that stand, and what takes others of them back."""
    of_plan = {step.seq for step in every if step.plan == plan and step.body["moved"]}
    return [step for step in every if step.live and (step.seq in of_plan or step.of in of_plan)]
