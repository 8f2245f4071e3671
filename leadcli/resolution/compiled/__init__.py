"""The compiled directory: a large workspace's tables made into one file that each call opens and does not read."""
