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
from leadcli.fields.identifiers import IDENTIFIERS, PERSONAL, find_identifiers
from leadcli.fields.table import TABLES
from leadcli.ledger.codec import canonical, decode, encode
from leadcli.ledger.sql_schema import compact
from leadcli.names import Name, parse
from leadcli.policy.owners import how_named
from leadcli.policy.policy import Policy
from leadcli.rulings.resolve import rule_on

FORGOTTEN = "⟨forgotten⟩"  # stands for a text that was removed
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
    pieces = pieces_of(question, question.caller.country or book.country, [c.name for c in kept.match.candidates])
    tokens: dict[str, str] = {}
    kinds = {getattr(question.caller, kind): kind for kind in ("name", "inn", *PERSONAL)}

    def cut(text: str) -> str:
        own = token(kinds.get(text, "said"), text, secret)
        tokens[own] = text
        return own

    body = compact(redacted(encode(kept), pieces, cut))
    case_body = canonical_case(
        case_file(kept.match, book, question, [o.client_id or o.group_id for o in kept.outlooks])
    )
    basis = canonical(replace(kept.fingerprint, ledger=""))  # what was recorded since does not make it another question
    asked = compact(redacted(encode(replace(question, at="")), pieces, cut))
    own = key or digest(asked + basis + (f" {ref}" if ref else ""))
    return Entry(
        kind="ruling",
        key=own,
        day=question.on.isoformat(),
        body=body,
        caller=caller_keys(question, secret)[1 if pieces.words else 0],
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
    judged = {outlook.client_id or outlook.group_id for outlook in ruling.outlooks}
    told = enumerate(match.candidates)
    kept = tuple(c for n, c in told if c.tied or n < CANDIDATES or (c.client_id or c.group_id) in judged)
    kept = tuple(c if n == 0 or c.tied else replace(c, evidence=()) for n, c in enumerate(kept))
    return replace(ruling, match=replace(match, candidates=kept))


def ruling_of(body: str, private: Mapping[str, str]) -> Ruling:
    """The ruling that an entry holds, with its personal data where they are still there."""
    found: Ruling = decode(_restored(json.loads(body), private))
    return found


def caller_key(question: Question) -> str:
    """What a caller is found by: its folded name."""
    return parse(question.caller.name, note=True).key


def caller_keys(question: Question, secret: bytes) -> tuple[str, str]:
    """The same as it stands in entries: plain, and as the token of one whose name is personal."""
    own = caller_key(question)
    return own, token("caller", own, secret) if own else ""


def how_of(ruling: Ruling) -> str:
    """By what the owner got the client: rotation by load, the call, or ownership."""
    if not ruling.owner:
        return ""
    return how_named(ruling.named_by)


# --- the case file ------------------------------------------------------------------------------------------------
def case_file(match: Match, book: Book, question: Question, judged: Iterable[str] = ()) -> Book:
    """The slice of a book that rules can see for a match: all managers with their figures, and the families named.

    ``judged``: ids of other candidates whose families the rules saw too.
    """
    ids = {c.client_id for c in match.candidates if c.client_id} | {match.client_id} - {""}
    groups = {c.group_id for c in match.candidates if c.tied and c.group_id} | {match.group_id} - {""}
    groups |= {book.clients[each].group if each in book.clients else each for each in judged} - {""}
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
        m.id: replace(m, open_clients=book.open_clients(m), aliases=(), extra=(), **_UNTOLD)
        for m in book.managers.values()
    }
    return Book(
        managers,
        {i: replace(kept[i], note="", extra=()) for i in sorted(kept)},
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
    parts = json.loads(text)  # ``_forgotten`` of one that was written over says so, no more
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
@frozen
class Pieces:
    """What a person can be found by in a text: whole texts, words in any ending, numbers in any writing."""

    whole: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def held(self, text: str) -> bool:
        """Whether a text holds any of it."""
        plain = _plain(text)
        if any(each in plain for each in self.whole):
            return True
        if self.words and any(word.startswith(self.words) for word in _WORD.findall(plain)):
            return True
        digits = re.sub(r"\D", "", plain) if self.numbers else ""
        return any(number in digits for number in self.numbers)


_WORD = re.compile(r"[^\W\d_]+")
_PATRONYMIC = re.compile(r"\w(?:ович|евич|ьич|овна|евна|инична|ovich|evich|ovna|evna)", re.IGNORECASE)
_ALONE = {"ip"}  # legal forms that are a person
TAIL = 7  # digits by which a phone is found, whatever stands before


def pieces_of(question: Question, country: str, known: Iterable[str] = ()) -> Pieces:
    """What of a caller is personal: phones, addresses, and its name, where that holds a person or a contact.

    ``known``: names on file that it was compared with: their words are a company's. A word that is on none of them may
    be a person's.
    """
    caller = question.caller
    name = parse(caller.name, note=True)
    found = find_identifiers(caller.name, country).values
    inns = [inn for inn in (caller.inn, found.get("inn", "")) if len(re.sub(r"\D", "", inn)) == 12]
    plain = [value for kind in PERSONAL if (value := getattr(caller, kind))]
    said = [found[kind] for kind in PERSONAL if kind in found]
    numbers = [digits[-TAIL:] for text in (*plain, *said) if "@" not in text
               and len(digits := re.sub(r"\D", "", text)) >= TAIL]  # fmt: skip
    whole = [_plain(text) for text in (*plain, *said)]
    numbers += [digits for inn in inns for digits in [re.sub(r"\D", "", inn)]]
    people = [each for each in known if _is_person(parse(each), each)]
    companies = {word.fold for each in known if each not in people for word in parse(each).words}
    kept = {word.text for word in name.words if word.kind == "core" and word.fold in companies}
    if said or inns or _is_person(name, caller.name):
        people.append(caller.name)
    words: dict[str, None] = {}
    for each in people:
        whole.append(_plain(each))
        own = [word for word in _WORD.findall(_plain(each)) if len(word) > 3 and word not in kept]
        folds = [word.fold for word in parse(each, note=True).words if len(word.fold) > 3 and word.text in own]
        words |= dict.fromkeys((*own, *folds))
    return Pieces(tuple(dict.fromkeys(whole)), tuple(words), tuple(numbers))


def _is_person(name: Name, text: str) -> bool:
    """Whether a name is a person's, or names one."""
    forms = any(form.kind in _ALONE for form in name.forms)
    return forms or any(word.kind == "person" for word in name.words) or bool(_PATRONYMIC.search(text))


_SENTENCE = frozenset({"_", "text", "plural"})
_FIXED = frozenset({
    "_", "is", "id", "client_id", "group_id", "owner", "manager", "rule", "group", "head", "verdict", "status",
    "signal", "condition", "fingerprint", "named_by", "root", "lead", "outcome", "reply",
})  # fmt: skip


def _plain(text: str) -> str:
    return text.casefold().replace("ё", "е")


def redacted(value: Any, pieces: Pieces, cut: Callable[[str], str]) -> Any:
    """JSON types with the texts that hold a piece replaced. What a sentence is made of is a text, its words are not."""
    if isinstance(value, str):
        return cut(value) if value and pieces.held(value) else value
    if isinstance(value, list):
        return [redacted(each, pieces, cut) for each in value]
    if isinstance(value, dict):
        fixed = _SENTENCE if value.get("_") == "Message" else _FIXED
        return {key: each if key in fixed else redacted(each, pieces, cut) for key, each in value.items()}
    return value


def token(name: str, value: str, secret: bytes) -> str:
    """The keyed hash that stands for a plain text (HMAC-SHA-256, 16 hexadecimal digits)."""
    return f"⟨{name}:{hmac.new(secret, value.encode('utf-8', 'surrogatepass'), hashlib.sha256).hexdigest()[:16]}⟩"


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
    said = (caller.name, *(getattr(caller, name) for name in PERSONAL))
    return any(text == FORGOTTEN or _TOKEN.search(text) for text in said)


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
