"""Pages for a browser and for paper: one file that fetches nothing, holds its own style and script, and prints well.

A page is a title, figures, and sections of tables. Everything can be read without the script, which only filters and
sorts. The content policy in the page lets a browser load nothing and run no script but this one (by its hash), so a
company's name can do nothing even if it were not escaped; it is.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from html import escape, unescape
from pathlib import Path

from leadcli.domain.frozen import frozen
from leadcli.output.report import Cell, Column, Figure, Tone
from leadcli.output.text.safe import safe
from leadcli.output.text.speech import Speech

GENERATOR = '<meta name="generator" content="leadcli">'  # by which a page of ours is known
_HERE = Path(__file__).parent


class Markup(str):
    """Text that is HTML already. Every other text is escaped."""

    __slots__ = ()


@frozen
class Section:
    """A part of a page: its title, a sentence under it, and pieces of HTML.

    A ``long`` one is folded, and not for paper as a whole: there it appears only once its table is filtered. ``heads``:
    the heads of its table, which on a narrow screen stand beside each cell.
    """

    id: str
    title: str
    body: Iterable[Markup]
    note: str = ""
    long: bool = False
    heads: Sequence[str] = ()


def page(
    title: str,
    sections: Sequence[Section],
    speech: Speech,
    about: Sequence[str] = (),
    figures: Sequence[Figure] = (),
    foot: Sequence[str] = (),
) -> Iterator[str]:
    """The page, piece by piece. ``about``: what it rests on, under the title; ``foot``: small print at the end."""
    style, script = _asset("page.css"), _asset("page.js")
    mark = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{mark}'; base-uri 'none'"
    yield f'<!doctype html>\n<html lang="{speech.language}">\n<head>\n<meta charset="utf-8">\n'
    yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield f"{GENERATOR}\n<title>{text(title)}</title>\n<style>{style}{_narrow(sections)}</style>\n"
    yield f'</head>\n<body data-thousands="{escape(speech.locale.thousands)}">\n<header>\n<h1>{text(title)}</h1>\n'
    for sentence in about:
        yield f"<p>{text(sentence)}</p>\n"
    if figures:
        yield '<dl class="figures">\n'
        for figure in figures:
            tone = f' class="{figure.tone}"' if figure.tone and figure.value else ""
            yield f"<div{tone}><dt>{text(figure.label)}</dt><dd>{number(figure.value, speech)}</dd></div>\n"
        yield "</dl>\n"
    yield "</header>\n"
    if len(sections) > 1:
        links = "".join(f'<li><a href="#{section.id}">{text(section.title)}</a></li>' for section in sections)
        yield f'<nav aria-label="{text(speech("contents"))}"><ul>{links}</ul></nav>\n'
    yield "<main>\n"
    for section in sections:
        mark = ' class="long"' if section.long else ""
        yield f'<section id="{section.id}"{mark}>\n'
        title = f"<h2>{text(section.title)}</h2>"
        yield f"<details>\n<summary>{title}</summary>\n" if section.long else f"{title}\n"
        if section.note:
            yield f'<p class="note">{text(section.note)}</p>\n'
        yield from section.body
        yield "</details>\n</section>\n" if section.long else "</section>\n"
    yield "</main>\n"
    if foot:
        yield "<footer>\n" + "".join(f"<p>{text(sentence)}</p>\n" for sentence in foot) + "</footer>\n"
    yield f"<script>{script}</script>\n</body>\n</html>\n"


def _narrow(sections: Sequence[Section]) -> str:
    """Style by which each cell of a narrow screen's tables bears its column's head."""
    heads = "".join(
        f"#{section.id} td:nth-child({place})::before {{ content: {_css(head)}; }}\n"
        for section in sections
        for place, head in enumerate(section.heads, 1)
        if head
    )
    return f"@media screen and (max-width: 640px) {{\n{heads}}}\n" if heads else ""


def _css(words: str) -> str:
    """A text as a string of CSS, in which nothing can end it."""
    return '"' + "".join(c if c.isalpha() or c == " " else f"\\{ord(c):x} " for c in words) + '"'


def text(cell: str) -> str:
    """Text from anywhere as HTML: harmful characters as their code point, the rest escaped."""
    return cell if isinstance(cell, Markup) else escape(safe(cell, 400))


def number(value: int, speech: Speech, signed: bool = False) -> Markup:
    """A whole number with its thousands apart."""
    return Markup(speech.locale.whole(value, signed))


def tag(word: str, tone: Tone = "") -> Markup:
    """A word set apart, in the colour of its meaning."""
    return Markup(f'<span class="tag {tone}">{text(word)}</span>' if tone else f'<span class="tag">{text(word)}</span>')


def paragraph(sentence: str, tone: Tone = "") -> Markup:
    """A sentence of its own."""
    return Markup(f'<p class="{tone or "plain"}">{text(sentence)}</p>\n')


def table(
    columns: Sequence[Column], rows: Iterable[Sequence[Cell]], speech: Speech, name: str = ""
) -> Iterator[Markup]:
    """A table. With a ``name``, which is then its id, it can be filtered and sorted."""
    if name:
        rows = [tuple(row) for row in rows]
        yield _tools(columns, rows, speech, name)
    kind = f' class="sorted" id="{name}"' if name else ""
    yield Markup(f'<div class="scroll"><table{kind}>\n<thead><tr>')
    for column in columns:
        mark = f' class="{column.kind}"' if column.kind != "text" else ""
        yield Markup(f'<th scope="col"{mark}>{text(column.title)}</th>')
    yield Markup("</tr></thead>\n<tbody>\n")
    for row in rows:
        cells = "".join(_cell(column, cell, speech) for column, cell in zip(columns, row, strict=True))
        yield Markup(f"<tr>{cells}</tr>\n")
    yield Markup("</tbody>\n</table></div>\n")


def _cell(column: Column, cell: Cell, speech: Speech) -> str:
    mark = f' class="{column.kind}"' if column.kind != "text" else ""
    if isinstance(cell, int):
        return f'<td{mark} data-v="{cell}">{number(cell, speech)}</td>'
    if isinstance(cell, float):
        return f'<td{mark} data-v="{cell}">{text(speech.score(cell))}</td>'
    return f"<td{mark}>{text(cell)}</td>"


def _tools(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], speech: Speech, name: str) -> Markup:
    """What filters a table; hidden until the script shows it, for without the script it would do nothing."""
    out = [f'<form class="tools" data-for="{name}" hidden>\n']
    search = text(speech("search"))
    out.append(f'<input type="search" aria-label="{search}" placeholder="{search}" autocomplete="off">\n')
    for index, column in enumerate(columns):
        if not column.choice:
            continue
        found = sorted({plain(row[index]) for row in rows} - {""})
        title, options = text(column.title), "".join(f"<option>{text(each)}</option>" for each in found)
        out.append(f'<select data-column="{index}" aria-label="{title}"><option value="">{title}</option>{options}')
        out.append("</select>\n")
    count = number(len(rows), speech)
    out.append(f"<span>{text(speech('rows'))}: <output>{count}</output> / {count}</span>\n</form>\n")
    return Markup("".join(out))


def plain(cell: Cell) -> str:
    """The words of a cell, without its HTML."""
    return unescape(re.sub("<[^<>]*>", "", cell)) if isinstance(cell, Markup) else safe(str(cell), 400)


def before_after(before: float, after: float, most: float, fair: float = 0.0) -> Markup:
    """Two bars, one over the other, on the scale ``most``; ``fair`` is a tick. Drawn as SVG, which paper keeps."""

    def share(value: float) -> str:
        return f"{100 * value / most if most else 0:.2f}%"

    tick = f'<line class="fair" x1="{share(fair)}" x2="{share(fair)}" y1="0" y2="20"/>' if fair else ""
    return Markup(
        '<svg class="bars" height="20" width="100%" aria-hidden="true">'
        f'<rect class="before" y="2" height="6" width="{share(before)}"/>'
        f'<rect class="after" y="9" height="9" width="{share(after)}"/>{tick}</svg>'
    )


def legend(marks: Sequence[tuple[str, str]]) -> Markup:
    """What the marks of a chart mean: (class of the mark, words)."""
    items = "".join(
        f'<li><svg width="18" height="10" aria-hidden="true"><rect class="{mark}" y="1" width="18" height="8"/></svg> '
        f"{text(words)}</li>"
        for mark, words in marks
    )
    return Markup(f'<ul class="legend">{items}</ul>\n')


def matrix(
    rows: Sequence[tuple[str, str]],
    columns: Sequence[tuple[str, str]],
    counts: Mapping[tuple[str, str], int],
    corner: str,
    speech: Speech,
) -> Iterator[Markup]:
    """How many went from where to where: (id, name) down and across, the more the darker; sums at the edges."""
    most = max(counts.values(), default=0) or 1
    heads = "".join(f'<th scope="col"><span>{text(name)}</span></th>' for _, name in columns)
    yield Markup(
        f'<div class="scroll"><table class="matrix">\n<thead><tr><th>{text(corner)}</th>{heads}<th></th></tr></thead>\n'
    )
    yield Markup("<tbody>\n")
    for row, name in rows:
        cells = []
        for column, _ in columns:
            count = counts.get((row, column), 0)
            depth = min(9, 1 + int(8 * count / most)) if count else 0
            mark = f' class="d{depth}"' if depth else ""
            cells.append(f"<td{mark}>{number(count, speech) if count else ''}</td>")
        whole = sum(counts.get((row, column), 0) for column, _ in columns)
        yield Markup(
            f'<tr><th scope="row">{text(name)}</th>{"".join(cells)}<td class="sum">{number(whole, speech)}</td></tr>\n'
        )
    sums = [sum(counts.get((row, column), 0) for row, _ in rows) for column, _ in columns]
    whole_row = "".join(f'<td class="sum">{number(each, speech)}</td>' for each in [*sums, sum(sums)])
    yield Markup(f"</tbody>\n<tfoot><tr><th></th>{whole_row}</tr></tfoot>\n</table></div>\n")


@cache
def _asset(name: str) -> str:
    return (_HERE / "assets" / name).read_text(encoding="utf-8")
