"""The commands: the tree in which a command is imported when it is called."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import partial
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from leadcli import __version__
from leadcli.cli import command_words
from leadcli.cli.command_words import GROUPS
from leadcli.cli.shared.exits import Exit, complain, leave
from leadcli.cli.shared.options import PassedOn, with_options
from leadcli.cli.shared.usage import UsageError, say_own_words_in, tell_manual, translate, wrong_usage
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line

COMPLETING = "_LEADCLI_COMPLETE"  # set by a shell that asks what may be typed
WIDEST = 120  # columns of a help page


class CommandGroup(TyperGroup):
    """Commands that stand under one word."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names; none is imported for that."""
        return list(self.commands)


class Commands(Mapping[str, Any]):
    """The commands below some words, by name; each is imported, and put into the language, when it is asked for."""

    def __init__(self, speech: Speech, above: str = "") -> None:
        self.speech, self.above = speech, above
        names = (
            words.removeprefix(above).partition(" ")[0] for words in command_words.COMMANDS if words.startswith(above)
        )
        self._made: dict[str, Any] = dict.fromkeys(names)

    def __getitem__(self, name: str) -> Any:
        if self._made[name] is None:
            self._made[name] = _spoken(self._command(self.above + name), self.above + name, self.speech)
        return self._made[name]

    def _command(self, words: str) -> Any:
        if words in GROUPS:
            below: Any = Commands(self.speech, f"{words} ")
            return CommandGroup(
                name=words, help=GROUPS[words], commands=below, no_args_is_help=True, rich_markup_mode=None
            )
        path = words.replace(" ", ".").replace("-", "_")
        alone = typer.Typer(add_completion=False, rich_markup_mode=None)
        main = with_options(import_module(f"leadcli.cli.{path}.command").main)
        if COMPLETING in os.environ:
            from leadcli.cli.completion import offer

            offer(main, words)
        alone.command(words.rpartition(" ")[2])(main)
        return typer.main.get_command(alone)

    def __iter__(self) -> Iterator[str]:
        return iter(self._made)

    def __len__(self) -> int:
        return len(self._made)


def _spoken(command: Any, words: str, speech: Speech) -> Any:
    """The command in the language; what its help page needs besides is loaded when that is printed."""
    translate(command, speech)
    given = command.format_help

    def format_help(context: Any, formatter: Any) -> None:
        from leadcli.cli.help_pages import help_page

        help_page(command, words, speech)
        given(context, formatter)

    command.format_help = format_help
    return command


def _version(asked: bool) -> None:
    if asked:
        print_line(f"leadcli {__version__}")
        raise typer.Exit


def _leadcli(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version and exit.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Whose client is this? Recognises the caller, asks the team's rules, names the owner and says why."""


def command_tree(speech: Speech) -> Any:
    """The command ``leadcli`` with all commands below it, in a language."""
    root = typer.Typer(
        name="leadcli", cls=CommandGroup, no_args_is_help=True, rich_markup_mode=None,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": WIDEST},
    )  # fmt: skip
    root.callback()(_leadcli)
    made: Any = typer.main.get_command(root)
    made.commands = Commands(speech)
    made.format_epilog = partial(tell_manual, speech)
    return _spoken(made, "", speech)


def dispatch(arguments: list[str], speech: Speech) -> None:
    """Find the command of a command line, and run it."""
    say_own_words_in(speech)
    if COMPLETING in os.environ:
        from leadcli.cli.completion import ask_who_owns

        ask_who_owns(os.environ)
    try:
        command_tree(speech)(args=arguments, prog_name="leadcli", standalone_mode=False)
    except PassedOn as passed:
        raise passed.error from None
    except typer.Abort:
        leave(Exit.INTERRUPTED)
    except UsageError as wrong:
        if type(wrong).__name__ == "NoArgsIsHelpError":
            print_line(str(wrong))
            leave(Exit.FAULT)
        complain(speech, *wrong_usage(wrong))
        leave(Exit.FAULT)
