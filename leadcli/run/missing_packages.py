"""A package that leadcli needs and that is not there, or cannot be loaded: what is said of it."""

from __future__ import annotations

import sys

from leadcli.domain.messages import Message, message

# Of modules that are called otherwise than the package which brings them.
_PACKAGES = {
    "phonenumbers": "phonenumberslite",
    "python_calamine": "python-calamine",
    "stdnum": "python-stdnum",
    "xlsxwriter": "XlsxWriter",
    "yaml": "pyyaml",
}


def package_of(module: str) -> str:
    """The package that brings a module, as pip knows it."""
    top = module.partition(".")[0]
    return _PACKAGES.get(top, top)


def said_of_import(error: ImportError) -> tuple[Message, ...]:
    """What is said of an import that failed; nothing where what failed is not named."""
    name = package_of(error.name or "")
    if not name:
        return ()
    if name in sys.stdlib_module_names:
        return message("this Python was made without its module {name}", name=name), message(
            "use another Python, 3.11 or newer"
        )
    if isinstance(error, ModuleNotFoundError) and name != "leadcli":
        return message("{name} is not installed, which leadcli needs", name=name), message(
            "install it: {command}", command=f"python -m pip install {name}"
        )
    return message("{name} cannot be loaded, it is not whole", name=name), message(
        "install it anew: {command}", command=f"python -m pip install --force-reinstall {name}"
    )
