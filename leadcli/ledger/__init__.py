"""The ledger: rulings kept in order, chained by hash; precedents found, records made of rulings and read back."""
