"""What later rulings would have been without one that is taken back: turns by the figures that their entries hold."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from heapq import merge
from operator import attrgetter

from leadcli.domain.frozen import frozen
from leadcli.domain.ruling import UNIT
from leadcli.ledger.ledger import Ledger
from leadcli.ledger.standing.effects import turns_of
from leadcli.ledger.standing.known_clients import known_id
from leadcli.ledger.stored_entry import Stored
from leadcli.policy.balance import Hand, take_turn
from leadcli.policy.owners import boosted


@frozen
class Otherwise:
    """A later ruling that rests on one. ``would``: whose turn it would have been; ``""``: to be asked anew."""

    seq: int
    day: str
    was: str
    would: str


def afterwards(ledger: Ledger, taken_back: Stored) -> list[Otherwise]:
    """The live rulings after one that would have been otherwise without it, in their order.

    Those on the client that it made; and turns, counted again with the figures that stand in their entries, less the
    turn and the client that are taken back. What each would have changed further on is counted too.
    """
    found: list[Otherwise] = []
    owed: dict[str, Counter[str]] = {}
    clients: Counter[str] = Counter()
    rota, gains = _turn(taken_back)
    for manager, gain in gains.items():
        owed.setdefault(rota, Counter())[manager] -= gain
    if taken_back.manager:
        clients[taken_back.manager] -= 1
    own = known_id(taken_back.seq)
    for stored in _later(ledger, taken_back.seq, own):
        if stored.client == own:
            found.append(Otherwise(stored.seq, stored.day, stored.manager, ""))
            continue
        rota, gains = _turn(stored)
        if not gains:
            continue
        body = json.loads(stored.body)
        hands, balances = [], {}
        for s in body["shares"]:
            manager = s["manager"]
            balances[manager] = s.get("balance", 0) + owed.get(rota, Counter())[manager]
            if s.get("share"):
                count = max(0, s["open_clients"] + clients[manager])
                hands.append(Hand(manager, count, s["weight"], s["recent"], s["order"]))
        turn = take_turn(balances, hands, boosted(rota))
        moved = owed.setdefault(rota, Counter())
        for manager, share in turn.shares.items():
            now = share - (UNIT if manager == turn.manager else 0)
            moved[manager] += now - gains.get(manager, 0)
        if turn.manager != stored.manager:
            found.append(Otherwise(stored.seq, stored.day, stored.manager, turn.manager))
            clients[stored.manager] -= 1
            clients[turn.manager] += 1
    return found


def _later(ledger: Ledger, seq: int, own: str) -> Iterator[Stored]:
    """The live rulings after an entry that may rest on it: turns, and those on the client that it made."""
    last, rests = seq, ({"client": own}, {"how": "rotation"})
    found = (ledger.select({"kind": "ruling", "after": seq, **which}, newest=False) for which in rests)
    for stored in merge(*found, key=attrgetter("seq")):
        if stored.seq > last and stored.manager and ledger.stands(stored):
            yield stored
        last = stored.seq


def _turn(ruling: Stored) -> tuple[str, dict[str, int]]:
    """A ruling's rota, and what each one's balance gained by it."""
    turns = turns_of(ruling)
    return next(iter(turns.items()), ("", {}))
