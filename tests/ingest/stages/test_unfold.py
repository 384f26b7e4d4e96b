"""Tests of the splitting of spreads."""

from pathlib import Path

import pytest

from ingest.record import Batch, FileKind, Master
from ingest.stages.separate import separate
from ingest.stages.unfold import unfold
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.papers import PdfPage

FOLDED = papers.spread(fold=0.48)
GAP = papers.spread()
HALF_EMPTY = papers.spread(fold=0.48, has_left_text=False)
PORTRAIT = papers.blank()


@pytest.fixture
def opened(settings: Settings, tools, tmp_path: Path):
    """Return a function that splits a PDF of images into its pages."""

    def separated(*pictures, cuts=()):
        path = papers.write_pdf(tmp_path / "a.pdf", *map(PdfPage, pictures))
        digest = ContentStore(settings.masters).put(path.read_bytes())
        batch = Batch("a.pdf", (Master("a.pdf", digest, FileKind.PDF),), cuts=cuts)
        return unfold(separate(batch, tools), tools).pages

    return separated


def _parts(pages):
    return [(page.index, page.begins, page.ends) for page in pages]


def test_an_image_with_a_fold_becomes_two_pages_in_order(opened):
    assert _parts(opened(PORTRAIT, FOLDED)) == [
        (0, 0.0, 1.0),
        (1, 0.0, pytest.approx(0.48, abs=0.01)),
        (1, pytest.approx(0.48, abs=0.01), 1.0),
    ]


def test_a_page_says_from_which_picture_it_was_taken(opened):
    remark = opened(PORTRAIT, FOLDED)[1].remark
    assert remark == "Trang này là nửa trái của ảnh quét số 2, được tách ở gáy."


def test_a_gap_alone_is_no_gutter_on_the_only_wide_picture(opened):
    assert len(opened(PORTRAIT, GAP)) == 2


def test_gaps_are_gutters_when_most_wide_pictures_have_one(opened):
    assert len(opened(PORTRAIT, GAP, GAP)) == 5


def test_a_fold_next_to_a_blank_page_splits_if_other_images_are_spreads(opened):
    assert len(opened(FOLDED, HALF_EMPTY, FOLDED)) == 6


def test_a_folded_single_page_stays_one_page(opened):
    assert len(opened(PORTRAIT, HALF_EMPTY)) == 2


def test_staff_can_keep_an_image_as_one_page(opened):
    assert len(opened(PORTRAIT, FOLDED, cuts=((2, 0),))) == 2


def test_staff_can_keep_all_images_as_one_page(opened):
    assert len(opened(FOLDED, FOLDED, cuts=((0, 0),))) == 2


def test_staff_can_set_the_cut(opened):
    assert _parts(opened(FOLDED, cuts=((1, 400),))) == [(0, 0.0, 0.4), (0, 0.4, 1.0)]
