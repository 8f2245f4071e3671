"""The pictures of the terminal in docs/pictures/, made of what the commands print there, in their colours.

Drawn by rich as SVG, in the fonts of whoever looks: nothing is fetched. They are dark as a terminal is, on any page.
Of the report of a plan, which is a page, a browser makes the picture: python scripts/doc_pictures.py chromium
"""

from __future__ import annotations

import io
import re
import shlex
import subprocess
import sys
from pathlib import Path

from doc_commands import ROOT, ran, room
from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

PICTURES = ROOT / "docs" / "pictures"
WIDTH = 82
QUESTION = 'who-owns "Метсо Калуга" --taken-by Дима --on 2026-11-23'
# By name: the folder, and the command that is shown. Each in both languages.
SHOWN = {
    "quarrel": ("sample", f"{QUESTION} --claim Дима --claim Ирина"),
    "base": (".", "init team --from {export}"),
}
EXPORTS = {"en": "salesforce.csv", "ru": "bitrix24.csv"}
THEME = TerminalTheme(
    (30, 33, 39), (220, 223, 228),
    [(30, 33, 39), (240, 113, 120), (152, 195, 121), (229, 192, 123), (97, 175, 239), (198, 120, 221), (86, 182, 194), (220, 223, 228)],
    [(92, 99, 112), (240, 113, 120), (152, 195, 121), (229, 192, 123), (97, 175, 239), (198, 120, 221), (86, 182, 194), (255, 255, 255)],
)  # fmt: skip
FORM = """<svg viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: Consolas, Menlo, "DejaVu Sans Mono", monospace; font-size: {char_height}px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal"><rect width="{terminal_width}" height="{terminal_height}"/></clipPath>
{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}
<g class="{unique_id}-matrix">
{matrix}
</g></g></svg>
"""


def drawn(command: str, printed: str, name: str) -> str:
    """The terminal in which a command printed this."""
    console = Console(record=True, width=WIDTH, file=io.StringIO(), force_terminal=True, color_system="truecolor")
    console.print(Text(f"$ leadcli {command}", "bold"))
    console.print(Text.from_ansi(printed.rstrip("\n")))
    drawing = console.export_svg(title="leadcli", theme=THEME, code_format=FORM, unique_id=name)
    return re.sub(r"[ \t]+$", "", drawing, flags=re.MULTILINE)


def pictures() -> dict[str, str]:
    """Each picture by the name of its file."""
    made: dict[str, str] = {}
    for language, export in EXPORTS.items():
        for name, (folder, shown) in SHOWN.items():
            with room() as home:
                command = shown.format(export=export)
                printed = ran(shlex.split(command), home / folder, language, colour=True)
            made[f"{name}.{language}.svg"] = drawn(command, printed, name)
    return made


def write(folder: Path = PICTURES) -> None:
    folder.mkdir(exist_ok=True)
    for name, drawing in pictures().items():
        (folder / name).write_text(drawing, encoding="utf-8")


def report(browser: str, folder: Path = PICTURES) -> None:
    """What a browser shows of the top of a plan's report, in both languages."""
    for language, export in EXPORTS.items():
        with room() as home:
            for words in ("init team --from {0}", "reassign {0} --workspace team --report report.html"):
                ran(shlex.split(words.format(export)), home, language)
            picture = folder / f"report.{language}.png"
            form = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--window-size=900,1150"]
            page = (home / "report.html").as_uri()
            subprocess.run([browser, *form, f"--screenshot={picture}", page], check=True, capture_output=True)


if __name__ == "__main__":
    write()
    if sys.argv[1:]:
        report(sys.argv[1])
