"""Which names on file may be meant: the few that are worth comparing."""
