"""The team's ranked rules: what they may ask, how they are read, and the judge that applies them."""
