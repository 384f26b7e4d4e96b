"""Deep zoom of scans, with their tiles."""

import numpy
import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import work
from library.storage.content_store import ContentStore
from tests.app.scans import add_tiles, make_scan
from tests.app.serving import served
from tests.makers import make_item

_WIDTH, _HEIGHT = 1001, 1403
_WHOLE = f"0,0,{_WIDTH},{_HEIGHT}/251,351/0/default.webp"

_MIDDLE_IS_PAINTED = """() => {
    const canvas = document.querySelector(".zoom canvas");
    const [x, y] = [canvas.width / 2, canvas.height / 2];
    return Math.abs(canvas.getContext("2d").getImageData(x, y, 1, 1).data[0] - 200) < 9;
}"""


@pytest.fixture
def enter(engine, settings):
    """Return a function that creates an item with one large and one normal page."""

    def entered(access=Access.PUBLIC):
        with work(engine) as session:
            item = make_item(session, "Bản đồ", texts=(), published=False, access=access)
            page = make_scan(session, settings, item, "Lạng Sơn")
            make_scan(session, settings, item, "Mặt sau")
            pixels = numpy.full((_HEIGHT, _WIDTH), 200, numpy.uint8)
            digest = add_tiles(settings, page, pixels)
            publish(session, item, "kiểm thử")
        return f"/tai-lieu/{item.id}/trang/1", f"/tai-lieu/{item.id}/trang/1/manh/{digest}"

    return entered


def test_a_scan_leads_to_its_viewer(browser, enter):
    page, _ = enter()
    assert browser.visit(page).has_link_to(f"{page}/phong-to")


def test_a_page_without_tiles_has_no_viewer(browser, enter):
    page = enter()[0].replace("/trang/1", "/trang/2")
    assert not browser.visit(page).has_link_to(f"{page}/phong-to")
    browser.visit(f"{page}/phong-to", status=404)


def test_without_scripts_the_viewer_shows_the_largest_image(browser, enter):
    page, _ = enter()
    (image,) = browser.visit(f"{page}/phong-to").all("img", width="500")
    assert "/anh/" in image.get("src")


def test_the_viewer_knows_where_its_tiles_are(browser, enter):
    page, tiles = enter()
    (viewer,) = browser.visit(f"{page}/phong-to").all("div", class_="zoom")
    places = [viewer.get(f"data-{name}") for name in ("tiles", "width", "height", "side")]
    assert places == [f"{tiles}/", str(_WIDTH), str(_HEIGHT), "512"]


def test_a_tile_is_an_image_kept_for_a_day(browser, enter):
    answer = browser.fetch(f"{enter()[1]}/512,1024,489,379/489,379/0/default.webp")
    assert answer.data[8:12] == b"WEBP"
    assert answer.headers["Cache-Control"].endswith("stale-while-revalidate=43200")


@pytest.mark.parametrize("name", ["0,0,9,9/9,9/0/default.webp", "..", "default.jpg"])
def test_a_missing_tile_is_not_found(browser, enter, name):
    assert browser.fetch(f"{enter()[1]}/{name}").status_code == 404


def test_tiles_of_another_page_are_not_found(browser, enter):
    tiles = enter()[1].replace("/trang/1", "/trang/2")
    assert browser.fetch(f"{tiles}/{_WHOLE}").status_code == 404


def test_tiles_require_reading_access(browser, enter):
    assert browser.fetch(f"{enter(Access.LIBRARY)[1]}/{_WHOLE}").status_code == 403


def test_lost_tiles_leave_the_largest_image_and_say_why(browser, enter, settings):
    page, tiles = enter()
    place = ContentStore(settings.derivatives).path(tiles.rpartition("/")[2])
    name = f"{tiles}/{_WHOLE}"
    assert browser.fetch(name).status_code == 200  # the archive is open now
    content = place.read_bytes()
    place.unlink()
    place.write_bytes(content[:2000])
    shown = browser.visit(f"{page}/phong-to")
    assert "đang được làm lại" in shown.words
    assert shown.all("img", width="500")
    assert browser.fetch(name).headers["Retry-After"] == "60"
    assert not browser.visit(page).has_link_to(f"{page}/phong-to")
    ContentStore(settings.derivatives).put(content)
    assert browser.fetch(name).status_code == 200


def test_the_viewer_paints_the_scan(app, chromium, enter):
    page, _ = enter()
    with served(app) as site:
        tab = chromium.new_page()
        tab.goto(f"{site}{page}/phong-to")
        tab.wait_for_function(_MIDDLE_IS_PAINTED)
        tab.press(".zoom__frame", "+")
        tab.wait_for_function(_MIDDLE_IS_PAINTED)
        tab.close()
