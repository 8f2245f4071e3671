"""JSON Schema (draft-07) of the workspace's files, made from the tables that read them: editors complete and check.

The schemas say no less than the readers allow: other names of columns, lists with ``|``, numbers that YAML would read
as such. What a schema cannot see (references, check digits, two rules of one id) is left to ``leadcli data check``.
"""

from __future__ import annotations

from leadcli.fields.table import TABLES
from leadcli.schemas.common import Schema
from leadcli.schemas.example_schema import tests
from leadcli.schemas.rules_schema import rules
from leadcli.schemas.sources_schema import sources
from leadcli.schemas.table_schema import table

KINDS = ("rules", *TABLES, "tests", "leadcli")
__all__ = ["KINDS", "Schema", "schema"]


def schema(kind: str) -> Schema:
    """The schema of ``rules``, of a table (``managers``, ``groups``, ``clients``), of ``tests`` or ``leadcli``."""
    return {"rules": rules, "tests": tests, "leadcli": sources}[kind]() if kind not in TABLES else table(kind)
