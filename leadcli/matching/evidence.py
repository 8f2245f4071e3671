"""The reasons for a match, one sentence each, with the weight they carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from leadcli.case import Evidence
from leadcli.matching.align import Alignment, Pair, Rarity, weigh
from leadcli.matching.labels import Label
from leadcli.matching.spelling import SHORT, edits
from leadcli.message import Message, message, messages
from leadcli.names import Name, Word
from leadcli.names.scripts import is_cyrillic


def spelling(
    aligned: Alignment, label: Label, caller: Name, rarity: Rarity, found: Mapping[str, float]
) -> list[Evidence]:
    """What the words of the two names say for and against the match. A weight is a share of the name's own weight."""
    told: list[Evidence] = []
    whole = aligned.weight or 1.0
    for pair in aligned.pairs:
        if pair.caller[0].kind != "branch":
            told.append(Evidence("name", _pair(pair), round(pair.weight / whole * pair.alike, 3)))
    if aligned.caller_alone:
        told += _added(aligned, label, rarity, found, whole)
    for word in aligned.label_alone:
        if word.kind in ("core", "number") and not (word.kind == "number" and found["number_conflict"]):
            lost = -round(weigh(word, rarity) / whole / 2, 3)
            told.append(Evidence("name", message("{word}: in the name on file, not said", word=word.text), lost))
    if found["support"]:
        told.append(Evidence("activity", message("what else was said fits what the card says"), 0.2))
    elif found["remark"]:
        said = tuple(word.text for word in aligned.remarks if word.kind in ("core", "number"))
        told.append(Evidence("remark", message("{words}: nothing on file speaks of it", words=said), -0.2))
    if label.kind in ("alias", "group_alias"):
        text = message("«{alias}» is on file as another name", alias=label.text)
        told.append(Evidence("alias", text, 0.0))
    elif label.kind == "activity":
        text = message("«{product}» is what the card says they make or sell", product=label.text)
        told.append(Evidence("activity", text, 0.0))
    for form in caller.forms:
        text = message("{form}: a legal form, does not tell", form=form.text.upper())
        told.append(Evidence("legal_form", text, 0.0))
    return told


def _added(
    aligned: Alignment, label: Label, rarity: Rarity, found: Mapping[str, float], whole: float
) -> Iterator[Evidence]:
    """What the caller's words say that the label has not."""
    for word in aligned.caller_alone:
        if word.kind == "number" and found["number_conflict"]:
            other = next(w.text for w in aligned.label_alone if w.kind == "number")
            text = message("{ours}: the name on file says {theirs}", ours=word.text, theirs=other)
            yield Evidence("number", text, -1.0)
        elif word.kind in ("core", "number", "person"):
            lost = -round(weigh(word, rarity) / whole, 3)
            yield Evidence("name", message("{word}: not in «{label}»", word=word.text, label=label.text), lost)
        elif word.kind == "weak":
            yield Evidence("name", message("{word}: a common word, tells little", word=word.text), -0.1)
        elif word.kind == "branch":
            yield Evidence("branch", message("{word}: a branch or site, not another company", word=word.text), 0.0)
        elif found["place_extra"] or found["place_conflict"]:
            yield Evidence("place", message("{word}: not in «{label}»", word=word.text, label=label.text), -0.3)


def _written(words: tuple[Word, ...]) -> str:
    return words[0].text if len(words) == 1 else " ".join([word.text for word in words])


def _pair(pair: Pair) -> Message:
    ours, theirs = _written(pair.caller), _written(pair.label)
    if pair.how == "same":
        return message("{word}: the same", word=ours)
    if pair.how == "acronym":
        return message("{ours} = {theirs}: the acronym", ours=ours, theirs=theirs)
    if pair.how == "glued":
        return message("{ours} = {theirs}: the same but for blanks and hyphens", ours=ours, theirs=theirs)
    if pair.how == "initial":
        return message("{ours} = {theirs}: the initial", ours=ours, theirs=theirs)
    if pair.how == "place":
        return message("{ours} = {theirs}: the same place", ours=ours, theirs=theirs)
    if ours == theirs:
        return message("{word}: the same", word=ours)
    if pair.how == "writing":
        return message("{ours} = {theirs}: another writing of the same", ours=ours, theirs=theirs)
    if pair.how == "script":
        return message("{ours} = {theirs}: the same in the other script", ours=ours, theirs=theirs)
    if pair.how == "ending":
        return message("{ours} = {theirs}: another case ending", ours=ours, theirs=theirs)
    same_script = is_cyrillic(ours) == is_cyrillic(theirs)
    count = edits(ours, theirs) if same_script else edits(pair.caller[0].fold, pair.label[0].fold)
    if min(len(ours), len(theirs)) <= SHORT:
        return messages(
            "{ours} ≈ {theirs}: {count} letter differs, and the word is short",
            "{ours} ≈ {theirs}: {count} letters differ, and the word is short",
            count,
            ours=ours,
            theirs=theirs,
        )
    return messages("{ours} ≈ {theirs}: {count} letter differs", "{ours} ≈ {theirs}: {count} letters differ",
                    count, ours=ours, theirs=theirs)  # fmt: skip


def city(caller_city: str, card_city: str, cities: tuple[str, ...], group: str) -> Evidence | None:
    """What the caller's city says: the card's, another than the card's, or new among the group's."""
    if not caller_city:
        return None
    if card_city == caller_city:
        return Evidence("city", message("{city}: the city on the card", city=caller_city), 0.2)
    if card_city:
        return Evidence("city", message("{city}: the card says {other}", city=caller_city, other=card_city), -0.3)
    if not cities:
        return None
    if caller_city in cities:
        return Evidence("city", message("{city}: clients of {group} are there", city=caller_city, group=group), 0.1)
    text = message("{city}: a new city; clients of {group}: {cities}", city=caller_city, group=group, cities=cities[:4])
    return Evidence("city", text, 0.0)
