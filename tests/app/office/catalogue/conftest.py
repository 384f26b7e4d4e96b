"""Fixture of the forms of descriptions."""

import pytest

from library.catalogue.queries import item_record
from library.database import reading


@pytest.fixture
def record(engine, item):
    """Return a function that reads the current record."""

    def now():
        with reading(engine) as session:
            return item_record(session, item.id)

    return now
