"""Messages into a language: gettext chooses the words, the blanks are filled and made harmless here."""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from leadcli.domain.messages import Argument, Message, message
from leadcli.native import core
from leadcli.output.text.safe import LONGEST, safe

LANGUAGES = ("ru", "en")
_CATALOGUES = Path(__file__).parents[2] / "locales"


class Speech:
    """Says messages in one language. Dates, lists and numbers are written as that language writes them."""

    def __init__(self, language: str) -> None:
        self.language = language
        # Sentences that were said already, with their count where it chooses the form.
        self.texts: dict[str | tuple[str, int], str] = {}
        if language == "en":
            self._catalogue: gettext.NullTranslations = gettext.NullTranslations()
        else:
            self._catalogue = gettext.translation("leadcli", _CATALOGUES, [language])

    def say(self, said: Message) -> str:
        """The sentence, filled in."""
        key = (said.text, said.count) if said.plural else said.text
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = self._translated(said)
        if not said.args:
            return text
        if core is not None:
            filled: str | None = core.fill(text, said.args, LONGEST)
            if filled is not None:
                return filled
        return text.format_map(
            {name: safe(value) if type(value) is str else self.fill(value) for name, value in said.args}
        )

    def _translated(self, said: Message) -> str:
        if said.plural:
            return self._catalogue.ngettext(said.text, said.plural, said.count)
        return self._catalogue.gettext(said.text) if said.text else ""

    def __call__(self, text: str, **args: Argument) -> str:
        """Shorthand for a sentence made on the spot."""
        return self.say(message(text, **args))

    def fill(self, value: Argument) -> str:
        """One argument as text."""
        if isinstance(value, Message):
            return self.say(value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, tuple):
            return ", ".join(self.fill(v) for v in value)
        if isinstance(value, float):
            return self.number(value)
        return safe(str(value))

    def day(self, value: date) -> str:
        """2026-12-04, or 04.12.2026 in Russian."""
        return f"{value:%d.%m.%Y}" if self.language == "ru" else value.isoformat()

    def number(self, value: float) -> str:
        """At most two decimals, none when whole; a comma in Russian."""
        text = f"{value:.2f}".rstrip("0").rstrip(".")
        return text.replace(".", ",") if self.language == "ru" else text

    def score(self, value: float) -> str:
        """A score of 0 to 1, always with two decimals: they stand under each other."""
        text = f"{value:.2f}"
        return text.replace(".", ",") if self.language == "ru" else text

    def share(self, value: float) -> str:
        """A share of the whole with three decimals."""
        text = f"{value:.3f}"
        return text.replace(".", ",") if self.language == "ru" else text

    def choose(self, words: Mapping[str, str]) -> str:
        """A text that the user's files give in each language: this one, else any."""
        return words.get(self.language) or next(iter(words.values()), "")


def language_of(given: str | None, environment: Mapping[str, str] = os.environ) -> str:
    """The language to speak: as given, else LEADCLI_LANG, else the locale, else English."""
    for asked in (given, environment.get("LEADCLI_LANG")):
        if asked:
            return asked if asked in LANGUAGES else "en"
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "ru" if value.casefold().startswith(("ru", "russian")) else "en"
    if os.name == "nt":  # Windows sets none of them
        import locale

        return "ru" if (locale.getlocale()[0] or "").casefold().startswith(("ru", "russian")) else "en"
    return "en"
