"""A page whose files are lost stays readable, and the pipeline is asked to make them again."""

import pytest

from library.catalogue.models import DerivativeKind
from library.catalogue.pages.lost_files import lost_files
from library.catalogue.queries import page_details
from library.database import reading
from library.storage.content_store import ContentStore
from tests.app.browser import Page

_LOST_IMAGE, _LOST_WORDS = "Ảnh của trang này bị mất", "Vị trí của chữ trên ảnh"


@pytest.fixture
def page(engine, book):
    """Return page 2 of the book."""
    with reading(engine) as session:
        return page_details(session, book.id, 2)


@pytest.fixture(params=["delete", "truncate", "overwrite"])
def lose(request, settings):
    """Return a function that loses files, in each of three ways."""

    def lost(*digests):
        for digest in digests:
            place = ContentStore(settings.derivatives).path(digest)
            content = place.read_bytes()
            place.unlink()
            if request.param != "delete":
                damaged_content = (
                    content[:9] if request.param == "truncate" else b"?" * len(content)
                )
                place.write_bytes(damaged_content)

    return lost


@pytest.fixture
def noted(app, engine):
    """Return a function that returns the noted losses."""

    def read():
        app.extensions["services"].note_writer.catch_up()
        with reading(engine) as session:
            return {file.digest for file in lost_files(session, 9)}

    return read


def _image(page, image):
    return f"/tai-lieu/{page.item_id}/trang/{page.number}/anh/{image.digest}"


def test_another_size_is_sent_for_a_lost_image(browser, page, lose, noted):
    small, large = page.reading
    lose(large.digest)
    response = browser.fetch(_image(page, large))
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.data == browser.fetch(_image(page, small)).data
    assert noted() == {large.digest}


def test_a_reading_image_is_sent_for_a_lost_thumbnail(browser, page, lose, noted):
    lose(page.thumbnail.digest)
    response = browser.fetch(_image(page, page.thumbnail))
    assert response.data == browser.fetch(_image(page, page.reading[0])).data
    assert noted() == {page.thumbnail.digest}


def test_without_any_size_the_reader_is_asked_to_wait(browser, page, lose):
    lose(page.thumbnail.digest, *(image.digest for image in page.reading))
    response = browser.fetch(_image(page, page.reading[0]))
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "60"
    assert page.reading[0].digest not in Page(response).words


def test_a_page_shows_only_sizes_that_exist(browser, page, page_of, lose, noted):
    small, large = page.reading
    lose(large.digest)
    shown = browser.visit(page_of(2))
    assert small.digest in shown.html
    assert _image(page, large) not in shown.html
    assert _LOST_IMAGE not in shown.words
    assert noted() == {large.digest}


@pytest.mark.parametrize("view", ["", "?xem=hai-trang", "?xem=cuon"])
def test_a_page_without_images_is_read_as_text(browser, page, page_of, lose, view):
    lose(*(image.digest for image in page.reading))
    shown = browser.visit(page_of(2, view))
    assert _LOST_IMAGE in shown.words
    assert "Chợ Kỳ Lừa ngày phiên" in shown.words


def test_a_page_with_its_images_says_nothing(browser, page_of, noted):
    assert _LOST_IMAGE not in browser.visit(page_of(2)).words
    assert noted() == set()


@pytest.mark.parametrize("question", ["?q=chợ", "?chu=tren"])
def test_a_page_without_its_words_shows_image_and_text(
    browser, page, page_of, lose, noted, question
):
    lose(page.words)
    shown = browser.visit(page_of(2, question))
    assert page.reading[0].digest in shown.html
    assert _LOST_WORDS in shown.words
    assert "Chợ Kỳ Lừa ngày phiên" in shown.words
    assert noted() == {page.words}


def test_a_pdf_waits_for_its_lost_pages(browser, book, page, lose, noted):
    lose(page.page_pdf.digest)
    shown = browser.visit(f"/tai-lieu/{book.id}/tai-ve/tai-lieu.pdf", status=503)
    assert "trang 2 bị mất" in shown.words
    assert shown.headers["Retry-After"] == "60"
    assert browser.fetch(f"/tai-lieu/{book.id}/tai-ve/tai-lieu.pdf?trang=3-5").status_code == 200
    assert noted() == {page.page_pdf.digest}


@pytest.mark.parametrize("kind", ["hocr.html", "alto.zip"])
def test_words_wait_for_their_lost_pages(browser, book, page, lose, kind):
    lose(page.words)
    assert "trang 2 bị mất" in browser.visit(f"/tai-lieu/{book.id}/tai-ve/{kind}", status=503).words


def test_a_lost_file_is_noted_once_for_many_readers(browser, page, page_of, lose, noted):
    lose(page.reading[0].digest)
    for _ in range(3):
        browser.visit(page_of(2))
    assert noted() == {page.reading[0].digest}


def test_the_list_of_pages_shows_its_thumbnails(browser, page, page_of, lose):
    lose(page.thumbnail.digest)
    assert page.thumbnail.digest in browser.visit(page_of(2, "?xem=anh-nho")).html


def test_kinds_of_images_are_those_that_readers_see(page):
    kinds = {image.kind for image in page.shown}
    assert kinds == {DerivativeKind.THUMBNAIL, DerivativeKind.READING}
