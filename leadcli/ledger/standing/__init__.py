"""What holds now, read off the entries: clients given, balances of turns, counts of days, and what is told of them."""
