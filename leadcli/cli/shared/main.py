"""The command's entry. A well-formed question is answered at once; anything else goes through typer."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import NoReturn, TextIO

from leadcli.cli.command_words import HELP, is_command, without_language
from leadcli.cli.shared.exits import Exit, asked_language, guarded, prepare
from leadcli.locales import language_of
from leadcli.output.text.speech import Speech

MOST_WORDS = 3  # of help on a command: help policy check


def run() -> NoReturn:
    """The command's entry: main, and out without tearing the interpreter down, a tenth of a short call.

    A call lives for a quarter of a second: collecting its garbage is wasted too, so commands with long work turn the
    collector on again.
    """
    gc.disable()
    _in_utf8()
    code = 0
    try:
        main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:  # once more, while the first was told
        code = int(Exit.INTERRUPTED)
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def _in_utf8() -> None:
    """Begin anew where Python was told to take words and the names of files for ASCII: it would understand none."""
    if sys.getfilesystemencoding() == "ascii":
        os.environ["PYTHONUTF8"] = "1"  # of the processes that this one begins
        os.execv(sys.executable, [sys.executable, "-X", "utf8", *sys.orig_argv[1:]])  # noqa: S606 (itself)


def main() -> None:
    """Run leadcli on the command line."""
    for closed in (name for name in ("stdin", "stdout", "stderr") if getattr(sys, name) is None):
        setattr(sys, closed, _closed(closed))
    for stream in (sys.stdout, sys.stderr):
        prepare(stream)
    arguments = sys.argv[1:]
    speech = Speech(language_of(asked_language(arguments)))
    guarded(lambda: _carry_out(arguments, speech), speech)


def _closed(name: str) -> TextIO:
    """A stream in place of one that was closed (``>&-``): reads as empty, and an answer written to it is a fault."""
    nowhere = os.open(os.devnull, os.O_WRONLY if name == "stderr" else os.O_RDONLY)
    return os.fdopen(nowhere, "r" if name == "stdin" else "w", encoding="utf-8")


def _is_text(arguments: list[str]) -> bool:
    """Whether all of a command line could be read as text; files may be called otherwise."""
    try:
        "".join(arguments).encode()
    except UnicodeEncodeError:
        return False
    return True


def _carry_out(arguments: list[str], speech: Speech) -> None:
    if arguments and arguments[0] in HELP and len(arguments) <= MOST_WORDS:
        arguments = [*arguments[1:], "--help"]
    asked = without_language(arguments)
    if asked in ([], ["--help"], ["-h"], ["--version"]):
        arguments = asked
    if not is_command(arguments):
        from leadcli.cli.who_owns.bare_caller import caller_of

        arguments = ["who-owns", *caller_of(arguments, speech)]
    if arguments[:1] == ["who-owns"]:
        from leadcli.cli.who_owns.fast_options import read, spelt_out

        arguments = [arguments[0], *spelt_out(arguments[1:])]
        question = read(arguments[1:]) if _is_text(arguments) else None
        if question is not None:
            from leadcli.cli.shared.context import COMMON, context_of
            from leadcli.cli.who_owns.answer import answer

            common = {name: question.pop(name) for name in COMMON if name in question}
            answer(context_of(**common), **question)
    from leadcli.cli.commands import dispatch

    dispatch(arguments, speech)
