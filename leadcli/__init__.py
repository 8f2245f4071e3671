"""leadcli: whose client is this, and why.

    from leadcli import load, resolve, Caller, Question

``load`` opens a workspace, ``resolve`` rules on a question. Names are imported when first used, so that the command
line starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadcli.domain.places import Problem
    from leadcli.domain.question import Caller, Question
    from leadcli.domain.ruling import Ruling
    from leadcli.rulings.resolve import resolve
    from leadcli.workspace.opening import open_workspace as load

__version__ = "0.1.0"
__all__ = ["Caller", "Problem", "Question", "Ruling", "__version__", "load", "resolve"]

_WHERE = {
    "Caller": ("leadcli.domain.question", "Caller"),
    "Question": ("leadcli.domain.question", "Question"),
    "Ruling": ("leadcli.domain.ruling", "Ruling"),
    "Problem": ("leadcli.domain.places", "Problem"),
    "resolve": ("leadcli.rulings.resolve", "resolve"),
    "load": ("leadcli.workspace.opening", "open_workspace"),
}


def __getattr__(name: str) -> Any:
    """A public name, imported when first asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(name)
    from importlib import import_module

    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)
