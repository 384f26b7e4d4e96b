"""Tests of the examination of pages."""

from dataclasses import replace

import pytest

from ingest.context import Toolbox
from ingest.problems import ImageTooSmallError, PageProblemError
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.stages.examine import examine, has_usable_text
from ingest.tools.pdf import PageFacts
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.papers import PdfPage

DECREE = PageFacts(
    words=500,
    text="Ủy ban nhân dân tỉnh Lạng Sơn quyết định",
    image_share=0.0,
    image_dpi=0,
    paths=10,
    width=595,
    height=842,
)


@pytest.mark.parametrize(
    ("page", "verdict"),
    [
        pytest.param(DECREE, True, id="a page from a word processor"),
        pytest.param(replace(DECREE, words=8), True, id="its last page, with a few words"),
        pytest.param(replace(DECREE, image_share=0.1), True, id="a page with a seal on it"),
        pytest.param(replace(DECREE, image_share=1.0, words=34), False, id="a signed scan"),
        pytest.param(replace(DECREE, image_share=1.0), False, id="a scan somebody has read before"),
        pytest.param(
            replace(DECREE, words=20, image_share=0.2), False, id="pictures and a few words"
        ),
        pytest.param(
            replace(DECREE, words=20, image_share=0.2, is_from_office=True),
            True,
            id="pictures and a few words of a slide",
        ),
        pytest.param(replace(DECREE, words=12, paths=2500), False, id="letters drawn as outlines"),
        pytest.param(replace(DECREE, words=0, text=""), False, id="no text at all"),
        pytest.param(
            replace(DECREE, text="uû ban nh©n d©n tØnh L¹ng S¬n quyÕt ®Þnh vÒ viÖc"),
            False,
            id="text in a lost encoding",
        ),
    ],
)
def test_a_text_layer_is_not_always_the_text(page, verdict):
    assert has_usable_text(page) is verdict


@pytest.fixture
def examined(settings: Settings, tools: Toolbox, tmp_path):
    """Return a function that stores one file and examines its first page."""

    def hand_in(path) -> PageRecord:
        with path.open("rb") as file:
            digest = ContentStore(settings.masters).put_stream(file)
        kind = FileKind.PDF if path.suffix == ".pdf" else FileKind.IMAGE
        return examine(PageRecord(1, PagePlace(digest, kind, 0), ("vie",)), tools)

    return hand_in


def test_a_scan_in_a_pdf_is_drawn_as_finely_as_it_was_scanned(examined, tmp_path):
    assert examined(papers.write_pdf(tmp_path / "a.pdf", PdfPage(papers.scan()))).dpi == 200


def test_an_image_says_how_finely_it_was_scanned(examined, tmp_path):
    assert examined(papers.write_scan(tmp_path / "a.png")).dpi == 200


def test_an_image_that_does_not_say_is_taken_for_a_page_of_a4(examined, tmp_path):
    papers.noise(1654, 2339).save(tmp_path / "a.png")
    assert examined(tmp_path / "a.png").dpi == 200


def test_the_72_dpi_of_a_camera_are_ignored(examined, tmp_path):
    papers.noise(1654, 2339).save(tmp_path / "a.png", dpi=(72, 72))
    assert examined(tmp_path / "a.png").dpi == 200


def test_an_image_of_a_few_pixels_is_refused_in_words(examined, tmp_path):
    papers.noise(3000, 4).save(tmp_path / "a.png")
    with pytest.raises(ImageTooSmallError, match="3000 × 4"):
        examined(tmp_path / "a.png")


def test_an_unopened_page_fails_with_its_stored_problem(tools):
    place = PagePlace("digest", None, 0, "Tệp “a.jpg” rỗng.")
    with pytest.raises(PageProblemError, match="rỗng"):
        examine(PageRecord(1, place, ("vie",)), tools)


def test_large_pictures_on_a_page_with_its_own_text_are_looked_into(examined, tmp_path):
    text = PdfPage(lines=papers.PLAIN_TEXT)
    pasted = papers.write_pdf(tmp_path / "a.pdf", replace(text, image=papers.scan(), part=0.4))
    plain = papers.write_pdf(tmp_path / "b.pdf", text)
    assert [examined(path).has_pictures for path in (pasted, plain)] == [True, False]
