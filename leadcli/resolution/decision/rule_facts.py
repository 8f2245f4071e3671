"""What goes with a match: its brand in the group, city and country, which rules ask for; the writing to remember."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from leadcli.domain.frozen import replace
from leadcli.domain.match import Alias, Match
from leadcli.domain.messages import message
from leadcli.names import parse
from leadcli.names.scripts import plain
from leadcli.resolution.brands import brand_of, card_brand
from leadcli.resolution.caller_parsing import ParsedCaller
from leadcli.resolution.decision.doubt import contradicted
from leadcli.resolution.directory.directory import Directory
from leadcli.resolution.scoring.ranking import Scored
from leadcli.resolution.scoring.shortlist import scored_labels

LONGEST_ALIAS = 6  # words


def for_rules(match: Match, heard: ParsedCaller, directory: Directory) -> Match:
    """Add what the rules need to know of the caller: its brand in the group, city and country."""
    book = directory.book
    groups = {c.group_id for c in match.candidates if c.tied and c.group_id} or ({match.group_id} - {""})
    brands: dict[str, str] = {}
    for group_id in sorted(groups):
        brands |= directory.brands[book.root(group_id).id]
    brand = brands.get(match.client_id, "")
    if match.group_id and not match.client_id:
        brand = _brand(match, heard, directory)
        brands |= dict.fromkeys(_so_written(match.group_id, heard, directory), brand) if brand else {}
    country, source = heard.country, heard.country_from
    if not country and match.client_id and match.status == "accept":
        country = book.clients[match.client_id].country
        source = message("the card says {country}", country=country) if country else None
    return replace(match, brand=brand, brands=brands, city=heard.city, country=country, country_from=source)


def _brand(match: Match, heard: ParsedCaller, directory: Directory) -> str:
    """The brand a new company of a group bears: the group's name if its own carries it, else that of the best card."""
    book = directory.book
    group = book.groups[match.group_id]
    names = (heard.name, *heard.name.variants)
    for name in names:
        if found := brand_of(name, group, book):
            return found
    family = f"group:{book.root(group.id).id}"
    for near in scored_labels(heard, directory):
        if near.label.family == family and near.score >= directory.cuts.confirm:
            if near.label.client_id:
                return card_brand(book.clients[near.label.client_id], book)
            return brand_of(near.label.name, book.groups[near.label.group_id], book) or near.label.name.key
    return heard.name.key if any(e.signal == "said" for e in match.evidence) else ""


def _so_written(group_id: str, heard: ParsedCaller, directory: Directory) -> Iterator[str]:
    """The cards that write what was said otherwise: «Кофе Лайк» may be Coffee Like, which bears no label of its group.

    By its brand it would be no company that a caller of this name may be, and the answer sure without it.
    """
    book = directory.book
    family = f"group:{book.root(group_id).id}"
    for near in scored_labels(heard, directory):
        card = book.clients.get(near.label.client_id) if near.label.family == family else None
        if card is None or card.brand or near.score < directory.cuts.confirm or not _is_said(near):
            continue
        if not brand_of(parse(card.name), book.groups[card.group], book):
            yield card.id


def _is_said(near: Scored) -> bool:
    """Whether a word of a card's own name was said, and no other number or place: its score is its family's, too."""
    said = (word for pair in near.alignment.pairs for word in pair.label)
    return any(word.kind == "core" for word in said) and not contradicted(near)


# --- what to write down once it is confirmed, so that the name is known the next time -------------------------------
def with_alias(match: Match, heard: ParsedCaller, directory: Directory, said: bool) -> Match:
    """The match with the writing that is worth adding to the data, if there is one. ``said``: by a person who it is."""
    alias = _alias(match, heard, directory) if said or match.status == "confirm" else None
    return replace(match, alias=alias) if alias else match


def _alias(match: Match, heard: ParsedCaller, directory: Directory) -> Alias | None:
    """What to add to the data so that this name is known the next time: only what a person or an answer confirms.

    Not for names of common words, of people, or of a city added to a known name; those would meet strangers.
    """
    if not (match.client_id or match.group_id):
        return None
    telling = [w for w in heard.name.words if w.kind in ("core", "weak", "number")]
    if match.new_entity and any(e.signal == "name" and e.weight < 0 for e in match.evidence):
        return None  # what was added names the company, not the group
    if heard.name.generic or heard.name.person or not telling or len(telling) > LONGEST_ALIAS:
        return None
    own = directory.by_key.get(heard.name.key, ())
    if own:
        return None  # it is on file already, here or elsewhere
    book = directory.book
    text = as_heard(heard.caller.name, [w.text for w in telling])
    entry = book.clients.get(match.client_id) or book.groups[match.group_id]
    return Alias(text, entry.place)


def as_heard(raw: str, words: Sequence[str]) -> str:
    """The telling words as they were written by who took the call."""
    kept = [part for part in re.findall(r"[^\W_]+", raw) if plain(part) in words]
    return " ".join(kept) or " ".join(words)
