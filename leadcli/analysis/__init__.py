"""Policies and bases looked at as a whole: what the rules can do, what a base says of them."""
