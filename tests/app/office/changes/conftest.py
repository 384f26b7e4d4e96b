"""A library with a collection that needs two people, and two that do not."""

import pytest

from tests.makers import make_collections, make_settings


@pytest.fixture
def settings(tmp_path):
    """Return settings with a collection that needs two people, and two that do not."""
    files = {slug: f'title = "{slug}"\nsummary = ""\n' for slug in ("mat", "mo", "khac")}
    files["mat"] += "four_eyes = true\n"
    folder = make_collections(tmp_path / "sưu tập", **files)
    return make_settings(tmp_path / "nhà", collections=str(folder))
