"""Page images: access, caching and partial requests."""

import pytest
from sqlalchemy import select

from library.catalogue.access.publishing import close
from library.catalogue.cataloguing import publish
from library.catalogue.models import Access, DerivativeKind, Item
from library.database import work
from tests.app.scans import make_scan
from tests.makers import make_item


@pytest.fixture(params=[DerivativeKind.READING, DerivativeKind.AVIF], ids=["WebP", "AVIF"])
def kind(request):
    """Return the kind of a reading image."""
    return request.param


@pytest.fixture
def image(engine, settings, kind):
    """Return a function for the address of an image of an item with this access."""

    def address(access=Access.PUBLIC, *, published=True, **described):
        with work(engine) as session:
            item = make_item(session, texts=(), published=False, access=access, **described)
            page = make_scan(session, settings, item, "Chợ Kỳ Lừa", kinds=(kind,))
            if published:
                publish(session, item, "kiểm thử")
            digest = page.derivatives[-1].digest
        return f"/tai-lieu/{item.id}/trang/1/anh/{digest}"

    return address


def test_an_open_image_is_used_a_day_at_most_without_asking(browser, image):
    cache_control = browser.fetch(image()).headers["Cache-Control"]
    fields = dict(part.split("=") for part in cache_control.split(", ")[1:])
    assert cache_control.startswith("public") and "immutable" not in cache_control
    assert sum(map(int, fields.values())) <= 24 * 3600


def test_a_browser_that_asks_again_learns_that_an_image_was_withdrawn(browser, engine, image):
    address = image()
    tag = browser.fetch(address).headers["ETag"]
    with work(engine) as session:
        close(session, session.scalar(select(Item)), "kiểm thử", "")
    assert browser.fetch(address, headers={"If-None-Match": tag}).status_code in {404, 410}


def test_the_slider_finds_the_thumbnail_of_a_page(browser, book):
    response = browser.fetch(f"/tai-lieu/{book.id}/trang/2/anh-nho")
    assert response.status_code == 302
    assert f"/tai-lieu/{book.id}/trang/2/anh/" in response.headers["Location"]


def test_a_thumbnail_is_found_by_nobody_who_may_not_read(browser, image):
    page = image(Access.STAFF).rpartition("/anh/")[0]
    browser.visit(f"{page}/anh-nho", status=404)


def test_an_image_is_what_it_says(browser, image, kind):
    response = browser.fetch(image())
    is_avif = kind is DerivativeKind.AVIF
    assert response.mimetype == ("image/avif" if is_avif else "image/webp")
    assert response.data[8:12] == (b"avif" if is_avif else b"WEBP")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Security-Policy" not in response.headers  # which means nothing on an image


def test_an_image_is_found_at_the_address_it_once_had(browser, image):
    address = image()
    followed = browser.fetch(f"{address}.webp", follow_redirects=True)
    assert followed.data == browser.fetch(address).data


def test_a_browser_that_has_the_image_is_not_sent_it_again(browser, image):
    address = image()
    tag = browser.fetch(address).headers["ETag"]
    assert browser.fetch(address, headers={"If-None-Match": tag}).status_code == 304


def test_an_interrupted_download_resumes(browser, image):
    response = browser.fetch(image(), headers={"Range": "bytes=8-11"})
    assert response.status_code == 206
    assert response.data in (b"WEBP", b"avif")


def test_an_image_only_for_the_library_is_refused_outside(browser, image):
    assert browser.fetch(image(Access.LIBRARY)).status_code == 403


@pytest.mark.parametrize("access", [Access.LIBRARY, Access.STAFF])
def test_a_restricted_image_is_not_cached_by_proxies(office, image, access):
    assert cache_control(office, image(access)).startswith("private")


def test_an_embargoed_image_is_not_cached_by_proxies(office, image):
    assert cache_control(office, image(opens="2999-01-31")).startswith("private")


def test_an_image_of_a_draft_does_not_exist_for_readers(browser, image):
    assert browser.fetch(image(published=False)).status_code == 404


def test_an_image_of_another_page_is_not_found(browser, image):
    first, second = image(), image()
    wrong = second.rpartition("/")[0] + "/" + "0" * 64
    assert browser.fetch(first).status_code == 200
    assert browser.fetch(wrong).status_code == 404


def cache_control(browser, address):
    """Return the caching header that this browser gets."""
    return browser.fetch(address).headers["Cache-Control"]
