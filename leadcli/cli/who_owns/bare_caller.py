"""A command line without a command: the words are a caller, ``leadcli Метсо`` asks ``who-owns``.

Unless the first one looks like a command, or is a file: then it is a caller only if the tables have it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from leadcli.cli.command_words import is_file, like_a_command
from leadcli.cli.shared.exits import complain
from leadcli.cli.who_owns.fast_options import read
from leadcli.domain.company import Caller
from leadcli.domain.messages import Refusal, message
from leadcli.output.text.safe import typed
from leadcli.output.text.speech import Speech


def caller_of(arguments: Sequence[str], speech: Speech) -> list[str]:
    """The arguments of ``who-owns``. Raises Refusal where they begin with what is more likely a command's word."""
    question = read(arguments) or {}
    heard: list[str] = question.get("name") or [word for word in arguments[:1] if not word.startswith("-")]
    word = heard[0] if heard else ""
    meant = like_a_command(word)
    if meant and arguments[0] == word:
        return _if_on_file(word, " ".join(heard), meant, question, list(arguments), speech)
    if meant and word in meant:  # leadcli --lang en match FILE
        raise Refusal(message("options stand after the command: leadcli {command} …", command=word))
    if len(heard) == 1 and is_file(word):
        raise Refusal(
            message("{file} is a file, and no command says what to do with it", file=word),
            message("who each of its callers is: leadcli match {file}", file=typed(word)),
            message("to share its rows out by the rules: leadcli reassign {file}", file=typed(word)),
            message("to start a workspace from it: leadcli init my-team --from {file}", file=typed(word)),
        )
    return list(arguments)


def _if_on_file(
    word: str, name: str, meant: tuple[str, ...], question: dict[str, Any], arguments: list[str], speech: Speech
) -> list[str]:
    """What looks like a command is a caller if it is surely a client or group on file; and that is said."""
    commands = tuple(f"leadcli {words}" for words in meant)
    if question and _known(name, question.get("workspace")):
        complain(
            speech,
            message("{name} is on file, so it was taken for a caller; the command is {commands}",
                    name=name, commands=commands),
        )  # fmt: skip
        return arguments
    said = [message("there is no command {command}", command=word)]
    said += [message("Did you mean {word}?", word=words) for words in meant]
    if not any(map(is_file, arguments)):
        said.append(message("if {name} is calling: leadcli who-owns {name}", name=name))
    raise Refusal(*said, message("more: {command} --help", command="leadcli"))


def _known(name: str, folder: Path | None) -> bool:
    from leadcli.resolution import recognise
    from leadcli.workspace.opening import find_workspace, open_workspace

    root = find_workspace(folder)
    if root is None:
        return False
    opened = open_workspace(root, compiled=True)
    if opened.faults or opened.book is None:
        return False
    return recognise(Caller(name), opened.directory).status == "accept"
