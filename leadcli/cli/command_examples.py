"""Two command lines for the help page of each command; a test runs them all."""

from __future__ import annotations

from leadcli.cli.command_words import COMMANDS

EXAMPLES: dict[str, tuple[str, str]] = {
    "": ('leadcli "Метсо Калуга" --taken-by Дима', "leadcli init my-team --from export.csv"),
    "who-owns": (
        'leadcli who-owns "Метсо Калуга" --taken-by Дима',
        "leadcli who-owns 7797228188 --claim Ирина --claim Дима",
    ),
    "review": ("leadcli review", "leadcli review --xlsx questions.xlsx"),
    "match": ("leadcli match calls.csv", "leadcli match calls.csv --format csv -o found.csv"),
    "calibrate": ("leadcli calibrate labelled.csv --dry-run", "leadcli calibrate labelled.csv --precision 0.99"),
    "reassign": (
        "leadcli reassign export.csv --report plan.html",
        "leadcli reassign export.csv --from Дима --to Ольга",
    ),
    "apply": ("leadcli apply plan.jsonl -o new.csv", "leadcli apply plan.jsonl --manager Ирина -o new.csv"),
    "undo": ("leadcli undo 3 new.csv -o back.csv", "leadcli undo 3 new.csv -o back.csv --force"),
    "schema": ("leadcli schema rules", "leadcli schema --write"),
    "init": ("leadcli init my-team --from export.csv", "leadcli init my-team"),
    "import": ("leadcli import new.csv", "leadcli import new.csv --apply"),
    "decide": (
        'leadcli decide 2 --owner Анна --why "так договорились"',
        'leadcli decide 2 --owner Анна --why "до отпуска" --until 2027-12-31',
    ),
    "confirm": ("leadcli confirm 1 yes", "leadcli confirm 1 --client metsa-board"),
    "discover": ("leadcli discover", "leadcli discover export.csv --all"),
    "doctor": ("leadcli doctor", "leadcli doctor --fix"),
    "data check": ("leadcli data check", "leadcli data check --all"),
    "policy check": ("leadcli policy check", "leadcli policy check even --explain"),
    "policy show": ("leadcli policy show", "leadcli policy show house --rule on-file"),
    "policy compare": ("leadcli policy compare . first-come", "leadcli policy compare . even -o report.html"),
    "policy infer": ("leadcli policy infer", "leadcli policy infer -o own.yaml"),
    "policy new": ("leadcli policy new our-rules", "leadcli policy new our-rules --from even"),
    "policy test": ("leadcli policy test", "leadcli policy test house --examples tests.yaml"),
    "log list": ("leadcli log list", "leadcli log list --manager Ирина --since 2026-01-01"),
    "log show": ("leadcli log show 1", "leadcli log show 2 --json"),
    "log revert": (
        'leadcli log revert 2 --why "записали по ошибке"',
        'leadcli log revert 2 --why "клиент отказался" --by Ирина',
    ),
    "log verify": ("leadcli log verify", "leadcli log verify --deep"),
    "log repair": ("leadcli log repair", "leadcli log repair --lang ru"),
    "log head": ("leadcli log head", "leadcli log head --lang en"),
    "log forget": ("leadcli log forget 2", "leadcli log forget 2 --by Ирина"),
    "log export": ("leadcli log export", "leadcli log export -o log.ndjson"),
    "log import": ("leadcli log import kept.ndjson", "leadcli log import kept.ndjson --workspace ."),
    "log replay": ("leadcli log replay", "leadcli log replay --policy even"),
    "log drift": ("leadcli log drift", "leadcli log drift --json"),
    "log shares": ("leadcli log shares", "leadcli log shares --since 2026-01-01"),
}


def examples_of(words: str) -> tuple[str, ...]:
    """The examples of a command; of the words of a group the first of its commands."""
    if words in EXAMPLES:
        return EXAMPLES[words]
    below = [EXAMPLES[each] for each in COMMANDS if each.startswith(f"{words} ") and each in EXAMPLES]
    firsts = tuple(first for first, _ in below)
    return firsts[:2] if len(firsts) > 1 else next(iter(below), ())
