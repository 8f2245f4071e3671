"""Which columns of an export may hold the owners by what stands in them: no header says so, and no team is known."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

from leadcli.fields.header_words import part_of_name, tells_of_others, tells_of_owners
from leadcli.fields.people.roster import own_labels, person_key
from leadcli.fields.people.writing import ASIDE, is_first, taken_apart

FEWEST = 6  # cells that are filled
ROWS_EACH = 2  # of one writing, at least, on the whole: contacts are nearly all other people
SURE = 0.75  # of the writings that may be a person's
KNOWN = 0.3  # of them with a first name that we know: the names of most languages are not in the table
_NO_NAME = re.compile(r"[;|\n\d@]")  # labels, of which a person may be one; an address


def columns_of_people(columns: Sequence[str], rows: Sequence[Sequence[str]], taken: Collection[int]) -> list[int]:
    """The columns that hold few people again and again, the likeliest first.

    ``taken``: those that hold another field. Not among them are who made, changed or had a card, and parts of names.
    """
    found: dict[int, tuple[bool, bool, int]] = {}
    for column, header in enumerate(columns):
        owners = tells_of_owners(header)
        if column in taken or tells_of_others(header) or (part_of_name(header) and not owners):
            continue
        counts = Counter(text for cells in rows if (text := own_labels(cells[column])))
        if counts.total() < max(FEWEST, ROWS_EACH * len(counts)):
            continue
        people = [text for text in counts if _like_a_person(text)]
        known = len(people) if owners else sum(map(_is_known, people))
        if len(people) >= SURE * len(counts) and known >= KNOWN * len(counts):
            found[column] = (not owners, len(counts) < 2, -counts.total())
    return sorted(found, key=lambda column: found[column])


def _like_a_person(text: str) -> bool:
    """Whether a cell says a name and a surname, in capitals: «Соколова Ирина», ``Boris Lansky (blansky)``."""
    bare = ASIDE.sub("", text)
    words = bare.split()
    return 1 < len(words) < 5 and all(word[0].isupper() for word in words) and not _NO_NAME.search(bare)


def _is_known(text: str) -> bool:
    return any(map(is_first, taken_apart(person_key(text)).words))
