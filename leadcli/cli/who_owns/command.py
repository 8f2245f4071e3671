"""leadcli who-owns: the main job. One caller, one ruling."""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import Annotated

import typer

from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.options import By, OptionGroup, PolicyName
from leadcli.cli.who_owns.answer import answer
from leadcli.fields.table import CALLER, CLIENT


class Known(OptionGroup, dict[str, str]):
    """What is known of the caller beside the name: an option for each field of the table that a caller may have."""

    __signature__ = Signature(
        [
            Parameter(
                name, Parameter.KEYWORD_ONLY, default="", annotation=Annotated[str, typer.Option(help=field.caller)]
            )
            for name, field in CLIENT.items()
            if name in CALLER
        ]
    )


def main(
    context: AnswerContext,
    known: Known,
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="The caller's name, as heard.")] = [],  # noqa: B006 (typer copies)
    taken_by: Annotated[str, typer.Option(help="Who took the call.", metavar="MANAGER")] = "",
    claim: Annotated[list[str], typer.Option(help="Who claims the client; may be repeated.", metavar="MANAGER")] = [],  # noqa: B006
    absent: Annotated[
        list[str], typer.Option(help="Who is out of the office, besides the absences on file.", metavar="MANAGER")
    ] = [],  # noqa: B006
    on: Annotated[str, typer.Option(help="The day of the call; today if left out.", metavar="DATE")] = "",
    at: Annotated[
        str, typer.Option(help="The time of the call; now if no day is given and working hours are.", metavar="TIME")
    ] = "",
    client: Annotated[str, typer.Option(help="The caller is this client: its id.", metavar="ID")] = "",
    group: Annotated[str, typer.Option(help="The caller belongs to this group: its id.", metavar="ID")] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help="It was answered: it is them. These words are theirs from now on.")
    ] = False,
    whom: Annotated[str, typer.Option(help="With --yes, of several: which one, its name or id.", metavar="WHOM")] = "",
    no: Annotated[
        bool, typer.Option("--no", help="It was answered: not them, nobody known. So it is from now on.")
    ] = False,
    new: Annotated[bool, typer.Option("--new", help="It was answered: a new company of that group.")] = False,
    fact: Annotated[
        list[str], typer.Option(help="A fact that is not on file; may be repeated.", metavar="FIELD=VALUE")
    ] = [],  # noqa: B006
    argues: Annotated[
        list[str], typer.Option(help="What a claimant argues; may be repeated.", metavar="MANAGER: FIELD=VALUE")
    ] = [],  # noqa: B006
    policy: PolicyName = "",
    brief: Annotated[bool, typer.Option("--brief", help="One line: caller, owner, rule, verdict, reason.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Write the ruling to the workspace's ledger.")] = False,
    by: By = "",
    trace: Annotated[bool, typer.Option("--trace", help="The whole page: every rule, who could have it.")] = False,
    explain: Annotated[bool, typer.Option("--explain", "-v", help="Every check with what it found.")] = False,
) -> None:
    """Whose client is the caller? Prints the owner, what to ask, and the reasons."""
    answer(
        context, name=name, taken_by=taken_by, claim=claim, absent=absent, on=on, at=at, client=client, group=group,
        yes=yes, whom=whom, no=no, new=new, fact=fact, argues=argues, policy=policy, brief=brief, record=record, by=by,
        trace=trace, explain=explain, **known,
    )  # fmt: skip
