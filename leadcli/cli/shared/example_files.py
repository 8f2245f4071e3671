"""Where examples stand: under ``examples:`` in the rules, and in ``tests.yaml`` beside them."""

from __future__ import annotations

from pathlib import Path

from leadcli.analysis.testing.example_parsing import Example, read_examples
from leadcli.domain.book import Book
from leadcli.domain.places import Problem
from leadcli.io.tables import read_tree
from leadcli.policy.policy import Policy

TESTS = "tests.yaml"


def examples_file(rules: Path, given: Path | None) -> Path:
    """The file of examples: the one given, else the one beside the rules."""
    return given or rules.parent / TESTS


def all_examples(
    policy: Policy, rules: Path, book: Book | None, given: Path | None = None
) -> tuple[list[Example], list[Problem]]:
    """The examples of a policy, those in its rules first, and the problems of both files.

    A ``tests.yaml`` beside the rules that says it is for another policy is left alone; one that was given is not.
    """
    found, problems = read_examples(policy.examples, policy, book)
    file = examples_file(rules, given)
    if not file.is_file():
        return found, problems
    tree, unread, _ = read_tree(file, file.name)
    meant = tree.get("policy") if tree else None
    if given is None and meant is not None and meant.text != policy.id:
        return found, problems
    more, wrong = read_examples(tree, policy, book, whole_file=True)
    return [*found, *more], [*problems, *unread, *wrong]
