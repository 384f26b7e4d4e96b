"""Gives the tests of the workshop a bench to work at."""

import pytest

from ingest.context import Toolbox
from library.settings import Settings
from library.storage.content_store import ContentStore


@pytest.fixture
def tools(settings: Settings) -> Toolbox:
    """Give the tools of an empty installation."""
    return Toolbox(ContentStore(settings.masters), ContentStore(settings.derivatives))
