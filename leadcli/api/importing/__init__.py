"""A newer export in the place of an old one: what is new, gone, moved, and what the ledger knew otherwise."""
