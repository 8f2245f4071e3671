"""A policy: the team's ranked rules, read from a YAML tree with every mistake reported at its place.

The tables of keys below are what is allowed; the reader, the docs and the schema follow them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from leadcli.domain.frozen import fresh, frozen
from leadcli.domain.messages import Argument, blanks_of, message
from leadcli.domain.places import Node, Place, Problem, nearest
from leadcli.domain.problems import problem, shape
from leadcli.locales import codes
from leadcli.policy.condition import ARGUMENT_KINDS
from leadcli.policy.condition import Ask as Ask
from leadcli.policy.conditions import CONDITIONS
from leadcli.policy.owners import OF, OWNERS, ROTAS

POLICY_KEYS = (
    "policy",
    "title",
    "about",
    "assume",
    "precedents",
    "second_name",
    "window",
    "cover",
    "rules",
    "examples",
)
RULE_KEYS = ("id", "title", "when", "owner", "cover", "manager", "client")
RULE_NEEDS = ("id", "when", "owner")
RULE_ID = "[a-z0-9]+(-[a-z0-9]+)*"
ASSUMED = ("country",)
BLANKS = ("owner", "caller", "client", "group", "sister", "taker", "cover", "until")
SWITCH = {"on": True, "off": False, "yes": True, "no": False, "true": True, "false": False}
JOINTS = ("all", "any", "not")


@frozen
class Joint:
    """Conditions under ``all``, ``any`` or ``not`` (which denies the one condition below it)."""

    kind: Literal["all", "any", "not"]
    parts: tuple[When, ...]
    place: Place


When: TypeAlias = "Ask | Joint"
Words: TypeAlias = Mapping[str, str]  # a text in each language


@frozen
class Rule:
    """One rule: when it fires, whom it names, and the sentences for the managers and for the client.

    ``cover``: where to look for who stands in while the owner is not there (see ``policy.cover``); empty: as always.
    """

    id: str
    title: Words
    when: When
    owner: tuple[str, ...]
    manager: Words
    client: Words
    place: Place
    cover: tuple[str, ...] = ()


@frozen
class Policy:
    """The ranked rules; the first that fires decides. ``country``: where callers are taken to be if it is not known.

    ``precedents``: a person's decisions stand above the rules. ``second_name``: who gets a client by his own decision
    needs somebody else's name under it. ``window``: days that managers' statements look back; 0: all time. ``cover``:
    of rules that do not say their own.
    """

    id: str
    title: Words
    rules: tuple[Rule, ...]
    about: Words = fresh(factory=dict)
    country: str = ""
    country_place: Place | None = None
    examples: Node | None = None
    source: str = ""
    fingerprint: str = ""
    precedents: bool = True
    second_name: bool = False
    window: int = 0
    cover: tuple[str, ...] = ()

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id, a person's decision among them; KeyError when there is none."""
        for rule in self.rules:
            if rule.id == rule_id:
                return rule
        from leadcli.policy.decisions import RULE

        if rule_id == RULE.id:
            return RULE
        raise KeyError(rule_id)


def asked(when: When) -> Iterator[Ask]:
    """All conditions below, in the order in which they are written."""
    if isinstance(when, Ask):
        yield when
    else:
        for part in when.parts:
            yield from asked(part)


def asks(policy: Policy) -> Iterator[Ask]:
    """All conditions of a policy, rule by rule, in the order in which they are written."""
    for rule in policy.rules:
        yield from asked(rule.when)


def read_policy(tree: Node | None, source: str, fingerprint: str = "") -> tuple[Policy | None, list[Problem]]:
    """A policy from the tree of a rules file, or None with the problems that stand in its way."""
    reader = Reader()
    policy = reader.policy(tree, source, fingerprint)
    return (None if reader.problems else policy), reader.problems


class Reader:
    """Walks the tree once and collects every problem."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def say(self, code: str, node: Node, *, nearest: str = "", **args: Argument) -> None:
        """Note a problem at a node."""
        length = len(node.text) if node.kind == "scalar" else 1
        self.problems.append(problem(code, node.place, nearest=nearest, length=length, **args))

    def policy(self, tree: Node | None, source: str, fingerprint: str) -> Policy | None:
        """The policy of a whole file."""
        if tree is None:
            tree = Node(Place(source, 1, 1), "scalar")
        found = self.keys(tree, POLICY_KEYS, ("rules",))
        if found is None:
            return None
        name = self.text(found.get("policy")) or source.rsplit("/", 1)[-1].removesuffix(".yaml")
        country, country_place = self.assume(found.get("assume"))
        precedents = self.switch(found.get("precedents"), "precedents")
        second_name = self.switch(found.get("second_name"), "second_name", False)
        rules = self.rules(found["rules"]) if "rules" in found else ()
        return Policy(
            id=name,
            title=self.words(found.get("title"), blanks=()),
            about=self.words(found.get("about"), blanks=()),
            rules=rules,
            country=country,
            country_place=country_place,
            examples=found.get("examples"),
            source=source,
            fingerprint=fingerprint,
            precedents=precedents,
            second_name=second_name,
            window=self.days(found.get("window"), "window"),
            cover=self.cover(found.get("cover")),
        )

    def days(self, node: Node | None, key: str) -> int:
        """A number of days; 0 where it is left out."""
        text = self.text(node)
        if node is None or (text.isdigit() and int(text) > 0):
            return int(text or 0)
        self.say("value-number", node, column=key, expected=message("a number of days"), value=text, example="30")
        return 0

    def switch(self, node: Node | None, key: str, left_out: bool = True) -> bool:
        """``on`` or ``off``; ``left_out``: where it is not there."""
        text = self.text(node).casefold()
        if node is not None and text not in SWITCH:
            self.say("rule-switch", node, key=key, value=text)
        return SWITCH.get(text, left_out)

    def assume(self, node: Node | None) -> tuple[str, Place | None]:
        """What callers are taken to be where it is not known, and where that is written."""
        if node is None:
            return "", None
        found = self.keys(node, ASSUMED, ()) or {}
        country = found.get("country")
        if country is None:
            return "", None
        code = ARGUMENT_KINDS["country"].value(self.text(country))
        if code is None:
            self.say("value-country", country, column="country", value=country.text)
        return code or "", country.place

    def rules(self, node: Node) -> tuple[Rule, ...]:
        """The list of rules."""
        if node.kind != "list" or not node.items:
            self.say(
                "rule-none" if not (node.text or node.pairs) else "yaml-shape",
                node,
                expected=shape("list"),
                found=shape(node.kind),
            )
            return ()
        rules: list[Rule] = []
        lines: dict[str, int] = {}
        for item in node.items:
            rule = self.rule(item)
            if rule is None:
                continue
            if rule.id in lines:
                self.say("rule-twice", item.get("id") or item, value=rule.id, line=lines[rule.id])
            lines.setdefault(rule.id, rule.place.line)
            rules.append(rule)
        return tuple(rules)

    def rule(self, node: Node) -> Rule | None:
        """One rule, or None where it cannot be read."""
        found = self.keys(node, RULE_KEYS, RULE_NEEDS)
        if found is None or not {*RULE_NEEDS} <= found.keys():
            return None
        rule_id = self.text(found["id"])
        if not re.fullmatch(RULE_ID, rule_id):
            self.say("rule-id", found["id"], value=rule_id)
        when = self.when(found["when"])
        owner, cover = self.owner(found["owner"]), self.cover(found.get("cover"))
        title, manager, client = (
            self.words(found.get("title"), blanks=()),
            self.words(found.get("manager"), blanks=BLANKS),
            self.words(found.get("client"), blanks=BLANKS),
        )
        if when is None:
            return None
        return Rule(rule_id, title, when, owner, manager, client, node.place, cover)

    def when(self, node: Node) -> When | None:
        """Conditions, or None where they cannot be read."""
        if node.kind == "scalar":
            return self.ask(node, None)
        if node.kind == "list":
            return self.joint("all", node, node)
        if len(node.pairs) != 1:
            if not node.pairs:
                self.say("rule-empty", node, key="when")
                return None
            extra = node.pairs[1][0]
            self.say("yaml-shape", extra, expected=message("one condition, or all, any or not"), found=extra.text)
            return None
        key, value = node.pairs[0]
        if key.text in ("all", "any"):
            return self.joint("all" if key.text == "all" else "any", value, key)
        if key.text == "not":
            part = self.when(value)
            return Joint("not", (part,), key.place) if part else None
        return self.ask(key, value)

    def joint(self, kind: Literal["all", "any"], node: Node, key: Node) -> When | None:
        """Conditions under ``all`` or ``any``."""
        if node.kind != "list":
            self.say("yaml-shape", node, expected=shape("list"), found=shape(node.kind))
            return None
        if not node.items:
            self.say("rule-empty", key, key=kind)
            return None
        parts = [self.when(item) for item in node.items]
        good = tuple(part for part in parts if part is not None)
        return Joint(kind, good, key.place) if len(good) == len(parts) else None

    def ask(self, name: Node, value: Node | None) -> Ask | None:
        """One condition with its value."""
        condition = CONDITIONS.get(name.text)
        if condition is None:
            self.say("rule-condition", name, nearest=nearest(name.text, [*CONDITIONS, *JOINTS]), value=name.text)
            return None
        given = value.text if value and value.kind == "scalar" else ""
        if condition.takes is None:
            if value is not None and (value.kind != "scalar" or given):
                self.say("rule-argument-extra", value, condition=name.text)
                return None
            return Ask(condition, "", name.place)
        if not given:
            self.say("rule-argument-missing", value or name, condition=name.text, example=condition.takes.example)
            return None
        assert value is not None, "an argument was given, so there is a node"
        argument = condition.takes.value(given)
        if argument is None:
            close = nearest(given, condition.choices)
            allowed = condition.choices or (condition.takes.example,)
            self.say("rule-argument", value, nearest=close, condition=name.text, value=given, choices=allowed)
            return None
        return Ask(condition, argument, name.place)

    def owner(self, node: Node) -> tuple[str, ...]:
        """The ways of naming an owner."""
        names = node.items if node.kind == "list" else (node,)
        if not names:
            self.say("rule-empty", node, key="owner")
        return tuple(filter(None, map(self.way, names)))

    def way(self, node: Node) -> str:
        """One way of naming an owner; of a rota perhaps with whose turns it counts: ``round_robin: [Ирина, Дима]``."""
        name, whom = (node.pairs[0] if len(node.pairs) == 1 else (node, None)) if node.kind == "map" else (node, None)
        if name.kind != "scalar" or name.text not in OWNERS or (whom is not None and name.text not in ROTAS):
            choices = ROTAS if whom is not None else tuple(OWNERS)
            self.say("rule-owner", name, nearest=nearest(name.text, choices), value=name.text, choices=choices)
            return ""
        if whom is None:
            return name.text
        items = whom.items if whom.kind == "list" else (whom,)
        if not items or any(item.kind != "scalar" or not item.text for item in items):
            self.say("rule-empty", whom, key=name.text)
            return ""
        return f"{name.text}{OF}{', '.join(item.text for item in items)}"

    def cover(self, node: Node | None) -> tuple[str, ...]:
        """Where to look for who stands in; whether a manager or team is known is asked once the tables are read."""
        if node is None:
            return ()
        ways = node.items if node.kind == "list" else (node,)
        if not ways or any(way.kind != "scalar" or not way.text for way in ways):
            self.say("rule-empty", node, key="cover")
            return ()
        return tuple(way.text for way in ways)

    def words(self, node: Node | None, blanks: tuple[str, ...]) -> Words:
        """A text per language; a bare text stands for all."""
        if node is None:
            return {}
        if node.kind == "scalar":
            self.blanks(node, blanks)
            return dict.fromkeys(codes(), node.text)
        if node.kind == "list":
            self.say("yaml-shape", node, expected=shape("text"), found=shape(node.kind))
            return {}
        found: dict[str, str] = {}
        for key, value in node.pairs:
            if key.text not in codes():
                every = message("{others} and {last}", others=codes()[:-1], last=codes()[-1])
                self.say("rule-language", key, nearest=nearest(key.text, codes()), value=key.text, languages=every)
            elif value.kind != "scalar":
                self.say("yaml-shape", value, expected=shape("text"), found=shape(value.kind))
            else:
                self.blanks(value, blanks)
                found[key.text] = value.text
        return found

    def blanks(self, node: Node, allowed: tuple[str, ...]) -> None:
        """Check the blanks of a sentence."""
        try:
            names = blanks_of(node.text)
        except ValueError:
            names = ["{"]
        for name in names:
            if name not in allowed:
                choices = allowed or ("-",)
                self.say(
                    "rule-blank",
                    node,
                    nearest=nearest(name, allowed),
                    value="{" + name.strip("{}") + "}",
                    choices=choices,
                )

    def keys(self, node: Node, allowed: tuple[str, ...], required: tuple[str, ...]) -> dict[str, Node] | None:
        """The values of a map by key; unknown and missing keys are problems."""
        if node.kind != "map":
            self.say("yaml-shape", node, expected=shape("map"), found=shape(node.kind))
            return None
        found: dict[str, Node] = {}
        for key, value in node.pairs:
            if key.text not in allowed:
                self.say("rule-key", key, nearest=nearest(key.text, allowed), key=key.text, choices=allowed)
            else:
                found[key.text] = value
        for key_name in required:
            if key_name not in found:
                self.problems.append(problem("rule-key-missing", node.place, key=key_name))
        return found

    def text(self, node: Node | None) -> str:
        """The text of a node; empty where it has none."""
        if node is None:
            return ""
        if node.kind != "scalar":
            self.say("yaml-shape", node, expected=shape("text"), found=shape(node.kind))
            return ""
        return node.text
