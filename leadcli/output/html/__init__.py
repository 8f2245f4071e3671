"""Answers as pages for a browser and for paper."""
