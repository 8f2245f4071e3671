"""Raw text to a Name: core words, legal form, places, numbers, noise. Pure; knows nothing of clients."""

from leadcli.names.fold import fold
from leadcli.names.geography import Mention, city_of
from leadcli.names.lexemes import Name, Word, together
from leadcli.names.parsing import in_other_layout, parse, words_in_other_layout

__all__ = [
    "Mention", "Name", "Word", "city_of", "fold", "in_other_layout", "parse", "together", "words_in_other_layout",
]  # fmt: skip
