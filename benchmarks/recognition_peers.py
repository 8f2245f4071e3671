"""Plain matchers and OpenSanctions' logic-v2, asked the same callers: the best entry of each, and its score.

They get names without accents in Latin letters (anyascii), the names and aliases of cards and groups, and no
identifiers or cities. A peer whose package is not installed is left out, and it is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from benchmarks.recognition_measures import Answer
from benchmarks.recognition_sets import Source

Entry = tuple[str, str, str]  # client, group, name
STEP = 500
BEST = 10  # entries of TF-IDF that logic-v2 chooses from


def entries_of(source: Source) -> list[Entry]:
    """The names and aliases of all that is on file."""
    from leadcli import Workspace

    with Workspace.open(source.workspace, lang="en") as team:
        cards, groups = team.book.clients.values(), team.book.groups.values()
        return [(x.id, x.group or "", name) for x in cards for name in (x.name, *x.aliases)] + [
            ("", x.id, name) for x in groups for name in (x.name, *x.aliases)
        ]


def plainly(text: str) -> str:
    """Small Latin letters and digits."""
    from anyascii import anyascii

    return " ".join(re.findall("[a-z0-9]+", anyascii(text).lower()))


def tfidf(source: Source, entries: Sequence[Entry]) -> dict[str, Answer]:
    """Cosine of TF-IDF over 2-4 characters within words."""
    return {key: _answer(entries, [(at, score)]) for key, at, score in _nearest(source, entries, 1)}


def _nearest(source: Source, entries: Sequence[Entry], count: int) -> Iterator[tuple[str, int, float]]:
    """The nearest entries of each caller by TF-IDF, the best first."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True)
    table = vectorizer.fit_transform(plainly(name) for *_, name in entries)
    rows = vectorizer.transform(plainly(case.caller) for case in source.cases)
    for start in range(0, rows.shape[0], STEP):
        scores = (rows[start : start + STEP] @ table.T).toarray()
        for case, line in zip(source.cases[start : start + STEP], scores, strict=True):
            for at in line.argsort()[::-1][:count]:
                yield case.id, int(at), float(line[at])


def wratio(source: Source, entries: Sequence[Entry]) -> dict[str, Answer]:
    """WRatio of rapidfuzz."""
    import numpy as np
    from rapidfuzz import fuzz, process

    asked, names = [plainly(case.caller) for case in source.cases], [plainly(name) for *_, name in entries]
    found = {}
    for start in range(0, len(asked), STEP):
        scores = process.cdist(asked[start : start + STEP], names, scorer=fuzz.WRatio, dtype=np.uint8)
        for case, line in zip(source.cases[start : start + STEP], scores, strict=True):
            at = int(line.argmax())
            found[case.id] = _answer(entries, [(at, float(line[at]) / 100)])
    return found


def logic_v2(source: Source, entries: Sequence[Entry]) -> dict[str, Answer]:
    """logic-v2 of OpenSanctions (nomenklatura) over the ten best of TF-IDF."""
    from followthemoney import model
    from nomenklatura.matching import LogicV2

    config = LogicV2.default_config()

    def company(name: str) -> Any:
        return model.get_proxy({"id": name, "schema": "Company", "properties": {"name": [name]}})

    callers = {case.id: case.caller for case in source.cases}
    scored: dict[str, list[tuple[int, float]]] = {}
    for key, at, _ in _nearest(source, entries, BEST):
        result = LogicV2.compare(company(callers[key]), company(entries[at][2]), config)
        scored.setdefault(key, []).append((at, float(result.score)))
    return {key: _answer(entries, sorted(found, key=lambda x: -x[1])) for key, found in scored.items()}


def _answer(entries: Sequence[Entry], found: Sequence[tuple[int, float]]) -> Answer:
    """An answer without a status of its own."""
    ranked = tuple((*entries[at][:2], score) for at, score in found)
    return Answer("confirm", *ranked[0][:2], ranked)


PEERS: dict[str, Callable[[Source, Sequence[Entry]], dict[str, Answer]]] = {
    "TF-IDF, 2-4 characters": tfidf,
    "rapidfuzz WRatio": wratio,
    "logic-v2 over ten of TF-IDF": logic_v2,
}
