"""Log of the worker processes: the output of compiled libraries, useful only to engineers."""

import os
import sys
from contextlib import suppress
from pathlib import Path

LOG_NAME = "ingest.log"
"""File in the data folder."""

_MAX_LOG_BYTES = 10 << 20
"""Size after which a new log is begun; the last one is kept beside it."""


def redirect_stderr(log: Path) -> None:
    """Append all errors that this process and its programs print to a log."""
    begin_new_log(log)
    with log.open("ab") as stream:
        os.dup2(stream.fileno(), sys.stderr.fileno())


def begin_new_log(log: Path, max_bytes: int = _MAX_LOG_BYTES) -> None:
    """Set a large log aside, in the place of the one before; its writers go on with it."""
    with suppress(FileNotFoundError):  # there is none, or another worker was faster
        if log.stat().st_size > max_bytes:
            log.replace(log.with_name(f"{log.name}.1"))
