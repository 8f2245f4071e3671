"""leadcli: whose client is this, and why.

    from leadcli import load, resolve, Caller, Question

``load`` opens a workspace, ``resolve`` rules on a question. Names are imported when first used, so that the command
line starts fast.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leadcli.case import Caller, Question, Ruling
    from leadcli.located import Problem
    from leadcli.resolve import resolve
    from leadcli.workspace import open_workspace as load

__version__ = "0.1.0"
__all__ = ["Caller", "Problem", "Question", "Ruling", "__version__", "load", "resolve"]

_WHERE = {
    "Caller": ("leadcli.case", "Caller"),
    "Question": ("leadcli.case", "Question"),
    "Ruling": ("leadcli.case", "Ruling"),
    "Problem": ("leadcli.located", "Problem"),
    "resolve": ("leadcli.resolve", "resolve"),
    "load": ("leadcli.workspace", "open_workspace"),
}


def __getattr__(name: str) -> Any:
    """A public name, imported when first asked for (PEP 562)."""
    if name not in _WHERE:
        raise AttributeError(name)
    from importlib import import_module

    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)
