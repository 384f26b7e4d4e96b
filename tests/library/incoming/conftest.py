"""Fixtures for bulk changes: lists that are exported, edited and imported again."""

import csv
import io
from collections.abc import Callable

import pytest

from library.exchange.filled_sheets import read_edited_list
from library.exchange.streamed_tables import csv_lines
from library.incoming import export, reimport
from library.incoming.columns import HEADINGS, columns

COLLECTION_TITLES = {"dia-chi": "Địa chí", "van-ban": "Văn bản"}


@pytest.fixture
def exported(session) -> Callable[..., list[list[str]]]:
    """Return a function that exports items and returns the cells."""

    def write(*items, own=None):
        session.flush()
        own = own or {}
        ids = tuple(item.id for item in items)
        content = b"".join(
            csv_lines(columns(own), export.rows(session, ids, COLLECTION_TITLES, own))
        )
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))

    return write


@pytest.fixture
def reimported(session) -> Callable[..., object]:
    """Return a function that plans the re-import of a list."""

    def read(rows, *, separator=",", rules=None):
        written = io.StringIO()
        csv.writer(written, delimiter=separator).writerows(rows)
        table = read_edited_list(written.getvalue().encode(), "b.csv")
        return reimport.plan(session, table, "b.csv", rules)

    return read


def put(rows: list[list[str]], name: str, text: str, line: int = 1) -> list[list[str]]:
    """Set one cell of a list."""
    rows[line][rows[0].index(HEADINGS[name])] = text
    return rows
