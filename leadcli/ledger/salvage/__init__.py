"""A damaged ledger: what of it is whole, read without trusting the file's own order, and made into a new one."""
