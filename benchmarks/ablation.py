"""What each part of the matcher brings: each left out in turn, and peers on the same callers, in one run.

    python -m benchmarks.ablation WORKSPACE LABELLED

Prints a Markdown table: precision, recall, F1 of sure answers, false sure answers on callers that are nobody's or
several's, seconds. Peers take the best entry above the cut-off that gives them the best F1 on these very callers:
they are flattered. Needs rapidfuzz, and scikit-learn and sparse_dot_topn for the cosine.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ["LEADCLI_NATIVE"] = "never"  # what is left out is left out of the Python modules

from leadcli.cli.shared.caller_files import labelled
from leadcli.domain.book import Book, Group
from leadcli.domain.company import Client
from leadcli.names import parse, parsing, segments, together
from leadcli.resolution.comparison import alignment as align
from leadcli.resolution.decision import acceptance as sure
from leadcli.resolution.directory import directory, labels
from leadcli.resolution.directory.directory import Directory, build_directory
from leadcli.resolution.evaluation import Labelled, answer
from leadcli.resolution.scoring import logistic as model
from leadcli.resolution.scoring import shortlist as score
from leadcli.workspace.opening import open_workspace

recognise = import_module("leadcli.resolution.decision.recognition")  # its package exports the function of that name


@contextmanager
def patched(*changes: tuple[Any, str, Any]) -> Iterator[None]:
    """Attributes replaced for a while; what was remembered of names is forgotten."""
    kept = [(where, name, getattr(where, name)) for where, name, _ in changes]
    for where, name, value in changes:
        setattr(where, name, value)
    forget()
    try:
        yield
    finally:
        for where, name, value in kept:
            setattr(where, name, value)
        forget()


def forget() -> None:
    """Clear what was remembered of names and words, but not of the package's tables."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("leadcli.names", "leadcli.resolution")):
            for kept in vars(module).values():
                if hasattr(kept, "cache_parameters") and kept.cache_parameters()["maxsize"]:
                    kept.cache_clear()
    model.coefficient_table.cache_clear()


def without_signals(*names: str) -> tuple[Any, str, Any]:
    """The score as if some signals said nothing."""
    real = dict(model.coefficient_table())
    kept = {name: 0.0 if name in names else value for name, value in real.items()}

    class Table:
        cache_clear = staticmethod(lambda: None)

        def __call__(self) -> dict[str, float]:
            return kept

    return model, "coefficient_table", Table()


def without_veto(left_out: str) -> tuple[Any, str, Any]:
    """The vetoes of a sure answer but one."""
    return sure, "VETOES", {name: veto for name, veto in sure.VETOES.items() if name != left_out}


PARTS: dict[str, Callable[[], list[tuple[Any, str, Any]]]] = {
    "all parts": list,
    "no acronyms": lambda: [
        (align, "is_acronym_of", lambda one, run: False),
        (directory, "label_acronyms", lambda name: set()),
    ],
    "no glued or split words": lambda: [(align, "GLUED", 2.0), (labels, "RUN", 1)],
    "no neighbours (spelt alike)": lambda: [(directory, "NEAR", 0)],
    "no case endings": lambda: [
        (parsing, "stem", lambda text, folded: folded), (align, "ends_otherwise", lambda a, b: False),
        (score, "_inflected", lambda name: False),
    ],
    "no other keyboard layout": lambda: [(score, "other_layout", lambda text: "")],
    "no homoglyphs": lambda: [(segments, "one_script", lambda word: word), (parsing, "look_alike", lambda word: "")],
    "no common words (all weigh alike)": lambda: [(parsing, "is_kind", lambda kind, word: False)],
    "no words that say the same": lambda: [(parsing, "same", parsing.fold)],
    "no rarity": lambda: [(Directory, "rarity", lambda self, word: 1.0)],
    "no remarks explained by the card": lambda: [(labels, "explains", lambda client: frozenset())],
    "no products of the card": lambda: [(labels, "products", lambda activity: [])],
    "no cities": lambda: [without_signals("city_agrees", "city_conflict"), (recognise, "_in_city", lambda t, h, d: t)],
    "no numbers as keys": lambda: [without_signals("number_conflict", "number_missing"), without_veto("unsaid number")],
    "no trigram cosine": lambda: [without_signals("ngrams")],
    **{f"no veto: {name}": partial(lambda name: [without_veto(name)], name) for name in sure.VETOES},
    "no vetoes": lambda: [(sure, "VETOES", {})],
    "no gap to another family": lambda: [(recognise, "GAP", 1e-9)],
}  # fmt: skip


def figures(outcomes: list[tuple[str, bool]]) -> tuple[float, float, float, int]:
    """Precision, recall, F1 and false accepts from (outcome, known) pairs."""
    right = sum(o == "right" and known for o, known in outcomes)
    wrong = sum(o == "wrong" for o, _ in outcomes)
    known = sum(k for _, k in outcomes)
    false = sum(o == "wrong" and not k for o, k in outcomes)
    precision, recall = right / max(1, right + wrong), right / max(1, known)
    return precision, recall, 2 * right / max(1, right + wrong + known), false


def ours(cases: list[Labelled], book: Book) -> Iterator[tuple[str, tuple[float, float, float, int], float]]:
    """Each part left out in turn."""
    for name, changes in PARTS.items():
        with patched(*changes()):
            start = time.perf_counter()
            answers = answer(cases, build_directory(book))
            yield name, figures([(a.outcome, a.case.known) for a in answers]), time.perf_counter() - start


def peers(cases: list[Labelled], book: Book) -> Iterator[tuple[str, tuple[float, float, float, int], float]]:
    """Peers on the same entries: the names and aliases of clients and groups."""
    from rapidfuzz import fuzz, process
    from rapidfuzz.utils import default_process as plainly

    known = [*book.clients.values(), *book.groups.values()]
    entries = [(text, *_ids(entry)) for entry in known for text in (entry.name, *entry.aliases)]
    raw = [entry[0] for entry in entries]
    folded = [_folded(text) for text in raw]

    def fuzzy(scorer: Any, choices: list[str], prepare: Callable[[str], str]) -> list[tuple[float, int]]:
        found = []
        for case in cases:
            best = process.extractOne(prepare(case.caller.name), choices, scorer=scorer)
            found.append((best[1], best[2]) if best else (0.0, -1))
        return found

    runs: list[tuple[str, Callable[[], list[tuple[float, int]]]]] = [
        (
            "rapidfuzz WRatio",
            lambda: fuzzy(fuzz.WRatio, list(map(plainly, raw)), plainly),
        ),
        ("rapidfuzz WRatio, our fold", lambda: fuzzy(fuzz.WRatio, folded, _folded)),
        ("rapidfuzz token_set_ratio, our fold", lambda: fuzzy(fuzz.token_set_ratio, folded, _folded)),
        ("char 3-gram TF-IDF cosine (sparse_dot_topn)", lambda: _cosine(cases, raw, str.casefold)),
        ("char 3-gram TF-IDF cosine, our fold", lambda: _cosine(cases, folded, _folded)),
    ]
    for name, run in runs:
        start = time.perf_counter()
        found = run()
        seconds = time.perf_counter() - start
        levels = sorted({score for score, _ in found})
        best = max((figures(_judged(cases, found, entries, level)) for level in levels), key=lambda f: f[2])
        yield name, best, seconds


def _ids(entry: Client | Group) -> tuple[str, str]:
    return (entry.id, entry.group) if isinstance(entry, Client) else ("", entry.id)


def _folded(text: str) -> str:
    name = parse(text)
    return " ".join(word.fold for word in name.words) or together(name.words)


def _cosine(cases: list[Labelled], entries: list[str], prepare: Callable[[str], str]) -> list[tuple[float, int]]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sparse_dot_topn import sp_matmul_topn

    vectors = TfidfVectorizer(analyzer="char", ngram_range=(3, 3))
    known = vectors.fit_transform(prepare(text) for text in entries)
    asked = vectors.transform(prepare(case.caller.name) for case in cases)
    top = sp_matmul_topn(asked, known.T.tocsr(), top_n=1, sort=True)
    return [
        (float(top.data[top.indptr[i]]), int(top.indices[top.indptr[i]]))
        if top.indptr[i] < top.indptr[i + 1]
        else (0.0, -1)
        for i in range(len(cases))
    ]


def _judged(
    cases: list[Labelled], found: list[tuple[float, int]], entries: list[tuple[str, str, str]], level: float
) -> list[tuple[str, bool]]:
    out = []
    for case, (value, index) in zip(cases, found, strict=True):
        if value < level or index < 0:
            out.append(("missed" if case.known else "right", case.known))
            continue
        _, client, group = entries[index]
        if not case.known:
            out.append(("wrong", False))
        elif case.client_id:
            fits = client == case.client_id
            out.append(("right" if fits else "missed" if not client and group == case.group_id else "wrong", True))
        else:
            out.append(("right" if group == case.group_id else "wrong", True))
    return out


def main(workspace: str, file: str) -> None:
    """Print the table."""
    opened = open_workspace(Path(workspace))
    assert opened.book is not None, opened.errors[:1]
    cases = labelled(file)
    print("| | precision | recall | F1 | false sure answers | seconds |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for run in (ours, peers):
        for name, (precision, recall, f1, false), seconds in run(cases, opened.book):
            print(f"| {name} | {precision:.3f} | {recall:.3f} | {f1:.3f} | {false} | {seconds:.1f} |", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
