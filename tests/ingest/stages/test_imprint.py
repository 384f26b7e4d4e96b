"""Tests of the page PDFs."""

import pytest
from PIL import Image

from ingest.context import Toolbox
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.stages.imprint import imprint, printed_width
from ingest.tools import pdf_text
from library.catalogue.text.words import Word
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest.papers import scan


@pytest.fixture
def make_page_pdf(settings: Settings, tools: Toolbox, tmp_path):
    """Return a function that makes the page PDF of an image of a given resolution."""

    def make(image: Image.Image, dpi: int):
        image.save(tmp_path / "a.png")
        digest = ContentStore(settings.masters).put((tmp_path / "a.png").read_bytes())
        words = tools.keep_words((Word("Số", 100, 50, 60, 30, 0.9, 0, 0),))
        page = PageRecord(
            1,
            PagePlace(digest, FileKind.IMAGE, 0),
            ("vie",),
            dpi=dpi,
            width=image.width,
            height=image.height,
            words=words,
        )
        return imprint(page, tools).images[-1]

    return make


@pytest.fixture
def path_of(settings: Settings):
    """Return a function from a checksum to the path of the derivative."""
    return ContentStore(settings.derivatives).path


def test_the_page_pdf_is_stored_with_the_images(make_page_pdf, path_of):
    page_pdf = make_page_pdf(scan(), 200)
    assert (page_pdf.kind, page_pdf.media_type) == ("leaf", "application/pdf")
    assert page_pdf.bytes == path_of(page_pdf.digest).stat().st_size


@pytest.mark.parametrize(
    ("width", "height", "dpi", "printed"),
    [
        pytest.param(2480, 3508, 300, 1653, id="a fine scan, no finer than is of use"),
        pytest.param(9933, 14043, 300, 3761, id="a map of A0, so that it can be opened"),
    ],
)
def test_the_page_pdf_has_a_limited_resolution(width, height, dpi, printed):
    page = PageRecord(1, PagePlace("", None, 0), ("vie",), dpi=dpi, width=width, height=height)
    assert printed_width(page, 200) == printed


def test_word_boxes_are_independent_of_the_resolution(make_page_pdf, path_of):
    page_pdf = make_page_pdf(scan().resize((2000, 1000)), 400)
    (word,) = pdf_text.layer_words(path_of(page_pdf.digest), 0, 400)
    assert (word.left, word.width) == pytest.approx((100, 60), abs=2)
