"""The managers whom the owners' column of an export names: spellings of one person joined, nobody left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from leadcli.domain.book import Manager
from leadcli.domain.frozen import frozen, replace
from leadcli.fields.cleaners import whole_number
from leadcli.fields.people import Roster, own_labels, person_key
from leadcli.fields.people.departures import GONE, LEFT, SINCE, says_left
from leadcli.fields.people.writing import says_nobody, taken_apart

_BESIDE = re.compile(
    rf"(?:(?<!\s)\s+)?[\[(<{{][^\[\](){{}}<>]*[\])>}}]|(?<!\s)\s+[-–—,]\s*(?:{GONE}){SINCE}", re.IGNORECASE
)

# A share, a date, a time: what stands in a column of owners and is nobody's name.
_NO_NAME = re.compile(
    r".*[%?].*|\d{1,2}[./]\d{1,2}.*|(?:до|с|со|по|от|после|until|till|from|since|to|by|after)\s.*",
    re.IGNORECASE | re.DOTALL,
)


@frozen
class Found:
    """The managers, of each how many rows are his; the writings that are several people or none; rows of nobody.

    ``doubted``: who works here by most of his rows, and by some has left.
    """

    managers: Mapping[str, Manager]
    rows: Mapping[str, int]
    unclear: Mapping[str, int]
    nobodys: int
    doubted: frozenset[str] = frozenset()


def managers_of(texts: Iterable[str], known: Mapping[str, Manager] | None = None) -> Found:
    """The managers of the cells of owners. A writing that may be two of them, or is several people, is unclear.

    Who is written in full comes first, so that an initial or a first name is known as his where it is nobody else's.
    One cell that says «(уволен)» takes no clients from who stands in many without it: he has left where half say so.
    ``known``: those of lists, by id.
    """
    counts = Counter(own_labels(text.strip()) for text in texts)
    nobodys = sum(count for text, count in counts.items() if says_nobody(person_key(text)))
    writings = [text for text in counts if not says_nobody(person_key(text))]
    managers: dict[str, Manager] = dict(known or {})
    rows: Counter[str] = Counter()
    gone: Counter[str] = Counter()  # the rows that say so
    unclear: dict[str, int] = {}
    roster = Roster(managers)
    for text in sorted(writings, key=lambda t: (-_fullness(t), plain_name(t) != t, -counts[t], t)):
        named = roster.named(text)
        if named.kind == "one":
            one = managers[named.manager]
            its = (one.name, one.id, one.email, *one.aliases) if known and one.id in known else (one.name,)
            if text not in its and "|" not in text:
                one = replace(one, aliases=(*one.aliases, text))
                roster.enter(one, (text,))
            managers[one.id], name = one, one.id
        elif named.kind == "unknown" and _one_person(text):
            name = plain_name(text)
            aliases = (text,) if text != name and "|" not in text else ()
            emails = taken_apart(person_key(text)).emails
            managers[name] = Manager(name, name, aliases, email=emails[0] if emails else "")
            roster.enter(managers[name], (name, *aliases))
        else:
            unclear[text] = counts[text]
            continue
        rows[name] += counts[text]
        gone[name] += counts[text] * says_left(text)
    left = {one for one, count in gone.items() if count and 2 * count >= rows[one]}
    managers.update({one: replace(managers[one], active=False) for one in left})
    doubted = frozenset(one for one, count in gone.items() if count and managers[one].active)
    return Found(managers, rows, unclear, nobodys, doubted)


def _fullness(text: str) -> int:
    """How whole a name is written: two words or three before one, a word before initials."""
    apart = taken_apart(person_key(text)).bare
    return 2 * min(len(apart.words), 2) - bool(apart.initials)


def _one_person(text: str) -> bool:
    """Whether a writing that nobody bears yet may be one person: not several beside one another, and some name."""
    bare = plain_name(text)
    if _NO_NAME.fullmatch(bare) or not (any(map(str.isalpha, bare)) or whole_number(bare).isdigit()):
        return False
    return Roster({}).named(text).kind == "unknown" and not re.search(r"[;/|&\n]|\s(?:и|and)\s", text)


def plain_name(text: str) -> str:
    """A name without what stands beside it."""
    bare = _BESIDE.sub("", text).strip()
    if says_left(text):
        bare = LEFT.sub("", bare.removeprefix("#")).rstrip(" -–—,").lstrip(" -–—,.")
    return bare or text
