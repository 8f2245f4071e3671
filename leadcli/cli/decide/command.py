"""leadcli decide: a recorded case decided by a person."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.api.parameters import today
from leadcli.cli.shared.context import Context
from leadcli.cli.shared.exits import Refusal
from leadcli.cli.shared.ledger_entries import Number, Why, entry_at, manager_id, manager_names, need_why
from leadcli.cli.shared.options import By
from leadcli.domain.messages import message
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import decision, now
from leadcli.output.text.terminal import print_line


def main(
    context: Context,
    id: Number,
    owner: Annotated[str, typer.Option(help="Who is to serve the client.", metavar="MANAGER")] = "",
    why: Why = "",
    by: By = "",
) -> None:
    """Decide a recorded case otherwise than the policy: case law, shown when the like comes up again."""
    speech = context.speech
    need_why(why)
    root = context.root
    chosen = manager_id(root, owner, "--owner")
    if not chosen:
        raise Refusal(message("{what} is missing", what="--owner"))
    with context.ledger() as ledger:
        stored = entry_at(ledger, id)
        if stored.kind != "ruling":
            raise Refusal(
                message("entry {number} is a {kind}; a ruling can be decided otherwise", number=id, kind=stored.kind)
            )
        [(number, _)] = ledger.append([decision(stored, chosen, why, today())], by or who(), now())
    name = manager_names(root).get(chosen, chosen)
    print_line(speech("entry {number}: decided for {manager}, entry {new}", number=id, manager=name, new=number))
