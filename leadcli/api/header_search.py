"""On which sheet of a workbook a table stands: the sheets to be tried, and what is said of them."""

from __future__ import annotations

from leadcli.api.column_mapping import brief
from leadcli.api.parameters import Spelt, as_option
from leadcli.domain.frozen import replace
from leadcli.domain.messages import Message, Refusal, message
from leadcli.io.table_formats import Form


def sheets_to_try(file: str, form: Form, sheet: str, spelt: Spelt = as_option) -> list[Form]:
    """The form of a file with each of its sheets, the likeliest first; with the one that is meant alone."""
    names = (form.sheet, *form.others) if form.sheet else ()
    meant = (*names, *form.hidden)
    if sheet and sheet not in meant:
        folded = [name for name in meant if name.casefold().strip() == sheet.casefold().strip()]
        if not folded:
            raise Refusal(
                message("{file}: there is no sheet {sheet}", file=file, sheet=sheet),
                message("the sheets are: {values}", values=meant)
                if meant
                else message("leave out {option}: the file has none", option=spelt("sheet")),
            )
        sheet = folded[0]
    tried = (sheet,) if sheet else names
    return [replace(form, sheet=name, others=tuple(n for n in names if n != name)) for name in tried] or [form]


def hidden_told(form: Form, spelt: Spelt = as_option) -> list[Message]:
    """That a workbook in which no table is found has hidden sheets, too."""
    if not form.hidden:
        return []
    return [
        message("hidden and not read: {sheets}; to read one: {option} NAME", sheets=brief(form.hidden),
                option=spelt("sheet"))
    ]  # fmt: skip


def sheets_told(form: Form, spelt: Spelt = as_option) -> list[Message]:
    """Which sheet is read and which are not, where a workbook has several."""
    if not form.others:
        return []
    return [
        message(
            "read is the sheet {sheet}, not {others}; another: {option} NAME",
            sheet=form.sheet, others=brief(form.others), option=spelt("sheet"),
        )
    ]  # fmt: skip
