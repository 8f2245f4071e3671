"""python -m leadcli."""

from leadcli.cli import run

if __name__ == "__main__":
    run()
