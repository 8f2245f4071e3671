"""A plan's summary as a page: what changes, for whom, by which rule, and what is wrong with the export itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from leadcli.domain.book import Book
from leadcli.domain.company import KINDS
from leadcli.domain.messages import Message, message, messages
from leadcli.output.text.layout import Row, most_first, part, table_rows
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

MOST = 8  # of a kind that are named
FEW_TURNS, MANY = 10, 3  # of so many turns it is said if one manager gets more than two in three
ASKED: Mapping[str, Message] = {  # what is not understood of rows that are asked about
    "": message("who the caller is"),
    "nameless": message("who the caller is: the row names no company"),
    "owner": message("whom the owner's cell names"),
    "owner_unread": message("what the owner's cell says: an error, or no value"),
    "taker": message("who took the call"),
    "formula": message("the owner is a formula and would change"),
    "merged": message("the owner's cell is merged, and its rows would get several owners"),
    "unread": message("a cell that tells who it is cannot be read"),
    "perhaps": message("whether the row is a client"),
    "columns": message("two columns that contradict each other"),
    "double": message("whose it is: another row of the same company has an owner"),
    "block": message("whose it is: an owner stands in a title, or once above several rows"),
    "nobody": message("who takes it: no rule names an owner, nobody is there, or all have reached their cap"),
}
REMEDIES: Mapping[str, Message] = {  # one for each of these
    "": message("look at each: add the name as an alias of the client in data/, or set the owner in the CRM"),
    "nameless": message("write the company into the row, or set the owner in the CRM"),
    "owner": message('say once who is meant: --owner "TEXT=MANAGER"'),
    "owner_unread": message("fill the cell in where the export comes from, and judge it again"),
    "taker": message('say once who is meant: --owner "TEXT=MANAGER"'),
    "formula": message("change the owner in the cell from which the formula takes it"),
    "merged": message("unmerge the owners' cells, or set the owner by hand"),
    "unread": message("repair these cells in the export, and judge it again"),
    "perhaps": message("take the row out if it is no client; else write its INN or phone into it"),
    "columns": message("say which column holds: --map COLUMN=owner, and --map COLUMN=- for the other"),
    "double": message("set one owner for both rows, or merge the two cards in the CRM"),
    "block": message("write the owner into every row of theirs, and “nobody” into a row that has none"),
    "nobody": message("add a rule for such rows, raise a cap, or plan for another day: --on DATE"),
}
LEFT: Mapping[str, Message] = {  # rows that are left out
    "blank": message("blank rows"),
    "continuation": message("rows that belong to the row above"),
    "header": message("repeated headers"),
    "types": message("rows that tell what columns hold"),
    "total": message("totals"),
    "title": message("titles of groups of rows"),
    "footer": message("report footers"),
    "note": message("notes"),
    "nameless": message("rows that name no company"),
    "test": message("tests, and cards to be deleted"),
    "hidden": message("hidden rows; --hidden takes them in"),
}


def summary_page(summary: Any, book: Book, speech: Speech) -> Iterator[Row]:
    """The rows of the summary (a ``overview.Overview``)."""
    names = {m.id: safe(m.name, 24) for m in book.managers.values()}
    actions = summary.actions
    yield Row()
    yield Row(
        speech("{total} rows: {counts}", total=sum(actions.values()), counts=counted(actions, speech)),
        wide=True, style="owner",
    )  # fmt: skip
    heading = (speech("manager"), speech("before"), speech("after"), speech("gets"), speech("gives"))
    body = [
        (names[m], *(str(counts[m]) for counts in (summary.before, summary.after, summary.gained, summary.lost)))
        for m in book.managers
        if summary.before[m] or summary.after[m]
    ]
    if body:
        yield from part(speech("Clients"), table_rows(heading, body))
    rules = (Row(str(count), cells=((rule, 18),)) for rule, count in most_first(summary.rules))
    yield from part(speech("By rule"), rules)
    yield from part(speech("To ask"), asked(summary, speech))
    left = (Row(str(n), cells=((speech.say(LEFT[kind]), 60),)) for kind, n in most_first(summary.kinds["skip"]))
    yield from part(speech("Left out, as they stand"), left)
    yield from part(speech("Conflicts"), map(Row, conflicts(summary, book, speech, MOST)))
    yield from part(speech("The export"), map(Row, faults(summary, book, speech, MOST)))


def asked(summary: Any, speech: Speech) -> Iterator[Row]:
    """What is not understood of the rows that are asked about, who the first of them are, and what to do."""
    for kind, count in most_first(summary.doubted):
        yield Row(str(count), cells=((speech.say(ASKED[kind]), 60),))
        if kind == "owner":
            continue  # the writings are told below, with what to say of them
        names = tuple(safe(name, 24) for name in summary.asked_of[kind])
        more = ("…",) if count > len(names) else ()
        told = speech("{names}: {remedy}", names=(*names, *more), remedy=REMEDIES[kind])
        yield Row(told, style="dim")


def counted(actions: Mapping[str, int], speech: Speech) -> str:
    """How many rows have which action; they add up to the rows that were read."""
    told = {
        "keep": speech("{count} keep their owner", count=actions["keep"]),
        "change": speech("{count} change", count=actions["change"]),
        "ask": speech("{count} to ask", count=actions["ask"]),
        "nobody": speech("{count} to nobody", count=actions["nobody"]),
        "skip": speech("{count} left out", count=actions["skip"]),
        "reject": speech("{count} could not be read", count=actions["reject"]),
    }
    return ", ".join(said for action, said in told.items() if actions[action] or action in ("keep", "change", "ask"))


def conflicts(summary: Any, book: Book, speech: Speech, most: int) -> Iterator[str]:
    """Clients whose owner keeps them though a rule of their group gives a new caller to another, in sentences."""
    for line in summary.conflicting[:most]:
        yield speech(
            "row {row}, {caller}: {owner} keeps it; a new caller would go to {other} ({rule})", row=line.row,
            caller=line.caller, owner=book.managers[line.old].name, other=book.managers[line.conflict].name,
            rule=line.conflict_rule,
        )  # fmt: skip
    if (more := sum(summary.conflicts.values()) - min(most, len(summary.conflicting))) > 0:
        yield speech("and {count} more conflicts", count=more)


def faults(summary: Any, book: Book, speech: Speech, most: int) -> Iterator[str]:
    """What is wrong with the export itself, in sentences; at most so many of a kind."""

    def told(counts: Mapping[str, int], names: Mapping[str, Any]) -> str:
        told = speech.listed(f"{names[key].name} {count}" for key, count in most_first(counts)[:most])
        return told + ", …" if len(counts) > most else told

    for group, owners in list(summary.split_groups.items())[:most]:
        name = book.groups[group].name
        yield speech("{group}: several owners ({owners})", group=name, owners=told(owners, book.managers))
    if (more := len(summary.split_groups) - most) > 0:
        yield speech("and {count} more groups with several owners", count=more)
    if summary.against:
        count, groups = sum(summary.against.values()), told(summary.against, book.groups)
        yield speech.say(
            messages(
                "{count} company of a group is owned against the rules: {groups}",
                "{count} companies of groups are owned against the rules: {groups}",
                count,
                groups=groups,
            )
        )
    for manager, count in summary.left.items():
        yield speech("{manager} has left and still owns {count}", manager=book.managers[manager].name, count=count)
    strange = most_first(summary.unknown)
    for name, count in strange[:most]:
        yield speech.say(_unrecognised(name, count, summary.meant(name)))
    if (more := len(strange) - most) > 0:
        yield speech("and {count} more owners whom the team has not", count=more)
    if len(strange) > 1 and not any(summary.before.values()):
        yield speech("none of the owners is a manager of the team: is it the owners' column, and this team's export?")
    if strange:
        known = ((name, summary.meant(name)) for name, _ in strange[:most])
        writing, other = next(((name, who[0]) for name, (kind, who) in known if who and kind != "several"),
                              (strange[0][0], "…"))  # fmt: skip
        example = f'"{writing}={other}"'
        yield speech("they keep their clients; say once who is meant: --owner {example}", example=example)
    for kind, count in summary.unclean.items():
        rows = tuple(str(row) for row in summary.unclean_rows[kind])
        yield speech.say(
            messages(
                "{count} row has an {kind} that is not valid, and it is not used: row {rows}",
                "{count} rows have an {kind} that is not valid, and it is not used: row {rows}",
                count,
                kind=KINDS.get(kind, kind),
                rows=(*rows, "…") if count > len(rows) else rows,
            )
        )
    if summary.strange:
        count, rows = summary.strange.total(), tuple(str(row) for row in summary.strange_rows)
        names = tuple(f"{name} {n}" for name, n in most_first(summary.strange)[:most])
        yield speech.say(
            messages(
                "{count} row names a group or parent that data/ has not, so it counts for nothing: {names}; row {rows}",
                "{count} rows name a group or parent that data/ has not, so it counts for nothing: {names}; row {rows}",
                count,
                names=(*names, "…") if len(summary.strange) > most else names,
                rows=(*rows, "…") if count > len(rows) else rows,
            )
        )
    if summary.nobodys:
        yield speech.say(messages("{count} row has no owner", "{count} rows have no owner", summary.nobodys))
    doubles = summary.doubles[: most // 2]
    for first, second, caller in doubles:
        yield speech(
            "rows {first} and {second} are one company with two owners: {caller}",
            first=first, second=second, caller=caller,
        )  # fmt: skip
    if (more := summary.double_count - len(doubles)) > 0:
        yield speech("and {count} more rows of a company that has another owner elsewhere", count=more)
    if summary.repeats:
        yield speech.say(
            messages(
                "{count} row is a company that stands in a row above too",
                "{count} rows are a company that stands in a row above too",
                summary.repeats,
            )
        )
    total = sum(summary.turns.values())
    for manager, count in summary.turns.most_common(1):
        if total >= FEW_TURNS and MANY * count > total * (MANY - 1):
            yield speech(
                "{manager} gets {count} of {total} that go by turns: a cap for the day or a smaller weight shares them",
                manager=book.managers[manager].name, count=count, total=total,
            )  # fmt: skip


def _unrecognised(name: str, count: int, meant: tuple[str, tuple[str, ...]]) -> Message:
    """What is said of an owner's writing that names no single manager."""
    kind, names = meant
    if kind == "several":
        return message("{name} are several people and own {count}", name=name, count=count)
    if kind == "ambiguous" and len(names) == 1:
        return message("{name} owns {count} and may be {other}, or a namesake", name=name, count=count, other=names[0])
    if kind == "ambiguous":
        return message("{name} owns {count} and could be {names}", name=name, count=count, names=names)
    if names:
        return message(
            "{name} is no manager of the team and owns {count}; did you mean {other}?",
            name=name, count=count, other=names[0],
        )  # fmt: skip
    return message("{name} is no manager of the team and owns {count}", name=name, count=count)
