"""A workspace begun with an export: its columns, its managers, its groups, its country."""
