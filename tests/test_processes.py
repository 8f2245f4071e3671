"""Work in several processes, however Python starts them here; none outlives the one that asked for it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import ROOT, runs

METHODS = multiprocessing.get_all_start_methods()  # which of them is meant differs by system and version
AT_WORK = """
import itertools, multiprocessing, os, sys, time
from leadcli.run.processes import spread

def squared(number):
    time.sleep(0.02)
    return number * number, os.getpid()

def ready():
    pass

if __name__ == "__main__":
    multiprocessing.set_start_method(sys.argv[1])
    rows = range(int(sys.argv[2])) if sys.argv[2] else itertools.count()
    for number, pid in spread(iter(rows), squared, ready, (), 2):
        print(number, pid, flush=True)
"""


def at_work(folder: Path, method: str, rows: str = "") -> subprocess.Popen[str]:
    script = folder / "at_work.py"
    script.write_text(AT_WORK, encoding="utf-8")
    command = [sys.executable, str(script), method, rows]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment)


@pytest.mark.parametrize("method", METHODS)
def test_the_work_is_done_in_order_however_they_are_started(method: str, tmp_path: Path) -> None:
    said, wrong = at_work(tmp_path, method, "8").communicate(timeout=60)
    found = [line.split() for line in said.splitlines()]
    assert [int(number) for number, _ in found] == [n * n for n in range(8)], wrong


@pytest.mark.skipif(os.name == "nt", reason="a kill of POSIX")
@pytest.mark.parametrize("method", METHODS)
def test_they_end_with_who_asked_for_it(method: str, tmp_path: Path) -> None:
    working = at_work(tmp_path, method)
    assert working.stdout is not None
    workers = {int(working.stdout.readline().split()[1]) for _ in range(8)}
    working.send_signal(signal.SIGKILL)
    working.communicate(timeout=60)
    end = time.monotonic() + 30
    while any(map(runs, workers)):
        assert time.monotonic() < end, workers
        time.sleep(0.05)
