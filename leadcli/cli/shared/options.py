"""Options that commands share, and the records that stand for several of them in a command's signature."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from inspect import Parameter, signature
from pathlib import Path
from typing import Annotated, Any, get_args

import typer
from typer.models import OptionInfo

from leadcli.cli.shared.context import COMMON, Context, context_of
from leadcli.domain.places import whole
from leadcli.locales import codes
from leadcli.output.formats import Shape, names_of

Language = Annotated[
    str | None,
    typer.Option("--lang", help="The language; else LEADCLI_LANG, else the system's.", metavar="|".join(codes())),
]
Json = Annotated[bool, typer.Option("--json", help="Short for --format json.")]
Folder = Annotated[
    Path | None,
    typer.Option("--workspace", help="The workspace's folder; else LEADCLI_WORKSPACE, else the nearest one upwards."),
]
PolicyName = Annotated[str, typer.Option("--policy", help="A ready-made policy by name, or a rules file.")]
Name = Annotated[str, typer.Argument(help="A ready-made policy by name, or a rules file; else the workspace's.")]
By = Annotated[str, typer.Option(help="Who records it; else LEADCLI_USER, else the login name.", metavar="WHO")]
Day = Annotated[str, typer.Option(help="The day; today if left out.", metavar="DATE")]
# Of a table that is read: what was guessed can be set.
Encoding = Annotated[str, typer.Option(help="The file's encoding, if it is told wrongly.")]
Delimiter = Annotated[str, typer.Option(help="The file's delimiter, if it is told wrongly.")]
Sheet = Annotated[str, typer.Option(help="The sheet of a workbook, if it has several.", metavar="NAME")]
Mapped = Annotated[
    list[str],
    typer.Option("--map", help="What a column holds, - for nothing; may be repeated.", metavar="COLUMN=FIELD"),
]
Force = Annotated[bool, typer.Option("--force", help="Write over a file that is there.")]
Workers = Annotated[int, typer.Option(help="Processes; 0 is one for each core.", min=0)]


class OptionGroup:
    """A parameter of such a class stands for the options that its ``__init__`` takes."""


class PassedOn(Exception):  # noqa: N818 (it holds one)
    """What typer would end in a way of its own: an interruption, a reader that is gone. It is ours to end."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(error)
        self.error = error


def with_options(command: Callable[..., None]) -> Callable[..., None]:
    """The command as typer is to see it: with the options that its records stand for, the common ones last."""
    told = signature(command, eval_str=True)
    records = {name: found for name, p in told.parameters.items() if (found := _record(p.annotation))}

    def call(**given: Any) -> None:
        given |= {name: _whole(given[name]) for name in worded}
        made = {name: make(**{o.name: given.pop(o.name) for o in own}) for name, (make, own) in records.items()}
        try:
            command(**made, **given)
        except (KeyboardInterrupt, OSError) as error:
            raise PassedOn(error) from None

    every = [o for name, p in told.parameters.items() for o in (records[name][1] if name in records else [p])]
    worded = [o.name for o in every if _is_worded(o)]
    last = sorted((o.replace(kind=Parameter.KEYWORD_ONLY) for o in every), key=lambda o: o.name in COMMON)
    call.__doc__ = command.__doc__
    call.__signature__ = told.replace(parameters=last)  # type: ignore[attr-defined]
    return call


def _is_worded(option: Parameter) -> bool:
    """Whether an option takes words: no file, whose name may be in bytes that are no letters."""
    kind, *told = get_args(option.annotation) or (option.annotation,)
    return kind in (str, list[str]) and option.name != "policy" and any(isinstance(t, OptionInfo) for t in told)


def _whole(given: Any) -> Any:
    return list(map(whole, given)) if isinstance(given, list) else whole(given)


def _record(annotation: Any) -> tuple[Callable[..., Any], list[Parameter]] | None:
    """What makes a record of options, and the options; None where a parameter is no record."""
    kind, *shapes = get_args(annotation) or (annotation,)
    if kind is Context:
        return partial(context_of, *shapes), _common(*shapes)
    if isinstance(kind, type) and issubclass(kind, OptionGroup):
        return kind, list(signature(kind, eval_str=True).parameters.values())
    return None


def _common(*shapes: Shape) -> list[Parameter]:
    """The common options. ``shapes``: those of the answer besides a page; cells are of many rows, so are objects."""
    options: dict[str, tuple[Any, Any]] = {"lang": (Language, None), "workspace": (Folder, None)}
    if shapes:
        names = names_of("page", *shapes)
        words = [f"{name} (one object a line)" if "cells" in shapes and name == "json" else name for name in names]
        choice = typer.Option("--format", help=f"{', '.join(words[:-1])} or {words[-1]}.", metavar="|".join(names))
        options = {"format": (Annotated[str, choice], "text"), "json": (Json, False), **options}
    return [
        Parameter(name, Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
        for name, (annotation, default) in options.items()
    ]
