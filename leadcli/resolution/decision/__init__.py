"""Whether a caller is one of them: sure, to be asked, or nobody known."""
