"""One question, one ruling: the matcher and the rules meet here."""
