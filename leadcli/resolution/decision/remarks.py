"""What a note says beside the name, after a comma or in brackets: explained by the card, or maybe another company's."""

from __future__ import annotations

from collections.abc import Sequence

from leadcli.names import Name, Word, fold
from leadcli.names.lexemes import TRADE
from leadcli.names.scripts import digits_as_letters, look_alike
from leadcli.resolution.decision.sight import Sight, is_told, said_exactly

LEAST_BEGUN = 3  # letters of a word that may be the beginning of the name


def is_remark_unexplained(seen: Sight) -> bool:
    """A note says of the caller what nothing on file explains, and no card of its city bears just this name."""
    scored = seen.best
    here = bool(seen.city) and seen.city in scored.label.cities
    if here and scored.label.client_id and said_exactly(scored):
        return False
    of_segment: dict[int, list[Word]] = {}
    for word in scored.alignment.remarks:
        of_segment.setdefault(word.segment, []).append(word)
    sites = {word.segment for word in scored.name.words if word.kind == "branch"}  # «филиал Марий Эл» names a site
    return any(
        _unexplained(words, seen)
        for segment, words in of_segment.items()
        if segment not in sites and not _says_again(words, scored.label.name)
    )


def _unexplained(words: Sequence[Word], seen: Sight) -> bool:
    """Whether a remark has a word that nothing explains, a place or a trade too where it is a name («Вкус Сервис»)."""
    names = any(word.kind == "core" for word in words)
    return any(
        (word.kind in ("core", "number") or (names and (word.kind == "place" or word.weight == TRADE)))
        and word.stem not in seen.best.label.near
        and not is_told(word, seen)
        for word in words
    )


def _says_again(words: Sequence[Word], name: Name) -> bool:
    """Whether a remark is the name once more: its initials, its beginning, or letters that look like it (KAMA3)."""
    text = "".join([word.text for word in words])
    alike = digits_as_letters(look_alike(text) or text)
    own = [word for word in name.words if word.kind == "core"]
    return (
        fold(text) in name.acronyms
        or any(len(text) >= LEAST_BEGUN and word.text.startswith(text) for word in own)
        or (bool(alike) and any(fold(alike) == word.fold for word in own))
    )
