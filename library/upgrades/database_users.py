"""Other processes that have the database open: services that must be stopped first."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine

from library.upgrades.problems import DatabaseInUseError

_PROCESSES = Path("/proc")
_OTHER_CONNECTIONS = (
    "SELECT pid, application_name, coalesce(host(client_addr), '') FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend'"
)


def require_alone(engine: Engine) -> None:
    """Raise DatabaseInUseError if another process has the database open.

    On SQLite those of other accounts are seen only by root; services run under ours.
    """
    users = _sqlite_users(engine) if engine.dialect.name == "sqlite" else _postgresql_users(engine)
    names = sorted(users)
    if names:
        raise DatabaseInUseError(", ".join(names))


def _sqlite_users(engine: Engine) -> Iterator[str]:
    database = Path(engine.url.database or "").resolve()
    files = {f"{database}{suffix}" for suffix in ("", "-wal", "-shm")}
    processes = (
        process
        for process in _PROCESSES.iterdir()
        if process.name.isdecimal() and int(process.name) != os.getpid()
    )
    for process in processes:
        if not files.isdisjoint(_open_files(process)):
            yield f"{_command(process)} (số {process.name})"


def _open_files(process: Path) -> Iterator[str]:
    with suppress(OSError):  # it ended, or belongs to another account
        for descriptor in (process / "fd").iterdir():
            with suppress(OSError):
                yield str(descriptor.readlink())


def _command(process: Path) -> str:
    """Return the command line of a process without folders."""
    try:
        words = (process / "cmdline").read_bytes().decode(errors="replace").rstrip("\0").split("\0")
    except OSError:
        return "?"
    names = [word.rpartition("/")[2] for word in words]
    if names[0].startswith("python") and len(names) > 1:
        names = names[1:]
    return " ".join(names[:4])


def _postgresql_users(engine: Engine) -> Iterator[str]:
    with engine.connect() as connection:
        for pid, name, address in connection.exec_driver_sql(_OTHER_CONNECTIONS):
            where = f" từ {address}" if address else ""
            yield f"{name or 'kết nối'} (số {pid}{where})"
