"""A label that was compared with the caller, and which of several comes first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.names import Name, Word
from leadcli.names.scripts import is_cyrillic
from leadcli.resolution.comparison.alignment import Alignment, How
from leadcli.resolution.comparison.figures import PLACE
from leadcli.resolution.comparison.pair import Batch
from leadcli.resolution.directory.labels import Label, Writing, quoted

DIGITS = 6  # of a score that count where the order is decided
NEAR = 2 * 10**-DIGITS  # scores further apart differ in those digits


@frozen
class Scored:
    """A label with its alignment to the caller, the figures, and the score, 0 to 1.

    ``found``: where the core found it, and its place there, from which all but the score is read when it is asked for.
    """

    label: Label
    name: Name
    alignment: Alignment
    figures: Sequence[float]
    score: float
    found: tuple[Batch, int] | None = None

    @staticmethod
    def later(batch: Batch, index: int) -> Scored:
        """What the core has found, not read yet."""
        scored = _new(Scored)
        _set_score(scored, batch.scores[index])
        _set_found(scored, (batch, index))
        return scored

    @property
    def family(self) -> str:
        """The family of the label, which need not be read for it."""
        if self.found is None:
            return self.label.family
        batch, index = self.found
        return batch.families[index]

    @property
    def whose(self) -> tuple[str, str]:
        """The ids of the label's client and group; see ``family``."""
        if self.found is None:
            return self.label.client_id, self.label.group_id
        batch, index = self.found
        return batch.whose(index)

    @property
    def writing(self) -> Writing:
        """What the label is; see ``family``."""
        if self.found is None:
            return self.label.kind, self.label.text, self.label.client_id, self.label.group_id
        batch, index = self.found
        return batch.writing(index)

    @property
    def whole(self) -> bool:
        """Whether all words of the label were said; see ``family``."""
        if self.found is None:
            return not self.alignment.label_alone
        batch, index = self.found
        return batch.whole(index)

    @property
    def added(self) -> bool:
        """Whether a word of the caller, no remark, has no partner in the label; see ``family``."""
        if self.found is None:
            return bool(self.alignment.caller_alone)
        batch, index = self.found
        return batch.added(index)

    @property
    def hows(self) -> frozenset[How]:
        """The ways in which words of the label and the caller's are one; see ``family``."""
        if self.found is None:
            return self.alignment.hows
        batch, index = self.found
        return batch.hows(index)

    @property
    def said(self) -> frozenset[str]:
        """The texts of the caller's words that have a partner in the label; see ``family``."""
        if self.found is None:
            return frozenset([word.text for pair in self.alignment.pairs for word in pair.caller])
        batch, index = self.found
        return batch.said(index)

    @property
    def unsaid(self) -> int:
        """How many letters the longest word of the label has that was not said and is no place; see ``family``."""
        if self.found is None:
            return max([len(word.text) for word in self.alignment.label_alone if word.kind != "place"], default=0)
        batch, index = self.found
        return batch.unsaid(index)

    def explained(self, least: float = 0.0) -> list[Word]:
        """The caller's words that have a partner in the label, as alike at least, in their order; see ``family``."""
        if self.found is None:
            return [word for pair in self.alignment.pairs if pair.alike >= least for word in pair.caller]
        batch, index = self.found
        return batch.explained(index, least)

    def figure(self, name: str) -> float:
        """One figure of the pair; see FIGURES."""
        if self.found is None:
            return self.figures[PLACE[name]]
        batch, index = self.found
        return batch.figure(index, PLACE[name])

    def __getattr__(self, name: str) -> Any:
        """A field that was not set yet."""
        if name not in _LATER or self.found is None:
            raise AttributeError(name)
        batch, index = self.found
        value = getattr(batch, name)(index)
        _set(self, name, value)
        return value


_new, _set = object.__new__, object.__setattr__
_set_score: Callable[[Scored, float], None] = Scored.__dict__["score"].__set__
_set_found: Callable[[Scored, tuple[Batch, int]], None] = Scored.__dict__["found"].__set__
_LATER = ("label", "name", "alignment", "figures")


def rank(scored: list[Scored]) -> list[Scored]:
    """The best first; of those that score alike, by what they are."""
    return [
        scored[place] for place in _in_order([one.score for one in scored], lambda place: precedence(scored[place]))
    ]


def ranked(batch: Batch) -> list[Scored]:
    """``rank`` of all that the core has found."""
    return [Scored.later(batch, place) for place in _in_order(batch.scores, batch.order)]


def _in_order(scores: Sequence[float], order: Callable[[int], Any]) -> list[int]:
    """The places of scores, the highest first; ``order`` is asked for those that are alike only."""
    places = sorted(range(len(scores)), key=scores.__getitem__, reverse=True)
    found: list[int] = []
    near = places[:1]  # those of which each may count as alike with the next
    for place in places[1:]:
        if scores[near[-1]] - scores[place] > NEAR:
            found += near if len(near) == 1 else _of_near(near, scores, order)
            near = [place]
        else:
            near.append(place)
    return found + _of_near(near, scores, order)


def _of_near(places: list[int], scores: Sequence[float], order: Callable[[int], Any]) -> list[int]:
    rounded = {place: round(scores[place], DIGITS) for place in places}
    found: list[int] = []
    for _, alike in groupby(sorted(sorted(places), key=rounded.__getitem__, reverse=True), key=rounded.__getitem__):
        same = list(alike)
        found += sorted(same, key=order) if len(same) > 1 else same
    return found


def precedence(scored: Scored) -> tuple[bool, str, str, bool, bool, str]:
    """What stands first of labels that are alike: groups before cards, the user's script, names before aliases."""
    label = scored.label
    return (
        not label.of_group,
        label.group_id,
        label.client_id,
        foreign(scored),
        "alias" in label.kind,
        label.text,
    )


def foreign(scored: Scored) -> bool:
    """Whether a label is written in another script than the user's, who will recognise the other one of equals."""
    return is_cyrillic(scored.label.text) != is_cyrillic(scored.name.raw)


def quoted_said(best: Scored) -> list[str]:
    """The words that stand in quotes on file, if all of them were said: Глазной центр «Восток-Прозрение»."""
    said = {pair.label[0].text for pair in best.alignment.pairs if pair.how not in ("acronym", "spelling")}
    return next((words for words in quoted(best.label.text) if words and said.issuperset(words)), [])


def before_quotes(best: Scored) -> frozenset[Word]:
    """The words before the quotes of a name on file, where what stands in them was said; else none.

    They say what the firm is, which people leave out: Суши-бар «Рыба и рис».
    """
    said, words = quoted_said(best), best.label.name.words
    begins = next((place for place, word in enumerate(words) if word.text in said[:1]), 0)
    return frozenset(words[:begins])
