"""The front door: typer commands, thin. What they print goes through ``output``; what they know comes from below."""

from leadcli.cli.shared.main import main, run

__all__ = ["main", "run"]
