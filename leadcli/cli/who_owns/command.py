"""leadcli who-owns: the main job. One caller, one ruling."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Annotated

import typer

from leadcli.cli.shared.options import Folder, Format, Json, Language, PolicyName
from leadcli.cli.who_owns.answer import answer
from leadcli.fields.table import CALLER, CLIENT


def caller_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command with an option, behind its first parameter, for each field of the table that a caller may have."""
    signature = inspect.signature(command, eval_str=True)
    first, *others = (p for p in signature.parameters.values() if p.kind is not p.VAR_KEYWORD)
    options = [
        first.replace(name=name, default="", annotation=Annotated[str, typer.Option(help=CLIENT[name].caller)])
        for name in CALLER
    ]
    command.__signature__ = signature.replace(parameters=[first, *options, *others])  # type: ignore[attr-defined]
    return command


@caller_options
def main(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="The caller's name, as heard.")] = [],  # noqa: B006 (typer copies)
    taken_by: Annotated[str, typer.Option(help="Who took the call.", metavar="MANAGER")] = "",
    claim: Annotated[list[str], typer.Option(help="Who claims the client; may be repeated.", metavar="MANAGER")] = [],  # noqa: B006
    absent: Annotated[
        list[str], typer.Option(help="Who is out of the office, besides the absences on file.", metavar="MANAGER")
    ] = [],  # noqa: B006
    on: Annotated[str, typer.Option(help="The day of the call; today if left out.", metavar="DATE")] = "",
    client: Annotated[str, typer.Option(help="The caller is this client: its id.", metavar="ID")] = "",
    group: Annotated[str, typer.Option(help="The caller belongs to this group: its id.", metavar="ID")] = "",
    policy: PolicyName = "",
    brief: Annotated[bool, typer.Option("--brief", help="One line: caller, owner, rule, verdict, reason.")] = False,
    record: Annotated[bool, typer.Option("--record", help="Write the ruling to the workspace's ledger.")] = False,
    by: Annotated[
        str, typer.Option(help="Who records it; else LEADCLI_USER, else the login name.", metavar="NAME")
    ] = "",
    explain: Annotated[bool, typer.Option("--explain", "-v", help="Every check with what it found.")] = False,
    format: Format = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
    **caller: str,
) -> None:
    """Whose client is the caller? Prints the owner, what to ask, and the reasons."""
    answer(
        name=name, taken_by=taken_by, claim=claim, absent=absent, on=on, client=client, group=group,
        policy=policy, brief=brief, record=record, by=by, explain=explain, format=format, json=json, lang=lang,
        workspace=workspace, **caller,
    )  # fmt: skip
