"""End-to-end tests: every kind of delivery, processed once and checked in detail."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine

from ingest.pipeline.outcome import Outcome
from library.catalogue.models import PageState
from library.catalogue.queries import PageDetails, page_details
from library.catalogue.text.words import unpack
from library.database import reading
from library.settings import Settings
from library.storage.content_store import ContentStore
from search_index.documents import SearchRequest
from search_index.search_service import SearchService
from tests.ingest import papers
from tests.ingest.days import published_titles, run_pipeline, submit
from tests.ingest.papers import PdfPage, scan
from tests.makers import make_database, make_settings

pytestmark = pytest.mark.slow


@dataclass(frozen=True, slots=True)
class ProcessedDay:
    """An installation and the outcomes of its deliveries."""

    settings: Settings
    engine: Engine
    outcomes: dict[str, Outcome]

    def page(self, source: str, number: int = 1) -> PageDetails:
        """Return a page of the item made from a delivery."""
        with reading(self.engine) as session:
            return page_details(session, self.outcomes[source].item, number)

    def derivative(self, digest: str) -> bytes:
        """Return the content of a derivative."""
        return ContentStore(self.settings.derivatives).read(digest)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ProcessedDay]:
    """Return an installation that processed all the deliveries together."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    folder = tmp_path_factory.mktemp("giao")
    submit(settings, engine, *_good(folder), publish=True)
    submit(settings, engine, *_bad(folder))
    yield ProcessedDay(settings, engine, run_pipeline(settings, engine))
    engine.dispose()


def _good(folder: Path) -> list[Path]:
    signed = PdfPage(scan(), papers.SIGNATURE)
    composed = {"a": unicodedata.normalize("NFD", "ạ")}
    pictures = folder / unicodedata.normalize("NFD", "Ảnh chụp công văn v2.0")
    pictures.mkdir()
    papers.write_scan(pictures / "trang 10.png")
    papers.write_scan(pictures / "trang 2.tif", papers.LETTER, compression="tiff_lzw")
    (pictures / "trang 3.jpg").write_bytes(b"\xff\xd8\xff\xe0 half a photograph")
    return [
        papers.write_pdf(folder / "Công_văn 575_đã ký.pdf", signed),
        papers.write_pdf(folder / "trùng.pdf", signed),
        papers.write_pdf(
            folder / "văn bản.pdf", PdfPage(lines=papers.PLAIN_TEXT, letters=composed)
        ),
        papers.write_scan(folder / "sai tên.pdf", format="PNG"),
        pictures,
    ]


def _bad(folder: Path) -> list[Path]:
    (folder / "rỗng.pdf").touch()
    (folder / "hỏng.pdf").write_bytes(papers.pdf_of(PdfPage(scan()))[:300])
    (folder / "thư.docx").write_bytes(b"PK\x03\x04 a letter")
    Image.new("1", (20_000, 10_000)).save(folder / "khổng lồ.png")
    return [
        folder / "rỗng.pdf",
        folder / "hỏng.pdf",
        folder / "thư.docx",
        folder / "khổng lồ.png",
        papers.write_encrypted_pdf(folder / "khóa.pdf"),
        papers.write_pdf(folder / "không trang.pdf"),
        papers.write_pdf(folder / "mét.pdf", PdfPage(lines=("to",), size=(200_000, 200_000))),
    ]


SIGNED = "Công_văn 575_đã ký.pdf"
FOLDER = "Ảnh chụp công văn v2.0"


def test_a_scan_with_a_text_signature_is_still_recognised(day):
    assert "công tác dân vận và dân chủ ở cơ sở" in day.page(SIGNED).text


def test_a_scan_becomes_an_item_named_without_underscores_and_suffix(day):
    assert "Công văn 575 đã ký" in published_titles(day.engine)


def test_a_folder_keeps_its_full_name_composed(day):
    assert FOLDER in published_titles(day.engine)


def test_a_published_item_is_found_without_diacritics(day):
    service = SearchService(day.settings, day.engine)
    results = service.search(SearchRequest("ke hoach dan van"))
    service.close()
    assert day.outcomes[SIGNED].item in {hit.item_id for hit in results.hits}


def test_pages_of_a_folder_are_in_natural_order(day):
    assert "Kính gửi" in day.page(FOLDER, 1).text
    assert "dân vận" in day.page(FOLDER, 3).text


def test_one_bad_page_leaves_the_rest_readable(day):
    outcome = day.outcomes[FOLDER]
    assert (outcome.status, outcome.pages, outcome.failed_pages) == ("partial", 3, 1)


def test_a_bad_page_says_what_to_do(day):
    page = day.page(FOLDER, 2)
    assert page.state is PageState.FAILED
    assert page.message == (
        "Tệp “trang 3.jpg” bị hỏng hoặc chưa chép hết. Hãy quét hoặc chép lại rồi nộp lại."
    )


def test_a_duplicate_names_the_existing_item(day):
    outcome = day.outcomes["trùng.pdf"]
    assert (outcome.status, outcome.item) == ("duplicate", day.outcomes[SIGNED].item)
    assert "Công văn 575 đã ký" in outcome.message


def test_the_text_of_a_born_digital_page_is_used_without_ocr(day):
    page = day.page("văn bản.pdf")
    assert page.quality is None
    assert "thông bao".replace("ô", "o") in unicodedata.normalize("NFD", page.text).replace(
        "\u0323", ""
    )


def test_text_is_stored_in_composed_unicode(day):
    text = day.page("văn bản.pdf").text
    assert text == unicodedata.normalize("NFC", text)


def test_a_file_is_judged_by_its_content_not_by_its_name(day):
    assert day.outcomes["sai tên.pdf"].status == "done"


def test_a_page_has_images_for_slow_and_fast_lines(day):
    page = day.page(SIGNED)
    images = [(i.width, i.media_type) for i in page.images if i.media_type.startswith("image/")]
    formats = "image/avif", "image/webp"
    assert images == [(200, "image/webp"), *((w, f) for w in (880, 1280) for f in formats)]


def test_a_page_has_a_page_pdf_for_download(day):
    kinds = [image.kind.value for image in day.page(SIGNED).images]
    assert kinds.count("leaf") == 1


def test_word_boxes_match_the_page_as_shown(day):
    page = day.page(SIGNED)
    words = {word.text: word for word in unpack(day.derivative(page.words))}
    x, y = words["vận"].left / page.width, words["vận"].top / page.height
    assert (x, y) == pytest.approx((0.40, 0.62), abs=0.02)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("hỏng.pdf", "bị hỏng hoặc chưa chép hết"),
        ("thư.docx", "bị hỏng hoặc chưa chép hết"),
        ("khổng lồ.png", "Ảnh quá lớn: 20000 × 10000"),
        ("khóa.pdf", "có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại."),
        ("không trang.pdf", "không có trang nào"),
        ("mét.pdf", "quá lớn"),
    ],
)
def test_an_unreadable_file_is_refused_with_a_message(day, source, message):
    outcome = day.outcomes[source]
    assert (outcome.status, outcome.item) == ("refused", None)
    assert message in outcome.message


def test_an_empty_file_is_not_even_entered(day):
    assert "rỗng.pdf" not in day.outcomes


def test_a_refused_delivery_leaves_no_item(day):
    assert published_titles(day.engine) == {"Công văn 575 đã ký", "văn bản", "sai tên", FOLDER}
