"""Gives the tests of the reading room something to find."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine

from library.catalogue.models import Item
from library.database import work
from tests.makers import make_item


@pytest.fixture
def holdings(engine: Engine, index: Callable[[], int]) -> Callable[..., Item]:
    """Give a function that enters an item and indexes it."""

    def enter(*told: object, **described: object) -> Item:
        with work(engine) as session:
            item = make_item(session, *told, **described)
        index()
        return item

    return enter
