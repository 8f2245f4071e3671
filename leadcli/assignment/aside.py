"""What was found out of a row that the fold would else find out again: it travels beside the row's line, as text."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from hashlib import blake2b

from leadcli.domain.company import Caller
from leadcli.domain.frozen import as_dict, frozen, replace
from leadcli.domain.match import DOUBTED, Match
from leadcli.ledger.codec import canonical
from leadcli.resolution import Directory
from leadcli.resolution.caller_parsing import parse_caller
from leadcli.resolution.directory.added_cards import Sought, packed_readings, sought, unpacked_readings

# The actions that rows above may change, by what a row is: of a lead also that its owner keeps it.
BOUND = {"clients": frozenset({"change", "nobody", "ask"}), "leads": frozenset({"change", "nobody", "ask", "keep"})}
BESIDE = "\t"  # before it and inside of it; in JSON it stands nowhere as it is


@frozen
class Aside:
    """What the fold is told of a row.

    ``asked``: a mark of all that it asks; ``name``: the key of its caller's name; ``who``: by what the caller is looked
    for among the rows above; ``match``: who calls, in canonical JSON, where that may come to matter.
    """

    asked: bytes
    name: str
    who: Sought
    match: str = ""


def matters(match: Match, action: str, own_card: bool) -> bool:
    """Whether the rows above may make it matter who calls. ``own_card``: the row is a card of its own.

    Of who is sure to call they do once the client was given to somebody; brands of a family may be many, and are left.
    """
    if match.status in DOUBTED:
        return action != "keep" or not own_card
    return action != "keep" and bool(match.client_id) and not match.brands


def aside_of(caller: Caller, match: Match | None, directory: Directory) -> Aside:
    """What the fold is told of a caller; ``match``: who it is by the tables alone, where it wants to know."""
    heard = parse_caller(caller, directory.book.country)
    asked = repr(tuple(as_dict(caller).values())).encode("utf-8", "surrogatepass")
    told = ""
    if match is not None:
        candidates = tuple([replace(each, evidence=()) for each in match.candidates])
        told = canonical(replace(match, evidence=(), candidates=candidates, alias=None))
    # A million of these marks need little memory.
    return Aside(blake2b(asked, digest_size=16).digest(), heard.name.key, sought(heard, directory), told)


def as_text(one: Aside) -> str:
    """One line of text, without its end and without what was said of the caller's name."""
    readings = b64encode(packed_readings(one.who.readings)).decode()
    own = _ENCODER.encode([one.asked.hex(), one.name, one.who.identifiers, one.who.known, readings])
    return f"{own}{BESIDE}{one.match}"


def from_text(text: str, said: str) -> Aside:
    """What ``as_text`` wrote. ``said``: the caller's name."""
    own, _, match = text.partition(BESIDE)
    asked, name, identifiers, known, readings = json.loads(own)
    pairs = tuple([(kind, value) for kind, value in identifiers])
    who = Sought(said, unpacked_readings(b64decode(readings)), pairs, known)
    return Aside(bytes.fromhex(asked), name, who, match)


_ENCODER = json.JSONEncoder()
