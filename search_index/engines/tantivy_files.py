"""Check of the files of a Tantivy index against their checksums, and guard of calls to Tantivy.

Tantivy maps its files into memory and trusts them: a changed byte gives wrong results or a panic, a
truncated file kills the process. Files are therefore checked before they are used.
"""

import errno
import json
import math
import re
import struct
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, wraps
from pathlib import Path
from threading import Lock
from typing import NamedTuple, TypeVar

from library.errors import IndexDamagedError, LibraryError, SearchFailedError

COMMIT_FILE = "meta.json"
_MANAGED_FILE = ".managed.json"
_SEGMENT_SUFFIXES = ("idx", "pos", "term", "store", "fast", "fieldnorm")
_FOOTER_TAIL = struct.Struct("<II")
"""End of a file: the length of its footer, which is JSON with the checksum, and a magic number."""

_FOOTER_MAGIC = 1337
_CHUNK_BYTES = 1 << 20
_RECHECK_SECONDS = 60.0
"""Least time between two readings of all files after failures that the files did not explain."""

_TRANSIENT_ERRORS = {errno.EMFILE, errno.ENFILE, errno.ENOMEM}
"""Errors of the process, not of the files."""

_PANIC = "PanicException"
"""Name of the exception of a panic: a BaseException that cannot be imported."""

_SYSTEM_ERROR = re.compile(r"'([^']+) \(os error \d+\)")
_Method = TypeVar("_Method", bound=Callable[..., object])


class _State(NamedTuple):
    """State of a file; Tantivy never changes a file that is part of a commit."""

    size: int
    modified_ns: int
    inode: int


class SegmentFiles:
    """Files of the last commit of an index, read once and then watched for changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = Lock()
        self.commit: _State | None = None
        """State of the file of the last commit; it changes with every commit."""
        self.documents = 0
        """Number of documents in the files of the last commit, removed ones included."""
        self.segments_with_removed: dict[int, str] = {}
        """Names of the segments that hold removed documents, by their place in the commit."""
        self._paths: tuple[Path, ...] = ()
        self._sound: dict[Path, _State] = {}
        self._read_all_at = -math.inf

    def check(self, *, thorough: bool = False) -> None:
        """Raise IndexDamagedError if a file is missing, unreadable or not what was written.

        Reads new and changed files, or all of them if `thorough`.
        """
        with self._lock:
            if thorough:
                self.commit, self._sound, self._read_all_at = None, {}, time.monotonic()
            commit = _state_or_none(self._folder / COMMIT_FILE)
            while not self._is_sound():
                newer = _state_or_none(self._folder / COMMIT_FILE)
                if newer == commit:
                    raise IndexDamagedError
                commit = newer  # a writer committed meanwhile and removed merged files

    def check_after_failure(self) -> None:
        """Raise IndexDamagedError if damaged files may have caused a failure of Tantivy."""
        self.check(thorough=time.monotonic() - self._read_all_at > _RECHECK_SECONDS)

    def _is_sound(self) -> bool:
        try:
            self._read_commit()
            for path in self._paths:
                state = _state(path)
                if self._sound.get(path) != state:
                    if not _has_checksum(path):
                        return False
                    self._sound[path] = state
        except OSError as error:
            if error.errno in _TRANSIENT_ERRORS:
                raise SearchFailedError from error
            return False
        except (ValueError, KeyError, TypeError, struct.error):
            return False
        return True

    def _read_commit(self) -> None:
        state = _state(self._folder / COMMIT_FILE)
        if state == self.commit and self._paths:
            return
        self.commit, self._paths = state, ()
        json.loads((self._folder / _MANAGED_FILE).read_text())
        segments = json.loads((self._folder / COMMIT_FILE).read_text())["segments"]
        paths = tuple(self._folder / name for row in segments for name in _file_names(row))
        self._paths = paths
        self.documents = sum(row["max_doc"] for row in segments)
        places = enumerate(segments)
        self.segments_with_removed = {at: r["segment_id"] for at, r in places if r["deletes"]}
        self._sound = {path: self._sound[path] for path in paths if path in self._sound}


@lru_cache(maxsize=8)
def segment_files(folder: Path) -> SegmentFiles:
    """Return the files of the index in a folder, the same object in the whole process."""
    return SegmentFiles(folder)


@contextmanager
def guard(files: SegmentFiles, otherwise: type[LibraryError]) -> Iterator[None]:
    """Turn failures of Tantivy into IndexDamagedError if files are damaged, else `otherwise`."""
    try:
        yield
    except LibraryError:
        raise
    except BaseException as error:
        is_native = isinstance(error, ValueError | OSError) or type(error).__name__ == _PANIC
        if not is_native and not isinstance(error, Exception):
            raise
        files.check_after_failure()
        if not is_native:
            raise  # a mistake in our own code
        raise otherwise(cause_of(error)) from error


def guarded(otherwise: type[LibraryError]) -> Callable[[_Method], _Method]:
    """Return a decorator that guards a method of an object with the attribute `files`."""

    def decorate(method: _Method) -> _Method:
        @wraps(method)
        def call(self: object, *args: object, **kwargs: object) -> object:
            with guard(self.files, otherwise):
                return method(self, *args, **kwargs)

        return call

    return decorate


def cause_of(error: BaseException) -> str:
    """Return the system's words for the cause of an error of Tantivy, without the path."""
    match = _SYSTEM_ERROR.search(str(error))
    return match[1] if match else "Tantivy"


def _file_names(segment: dict) -> Iterator[str]:
    name = segment["segment_id"].replace("-", "")
    yield from (f"{name}.{suffix}" for suffix in _SEGMENT_SUFFIXES)
    if segment["deletes"]:
        yield f"{name}.{segment['deletes']['opstamp']}.del"


def _state(path: Path) -> _State:
    status = path.stat()
    return _State(status.st_size, status.st_mtime_ns, status.st_ino)


def _state_or_none(path: Path) -> _State | None:
    try:
        return _state(path)
    except OSError:
        return None


def _has_checksum(path: Path) -> bool:
    """Return True if the content of a file has the checksum in its footer."""
    with path.open("rb") as file:
        file.seek(-_FOOTER_TAIL.size, 2)
        end = file.tell()
        length, magic = _FOOTER_TAIL.unpack(file.read())
        if magic != _FOOTER_MAGIC or length > end:
            return False
        file.seek(end - length)
        footer_checksum = json.loads(file.read(length))["crc"]
        file.seek(0)
        remaining, checksum = end - length, 0
        while chunk := file.read(min(_CHUNK_BYTES, remaining)):
            checksum, remaining = zlib.crc32(chunk, checksum), remaining - len(chunk)
    return remaining == 0 and checksum == footer_checksum
