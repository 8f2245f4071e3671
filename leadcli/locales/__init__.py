"""Languages: a folder each, with how it writes numbers, days and lists, and the sentences of leadcli in it.

``<code>/locale.json`` is a ``Locale`` but for its code; ``<code>/LC_MESSAGES/leadcli.mo`` is the catalogue (gettext),
and ``answers.mo`` beside it the part that an answer to one caller says, which is read sooner. English, in which the
code speaks, needs none, and is spoken wherever a catalogue has no sentence.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from leadcli.domain.frozen import frozen

HOME = Path(__file__).parent
DOMAIN = "leadcli"  # of the catalogues
ANSWERS = "answers"  # the catalogue of what answers say
ENGLISH = "en"


@frozen
class Locale:
    """A language. ``name`` is its own word for itself; ``known_as``: what else than the code a system may call it.

    ``day_form`` is a format of a date; ``quotes`` are the two marks; ``separator`` stands between parts of a list.
    """

    code: str
    name: str
    known_as: list[str]
    decimal: str
    thousands: str
    day_form: str
    quotes: str
    separator: str

    def day(self, value: date) -> str:
        """A day: 2026-12-04, 04.12.2026."""
        return self.day_form.format(value)

    def number(self, value: float) -> str:
        """At most two decimals, none when whole."""
        return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", self.decimal)

    def score(self, value: float) -> str:
        """A score of 0 to 1, always with two decimals: they stand under each other."""
        return f"{value:.2f}".replace(".", self.decimal)

    def share(self, value: float) -> str:
        """A share of the whole with three decimals."""
        return f"{value:.3f}".replace(".", self.decimal)

    def percent(self, share: float) -> str:
        """A share of the whole in hundredths, rounded; the sign stands in the sentence."""
        return f"{100 * share:.0f}"

    def whole(self, value: int, signed: bool = False) -> str:
        """A whole number with its thousands apart; ``signed``: with its sign, but for nothing."""
        told = f"{value:+,}" if signed and value else f"{value:,}"
        return told.replace(",", self.thousands).replace("-", "\u2212")

    def listed(self, parts: Iterable[str]) -> str:
        """Parts one after the other."""
        return self.separator.join(parts)

    def quoted(self, text: str) -> str:
        """A text in quotation marks."""
        return f"{self.quotes[0]}{text}{self.quotes[1]}"

    def choose(self, words: Mapping[str, str]) -> str:
        """A text that is given in several languages: in this one, else in English, else in the first there is."""
        return words.get(self.code) or words.get(ENGLISH) or next(iter(words.values()), "")


@cache
def codes() -> tuple[str, ...]:
    """The codes of all languages: English, on which the others fall back, is the last."""
    found = (folder.name for folder in HOME.iterdir() if (folder / "locale.json").is_file())
    return tuple(sorted(found, key=lambda code: (code == ENGLISH, code)))


@cache
def locale_of(code: str) -> Locale:
    """The language of a code; FileNotFoundError when there is none."""
    return Locale(code, **json.loads((HOME / code / "locale.json").read_text(encoding="utf-8")))


def language_of(given: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The code of the language to speak: as given, else LEADCLI_LANG, else the system's, else English."""
    if given in codes():
        return str(given)
    if asked := environment.get("LEADCLI_LANG"):
        return asked if asked in codes() else ENGLISH
    system = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := environment.get(name))), "")
    if not system and os.name == "nt":  # Windows sets none of them
        import locale

        system = locale.getlocale()[0] or ""
    word = re.split("[-_.@]", system.casefold())[0]  # ru_RU.UTF-8, Russian_Russia.1251
    return next((code for code in codes() if word in (code, *locale_of(code).known_as)), ENGLISH)
