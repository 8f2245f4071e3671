"""What a name on file has in quotes, and what it says of itself before them: «УК «Уютный дом»», Суши-бар «Рыба и рис».

What stands in quotes is the name; what stands before them is what the firm is, which people leave out.
"""

from __future__ import annotations

import re

from leadcli.names import Word
from leadcli.names.scripts import plain
from leadcli.resolution.directory.labels import Label
from leadcli.resolution.scoring.ranking import Scored

_WORDS = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r'(?<![^\W_])"([^"\s](?:[^"]*[^"\s])?)(?="|$)')  # of quotes within quotes the inner ones


def quoted_said(best: Scored) -> list[str]:
    """The words that stand in quotes on file, if all of them were said: Глазной центр «Восток-Прозрение»."""
    said = {pair.label[0].text for pair in best.alignment.pairs if pair.how not in ("acronym", "spelling")}
    quoted = map(_WORDS.findall, _QUOTED.findall(plain(best.label.text)))
    return next((words for words in quoted if words and said.issuperset(words)), [])


def in_quotes(label: Label) -> list[Word]:
    """The words of a name on file that stand in its quotes."""
    quoted = {word for part in _QUOTED.findall(plain(label.text)) for word in _WORDS.findall(part)}
    return [word for word in label.name.words if word.text in quoted] if quoted else []


def before_quotes(best: Scored) -> frozenset[Word]:
    """The words before the quotes of a name on file, where what stands in them was said; else none."""
    quoted, words = quoted_said(best), best.label.name.words
    begins = next((place for place, word in enumerate(words) if word.text in quoted[:1]), 0)
    return frozenset(words[:begins])
