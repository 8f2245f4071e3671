"""What rows of an export are (a client, a total, a title), and what all of them tell: how days are written."""
