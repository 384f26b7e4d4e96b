"""What the tests of the card index share: an empty index of every engine."""

from pathlib import Path

import pytest

from search_index.engine import engine_named
from tests.search_index.makers import SHELF, Index

ENGINES = ("memory", "whoosh", "tantivy")


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Return an empty index, once for every engine."""
    return Index(engine_named(request.param), tmp_path / "index")


@pytest.fixture
def shelf(index: Index) -> Index:
    """Give an index with a few items that are easily confused."""
    index.put(*SHELF)
    return index
