"""Bound books are kept while there is room, and thick ones are bound like thin ones."""

import os

import numpy
import pikepdf
import pytest

from app.pdf.cache import PdfCache, TitlePage
from ingest.tools.image_files import as_jpeg
from ingest.tools.page_pdf import Print, leaf
from library.catalogue.pages.downloads import Leaf
from library.storage.content_store import ContentStore

_TOLD = TitlePage("Sách", "Thư viện", "vi")


@pytest.fixture
def leaves(tmp_path):
    """Give a function that makes so many leaves."""
    store = ContentStore(tmp_path / "leaves")

    def make(count):
        shown = numpy.full((20, 10), 200, numpy.uint8)
        picture = Print(10, 20, jpeg=as_jpeg(shown, quality=50), is_grey=True)
        written = leaf(picture, (), (10, 20), 100)
        digest = store.put(written)
        return [Leaf(number, digest, len(written)) for number in range(1, count + 1)]

    return make


@pytest.fixture
def bindery(tmp_path):
    """Give a bindery with room for about this many bytes."""
    store = ContentStore(tmp_path / "leaves")
    return lambda most=1_000_000: PdfCache(tmp_path / "books", store, most)


def test_a_thick_book_has_every_page_and_one_font(leaves, bindery):
    book = bindery().book(leaves(230), _TOLD)
    with pikepdf.open(book) as document:
        assert [page.label for page in document.pages] == [str(n) for n in range(1, 231)]
        assert (
            len({page.Resources.Font.F.DescendantFonts[0].objgen for page in document.pages}) == 1
        )


def test_nothing_half_made_is_left(leaves, bindery):
    book = bindery().book(leaves(230), _TOLD)
    assert list(book.parent.iterdir()) == [book]


def test_what_a_killed_binder_left_is_cleared_away_after_a_day(leaves, bindery, tmp_path):
    old, fresh = tmp_path / "books" / "half-old", tmp_path / "books" / "half-fresh"
    for half in (old, fresh):
        half.mkdir(parents=True)
    os.utime(old, (1, 1))
    bindery().book(leaves(1), _TOLD)
    assert (old.exists(), fresh.exists()) == (False, True)


def test_another_title_is_another_book(leaves, bindery):
    made = {bindery().book(leaves(1), TitlePage(name, "Thư viện", "vi")) for name in ("A", "B")}
    assert len(made) == 2


def test_the_book_asked_for_longest_ago_goes_first(leaves, bindery):
    first, second = (bindery().book(leaves(n), _TOLD) for n in (1, 2))
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    small = bindery(first.stat().st_size + second.stat().st_size)
    small.book(leaves(1), _TOLD)  # asked for again, so the other one is older now
    small.book(leaves(1), TitlePage("Sách khác", "Thư viện", "vi"))
    assert first.exists()
    assert not second.exists()


def test_a_book_larger_than_the_room_is_bound_all_the_same(leaves, bindery):
    assert bindery(10).book(leaves(3), _TOLD).exists()
