"""Contents of a file of vectors in numbers, read without loading any library."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

_WAIT_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Stock:
    """Numbers of pages and passages in a file of vectors, and the model that made them."""

    pages: int
    passages: int
    model: str


def stock_of(path: Path) -> Stock | None:
    """Return the contents of a file of vectors; None if it cannot be read."""
    try:
        with closing(_open(path)) as connection:
            ((pages,),) = connection.execute("SELECT count(*) FROM page")
            ((passages,),) = connection.execute("SELECT count(*) FROM code")
            ((model,),) = connection.execute("SELECT value FROM fact WHERE name = 'model'")
    except (sqlite3.Error, ValueError):
        return None
    return Stock(pages, passages, model)


def model_of(path: Path) -> str | None:
    """Return the model whose vectors a file holds; None if it cannot be read."""
    try:
        with closing(_open(path)) as connection:
            ((model,),) = connection.execute("SELECT value FROM fact WHERE name = 'model'")
    except (sqlite3.Error, ValueError):
        return None
    return model


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=_WAIT_SECONDS)
