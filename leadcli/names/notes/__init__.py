"""A phone note around a name: who called, what about, which numbers are no part of the name."""
