"""A workspace on disk: its tables and rules read into a book and a policy, ready to answer."""
