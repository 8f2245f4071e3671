"""What was found out of a row that the fold would else find out again: it travels beside the row's line, as text."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Sequence
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Literal

from leadcli.domain.book import Book
from leadcli.domain.frozen import as_dict, frozen, replace
from leadcli.domain.match import DOUBTED, Candidate, Match
from leadcli.domain.ruling import Judgment
from leadcli.fields.crm_presets import Layout
from leadcli.ledger.codec import decode, encode
from leadcli.ledger.standing.known_clients import Told, ToldCard, told_by
from leadcli.policy.owners import how_named
from leadcli.resolution import Directory
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.directory.added_cards import Sought, packed_readings, sought, unpacked_readings
from leadcli.rulings.memory import surely_served

if TYPE_CHECKING:
    from leadcli.assignment.rows import Case, Line, Options

# The actions that rows above may change, by what a row is: of a lead also that its owner keeps it.
BOUND = {"clients": frozenset({"change", "nobody", "ask"}), "leads": frozenset({"change", "nobody", "ask", "keep"})}
FAMILY = 24  # companies of a group whose brands are told beside each of its rows
BESIDE = "\t"  # before it and inside of it; in JSON it stands nowhere as it is


@frozen
class Aside:
    """What the fold is told of a row.

    ``asked``: a mark of all that it asks; ``name``: the key of its caller's name; ``who``: by what the caller is looked
    for among the rows above; ``match``: who calls, as ``match_text`` writes it, where that may come to matter.
    ``told``: what a card takes of the caller, where it is likely to get one.
    ``stands``: where no row above bears on it, the row's ruling stands whosever turn it is; an ``OpenTurn``: but for
    that; None: it must be made again.
    """

    asked: bytes
    name: str
    who: Sought
    match: str = ""
    stands: Stands = None
    told: ToldCard | None = None


@frozen
class OpenTurn:
    """Whose turn it was in a ruling, among whom by which ``rota``; whosever it is by now stands in the same place.

    Not where that is one of the ``others`` who come into question by something else: then it may be another ruling.
    """

    taker: str
    able: tuple[str, ...]
    rota: str
    others: tuple[str, ...]


Stands = OpenTurn | Literal["always"] | None


def stands(judgments: Sequence[Judgment], old: str) -> Stands:
    """How far a ruling on a row of owner ``old`` rests on whose turn it is; ``judgments``: all that it is made of."""
    by_turn = [one for one in judgments if one.turns]
    if not by_turn:
        return "always"
    asked = {(one.owner, one.named_by, tuple([s.manager for s in one.shares if s.left_out is None])) for one in by_turn}
    (taker, rota, able), *different = asked
    others = {old, *(one.owner for one in judgments if not one.turns)} - {""}
    found_out = any(one.branches or how_named(one.named_by) != "rotation" for one in by_turn)  # by what is not known
    if different or found_out or taker in others or not all(one.owner for one in judgments):
        return None
    return OpenTurn(taker, able, rota, tuple(sorted(others)))


def matters(match: Match, action: str, own_card: bool) -> bool:
    """Whether the rows above may make it matter who calls. ``own_card``: the row is a card of its own.

    Of who is sure to call they do once the client or a sister was given to somebody; brands of a large family are left.
    """
    if match.status in DOUBTED:
        return action != "keep" or not own_card
    if match.status == "none":
        return action != "keep" and bool(match.in_question)
    return action != "keep" and bool(match.client_id or match.group_id) and len(match.brands) <= FAMILY


def with_aside(
    line: Line, case: Case, heard: ParsedCaller, layout: Layout, book: Book, directory: Directory, options: Options,
    plain: bool, stands: Stands = None,
) -> Line:  # fmt: skip
    """A judged row with what the fold is told of its caller. ``heard``: its caller taken apart.

    ``plain``: it was recognised by the tables alone; ``stands``: see ``Aside``.
    """
    if line.action not in BOUND[layout.rows] and not options.leaver:  # whose rows are given away whatever is said here
        return line
    sure = surely_served(case.match, case.question, book, directory) if plain else None
    plain = plain and not (case.decisions or case.question.group_id)
    # Of whom nobody knows the nearest are asked for, however they are known.
    wanted = (plain or case.match.status == "none") and matters(case.match, line.action, case.card is not None)
    likely = line.action == "change" and not (line.client and line.status == "accept")
    match = case.match if wanted else None
    return replace(line, aside=aside_of(heard, match, directory, stands, sure, likely))


def aside_of(
    heard: ParsedCaller, match: Match | None, directory: Directory, stands: Stands = None, sure: bool | None = None,
    likely: bool = False,
) -> Aside:  # fmt: skip
    """What the fold is told of a caller; ``match``: who it is by the tables, where it wants to know.

    ``sure``: see ``Sought``; ``likely``: the row is to be given away, by what the tables say.
    """
    asked = repr(tuple(as_dict(heard.caller).values())).encode("utf-8", "surrogatepass")
    mark = blake2b(asked, digest_size=16).digest()  # a million of these need little memory
    who, text = sought(heard, directory, sure), "" if match is None else match_text(match)
    told = told_by(heard, directory.book) if likely else None
    return Aside(mark, heard.name.key, who, text, stands, told)


def as_text(one: Aside) -> str:
    """One line of text, without its end and without what was said of the caller's name."""
    readings = b64encode(packed_readings(one.who.readings)).decode()
    who = one.who
    stands = _values(one.stands) if isinstance(one.stands, OpenTurn) else one.stands
    told = one.told and [_values(one.told.told), one.told.keys, b64encode(one.told.labels).decode()]
    asked = one.asked.hex()
    own = write([asked, one.name, who.identifiers, who.known, who.sure, who.typed, readings, stands, told])
    return f"{own}{BESIDE}{one.match}"


def from_text(text: str, said: str) -> Aside:
    """What ``as_text`` wrote. ``said``: the caller's name."""
    own, _, match = text.partition(BESIDE)
    asked, name, identifiers, known, sure, typed, readings, stands, told = loads(own)
    if isinstance(stands, list):
        taker, able, rota, others = stands
        stands = OpenTurn(taker, tuple(able), rota, tuple(others))
    pairs = tuple([(kind, value) for kind, value in identifiers])
    keys = None if typed is None else tuple(typed)
    who = Sought(said, unpacked_readings(b64decode(readings)), pairs, known, sure, keys)
    if told is not None:
        (called, aliases, *others), found_by, labels = told
        told = ToldCard(Told(called, tuple(aliases), *others), tuple(found_by), b64decode(labels))
    return Aside(bytes.fromhex(asked), name, who, match, stands, told)


def _values(record: object) -> list[Any]:
    return [*as_dict(record).values()]


def _json() -> tuple[Callable[[Any], str], Callable[[str], Any]]:
    """What writes JSON on one line, and reads it: orjson where the platform has it, which takes a third of the time."""
    plain = json.JSONEncoder(check_circular=False).encode
    try:
        import orjson
    except ImportError:
        return plain, json.loads

    def write(value: Any) -> str:
        try:
            return orjson.dumps(value).decode()
        except TypeError:  # half a letter (a lone surrogate), which it neither writes nor reads
            return plain(value)

    def read(text: str) -> Any:
        try:
            return orjson.loads(text)
        except ValueError:
            return json.loads(text)

    return write, read


write, loads = _json()


def match_text(match: Match) -> str:
    """A match as text, without its reasons: most are never read."""
    candidates = [(c.client_id, c.group_id, c.name, c.score, c.tied) for c in match.candidates]
    return write((
        match.status, match.client_id, match.group_id, match.score, candidates, match.new_entity,
        encode(match.question), match.brand, dict(match.brands), match.city, match.country,
        encode(match.country_from), match.deniable,
    ))  # fmt: skip


def match_of(text: str) -> Match:
    """What ``match_text`` wrote."""
    status, client, group, score, near, new, question, brand, brands, city, country, known_by, deniable = loads(text)
    candidates = tuple([Candidate(own, of, name, share, (), tied) for own, of, name, share, tied in near])
    return Match(
        status, client, group, score, (), candidates, new, decode(question), brand, brands, city, country,
        decode(known_by), deniable,
    )  # fmt: skip
