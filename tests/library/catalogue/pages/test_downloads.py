"""Tests of the downloads of an item."""

import pytest

from library.catalogue.models import Derivative, DerivativeKind
from library.catalogue.pages import downloads
from library.recordings import offered_files
from tests.makers import make_item, make_page


@pytest.fixture
def item(session):
    """Return an item of two pages with page PDFs, the second page being left out."""
    item = make_item(session, texts=(), published=False)
    for digest, left_out in (("one", False), ("two", True)):
        page = make_page(session, item, "Lạng Sơn", left_out=left_out)
        page.derivatives.append(
            Derivative(
                kind=DerivativeKind.LEAF,
                digest=digest,
                media_type="application/pdf",
                width=100,
                height=140,
                bytes=5000,
            )
        )
    session.flush()
    return item


def test_a_page_left_out_is_not_downloaded(session, item):
    assert [page_pdf.digest for page_pdf in downloads.page_pdfs(session, item.id)] == ["one"]


def test_a_page_left_out_is_not_downloaded_by_its_number(session, item):
    assert downloads.page_pdfs(session, item.id, 2, 2) == ()


def test_a_page_left_out_is_not_counted_in_the_sizes(session, item):
    sizes = offered_files.download_sizes(session, item.id)
    assert (sizes.pages, sizes.pdf_pages, sizes.pdf_bytes) == (1, 1, 5000)


def test_a_text_that_is_too_long_has_no_e_book():
    longest = offered_files.MAX_EPUB_PAGES
    pages = (0, 1, longest, longest + 1)
    assert [offered_files.DownloadSizes(book_pages=count).has_epub for count in pages] == [
        False,
        True,
        True,
        False,
    ]
