"""The typer application: its commands, and wrong usage in the user's language."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import typer

from leadcli.cli.shared.exits import Exit, Refusal, complain, leave, speech_for
from leadcli.cli.shared.usage import UsageError, speak, wrong_usage
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line

__all__ = ["Exit", "Refusal", "app", "complain", "data_app", "leave", "log_app", "policy_app", "speech_for"]

app = typer.Typer(
    name="leadcli",
    no_args_is_help=True,
    add_completion=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Whose client is this? Recognises the caller, asks the team's rules, names the owner and says why.",
)
data_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The workspace's tables.")
policy_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The rules themselves.")
app.add_typer(data_app, name="data")
app.add_typer(policy_app, name="policy")
log_app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="The ledger of rulings.")
app.add_typer(log_app, name="log")


# The command that must answer at once comes alone; any other brings all of them.
COMMANDS = (
    "who_owns.command",
    "match.command",
    "calibrate.command",
    "reassign.command",
    "apply.command",
    "data.command",
    "policy.show.command",
    "policy.compare.command",
    "policy.infer.command",
    "policy.new.command",
    "schema.command",
    "policy.check.command",
    "policy.test.command",
    "log.entries",
    "log.file",
    "log.review",
)


def every_command(first: str = "") -> Any:
    """The tree of commands; importing a command's module enters it. ``first``: what the user asks for."""
    names = ("who_owns.command",) if first == "who-owns" else COMMANDS
    for name in names:
        import_module(f"leadcli.cli.{name}")
    return typer.main.get_command(app)


def dispatch(arguments: list[str], speech: Speech) -> None:
    """Find the command of a command line, and run it."""
    command = every_command(arguments[0] if arguments else "")
    speak(command, speech)
    try:
        command(args=arguments, prog_name="leadcli", standalone_mode=False)
    except typer.Exit as end:
        leave(Exit(end.exit_code))
    except typer.Abort:
        leave(Exit.INTERRUPTED)
    except UsageError as wrong:
        if type(wrong).__name__ == "NoArgsIsHelpError":
            print_line(str(wrong))
            leave(Exit.FAULT)
        complain(speech, *wrong_usage(wrong))
        leave(Exit.FAULT)
