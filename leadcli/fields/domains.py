"""Sites in a text, and the domain of an e-mail or site that can prove a company, by the public suffix list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from leadcli.fields.cleaners import clean_website
from leadcli.fields.found import Found
from leadcli.names.tables import load

_SITE = (
    r"((?:https?://|www\.)[\w./-]+)"
    r"|\b([\w-]+(?:\.[\w-]+)*\.(?:ru|рф|com|su|org|net|by|kz|info|biz|eu|fi|de|pro|online)\b)(?!@)"
    r"|(?<![\w.@])[a-z\d][a-z\d-]+(?:\.[a-z\d-]{2,})*\.[a-z]{2,}\b(?![@.\w])"
)


def company_domain(text: str) -> str:
    """The registrable domain of an e-mail or site if it can prove a company; ``""`` if it cannot.

    sales.metsa.co.uk is metsa.co.uk. Hosts where anybody gets an address or a page prove nothing
    (``tables/hosts.json``); under one whose sub-domains belong to unrelated bodies (github.io, mskobr.ru) one label
    more is taken. The public suffix list knows most of these; those it lacks are ``shared`` in the table.
    """
    host = text.rpartition("@")[2].casefold().removeprefix("www.")
    if not host or "." not in host:
        return ""
    hosts = load("hosts")
    if host in hosts["free_mail"]:
        return ""
    base: str = suffixes().privatesuffix(host) or ""
    if base in hosts["shared"]:
        labels = host.split(".")
        size = base.count(".") + 2
        return ".".join(labels[-size:]) if len(labels) >= size else ""
    return "" if base in hosts["free_mail"] or base in hosts["pages"] else base


def is_domain(host: str) -> bool:
    """Whether a host ends in a suffix under which names are registered."""
    return suffixes().publicsuffix(host, accept_unknown=False) is not None


@cache
def suffixes() -> Any:
    """The public suffix list, read once, and only where an address or a site is met."""
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList()


def find_sites(text: str, _: str) -> Iterator[Found]:
    """The sites in a text: with www or http before, under a customary ending, in lower case under any that exists."""
    for match in re.finditer(_SITE, text):
        value = clean_website(match[0])[0]
        if value and (match[1] or match[2] or is_domain(value)):
            yield Found(match.start(), match.end(), match[0], value)
