"""leadcli log shares: what each manager got."""

from __future__ import annotations

from datetime import timedelta

from leadcli.api.parameters import today
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.ledger_entries import Period
from leadcli.ledger.standing.statements import statements
from leadcli.output.json import objects as shape
from leadcli.output.text.layout import table_rows
from leadcli.output.text.safe import safe

SHARED = 5  # columns of who they are and of the turns; the others are left out where nobody has anything in them


def main(context: AnswerContext, period: Period) -> None:
    """What each manager got: by rotation, by the call, by ownership, by transfer; and what they covered."""
    speech = context.speech
    opened = context.opened()
    with context.ledger() as ledger:
        window = {"since": (today() - timedelta(days=opened.policy.window)).isoformat()} if opened.policy.window else {}
        found = statements(ledger, opened.book.managers, **(period.bounds or window))
    names = {m.id: m.name for m in opened.book.managers.values()}
    heading = (
        speech("manager"), speech("owed"), speech("turns"), speech("balance"), speech("could"),
        speech("call"), speech("own"), speech("moved"), speech("cover"),
    )  # fmt: skip
    body = [
        (
            safe(names.get(s.manager, s.manager), 24), speech.number(s.owed), str(s.rotation),
            speech.number(s.balance), f"{s.could}/{s.turns}", str(s.call),
            str(s.ownership), str(s.transfer), str(s.cover),
        )
        for s in found
    ]  # fmt: skip
    filled = [n for n in range(len(heading)) if n < SHARED or any(row[n] != "0" for row in body)]
    shown = [[row[n] for n in filled] for row in (heading, *body)]
    context.give(
        page=lambda: table_rows(shown[0], shown[1:], wide=True),
        objects=lambda: ({"manager": names.get(s.manager, s.manager), **shape.statement(s)} for s in found),
    )
