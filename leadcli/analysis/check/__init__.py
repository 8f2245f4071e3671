"""The rules looked at as rules: what can never happen, what nobody decides, what a change would be noticed by."""
