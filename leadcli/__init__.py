"""leadcli: whose client is this, and why.

    from leadcli import Workspace

    print(Workspace.open("my-team").who_owns("Metsa Board", taken_by="Dima"))

Names are imported when first used, so that the command line starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadcli.api.errors import LeadcliError, UnsoundError
    from leadcli.api.results import PlannedRow, Recognition, Recommendation, say
    from leadcli.api.workspace import Workspace
    from leadcli.domain.book import Book, Group, Manager
    from leadcli.domain.company import Caller, Client
    from leadcli.domain.match import Match
    from leadcli.domain.places import Problem
    from leadcli.domain.question import Question
    from leadcli.domain.ruling import Ruling
    from leadcli.policy.policy import Policy

__version__ = "0.1.0"
_WHERE = {
    "api.errors": ("LeadcliError", "UnsoundError"),
    "api.results": ("PlannedRow", "Recognition", "Recommendation", "say"),
    "api.workspace": ("Workspace",),
    "domain.book": ("Book", "Group", "Manager"),
    "domain.company": ("Caller", "Client"),
    "domain.match": ("Match",),
    "domain.places": ("Problem",),
    "domain.question": ("Question",),
    "domain.ruling": ("Ruling",),
    "policy.policy": ("Policy",),
}
__all__ = [
    "Book", "Caller", "Client", "Group", "LeadcliError", "Manager", "Match", "PlannedRow", "Policy", "Problem",
    "Question", "Recognition", "Recommendation", "Ruling", "UnsoundError", "Workspace", "__version__", "say",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """A public name, imported when first asked for (PEP 562)."""
    from importlib import import_module

    for module, names in _WHERE.items():
        if name in names:
            return getattr(import_module(f"leadcli.{module}"), name)
    raise AttributeError(name)


def __dir__() -> list[str]:
    return __all__
