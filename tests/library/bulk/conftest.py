"""Gives the tests of work on many items a list that went out, to be edited as people do."""

import csv
import io
from collections.abc import Callable

import pytest

from library.bulk import export, reimport
from library.bulk.columns import HEADINGS, columns
from library.exchange.returned_spreadsheets import read_table
from library.exchange.streamed_tables import csv_lines

SHELVES = {"dia-chi": "Địa chí", "van-ban": "Văn bản"}


@pytest.fixture
def went_out(session) -> Callable[..., list[list[str]]]:
    """Give a function that returns the list of some items, cell by cell."""

    def write(*items, own=None):
        session.flush()
        own = own or {}
        ids = tuple(item.id for item in items)
        told = b"".join(csv_lines(columns(own), export.rows(session, ids, SHELVES, own)))
        return list(csv.reader(io.StringIO(told.decode("utf-8-sig"))))

    return write


@pytest.fixture
def came_back(session) -> Callable[..., object]:
    """Give a function that returns what a list would change."""

    def read(rows, *, separator=",", rules=None):
        written = io.StringIO()
        csv.writer(written, delimiter=separator).writerows(rows)
        table = read_table(written.getvalue().encode(), "b.csv")
        return reimport.plan(session, table, "b.csv", rules)

    return read


def put(rows: list[list[str]], name: str, text: str, line: int = 1) -> list[list[str]]:
    """Write into the cell of a list, as a person would."""
    rows[line][rows[0].index(HEADINGS[name])] = text
    return rows
