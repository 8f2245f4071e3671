"""The question: who calls, as heard, and what is known of the call."""

from __future__ import annotations

from datetime import date

from leadcli.domain.company import Caller
from leadcli.domain.frozen import frozen

REPLIES = ("yes", "no", "new")  # to the question of who calls


@frozen
class Statement:
    """What somebody states of a case: a field and its value, as said.

    ``by``: the manager who argues it; ``""``: who asks says so. ``about``: client or group, whose column ``field`` is;
    ``""``: no table has it.
    """

    field: str
    value: str
    by: str = ""
    about: str = ""


@frozen
class Question:
    """Whose client is the caller, asked on a day. Managers are ids.

    ``client_id`` or ``group_id``: a person's word on who the caller is. ``at``: the moment of the call, ISO 8601 with
    its offset from UTC; ``""`` where it does not matter, or is not said. ``reply``: what was answered to the question
    of who calls: yes, no (another company), new (a new company of that group). ``stated``: facts that are not on file,
    and the claimants' arguments.
    """

    caller: Caller
    on: date
    taken_by: str = ""
    claims: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    client_id: str = ""
    group_id: str = ""
    at: str = ""
    reply: str = ""
    stated: tuple[Statement, ...] = ()
