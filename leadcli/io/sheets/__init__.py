"""Sheets: workbooks of all kinds row by row, and what the values of their cells do not tell."""

from __future__ import annotations

from leadcli.domain.messages import Message, message


def scattered_over(height: int, width: int) -> Message:
    """Why a sheet is not read whose cells stand too far from each other."""
    return message(
        "cells stand far from each other, over {rows} rows and {columns} columns; delete what stands beside the table",
        rows=height, columns=width,
    )  # fmt: skip


def damage_of(error: BaseException) -> Message:
    """Why a workbook cannot be read, in words; what the readers say is English, and of their inner parts."""
    if "detect" in str(error):
        return message("its content is not that of a workbook")
    return message("its parts are damaged or do not fit together")
