"""Tests of which pictures of a delivery become two pages."""

from pathlib import Path

import pytest

from ingest.record import Batch, FileKind, Master
from ingest.stages.separate import separate
from ingest.stages.unfold import unfold
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.papers import Sheet

FOLDED = papers.spread(fold=0.48)
GAP = papers.spread()
HALF_EMPTY = papers.spread(fold=0.48, left=False)
PORTRAIT = papers.blank()


@pytest.fixture
def opened(settings: Settings, tools, tmp_path: Path):
    """Give a function that separates a PDF of pictures into its pages."""

    def separated(*pictures, cuts=()):
        path = papers.write_pdf(tmp_path / "a.pdf", *map(Sheet, pictures))
        digest = ContentStore(settings.masters).put(path.read_bytes())
        batch = Batch("a.pdf", (Master("a.pdf", digest, FileKind.PDF),), cuts=cuts)
        return unfold(separate(batch, tools), tools).pages

    return separated


def _parts(pages):
    return [(page.index, page.begins, page.ends) for page in pages]


def test_a_picture_with_a_fold_is_two_pages_in_their_order(opened):
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


def test_beside_an_empty_page_a_fold_parts_as_in_the_rest_of_the_book(opened):
    assert len(opened(FOLDED, HALF_EMPTY, FOLDED)) == 6


def test_a_sheet_that_was_folded_stays_whole(opened):
    assert len(opened(PORTRAIT, HALF_EMPTY)) == 2


def test_staff_leave_a_picture_whole(opened):
    assert len(opened(PORTRAIT, FOLDED, cuts=((2, 0),))) == 2


def test_staff_leave_all_pictures_whole(opened):
    assert len(opened(FOLDED, FOLDED, cuts=((0, 0),))) == 2


def test_staff_say_where_the_pages_part(opened):
    assert _parts(opened(FOLDED, cuts=((1, 400),))) == [(0, 0.0, 0.4), (0, 0.4, 1.0)]
