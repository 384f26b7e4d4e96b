"""Logs of all processes: one line per record with time and level, as text or as JSON."""

import json
import logging
import os
import re
import sys
import threading
import time
from datetime import date, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from typing import TextIO

from library.clock import HANOI
from library.settings import Settings, systemd_variable

_MAX_FILE_BYTES = 10_000_000
_SECONDS_PER_DAY = 86_400

_OWN_PACKAGES = ("app", "ingest", "kit", "library", "points", "scale", "search_index")
_PEER_ADDRESS = re.compile(r"\S+:\d+(?= at 0x)")
"""Address in a connection's representation, which waitress logs beside the path that failed."""

_JOURNAL_PRIORITIES = ((logging.ERROR, 3), (logging.WARNING, 4), (logging.INFO, 6))
"""Syslog priority from each level on; the journal reads it from `<N>` before a line."""


def log_service(settings: Settings, name: str) -> None:
    """Log a long-running process from level INFO on, to its own file if the settings name one."""
    _configure(_file_handler(settings, name) or _StandardError(), settings, name, logging.INFO)
    sys.excepthook = _log_uncaught
    threading.excepthook = _log_thread_failure


def log_command(settings: Settings, name: str = "command") -> None:
    """Log a command, or a child process of a service, from level WARNING on, to standard error."""
    _configure(_StandardError(), settings, name, logging.WARNING)


def rotate(path: Path) -> None:
    """Move a log that another program writes aside when it has grown large; keep one old file."""
    try:
        if path.stat().st_size > _MAX_FILE_BYTES:
            path.replace(path.with_name(f"{path.name}.1"))
    except OSError:  # there is none yet, or the disk is failing, which others report
        return


class _DailyFile(RotatingFileHandler):
    """File of one day or 10 MB, beside older ones that are removed after a number of days."""

    def __init__(self, path: Path, days: int) -> None:
        super().__init__(path, maxBytes=_MAX_FILE_BYTES, backupCount=days, encoding="utf-8")
        self._path, self._days = path, days
        self._day = self._today() if not path.stat().st_size else _day(path.stat().st_mtime)

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802  (logging's name)
        return self._day != _day(record.created) or bool(super().shouldRollover(record))

    def doRollover(self) -> None:  # noqa: N802  (logging's name)
        super().doRollover()
        self._day = self._today()
        oldest = time.time() - self._days * _SECONDS_PER_DAY
        for file in self._path.parent.glob(f"{self._path.name}.*"):
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)

    @staticmethod
    def _today() -> date:
        return _day(time.time())


class _StandardError(logging.StreamHandler):
    """Handler that writes to whatever standard error is at the time."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:
        return sys.stderr


class _TextFormatter(logging.Formatter):
    """`2026-11-27T08:10:58+07:00 WARNING app.web.errors: message`, then the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        text = f"{_time(record)} {record.levelname} {record.name}: {record.getMessage()}"
        return _without_addresses("\n".join(filter(None, (text, _traceback(self, record)))))


class _JournalFormatter(_TextFormatter):
    """Text for the systemd journal: each line begins with its priority."""

    def format(self, record: logging.LogRecord) -> str:
        matching = (number for level, number in _JOURNAL_PRIORITIES if record.levelno >= level)
        prefix = f"<{next(matching, 7)}>"
        return "\n".join(prefix + line for line in super().format(record).splitlines())


class _JsonFormatter(logging.Formatter):
    """One JSON object per line."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "time": _time(record),
            "level": record.levelname,
            "process": self._process,
            "pid": record.process,
            "logger": record.name,
            "message": _without_addresses(record.getMessage()),
        }
        if traceback := _traceback(self, record):
            fields["traceback"] = _without_addresses(traceback)
        return json.dumps(fields, ensure_ascii=False)


def _configure(handler: logging.Handler, settings: Settings, name: str, level: int) -> None:
    handler.setFormatter(_formatter(settings, name, handler))
    root = logging.getLogger()
    for former in [former for former in root.handlers if hasattr(former, "of_diachi")]:
        root.removeHandler(former)
        former.close()
    handler.of_diachi = True
    root.addHandler(handler)
    for package in _OWN_PACKAGES:
        logging.getLogger(package).setLevel(level)


def _formatter(settings: Settings, name: str, handler: logging.Handler) -> logging.Formatter:
    if settings.log_format == "json":
        return _JsonFormatter(name)
    is_file = isinstance(handler, RotatingFileHandler)
    return _JournalFormatter() if _is_journal() and not is_file else _TextFormatter()


def _file_handler(settings: Settings, name: str) -> logging.Handler | None:
    """Return a rotating file, such as diachi-site.log for diachi.log; None if it cannot be written.

    Each process has its own file, since a file that two of them rotate would lose lines.
    """
    if settings.log_file is None:
        return None
    path = settings.log_file.with_name(f"{settings.log_file.stem}-{name}{settings.log_file.suffix}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _DailyFile(path, settings.log_days)
    except OSError as error:
        print(f"{path}: {error.strerror}", file=sys.stderr)
        return None


def _is_journal() -> bool:
    """Return True if standard error is the systemd journal (systemd.exec(5), JOURNAL_STREAM)."""
    try:
        status = os.fstat(sys.stderr.fileno())
    except (OSError, ValueError):  # closed, or not a file
        return False
    return systemd_variable("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"


def _day(seconds: float) -> date:
    return datetime.fromtimestamp(seconds, HANOI).date()


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, HANOI).isoformat(timespec="seconds")


def _traceback(formatter: logging.Formatter, record: logging.LogRecord) -> str:
    return formatter.formatException(record.exc_info) if record.exc_info else ""


def _without_addresses(text: str) -> str:
    return _PEER_ADDRESS.sub("-", text)


def _log_uncaught(kind: type[BaseException], error: BaseException, trace: object) -> None:
    if issubclass(kind, KeyboardInterrupt):
        sys.__excepthook__(kind, error, trace)
        return
    logging.getLogger(__name__).critical("the process ends", exc_info=(kind, error, trace))


def _log_thread_failure(failure: threading.ExceptHookArgs) -> None:
    error = (failure.exc_type, failure.exc_value, failure.exc_traceback)
    logging.getLogger(__name__).error("a thread ended", exc_info=error)
