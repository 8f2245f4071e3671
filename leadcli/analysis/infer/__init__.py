"""The principles that explain who owns what."""
