"""Installations of benchmarks: an empty library in a temporary folder, removed afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine

from library.database import disposed_of
from library.installation import set_up
from library.settings import Settings, read_settings


@contextmanager
def temporary_library(**chosen: str) -> Iterator[tuple[Settings, Engine]]:
    """Yield settings and database of an empty library; `chosen` are DIACHI_* in lower case."""
    with tempfile.TemporaryDirectory(prefix="diachi-bench-") as home:
        environ = {f"DIACHI_{name.upper()}": value for name, value in chosen.items()}
        settings = read_settings({**environ, "DIACHI_HOME": home})
        with disposed_of(set_up(settings)) as engine:
            yield settings, engine
