"""Deep zoom viewer in Chromium: it loads only the visible tiles."""

from collections.abc import Iterator

import numpy
import pytest
from playwright.sync_api import Page

from library.catalogue.cataloguing import publish
from library.database import work
from tests.app.scans import add_tiles, make_scan
from tests.app.serving import served
from tests.makers import make_item

_SIDE = 3000
_SHADE = """() => {
    const canvas = document.querySelector("canvas");
    const middle = [canvas.width / 2, canvas.height / 2, 1, 1];
    return [...canvas.getContext("2d").getImageData(...middle).data];
}"""
_IS_DRAWN = f"() => document.querySelector('canvas') && ({_SHADE})()[3] === 255"


@pytest.fixture
def address(app, engine, settings) -> Iterator[str]:
    """Serve a library with one large grey map; return the address of its viewer."""
    with work(engine) as session:
        item = make_item(session, "Bản đồ", texts=(), published=False)
        page = make_scan(session, settings, item, "Lạng Sơn")
        add_tiles(settings, page, numpy.full((_SIDE, _SIDE), 120, numpy.uint8))
        publish(session, item, "kiểm thử")
    with served(app) as address:
        yield f"{address}/tai-lieu/{item.id}/trang/1/phong-to"


@pytest.fixture
def viewer(chromium, address) -> Iterator[Page]:
    """Open the viewer and let it draw the whole page."""
    page = chromium.new_page()
    page.goto(address)
    page.wait_for_function(_IS_DRAWN)
    yield page
    page.close()


def test_the_viewer_shows_the_whole_page_and_zooms_in(viewer):
    assert viewer.evaluate(_SHADE)[0] == pytest.approx(120, abs=3)
    with viewer.expect_request("**/512,512/0/default.webp"):
        viewer.focus(".zoom__frame")
        for _ in range(4):
            viewer.keyboard.press("+")
