"""A workspace opened: its tables and rules read, checked, and made ready to answer."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from leadcli.domain.book import TEAM, Book
from leadcli.domain.frozen import frozen_with_dict, replace
from leadcli.domain.messages import Refusal, message
from leadcli.domain.places import Place, Problem, Record, in_order
from leadcli.domain.problems import problem
from leadcli.fields.cleaners import HOME
from leadcli.fields.table import TABLES
from leadcli.io.tables import Table, read_tree, table_names, unread_files
from leadcli.policy.cover import WAITS, WAYS
from leadcli.policy.owners import OF, of_team
from leadcli.policy.policy import Policy, read_policy
from leadcli.resolution import Cuts, Directory, build_directory
from leadcli.resolution.decision.sure_band import shipped_cut
from leadcli.run.gc_pause import gc_paused
from leadcli.workspace.book_building import build_book
from leadcli.workspace.manager_names import read_spellings
from leadcli.workspace.sources import (
    Sources,
    TableFile,
    files_in_data,
    mark_of,
    read_file,
    read_sources,
    table_of,
    tables_of,
)
from leadcli.workspace.table_rows import Part

if TYPE_CHECKING:
    from leadcli.io.excerpts import Excerpts
    from leadcli.resolution.compiled.constant_tables import Tables

READY_MADE = (
    "house", "first-come", "on-file-only", "one-per-group", "each-on-its-own", "by-activity", "even", "protected",
)  # fmt: skip
_PACKAGE = Path(__file__).parent.parent


ADAPTS = 2_000  # cards from which a base tells its own cut: asked once, as it takes up to a second
LARGE = 48_000  # bytes of the tables of groups and clients from which a compiled directory pays
Told = Callable[[int, int], None]  # how many cards of a directory are compiled, of how many


@frozen_with_dict
class OpenedWorkspace:
    """What was found in a workspace folder. ``book`` and ``policy`` are None where problems stand in the way.

    ``tables`` is the compiled directory that the book is in, if it is; ``fault`` why there is none where one would pay;
    ``later``: what was answered since it was compiled, see ``Book.taught``.
    """

    root: Path
    book: Book | None
    policy: Policy | None
    problems: tuple[Problem, ...]
    rules_file: Path
    rules_shown: str
    cuts: Cuts
    tables: Tables | None = None
    fault: OSError | None = None
    later: tuple[tuple[str, str, str, bool], ...] = ()

    @property
    def faults(self) -> tuple[Problem, ...]:
        """The problems with which nothing may be judged."""
        return tuple(p for p in self.problems if p.stops == "all")

    @property
    def has_ledger(self) -> bool:
        """Whether rulings were ever recorded here."""
        return (self.root / "ledger.sqlite").is_file()

    @cached_property
    def excerpt(self) -> Excerpts:
        """The source lines of problems in the workspace's files; see ``io.excerpts``."""
        from leadcli.io.excerpts import Excerpts

        return Excerpts(lambda p: self.rules_file if p.place.file == self.rules_shown else self.root / p.place.file)

    @cached_property
    def directory(self) -> Directory:
        """The names of the book, ready for recognising callers."""
        assert self.book is not None, "a workspace with errors is not judged"
        if self.tables is not None:
            from leadcli.resolution.compiled.compiled_directory import stored_directory

            found = stored_directory(self.tables, self.book, self.cuts)
            if self.later:
                from leadcli.resolution.directory.later_answers import with_answers

                found = with_answers(found, self.book, self.later)
        else:
            found = build_directory(self.book, self.cuts)
        if self.cuts.calibrated:
            return found
        found = found.with_cuts(replace(self.cuts, accept=shipped_cut(found.families)))
        if len(self.book.clients) < ADAPTS:
            return found
        from leadcli.workspace.own_cut import adapted

        return adapted(found, self.tables.path if self.tables else None)


class SoundWorkspace(OpenedWorkspace):
    """A workspace that may be judged: it has a book and a policy."""

    book: Book
    policy: Policy


def sample() -> Path:
    """The sample workspace: packed into the wheel, or the project's own top folder in a checkout."""
    packed = _PACKAGE / "sample"
    return packed if packed.is_dir() else _PACKAGE.parent


def open_workspace(
    root: Path, policy: str = "", compiled: bool = False, told: Told | None = None,
    without: frozenset[str] = frozenset(), given: Mapping[str, Table] | None = None,
    at_call: bool = False,
) -> OpenedWorkspace:  # fmt: skip
    """Read a workspace. ``policy``: the name of a ready-made policy or a rules file, instead of ``rules.yaml``.

    ``without``: tables and files of them that are left out; ``given``: files, by key, that were read already.

    ``compiled``: where the tables are large, their compiled directory is opened instead, and made first if need be;
    then ``told`` hears how far that has come. It answers alike, but problems of the tables are not found again.
    ``at_call``: not for an answer or a few that were given since; they are laid over it.
    """
    cuts, problems = read_cuts(root)
    rules, rules_problems = open_policy(root, policy)
    country = home_country(root, policy, rules)
    sources, wrong = read_sources(root)
    problems += map(of_all, wrong)
    files = [file for file in tables_of(root, sources, faulty=True) if without.isdisjoint((file.table, file.key))]
    problems += [file.fault for file in files if file.fault]
    problems += unread_files(root, files_in_data(sources, root)) if not wrong else []
    paths = {file.key: file.path for file in files if not file.fault}
    if not any(file.table == "managers" for file in files):
        problems.append(problem("file-missing", Place("data/managers"), what=table_names("managers")))
    wanted = compiled and not any(p.stops == "all" for p in problems) and _size(paths) >= _large()
    found = _stored(root, files, cuts, country, sources, at_call) if wanted else None
    book, tables, later = found or (None, None, ())
    fault: OSError | None = None
    if book is None:
        with gc_paused():
            seen = _looks(root, paths) if wanted else {}
            book, more, digests = _read(root, files, cuts, country, sources, given)
            problems += more
            if any(p.stops == "all" for p in problems):
                book = None
            elif wanted and book is not None:
                try:
                    book, tables = _compile(
                        root, book, seen, digests, cuts, told or (lambda done, total: None), sources, country
                    )
                except OSError as error:  # the answers are the same without it
                    fault = error
    problems += map(of_all, rules_problems)
    if book is not None and rules is not None:
        problems += strange_people(rules, book)
    return OpenedWorkspace(
        root, book, rules, tuple(in_order(problems)), *policy_file(root, policy), cuts, tables, fault, later
    )


def of_all(found: Problem) -> Problem:
    """A problem of a file on which every answer rests; a warning stays one."""
    return found if found.severity == "warning" else replace(found, stops="all")


def strange_people(rules: Policy, book: Book) -> list[Problem]:
    """The managers and teams whom rules name and nobody knows: of whom turns are counted, and who shall stand in."""
    named = [(rules.rules[0].place, "cover", text) for text in rules.cover if rules.rules]
    for rule in rules.rules:
        for way, _, whom in (name.partition(OF) for name in rule.owner):
            named += [(rule.place, way, text) for text in (whom.split(", ") if whom else ())]
        named += [(rule.place, "cover", text) for text in rule.cover]
    return [
        of_all(problem(
            "team-unknown" if text.startswith(TEAM) else "manager-unknown",
            place, column=key, value=text.removeprefix(TEAM),
        ))
        for place, key, text in named
        if not (key == "cover" and text in (*WAYS, WAITS)) and not of_team(book, [text])
    ]  # fmt: skip


def home_country(root: Path, policy: str, rules: Policy | None) -> str:
    """The team's own country, as the workspace's ``rules.yaml`` assumes it, or "", whatever rules are asked."""
    own = rules
    if policy and (root / "rules.yaml").is_file():
        own, _ = open_policy(root)
    return own.country if own else ""


def _read(
    root: Path, files: Iterable[TableFile], cuts: Cuts, country: str, sources: Sources,
    given: Mapping[str, Table] | None = None,
) -> tuple[Book | None, list[Problem], dict[str, str]]:  # fmt: skip
    """The book of the tables, their problems, and the hash of each file."""
    problems: list[Problem] = []
    tables: dict[str, tuple[Record, ...]] = {}
    exports: dict[str, list[Part]] = {}
    digests: dict[str, str] = {}
    broken: set[str] = set()
    for file in files:
        name, source = file.table, file.source
        if file.fault:
            broken.add(name)
            continue
        table = given[file.key] if given and file.key in given else read_file(file)
        if source is not None:
            exports.setdefault(name, []).append(Part(source.columns, table.records, table.lost, source.prefix))
        else:
            tables[name] = table.records
        problems += table.problems
        if any(p.stops == "all" for p in table.problems):
            broken.add(name)
        digests[file.key] = table.digest
    spellings, more, digest = read_spellings(root)
    problems += more
    if digest:
        digests["owners"] = digest
    if sources:
        digests["sources"] = mark_of(sources)
    mark = fingerprint(digests, cuts)
    book, more = build_book(tables, mark, frozenset(broken), country, spellings, exports)
    return book, problems + more, digests


def fingerprint(digests: Mapping[str, str], cuts: Cuts) -> str:
    """The hash that stands for the data: of the tables' files, ``owners.yaml``, how exports are read, own cut-offs."""
    digest = hashlib.sha256()
    order = [*TABLES, "owners", "sources"]
    for key in sorted((key for key in digests if table_of(key) in order), key=lambda k: (order.index(table_of(k)), k)):
        digest.update(f"{key} {digests[key]}\n".encode())
    if cuts != Cuts():
        digest.update(f"cuts {cuts.accept} {cuts.confirm} {cuts.near}\n".encode())
    return f"sha256:{digest.hexdigest()}"


# --- the compiled directory -----------------------------------------------------------------------------------------
COMPILED = ("groups", "clients", "links", "aliases")  # the tables that it holds


def _large() -> int:
    """From how many bytes on tables are compiled; ``LEADCLI_COMPILE`` may say never, always, or how many."""
    given = os.environ.get("LEADCLI_COMPILE", "")
    if given == "always":
        return 0
    return int(given) if given.isdecimal() else sys.maxsize if given == "never" else LARGE


def _size(paths: Mapping[str, Path]) -> int:
    return sum(path.stat().st_size for key, path in paths.items() if table_of(key) in COMPILED)


def _stored(
    root: Path, read_from: Sequence[TableFile], cuts: Cuts, country: str, sources: Sources, at_call: bool
) -> tuple[Book, Tables, tuple[tuple[str, str, str, bool], ...]] | None:
    """The book in its compiled directory, when there is one of today's tables; and what is laid over that."""
    from leadcli.resolution.compiled.cache import digest_of, find, writings_mark
    from leadcli.resolution.compiled.compiled_directory import StoredBook

    read = read_managers(root, read_from, cuts, sources)
    if read is None:
        return None
    writings = writings_mark(read[0], country + mark_of(sources))
    files = {file.key: file.path for file in read_from if file.table in COMPILED}
    tables = find(root, files, writings, ("aliases",) if at_call else ())
    if tables is None:
        return None
    digests, kept = {**tables.notes["sources"], **read[1]}, files.get("aliases")
    digests.pop("aliases", None)
    if kept is not None:
        digests["aliases"] = digest_of(kept)
    book = StoredBook(tables, read[0], fingerprint(digests, cuts), country or HOME)
    if digests.get("aliases") == tables.notes["sources"].get("aliases"):
        return book, tables, ()
    from leadcli.workspace.answers_since import answers_since

    since = answers_since(kept, tables, book, digests.get("aliases", ""))
    return since and (since[0], tables, since[1])


def index_state(root: Path) -> str:
    """Whether a workspace's tables have their compiled directory: ``small`` (none pays), ``fresh`` or ``stale``."""
    cuts, _ = read_cuts(root)
    sources, _ = read_sources(root)
    files = tables_of(root, sources)
    if _size({file.key: file.path for file in files}) < _large():
        return "small"
    found = _stored(root, files, cuts, home_country(root, "", open_policy(root)[0]), sources, False)
    if found is not None:
        found[1].close()
    return "stale" if found is None else "fresh"


def read_managers(
    root: Path, files: Iterable[TableFile], cuts: Cuts, sources: Sources
) -> tuple[Book, dict[str, str]] | None:
    """A book of the managers alone, and the hashes of their files: with it a compiled directory is opened.

    ``files``: those of all tables. None where theirs cannot be read.
    """
    read, _, digests = _read(root, (file for file in files if file.table == "managers"), cuts, HOME, sources)
    return None if read is None else (read, digests)


def _looks(root: Path, paths: Mapping[str, Path]) -> dict[str, tuple[str, int, int]]:
    from leadcli.resolution.compiled.cache import look

    return {key: look(path, root) for key, path in paths.items() if table_of(key) in COMPILED}


def _compile(
    root: Path, book: Book, seen: Mapping[str, tuple[str, int, int]], digests: Mapping[str, str], cuts: Cuts,
    told: Told, read: Sources, home: str,
) -> tuple[Book, Tables]:  # fmt: skip
    from leadcli.resolution.compiled.cache import Source, make, writings_mark
    from leadcli.resolution.compiled.compiled_directory import StoredBook

    sources = {name: Source(*look, digests[name]) for name, look in seen.items()}
    tables = make(root, book, sources, writings_mark(book, home + mark_of(read)), told)
    return StoredBook(tables, book, book.fingerprint, book.country), tables


def read_cuts(root: Path) -> tuple[Cuts, list[Problem]]:
    """The cut-offs that leadcli calibrate wrote to matching.yaml; the defaults where there is no such file."""
    path = root / "matching.yaml"
    if not path.is_file():
        return Cuts(), []
    from leadcli.workspace.cuts_file import cuts_in  # few have such

    cuts, problems = cuts_in(path)
    return cuts, [*map(of_all, problems)]


def find_workspace(folder: Path | None) -> Path | None:
    """The workspace: as named, else LEADCLI_WORKSPACE, else the nearest one upwards; None when there is none."""
    named = folder or (Path(given) if (given := os.environ.get("LEADCLI_WORKSPACE")) else None)
    if named is not None:
        return named if is_workspace(named) else None
    here = Path.cwd()
    return next((each for each in (here, *here.parents) if is_workspace(each)), None)


def locate(folder: Path | None) -> Path:
    """The workspace folder, or a refusal that names the way to start one."""
    root = find_workspace(folder)
    if root is None:
        where = str(folder or Path.cwd())
        raise Refusal(
            message(
                "there is no workspace here: {where} has no rules.yaml with a data folder, nor has any folder above",
                where=where,
            ),
            message("start one from your CRM's export: leadcli init my-team --from EXPORT"),
            message("or with the sample data: leadcli init my-team"),
            message("or name one: --workspace DIR, or LEADCLI_WORKSPACE"),
        )
    return root


def is_workspace(folder: Path) -> bool:
    """Whether a folder holds ``rules.yaml`` and ``data/``."""
    return (folder / "rules.yaml").is_file() and (folder / "data").is_dir()


def open_policy(root: Path | None, policy: str = "") -> tuple[Policy | None, list[Problem]]:
    """The policy of a workspace, a ready-made one by its name, or one from a file."""
    path, shown = policy_file(root, policy)
    tree, problems, digest = read_tree(path, shown)
    return (None, problems) if problems else read_policy(tree, shown, f"sha256:{digest}")


def policy_file(root: Path | None, policy: str) -> tuple[Path, str]:
    """Where a policy stands, and how it is called in messages."""
    if policy == "house":
        return sample() / "rules.yaml", "house.yaml"
    if policy in READY_MADE:
        return _PACKAGE / "policy" / "library" / f"{policy}.yaml", f"{policy}.yaml"
    if policy or root is None:
        return Path(policy), policy
    return root / "rules.yaml", "rules.yaml"
