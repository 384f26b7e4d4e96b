"""Searches while the cluster of the index, which machines share, is away."""

import pytest

from library.database import work
from tests.makers import make_item, make_settings

pytestmark = pytest.mark.scale


@pytest.fixture
def settings(tmp_path):
    """Return the settings of a library whose cluster does not answer."""
    return make_settings(tmp_path / "nhà", engine="opensearch", opensearch_url="http://127.0.0.1:9")


@pytest.fixture(autouse=True)
def _item(engine):
    with work(engine) as session:
        make_item(session, "Chợ Kỳ Lừa")


@pytest.mark.parametrize("address", ["/tra-cuu?q=ky+lua", "/duyet"])
def test_readers_are_told_that_pages_cannot_be_searched_now(browser, address):
    words = browser.visit(address).words
    assert "Hiện chưa tìm được trong các trang" in words
    assert "dựng lại" not in words


def test_staff_are_told_that_the_cluster_does_not_answer(office):
    page = office.visit("/can-bo/hang-loat?q=ky+lua", status=503)
    assert "OpenSearch không trả lời" in page.words
    assert "bị hỏng" not in page.words
