"""A doubt that does not matter: whoever of the candidates calls, and whoever else, the owner is the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from conftest import ROOT, TODAY
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.match import ALIKE, DOUBTED
from leadcli.domain.question import Question
from leadcli.domain.ruling import Ruling
from leadcli.io.csv_tables import read_csv
from leadcli.ledger.ruling_records import case_of, entry_of, judged_again, ruling_of
from leadcli.output.text.answer_rows import doubt_rows
from leadcli.output.text.speech import Speech
from leadcli.resolution import Directory, build_directory
from leadcli.rulings.resolve import resolve
from leadcli.workspace.book_building import build_book
from leadcli.workspace.opening import open_policy

POLICY = open_policy(Path(ROOT))[0]
FIRST, TRADES = ("Каскад", "Теремок", "Cascade"), ("Лес", "Кровля", "Стройсервис", "Timber", "Roofing")
CARDS = st.lists(
    st.tuples(
        st.sampled_from(FIRST), st.sampled_from(TRADES), st.sampled_from(("", "", "g", "h")),
        st.sampled_from(("Ира", "Дима", "")),
    ),
    min_size=1, max_size=6, unique_by=lambda card: card[:2],
)  # fmt: skip
CALLERS = st.builds(" ".join, st.tuples(st.sampled_from((*FIRST, "Каскат")), st.sampled_from(("", *TRADES, "Юг"))))


def world(cards: list[tuple[str, str, str, str]]) -> tuple[Book, Directory]:
    rows = [f"c{n},{first} {trade},{group},{owner}\n" for n, (first, trade, group, owner) in enumerate(cards)]
    tables = {
        "managers": "id,name\nИра,Ира\nДима,Дима\n",
        "groups": "id,name,kind\ng,Каскад Холдинг,holding\nh,Терем,holding\n",
        "clients": "id,name,group,owner\n" + "".join(rows),
    }
    book, _ = build_book({name: list(read_csv(text, f"data/{name}.csv")[0]) for name, text in tables.items()})
    assert book is not None
    return book, build_directory(book)


def ruled(book: Book, directory: Directory, caller: str, client: str = "", group: str = "") -> Ruling:
    assert POLICY is not None
    question = Question(Caller(caller.strip()), date.fromisoformat(TODAY), client_id=client, group_id=group)
    return resolve(question, book, POLICY, directory)


def judged_from_its_entry(found: Ruling, book: Book) -> Ruling:
    """The ruling made anew of what the ledger keeps of it."""
    assert POLICY is not None
    entry = entry_of(found, book, b"secret")
    kept = ruling_of(entry.body, dict(entry.private))
    return judged_again(kept, case_of(entry.case_body), POLICY)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(CARDS, CALLERS)
def test_a_doubt_is_left_unasked_only_where_every_candidate_leads_to_one_owner(
    cards: list[tuple[str, str, str, str]], caller: str
) -> None:
    book, directory = world(cards)
    found = ruled(book, directory, caller)
    near = [c for c in found.match.candidates if c.score >= min(ALIKE, found.match.score / 10)]
    cards_left = [c.client_id for c in near if c.client_id and c.client_id != found.match.client_id]
    if found.verdict == "settled" and found.match.status in DOUBTED and found.match.client_id:
        assert {ruled(book, directory, caller, client).owner for client in cards_left} <= {found.owner}
    again = judged_from_its_entry(found, book)
    assert (again.verdict, again.owner, again.outlooks) == (found.verdict, found.owner, found.outlooks)
    for outlook in found.outlooks:
        if outlook.reply == "one" and outlook.client_id:
            assert ruled(book, directory, caller, outlook.client_id).owner == outlook.owner


def test_another_candidate_of_another_owner_is_asked_about() -> None:
    """Whose turn it is owns the likeliest too: that leads nowhere else, but the other card does."""
    cards = [("Cascade", "Roofing", "", "Ира"), ("Cascade", "Timber", "", "Дима"), ("Теремок", "Лес", "", "Дима")]
    book, directory = world(cards)
    found = ruled(book, directory, "Cascade Юг")
    assert (found.verdict, {o.owner for o in found.outlooks}) == ("confirm", {"Ира", "Дима"})
    assert {o.client_id: o.owner for o in found.outlooks if o.reply == "one"}["c1"] == "Дима"
    assert "g" in {o.group_id for o in found.outlooks}
    again = judged_from_its_entry(found, book)
    assert (again.verdict, again.owner, again.outlooks) == (found.verdict, found.owner, found.outlooks)
    page = "\n".join(row.text for row in doubt_rows(found, book, Speech("en")))
    assert "Cascade Timber is calling → Дима" in page
    assert "Каскад Холдинг" not in page


def test_where_all_lead_to_one_owner_nothing_is_asked() -> None:
    others = [("Теремок", trade, "", "Дима") for trade in TRADES]
    found = ruled(*world([("Cascade", "Roofing", "", "Ира"), ("Cascade", "Timber", "", "Ира"), *others]), "Cascade Юг")
    assert (found.match.status, found.verdict, found.owner) == ("confirm", "settled", "Ира")
    assert "one" in {o.reply for o in found.outlooks}
    assert {o.owner for o in found.outlooks} == {"Ира"}
