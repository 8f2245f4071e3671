"""leadcli data check, and leadcli init: the workspace's files."""

from __future__ import annotations

import shutil
import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from leadcli.cli.schema.command import write_schemas
from leadcli.cli.shared.app import Exit, Refusal, app, data_app, leave, speech_for
from leadcli.cli.shared.options import Folder, Format, Json, Language, PolicyName, is_json, locate
from leadcli.domain.frozen import replace as mild
from leadcli.domain.messages import message, messages
from leadcli.domain.places import in_order
from leadcli.output.text.terminal import print_line, print_raw, show
from leadcli.workspace.opening import open_workspace, sample


@data_app.command("check")
def check(
    policy: PolicyName = "",
    format: Format = "text",
    json: Json = False,
    lang: Language = None,
    workspace: Folder = None,
) -> None:
    """Every problem of the workspace's files, each with file:line:column. Silent when there is none."""
    speech = speech_for(lang)
    as_json = is_json(format, json)
    opened = open_workspace(locate(workspace), policy)
    if opened.policy is not None and opened.book is not None:
        from leadcli.cli.policy.test.example_files import all_examples

        wrong = in_order(all_examples(opened.policy, opened.rules_file, opened.book)[1])
        # An example that cannot be read stops no ruling.
        opened = replace(opened, problems=(*opened.problems, *(mild(p, severity="warning") for p in wrong)))
    if as_json:
        from leadcli.output.json import objects as shape

        completed = [(found[0] if (found := opened.excerpt(p)) else p) for p in opened.problems]
        print_raw(shape.dump_lines(shape.problem(p, speech) for p in completed))
    elif opened.problems:
        from leadcli.output.text.problem_list import page

        show(page(opened.problems, opened.excerpt, speech), sys.stdout)
        errors = len(opened.errors)
        warnings = len(opened.problems) - errors
        said = [
            speech.say(messages("{count} error", "{count} errors", errors)),
            speech.say(messages("{count} warning", "{count} warnings", warnings)),
        ]
        print_line("\n" + speech.listed(said))
    elif sys.stdout.isatty() and opened.book is not None:
        book = opened.book
        print_line(
            speech(
                "no problems: {managers} managers, {groups} groups, {clients} clients",
                managers=len(book.managers),
                groups=len(book.groups),
                clients=len(book.clients),
            )
        )
    leave(Exit.FAULT if opened.errors else Exit.NOTHING if opened.problems else Exit.DONE)


@app.command("init")
def init(
    folder: Annotated[Path, typer.Argument(help="The new workspace's folder; it must not hold one yet.")],
    lang: Language = None,
) -> None:
    """Start a workspace of your own: rules and sample data that work, to be replaced by yours."""
    speech = speech_for(lang)
    source = sample()
    if (folder / "rules.yaml").exists() or (folder / "data").exists():
        raise Refusal(
            message("{folder} already holds rules.yaml or data; nothing was changed", folder=str(folder)),
            message("name another folder"),
        )
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source / "data", folder / "data")
    for name in ("rules.yaml", "tests.yaml"):
        shutil.copyfile(source / name, folder / name)
    write_schemas(folder)
    print_line(
        speech(
            "{folder}: rules.yaml, tests.yaml and data/ with sample managers, groups and clients", folder=str(folder)
        )
    )
    print_line(
        speech(
            "next: cd {folder}, replace the data and tests.yaml by yours, run leadcli data check", folder=str(folder)
        )
    )
    leave(Exit.DONE)
