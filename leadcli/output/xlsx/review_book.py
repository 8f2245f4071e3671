"""Questions as a workbook: one row each, an answer to choose, and hidden what tells the row again wherever it is moved.

Beside each row stands a mark of what was asked: a key that was moved to another row, and a question that was changed,
are told by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from leadcli.domain.frozen import frozen
from leadcli.output.text.safe import safe
from leadcli.output.xlsx.report_book import TRIGGERS

KEY, MARK = "leadcli key", "leadcli mark"  # headers of the hidden columns
LONGEST = 2000  # characters of a cell that are shown
LIST = 250  # characters of a drop-down's list; Excel takes no more
WIDTHS = (70, 50, 9, 14, 34)


@frozen
class Asked:
    """A question: its key, what is asked, why, how many clients it moves, who may be named."""

    key: str
    ask: str
    why: str
    weight: int
    choices: tuple[str, ...]

    @property
    def shown(self) -> tuple[str, str, str]:
        """The cells that are no answer, as text."""
        return safe(self.ask, LONGEST), safe(self.why, LONGEST), str(self.weight)


def mark_of(key: str, cells: Iterable[str]) -> str:
    """The mark of a row: a few letters for each cell that is no answer."""
    return ".".join(
        hashlib.blake2b(f"{key}\0{n}\0{' '.join(cell.split())}".encode("utf-8", "replace"), digest_size=4).hexdigest()
        for n, cell in enumerate(cells)
    )


def write(questions: Sequence[Asked], titles: Sequence[str], words: Sequence[str], about: str, target: Path) -> None:
    """Write the workbook. ``titles``: of the five columns; ``words``: the answers to choose from; ``about``: how."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(target), options) as book:
        page = book.add_worksheet("leadcli")
        plain: dict[str, Any] = {"valign": "top", "text_wrap": True}
        styles = {
            "": book.add_format(plain),
            "quoted": book.add_format({**plain, "quote_prefix": True}),
            "answer": book.add_format({**plain, "bg_color": "#FFF6D6", "border": 1, "border_color": "#D9D9D9"}),
            "head": book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "font_color": "#5D6779"}),
        }
        for column, (title, width) in enumerate(zip(titles, WIDTHS, strict=True)):
            page.set_column(column, column, width)
            page.write_string(0, column, title, styles["head"])
        page.set_column(5, 6, None, None, {"hidden": True})
        page.write_string(0, 5, KEY)
        page.write_string(0, 6, MARK)
        page.write_comment(0, 3, about, {"x_scale": 3})
        page.freeze_panes(1, 1)
        for row, question in enumerate(questions, 1):
            ask, why, _ = question.shown
            for column, text in enumerate((ask, why)):
                page.write_string(row, column, text, styles["quoted" if text.startswith(TRIGGERS) else ""])
            page.write_number(row, 2, question.weight, styles[""])
            page.write_blank(row, 3, None, styles["answer"])
            page.write_blank(row, 4, None, styles["answer"])
            page.write_string(row, 5, question.key, styles["quoted"])
            page.write_string(row, 6, mark_of(question.key, question.shown))
            page.data_validation(row, 3, row, 3, {"validate": "list", "source": list(words), "error_type": "warning"})
            if names := _list(question.choices):
                page.data_validation(row, 4, row, 4, {"validate": "list", "source": names, "error_type": "information"})
        page.autofilter(0, 0, max(1, len(questions)), 6)


def _list(choices: Iterable[str]) -> list[str]:
    """As many names as a drop-down takes; a comma would part a name in two."""
    names: list[str] = []
    for choice in choices:
        name = safe(choice, 80).replace(",", " ")
        if len(",".join([*names, name])) > LIST:
            break
        names.append(name)
    return names
