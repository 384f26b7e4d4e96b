"""Fixtures for the tests of a station."""

from pathlib import Path

import pytest

from library.settings import Settings
from tests.makers import make_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return the settings of a station."""
    return make_settings(tmp_path, station="1")
