"""Whose turn it is, over years: leadcli's balance beside what others do."""
