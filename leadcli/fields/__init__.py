"""What is known of managers, groups, clients and callers: each field once, with its headers, its type, its meaning."""
