"""Tables that are exports: which rows are clients, and which of several files are one company's."""
