"""Help pages: in the language, at the terminal's width, each with examples."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from leadcli.cli.command_examples import examples_of
from leadcli.domain.messages import message
from leadcli.output.text.speech import Speech

# What stands for a value in a command line; the words of each are looked up by themselves.
VALUES = (
    message("COLUMN"), message("COMMAND"), message("DATE"), message("DIR"), message("EXPORT"), message("FIELD"),
    message("FILE"), message("FOLDER"), message("KIND"), message("LABELLED"), message("MANAGER"),
    message("NAME"), message("NUMBER"), message("OPTIONS"), message("PERCENT"), message("PLAN"), message("REPLY"),
    message("TEXT"), message("TIME"), message("VALUE"), message("VERDICT"), message("WHOM"),
    message("WHO"), message("TABLE"), message("HASH"),
)  # fmt: skip
KNOWN = {word.text: word for word in VALUES}


def help_page(command: Any, words: str, speech: Speech) -> None:
    """Make what the help page of a command says. ``words``: its words, without leadcli."""
    command.options_metavar = f"[{speech('OPTIONS')}]"
    if hasattr(command, "commands"):
        command.subcommand_metavar = f"{speech('COMMAND')} …"
        for below in command.commands.values():
            below.get_short_help_str = partial(_first_sentence, below)
    for parameter in command.params:
        _say_value(parameter, speech)
    command.format_epilog = partial(_tell_examples, command.format_epilog, examples_of(words), speech)


def _first_sentence(command: Any, limit: int = 0) -> str:
    """What a list of commands says of one: its first sentence, whole; the list wraps it."""
    text = " ".join((command.help or "").partition("\n\n")[0].split())
    return re.split(r"(?<=[.?!])\s", text)[0].removesuffix(".")


def _tell_examples(above: Any, examples: tuple[str, ...], speech: Speech, context: Any, formatter: Any) -> None:
    if examples:
        formatter.write_paragraph()
        formatter.write(f"{speech('Examples:')}\n")
        for line in examples:
            formatter.write(f"  {line}\n")
    above(context, formatter)


def _say_value(parameter: Any, speech: Speech) -> None:
    """What the value of an option or argument is called, and from where to where it may go."""
    kind = parameter.type
    if parameter.metavar is None and not getattr(parameter, "is_flag", False):
        parameter.metavar = _called(parameter)
    if parameter.metavar is not None:
        parameter.metavar = re.sub("[A-Z]{2,}", lambda word: _said(word[0], speech), parameter.metavar)
    if hasattr(kind, "_describe_range"):
        least, most = getattr(kind, "min", None), getattr(kind, "max", None)
        told = (
            ""
            if least is None or most is None
            else speech("from {least} to {most}", least=f"{least:g}", most=f"{most:g}")
        )
        kind._describe_range = lambda: told  # of 0 and more nothing is said


def _called(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return str(parameter.name).upper()
    name = type(parameter.type).__name__
    if "Path" in name:
        return "FOLDER" if parameter.name == "workspace" else "FILE"
    return "NUMBER" if "Int" in name or "Float" in name else "TEXT"


def _said(word: str, speech: Speech) -> str:
    return speech(word) if word in KNOWN else word
