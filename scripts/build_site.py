"""Makes the site of the documentation, strictly: a page or heading that is not there ends it (Zensical, MIT).

python scripts/build_site.py [FOLDER]    build/site, if none is said; open index.html in it

The pages of docs/ are taken as they are, README as the first page of each language. Links to files that are no pages,
such as the program's own, are left out: the text stays.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import yaml

ROOT = Path(__file__).parent.parent
# Pages that stand outside of docs/, by their names on the site.
OUTSIDE = {
    "README.md": "index.md",
    "README.ru.md": "index.ru.md",
    "ARCHITECTURE.md": "architecture.md",
    "benchmarks/README.md": "benchmarks.md",
}
LINK = re.compile(r"(!?)\[([^\]\n]*)\]\(([^)\s]+)\)")


def pages() -> dict[str, Path]:
    """Each page of the site by its name there."""
    found = {page.name: page for page in sorted((ROOT / "docs").glob("*.md"))}
    return found | {name: ROOT / page for page, name in OUTSIDE.items()}


def placed(page: Path) -> str:
    """A page with its links as the site has them."""
    names = {path: name for name, path in pages().items()}
    docs = ROOT / "docs"

    def link(found: re.Match[str]) -> str:
        mark, text, target = found.groups()
        file, _, anchor = target.partition("#")
        if not file or re.match(r"[a-z]+:", target):
            return found[0]
        path = (page.parent / file).resolve()
        if path in names:
            return f"{mark}[{text}]({names[path]}{'#' + anchor if anchor else ''})"
        if path.is_relative_to(docs) and path.is_file():
            return f"{mark}[{text}]({path.relative_to(docs).as_posix()})"
        return str(text)

    return LINK.sub(link, page.read_text(encoding="utf-8"))


def settings() -> str:
    """mkdocs.yml, with the pages that its navigation forgot below the others of their language."""
    text = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    told = yaml.safe_load(text)
    for language, entries in zip((False, True), told["nav"], strict=True):
        named = re.findall(r"[\w.-]+\.md", str(entries))
        (below,) = entries.values()
        below += [name for name in pages() if name.endswith(".ru.md") == language and name not in named]
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)


def build(target: Path) -> str:
    """Write the site to a folder; what the builder said. Raises CalledProcessError where it is not whole."""
    with tempfile.TemporaryDirectory() as made:
        room = Path(made)
        shutil.copytree(ROOT / "docs", room / "docs", ignore=shutil.ignore_patterns("*.md"))
        for name, page in pages().items():
            (room / "docs" / name).write_text(placed(page), encoding="utf-8")
        (room / "mkdocs.yml").write_text(settings(), encoding="utf-8")
        ran = subprocess.run(
            [sys.executable, "-m", "zensical", "build", "--strict", "--clean"], cwd=room, check=False,
            capture_output=True, encoding="utf-8",
        )  # fmt: skip
        if ran.returncode:
            raise subprocess.CalledProcessError(ran.returncode, ran.args, ran.stdout, ran.stderr)
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(room / "site", target)
        return ran.stdout + ran.stderr


if __name__ == "__main__":
    where = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "site"
    try:
        build(where)
    except subprocess.CalledProcessError as error:
        sys.exit(error.stdout + error.stderr)
    print(where / "index.html")
