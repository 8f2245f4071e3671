"""leadcli who-owns: the main job. One caller, one ruling."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.cli.shared.options import Folder, Format, Json, Language, PolicyName
from leadcli.cli.who_owns.answer import answer


def main(
    name: Annotated[list[str], typer.Argument(metavar="NAME", help="The caller's name, as heard.")] = [],  # noqa: B006 (typer copies)
    city: Annotated[str, typer.Option(help="The caller's city.")] = "",
    country: Annotated[str, typer.Option(help="The caller's country: a code such as JP, or its name.")] = "",
    inn: Annotated[str, typer.Option(help="The caller's INN.")] = "",
    phone: Annotated[str, typer.Option(help="The caller's phone number.")] = "",
    email: Annotated[str, typer.Option(help="The caller's e-mail address.")] = "",
    website: Annotated[str, typer.Option(help="The caller's site.")] = "",
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
) -> None:
    """Whose client is the caller? Prints the owner, what to ask, and the reasons."""
    answer(
        name=name, city=city, country=country, inn=inn, phone=phone, email=email, website=website, taken_by=taken_by,
        claim=claim, absent=absent, on=on, client=client, group=group, policy=policy, brief=brief, record=record,
        by=by, explain=explain, format=format, json=json, lang=lang, workspace=workspace,
    )  # fmt: skip
