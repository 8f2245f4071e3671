"""Every kind of problem leadcli reports: its code, its sentence, its remedy. The docs and the tests read this table.

The codes of identifiers (value-inn …) stand with them, in ``fields.identifiers``, which enters them here.

Codes are stable and never translated. Blanks are filled by ``problem(code, place, **args)``.
"""

from __future__ import annotations

from leadcli.domain.frozen import frozen
from leadcli.domain.messages import Argument, Message, message
from leadcli.domain.places import Place, Problem, Stops


@frozen
class Code:
    """``text`` says what is wrong, ``remedy`` what to do about it; both are message ids.

    ``stops``: what may not be answered while it stands. ``part``: the cell is not understood, which the book keeps as
    unread, and answers that rest on it are for a person; of ``all`` it cannot be told whom it concerns: a row is lost,
    a column, a rule.
    """

    text: str
    remedy: str = ""
    stops: Stops = "all"


# What is only told, with no fault in it: rows that are rightly no clients, sheets that are not the table.
TOLD = frozenset(("rows-left", "sheets-unread"))
CODES: dict[str, Code] = {
    # --- any file ---------------------------------------------------------------------------------------------
    "file-unreadable": Code("the file cannot be opened: {reason}", "check the name and the access rights"),
    "file-too-large": Code(
        "the file has {size} MB; at most {limit} MB are read", "split the table or remove what is not needed"
    ),
    "file-encoding": Code("these bytes are not text in {encoding}", "save the file as UTF-8"),
    "encoding-unknown": Code(
        "there is no encoding {encoding}", "name one that there is: utf-8, utf-16, cp1251, cp1252, cp866, koi8-r …"
    ),
    "file-nul": Code("a NUL character stands here; the file is damaged or binary", "save the table again as text"),
    "file-twice": Code("the table {table} is there twice: {first} and {second}", "keep one of the two files"),
    "file-foreign": Code(
        "this is {kind}, not a table", "save the table as .xlsx or CSV, and unpack what is packed; then read that"
    ),
    "file-unread": Code(
        "nothing reads this file",
        "call it as one of the tables {choices}, with the suffix of a format that is read, or take it out of data",
        stops="none",
    ),
    "file-missing": Code("there is no {what} in the workspace", "create it; leadcli init shows a working example"),
    "source-file": Code(
        "there is no file {file}", "put it there, or name another; a path begins in the workspace's folder"
    ),
    "source-column": Code(
        "the column {column} is not in {file}, or is there more than once",
        "name one of its columns: {choices}; or take the line out",
    ),
    "sheet-hidden": Code(
        "the table stands on the sheet {sheet}, which is hidden, and is not read",
        "show that sheet and save the workbook, or move the table to a sheet that is shown",
    ),
    "sheets-unread": Code(
        "read is the sheet {sheet}, not {choices}",
        "move the rows that belong to the table to that sheet; else nothing is to be done",
        stops="none",
    ),
    "source-sheet": Code("there is no sheet {sheet}", "the sheets are: {choices}"),
    "source-field": Code("the table {table} has no field {value}", "the fields are: {choices}"),
    # --- YAML -------------------------------------------------------------------------------------------------
    "yaml-syntax": Code("this is not valid YAML: {reason}", "check indentation, colons and quotes around this place"),
    "yaml-tab": Code("a tab character is used for indentation", "indent with spaces"),
    "yaml-character": Code("the character {character} is not allowed in YAML", "remove it"),
    "yaml-duplicate-key": Code(
        "the key {key} stands here a second time; the first is in line {line}", "keep one of them"
    ),
    "yaml-anchor": Code("anchors and aliases (& and *) are not allowed", "write the value out"),
    "yaml-merge": Code("merge keys (<<) are not allowed", "write the keys out"),
    "yaml-tag": Code("the tag {tag} is not allowed: all values are read as text", "remove the tag"),
    "yaml-depth": Code("the nesting is deeper than {limit} levels", "flatten the structure"),
    "yaml-key": Code("a key must be a word, not a list or a map", "write the key as plain text"),
    "yaml-documents": Code("a second YAML document begins here", "keep one document per file"),
    "yaml-shape": Code("expected {expected}, found {found}", "see the example in the sample workspace"),
    # --- CSV and xlsx -----------------------------------------------------------------------------------------
    "csv-quote": Code(
        "a quote is opened here and never closed", "close the quote, or double a quote that belongs to the text"
    ),
    "csv-stray-quote": Code(
        "a quote stands inside an unquoted cell or text follows a closed quote",
        "put the whole cell in quotes and double the quotes inside",
    ),
    "csv-quote-sign": Code(
        "the cells stand in quotes of another kind ({sign})", 'export the table again with " around cells, or without'
    ),
    "csv-ragged": Code(
        "the row has {found} cells, the header has {expected}",
        "add or remove delimiters, or quote a cell that contains one",
    ),
    "csv-header-twice": Code(
        "the column {column} stands in the header twice (cells {first} and {second})", "rename or remove one of them"
    ),
    "csv-header-empty": Code("the header has an empty column name, but the column has values", "name the column"),
    "csv-no-header": Code("the table has no header row", "put the column names into the first row"),
    "csv-field-size": Code(
        "a cell has more than {limit} characters", "look for an unclosed quote above, or shorten the cell"
    ),
    "xlsx-damaged": Code(
        "this is not a readable xlsx file: {reason}", "open it in a spreadsheet program and save it again as .xlsx"
    ),
    "xls-locked": Code(
        "a workbook with a password, or a damaged .xls", "save it as .xlsx without a password, or as CSV"
    ),
    "files-differ": Code(
        "{column} is {value} here and {first} in {where}, of the same company: which is right is not known",
        "correct one of the two files",
        stops="part",
    ),
    "files-beside": Code(
        "the {column} of companies that are in {first} too is another here ({count}); the one there counts",
        "it is kept and not used; nothing is to be done, unless the one there is old",
        stops="none",
    ),
    "rows-left": Code(
        "rows that are no clients are left out ({count}): {reason}; rows {rows}",
        "nothing is to be done, unless one of them is a client",
        stops="none",
    ),
    "rows-broken": Code(
        "rows are not read whole ({count}); only their names count: rows {rows}",
        "correct them: a quote that is not closed, a delimiter in a cell without quotes",
        stops="part",
    ),
    "rows-unread": Code(
        "rows cannot be read ({count}), so it is not known which companies they are: rows {rows}",
        "correct them: a quote that is not closed, a delimiter in a cell without quotes",
        stops="part",
    ),
    "row-unreadable": Code("the row cannot be read: {reason}", "correct the row, or remove it"),
    # --- tables -----------------------------------------------------------------------------------------------
    "column-unknown": Code(
        "unknown column {column}", "the column is kept but not used; correct the name if it should be", stops="none"
    ),
    "column-twice": Code("the columns {first} and {second} mean the same field {field}", "keep one of them"),
    "column-second": Code(
        "the columns {first} and {second} both hold the {field}; {first} is used",
        "{second} is kept but not used; rename or remove the one that is not meant",
        stops="none",
    ),
    "column-missing": Code("the required column {column} is missing", "add the column"),
    "value-missing": Code("{column} is required but empty", "fill it in", stops="part"),
    "value-not-one": Code("{column} must be a single value, not a list or a map", "write one value", stops="part"),
    "value-number": Code("{column} must be {expected}, not {value}", "write a number such as {example}", stops="part"),
    "value-yes-no": Code("{column} must be yes or no, not {value}", "write yes or no (да, нет)", stops="part"),
    "value-date": Code("{column} is not a date: {value}", "write it as 2026-03-12 or 12.03.2026", stops="part"),
    "date-order": Code(
        "{column}: {value} may be two days: this table writes days both as day/month and as month/day",
        "write it as 2026-03-12 or 12.03.2026",
        stops="part",
    ),
    "date-guessed": Code(
        "{column}: {value} is read with the day first, though the month may come first",
        "write it as 2026-03-12 or 12.03.2026",
        stops="none",
    ),
    "value-choice": Code(
        "{column} cannot be {value}; it is one of: {choices}", "take one of the listed values", stops="part"
    ),
    "value-country": Code(
        "{column} is not an ISO country code: {value}", "write two letters, such as RU, FI, JP", stops="part"
    ),
    "value-long": Code("{column} has {found} characters; at most {limit} are allowed", "shorten it", stops="part"),
    "absence-unread": Code(
        "{column}: this is not read as an absence: {value}",
        "write 25.11.2026 - 30.11.2026 vacation, one day as 25.11.2026, an open end as from 25.11.2026; several with ; between",
        stops="part",
    ),
    "value-hours": Code(
        "{column} are not working hours: {value}", "write them as 9:00-18:00 or Mon-Fri 9-18, Sat 10-14", stops="part"
    ),
    "value-time-zone": Code(
        "{column}: there is no time zone {value}", "write it as Europe/Moscow or UTC+3", stops="part"
    ),
    "value-holidays": Code(
        "{column}: the public holidays of {value} are not known",
        "write a country such as RU, or a part of one such as DE-BY",
        stops="part",
    ),
    "team-unknown": Code(
        "{column}: nobody is in the team {value}", "write the team in the column teams of its members", stops="part"
    ),
    "absence-order": Code("the absence ends ({last}) before it begins ({first})", "swap the two days", stops="part"),
    "id-twice": Code("the id {id} is already used in {where}", "give each row its own id", stops="part"),
    "name-twice": Code(
        "{name} stands for two managers, and nothing tells them apart: also {where}",
        "give each an id, or an e-mail, or remove one of the two rows",
        stops="part",
    ),
    "namesakes": Code(
        "{name} could be two managers: also {where}",
        "write the id or the e-mail where one of them is meant; the name alone is asked about",
        stops="none",
    ),
    "manager-unknown": Code(
        "{column}: there is no manager {value}", "add the manager to data/managers or correct the name", stops="part"
    ),
    "manager-status": Code(
        "{column}: {value} does not say whether the manager works here; he counts as working here",
        "say it in the column active (yes or no), or of who is away for a time in absences, with the days",
        stops="none",
    ),
    "manager-title": Code(
        "{value} is read as a title, no manager; {meaning}",
        "write into the column active who works here (yes or no); call it otherwise if it is a manager",
        stops="none",
    ),
    "manager-unclear": Code(
        "{column}: {value} names no single manager: {names}",
        "write the id or the e-mail of the one who is meant",
        stops="part",
    ),
    "group-unknown": Code(
        "{column}: there is no group {value}", "add the group to data/groups or correct the id", stops="part"
    ),
    "client-unknown": Code(
        "{column}: there is no client {value}", "add the client to data/clients or correct the id", stops="part"
    ),
    "group-cycle": Code("the group is its own ancestor: {path}", "remove one of these parents", stops="part"),
    "group-depth": Code(
        "the group stands below {limit} others", "name as its parent a group that is nearer to the top", stops="part"
    ),
    "head-elsewhere": Code(
        "the head office {client} belongs to another group ({group})",
        "correct the head, or the client's group",
        stops="part",
    ),
    "head-twice": Code(
        "the group {group} already has a head office: {client}", "mark one head office per group", stops="part"
    ),
    "dates-order": Code("until ({last}) lies before since ({first})", "swap the two days", stops="part"),
    # --- rules ------------------------------------------------------------------------------------------------
    "rule-key": Code("unknown key {key}", "the keys here are: {choices}"),
    "rule-key-missing": Code("the key {key} is missing", "add it"),
    "rule-switch": Code("{key} is on or off, not {value}", "write on, or off"),
    "rule-id": Code("the rule id {value} may hold only a-z, 0-9 and -", "write it like same-name"),
    "rule-twice": Code("the rule id {value} is already used in line {line}", "give each rule its own id"),
    "rule-none": Code("the policy has no rules", "add at least one rule"),
    "rule-condition": Code(
        "unknown condition {value}", "the conditions are listed by: leadcli policy show --conditions"
    ),
    "rule-empty": Code("{key} needs at least one condition", "add a condition or remove {key}"),
    "rule-argument": Code(
        "the condition {condition} cannot be asked for {value}; it is one of: {choices}",
        "take one of the listed values",
    ),
    "rule-argument-missing": Code("the condition {condition} needs a value", "write it as {condition}: {example}"),
    "rule-argument-extra": Code("the condition {condition} takes no value", "write it as the bare word {condition}"),
    "rule-owner": Code("unknown owner {value}; it is one of: {choices}", "take one of the listed values"),
    "rule-blank": Code(
        "the sentence has an unknown blank {value}; it is one of: {choices}", "use only these blanks in braces"
    ),
    "rule-language": Code("unknown language {value}", "sentences are written under {languages}"),
}


def problem(code: str, place: Place, *, nearest: str = "", length: int = 1, **args: Argument) -> Problem:
    """A problem worded by the table of codes. ``args`` fill the code's sentences."""
    entry = CODES[code]
    return Problem(
        code=code,
        place=place,
        text=message(entry.text, **args),
        remedy=message(entry.remedy, **args) if entry.remedy else None,
        nearest=nearest,
        length=max(1, length),
        stops=entry.stops,
    )


SHAPE_WORDS = {"list": "a list", "map": "a map of keys and values", "scalar": "a text", "text": "a text"}


def shape(kind: str) -> Message:
    """The words for a kind of YAML value."""
    return message(SHAPE_WORDS[kind])
