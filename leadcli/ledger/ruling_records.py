"""A ruling as it is kept: its bytes, the facts it rests on, what it is found by, and the personal data set apart.

Pure: who records and when are arguments. The facts are a case file, the slice of the book that the rules could see,
so that the case can be judged again by other rules when the data have long changed.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from leadcli.domain.book import Book, Group, Manager
from leadcli.domain.company import Client
from leadcli.domain.frozen import frozen, replace
from leadcli.domain.match import Match
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling, constellation
from leadcli.fields.cleaners import each_of
from leadcli.fields.identifiers import IDENTIFIERS, PERSONAL, clean, find_identifiers
from leadcli.fields.table import TABLES
from leadcli.ledger.codec import canonical, decode, encode
from leadcli.names import parse
from leadcli.policy.owners import how_named
from leadcli.policy.policy import Policy
from leadcli.rulings.resolve import rule_on

CANDIDATES = 3  # of a match that are kept beside those that tie
_UNTOLD = {field.name: "" for field in TABLES["managers"] if field.name in PERSONAL}  # of a manager: no rule asks


@frozen
class Entry:
    """What is written to the ledger for one event, before it gets its place in the chain.

    ``kind``: ruling, decision, revert, forget, batch. ``how``: by what the owner got it (rotation, call, ownership,
    transfer). ``facts``: the constellation, equal for cases that every rule answers alike. ``able``: who could have
    taken it by rotation. ``ref``: the entry that this one is about. ``private``: token -> plain text.
    """

    kind: str
    key: str
    day: str
    body: str
    caller: str = ""
    client: str = ""
    group: str = ""
    manager: str = ""
    cover: str = ""
    rule: str = ""
    verdict: str = ""
    how: str = ""
    facts: str = ""
    able: str = ""
    ref: int = 0
    case_hash: str = ""
    case_body: str = ""
    private: tuple[tuple[str, str], ...] = ()


def entry_of(ruling: Ruling, book: Book, secret: bytes, key: str = "", ref: int = 0) -> Entry:
    """The entry of a ruling. ``key`` makes a repeat a no-op; left out, the question, the data and the rules are it.

    ``ref``: the entry whose question this one answers.
    """
    kept = trimmed(ruling)
    question = kept.question
    local = question.caller.country or book.country
    tokens = private_tokens(question, secret, local)
    body = redact(canonical(kept), tokens, local)
    case_body = canonical_case(case_file(kept.match, book, question))
    basis = canonical(replace(kept.fingerprint, ledger=""))  # what was recorded since does not make it another question
    asked = redact(canonical(replace(question, at="")), tokens, local)
    own = key or digest(asked + basis + (f" {ref}" if ref else ""))
    return Entry(
        kind="ruling",
        key=own,
        day=question.on.isoformat(),
        body=body,
        caller=caller_key(question),
        client=kept.match.client_id,
        group=kept.match.group_id,
        manager=kept.owner,
        cover=kept.cover.manager if kept.cover else "",
        rule=kept.rule,
        verdict=kept.verdict,
        how=how_of(kept),
        facts=constellation(kept.trace),
        able=",".join(s.manager for s in kept.shares if s.left_out is None),
        ref=ref,
        case_hash=digest(case_body),
        case_body=case_body,
        private=tuple(sorted(tokens.items())),
    )


def trimmed(ruling: Ruling) -> Ruling:
    """The ruling without the candidates that did not matter."""
    match = ruling.match
    kept = tuple(c for n, c in enumerate(match.candidates) if c.tied or n < CANDIDATES)
    kept = tuple(c if n == 0 or c.tied else replace(c, evidence=()) for n, c in enumerate(kept))
    return replace(ruling, match=replace(match, candidates=kept))


def ruling_of(body: str, private: Mapping[str, str]) -> Ruling:
    """The ruling that an entry holds, with its personal data where they are still there."""
    found: Ruling = decode(_restored(json.loads(body), private))
    return found


def caller_key(question: Question) -> str:
    """What a caller is found by: its folded name."""
    return parse(question.caller.name, note=True).key


def how_of(ruling: Ruling) -> str:
    """By what the owner got the client: rotation by load, the call, or ownership."""
    if not ruling.owner:
        return ""
    return how_named(ruling.named_by)


# --- the case file ------------------------------------------------------------------------------------------------
def case_file(match: Match, book: Book, question: Question) -> Book:
    """The slice of a book that rules can see for a match: all managers with their figures, and the families named."""
    ids = {c.client_id for c in match.candidates if c.client_id} | {match.client_id} - {""}
    groups = {c.group_id for c in match.candidates if c.tied and c.group_id} | {match.group_id} - {""}
    clients: dict[str, Client] = {i: book.clients[i] for i in ids if i in book.clients}
    kept: dict[str, Group] = {}
    for group_id in sorted(g for g in groups if g in book.groups):
        root = book.root(group_id).id
        for group in book.below(root):
            kept[group.id] = group
        for client in book.family(root):
            clients[client.id] = client
    for client in list(clients.values()):
        for group in book.lineage(client.group):
            kept[group.id] = group
    for group in list(kept.values()):
        if group.head in book.clients:
            clients[group.head] = book.clients[group.head]
            for above in book.lineage(book.clients[group.head].group):
                kept[above.id] = above
    managers = {
        m.id: replace(m, open_clients=book.open_clients(m), extra=(), **_UNTOLD) for m in book.managers.values()
    }
    return Book(
        managers,
        {i: replace(kept[i], extra=()) for i in sorted(kept)},
        {i: _bare(clients[i]) for i in sorted(clients)},
        book.fingerprint,
        balances=book.balances,
        given=book.given,
    )


def _bare(client: Client) -> Client:
    return replace(client, aliases=(), extra=(), **dict.fromkeys(IDENTIFIERS, ""))


class _Called(dict[str, Any]):
    """Records that are lost: whatever id is asked for, there is one of that name."""

    def __init__(self, make: Callable[[str], Any]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, own: str) -> Any:
        return self._make(own)


def canonical_case(book: Book) -> str:
    """A case file as text; the order of managers is the published one and is kept."""
    parts = {
        "managers": [encode(m) for m in book.managers.values()],
        "groups": [encode(g) for g in book.groups.values()],
        "clients": [encode(c) for c in book.clients.values()],
        "fingerprint": book.fingerprint,
        "balances": {rota: dict(owed) for rota, owed in book.balances.items()},
        "given": {manager: list(counts) for manager, counts in book.given.items()},
    }
    return json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def case_of(text: str) -> Book:
    """The case file that an entry rests on; where it is lost, a book in which everybody is called by their id."""
    if not text:
        return Book(_Called(lambda own: Manager(own, own)), _Called(lambda own: Group(own, own)),
                    _Called(lambda own: Client(own, own)), "")  # fmt: skip
    parts = json.loads(text)
    made = {name: {r.id: r for r in map(decode, parts[name])} for name in ("managers", "groups", "clients")}
    given = {manager: (today, week) for manager, (today, week) in parts.get("given", {}).items()}
    return Book(
        made["managers"], made["groups"], made["clients"], parts["fingerprint"],
        balances=parts.get("balances", {}), given=given,
    )  # fmt: skip


def judged_again(ruling: Ruling, facts: Book, policy: Policy) -> Ruling:
    """A recorded case judged by a policy on the recorded facts."""
    return rule_on(ruling.question, ruling.match, facts, policy, ruling.precedents, decisions=ruling.decisions)


# --- personal data ------------------------------------------------------------------------------------------------
def private_tokens(question: Question, secret: bytes, country: str) -> dict[str, str]:
    """What of the caller is personal: token -> plain text. A name is, when it holds a person or a contact.

    ``country``: by whose customs numbers are written.
    """
    caller = question.caller
    plain: dict[str, str] = {name: value for name in PERSONAL if (value := getattr(caller, name))}
    found = find_identifiers(caller.name, country).values
    people = any(word.kind == "person" for word in parse(caller.name, note=True).words)
    if people or set(found) & set(PERSONAL):
        plain["name"] = caller.name
        plain |= {f"{name}-said": found[name] for name in PERSONAL if name in found}
    return {token(name, value, secret): value for name, value in plain.items()}


def token(name: str, value: str, secret: bytes) -> str:
    """The keyed hash that stands for a plain text (HMAC-SHA-256, 16 hexadecimal digits)."""
    return f"⟨{name}:{hmac.new(secret, value.encode(), hashlib.sha256).hexdigest()[:16]}⟩"


def redact(text: str, tokens: Mapping[str, str], country: str) -> str:
    """Canonical JSON with the plain texts replaced by their tokens, the longest first."""
    for name, value in sorted(tokens.items(), key=lambda item: (-len(item[1]), item[0])):
        for writing in dict.fromkeys((value, *_writings(value, country))):
            text = text.replace(json.dumps(writing, ensure_ascii=False)[1:-1], name)
    return text


def _writings(value: str, country: str) -> Iterable[str]:
    """A phone or address as it may stand in a sentence: cleaned, and each of several."""
    for kind in PERSONAL:
        cleaned, _ = clean(kind, value, country)
        if cleaned:
            yield cleaned
            yield from each_of(cleaned)


_TOKEN = re.compile("⟨[a-z-]+:[0-9a-f]{16}⟩")


def tokens_in(text: str) -> list[str]:
    """The tokens of personal data in a text."""
    return _TOKEN.findall(text) if "⟨" in text else []


def _restored(value: Any, private: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return _TOKEN.sub(lambda m: private.get(m[0], m[0]), value) if "⟨" in value else value
    if isinstance(value, list):
        return [_restored(each, private) for each in value]
    if isinstance(value, dict):
        return {key: _restored(each, private) for key, each in value.items()}
    return value


def is_forgotten(question: Question) -> bool:
    """Whether personal data of a recorded question were removed, so that it cannot be asked again."""
    caller = question.caller
    return any(_TOKEN.search(text) for text in (caller.name, *(getattr(caller, name) for name in PERSONAL)))


def digest(text: str) -> str:
    """SHA-256, hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


# --- what came out otherwise --------------------------------------------------------------------------------------
@frozen
class Difference:
    """A recorded ruling and what the same question gives now. ``cause``: what changed between them."""

    seq: int
    before: Ruling
    after: Ruling
    cause: tuple[str, ...]


def difference(seq: int, before: Ruling, after: Ruling) -> Difference | None:
    """How two rulings on one question differ; None when they are the same to the byte."""
    one, two = canonical(trimmed(before)), canonical(trimmed(after))
    if one == two:
        return None
    causes = []
    if before.match.client_id != after.match.client_id or before.match.group_id != after.match.group_id:
        causes.append("match")
    for step in before.trace:
        other = next((s for s in after.trace if s.rule == step.rule), None)
        if other is None or other.outcome != step.outcome:
            causes.append(step.rule)
    if before.owner != after.owner and not causes:
        causes.append("owner")
    return Difference(seq, before, after, tuple(dict.fromkeys(causes)))


def same_outcome(found: Difference) -> bool:
    """Whether only words or figures differ: owner, rule and verdict are the same."""
    one, two = found.before, found.after
    return (one.owner, one.rule, one.verdict) == (two.owner, two.rule, two.verdict)
