"""The backup repository, as kept by the program restic; its errors become ours here."""

import json
import re
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Timer
from typing import IO, Any
from urllib.parse import urlsplit

from library import clock
from library.backup import problems
from library.clock import HANOI
from library.errors import LibraryError
from library.process.child import ending_with_parent
from library.settings import Settings

LATEST = "latest"
"""Name of the newest copy."""

_TAG, _DATABASE_TAG = "diachi", "diachi-database"
"""Tags of full copies, and of copies of the database alone."""

_HOST = "diachi"
"""Host name in every copy, so that a library moved to another machine goes on incrementally."""

_KEEP_WITHIN = "2d"
"""Every copy of the last two days is kept, however many there are."""

_OLDEST = datetime.min.replace(tzinfo=UTC)
_MAX_HOURS = 48  # a first copy of terabytes over a slow line
_INCOMPLETE = 3
"""Exit code of `restic backup` when a copy was stored but some files could not be read."""

_COPY_ID = re.compile(r"[0-9a-f]{4,64}")

Progress = Callable[[float], None]
"""Called with the finished share, 0 to 1."""


@dataclass(frozen=True, slots=True)
class StoredCopy:
    """A copy just stored, with its size and the part that was new."""

    id: str
    files: int
    total_bytes: int
    added_bytes: int
    """Bytes of new content, compressed; restic before 0.15 says them before compression."""
    unread: tuple[str, ...]
    """Paths of the files that could not be read, or vanished meanwhile."""


@dataclass(frozen=True, slots=True)
class BackupCopy:
    """A copy in the repository."""

    id: str
    made: datetime
    database_only: bool = False
    """True if it holds nothing but the database."""


class Repository:
    """A repository of restic: encrypted, deduplicated, in a folder or on another machine."""

    def __init__(self, place: str, password_file: Path, cache: Path) -> None:
        self._place = place
        self._options = ("--repo", place, "--password-file", str(password_file))
        self._options += ("--cache-dir", str(cache), "--quiet")

    @property
    def name(self) -> str:
        """Return the place without a password that it may contain."""
        address = urlsplit(self._place)
        secret = address.password or urlsplit(address.path).password
        return self._place.replace(f":{secret}@", ":…@") if secret else self._place

    def create(self) -> None:
        """Create the repository; raise RepositoryExistsError if there is one."""
        self._run("init")

    def clear_dead_locks(self, *, all_of_them: bool = False) -> None:
        """Remove locks of processes that died, or all of them."""
        self._run("unlock", *(("--remove-all",) if all_of_them else ()))

    def copies(self) -> tuple[BackupCopy, ...]:
        """Return the copies of this library, oldest first."""
        found_copies = json.loads(
            self._run("snapshots", "--json", "--no-lock", "--tag", _TAG, "--tag", _DATABASE_TAG)
        )
        copies = [
            BackupCopy(row["id"], moment_of(row["time"]), _DATABASE_TAG in row["tags"])
            for row in found_copies or ()
        ]
        return tuple(sorted(copies, key=lambda copy: copy.made))

    def find(self, text: str) -> BackupCopy:
        """Return the copy with this identifier or its beginning.

        `latest` is the newest full copy; a day (2026-11-20) or a time (2026-11-20T14:30) stands
        for the newest copy of any kind made until then, by the clock of Hà Nội.
        """
        copies = self.copies()
        if text == LATEST:
            copies = tuple(copy for copy in copies if not copy.database_only)
        elif (until := time_typed(text)) is not None:
            copies = tuple(copy for copy in copies if copy.made < until)
        else:
            copies = tuple(copy for copy in copies if copy.id.startswith(text))
            if not _COPY_ID.fullmatch(text) or len(copies) > 1:
                raise problems.CopyNotFoundError(text)
        if not copies:
            raise problems.CopyNotFoundError(text)
        return copies[-1]

    def full_copy_for(self, copy: BackupCopy) -> BackupCopy:
        """Return the full copy with the masters of a copy of the database alone.

        It is the first one made afterwards, which has them all, or else the last one before.
        """
        if not copy.database_only:
            return copy
        full = [other for other in self.copies() if not other.database_only]
        if not full:
            raise problems.CopyNotFoundError(LATEST)
        return next((other for other in full if other.made > copy.made), full[-1])

    def store(
        self,
        folder: Path,
        names: Iterable[str],
        progress: Progress,
        *,
        database_only: bool = False,
    ) -> StoredCopy:
        """Store these files and folders of a folder as one new copy."""
        tag = _DATABASE_TAG if database_only else _TAG
        words = ("backup", "--json", "--tag", tag, "--host", _HOST)
        words += ("--time", f"{clock.now().astimezone():%Y-%m-%d %H:%M:%S}")
        words += ("--exclude", ".unfinished", "--exclude", ".damaged")
        summary: dict[str, Any] = {}
        with self._started(*words, "--", *names, folder=folder, success_codes=(0, _INCOMPLETE)) as (
            run,
            errors,
        ):
            for message in _messages(run.stdout):
                if message.get("message_type") == "status":
                    progress(float(message.get("percent_done", 0)))
                elif message.get("message_type") == "summary":
                    summary = message
            run.wait()
            errors.seek(0)
            unread = tuple(message.get("item", "?") for message in _messages(errors))
        return StoredCopy(
            id=self.find(summary["snapshot_id"]).id,  # before 0.15 only eight characters of it
            files=summary["total_files_processed"],
            total_bytes=summary["total_bytes_processed"],
            added_bytes=summary.get("data_added_packed", summary["data_added"]),
            unread=unread if run.returncode == _INCOMPLETE else (),
        )

    def files_below(self, copy_id: str, folder: str) -> Iterator[str]:
        """Yield the paths of the files of a copy below one of its folders."""
        with self._started("ls", "--json", "--recursive", copy_id, f"/{folder}") as (run, _):
            for node in _messages(run.stdout):
                if node.get("struct_type") == "node" and node["type"] == "file":
                    yield node["path"].removeprefix("/")

    def versions_of(self, path: str, size: int) -> tuple[str, ...]:
        """Return copies with the different versions of a file of this size, newest first."""
        found_files = json.loads(self._run("find", "--json", "--no-lock", f"/{path}"))
        ages = {copy.id: copy.made for copy in self.copies()}
        holders: dict[tuple[object, ...], str] = {}
        for row in sorted(found_files, key=lambda row: ages.get(row["snapshot"], _OLDEST)):
            for file in row["matches"]:
                if file["size"] == size:
                    version = (file["mtime"], file.get("ctime"), file.get("inode"))
                    holders[version] = row["snapshot"]
        return tuple(dict.fromkeys(reversed(holders.values())))

    @contextmanager
    def opened(self, copy_id: str, path: str) -> Iterator[IO[bytes]]:
        """Yield the content of a file of a copy; nothing is written into the repository."""
        words = ("dump", "--no-lock", copy_id, f"/{path}")
        with self._started(*words, binary=True) as (run, _):
            yield run.stdout

    def size(self, copy: BackupCopy) -> int:
        """Return the size in bytes that a copy has when restored."""
        return json.loads(self._run("stats", "--json", copy.id))["total_size"]

    def restore(self, copy: BackupCopy, target: Path, only: Iterable[str] = ()) -> None:
        """Write a copy, or only these paths of it, below a folder."""
        includes = [word for path in only for word in ("--include", f"/{path}")]
        self._run("restore", copy.id, "--target", str(target), *includes)

    def forget(self, daily: int, weekly: int, monthly: int, database_hours: int) -> None:
        """Remove the copies that are older than the policy, and the data only they had."""
        rules = (
            *("--keep-within", _KEEP_WITHIN, "--keep-daily", str(daily)),
            *("--keep-weekly", str(weekly), "--keep-monthly", str(monthly)),
        )
        by_host = ("--group-by", "host")  # of one kind of copy, chosen by its tag
        hours = ("--keep-within", f"{database_hours}h")
        self._run("forget", "--tag", _DATABASE_TAG, *by_host, *hours)
        self._run("forget", "--tag", _TAG, *by_host, *rules, "--prune")

    def remove(self, copies: Iterable[BackupCopy]) -> None:
        """Remove copies, and all data that only they had, even where it stands beside other."""
        ids = [copy.id for copy in copies]
        self._run("forget", "--prune", "--max-unused", "0", *ids)

    def stored_bytes(self) -> int:
        """Return the size of the content of all copies, each piece counted once."""
        return json.loads(self._run("stats", "--json", "--mode", "raw-data"))["total_size"]

    def check(self, part: int = 1, parts: int = 1) -> None:
        """Verify the structure of the repository, and the content of one of at most 255 parts."""
        self._run("check", "--read-data-subset", f"{part}/{parts}")

    def _run(self, *words: str) -> str:
        with self._started(*words) as (run, _):
            return run.stdout.read()

    @contextmanager
    def _started(
        self,
        *words: str,
        folder: Path | None = None,
        success_codes: tuple[int, ...] = (0,),
        binary: bool = False,
    ) -> Iterator[tuple[subprocess.Popen, IO[str]]]:
        """Yield the running program and its messages; raise the error it reports at its end."""
        # at INT restic removes its own lock
        command = [*ending_with_parent("INT"), "restic", *self._options, *words]
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
            with subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=not binary,
                errors=None if binary else "replace",
            ) as run:
                limit = Timer(_MAX_HOURS * 3600, run.kill)
                limit.start()
                try:
                    yield run, errors
                    run.wait()
                finally:
                    limit.cancel()
                    run.terminate()  # nothing happens if it has ended
            if run.returncode not in success_codes:
                errors.seek(0)
                if run.returncode == -signal.SIGKILL:
                    raise problems.RepositorySlowError(self.name, _MAX_HOURS)
                raise error_of(self.name, errors.read())


def require_at_hand(settings: Settings) -> None:
    """Look, in milliseconds, for what each copy needs on this machine.

    Raises ResticMissingError without the program, and RepositoryMissingError if the repository is a
    folder and is gone.
    """
    if shutil.which("restic") is None:
        raise problems.ResticMissingError
    place = Path(settings.backup_to)
    with suppress(PermissionError):  # the account of the copies alone may look into it
        if place.is_absolute() and not (place / "config").exists():
            raise problems.RepositoryMissingError(place)


def open_repository(settings: Settings) -> Repository:
    """Return the repository of the settings; its password file must be private."""
    if not settings.backup_to or settings.backup_password_file is None:
        raise problems.BackupUnsetError
    check_password_file(settings.backup_password_file)
    cache = settings.temporary / "restic-cache"
    return Repository(settings.backup_to, settings.backup_password_file, cache)


def _messages(lines: IO[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.startswith("{"):
            yield json.loads(line)


def time_typed(text: str) -> datetime | None:
    """Return the end of the day or the minute that was typed; None if it is no time."""
    for form, unit in (("%Y-%m-%d", timedelta(days=1)), ("%Y-%m-%dT%H:%M", timedelta(minutes=1))):
        with suppress(ValueError):
            return datetime.strptime(text, form).replace(tzinfo=HANOI) + unit
    return None


def moment_of(text: str) -> datetime:
    """Return a time with nanoseconds, which Python 3.11 does not read."""
    return datetime.fromisoformat(re.sub(r"\.\d+", "", text))


def check_password_file(file: Path) -> None:
    """Raise PasswordFileError unless the file is readable by us, not by everybody, not empty."""
    try:
        if file.stat().st_mode & 0o007:
            raise problems.PasswordFileError(file, f"ai cũng đọc được; hãy chạy chmod 600 {file}")
        if not file.read_text(errors="replace").strip():
            raise problems.PasswordFileError(file, "tệp rỗng")
    except OSError as error:
        raise problems.PasswordFileError(file, error.strerror) from error


_PROBLEMS: tuple[tuple[str, type[LibraryError]], ...] = (
    (r"wrong password|no key found", problems.RepositoryPasswordError),
    (r"config file already exists|already initialized", problems.RepositoryExistsError),
    (r"no space left|disk quota|disk full|file too large", problems.RepositoryFullError),
    (r"already locked|unable to create lock", problems.RepositoryLockedError),
    (
        r"dial |connection (?:refused|reset)|no such host|subprocess ssh|timeout|Access Denied",
        problems.RepositoryUnreachableError,
    ),
    (r"Is there a repository|repository does not exist", problems.RepositoryMissingError),
    (
        r"ciphertext verification|invalid data|does not match|contains errors|damaged|"
        r"not found in|unexpected EOF|integrity|no such file|unable to load|broken",
        problems.RepositoryDamagedError,
    ),
)
"""Messages of restic (all versions since 0.14; exit codes came later), most specific first."""


def error_of(place: str, output: str) -> LibraryError:
    """Return the error that restic reports about the repository at a place."""
    if re.search(r"setpriv: .*restic", output):
        return problems.ResticMissingError()
    detail = _last_message(output)
    for pattern, problem in _PROBLEMS:
        if re.search(pattern, output, re.IGNORECASE):
            return problem(place, detail)
    return problems.RepositoryFailedError(place, detail)


def _last_message(output: str) -> str:
    """Return the last line that restic wrote, out of its JSON."""
    line = ([line for line in output.splitlines() if line.strip()] or ["?"])[-1]
    if line.startswith("{"):
        message = json.loads(line)
        line = message.get("message") or message.get("error", {}).get("message", line)
    return line.splitlines()[0].removeprefix("Fatal: ")
