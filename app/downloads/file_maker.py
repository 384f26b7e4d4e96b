"""Makes large downloads in the background and caches them; the least recently used are evicted."""

import json
import os
import shutil
import subprocess
import sys
import time
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from queue import PriorityQueue
from tempfile import TemporaryDirectory
from threading import BoundedSemaphore, Lock, Thread

from app.downloads.file_order import FileOrder
from library.errors import LibraryError, name_problems, problem
from library.process.child import ending_with_parent

FileInProductionError = problem(
    "Tệp này lớn nên máy đang làm. Xin giữ trang này mở: tệp tự tải về khi xong.",
    status=503,
    retry_after=10,
)
DownloadsBusyError = problem(
    "Lúc này có nhiều bạn đọc cùng tải tệp lớn. Xin giữ trang này mở để trang tự thử lại, "
    "hoặc đọc trên trang web: các trang vẫn mở được ngay.",
    status=503,
    retry_after=30,
)

name_problems(globals())


MAX_WAITING = 32
"""Largest number of files that are made or wait to be made."""

MAX_WAITING_PER_CLIENT = 8
"""Largest number of these for one address, which may be that of a whole school."""

_MAX_WAITING_REQUESTS = 3
_PATIENCE_SECONDS = 20
"""A quarter of the server's threads may wait this long for a file; other requests do not wait."""

_TIMEOUT_SECONDS = 600
_UNFINISHED_PREFIX = "half-"
_DAY_SECONDS = 86_400
_CHECKOUT = Path(__file__).parents[2]


@dataclass(order=True, slots=True)
class _Production:
    """A file in the queue; small files are made first."""

    expected_bytes: int
    serial: int
    order: FileOrder | None = field(compare=False)
    """The order; None ends the thread, before all others."""
    client: str = field(compare=False)
    result: Future[None] = field(compare=False, default_factory=Future)


class FileMaker:
    """Folder of large downloads, each named by its content, and the queue of new ones.

    One file is made at a time, so that the processor stays free for readers.
    """

    def __init__(self, folder: Path, max_bytes: int, patience: float = _PATIENCE_SECONDS) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self.patience = patience
        self._lock = Lock()
        self._serials = count()
        self._waiting: dict[str, _Production] = {}
        self._queue: PriorityQueue[_Production] = PriorityQueue()
        self._patient_requests = BoundedSemaphore(_MAX_WAITING_REQUESTS)
        self._worker: Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False

    def get(self, order: FileOrder, client: str) -> Path:
        """Return the path of the file, and make it if it is not cached.

        Raise FileInProductionError if it takes longer than a request may wait, DownloadsBusyError
        if too many files are waiting, and FileNotKeptError if a page is missing.
        """
        path = self._folder / order.name
        if not path.exists():
            self._wait(self._enter(order, client))
        # the least recently used files are evicted first; the time of change stays, by which
        # nginx knows whether a download can go on
        os.utime(path, ns=(time.time_ns(), path.stat().st_mtime_ns))
        return path

    @property
    def waiting_count(self) -> int:
        """Number of files that are made or wait to be made."""
        return len(self._waiting)

    def close(self) -> None:
        """Stop the running program and the thread; the file is made at the next request."""
        with self._lock:
            self._is_closed = True
            self._stop_program()
        if self._worker is not None:
            self._queue.put(_Production(-1, next(self._serials), None, ""))
            self._worker.join()

    def _enter(self, order: FileOrder, client: str) -> Future[None]:
        with self._lock:
            production = self._waiting.get(order.name)
            if production is None:
                self._refuse_too_many(client)
                production = _Production(order.expected_bytes, next(self._serials), order, client)
                self._waiting[order.name] = production
                self._queue.put(production)
                if self._worker is None:
                    self._worker = Thread(target=self._work, name="downloads", daemon=True)
                    self._worker.start()
            return production.result

    def _refuse_too_many(self, client: str) -> None:
        clients = [production.client for production in self._waiting.values()]
        if len(clients) >= MAX_WAITING or clients.count(client) >= MAX_WAITING_PER_CLIENT:
            raise DownloadsBusyError

    def _wait(self, result: Future[None]) -> None:
        if not self._patient_requests.acquire(blocking=False):
            raise FileInProductionError
        try:
            result.result(self.patience)
        except TimeoutError:
            raise FileInProductionError from None
        finally:
            self._patient_requests.release()

    def _work(self) -> None:
        while (production := self._queue.get()).order is not None:
            error = None
            try:
                self._make(production.order)
            except (LibraryError, OSError, subprocess.SubprocessError) as problem:
                error = problem
            with self._lock:
                del self._waiting[production.order.name]
            if error is None:
                production.result.set_result(None)
            else:
                production.result.set_exception(error)

    def _make(self, order: FileOrder) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        self._evict(order.expected_bytes)
        with TemporaryDirectory(dir=self._folder, prefix=_UNFINISHED_PREFIX) as folder:
            temporary_path = Path(folder) / order.name
            self._run(order.program, {**order.make_job(), "target": str(temporary_path)})
            temporary_path.rename(self._folder / order.name)

    def _run(self, program: tuple[str, ...], job: dict[str, object]) -> None:
        command = [*ending_with_parent("KILL"), sys.executable, *program]
        with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, cwd=_CHECKOUT) as process:
            with self._lock:
                self._process = process
                self._stop_program()
            try:
                process.communicate(json.dumps(job), timeout=_TIMEOUT_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
            finally:
                self._process = None
        if process.returncode != 0:
            raise subprocess.CalledProcessError(process.returncode, command)

    def _stop_program(self) -> None:
        """Stop the running program if the maker is closed."""
        if self._is_closed and self._process is not None:
            self._process.terminate()

    def _evict(self, needed_bytes: int) -> None:
        for folder in self._folder.glob(f"{_UNFINISHED_PREFIX}*"):
            if time.time() - folder.stat().st_mtime > _DAY_SECONDS:  # its process was killed
                shutil.rmtree(folder, ignore_errors=True)
        files = (path for path in self._folder.iterdir() if path.is_file())
        by_age = sorted(files, key=lambda path: path.stat().st_atime)
        used_bytes = sum(path.stat().st_size for path in by_age)
        for path in by_age:
            if used_bytes + needed_bytes <= self._max_bytes:
                return
            used_bytes -= path.stat().st_size
            with suppress(FileNotFoundError):  # another process evicted it meanwhile
                path.unlink()
