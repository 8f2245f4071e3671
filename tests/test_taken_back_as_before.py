"""What apply makes of drawn exports, and what of it is taken back, each a line of a table: see ``test_as_before``."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from test_as_before import Lines, as_before, told

from leadcli.assignment.batch_rows import MARKS, Move, Seen, found_again, move_of
from leadcli.assignment.owner_cells import RowBlocks, as_cells_allow
from leadcli.assignment.plan_file import PlanError, dump
from leadcli.assignment.rows import Action, Line
from leadcli.cli.apply.command import left_over
from leadcli.cli.apply.rewriting import NewOwner, Place, TurnsGiven, applied
from leadcli.cli.shared.batches import columns_kept, columns_now, header_of
from leadcli.cli.undo.taking_back import Export as ExportNow
from leadcli.cli.undo.taking_back import export_now, rows_of, same_rows, take_back, why_left
from leadcli.domain.book import Book, Manager
from leadcli.domain.messages import Refusal, message
from leadcli.fields.crm_presets import layout
from leadcli.fields.rows.row_kinds import Row
from leadcli.io.exports import form_of, rows, texts
from leadcli.io.table_formats import Form

SALT = "salt"
TEAM = Book({name: Manager(name, name) for name in ("Дима", "Ольга", "Анна; Ко")})


# --- rows known again -------------------------------------------------------------------------------------------------
def sought() -> Lines:
    """Rows of a batch among drawn rows of an export: which is which by line, and why a row is left."""
    rng = random.Random("sought")
    for number in range(420):
        has_id, known = rng.random() < 0.8, (rng.random() < 0.9, rng.random() < 0.7)

        def own() -> tuple[str, tuple[str, ...]]:
            named = rng.choice(("1", "01", "2", "", "x", "1.2E+10"))
            return named, (rng.choice(("a", "b", "c", "")), rng.choice(("", "7", "8")))

        moves = [Move(n, *_turned(own(), rng.choice("pq"), rng.choice("XYz"))) for n in range(rng.randrange(1, 5))]
        again = [(move.id, move.marks, move.after) for move in moves if rng.random() < 0.7]
        others = [(*own(), rng.choice("XYZz")) for _ in range(rng.randrange(3))]
        drawn = [*again, *others]
        rng.shuffle(drawn)
        seen = [Seen(line, row, marks, now) for line, (row, marks, now) in enumerate(drawn, 2)]
        found, left = found_again(moves, seen, str, known, has_id, str.upper)
        said = [f"{each.move.row} {each.why} {each.line} {each.now}".strip() for each in left]
        asked = " ".join(f"{m.id}/{'/'.join(m.marks)}:{m.before}>{m.after}" for m in moves)
        rest = " ".join(f"{s.line}={s.id}/{'/'.join(s.marks)}:{s.owner}" for s in seen)
        yield f"{number} {has_id:d}{known[0]:d}{known[1]:d} {asked} in {rest}", [
            " ".join(f"{line}={move.row}" for line, move in found.items()), *said
        ]  # fmt: skip


def _turned(own: tuple[str, tuple[str, ...]], before: str, after: str) -> tuple[str, str, str, tuple[str, ...]]:
    return own[0], before, after, own[1]


# --- files ------------------------------------------------------------------------------------------------------------
HEADER = ("ID", "Название компании", "Ответственный", "ИНН", "Город")
FIELDS = {"id": 0, "name": 1, "owner": 2, "inn": 3, "city": 4}
PLACE = Place(2, 0, tuple((field, FIELDS[field]) for field in MARKS), SALT)


def table_of(rng: random.Random) -> list[list[str]]:
    """Rows of few ids and names, and cells that want quotes."""
    return [
        [rng.choice(("1", "2", "3", "07", "")), rng.choice(("Заря", "Румб; Юг", 'ООО "Лён"', "Щегол\nВоск", "заря")),
         rng.choice(("", "Дима", "Ольга", "Анна; Ко", "Кто-то")), rng.choice(("", "0274123452", "7708503727")),
         rng.choice(("", "Тула"))]
        for _ in range(rng.randrange(1, 6))
    ]  # fmt: skip


def plan_of(rng: random.Random, drawn: Sequence[Sequence[str]]) -> list[bytes]:
    """Lines of a plan for these rows."""
    found = []
    for number, row in enumerate(drawn, 1):
        turn = rng.random() < 0.4
        line = {
            "action": rng.choice(("change", "change", "change", "keep", "ask")),
            "new": rng.choice(("Дима", "Ольга", "Ольга", "Анна; Ко", "Анна; Ко", "")),
            "rule": rng.choice(("a", "a", "a", "a", "b")), "id": row[0], "row": number, "caller": row[1],
            "rota": "rotation" if turn else "", "able": ["Дима", "Ольга"] if turn else [],
            "shares": [600_000, 400_000] if turn else [],
        }  # fmt: skip
        found.append(dump(line).encode())
    return found


def csv_of(rng: random.Random, drawn: Sequence[Sequence[str]], above: int) -> str:
    """A CSV of them, with quotes where they need be and where not, in any delimiter and line end."""
    sign, end = rng.choice((";", ";", ",", "\t")), rng.choice(("\n", "\r\n"))
    quoted = rng.random() < 0.3

    def cell(text: str) -> str:
        plain = not (quoted or set(text) & {sign, '"', "\n"})
        return text if plain else '"' + text.replace('"', '""') + '"'

    lines = [sign.join(("Выгрузка", "", "", "", "")) for _ in range(above)]
    lines += [sign.join(map(cell, row)) for row in (HEADER, *drawn)]
    return end.join(lines) + rng.choice((end, ""))


def workbook_of(path: Path, rng: random.Random, drawn: Sequence[Sequence[str]]) -> None:
    """A workbook of them; some owners are formulas, links, or merged with the cell above."""
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet("Клиенты")
        for number, row in enumerate((HEADER, *drawn)):
            for column, text in enumerate(row):
                odd = rng.random() if number and column == FIELDS["owner"] else 1.0
                if odd < 0.15:
                    sheet.write_formula(number, column, "=A1", None, text)
                elif odd < 0.3:
                    sheet.write_url(number, column, "https://crm.example/1", string=text or "?")
                elif odd < 0.5 and number > 1 and not rng.random() < 0.5:
                    sheet.merge_range(number - 1, column, number, column, drawn[number - 2][2])
                elif text:
                    sheet.write_string(number, column, text)


def rewritten(folder: Path) -> Lines:
    """Drawn exports as apply writes them by a drawn plan, and as undo writes them back where they changed since."""
    for number in range(70):
        rng = random.Random(f"rewritten {number}")
        drawn = table_of(rng)
        kind = "xlsx" if number % 4 == 3 else "csv"
        source, above = folder / f"export.{kind}", rng.choice((0, 0, 0, 2)) if kind == "csv" else 0
        if kind == "xlsx":
            try:
                workbook_of(source, rng, drawn)
            except xlsxwriter.exceptions.OverlappingRange:
                continue
        else:
            source.write_bytes(csv_of(rng, drawn, above).encode(rng.choice(("utf-8", "utf-8", "utf-8-sig"))))
        form = form_of(source)
        form = Form(form.encoding, form.mark, form.delimiter, form.sheet, above, form.format, form.others)
        lines, given = plan_of(rng, drawn), TurnsGiven("2026-11-23")
        if rng.random() < 0.1:
            lines[rng.randrange(len(lines))] = rng.choice((b"", b"{\n", b'{"row": 1}\n', lines[0]))
        owner = NewOwner(b'change"', lambda new, rule: bool(new) and rule == "a", lambda m: f"{m}", given)
        target = folder / f"new.{kind}"
        try:
            done = applied(source, form, PLACE, iter(lines), owner, target)
        except PlanError as error:
            yield f"{number}", [told(*error.said)]
            continue
        gains = " ".join(f"{who} {how} {count}" for _, who, how, count in given.counts)
        owed = {rota: dict(sorted(found.items())) for rota, found in given.turns.items()}
        moved = [" ".join(map(str, move.note[:4])) for move in done.moves]
        figures = f"{done.formulas} {done.merged} {done.covered} {done.links} {done.calculation}"
        asked = [f"{b'change' in line:d}{b'a' if b'a' in line else b''!r}" for line in lines]
        yield f"{number} {kind} {above} {len(asked)}", [
            repr(_content(target, form)), *moved, gains, f"{owed}", figures, told(*left_over(done))
        ]  # fmt: skip
        if done.moves:
            yield f"{number} back", list(_taken_back(rng, folder, kind, form, done.moves, drawn, source))


def _content(path: Path, form: Form) -> Any:
    if form.sheet:
        return [row.texts for row in rows(path, form)]
    return path.read_bytes().decode("utf-8")


def _taken_back(
    rng: random.Random, folder: Path, kind: str, form: Form, moves: list[Move], drawn: list[list[str]], source: Path
) -> Iterator[str]:
    """The file that apply wrote taken back, which is the source again; then one that was written anew."""
    new, out = folder / f"new.{kind}", io.BytesIO()
    moves = [move_of(move.note) for move in moves]
    export = ExportNow(new, form, FIELDS, SALT)
    found, left = same_rows(export, moves, same=True)
    assert (len(found), left) == (len(moves), [])
    assert take_back(export, found, True, out, None, True) == []
    if kind == "csv":
        assert out.getvalue() == source.read_bytes(), "to the byte"
    else:
        (folder / "out.xlsx").write_bytes(out.getvalue())
        assert _content(folder / "out.xlsx", form) == _content(source, form)
    columns = columns_kept(header_of(new, form), FIELDS)
    body = [texts(row, form) for row in rows(new, form)][form.skip + 1 :]
    rng.shuffle(body)
    for row in body:
        if rng.random() < 0.2:
            row[rng.randrange(5)] = rng.choice(("", "Ольга", "3", "Заря", "Дима [7]"))
    order = rng.sample(range(5), rng.choice((5, 5, 4, 3)))
    names = [HEADER[at] if rng.random() < 0.85 else rng.choice(("Код", "Менеджер", "Name", "x")) for at in order]
    now = folder / "now.csv"
    sign = rng.choice((";", ";", ",", "\t"))
    now.write_text("".join(sign.join(_quoted(each, sign) for each in row) + "\n" for row in
                           (names, *([row[at] for at in order] for row in body))), encoding="utf-8")  # fmt: skip
    try:
        export = export_now(now, form, columns, SALT)
    except Refusal as refusal:
        yield f"{names} {told(*refusal.said).replace(str(folder), '')}"
        return
    found, left = rows_of(export, moves, TEAM, {})
    again = io.BytesIO()
    formulas = take_back(export, found, False, again, None)
    yield f"{names} {sorted(export.fields.items())} {export.form.skip}"
    yield " ".join(f"{line}={move.row}" for line, move in sorted(found.items()))
    yield f"{now.read_text('utf-8')!r} > {again.getvalue().decode()!r} {formulas}"
    yield told(*map(why_left, left))
    found, left = same_rows(ExportNow(now, export.form, export.fields, SALT), moves, same=False)
    yield f"{sorted(found)} {[(each.move.row, each.line, each.now) for each in left]}"


def _quoted(text: str, sign: str) -> str:
    return '"' + text.replace('"', '""') + '"' if set(text) & {sign, '"', "\n"} else text


# --- owners' cells ----------------------------------------------------------------------------------------------------
def cells() -> Lines:
    """Drawn sheets in which owners stand once for several rows, under titles, or beside bare names."""
    for number in range(150):
        rng = random.Random(f"cells {number}")
        columns = rng.choice((["id", "name", "owner"], ["owner", "name", "inn"], ["name", "owner"], ["name", "id"]))
        width, held = len(columns), layout(columns, "plain")
        blocks = RowBlocks(held, TEAM)
        often, name, owner = rng.random(), columns.index("name"), held.fields.get("owner", -1)
        drawn: list[tuple[Row, Line]] = []
        pool = rng.sample(("Дима", "Ольга", "Анна; Ко", "Кто-то", "Ответственный"), rng.choice((2, 4, 5)))
        for at in range(1, rng.randrange(4, 10)):
            cell = ["" if rng.random() < 0.3 else str(at) for _ in range(width)]
            cell[name] = rng.choice(("Заря", "ООО Румб", "Дима", "Сова", ""))
            if owner >= 0:
                full = rng.random() < often * 0.6 or at == 1
                cell[owner] = (pool.pop(0) if pool and rng.random() < 0.8 else rng.choice(("Дима", "Кто-то"))) * full
            if rng.random() < 0.25:
                cell = [text if place == name else "" for place, text in enumerate(cell)]
            was = cell[owner] if owner >= 0 else ""
            old = was if was in TEAM.managers else ""
            kind = rng.choice(("", "", "", "", "", "title", "header")) if not was else rng.choice(("", "", "header"))
            action: Action = "skip" if kind else "keep" if old and rng.random() < 0.8 else "change"
            new = old if action == "keep" else "Ольга" if action == "change" else ""
            key = "k" if was and was != "Ответственный" else ""
            mark = rng.choice(("", "", "", "covered", "formula"))
            line = Line(at, "", cell[name], was, old, new, action, "r", message("так"), 1.0, "none", "", "", kind=kind,
                        key=key, mark=mark)  # fmt: skip
            drawn.append((Row(at, cell), line))
        for row, line in drawn:
            blocks.see(line if line.was else None, row)
        asked = [blocks.asked(line, row) for row, line in drawn]
        allowed = list(as_cells_allow(asked))
        yield (
            f"{number} {' '.join(columns)}",
            [
                f"{'/'.join(row.cells)} {line.kind}{line.action}: {one.action} {one.kind} {one.new}; "
                f"{line.mark} {other.action} {other.kind} {other.new}"
                for (row, line), one, other in zip(drawn, asked, allowed, strict=True)
            ],
        )


HEADERS = ("ID", "Название", "Название", "Ответственный", "Ответственный", "ответственный ", "ИНН", "Телефон", "E-mail",
           "Город", "Компания", "Owner", "№", "Сайт")  # fmt: skip


def columns() -> Lines:
    """Where the columns of a batch are found again in a header that has others, or the same in another order."""
    rng = random.Random("columns")
    for _ in range(120):
        header = rng.sample(HEADERS, rng.randrange(2, 7))
        fields = {field: rng.randrange(8) for field in ("owner", "id", *MARKS) if rng.random() < 0.6}
        kept = columns_kept(header, fields)
        now = [name for name in header if rng.random() < 0.75] + rng.sample(HEADERS, rng.randrange(3))
        rng.shuffle(now)
        told_of = f"{'|'.join(header)} {' '.join(f'{k}={v}' for k, v in fields.items())} in {'|'.join(now)}"
        yield told_of, [str(kept), str(sorted(columns_now(now, kept).items()))]


TABLES: dict[str, Callable[[Path], Lines]] = {
    "columns": lambda _: columns(),
    "sought": lambda _: sought(),
    "rewritten": rewritten,
    "cells": lambda _: cells(),
}


@pytest.mark.parametrize("table", TABLES)
def test_it_comes_out_as_before(table: str, tmp_path: Path) -> None:
    as_before(table, TABLES[table](tmp_path))
