"""How likely it is that two names are one company."""
