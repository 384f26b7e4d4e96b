"""Tests of the leaf the workshop makes of a page."""

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
def imprinted(settings: Settings, tools: Toolbox, tmp_path):
    """Give a function that makes the leaf of an image scanned at some resolution."""

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
def kept(settings: Settings):
    """Give a function that returns where something made is kept."""
    return ContentStore(settings.derivatives).path


def test_a_leaf_is_kept_with_what_is_made_of_a_page(imprinted, kept):
    made = imprinted(scan(), 200)
    assert (made.kind, made.media_type) == ("leaf", "application/pdf")
    assert made.bytes == kept(made.digest).stat().st_size


@pytest.mark.parametrize(
    ("width", "height", "dpi", "printed"),
    [
        pytest.param(2480, 3508, 300, 1653, id="a fine scan, no finer than is of use"),
        pytest.param(827, 1169, 100, 827, id="a coarse scan, as it is"),
        pytest.param(9933, 14043, 300, 3761, id="a map of A0, so that it can be opened"),
    ],
)
def test_a_page_is_printed_as_finely_as_is_of_use(width, height, dpi, printed):
    page = PageRecord(1, PagePlace("", None, 0), ("vie",), dpi=dpi, width=width, height=height)
    assert printed_width(page) == printed


def test_words_keep_their_place_whatever_the_resolution(imprinted, kept):
    made = imprinted(scan().resize((2000, 1000)), 400)
    (word,) = pdf_text.layer_words(kept(made.digest), 0, 400)
    assert (word.left, word.width) == pytest.approx((100, 60), abs=2)
