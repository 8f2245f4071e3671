"""Messages into a language: gettext chooses the words, the blanks are filled and made harmless here."""

from __future__ import annotations

import gettext
from datetime import date
from functools import cache
from pathlib import Path

from leadcli.domain.messages import Argument, Message, filled, message
from leadcli.locales import ANSWERS, DOMAIN, HOME, locale_of
from leadcli.output.text.safe import safe


@cache
def _catalogue(path: Path) -> gettext.NullTranslations:
    """A catalogue; an empty one where there is none. gettext's own search for it takes two milliseconds."""
    if not path.exists():
        return gettext.NullTranslations()
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


class _WhenMissed(gettext.NullTranslations):
    """The catalogue of all sentences, read when one is asked for that no answer says: it takes three milliseconds."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path

    def gettext(self, message: str) -> str:
        return _catalogue(self.path).gettext(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return _catalogue(self.path).ngettext(msgid1, msgid2, n)


@cache
def _catalogues(folder: Path) -> gettext.NullTranslations:
    """What answers say, and behind it all sentences."""
    few = _catalogue(folder / f"{ANSWERS}.mo")
    few.add_fallback(_WhenMissed(folder / f"{DOMAIN}.mo"))
    return few


class Speech:
    """Says messages in one language. Days, lists and numbers are written as its locale writes them."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.locale = locale = locale_of(language)
        self.day, self.listed, self.choose = locale.day, locale.listed, locale.choose
        self.number, self.score, self.share, self.percent = locale.number, locale.score, locale.share, locale.percent
        # Sentences that were said already, with their count where it chooses the form.
        self.texts: dict[str | tuple[str, int], str] = {}
        self._catalogue = _catalogues(HOME / language / "LC_MESSAGES")

    def say(self, said: Message) -> str:
        """The sentence, filled in."""
        key = (said.text, said.count) if said.plural else said.text
        text = self.texts.get(key)
        if text is None:
            text = self.texts[key] = self._translated(said)
        if not said.args:
            return text
        return filled(
            text, {name: safe(value) if type(value) is str else self.fill(value) for name, value in said.args}
        )

    def sentence(self, said: Message) -> str:
        """The sentence, filled in, as one that follows another; a name of the user's stays as it is."""
        text = self.say(said)
        return text if self._translated(said).startswith("{") else text[:1].upper() + text[1:]

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
            return self.listed(self.fill(v) for v in value)
        if isinstance(value, float):
            return self.number(value)
        return safe(str(value))
