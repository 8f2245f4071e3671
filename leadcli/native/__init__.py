"""The compiled core, where this install has one; everything works without it, and answers alike.

What is hot of matching exists twice: in Python, which is the definition, and in C (the folder ``native``), which does
the same to the bit over buffers, as PEP 399 asks of accelerators. An install builds it where there is a C compiler and
goes without where there is none. ``LEADCLI_NATIVE=never`` leaves it alone.
"""

from __future__ import annotations

import os
import sys
from typing import Any

CONTRACT = 16  # of both sides: a core that was built for another Python side is not used


def load() -> Any:
    """The module of the core, or None."""
    # It reads numbers of files as they lie there.
    if os.environ.get("LEADCLI_NATIVE") == "never" or sys.implementation.name != "cpython" or sys.byteorder != "little":
        return None
    try:
        import leadcli_native
    except ImportError:
        return None
    return leadcli_native if leadcli_native.CONTRACT == CONTRACT else None


core = load()
