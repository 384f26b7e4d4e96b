"""Tests of recognition, of upright and turned pages."""

from pathlib import Path

import pytest
from PIL import Image, ImageFilter, ImageOps

from ingest.context import Toolbox
from ingest.problems import MissingLanguageError
from ingest.record import FileKind, PagePlace, PageRecord
from ingest.stages import PAGE_PIPELINE
from ingest.stages.tidy import clean_words, tidy
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word
from library.settings import Settings
from library.storage.content_store import ContentStore
from tests.ingest.papers import han_columns, scan, table

_MAP = Path(__file__).parents[3] / "demo/anh-ban-do/Tờ 6353-3 Na Sầm/ban-do.jpg"


def _word(text: str, confidence: float = 0.9) -> Word:
    return Word(text, 0, 0, 10, 10, confidence, 0, 0)


@pytest.fixture
def process_image(settings: Settings, tools: Toolbox, tmp_path):
    """Return a function that runs one image through all page stages."""

    def make(image: Image.Image, language: str = "vie", *, is_picture: bool = False) -> PageRecord:
        image.save(tmp_path / "a.png", dpi=(200, 200))
        digest = ContentStore(settings.masters).put((tmp_path / "a.png").read_bytes())
        page = PageRecord(
            1, PagePlace(digest, FileKind.IMAGE, 0), (language,), is_picture=is_picture
        )
        for stage in PAGE_PIPELINE:
            page = stage(page, tools)
        return page

    return make


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_sideways_or_upside_down_page_is_turned_and_read(process_image, tools, degrees):
    page = process_image(scan().rotate(degrees, expand=True))
    assert "dân vận và dân chủ ở cơ sở" in as_text(tools.words(page))
    assert page.width > page.height


@pytest.mark.slow
@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_page_with_unclear_shapes_is_turned_by_its_best_reading(process_image, tools, degrees):
    page = process_image(table().rotate(degrees, expand=True).filter(ImageFilter.GaussianBlur(2.8)))
    assert "Người lập bảng: Lý Thị Hoa" in as_text(tools.words(page))


@pytest.mark.slow
@pytest.mark.parametrize("lines", ["all of a decree", "the few of a last page"])
def test_a_decree_among_pictures_is_read_like_one_among_texts(process_image, tools, lines):
    image = scan()
    if lines != "all of a decree":
        image.paste(255, (0, image.height // 4, image.width, image.height))
    among_texts, among_pictures = (
        process_image(image, is_picture=is_picture) for is_picture in (False, True)
    )
    assert tools.words(among_pictures) == tools.words(among_texts) != ()
    assert among_pictures.quality == among_texts.quality
    assert among_pictures.proposals == among_texts.proposals


@pytest.mark.slow
def test_a_map_among_texts_keeps_only_sure_words(process_image, tools):
    image = Image.open(_MAP)
    image = image.resize((image.width // 2, image.height // 2))
    among_texts, among_pictures = (
        process_image(image, is_picture=is_picture) for is_picture in (False, True)
    )
    assert tools.words(among_texts) == tools.words(among_pictures)


@pytest.mark.slow
def test_a_crooked_page_is_straightened_and_read(process_image, tools):
    page = process_image(scan().rotate(-4, expand=True, fillcolor=255))
    assert page.treatment.skew == pytest.approx(3.3, abs=0.2)
    assert "từ nay đến cuối năm 2025" in as_text(tools.words(page))


def test_a_coarse_scan_is_enlarged_for_ocr_and_its_boxes_fit_the_page(process_image, tools):
    image = scan()
    page = process_image(image.resize((image.width // 2, image.height // 2)))
    assert max(word.left + word.width for word in tools.words(page)) <= page.width


def test_columns_of_han_are_read_from_the_right(process_image, tools):
    text = as_text(tools.words(process_image(han_columns(), "chi_tra_vert")))
    columns = [text.find(part) for part in ("山水清奇", "近南關", "德三年")]
    assert -1 < columns[0] < columns[1] < columns[2]


def test_a_language_that_is_not_installed_is_named_with_its_package(process_image):
    with pytest.raises(MissingLanguageError, match="tesseract-ocr-tlh"):
        process_image(scan(), "tlh")


def test_an_empty_page_is_read_as_empty(process_image, tools):
    page = process_image(Image.new("L", (800, 1000), 255))
    assert (tools.words(page), page.quality) == ((), None)


@pytest.mark.slow
def test_an_empty_back_through_which_the_front_shines_has_no_words(process_image, tools):
    front = scan()
    pale = ImageOps.mirror(front).point(lambda tone: 235 - (255 - tone) // 3)
    page = process_image(pale)
    assert (tools.words(page), page.quality, page.proposals) == ((), None, ())
    assert "mặt sau" in page.remark


def test_ruling_lines_are_not_words():
    words = tuple(clean_words((_word("|", 0.9), _word("|35"), _word("18_"), _word("-"))))
    assert [word.text for word in words] == ["35", "18", "-"]


def test_stains_that_tesseract_doubts_are_not_words():
    assert tuple(clean_words((_word("£\\", 0.2), _word("—", 0.1)))) == ()


def test_a_doubtful_word_stays_a_word():
    assert [word.text for word in clean_words((_word("Sơn", 0.5),))] == ["Sơn"]


def test_a_poor_page_keeps_earlier_remarks(tools):
    words = tools.keep_words((_word("Sơn", 0.5),))
    place = PagePlace("0" * 64, FileKind.IMAGE, 0)
    page = PageRecord(1, place, ("vie",), words=words, quality=0.1, remark="Nửa trái của ảnh.")
    assert tidy(page, tools).remark.startswith("Nửa trái của ảnh. Trang khó đọc")


def test_torn_lines_are_a_remark_of_their_own(tools):
    lines = [
        Word("chữ", x, 40 * number, 60, 24, 0.95, 0, number)
        for number, places in enumerate([(0, 70, 140)] * 3 + [(0, 900)])
        for x in places
    ]
    place = PagePlace("0" * 64, FileKind.IMAGE, 0)
    page = PageRecord(1, place, ("vie",), words=tools.keep_words(tuple(lines)), quality=0.9)
    assert tidy(page, tools).remark.startswith("Bố cục có thể bị xé")


def test_a_picture_keeps_only_sure_words_and_no_remark(tools):
    noise = tuple(_word(text, 0.4) for text in ("r", "Tee", "Ñ{", "AC", "Nr"))
    place = PagePlace("0" * 64, FileKind.IMAGE, 0)
    words = tools.keep_words(noise)
    page = PageRecord(1, place, ("vie",), words=words, quality=0.1, unread_lines=9, is_picture=True)
    tidied = tidy(page, tools)
    assert (tools.words(tidied), tidied.quality, tidied.remark) == ((), None, None)


def test_print_keeps_its_doubtful_words(tools):
    words = tuple(_word(text, 0.4) for text in ("Số", "Tee", "Ñ", "AC"))
    page = PageRecord(
        1,
        PagePlace("0" * 64, FileKind.IMAGE, 0),
        ("vie",),
        words=tools.keep_words(words),
        quality=0.1,
    )
    assert tools.words(tidy(page, tools)) == words
