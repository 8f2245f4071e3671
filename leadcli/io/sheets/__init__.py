"""Sheets: workbooks of all kinds row by row, and what the values of their cells do not tell."""
