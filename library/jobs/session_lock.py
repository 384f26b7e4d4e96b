"""Locks of PostgreSQL that belong to a connection: they end with the process that holds them."""

from contextlib import suppress

from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

ROUND, LEAD, NAME, SITE_DUTIES, REBUILD, HARVEST = 150, 151, 152, 153, 154, 156
WATCHED_FOLDER = 157
"""First number of a lock: a round of the pipeline, its lead, the name of a machine, the duties that
one process of the site has, a rebuilding of the index that machines share, the harvests, a look at
the watched folder."""

_NOTICE_A_DEAD_MACHINE = (
    "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 2"
)
"""A machine without power says no goodbye: the server asks its connection after ten seconds."""


class SessionLock:
    """A lock of the whole installation, held until it is released or its connection ends.

    It has a connection of its own, which must not pass through a pooler that shares connections
    among transactions.
    """

    def __init__(self, engine: Engine, kind: int, name: str = "") -> None:
        self._engine, self._kind, self._name = engine, kind, name
        self._connection = None

    def take(self) -> bool:
        """Try to take the lock; return True if it is held now. Raises DBAPIError."""
        if self._connection is None:
            self._connect()
        query = "SELECT pg_try_advisory_lock(%s, hashtext(%s))"
        return bool(self._ask(query, (self._kind, self._name)))

    def is_held(self) -> bool:
        """Return True if the connection that took the lock still lives."""
        if self._connection is None:
            return False
        try:
            return bool(self._ask("SELECT 1"))
        except DBAPIError:
            self.release()
            return False

    def release(self) -> None:
        """Give the lock back by closing its connection."""
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(DBAPIError):
                connection.close()

    def _connect(self) -> None:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # the pool would give the connection, and the lock, to somebody else
        self._connection = connection
        connection.exec_driver_sql(_NOTICE_A_DEAD_MACHINE)

    def _ask(self, query: str, values: tuple[object, ...] = ()) -> object:
        answer = self._connection.exec_driver_sql(query, values).scalar()
        self._connection.rollback()
        return answer
