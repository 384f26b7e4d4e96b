"""Tests of scans with a text layer, which is compared with the OCR result."""

import pytest
from PIL import Image

from ingest.context import Toolbox
from ingest.record import Batch, FileKind, Master, PagePlace, PageRecord
from ingest.stages.examine import examine
from ingest.stages.prepare import prepare
from ingest.stages.recognise import recognise
from ingest.stages.separate import separate
from library.catalogue.text.plain_text import as_text
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest import papers
from tests.ingest.papers import PLAIN_TEXT, SIGNATURE, PdfPage, scan
from tests.ingest.tools.djvu_files import layer_of, write_page

_LINES = [f"Dòng thứ {number}: chợ Kỳ Lừa ở Lạng Sơn họp ngày hai" for number in range(1, 9)]


@pytest.fixture
def recognised(settings: Settings, tools: Toolbox, tmp_path):
    """Return a function that recognises a scan with these text lines over it."""

    def read(
        *lines: str,
        part: float = 1.0,
        degrees: int = 0,
        image: Image.Image | None = None,
        hidden: bool = False,
    ) -> PageRecord:
        image = image or scan().rotate(degrees, expand=True, fillcolor=255)
        path = papers.write_pdf(tmp_path / "a.pdf", PdfPage(image, lines, part=part, hidden=hidden))
        digest = ContentStore(settings.masters).put(path.read_bytes())
        page = PageRecord(1, PagePlace(digest, FileKind.PDF, 0), ("vie",))
        for stage in (examine, prepare, recognise):
            page = stage(page, tools)
        return page

    return read


def test_a_wrong_text_layer_is_reported_and_not_used(recognised, tools):
    page = recognised(*PLAIN_TEXT, hidden=True)
    assert "nên không dùng" in page.remark
    assert "CỘNG HÒA" in as_text(tools.words(page))


@pytest.mark.slow
def test_a_signature_over_a_scan_is_kept_letter_by_letter(recognised, tools):
    page = recognised(*SIGNATURE)
    assert page.remark is None
    assert "\n\n" + "\n".join(SIGNATURE) + "\n\n" in "\n\n" + as_text(tools.words(page))
    assert "CỘNG HÒA" in as_text(tools.words(page))


@pytest.mark.slow
def test_the_text_of_a_pasted_scan_is_recognised_too(recognised, tools):
    page = recognised(*PLAIN_TEXT, part=0.45)
    text = as_text(tools.words(page))
    assert "Uy ban nhan dan tinh Lang Son" in text
    assert "dân chủ ở cơ sở" in text
    assert "được đọc thêm từ ảnh" in page.remark


@pytest.mark.slow
def test_the_text_layer_of_an_upside_down_scan_is_compared_too(recognised):
    page = recognised(*PLAIN_TEXT, degrees=180, hidden=True)
    assert page.treatment.turn == 2
    assert "nên không dùng" in page.remark


@pytest.mark.slow
def test_text_printed_over_a_picture_is_the_text_of_the_page(recognised, tools):
    page = recognised(*PLAIN_TEXT, image=Image.new("L", (1700, 2340), 20))
    assert as_text(tools.words(page)).split() == " ".join(PLAIN_TEXT).split()
    assert (page.remark, page.quality) == (None, None)


@pytest.mark.slow
@pytest.mark.parametrize(
    "written",
    [
        pytest.param(_LINES, id="right"),
        pytest.param([line.replace("ợ", "ọqz") for line in _LINES], id="wrong"),
    ],
)
def test_the_text_layer_of_a_djvu_page_is_compared_as_that_of_a_pdf(
    settings, tools, tmp_path, written
):
    path = write_page(tmp_path / "a.djvu", _LINES, layer=layer_of(written))
    digest = ContentStore(settings.masters).put(path.read_bytes())
    batch = separate(Batch("a", (Master("a.djvu", digest, FileKind.DJVU),)), tools)
    page = PageRecord(1, batch.pages[0], ("vie",))
    for stage in (examine, prepare, recognise):
        page = stage(page, tools)
    assert page.has_layer
    assert not page.has_text
    assert "chợ Kỳ Lừa" in as_text(tools.words(page))
