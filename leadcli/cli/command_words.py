"""The words of the commands, and whether a command line begins with one or with a caller; nothing here knows typer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

# In the order of the help pages: `policy check` is `main` in cli/policy/check/command.py.
COMMANDS = [
    "who-owns", "init", "import", "match", "reassign", "apply", "undo", "review", "confirm", "decide", "discover",
    "data check", "doctor", "calibrate", "schema",
    "policy check", "policy show", "policy compare", "policy infer", "policy new", "policy test",
    "log list", "log show", "log revert", "log verify", "log repair", "log head", "log forget", "log export",
    "log import",
    "log replay", "log drift", "log shares",
]  # fmt: skip
GROUPS = {"data": "The workspace's tables.", "policy": "The rules themselves.", "log": "The ledger of rulings."}
HELP = ("help", "помощь", "справка")  # said for --help


def first_words() -> list[str]:
    """The words that a command may begin with."""
    return list(dict.fromkeys(words.partition(" ")[0] for words in COMMANDS))


def is_command(arguments: Sequence[str]) -> bool:
    """Whether a command line is for a command: nothing is said, one of its own options, or a command's first word."""
    return not arguments or arguments[0] in ("--version", "--help", "-h", *first_words())


def without_language(arguments: Sequence[str]) -> list[str]:
    """A command line without ``--lang``, which every page speaks."""
    pairs = zip(["", *arguments], arguments, strict=False)
    return [word for before, word in pairs if "--lang" not in (before, word.partition("=")[0])]


def like_a_command(word: str) -> tuple[str, ...]:
    """The commands that a word may be a misspelling of, or the last word of: a name that looks like none has none."""
    if re.fullmatch(r"[A-Za-z_-]+", word) is None:
        return ()
    below = tuple(words for words in COMMANDS if words.endswith(f" {word.casefold()}"))
    if below:
        return below
    from leadcli.domain.places import nearest

    close = nearest(word.replace("_", "-"), first_words())
    return (close,) if close else ()


def is_file(word: str) -> bool:
    """Whether a word is the name of a file that is there."""
    with suppress(OSError):  # a name may be too long for one
        return Path(word).is_file()
    return False
