"""Fixtures of the search index tests: an empty and a filled index of every engine."""

from pathlib import Path

import pytest

from search_index.engine import engine_named
from tests.search_index.makers import SAMPLE_PAGES, Index

ENGINES = ("memory", "whoosh", "tantivy")


@pytest.fixture(params=ENGINES)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Index:
    """Return an empty index, once for every engine."""
    return Index(engine_named(request.param), tmp_path / "index")


@pytest.fixture
def sample_index(index: Index) -> Index:
    """Return an index with a few items that are easily confused."""
    index.put(*SAMPLE_PAGES)
    return index
