"""Examples as they are written, in ``examples:`` of a rules file or in ``tests.yaml``; every mistake at its place."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from leadcli.domain.book import Book
from leadcli.domain.company import Caller
from leadcli.domain.facts import Answer
from leadcli.domain.frozen import as_dict, fresh, frozen
from leadcli.domain.messages import message
from leadcli.domain.places import Node, Place, Problem, nearest
from leadcli.domain.problems import problem, shape
from leadcli.domain.question import Question
from leadcli.fields.cells import day
from leadcli.fields.hours import moment
from leadcli.fields.people import named
from leadcli.locales import codes
from leadcli.names.geography import country_code
from leadcli.policy.owners import OWNERS
from leadcli.policy.policy import Ask, Joint, Policy, Reader, Words

FILE_KEYS = ("policy", "on", "examples")
EXAMPLE_KEYS = ("name", "on", "at", "caller", "taken_by", "claims", "absent", "client", "group", "facts", "expect")
CALLER_KEYS = tuple(as_dict(Caller("")))
EXPECT_KEYS = ("owner", "rule", "verdict", "cover", "otherwise")
VERDICTS = ("settled", "confirm", "human")
NOBODY = "nobody"


@frozen
class Example:
    """One example: a question, or facts alone, and what must come out.

    With ``question`` the workspace's data answer, and owners are managers (ids). Without it ``facts`` are answers of
    conditions, all else may be as it likes, and the owner is a way of naming one (``taker``). ``expect`` holds what was
    written; an owner of ``""`` is nobody.
    """

    name: Words
    place: Place
    question: Question | None
    facts: tuple[tuple[Ask, Answer], ...]
    expect: Mapping[str, str] = fresh(factory=dict)


def read_examples(
    tree: Node | None, policy: Policy, book: Book | None, whole_file: bool = False
) -> tuple[list[Example], list[Problem]]:
    """The examples of a list of them, or of a whole ``tests.yaml``, and the problems.

    ``book`` None: only facts can be read; a question is then a problem.
    """
    if tree is None:
        return [], []
    reader = _Examples(policy, book)
    found = reader.file(tree) if whole_file else reader.list(tree, None)
    return found, reader.problems


class _Examples(Reader):
    """Walks the examples once and collects every problem."""

    def __init__(self, policy: Policy, book: Book | None) -> None:
        super().__init__()
        self._policy, self._book = policy, book

    def file(self, tree: Node) -> list[Example]:
        found = self.keys(tree, FILE_KEYS, ("examples",))
        if not found or "examples" not in found:
            return []
        self.text(found.get("policy"))  # read where the file is chosen; here only its shape is checked
        return self.list(found["examples"], self._day(found.get("on")))

    def list(self, node: Node, on: date | None) -> list[Example]:
        if node.kind != "list":
            self.say("yaml-shape", node, expected=shape("list"), found=shape(node.kind))
            return []
        return [one for number, item in enumerate(node.items, 1) if (one := self._example(item, number, on))]

    def _example(self, node: Node, number: int, on: date | None) -> Example | None:
        before = len(self.problems)
        found = self.keys(node, EXAMPLE_KEYS, ("expect",))
        if not found or "expect" not in found:
            return None
        name = self.words(found.get("name"), blanks=()) or dict.fromkeys(codes(), f"{number}")
        asked = {"caller", "client", "group"} & found.keys()
        if "facts" in found and asked:
            self.say("yaml-shape", found["facts"], expected=message("facts alone, or a caller"), found=min(asked))
            return None
        if "facts" not in found and not asked:
            self.problems.append(problem("rule-key-missing", node.place, key="caller"))
            return None
        facts = self._facts(found["facts"]) if "facts" in found else ()
        question = None if "facts" in found else self._question(node, found, on)
        expect = self._expect(found["expect"], question is None)
        return Example(name, node.place, question, facts, expect) if len(self.problems) == before else None

    # --- the question -------------------------------------------------------------------------------------------------
    def _question(self, node: Node, found: dict[str, Node], on: date | None) -> Question | None:
        on = self._day(found.get("on")) or on
        if on is None:
            self.problems.append(problem("rule-key-missing", node.place, key="on"))
            return None
        if self._book is None:
            self.say("file-missing", node, what="data")
            return None
        return Question(
            self._caller(found.get("caller")),
            on,
            taken_by=self._manager(found.get("taken_by")),
            claims=tuple(self._manager(each) for each in self._several(found.get("claims"))),
            absent=tuple(self._manager(each) for each in self._several(found.get("absent"))),
            client_id=self._id(found.get("client"), self._book.clients, "client"),
            group_id=self._id(found.get("group"), self._book.groups, "group"),
            at=self._moment(found.get("at"), on),
        )

    def _caller(self, node: Node | None) -> Caller:
        if node is None:
            return Caller("")
        if node.kind == "scalar":
            return Caller(node.text)
        found = self.keys(node, CALLER_KEYS, ()) or {}
        said = {key: self.text(value) for key, value in found.items()}
        if said.get("country"):
            code = country_code(said["country"])
            if not code:
                self.say("value-country", found["country"], column="country", value=said["country"])
            said["country"] = code
        return Caller(**{"name": "", **said})

    def _several(self, node: Node | None) -> tuple[Node, ...]:
        if node is None:
            return ()
        return node.items if node.kind == "list" else (node,)

    def _day(self, node: Node | None) -> date | None:
        if node is None:
            return None
        found = day(self.text(node))
        if found is None:
            self.say("value-date", node, column="on", value=node.text)
        return found

    def _moment(self, node: Node | None, on: date) -> str:
        if node is None:
            return ""
        found = moment(self.text(node), on)
        if found is None:
            self.say("yaml-shape", node, expected=message("a time such as 14:30"), found=node.text)
        return found.isoformat(timespec="minutes") if found else ""

    def _manager(self, node: Node | None) -> str:
        text = self.text(node)
        if node is None or self._book is None or not text:
            return ""
        found = named(self._book, text)
        names = tuple(self._book.managers[m].name for m in found.candidates)
        if found.kind in ("ambiguous", "several"):
            self.say("manager-unclear", node, column="owner", value=text, names=names)
        elif not found.manager:
            self.say("manager-unknown", node, nearest=names[0] if names else "", column="owner", value=text)
        return found.manager

    def _id(self, node: Node | None, known: Collection[str], column: str) -> str:
        text = self.text(node)
        if node is not None and text not in known:
            self.say(f"{column}-unknown", node, nearest=nearest(text, known), column=column, value=text)
        return text

    # --- facts and what is expected -----------------------------------------------------------------------------------
    def _facts(self, node: Node) -> tuple[tuple[Ask, Answer], ...]:
        """Conditions as a rule writes them; ``not`` before one denies it, ``unknown`` leaves it open."""
        found = []
        for item in self._several(node):
            answer, inner = Answer.YES, item
            if item.kind == "map" and len(item.pairs) == 1 and item.pairs[0][0].text in ("not", "unknown"):
                word, inner = item.pairs[0]
                answer = Answer.NO if word.text == "not" else Answer.UNKNOWN
            asked = self.when(inner)
            if isinstance(asked, Joint):
                self.say("yaml-shape", item, expected=message("one condition"), found=asked.kind)
            elif asked is not None:
                found.append((asked, answer))
        return tuple(found)

    def _expect(self, node: Node, of_facts: bool) -> dict[str, str]:
        found = self.keys(node, EXPECT_KEYS[:3] if of_facts else EXPECT_KEYS, ())
        if found is not None and not found:
            self.say("rule-empty", node, key="expect")
        expect: dict[str, str] = {}
        for key, value in (found or {}).items():
            text = self.text(value)
            if key == "rule":
                self._one_of(value, [r.id for r in self._policy.rules], key)
            elif key == "verdict":
                self._one_of(value, VERDICTS, key)
            elif text == NOBODY:
                text = ""
            elif of_facts:
                self._one_of(value, OWNERS, key)
            else:
                text = self._manager(value)
            expect[key] = text
        return expect

    def _one_of(self, node: Node, allowed: Collection[str], column: str) -> None:
        if node.text not in allowed:
            close = nearest(node.text, allowed)
            self.say("value-choice", node, nearest=close, column=column, value=node.text, choices=tuple(allowed))
