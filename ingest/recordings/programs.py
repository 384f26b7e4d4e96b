"""Programs of ffmpeg: run in the sandbox on one file, whose format is told and never guessed."""

import errno
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.problems import MissingFfmpegError, RecordingTooHeavyError, RecordingTooSlowError
from library.process.sandbox import Cage, run, sandbox_command

PACKAGE = "ffmpeg"
MAX_MEMORY = 400 << 20
_OPEN_FILES = 64
_MAX_REPORT = 1 << 20
"""Bytes of the messages of a program that may be written at least, and are read: the last."""

_NO_MEMORY = "Cannot allocate memory"
_FULL_BYTES = 16 << 20
"""Free space of a disk that is full."""

_QUIET = ("-nostdin", "-hide_banner", "-nostats")
_ONE_FILE = ("-protocol_whitelist", "file,pipe")
REPRODUCIBLE = ("-map_metadata", "-1", "-map_chapters", "-1", "-fflags", "+bitexact")
"""Options of each file that is made, so that the same recording gives the same bytes."""


@dataclass(frozen=True, slots=True)
class Source:
    """A recording to be read: its file, its demuxer, and its name for people."""

    path: Path
    demuxer: str
    name: str


@dataclass(frozen=True, slots=True)
class Report:
    """The end of a program: its exit code, its output and its messages."""

    code: int
    output: bytes
    errors: str


def probe(source: Source, seconds: float, *options: str) -> Report:
    """Return the report of ffprobe on a recording."""
    address = ("-f", source.demuxer, "-i", _address(source.path))
    command = ("-v", "warning", *_ONE_FILE, *options, *address)
    with tempfile.TemporaryDirectory(prefix="probe-") as folder:
        return _run("ffprobe", command, source, Path(folder), seconds, 0)


def encode(
    source: Source,
    folder: Path,
    seconds: float,
    options: tuple[str, ...],
    *after: str,
    size: int,
    more: tuple[str, ...] = (),
) -> Report:
    """Return the report of ffmpeg, which writes files of at most `size` bytes into a folder.

    `options` are those of the recording, `after` those of the files made from it, and `more`
    names a second recording, made here and in the same folder.
    """
    address = ("-f", source.demuxer, *options, "-i", _address(source.path))
    command = (
        "-v",
        "level+info",
        *_QUIET,
        "-y",
        *_ONE_FILE,
        *address,
        *more,
        *REPRODUCIBLE,
        *after,
    )
    return _run("ffmpeg", command, source, folder, seconds, size)


def require_space() -> None:
    """Raise OSError if the disk of temporary files is full, before a recording is blamed.

    What a program says is written on that disk too, and may be lost; or be a title in the file.
    """
    folder = tempfile.gettempdir()
    if shutil.disk_usage(folder).free < _FULL_BYTES:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), folder)


def version() -> str | None:
    """Return the version of ffmpeg; None if it is not installed."""
    try:
        command = [_program("ffmpeg"), "-version"]
    except MissingFfmpegError:
        return None
    process = subprocess.run(command, capture_output=True, check=False, timeout=30, text=True)
    return process.stdout.split()[2] if process.stdout else None


def _run(
    name: str, options: tuple[str, ...], source: Source, folder: Path, seconds: float, size: int
) -> Report:
    program = _program(name)
    # anonymous memory counts, as the machine must find it; the stack of a thread is part of it
    limits = {"data": MAX_MEMORY, "stack": 1 << 20, "nofile": _OPEN_FILES}
    limits |= {"fsize": max(size, _MAX_REPORT), "cpu": round(4 * seconds) + 1}
    command = (*sandbox_command(program, source.path, folder, Cage(limits)), str(program), *options)
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        try:
            code = run(command, folder, seconds, output, errors)
        except subprocess.TimeoutExpired as error:
            raise RecordingTooSlowError(source.name, round(seconds)) from error
        output.seek(0)
        errors.seek(max(0, os.fstat(errors.fileno()).st_size - _MAX_REPORT))
        message = errors.read(_MAX_REPORT).decode("utf-8", "replace")
        if code:
            require_space()
        if code and _NO_MEMORY in message:
            raise RecordingTooHeavyError(source.name, MAX_MEMORY >> 20)
        return Report(code, output.read(max(size, _MAX_REPORT)), message)


def _address(path: Path) -> str:
    return f"file:{path.resolve()}"


@cache
def _program(name: str) -> Path:
    program = shutil.which(name)
    if program is None:
        raise MissingFfmpegError(PACKAGE)
    return Path(program).resolve()
