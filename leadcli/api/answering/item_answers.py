"""An item answered: the ledger, the tables and the writings of managers changed as the answer says, at once."""

from __future__ import annotations

from pathlib import Path

from leadcli.api.answering.changes import Change, answer_with, take_back
from leadcli.api.answering.items import Item, Reply
from leadcli.api.answering.journal import Answered
from leadcli.api.answering.keeping import called, keep
from leadcli.api.answering.own_rows import OwnRows
from leadcli.api.answering.whom import meant
from leadcli.api.parameters import manager_of, today
from leadcli.api.who_owns import answer_to
from leadcli.discovery.discoveries import FoundGroup
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.domain.question import Question
from leadcli.fields.people import named
from leadcli.ledger.ledger import who
from leadcli.ledger.recording import now, open_ledger, revert
from leadcli.ledger.replay import ruling_in
from leadcli.resolution import recognise, who_is
from leadcli.rulings.reply import answered
from leadcli.workspace.opening import SoundWorkspace


class Answers:
    """Answers to the items of a workspace's queue, each written when it is given."""

    def __init__(self, opened: SoundWorkspace, language: str, by: str = "") -> None:
        """``by``: who answers; else LEADCLI_USER, else the login name."""
        self.opened, self.language, self.by = opened, language, by or who()

    def whom(self, item: Item, text: str) -> str:
        """Whom words mean as the answer to an item: an id. Raises Refusal where it is nobody, or several."""
        book = self.opened.book
        if item.kind == "owner":
            return manager_of(book, text, text)
        own = [choice.id for choice in item.choices if _plain(text) in (_plain(choice.id), _plain(choice.name))]
        if len(own) == 1:
            return own[0]
        if item.kind == "link":
            client, group = meant(text, (), book, self.opened.directory)
            group = group or book.clients[client].group
            if not group:
                raise Refusal(message("{name} is no group, and of none", name=called(client, group, book)))
            return group
        caller = item.caller
        candidates = who_is(caller, self.opened.directory).candidates if caller is not None else ()
        client, group = meant(text, candidates, book, self.opened.directory)
        return client or group

    def answer(self, item: Item, reply: Reply, whom: str = "") -> tuple[Message, ...]:
        """Write an answer; what it did, in words. ``whom``: an id, with ``other``.

        Raises:
            Refusal: It is no answer to this item, or cannot be written; then nothing is.
        """
        if (reply == "yes" and not item.yes) or (reply == "other" and not (item.other and whom)):
            raise Refusal(message("say which one"))
        if item.kind in ("caller", "row"):
            return self._caller(item, reply, whom)
        if item.kind == "owner":
            return self._owner(item, reply, whom)
        return self._link(item, reply, whom)

    def undo(self, item: str = "") -> tuple[Answered, list[Message]]:
        """Take the last answer back, or the last to an item; see ``changes.take_back``."""
        return undo(self.opened.root, self.by, item)

    # --- who called ---------------------------------------------------------------------------------------------------
    def _caller(self, item: Item, reply: Reply, whom: str) -> tuple[Message, ...]:
        assert item.caller is not None, "an item about a caller has one"
        book = self.opened.book
        client = whom if whom in book.clients else ""
        group = whom if whom and not client else ""
        word = "no" if reply == "no" else "yes"
        changes: list[Change] = []
        question = Question(item.caller, today(), reply=word, client_id=client, group_id=group)
        match = None
        for entry in item.entries:
            with open_ledger(self.opened.root) as ledger:
                stored = ledger.get(entry)
                if stored is None or not ledger.stands(stored):
                    continue  # answered meanwhile
                asked = ruling_in(ledger, stored)[0].question
            asked = replace(asked, reply=word, client_id=client, group_id=group)
            found = answer_to(asked, self.opened, self.language, record=True, by=self.by, ref=entry)
            if not found.entry and not changes:
                raise Refusal(*found.faults)
            if not found.entry:
                break  # the rest is asked again
            changes.append({"entry": found.entry})
            if match is None or match.alias is None:  # the first makes the others known
                match = found.ruling.match
        if match is None:
            match = answered(recognise(item.caller, self.opened.directory, client, group), question, book)
        told = keep(self.opened.root, question, match, book, self.opened.directory, self.by, item.key, changes)
        if not told.done and told.said and not changes:
            raise Refusal(*told.said)  # it would be asked again
        numbers = tuple(str(change["entry"]) for change in changes)
        return (*([message("recorded as {number}", number=numbers)] if numbers else []), *told.said)

    # --- the tables ---------------------------------------------------------------------------------------------------
    def _owner(self, item: Item, reply: Reply, whom: str) -> tuple[Message, ...]:
        book = self.opened.book
        id = "" if reply == "no" else whom or item.choices[0].id
        name = book.managers[id].name if id else ""
        to = name if not id or named(book, name).manager == id else id
        said = f"{item.text} = {name or '-'}"
        answer_with(self.opened.root, self.by, item.key, said, [{"owner": item.text, "to": to, "was": None}])
        if not id:
            return (message("kept: «{words}» is nobody", words=item.text),)
        return (message("kept: «{words}» is {name}", words=item.text, name=name),)

    def _link(self, item: Item, reply: Reply, whom: str) -> tuple[Message, ...]:
        there = OwnRows(self.opened.root, "links")
        changes: list[Change] = []
        if reply == "yes" and item.found is not None and not item.found.known:  # the group is made of its sure cards
            changes += [
                self._said(there, one, item.group, "", True, item.found) for one in item.found.sure
                if there.last({"client": one, "group": item.group, "other": "", "answer": "yes"}) < 0
            ]  # fmt: skip
        changes.append(self._said(there, item.card, item.group, item.with_card, reply == "yes", item.found))
        if reply == "other":
            changes.append(self._said(there, item.card, whom, "", True))
        name = self._name(item.card)
        other = self._name(item.with_card) or item.choices[0].name
        sign = "=" if reply == "yes" else "≠"
        answer_with(self.opened.root, self.by, item.key, f"{name} {sign} {other}", changes)
        if item.kind == "double":
            one = message("kept: {name} and {other} are one company", name=name, other=other)
            two = message("kept: {name} and {other} are two companies", name=name, other=other)
        else:
            one = message("kept: {name} is of {other}", name=name, other=other)
            two = message("kept: {name} is not of {other}", name=name, other=other)
        return (one if reply == "yes" else two,)

    def _name(self, card: str) -> str:
        return self.opened.book.clients[card].name if card else ""

    def _said(
        self, there: OwnRows, card: str, group: str, other: str, yes: bool, of: FoundGroup | None = None
    ) -> Change:
        """A row of ``links`` that is answered: the one that waits there, or a new one."""
        key, said = {"client": card, "group": group, "other": other}, "yes" if yes else "no"
        if there.last({**key, "answer": ""}) >= 0:
            return {"table": "links", "key": {**key, "answer": ""}, "put": {"answer": said}, "was": {"answer": ""}}
        company = f"{self._name(card)} = {self._name(other)}" if other else self._name(card)
        name = of.name if of is not None and not of.known else ""
        leads = "yes" if of is not None and card == of.head else ""
        row = {**key, "company": company, "group_name": name, "head_office": leads, "answer": said}
        return {"table": "links", "add": [row]}


def _plain(text: str) -> str:
    """A name as it is compared: a list to choose from has no commas."""
    return " ".join(text.replace(",", " ").split()).casefold()


def undo(root: Path, by: str = "", item: str = "") -> tuple[Answered, list[Message]]:
    """Take the last answer of a workspace back, or the last to an item; see ``changes.take_back``."""
    person = by or who()

    def reverted(number: int) -> None:
        with open_ledger(root) as ledger:
            stored = ledger.get(number)
            if stored is not None and not ledger.reverted(number):
                ledger.append([revert(stored, "taken back in review", today())], person, now())

    return take_back(root, person, reverted, item)
