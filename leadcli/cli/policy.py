"""leadcli policy show: the ready-made policies, one policy in sentences, the conditions and owners there are."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from leadcli.cli.app import Exit, Refusal, leave, policy_app, speech_for
from leadcli.cli.options import Folder, Format, Json, Language, is_json, locate
from leadcli.cli.policy_page import conditions_page, list_page, policy_json, policy_page
from leadcli.message import message
from leadcli.render.text import print_line, show
from leadcli.workspace import READY_MADE, open_policy


@policy_app.command("show")
def policy_show(
    name: Annotated[
        str, typer.Argument(help="A ready-made policy by name, a rules file, or . for the workspace's.")
    ] = "",
    rule: Annotated[str, typer.Option(help="Only this rule.", metavar="ID")] = "",
    conditions: Annotated[
        bool, typer.Option("--conditions", help="The conditions and owners that rules may use.")
    ] = False,
    format: Format = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """The ready-made policies; with a NAME, that policy explained rule by rule."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    if conditions:
        show(conditions_page(speech), sys.stdout)
        leave(Exit.DONE)
    names = (name,) if name else READY_MADE
    policies = []
    for each in names:
        root = locate(workspace) if each == "." else None
        policy, problems = open_policy(root, "" if each == "." else each)
        if policy is None:
            from leadcli.render.problems import page

            show(page(problems, lambda _: None, speech), sys.stderr)
            if name and "/" not in name and "." not in name:
                raise Refusal(message("the ready-made policies are {names}", names=READY_MADE))
            leave(Exit.FAULT)
        policies.append(policy)
    if rule and (not name or rule not in {r.id for r in policies[0].rules}):
        raise Refusal(message("there is no rule {rule} in this policy", rule=rule))
    if as_json:
        from leadcli.render import as_json as shape

        print_line(shape.dump({"schema": shape.SCHEMA, "policies": [policy_json(p, speech) for p in policies]}))
    elif name:
        show(policy_page(policies[0], speech, rule), sys.stdout)
    else:
        show(list_page(policies, speech), sys.stdout)
    leave(Exit.DONE)
