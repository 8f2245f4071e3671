"""Groups and doubles in a flat list of cards: found by evidence that is told, never by a chain of weak likenesses."""
