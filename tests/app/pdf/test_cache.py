"""PDF cache: assembly, eviction and large PDFs."""

import os

import numpy
import pikepdf
import pytest

from app.pdf.cache import PdfCache, PdfMetadata
from ingest.tools.image_files import to_jpeg
from ingest.tools.page_pdf import PdfPageImage, make_page_pdf
from library.catalogue.pages.downloads import PagePdf
from library.storage.content_store import ContentStore
from library.storage.derivative_store import DerivativeStore
from library.storage.problems import PagesLostError

_METADATA = PdfMetadata("Sách", "Thư viện", "vi")


@pytest.fixture
def make_page_pdfs(tmp_path):
    """Return a function that creates a number of page PDFs."""
    store = ContentStore(tmp_path / "leaves")

    def make(count):
        shown = numpy.full((20, 10), 200, numpy.uint8)
        picture = PdfPageImage(10, 20, jpeg=to_jpeg(shown, quality=50), is_grey=True)
        written = make_page_pdf(picture, (), (10, 20), 100)
        digest = store.put(written)
        return [PagePdf(number, digest, len(written)) for number in range(1, count + 1)]

    return make


@pytest.fixture
def make_cache(tmp_path):
    """Return a function that creates a cache with a size limit in bytes."""
    store = DerivativeStore(tmp_path / "leaves", {}.__setitem__)
    return lambda most=1_000_000: PdfCache(tmp_path / "books", store, most)


def test_a_thick_book_has_every_page_and_one_font(make_page_pdfs, make_cache):
    pdf = make_cache().get(make_page_pdfs(230), _METADATA)
    with pikepdf.open(pdf) as document:
        assert [page.label for page in document.pages] == [str(n) for n in range(1, 231)]
        assert (
            len({page.Resources.Font.F.DescendantFonts[0].objgen for page in document.pages}) == 1
        )


def test_no_unfinished_file_remains(make_page_pdfs, make_cache):
    pdf = make_cache().get(make_page_pdfs(230), _METADATA)
    assert list(pdf.parent.iterdir()) == [pdf]


def test_unfinished_folders_are_removed_after_a_day(make_page_pdfs, make_cache, tmp_path):
    old, fresh = tmp_path / "books" / "half-old", tmp_path / "books" / "half-fresh"
    for half in (old, fresh):
        half.mkdir(parents=True)
    os.utime(old, (1, 1))
    make_cache().get(make_page_pdfs(1), _METADATA)
    assert (old.exists(), fresh.exists()) == (False, True)


def test_another_title_is_another_pdf(make_page_pdfs, make_cache):
    paths = {
        make_cache().get(make_page_pdfs(1), PdfMetadata(name, "Thư viện", "vi"))
        for name in ("A", "B")
    }
    assert len(paths) == 2


def test_the_least_recently_used_pdf_is_evicted(make_page_pdfs, make_cache):
    first, second = (make_cache().get(make_page_pdfs(n), _METADATA) for n in (1, 2))
    os.utime(first, (1, 1))
    os.utime(second, (2, 2))
    small = make_cache(first.stat().st_size + second.stat().st_size)
    small.get(make_page_pdfs(1), _METADATA)  # asked for again, so the other one is older now
    small.get(make_page_pdfs(1), PdfMetadata("Sách khác", "Thư viện", "vi"))
    assert first.exists()
    assert not second.exists()


def test_a_pdf_larger_than_the_cache_is_assembled_anyway(make_page_pdfs, make_cache):
    assert make_cache(10).get(make_page_pdfs(3), _METADATA).exists()


def test_lost_pages_are_named_instead_of_left_out(make_page_pdfs, make_cache, tmp_path):
    page_pdfs = make_page_pdfs(2)
    ContentStore(tmp_path / "leaves").discard(page_pdfs[0].digest)
    with pytest.raises(PagesLostError, match="trang 1, 2"):
        make_cache().get(page_pdfs, _METADATA)
    assert not list(tmp_path.glob("books/*"))
