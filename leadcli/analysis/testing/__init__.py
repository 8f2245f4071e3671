"""Written examples of what a policy must say: read, run, and asked what they would not notice."""
