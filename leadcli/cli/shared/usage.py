"""What the command line itself says, in the user's language: help pages, and wrong usage with its remedy."""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import typer

from leadcli.domain.messages import Argument, Message, message
from leadcli.domain.places import nearest
from leadcli.locales import DOMAIN, HOME
from leadcli.output.text.speech import Speech

# typer re-exports BadParameter alone; its base is the class of all wrong usage.
UsageError: type[Exception] = typer.BadParameter.__mro__[1]
_PACKAGE = Path(__file__).parents[2]
# Headings and remarks that typer passes through gettext; listed here so that the catalogue has them.
_TYPER = (
    message("Arguments"),
    message("Options"),
    message("Commands"),
    message("required"),
    message("default: {default}", default=""),
    message("Show this message and exit."),
    message("Install completion for the current shell."),
    message("Show completion for the current shell, to copy it or customize the installation."),
    message("Usage:"),
)


def say_own_words_in(speech: Speech) -> None:
    """Typer's own words come through gettext: from our catalogue, in the language."""
    os.environ["LANGUAGE"] = speech.language
    gettext.bindtextdomain(DOMAIN, str(HOME))
    gettext.textdomain(DOMAIN)


def translate(command: Any, speech: Speech) -> Any:
    """The command, its help now in the language."""
    command.format_usage = partial(_format_usage, command, speech)
    command.get_help_option = partial(_help_option, command.get_help_option, speech)
    for told in (command, *command.params):
        if getattr(told, "help", None):
            told.help = speech(told.help)
    return command


def _format_usage(command: Any, speech: Speech, context: Any, formatter: Any) -> None:
    pieces = " ".join(command.collect_usage_pieces(context))
    formatter.write_usage(context.command_path, pieces, prefix=f"{speech('Usage:')} ")


def _help_option(made: Callable[[Any], Any], speech: Speech, context: Any) -> Any:
    """The option --help, which is made when it is asked for."""
    option = made(context)
    if option is not None:
        option.help = speech("Show this message and exit.")
    return option


def first_page(language: str) -> Path:
    """The tutorial in a language, else in English: packed into the wheel, or the project's own in a checkout."""
    packed = _PACKAGE / "docs"
    docs = packed if packed.is_dir() else _PACKAGE.parent / "docs"
    own = docs / f"tutorial.{language}.md"
    return own if own.is_file() else docs / "tutorial.md"


def tell_manual(speech: Speech, _: Any, formatter: Any) -> None:
    """Say it below the help of all commands."""
    page = first_page(speech.language)
    if page.is_file():
        formatter.write_paragraph()
        formatter.write(speech("How to begin: {page}", page=str(page)) + "\n")
        formatter.write(speech("All pages are beside it: {folder}", folder=str(page.parent)) + "\n")


def walk(command: Any) -> Iterator[Any]:
    """A command and all commands below it."""
    yield command
    for child in getattr(command, "commands", {}).values():
        yield from walk(child)


def wrong_usage(error: Any) -> list[Message]:
    """What is wrong with a command line, and the remedy."""
    said = [_wrong(error)]
    context = getattr(error, "ctx", None)
    known: list[str] = []
    asked = ""
    if (option := getattr(error, "option_name", "")) and type(error).__name__ == "NoSuchOption":
        asked, known = option, [o for p in context.command.params for o in p.opts] if context else []
    elif found := re.match("No such command '(.*?)'", str(getattr(error, "message", ""))):
        asked, known = found[1], list(getattr(context.command, "commands", {})) if context else []
    if close := nearest(asked, known) or next((k for k in known if len(asked) > 3 and k.startswith(asked)), ""):
        said.append(message("Did you mean {word}?", word=close))
    if context is not None:
        said.append(message("more: {command} --help", command=context.command_path))
    return said


def _wrong(error: Any) -> Message:
    kind = type(error).__name__
    if kind == "NoSuchOption":
        return message("there is no option {option}", option=error.option_name)
    if kind == "MissingParameter":
        return message("{what} is missing", what=_called(error.param))
    if kind == "BadParameter" and (
        hint := getattr(error, "param_hint", None) or _called(getattr(error, "param", None))
    ):
        return message("{option}: {why}", option=hint, why=_unfit(error.message))
    if found := re.match("No such command '(.*?)'", str(error.message)):
        return message("there is no command {command}", command=found[1])
    if found := re.match("Missing command", str(error.message)):
        return message("a command is missing")
    if found := re.match(r"Got unexpected extra argument\S* \((.*)\)", str(error.message)):
        return message("not expected here: {words}; a name with blanks stands in quotes", words=found[1])
    if found := re.match(r"Option '(.*?)' requires an argument", str(error.message)):
        return message("{option} needs a value", option=found[1])
    return message("{said}", said=str(error.format_message()))


def _unfit(said: str) -> Message:
    """Why a value does not fit; typer's own words are not to be translated but for numbers, which are all we ask."""
    if found := re.fullmatch(r"'(.*)' is not a valid (?:int|float|integer).*", said):
        return message("{value} is not a number", value=found[1])
    if found := re.fullmatch(r"(\S+) is not in the range (.*)\.", said):
        return message("{value} is not in the range {range}", value=found[1], range=found[2])
    return message("{said}", said=said)


def _called(parameter: Any) -> Argument:
    if parameter is None:
        return ""
    options = [o for o in parameter.opts if o.startswith("-")]
    if options:
        return str(options[0])
    from leadcli.cli.help_pages import KNOWN

    name = (parameter.metavar or str(parameter.name).upper()).strip("[]{}")
    return KNOWN.get(name, name)
