"""Sheets: workbooks of all kinds row by row, and what the values of their cells do not tell."""

from __future__ import annotations

from leadcli.domain.messages import Message, message


def damage_of(error: BaseException) -> Message:
    """Why a workbook cannot be read, in words; what the readers say is English, and of their inner parts."""
    if "detect" in str(error):
        return message("its content is not that of a workbook")
    return message("its parts are damaged or do not fit together")
