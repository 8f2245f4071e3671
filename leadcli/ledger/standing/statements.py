"""Every manager's statement: what was owed of the turns, what came, by which way, and what is still owed.

Read off the counts of days, so a month of ten thousand calls costs no more than a quiet one. Each turn's shares and
balances stand in its entry (``leadcli log show``), so anybody can add them up.
"""

from __future__ import annotations

from collections.abc import Mapping

from leadcli.domain.frozen import frozen
from leadcli.domain.ruling import UNIT
from leadcli.ledger.ledger import Ledger


@frozen
class Statement:
    """What a manager got in a time, by way: rotation (turns), call, ownership, transfer; ``cover`` stands beside.

    ``owed``: the shares of the turns that came in that time, in calls; ``could``: how many of these turns the manager
    could have taken, ``turns`` how many there were; ``balance``: what is owed now, over all time.
    """

    manager: str
    rotation: int = 0
    call: int = 0
    ownership: int = 0
    transfer: int = 0
    cover: int = 0
    owed: float = 0.0
    could: int = 0
    turns: int = 0
    balance: float = 0.0

    @property
    def total(self) -> int:
        """All that became theirs."""
        return self.rotation + self.call + self.ownership + self.transfer


def statements(
    ledger: Ledger, managers: Mapping[str, object], since: str = "0001-01-01", until: str = "9999-12-31"
) -> list[Statement]:
    """What each manager got in a time, in the published order, then those who are no longer listed."""
    sql = "SELECT manager, how, sum(count) FROM tally WHERE day BETWEEN ? AND ? GROUP BY manager, how"
    ways: dict[str, dict[str, int]] = {manager: {} for manager in managers}
    for manager, how, count in ledger.database.execute(sql, (since, until)):
        ways.setdefault(manager, {})[how] = count
    owed = dict(ledger.database.execute("SELECT manager, sum(owed) FROM balance GROUP BY manager").fetchall())
    turns = sum(found.get("rotation", 0) for found in ways.values())
    return [
        Statement(
            manager, found.get("rotation", 0), found.get("call", 0), found.get("ownership", 0),
            found.get("transfer", 0), found.get("cover", 0), _calls(found.get("owed", 0)),
            found.get("could", 0), turns, _calls(owed.get(manager, 0)),
        )
        for manager, found in ways.items()
    ]  # fmt: skip


def _calls(units: int) -> float:
    return round(units / UNIT, 2) or 0.0
