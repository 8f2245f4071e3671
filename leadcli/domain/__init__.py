"""The nouns: book, question, match, facts, ruling; messages, problems, places. They import nothing else."""
