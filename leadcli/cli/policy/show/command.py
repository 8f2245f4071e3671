"""leadcli policy show: the ready-made policies, one policy in sentences, the conditions and owners there are."""

from __future__ import annotations

from typing import Annotated

import typer

from leadcli.cli.policy.show.page import conditions_json, conditions_page, list_page, policy_json, policy_page
from leadcli.cli.shared.context import AnswerContext
from leadcli.cli.shared.exits import Refusal
from leadcli.domain.messages import message
from leadcli.domain.places import nearest
from leadcli.output.json.objects import SCHEMA
from leadcli.workspace.opening import READY_MADE


def main(
    context: AnswerContext,
    name: Annotated[
        str, typer.Argument(help="A ready-made policy by name, a rules file, or . for the workspace's.")
    ] = "",
    rule: Annotated[
        str, typer.Option(help="Only this rule; of the workspace's policy if no NAME is given.", metavar="ID")
    ] = "",
    conditions: Annotated[
        bool, typer.Option("--conditions", help="The conditions and owners that rules may use.")
    ] = False,
) -> None:
    """The ready-made policies; with a NAME, that policy explained rule by rule."""
    speech = context.speech
    if conditions:
        context.give(
            page=lambda: conditions_page(speech),
            objects=lambda: {"schema": SCHEMA, **conditions_json(speech)},
        )
        return
    if rule and not name:
        name = "."
    policies = [context.policy(each)[0] for each in ((name,) if name else READY_MADE)]
    known = [r.id for r in policies[0].rules]
    if rule and rule not in known:
        close = nearest(rule, known)
        raise Refusal(
            message("there is no rule {rule} in this policy", rule=rule),
            message("did you mean {nearest}?", nearest=close)
            if close
            else message("it has {names}", names=tuple(known)),
        )
    context.give(
        page=lambda: policy_page(policies[0], speech, rule) if name else list_page(policies, speech),
        objects=lambda: {"schema": SCHEMA, "policies": [policy_json(each, speech, rule) for each in policies]},
    )
