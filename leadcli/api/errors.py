"""What the public interface raises: a fault told in sentences, in either language."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from leadcli.api.results import page_text, say, speech_in
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.places import Problem

if TYPE_CHECKING:
    from leadcli.workspace.opening import OpenedWorkspace


class LeadcliError(Refusal):
    """What was asked cannot be done. ``said``: why, and what to do; ``str()`` says it in the workspace's language."""

    def __init__(self, *said: Message, language: str = "en") -> None:
        super().__init__(*said)
        self.language = language

    def text(self, lang: str = "") -> str:
        """The sentences in a language, such as ``ru``, one a line."""
        return "\n".join(say(sentence, lang or self.language) for sentence in self.said)

    def __str__(self) -> str:
        return self.text()


class UnsoundError(LeadcliError):
    """The workspace's files have errors, so nothing is judged: ``problems`` are all of them."""

    def __init__(self, opened: OpenedWorkspace, language: str) -> None:
        super().__init__(message("nothing is judged while the workspace has errors"), language=language)
        self.problems: tuple[Problem, ...] = opened.faults
        self._opened = opened

    def __reduce__(self) -> tuple[type[UnsoundError], tuple[OpenedWorkspace, str]]:
        return UnsoundError, (self._opened, self.language)

    def text(self, lang: str = "") -> str:
        """The problems as ``leadcli data check`` prints them."""
        from leadcli.output.text.problem_list import page

        language = lang or self.language
        shown = page(self.problems, self._opened.excerpt, speech_in(language))
        return f"{page_text(shown)}\n{super().text(language)}"


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Refusals of the floors below as errors that speak a language."""
    try:
        yield
    except LeadcliError:
        raise
    except Refusal as refusal:
        raise LeadcliError(*refusal.said, language=language) from refusal
