"""One day at the workshop: everything people hand in, worked through once, looked at in detail."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import Engine

from ingest.pipeline.outcome import Outcome
from library.catalogue.models import PageState
from library.catalogue.queries import PageSheet, page_sheet
from library.catalogue.text.words import unpack
from library.database import reading
from library.settings import Settings
from library.storage.content_store import ContentStore
from search_index.documents import SearchRequest
from search_index.search_service import SearchService
from tests.ingest import papers
from tests.ingest.days import hand_in, published, work_through
from tests.ingest.papers import Sheet, scan
from tests.makers import make_database, make_settings


@dataclass(frozen=True, slots=True)
class Day:
    """What was there in the evening."""

    settings: Settings
    engine: Engine
    outcomes: dict[str, Outcome]

    def page(self, source: str, number: int = 1) -> PageSheet:
        """Return a page that came of a delivery."""
        with reading(self.engine) as session:
            return page_sheet(session, self.outcomes[source].item, number)

    def kept(self, digest: str) -> bytes:
        """Return something the workshop made."""
        return ContentStore(self.settings.derivatives).read(digest)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Day]:
    """Give the evening of a day on which everything was handed in at once."""
    settings = make_settings(tmp_path_factory.mktemp("nhà"), workers="2")
    engine = make_database(settings)
    folder = tmp_path_factory.mktemp("giao")
    hand_in(settings, engine, *_good(folder), publish=True)
    hand_in(settings, engine, *_bad(folder))
    yield Day(settings, engine, work_through(settings, engine))
    engine.dispose()


def _good(folder: Path) -> list[Path]:
    signed = Sheet(scan(), papers.SIGNATURE)
    composed = {"a": unicodedata.normalize("NFD", "ạ")}
    pictures = folder / unicodedata.normalize("NFD", "Ảnh chụp công văn v2.0")
    pictures.mkdir()
    papers.write_scan(pictures / "trang 10.png")
    papers.write_scan(pictures / "trang 2.tif", papers.LETTER, compression="tiff_lzw")
    (pictures / "trang 3.jpg").write_bytes(b"\xff\xd8\xff\xe0 half a photograph")
    return [
        papers.write_pdf(folder / "Công_văn 575_đã ký.pdf", signed),
        papers.write_pdf(folder / "trùng.pdf", signed),
        papers.write_pdf(folder / "văn bản.pdf", Sheet(lines=papers.PLAIN_TEXT, letters=composed)),
        papers.write_scan(folder / "sai tên.pdf", format="PNG"),
        pictures,
    ]


def _bad(folder: Path) -> list[Path]:
    (folder / "rỗng.pdf").touch()
    (folder / "hỏng.pdf").write_bytes(papers.pdf_of(Sheet(scan()))[:300])
    (folder / "thư.docx").write_bytes(b"PK\x03\x04 a letter")
    Image.new("1", (20_000, 10_000)).save(folder / "khổng lồ.png")
    return [
        folder / "rỗng.pdf",
        folder / "hỏng.pdf",
        folder / "thư.docx",
        folder / "khổng lồ.png",
        papers.write_encrypted_pdf(folder / "khoá.pdf"),
        papers.write_pdf(folder / "không trang.pdf"),
        papers.write_pdf(folder / "mét.pdf", Sheet(lines=("to",), size=(200_000, 200_000))),
    ]


SIGNED = "Công_văn 575_đã ký.pdf"
FOLDER = "Ảnh chụp công văn v2.0"


def test_a_scan_is_read_although_a_signature_lies_over_it_as_text(day):
    assert "công tác dân vận và dân chủ ở cơ sở" in day.page(SIGNED).text


def test_a_scan_becomes_an_item_named_without_underscores_and_suffix(day):
    assert "Công văn 575 đã ký" in published(day.engine)


def test_a_folder_keeps_the_whole_of_its_name_composed(day):
    assert FOLDER in published(day.engine)


def test_what_is_published_is_found_without_marks(day):
    desk = SearchService(day.settings, day.engine)
    found = desk.search(SearchRequest("ke hoach dan van"))
    desk.close()
    assert day.outcomes[SIGNED].item in {hit.item_id for hit in found.hits}


def test_pages_of_a_folder_stand_in_natural_order(day):
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


def test_the_same_file_again_is_a_duplicate_that_names_what_we_hold(day):
    outcome = day.outcomes["trùng.pdf"]
    assert (outcome.status, outcome.item) == ("duplicate", day.outcomes[SIGNED].item)
    assert "Công văn 575 đã ký" in outcome.message


def test_the_text_of_a_born_digital_page_is_taken_not_guessed(day):
    page = day.page("văn bản.pdf")
    assert page.quality is None
    assert "thông bao".replace("ô", "o") in unicodedata.normalize("NFD", page.text).replace(
        "\u0323", ""
    )


def test_text_crosses_into_the_house_composed(day):
    text = day.page("văn bản.pdf").text
    assert text == unicodedata.normalize("NFC", text)


def test_a_file_is_judged_by_its_content_not_by_its_name(day):
    assert day.outcomes["sai tên.pdf"].status == "done"


def test_a_page_has_images_for_slow_and_fast_lines(day):
    page = day.page(SIGNED)
    images = [image for image in page.images if image.media_type.startswith("image/")]
    assert [image.width for image in images] == [200, 880, 1280]


def test_a_page_has_a_leaf_to_take_home(day):
    kinds = [image.kind.value for image in day.page(SIGNED).images]
    assert kinds.count("leaf") == 1


def test_words_stand_where_they_are_on_the_page_as_shown(day):
    page = day.page(SIGNED)
    words = {word.text: word for word in unpack(day.kept(page.words))}
    left, top = words["vận"].left / page.width, words["vận"].top / page.height
    assert (left, top) == pytest.approx((0.40, 0.62), abs=0.02)


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("hỏng.pdf", "bị hỏng hoặc chưa chép hết"),
        ("thư.docx", "bị hỏng hoặc chưa chép hết"),
        ("khổng lồ.png", "Ảnh quá lớn: 20000 × 10000"),
        ("khoá.pdf", "có mật khẩu. Hãy bỏ mật khẩu rồi nộp lại."),
        ("không trang.pdf", "không có trang nào"),
        ("mét.pdf", "quá lớn"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(day, source, said):
    outcome = day.outcomes[source]
    assert (outcome.status, outcome.item) == ("refused", None)
    assert said in outcome.message


def test_an_empty_file_is_not_even_entered(day):
    assert "rỗng.pdf" not in day.outcomes


def test_what_is_refused_leaves_no_item(day):
    assert published(day.engine) == {"Công văn 575 đã ký", "văn bản", "sai tên", FOLDER}
