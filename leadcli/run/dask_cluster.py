"""The same work on Dask distributed: many machines, or a few processes of this one to try it.

Each worker gets the kit once, whenever it joins: a zip that is unpacked beside the worker's own files after its hash
was checked, and what to start with. A part may be done twice, when a worker is lost: then its answer is the same, and
answers come in the order of the parts. Dask's default transport trusts its network; give an address with tls:// where
that is not enough.
"""

from __future__ import annotations

import hashlib
import io
import logging
import os
import shutil
import signal
import threading
import time
import uuid
import zipfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from importlib import metadata
from pathlib import Path
from typing import Any, TypeVar

import distributed

from leadcli import __version__
from leadcli.domain.messages import Refusal, message

T = TypeVar("T")
R = TypeVar("R")
LOCAL = "local"
PATIENCE = 60  # seconds until the first worker must be there
AHEAD = 4  # parts that wait for each thread of a worker
LOOK = 1  # seconds after which the cluster is looked at while nothing is answered
GONE = 20  # seconds without any worker, or without a scheduler that answers, until that is said
TRIES = 3  # to tell all workers something while some are lost

_LOCK = threading.Lock()  # a worker of several threads does one part at a time: what is opened is shared
_STARTED: list[str] = []


class Kit(distributed.WorkerPlugin):
    """What a worker needs, as a Dask worker plugin: it is sent to each worker, also to those that join later."""

    idempotent = True

    def __init__(self, pack: bytes, start: Callable[..., None], given: tuple[object, ...], work: Callable[[Any], Any]):
        """``start(*given, folder)`` prepares a worker: ``folder`` is where ``pack``, a zip, was unpacked."""
        self.digest = hashlib.sha256(pack).hexdigest()
        self.name = f"leadcli-{uuid.uuid4().hex}"
        self._pack, self._start, self._given, self._work = pack, start, given, work
        self._folder = ""

    def setup(self, worker: Any) -> None:
        """Unpack, once for a worker; what is already there under this hash was checked when it was unpacked."""
        self._folder = str(unpack(self._pack, self.digest, Path(worker.local_directory)))

    def teardown(self, worker: Any) -> None:
        """Leave the worker as it was."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def do(self, part: Any) -> Any:
        """One part."""
        with _LOCK:
            if [self.name] != _STARTED:
                self._start(*self._given, self._folder)
                _STARTED[:] = [self.name]
            return self._work(part)


def unpack(pack: bytes, digest: str, beside: Path) -> Path:
    """A kit's zip unpacked under its hash, whole or not at all. Raises ValueError if it is not what was sent."""
    folder = beside / f"leadcli-{digest[:16]}"
    if hashlib.sha256(pack).hexdigest() != digest:
        raise ValueError("the kit was altered on its way")
    if not folder.is_dir():
        half = beside / f".{folder.name}.{os.getpid()}.{threading.get_ident()}"
        with zipfile.ZipFile(io.BytesIO(pack)) as book:
            book.extractall(half)
        try:
            half.replace(folder)
        except OSError:  # another thread was faster
            shutil.rmtree(half, ignore_errors=True)
    return folder


def _do(name: str, part: Any) -> Any:
    kit: Any = distributed.get_worker().plugins[name]
    return kit.do(part)


def spread(
    parts: Iterable[T],
    work: Callable[[T], R],
    start: Callable[..., None],
    given: tuple[object, ...],
    pack: bytes,
    scheduler: str,
    workers: int = 0,
) -> Iterator[R]:
    """``work`` done on each part by the workers of a scheduler, in order; see ``Kit``.

    ``scheduler``: an address, or ``local`` for ``workers`` processes here. Parts are taken no further ahead than the
    workers need. A worker that is lost costs time alone. Raises Refusal where there is no scheduler or no worker that
    could do it, or where there is none any more.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters is raised, and said by us
    kit = Kit(pack, start, given, work)
    with _client(scheduler, workers) as client:
        watch = Watch(client, scheduler)
        try:
            _check(client, scheduler)
            _register(client, kit)
        except OSError as error:  # a timeout is one, and has no text
            raise _unanswered(scheduler, error) from None
        waiting: deque[Any] = deque()
        try:
            for number, part in enumerate(parts):
                key = f"{kit.name}-{number}"
                waiting.append(client.submit(_do, kit.name, part, key=key, pure=False))
                if len(waiting) >= max(2, AHEAD * watch.threads):
                    yield watch.result(waiting.popleft())
            while waiting:
                yield watch.result(waiting.popleft())
        except distributed.KilledWorker:
            raise Refusal(
                message("the cluster lost a worker again and again on the same rows"), message("go on with --resume")
            ) from None
        finally:
            if watch.answers():
                with suppress(OSError, TimeoutError):  # a worker may be lost just now
                    client.cancel(list(waiting), force=True)
                    client.unregister_worker_plugin(kit.name)


class Watch:
    """Looks at a cluster while its answers are waited for, and says when there is nobody left to give them."""

    def __init__(self, client: Any, address: str) -> None:
        """``address``: of the scheduler, as it was asked for."""
        self._client, self._address = client, address
        self._alone = 0.0  # since when there is no worker, 0 while there are
        self._silent = 0.0  # since when the scheduler does not answer
        self._looked = 0.0
        self.threads = 1

    def result(self, future: Any) -> Any:
        """An answer, when it is there. Raises Refusal where nobody is left to give it."""
        while True:
            try:
                found = future.result(timeout=LOOK)
            except TimeoutError:
                if future.status == "error":
                    raise  # of the work itself; it may have been done just now
                self._look()
            except CancelledError:  # all futures are, when the scheduler is lost
                raise self._no_scheduler() from None
            else:
                if time.monotonic() - self._looked >= LOOK:
                    self._look()
                return found

    def answers(self) -> bool:
        """Whether the scheduler answers now. ``threads``: of all its workers, as it then says."""
        self._looked = time.monotonic()
        if self._client.status != "running":
            return False
        try:
            found = self._client.sync(self._client.scheduler.ncores, callback_timeout=LOOK)
        except (OSError, TimeoutError):
            return False
        self.threads = sum(found.values())
        return True

    def _look(self) -> None:
        there, now = self.answers(), time.monotonic()
        self._silent = 0.0 if there else self._silent or now
        if there:  # who is silent says nothing of workers
            self._alone = 0.0 if self.threads else self._alone or now
        if self._silent and now - self._silent >= GONE:
            raise self._no_scheduler()
        if there and self._alone and now - self._alone >= GONE:
            raise Refusal(
                message("{address}: all workers are gone", address=self._address),
                message("start some: dask worker {address}", address=self._address),
                message("go on with --resume"),
            )

    def _no_scheduler(self) -> Refusal:
        return Refusal(
            message("{address}: the scheduler is gone", address=self._address), message("go on with --resume")
        )


def _register(client: Any, kit: Kit) -> None:
    """Send the kit to all workers; those that join later get it too. One that is lost meanwhile needs none."""
    for more in reversed(range(TRIES)):
        try:
            client.register_plugin(kit, name=kit.name)
        except OSError:
            if not more:
                raise
        else:
            return


def _unanswered(scheduler: str, error: Exception) -> Refusal:
    reason = str(error) or type(error).__name__
    return Refusal(message("{address}: no scheduler answers: {reason}", address=scheduler, reason=reason))


@contextmanager
def _client(scheduler: str, workers: int) -> Iterator[Any]:
    if scheduler != LOCAL:
        try:
            client = distributed.Client(scheduler, timeout=PATIENCE, set_as_default=False)  # type: ignore[no-untyped-call]
        except (OSError, ValueError, TypeError) as error:
            raise _unanswered(scheduler, error) from None
        with client:
            yield client
        return
    made = partial(
        distributed.LocalCluster, n_workers=workers or os.cpu_count() or 1, threads_per_worker=1,
        dashboard_address="127.0.0.1:0", silence_logs=logging.CRITICAL,
    )  # fmt: skip
    with ExitStack() as ends:
        with _deaf():
            cluster = ends.enter_context(made())
        yield ends.enter_context(distributed.Client(cluster, set_as_default=False))  # type: ignore[no-untyped-call]


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C: it is for the command, which then ends them quietly."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _check(client: Any, scheduler: str) -> None:
    """Each worker must have this leadcli: other code may judge otherwise."""
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
    except TimeoutError:
        raise Refusal(
            message("{address}: the scheduler has no workers", address=scheduler),
            message("start some: dask worker {address}", address=scheduler),
        ) from None
    found = client.run(metadata.version, "leadcli", on_error="return")
    lost = {name for name, told in found.items() if isinstance(told, OSError)}
    wrong = sorted(f"{name} ({told})" for name, told in found.items() if told != __version__ and name not in lost)
    if wrong:
        raise Refusal(
            message("workers without leadcli {version}: {workers}", version=__version__, workers=tuple(wrong)),
            message("install the same leadcli on every worker"),
        )
