"""leadcli policy show: the ready-made policies, one policy in sentences, the conditions and owners there are."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from leadcli.cli.policy.check.command import sound_policy
from leadcli.cli.policy.show.page import conditions_json, conditions_page, list_page, policy_json, policy_page
from leadcli.cli.shared.app import Exit, Refusal, leave, policy_app, speech_for
from leadcli.cli.shared.options import Folder, Format, Json, Language, is_json
from leadcli.domain.messages import message
from leadcli.domain.places import nearest
from leadcli.output.json import objects as shape
from leadcli.output.text.terminal import print_line, show
from leadcli.workspace.opening import READY_MADE


@policy_app.command("show")
def policy_show(
    name: Annotated[
        str, typer.Argument(help="A ready-made policy by name, a rules file, or . for the workspace's.")
    ] = "",
    rule: Annotated[
        str, typer.Option(help="Only this rule; of the workspace's policy if no NAME is given.", metavar="ID")
    ] = "",
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
        if as_json:
            print_line(shape.dump({"schema": shape.SCHEMA, **conditions_json(speech)}))
        else:
            show(conditions_page(speech), sys.stdout)
        leave(Exit.DONE)
    if rule and not name:
        name = "."
    policies = [sound_policy(each, workspace, speech)[0] for each in ((name,) if name else READY_MADE)]
    known = [r.id for r in policies[0].rules]
    if rule and rule not in known:
        close = nearest(rule, known)
        raise Refusal(
            message("there is no rule {rule} in this policy", rule=rule),
            message("did you mean {nearest}?", nearest=close)
            if close
            else message("it has {names}", names=tuple(known)),
        )
    if as_json:
        told = [policy_json(policy, speech, rule) for policy in policies]
        print_line(shape.dump({"schema": shape.SCHEMA, "policies": told}))
    elif name:
        show(policy_page(policies[0], speech, rule), sys.stdout)
    else:
        show(list_page(policies, speech), sys.stdout)
    leave(Exit.DONE)
