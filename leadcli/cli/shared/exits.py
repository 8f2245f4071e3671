"""How a call begins and ends: its language, exit codes, and the one place where errors become plain sentences.

Nothing here knows typer, so that a question can be answered without loading it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from enum import IntEnum
from typing import NoReturn, TextIO

from leadcli.domain.messages import Message, Refusal, message
from leadcli.locales import codes, language_of
from leadcli.output.text.safe import fit, printed
from leadcli.output.text.speech import Speech

__all__ = [
    "Exit", "Refusal", "asked_language", "complain", "guarded", "leave", "prepare", "silence", "speech_for",
]  # fmt: skip


class Exit(IntEnum):
    """The exit codes of the contract."""

    DONE = 0
    NOTHING = 1  # no recommendation, or a check found something
    FAULT = 2  # bad usage, data, rules or I/O
    INTERRUPTED = 130


def asked_language(arguments: Iterable[str]) -> str | None:
    """The language that the command line asks for, before it is read properly: errors speak it too."""
    words = list(arguments)
    for index, word in enumerate(words):
        if word == "--lang" and index + 1 < len(words):
            return words[index + 1]
        if word.startswith("--lang="):
            return word.removeprefix("--lang=")
    return None


def speech_for(language: str | None) -> Speech:
    """The language of this call's answers."""
    if language not in (None, *codes()):
        raise Refusal(message("{option}: choose one of {values}", option="--lang", values=codes()))
    return Speech(language_of(language))


def guarded(call: Callable[[], object], speech: Speech) -> NoReturn:
    """Run a command; every ending is an exit code of the contract and a plain sentence, never a traceback."""
    code = Exit.DONE
    try:
        call()
        leave(Exit.DONE)
    except Refusal as refusal:
        complain(speech, *refusal.said)
        code = Exit.FAULT
    except KeyboardInterrupt:
        code = Exit.INTERRUPTED
    except BrokenPipeError:
        silence(sys.stdout)  # who reads us has had enough (| head)
    except Exception as error:
        from leadcli.run.last_handler import told

        complain(speech, *told(error))
        code = Exit.FAULT
    try:
        leave(code)
    except Refusal as refusal:
        complain(speech, *refusal.said)
        sys.exit(int(Exit.FAULT))


def prepare(stream: TextIO) -> None:
    """Pipes and files get UTF-8; a console keeps its encoding, and what it cannot show never stops the program."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure is None:
        return
    if stream.isatty() or os.environ.get("PYTHONIOENCODING"):
        reconfigure(errors="replace")
    else:
        reconfigure(encoding="utf-8", errors="replace")


def complain(speech: Speech, *said: Message, width: int = 0) -> None:
    """Sentences to stderr; with a ``width`` long ones are wrapped."""
    for number, sentence in enumerate(said):
        text = f"{'leadcli: ' if number == 0 else '  '}{speech.say(sentence)}"
        if width and len(text) > width:
            from textwrap import fill

            text = fill(text, width, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False)
        with suppress(OSError):  # who was to read it is gone; the exit code still tells
            sys.stderr.write(fit(f"{printed(text)}\n", sys.stderr.encoding or "utf-8"))


def leave(code: Exit) -> NoReturn:
    """End with an exit code, once all is written. Raises Refusal where it cannot be, on a full disk under stdout."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
    except OSError as error:
        silence(sys.stdout)
        from leadcli.domain.system_faults import said_of

        raise Refusal(*said_of(error, message("the output"))) from None
    sys.exit(int(code))


def silence(stream: TextIO) -> None:
    """Send what is still buffered to nowhere: Python would fail once more while closing the stream."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
