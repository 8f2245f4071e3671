"""What every command is asked with: the language, the format of its answer, the workspace it is about.

Nothing here knows typer, so that a question can be answered without loading it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, cast

from leadcli.cli.shared.exits import Exit, complain, leave, speech_for
from leadcli.domain.frozen import fresh, frozen
from leadcli.domain.messages import Message, Refusal, message, messages
from leadcli.output.formats import Format, Shape, chosen_format
from leadcli.output.text.speech import Speech
from leadcli.output.text.terminal import print_line, print_raw, show
from leadcli.workspace.opening import SoundWorkspace, locate, open_policy, open_workspace, policy_file

if TYPE_CHECKING:
    from leadcli.ledger.ledger import Ledger
    from leadcli.policy.policy import Policy

COMMON = ("format", "json", "lang", "workspace")  # the options that a context is made of


@frozen
class Context:
    """What a command is asked with. As its first parameter it stands for the options --lang and --workspace.

    With shapes of the answer besides a page, ``Annotated[Context, "objects"]``, for --format and --json too.
    """

    speech: Speech
    format: Format
    folder: Path | None
    told: set[str] = fresh(factory=set)  # what is said once, however often it is met

    @property
    def root(self) -> Path:
        """The workspace's folder. Raises Refusal where there is none."""
        return locate(self.folder)

    def opened(self, policy: str = "", at_call: bool = False) -> SoundWorkspace:
        """The workspace, if it may be judged; else the command ends with what stands in the way.

        ``at_call``: somebody is on the line, so an answer that was given lately is not compiled first.

        What is not understood in single cells stops what rests on them alone, and is counted.
        """
        from leadcli.cli.shared.progress import Compiling

        root, speech = self.root, self.speech
        with Compiling(speech) as told:
            found = open_workspace(root, policy, compiled=True, told=told, at_call=at_call)
        if found.fault is not None:
            from leadcli.domain.system_faults import reason_of

            reason = reason_of(found.fault)
            complain(
                speech, message("the directory could not be compiled ({reason}); going on without it", reason=reason)
            )
        if found.faults:
            from leadcli.output.text.problem_list import page

            show(page(found.faults, found.excerpt, speech), sys.stderr)
            complain(speech, message("nothing is judged while the workspace has errors"))
            leave(Exit.FAULT)
        if found.book is not None and (count := sum(found.book.unread.values())):
            said = messages(
                "{count} problem in the tables: what rests on it is asked; see leadcli data check",
                "{count} problems in the tables: what rests on them is asked; see leadcli data check",
                count,
            )
            complain(speech, said)
        return cast("SoundWorkspace", found)

    def policy(self, name: str) -> tuple[Policy, Path]:
        """The policy asked for, with its file; problems are printed and end the call."""
        root: Any = None if name and name != "." else self.root
        wanted = "" if name == "." else name
        path, _ = policy_file(root, wanted)
        policy, problems = open_policy(root, wanted)
        if policy is None:
            from leadcli.io.excerpts import Excerpts
            from leadcli.output.text.problem_list import page

            show(page(problems, Excerpts(lambda _: path), self.speech), sys.stderr)
            if name and "/" not in name and "." not in name:
                raise Refusal(message("there is no policy {name}", name=name), message("see: leadcli policy show"))
            leave(Exit.FAULT)
        return policy, path

    def ledger(self, create: bool = False, writes: bool = False) -> Ledger:
        """The workspace's ledger, open, and what a call that was interrupted left in it settled. Raises Refusal.

        Where it is damaged, its whole entries, and it is said which are not; that can be read but not written.
        """
        from leadcli.ledger.recording import clock_behind, open_ledger

        ledger = open_ledger(self.root, create, writes=writes)
        self._once(clock_behind(ledger))
        if ledger.damage:
            complain(self.speech, *ledger.faults)
        else:
            self._settled(ledger)
        return ledger

    def settle(self) -> None:
        """Settle what a call that was interrupted left in the ledger, if there is one that can be written to now."""
        from leadcli.ledger.file_form import FAULTS
        from leadcli.ledger.recording import clock_behind, open_ledger, recorded
        from leadcli.ledger.sql_schema import WITHIN

        with suppress(*FAULTS, Refusal):
            if recorded(self.root):
                with open_ledger(self.root, wait=WITHIN, writes=True) as ledger:
                    self._once(clock_behind(ledger))
                    self._settled(ledger)

    def _once(self, said: tuple[Message, ...]) -> None:
        if said and said[0].text not in self.told:
            self.told.add(said[0].text)
            complain(self.speech, *said)

    def _settled(self, ledger: Ledger) -> None:
        from leadcli.ledger.file_form import FAULTS
        from leadcli.ledger.intents import intents

        with suppress(*FAULTS):  # who cannot write reads what is there
            if intents(ledger):
                from leadcli.cli.shared.batches import settle

                complain(self.speech, *settle(ledger))

    def give(self, output: Path | None = None, **shapes: Callable[[], Any]) -> None:
        """Print an answer in the format that was asked for, or write it to a file.

        ``shapes``: what makes each; only the one that is wanted is made. A page may be one line.
        """
        made = shapes[self.format.shape]()
        if output is not None:
            from leadcli.cli.shared.answers import write

            write(self.format, made, output)
        elif isinstance(made, str):
            print_line(made)
        elif self.format.shape == "page":
            show(made, sys.stdout)
        else:
            for text in self.format.load()(made):
                print_raw(text)


AnswerContext = Annotated[Context, "objects"]


def context_of(
    *more: Shape, format: str = "text", json: bool = False, lang: str | None = None, workspace: Path | None = None
) -> Context:
    """What the common options say, of an answer that has a page, objects and what ``more``. Raises Refusal."""
    return Context(speech_for(lang), chosen_format(format, json, *more), workspace)
