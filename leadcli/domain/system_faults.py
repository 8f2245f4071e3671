"""What the system refuses (no such file, no right, a full disk, the network), in words: why, and what to do.

Of the system's own texts, which are English or the system's language, none is printed where we have a sentence.
"""

from __future__ import annotations

import errno
import re

from leadcli.domain.messages import Argument, Message, message

_BUSY = message("another program has it open"), message("close it there and repeat the command")
_NETWORK = (
    message("the folder of the network does not answer"),
    message("check the connection, or copy the file to this computer's disk"),
)
_NAME = message("the name has characters that are not allowed here"), message("choose another name")
_NO_RIGHT = (
    message("access is denied"),
    message("ask for the rights to it, or name another; if another program has it open, close it there"),
)
_FULL = (
    message("the disk is full"),
    message("make room on it, or write to another disk, and repeat the command"),
)
_DISK = message("the disk or the network reports an error"), _NETWORK[1]
_MANY = message("too many files are open"), message("close other programs and repeat the command")
# The names of error numbers, for not every system has all of them.
_KINDS: dict[str, tuple[Message, Message | None]] = {
    "ENOENT": (message("there is no such file or folder"), message("check the name")),
    "EACCES EPERM": _NO_RIGHT,
    "EROFS": (message("nothing can be written to this disk"), message("write to another disk")),
    "ENOSPC EDQUOT": _FULL,
    "EFBIG": (message("the file would be larger than the system allows"), message("write to another disk")),
    "EBADF": (message("it is closed"), None),
    "EISDIR": (message("it is a folder"), message("name a file")),
    "ENOTDIR": (message("a part of its path is a file, not a folder"), message("check the path")),
    "ENAMETOOLONG": (message("the name is too long"), message("choose a shorter one")),
    "ELOOP": (message("the link leads to itself"), message("name the file itself")),
    "EBUSY ETXTBSY": _BUSY,
    "EMFILE ENFILE": _MANY,
    "EIO EREMOTEIO": _DISK,
    "ETIMEDOUT EHOSTDOWN EHOSTUNREACH ENETDOWN ENETUNREACH ENETRESET ENOTCONN ECONNRESET ECONNABORTED ESTALE": _NETWORK,
}
_TOLD = {getattr(errno, name): said for names, said in _KINDS.items() for name in names.split() if hasattr(errno, name)}
# Windows tells these apart where errno does not.
_WINDOWS = {
    **dict.fromkeys((32, 33), _BUSY), **dict.fromkeys((51, 53, 55, 59, 64, 65, 67, 121, 1231), _NETWORK),
    **dict.fromkeys((123, 161), _NAME), **dict.fromkeys((39, 112), _FULL),
}  # fmt: skip
WRITING = frozenset(getattr(errno, name) for name in ("ENOSPC", "EDQUOT", "EFBIG", "EROFS") if hasattr(errno, name))
_PART = re.compile(r"(?<![^/\\])\.(?P<name>[^/\\]+)\.\w{8}\.part$")


def reason_of(error: OSError) -> Message:
    """Why, in a few words."""
    return _told(error)[0]


def remedy_of(error: OSError) -> Message | None:
    """What to do about it, where that is known."""
    return _told(error)[1]


def said_of(error: OSError, file: Argument = "") -> tuple[Message, ...]:
    """Both, with the file. ``file``: the one that is meant where the error names none."""
    reason, remedy = _told(error)
    named: Argument = _PART.sub(r"\g<name>", str(error.filename)) if error.filename is not None else file
    first = message("{file}: {reason}", file=named, reason=reason) if named else reason
    return (first, remedy) if remedy else (first,)


def _told(error: OSError) -> tuple[Message, Message | None]:
    found = _WINDOWS.get(getattr(error, "winerror", None) or 0) or _TOLD.get(error.errno or 0)
    return found or (message("{said}", said=error.strerror or str(error)), None)
