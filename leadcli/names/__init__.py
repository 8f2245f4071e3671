"""Raw text to a Name: core words, legal form, places, numbers, noise. Pure; knows nothing of clients."""

from leadcli.names.company import Name, parse, together
from leadcli.names.fold import fold
from leadcli.names.lexemes import Word
from leadcli.names.places import Mention, city_of

__all__ = ["Mention", "Name", "Word", "city_of", "fold", "parse", "together"]
