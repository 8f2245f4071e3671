"""The ledger opened, its entries found and named: what the ledger's commands share."""

from __future__ import annotations

import json as json_module
from pathlib import Path
from typing import Annotated, Any

import typer

from leadcli.api.parameters import day_of, manager_of
from leadcli.cli.shared.options import OptionGroup
from leadcli.domain.book import Book
from leadcli.domain.messages import Refusal, message
from leadcli.ledger.file_form import LedgerError
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.replay import ruling_in
from leadcli.ledger.stored_entry import Stored
from leadcli.output.text.speech import Speech

Number = Annotated[int, typer.Argument(help="The entry's number.", metavar="ID", min=1)]
Head = Annotated[
    str,
    typer.Option(help="A head that was kept elsewhere: this entry must be there and be the same.", metavar="N:HASH"),
]
Why = Annotated[str, typer.Option(help="Why; it is kept and shown.", metavar="TEXT")]


class Period(OptionGroup):
    """From which day to which, ISO, as the ledger is asked for it: only what was said."""

    def __init__(
        self,
        since: Annotated[str, typer.Option(help="From this day on.", metavar="DATE")] = "",
        until: Annotated[str, typer.Option(help="Up to this day.", metavar="DATE")] = "",
    ) -> None:
        said = {"since": since, "until": until}
        self.bounds = {name: day_of(text, f"--{name}").isoformat() for name, text in said.items() if text}


def entry_at(ledger: Ledger, number: int) -> Stored:
    """An entry by its number, or a refusal that names the last one."""
    stored = ledger.get(number)
    if stored is None:
        raise Refusal(
            message("there is no entry {number}", number=number),
            message("the last one is {number}", number=ledger.head()[0]),
        )
    return stored


def ruling_at(ledger: Ledger, number: int, answered_too: bool = False) -> Stored:
    """A ruling that holds, to be decided or confirmed; a refusal that names what took its place.

    ``answered_too``: also one whose question was answered since.
    """
    stored = entry_at(ledger, number)
    if stored.kind != "ruling":
        raise Refusal(message("entry {number} is a {kind}, not a ruling", number=number, kind=stored.kind))
    if ledger.reverted(number) or (stored.ref and ledger.reverted(stored.ref)):
        raise Refusal(message("entry {number} was taken back; ask anew", number=number))
    for later in ledger.select({"ref": number}):
        if ledger.reverted(later.seq):
            continue
        if later.kind == "ruling" and not answered_too:
            raise Refusal(
                message("the question of entry {number} was answered by entry {other}", number=number, other=later.seq),
                message("name that entry"),
            )
        if later.kind == "decision" and answered_too:
            raise Refusal(
                message("entry {number} was decided by entry {other}", number=number, other=later.seq),
                message("take that back first: leadcli log revert {other}", other=later.seq),
            )
    return stored


def hold_head(ledger: Ledger, head: str) -> None:
    """Refuse a ledger that does not hold a kept head. ``head``: as log head and batches print it, or its hash alone."""
    if not head:
        return
    number, _, own = head.strip().replace(" ", ":").rpartition(":")
    if (number and not number.isdigit()) or not (len(own) == 64 and all(sign in "0123456789abcdef" for sign in own)):
        raise Refusal(
            message("{option}: {value} is no head", option="--head", value=head),
            message("write it as leadcli log head prints it: N:HASH"),
        )
    found = ledger.database.execute("SELECT seq FROM entry WHERE hash = ?", (own,)).fetchone()
    if found is None or (number and found[0] != int(number)):
        last = ledger.head()[0]
        raise LedgerError(
            message("entry {number} of the kept head is not in it: it was cut off or rewritten; the last one is {last}",
                    number=number or own[:12], last=last),
            message("ask who could write to the file; a copy from before shows what is missing"), damaged=True,
        )  # fmt: skip


def need_why(why: str) -> None:
    """Refuse what has no reason."""
    if not why.strip():
        raise Refusal(message("say why: --why TEXT"))


def _book(root: Path) -> Book | None:
    from leadcli.workspace.opening import open_workspace

    return open_workspace(root).book


def manager_names(root: Path) -> dict[str, str]:
    """The names of the workspace's managers, by id."""
    book = _book(root)
    return {m.id: m.name for m in book.managers.values()} if book else {}


def manager_id(root: Path, text: str, option: str = "--manager") -> str:
    """A manager given to an option, by id; empty when not given."""
    book = _book(root) if text else None
    return manager_of(book, text, option) if book else text


def why_of(stored: Stored) -> str:
    """The reason that an entry holds."""
    return str(json_module.loads(stored.body).get("why", ""))


def said_of(stored: Stored, ledger: Ledger) -> str:
    """The caller's name as it was heard, where the entry is a ruling."""
    if stored.kind != "ruling":
        return ""
    ruling, _ = ruling_in(ledger, stored)
    return ruling.question.caller.name


def as_object(stored: Stored, ledger: Ledger) -> dict[str, Any]:
    """An entry as JSON."""
    fields = ("at", "by", "kind", "day", "client", "group", "manager", "cover", "rule", "verdict", "how")
    found = {"id": stored.seq, **{name: getattr(stored, name) or None for name in fields}}
    found["caller"] = said_of(stored, ledger) or None
    found["ref"] = stored.ref or None
    found["hash"] = stored.hash
    return found


def event(stored: Stored, speech: Speech, names: dict[str, str] | None = None) -> str:
    """What an entry other than a ruling says, in words."""
    owner = (names or {}).get(stored.manager, stored.manager)
    if stored.kind == "decision":
        return speech(
            "entry {number} decided for {manager}: {why}", number=stored.ref, manager=owner, why=why_of(stored)
        )
    if stored.kind == "revert":
        return speech("entry {number} taken back: {why}", number=stored.ref, why=why_of(stored))
    if stored.kind == "lost":
        return speech("what stood here is lost")
    if stored.kind == "repair":
        told = json_module.loads(stored.body)
        lost, aside = len(told["lost"]), told["aside"]
        return speech("repaired: {count} entries lost; damaged file: {file}", count=lost, file=aside)
    if stored.kind == "forget":
        return speech("personal data of entry {number} removed", number=stored.ref)
    if stored.kind in ("batch", "import", "undo"):
        body = json_module.loads(stored.body)
        if stored.kind == "import":
            return speech("{file} put in the place of {old}", file=body["file"], old=body["old"])
        if "moved" not in body:
            return speech("entry {number} taken back: {file} is read again", number=stored.ref, file=body["file"])
        count = len(body["moved"])
        if stored.kind == "batch":
            return speech("batch {number}: {count} rows changed", number=stored.seq, count=count)
        return speech("batch {number} taken back: {count} rows", number=stored.ref, count=count)
    return stored.kind
