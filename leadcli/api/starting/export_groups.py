"""The groups that an export's column of companies above tells: its trees, each with its head office and its names."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from leadcli.discovery.discover import slug
from leadcli.discovery.telling_words import Standing, standing
from leadcli.domain.book import Group
from leadcli.domain.company import Client
from leadcli.names import parse
from leadcli.workspace.book_building import group_key

FOLDER_SHARE = 0.5  # of the rows: a "group" that more of them name is a folder
SHARED = 0.5  # of a group's cards: a word of the head office's name that so many bear is the group's


def groups_of(cards: Sequence[Client], above: Sequence[str]) -> tuple[dict[str, Group], dict[str, str]]:
    """The groups of some cards, of each of which the company ``above`` is told, by an id or a name, or is not.

    And of each card that is in one the group's id.

    A company above that is no card itself holds its group together all the same. A card alone is no group, and one that
    names itself, as 1C writes it, names nobody: others may bear its name.
    """
    by_name, told = _by_name(cards), {card.id: text for card, text in zip(cards, above, strict=True)}
    top = {card.id: card.id for card in cards}
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for card, text in zip(cards, above, strict=True):
        if text and group_key(text) not in map(group_key, (card.id, card.name, *card.aliases)):
            head = _head(text, by_name, told)
            texts[head].add(text)
            top[card.id] = head
    members: defaultdict[str, list[Client]] = defaultdict(list)
    for card in cards:
        members[_root(card.id, top)].append(card)
    for head in list(texts):
        if (root := _root(head, top)) != head:
            texts[root] |= texts[head]
    found: dict[str, Group] = {}
    home: dict[str, str] = {}
    for root, own in sorted(members.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(own) > 1 or (root.startswith("\0") and own):
            head_card = next((card for card in own if card.id == root), None)
            written = head_card.name if head_card else min(texts[root])
            name = _shared_name(written, own)
            group_id = slug(name, found)
            aliases = {text for text in (*texts[root], written) if text != name and "|" not in text}
            found[group_id] = Group(group_id, name, tuple(sorted(aliases)), head=head_card.id if head_card else "")
            home.update((card.id, group_id) for card in own)
    return found, home


def is_folder(above: Sequence[str]) -> bool:
    """Whether what the rows of a column name is one folder of a CRM, and no company above: so many name the same."""
    filled = [text for text in above if text]
    return bool(filled) and Counter(filled).most_common(1)[0][1] > FOLDER_SHARE * len(above)


def _by_name(cards: Sequence[Client]) -> dict[str, list[str]]:
    """The cards that bear a name or an id, by each; names with their legal form, and without."""
    known: defaultdict[str, list[str]] = defaultdict(list)
    for card in cards:
        names = (card.name, *card.aliases)
        for key in {group_key(card.id), *map(group_key, names), *map(_bare, names)}:
            known[key].append(card.id)
    return known


def _head(text: str, by_name: Mapping[str, Sequence[str]], told: Mapping[str, str]) -> str:
    """The one card that a company above is; else a mark of its own. Of several those do not count that name it.

    ``told``: of each card the company above it.
    """
    key = group_key(text)
    for bearers, as_written in ((by_name.get(key, ()), True), (by_name.get(_bare(text), ()), False)):
        found = [one for one in bearers if group_key(told[one]) != key] if len(bearers) > 1 else bearers
        if len(found) == 1 and (as_written or told[found[0]] or _tells(text)):
            return found[0]
    return f"\0{key}"


def _tells(text: str) -> bool:
    """Whether a name that is written otherwise is one company's: no «Рассвет», of which there are many."""
    name = parse(text)
    return bool(name.forms) or any(standing(word) == Standing.OWN for word in name.core)


def _bare(text: str) -> str:
    """A name without its legal form; one of another place is another."""
    name = parse(text)
    return "\1".join(("", name.key, *sorted(mention.name for mention in name.places)))


def _root(one: str, top: Mapping[str, str]) -> str:
    """The topmost company above one; of a circle the first in order."""
    path = [one]
    while (above := top.get(path[-1], path[-1])) != path[-1]:
        if above in path:
            return min(path[path.index(above) :])
        path.append(above)
    return path[-1]


def _shared_name(written: str, cards: Sequence[Client]) -> str:
    """What a group is called: the words of the head's name that most of its cards bear, else that name."""
    borne = Counter(fold for card in cards for fold in {word.fold for word in parse(card.name).core})
    words = [word.text for word in parse(written).core if borne[word.fold] > max(1.0, SHARED * len(cards) - 0.01)]
    if words and (found := re.search(r"[\W_]{0,3}".join(map(re.escape, words)), written, re.IGNORECASE)):
        return found[0]
    return written
