"""Fixtures of the public site's tests."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from library.catalogue.models import Item
from library.database import work
from tests.makers import make_item


@pytest.fixture
def holdings(engine: Engine, index: Callable[[], int]) -> Callable[..., Item]:
    """Return a function that creates an item and indexes it."""

    def enter(*args: object, **described: object) -> Item:
        with work(engine) as session:
            item = make_item(session, *args, **described)
        index()
        return item

    return enter


@pytest.fixture
def enter(engine):
    """Create an item."""

    def entered(*args, **described):
        with work(engine) as session:
            return make_item(session, *args, **described)

    return entered
