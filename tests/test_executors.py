"""One map in three ways: here, in processes, on a Dask cluster. The plans are the same to the byte, come what may."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from conftest import ROOT, TODAY, Ran, run_leadcli
from test_reassign import base, small_partitions

from leadcli.assignment.plan_file import Parts
from leadcli.domain.messages import Refusal
from leadcli.workspace.bundle import open_pack, pack
from leadcli.workspace.opening import open_workspace

distributed = pytest.importorskip("distributed", reason="NO DASK: nothing ran on a cluster (pip install '.[cluster]')")
from leadcli.run import dask_cluster as cluster  # noqa: E402

PART = 40  # rows of a partition: three whole ones and a part of a fourth, one of them with a row that cannot be read
ROWS = 130
UNREAD = 56


@pytest.fixture(scope="module", autouse=True)
def _small_partitions() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        small_partitions(patch, PART)
        yield


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """A real cluster: a scheduler, and two workers in processes of their own."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address="127.0.0.1:0", silence_logs=50
    ) as running:
        yield running.scheduler_address


@pytest.fixture(scope="module")
def team(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("team")
    shutil.copytree(ROOT / "data", folder / "data")
    shutil.copy(ROOT / "rules.yaml", folder)
    rng = random.Random(7)
    known = base()
    rows = ["id,name,owner\n"]
    for number in range(ROWS):
        name, owner = rng.choice(known)
        if rng.random() < 0.5:
            name, owner = "".join(rng.choice("бвгдк") + rng.choice("аеио") for _ in range(4)), ""
        rows.append(f'{number},"{name}",{owner}\n')
    rows[UNREAD] = f'{UNREAD},"незакрыто",\ud800\n'.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    (folder / "export.csv").write_text("".join(rows), encoding="utf-8")
    return folder


def plan(team: Path, name: str, *how: str) -> bytes:
    words = ("reassign", "export.csv", "-o", name, "--on", TODAY, *how)
    ran: Ran = run_leadcli(*words, folder=team, language="en")
    assert ran.code == 0, ran.err
    return (team / name).read_bytes()


@pytest.fixture(scope="module")
def whole(team: Path) -> bytes:
    """The plan as one process makes it."""
    return plan(team, "inline.jsonl", "--workers", "1")


EACH = ("--policy", "each-on-its-own", "--no-owner-took")


@pytest.fixture(scope="module")
def by_other_rules(team: Path) -> bytes:
    """What one process makes by other rules."""
    return plan(team, "other.jsonl", *EACH, "--workers", "1")


WAYS = {"inline": ["--workers", "1"], "processes": ["--workers", "2"], "dask": ["--scheduler"]}


@pytest.mark.parametrize(
    ("way", "compiled"), [("inline", "always"), ("processes", "never"), ("dask", "never"), ("dask", "always")]
)
def test_the_plan_is_the_same(
    way: str, compiled: str, team: Path, whole: bytes, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadcli.workspace.opening._large", lambda: 0 if compiled == "always" else sys.maxsize)
    how = [*WAYS[way], address] if way == "dask" else WAYS[way]
    assert plan(team, f"{way}.jsonl", *how) == whole
    assert not list(team.glob(".*.part*"))


@pytest.mark.parametrize("way", WAYS)
def test_one_job_after_another(way: str, team: Path, whole: bytes, by_other_rules: bytes, address: str) -> None:
    """The same workers, other rules: nothing of the job before is left in them."""
    how = [*WAYS[way], address] if way == "dask" else WAYS[way]
    assert plan(team, "other.jsonl", *EACH, *how) == by_other_rules
    assert by_other_rules.splitlines()[1:] != whole.splitlines()[1:]
    assert plan(team, "again.jsonl", *how) == whole


@pytest.mark.parametrize("way", WAYS)
def test_a_worker_that_does_not_see_the_folder_gives_its_lines_back(
    way: str, team: Path, whole: bytes, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(self: Parts, resume: bool) -> None:
        begun(self, resume)
        (self.folder / "token").unlink()

    begun = Parts.begin
    monkeypatch.setattr(Parts, "begin", begin)
    assert plan(team, "far.jsonl", *([*WAYS[way], address] if way == "dask" else WAYS[way])) == whole


@pytest.mark.parametrize("way", WAYS)
def test_what_one_way_began_another_goes_on_with(way: str, team: Path, whole: bytes, address: str) -> None:
    """A stop after any number of partitions; the rest in another way."""
    done: list[Path] = []

    def stopped(*_: Any, **__: Any) -> Iterator[Any]:
        for answer in given(*_, **__):
            done.append(answer)
            if len(done) == 3:
                raise KeyboardInterrupt
            yield answer

    from leadcli.cli.reassign import worker as judging

    given = judging.spread
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(judging, "spread", stopped)
        ran = run_leadcli("reassign", "export.csv", "-o", "on.jsonl", "--on", TODAY, "--workers", "1", folder=team)
        assert ran.code == 130
    assert not (team / "on.jsonl").exists()
    assert len(list(team.glob(".on.jsonl.*.parts/*.jsonl"))) == 3
    how = [*WAYS[way], address] if way == "dask" else WAYS[way]
    assert plan(team, "on.jsonl", "--resume", *how) == whole
    (team / "on.jsonl").unlink()


def started(*words: str, space: Path) -> subprocess.Popen[bytes]:
    """A scheduler or a worker of Dask in a process of its own, which nobody starts again."""
    command = [sys.executable, "-m", f"distributed.cli.dask_{words[0]}", *words[1:], "--no-dashboard"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, cwd=space, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def mortal(workers: int, space: Path) -> Iterator[tuple[str, list[subprocess.Popen[bytes]]]]:
    """A scheduler's address; its process and those of its workers, each to be killed by the test."""
    file = space / "scheduler.json"
    running = [started("scheduler", "--port", "0", "--scheduler-file", str(file), space=space)]
    own = ("--scheduler-file", str(file), "--nthreads", "1", "--no-nanny", "--local-directory", str(space))
    running += [started("worker", *own, space=space) for _ in range(workers)]
    try:
        with distributed.Client(scheduler_file=str(file), timeout=60, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=60)
            address = client.scheduler.address
        yield address, running
    finally:
        for one in running:
            end(one)


def end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def killed(who: subprocess.Popen[bytes], team: Path, name: str, scheduler: str) -> Ran:
    """A plan made by a cluster that loses one of its processes after the first answer."""

    def losing(*given: Any) -> Iterator[Any]:
        for number, answer in enumerate(spread(*given)):
            yield answer
            if number == 0:
                end(who)

    spread = cluster.spread
    with pytest.MonkeyPatch.context() as patch:
        for module, bound, value in (
            (cluster, "spread", losing), (cluster, "AHEAD", 1), (cluster, "GONE", 1.5), (cluster, "LOOK", 0.5),
        ):  # fmt: skip
            patch.setattr(module, bound, value)
        words = ("reassign", "export.csv", "-o", name, "--on", TODAY, "--scheduler", scheduler)
        return run_leadcli(*words, folder=team, language="en")


def goes_on_later(ran: Ran, said: str, team: Path, name: str, whole: bytes) -> None:
    """It says so, and what is done is kept."""
    assert ran.code == 2
    assert said in ran.err
    assert "--resume" in ran.err
    assert not (team / name).exists()
    assert list(team.glob(f".{name}.*.parts/*.jsonl"))
    assert plan(team, name, "--resume", "--workers", "1") == whole


def test_a_killed_worker_costs_time_alone_and_when_all_are_gone_it_says_so(
    team: Path, whole: bytes, tmp_path: Path
) -> None:
    """One of two workers is killed while they work; nobody starts it again; then the other one."""
    with mortal(2, tmp_path) as (address, (_, one, other)):
        ran = killed(one, team, "killed.jsonl", address)
        assert ran.code == 0, ran.err
        assert (team / "killed.jsonl").read_bytes() == whole
        began = time.monotonic()
        goes_on_later(killed(other, team, "gone.jsonl", address), "all workers are gone", team, "gone.jsonl", whole)
        assert time.monotonic() - began < 30


def test_when_the_scheduler_is_gone_it_says_so(team: Path, whole: bytes, tmp_path: Path) -> None:
    with mortal(1, tmp_path) as (address, (scheduler, _)):
        began, name = time.monotonic(), "headless.jsonl"
        goes_on_later(killed(scheduler, team, name, address), "the scheduler is gone", team, name, whole)
        assert time.monotonic() - began < 30


class Clock:
    """A cluster by a clock of its own: a second goes by with each wait for an answer, and with each unheard question.

    ``seen``: how many threads the scheduler tells of at that second, None where it is silent.
    """

    def __init__(self, seen: Callable[[int], int | None]) -> None:
        self.now, self.seen, self.status = 1000.0, seen, "running"
        self.scheduler = SimpleNamespace(ncores=None)

    def monotonic(self) -> float:
        return self.now

    def sync(self, *_: Any, callback_timeout: float) -> dict[str, int]:
        found = self.seen(int(self.now - 1000))
        if found is None:
            self.now += callback_timeout
            raise TimeoutError
        return {"a worker": found} if found else {}

    def result(self, timeout: float) -> Any:
        self.now += timeout
        if self.now > 1500:
            return "an answer"
        raise TimeoutError


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        pytest.param(lambda second: 0, "all workers are gone", id="no-worker"),
        pytest.param(lambda second: None, "the scheduler is gone", id="no-scheduler"),
        pytest.param(lambda second: None if second % 7 == 6 else 0, "all workers are gone", id="silent-in-between"),
        pytest.param(lambda second: 2 if second in (5, 100) else 0, "all workers are gone", id="one-came-and-went"),
        pytest.param(lambda second: 2 if second % 15 > 13 else 0, "", id="always-one-again"),
        pytest.param(lambda second: 2 if second % 15 > 12 else None, "", id="answers-now-and-then"),
    ],
)
def test_as_it_is_shipped_it_says_within_30_seconds_that_all_are_gone(
    seen: Callable[[int], int | None], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(seen)
    monkeypatch.setattr(cluster, "time", clock)
    watch = cluster.Watch(clock, "tcp://there:8786")
    if not said:
        assert watch.result(clock) == "an answer"
        return
    with pytest.raises(Refusal) as told:
        watch.result(clock)
    assert said in told.value.said[0].text
    assert "--resume" in told.value.said[-1].text
    since = 1006 if seen(5) else 1000  # since when nobody is there
    assert cluster.GONE <= clock.now - since <= cluster.GONE + 4 * cluster.LOOK < 30


@pytest.mark.parametrize("status", ["finished", "error"])
def test_an_answer_that_comes_as_it_is_given_up_is_taken(status: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wait is over, and in the next moment the work is: an answer is given, a timeout of the work itself told."""
    clock = Clock(lambda _: 2)
    monkeypatch.setattr(cluster, "time", clock)
    waits = iter([TimeoutError, "an answer"] if status == "finished" else [TimeoutError])

    def result(timeout: float) -> Any:
        found = next(waits)
        if found is TimeoutError:
            raise TimeoutError
        return found

    future = SimpleNamespace(result=result, status=status, done=lambda: True)
    watch = cluster.Watch(clock, "tcp://there:8786")
    if status == "finished":
        assert watch.result(future) == "an answer"
        return
    with pytest.raises(TimeoutError):
        watch.result(future)


def test_a_cluster_that_cannot_do_it_is_told(team: Path, monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    def refused(*how: str) -> str:
        ran = run_leadcli("reassign", "export.csv", "-o", "no.jsonl", *how, folder=team, language="en")
        assert ran.code == 2
        assert not (team / "no.jsonl").exists()
        return ran.err

    monkeypatch.setattr(cluster, "PATIENCE", 0.5)
    assert "no scheduler answers" in refused("--scheduler", "tcp://127.0.0.1:9")
    with distributed.LocalCluster(n_workers=0, dashboard_address="127.0.0.1:0", silence_logs=50) as empty:
        assert "has no workers" in refused("--scheduler", empty.scheduler_address)
    monkeypatch.setattr(cluster, "__version__", "9.9")
    assert "workers without leadcli 9.9" in refused("--scheduler", address)


def test_a_worker_refuses_another_workspace_than_the_plan_s(
    team: Path, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = open_workspace(team, "first-come")
    monkeypatch.setattr("leadcli.cli.reassign.command.pack", lambda opened, policy: pack(other, "first-come"))
    ran = run_leadcli("reassign", "export.csv", "-o", "no.jsonl", "--scheduler", address, folder=team, language="en")
    assert ran.code == 2
    assert "was changed while the rows were judged" in ran.err


@pytest.mark.parametrize("compiled", [False, True])
def test_a_packed_workspace_is_the_same_elsewhere(
    compiled: bool, team: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leadcli.workspace.opening._large", lambda: 0)
    opened = open_workspace(team, "first-come", compiled=compiled)
    assert (opened.tables is not None) == compiled
    data = pack(opened, "first-come")
    assert data == pack(opened, "first-come")
    (tmp_path / "x.zip").write_bytes(data)
    with zipfile.ZipFile(tmp_path / "x.zip") as book:
        book.extractall(tmp_path / "there")
    found = open_pack(tmp_path / "there")
    assert found.book is not None
    assert found.policy is not None
    assert opened.book is not None
    assert opened.policy is not None
    assert (found.book.fingerprint, found.policy.fingerprint) == (opened.book.fingerprint, opened.policy.fingerprint)
    assert (found.tables is not None) == compiled


def test_a_kit_is_unpacked_only_if_it_is_what_was_sent(tmp_path: Path) -> None:
    import hashlib
    import io

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("rules.yaml", "x")
    data = out.getvalue()
    digest = hashlib.sha256(data).hexdigest()
    assert (cluster.unpack(data, digest, tmp_path) / "rules.yaml").read_text(encoding="utf-8") == "x"
    assert cluster.unpack(data, digest, tmp_path).is_dir()
    with pytest.raises(ValueError, match="altered"):
        cluster.unpack(data[:-1] + b"?", digest, tmp_path)
    assert len(list(tmp_path.iterdir())) == 1


def test_a_cluster_that_does_not_take_the_work_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """A timeout has no text of its own."""

    def silent(client: object, scheduler: str) -> None:
        raise TimeoutError

    monkeypatch.setattr(cluster, "_client", lambda scheduler, workers: nullcontext())
    monkeypatch.setattr(cluster, "_check", silent)
    with pytest.raises(Refusal) as told:
        list(cluster.spread([1], abs, print, (), b"", "tcp://127.0.0.1:9"))
    assert dict(told.value.said[0].args)["reason"] == "TimeoutError"
