"""What a newer export changes, as a page: first what is to be confirmed and what contradicts, last what is only new."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from leadcli.domain.messages import Message, message, messages
from leadcli.output.text.layout import Row, part
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

MOST = 5  # of a kind that are shown
NAMED = 3  # companies of an entry that are named
Line = Mapping[str, Any]


def page(lines: Sequence[Line], speech: Speech, every: bool = False) -> Iterator[Row]:
    """The rows of the page; ``every``: all of each kind."""
    first, summary = lines[0], lines[-1]
    kinds: defaultdict[str, list[Line]] = defaultdict(list)
    for line in lines[1:]:
        kinds[line["kind"]].append(line)
    most = None if every else MOST
    yield Row()
    yield Row(_head(first, summary, speech), wide=True, style="owner")
    if summary["old"] or summary["new"]:
        yield Row(_counts(summary, speech), wide=True)

    def told(label: str, rows: Iterable[Row]) -> Iterator[Row]:
        return part(label, _first(list(rows), most, speech))

    yield from told(speech("To confirm"), (Row(speech.say(_doubt(line)), style="doubt") for line in kinds["doubt"]))
    yield from told(speech("Contradicts"), _conflicts(kinds, speech))
    yield from told(speech("Alike"), (_alike(line, speech) for line in kinds["alike"]))
    yield from told(speech("Gone"), _gone(kinds["gone"], speech))
    moved: defaultdict[str, list[Line]] = defaultdict(list)
    for line in kinds["moved"]:
        moved[line["what"]].append(line)
    yield from told(speech("Other owner"), _by_way(moved["owner"], speech))
    yield from told(speech("Renamed"), (_renamed(line, speech) for line in moved["name"]))
    yield from told(speech("Other group"), _by_way(moved["group"], speech))
    yield from told(speech("Other id"), (_renamed(line, speech, line["name"]) for line in moved["id"]))
    yield from told(speech("Managers"), _managers(kinds, speech))
    yield from told(speech("New"), _new(kinds["new"], speech))
    yield from told(speech("New groups"), (Row(f"{safe(g['name'], 40)} ({safe(g['group_id'], 24)})")
                                           for g in kinds["group_new"]))  # fmt: skip
    yield from told(speech("Into groups"), _linked(kinds["link"], speech))
    yield from told(speech("To review"), _to_review(kinds, speech))
    yield from told(speech("Other cells"), _cells(kinds["cells"], speech))


def _first(rows: list[Row], most: int | None, speech: Speech) -> Iterator[Row]:
    yield from rows[:most]
    if most is not None and len(rows) > most:
        yield Row(speech("and {count} more: --all", count=len(rows) - most), style="dim")


def _head(first: Line, summary: Line, speech: Speech) -> str:
    if not (summary["changed"] or summary["added"] or summary["gone"] or summary["alike_new"]):
        return speech("{file} in the place of {old}: no company is new, gone or otherwise", file=first["file"],
                      old=first["replaces"])  # fmt: skip
    return speech("{file} in the place of {old}", file=first["file"], old=first["replaces"])


def _counts(summary: Line, speech: Speech) -> str:
    """The balance: what was there before, and what is now."""
    alike = ""
    if summary["alike_old"] or summary["alike_new"]:
        alike = speech("; not told apart {old} → {new}", old=summary["alike_old"], new=summary["alike_new"])
    return speech(
        "companies {old} → {new}: new {added}, gone {gone}, changed {changed} (owner {owners}, name {names}, "
        "group {groups}), the same {same}",
        **{key: summary[key] for key in ("old", "new", "added", "gone", "changed", "owners", "names", "groups",
                                         "same")},
    ) + alike  # fmt: skip


def _doubt(line: Line) -> Message:
    code, old, new = line["code"], line["old"], line["new"]
    if code == "half":
        return message("{new} companies instead of {old}: was the export filtered?", new=new, old=old)
    if code == "gone":
        return message("{gone} of {old} companies are gone: is this the same base?", gone=line["gone"], old=old)
    if code == "no_owner":
        return message("no company has an owner in it: was the column exported?")
    if code == "one_manager":
        return message("only {name} owns companies in it: was the export filtered by manager?", name=line["name"])
    if code == "rows_unread":
        return message("rows cannot be read ({count}), and what is gone may stand in them: rows {rows}",
                       count=line["count"], rows=line["rows"])  # fmt: skip
    if code == "renumbered":
        return message("most ids belong to other companies now, so companies are told by number, name and city")
    return message("the old export is not there any more: every company counts as new")


# --- what contradicts ------------------------------------------------------------------------------------------------
def _conflicts(kinds: Mapping[str, list[Line]], speech: Speech) -> Iterator[Row]:
    """Decisions first, then rulings, then batches; those that were there before are counted."""
    order = {"decision": 0, "ruling": 1, "batch": 2}
    new = [line for line in kinds["conflict"] if not line["known"]]
    for line in sorted((n for n in new if n["by"] != "batch"), key=lambda n: (order[n["by"]], n["entry"], n["name"])):
        yield _conflict(line, speech)
    for line in kinds["lost"]:
        yield Row(
            speech("{name}: entry {entry} names its id of before ({owner}) and binds no more; decide anew",
                   name=safe(line["name"], 40), entry=line["entry"], owner=line["ledger"]),
            style="doubt",
        )  # fmt: skip
    for line in kinds["batch"]:
        if line["before"] or line["other"]:
            yield Row(speech("batch {entry}: {arrived} rows have its owner, {before} the one before, {other} another",
                             entry=line["entry"], arrived=line["arrived"], before=line["before"],
                             other=line["other"]), style="doubt")  # fmt: skip
            of_batch = (n for n in new if n["by"] == "batch" and n["entry"] == line["entry"])
            yield from (_conflict(each, speech) for each in of_batch)
    if known := sum(line["known"] for line in kinds["conflict"]):
        said = messages("{count} was there before: leadcli log drift", "{count} were there before: leadcli log drift",
                        known)  # fmt: skip
        yield Row(speech.say(said), style="dim")


def _conflict(line: Line, speech: Speech) -> Row:
    said = {"name": safe(line["name"], 40), "entry": line["entry"], "ledger": safe(line["ledger"], 24) or "-",
            "export": safe(line["export"], 24) or speech("nobody")}  # fmt: skip
    if line["by"] == "decision":
        return Row(speech("{name}: {ledger} by decision {entry}, which holds; {export} in the export", **said),
                   style="doubt")  # fmt: skip
    if line["by"] == "ruling":
        return Row(speech("{name}: {ledger} by ruling {entry}; {export} in the export, which holds", **said),
                   style="doubt")  # fmt: skip
    return Row(speech("{name}: {ledger} by batch {entry}; {export} in the export, which holds", **said),
               cells=(("", 2),))  # fmt: skip


# --- what moved ------------------------------------------------------------------------------------------------------
def _alike(line: Line, speech: Speech) -> Row:
    return Row(speech("{name}: {old} before, {new} now; which is which cannot be told", name=safe(line["name"], 40),
                      old=len(line["old"]), new=len(line["new"])), style="doubt")  # fmt: skip


def _gone(lines: Sequence[Line], speech: Speech) -> Iterator[Row]:
    """Those that something of the user's names first; then those that went into another; the rest by owner."""
    named = [line for line in lines if line["named_by"]]
    for line in sorted(named, key=lambda n: all(place.startswith("links:") for place in n["named_by"])):
        yield Row(speech("{name}: named by {places}, which stay", name=safe(line["name"], 40),
                         places=tuple(line["named_by"])) + _into(line, speech), style="doubt")  # fmt: skip
    for line in lines:
        if line["into"] and not line["named_by"]:
            yield Row(safe(line["name"], 40) + _into(line, speech))
    for line in lines:
        if line["id_reused"]:
            yield Row(speech("{name}: its id {id} is another company's now", name=safe(line["name"], 40),
                             id=line["client_id"]), style="doubt")  # fmt: skip
    rest = [n for n in lines if not (n["named_by"] or n["into"] or n["id_reused"])]
    yield from _by_owner(rest, speech)


def _into(line: Line, speech: Speech) -> str:
    if not line["into"]:
        return ""
    return speech("; its number, name or phone is on «{name}» ({id}) now", id=safe(line["into"], 24),
                  name=safe(line["into_name"], 40))  # fmt: skip


def _by_owner(lines: Sequence[Line], speech: Speech) -> Iterator[Row]:
    names: defaultdict[str, list[str]] = defaultdict(list)
    for line in lines:
        names[line["owner"]].append(line["name"])
    for owner, own in sorted(names.items(), key=lambda item: (-len(item[1]), item[0])):
        yield _counted(safe(owner, 28) or speech("nobody's"), own, speech)


def _by_way(lines: Sequence[Line], speech: Speech) -> Iterator[Row]:
    """By from whom to whom, the most first."""
    ways: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for line in lines:
        ways[line["was"], line["now"]].append(line["name"])
    for (was, now), names in sorted(ways.items(), key=lambda item: (-len(item[1]), item[0])):
        yield _counted(f"{safe(was, 20) or '-'} → {safe(now, 20) or '-'}", names, speech)


def _counted(label: str, names: Sequence[str], speech: Speech) -> Row:
    shown = [safe(name, 32) for name in names[:NAMED]]
    more = len(names) - len(shown)
    said = ", ".join(shown) + (speech(" and {count} more", count=more) if more else "")
    return Row(said, cells=((label, 32), (str(len(names)), 6)))


def _renamed(line: Line, speech: Speech, name: str = "") -> Row:
    before = f"{safe(name, 40)}: " if name else ""
    return Row(f"{before}{safe(line['was'], 40)} → {safe(line['now'], 40)}")


# --- the rest --------------------------------------------------------------------------------------------------------
def _managers(kinds: Mapping[str, list[Line]], speech: Speech) -> Iterator[Row]:
    for line in kinds["owner_unclear"]:
        near = tuple(safe(name, 24) for name in line["near"])
        said = speech("{writing}: {count} rows; is it {names}? Until it is said, such rows are for a person",
                      writing=safe(line["text"], 30), count=line["rows"], names=near) if near else speech(
            "{writing}: {count} rows; several people, or one of several: such rows are for a person",
            writing=safe(line["text"], 30), count=line["rows"])  # fmt: skip
        yield Row(said, style="doubt")
        yield Row(speech('say whom it means: --owner "{writing}=MANAGER"', writing=safe(line["text"], 30)), style="dim")
    for line in kinds["owner_said"]:
        name = safe(line["manager"], 30) or speech("nobody")
        yield Row(speech("{writing} is {name}: owners.yaml", writing=safe(line["text"], 30), name=name))
    for line in kinds["manager_left"]:
        yield Row(speech("{name} has left, says the export ({writing}); data/managers says otherwise: active: no",
                         name=line["name"], writing=safe(line["text"], 40)), style="doubt")  # fmt: skip
    for line in kinds["manager_gone"]:
        yield Row(speech("{name}: {count} rows before, none now; stays in data/managers", name=line["name"],
                         count=line["rows"]), style="doubt")  # fmt: skip
    for line in kinds["manager_new"]:
        left = "" if line["active"] else speech("; has left")
        yield Row(speech("{name}: new, {count} rows", name=safe(line["name"], 30), count=line["rows"]) + left)


def _new(lines: Sequence[Line], speech: Speech) -> Iterator[Row]:
    return _by_owner(lines, speech)


def _linked(lines: Sequence[Line], speech: Speech) -> Iterator[Row]:
    """The companies that are surely of a group, by it, with the reason of the first."""
    groups: defaultdict[tuple[str, str], list[Line]] = defaultdict(list)
    for line in lines:
        if line["sure"]:
            groups[line["group_name"], line["group_id"]].append(line)
    for (name, group), own in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        row = _counted(f"{safe(name, 28)} ({safe(group, 24)})", [line["name"] for line in own], speech)
        yield Row(f"{row.text}; {safe(own[0]['why'].partition('; ')[0], 80)}", cells=row.cells)


def _to_review(kinds: Mapping[str, list[Line]], speech: Speech) -> Iterator[Row]:
    if count := sum(not line["sure"] for line in kinds["link"]) + len(kinds["double"]):
        said = messages("{count} question about groups and doubles, once it is taken in: leadcli review",
                        "{count} questions about groups and doubles, once it is taken in: leadcli review",
                        count)  # fmt: skip
        yield Row(speech.say(said), style="doubt")
    for line in kinds["by_hand"]:
        yield Row(speech("{file} is no CSV: enter there by hand what is new", file=line["file"]), style="doubt")
    for line in kinds["unread"]:
        said = messages("{field}: {count} cell is not understood ({before} before)",
                        "{field}: {count} cells are not understood ({before} before)", line["cells"],
                        field=line["field"], before=line["before"])  # fmt: skip
        yield Row(speech.say(said), style="doubt")
    for line in kinds["column_new"]:
        yield Row(speech('the column {column} is new and not read; to read it: --map "{column}={field}"',
                         column=safe(line["column"], 40), field=line["field"]))  # fmt: skip


def _cells(lines: Sequence[Line], speech: Speech) -> Iterator[Row]:
    counts = Counter(field for line in lines for field in line["fields"])
    if counts:
        yield Row(speech.listed(f"{field} {count}" for field, count in counts.most_common()))
