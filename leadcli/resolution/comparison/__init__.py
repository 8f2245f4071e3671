"""Two names held against each other, word by word."""
