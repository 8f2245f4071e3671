"""A witness saved as a workspace that opens: its tables, the rules as they were checked, its ledger, the question."""

from __future__ import annotations

from pathlib import Path

from leadcli.analysis.check.findings import PolicyFinding
from leadcli.analysis.check.reproduction import Witness, earlier
from leadcli.cli.policy.check.page import spelt
from leadcli.io.atomic import write_whole


def save(target: Path, number: int, finding: PolicyFinding, shown: Witness | None, rules: Path) -> str:
    """The folder made for one witness, its name telling what it shows; ``""`` when there is none."""
    if shown is None:
        return ""
    words = [f"{number:02}", finding.code, *([finding.rule] if finding.rule else []), *finding.rules[:2]]
    folder = target / "-".join(words)
    (folder / "data").mkdir(parents=True)
    files = {**shown.tables, "rules.yaml": rules.read_text(encoding="utf-8-sig")}
    files["question.txt"] = spelt(shown.command) + "\n"
    for name, text in files.items():
        with write_whole(folder / name) as out:
            out.write(text)
    if shown.case.precedents:
        _decide(folder, shown)
    return str(folder)


def _decide(folder: Path, shown: Witness) -> None:
    """The earlier decision of a person, in the workspace's ledger."""
    from leadcli.ledger.ledger import Ledger
    from leadcli.ledger.recording import ask_and_record, decision, ledger_file
    from leadcli.workspace.opening import open_workspace

    opened = open_workspace(folder)
    assert opened.book is not None, "a witness is sound"
    assert opened.policy is not None, "a witness is sound"
    precedent = shown.case.precedents[0]
    day = precedent.day
    at = f"{day.isoformat()}T09:00:00Z"
    with Ledger(ledger_file(folder)) as ledger:
        basis = (opened.book, opened.policy, opened.directory)
        number = ask_and_record(ledger, earlier(shown.case), *basis, "leadcli", at)[2]
        stored = ledger.get(number)
        assert stored is not None, "it was just written"
        ledger.append([decision(stored, precedent.manager, "policy check", day)], "leadcli", at)
