"""Fixtures of the ingest tests."""

import pytest

from ingest.context import Toolbox
from library.settings import Settings
from library.storage.content_store import ContentStore


@pytest.fixture
def tools(settings: Settings) -> Toolbox:
    """Return the toolbox of an empty installation."""
    return Toolbox(ContentStore(settings.masters), ContentStore(settings.derivatives))
