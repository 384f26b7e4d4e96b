"""Data saver: readers choose how much data they receive."""

import pytest

from library.catalogue.cataloguing import publish
from library.database import work
from tests.app.scans import make_scan
from tests.makers import make_item

_LITTLE = {"Save-Data": "on"}


@pytest.fixture
def book(engine, settings):
    """Create a scanned item of three pages and return its address."""
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        for text in ("Một", "Hai", "Ba"):
            make_scan(session, settings, item, text, widths=(500, 900))
        publish(session, item, "kiểm thử")
    return f"/tai-lieu/{item.id}"


def _page_image(page):
    (image,) = page.all("img", fetchpriority="high")
    return image


def _chosen(page):
    (chosen,) = page.says("a", aria_current="true", rel="nofollow")
    return chosen.partition(" (")[0]


def test_the_reader_sends_the_page_in_one_small_image(browser, book):
    page = browser.visit(f"{book}/trang/2", headers=_LITTLE)
    assert len([image for image in page.all("img") if "/anh/" in image.get("src")]) == 1
    assert _page_image(page).get("srcset") is None
    assert _page_image(page).get("data-ahead") is None


def test_the_pages_of_an_item_are_still_linked(browser, book):
    page = browser.visit(book, headers=_LITTLE)
    assert page.has_link_to(f"{book}/trang/3")


def test_other_readers_see_thumbnails(browser, book):
    images = browser.visit(f"{book}/trang/2").all("img")
    assert len([image for image in images if "/anh/" in image.get("src")]) == 4


def test_the_fine_budget_gets_the_largest_image(browser, book):
    usual = _page_image(browser.visit(f"{book}/trang/2"))
    fine = _page_image(browser.visit(f"/luong-du-lieu/dep?tiep={book}/trang/2"))
    assert fine.get("srcset") is None
    assert f"{fine.get('src')} 900w" in usual.get("srcset")


def test_an_old_screen_gets_the_small_image_of_a_crowded_page(browser, book):
    sizes = _page_image(browser.visit(f"{book}/trang/2")).get("sizes")
    assert 1366 * int(sizes.rpartition(" ")[2].removesuffix("vw")) / 100 <= 720


def test_a_choice_returns_to_the_page_and_is_remembered(browser, book):
    page = browser.visit(f"/luong-du-lieu/tiet-kiem?tiep={book}/trang/2")
    assert page.heading.startswith("Trang 2")
    assert _chosen(browser.visit(f"{book}/trang/3")) == "Tiết kiệm"


def test_a_choice_overrides_the_browser(browser, book):
    browser.visit("/luong-du-lieu/dep")
    assert _chosen(browser.visit(f"{book}/trang/2", headers=_LITTLE)) == "Nét"


@pytest.mark.parametrize(
    ("cookie", "chosen"), [("tiet-kiem", "Tiết kiệm"), ("dep", "Nét"), ("vô nghĩa", "Vừa")]
)
def test_the_estimate_applies_until_a_choice(browser, book, cookie, chosen):
    browser.client.set_cookie("doan", cookie)
    assert _chosen(browser.visit(f"{book}/trang/2")) == chosen


def test_an_unknown_budget_is_not_found(browser):
    browser.visit("/luong-du-lieu/vo-han", status=404)


def test_a_choice_leads_to_no_other_site(browser):
    response = browser.fetch("/luong-du-lieu/dep?tiep=//elsewhere.example/")
    assert browser.where(response) == "/"


def test_the_page_shows_the_size_of_each_choice(browser, book):
    (choices,) = browser.visit(f"{book}/trang/2").says("nav", aria_label="Chất lượng ảnh")
    assert "Vừa (702 byte – 2 KB) Nét (2 KB)" in choices


def test_a_text_without_images_shows_no_sizes(browser, engine):
    with work(engine) as session:
        item = make_item(session)
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1")
    assert _chosen(page) == "Vừa"


def test_vary_names_the_data_saver(browser):
    assert {"Save-Data", "Cookie"} <= set(browser.fetch("/").headers["Vary"].split(", "))
