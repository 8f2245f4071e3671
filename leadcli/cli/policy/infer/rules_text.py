"""A rules file put together from rules of the ready-made policies, each as it is written there, comments and all."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from leadcli.workspace.opening import policy_file


def composed(name: str, principles: Iterable[Any]) -> str:
    """The text of a policy whose rules are these principles (``infer.Principle``), in this order."""
    head = "# Put together by leadcli policy infer: the rules are ranked, the first that fires decides."
    parts = [head, f"policy: {name}", "assume:\n  country: RU\n", "rules:"]
    seen: dict[Path, list[str]] = {}
    for number, principle in enumerate(principles):
        path, _ = policy_file(None, principle.within[0])
        lines = seen.setdefault(path, path.read_text(encoding="utf-8").splitlines())
        start = principle.rule.place.line - 1
        end = start + 1
        while end < len(lines) and not lines[end].startswith("  - "):
            if lines[end] and not lines[end].startswith(" "):
                break  # another key of the policy begins
            end += 1
        block = "\n".join(lines[start:end]).rstrip()
        parts.append(block if number == 0 else f"\n{block}")
    return "\n".join(parts) + "\n"
