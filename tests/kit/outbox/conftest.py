"""Fixtures of the outbox."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.kit.outbox.figures import make_online
from tests.kit.outbox.world import World, make_world


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """A station and its province."""
    pair = make_world(tmp_path, monkeypatch)
    yield pair
    pair.station[1].dispose()
    pair.province[1].dispose()


@pytest.fixture
def online(tmp_path):
    """A province to which the computers speak themselves."""
    engine = make_online(tmp_path)
    yield engine
    engine.dispose()
