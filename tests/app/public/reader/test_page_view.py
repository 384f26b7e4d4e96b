"""Page view: image and text with query words highlighted."""

import pytest

from library import clock
from library.catalogue.cataloguing import publish
from library.catalogue.models import DerivativeKind, Item
from library.database import work
from tests.app.scans import HEIGHT, WIDTH, make_scan
from tests.makers import make_item, make_page


@pytest.fixture
def scanned(engine, settings, index):
    """Create an item of two scanned pages and index it."""
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False)
        make_scan(session, settings, item, "Chợ Kỳ Lừa")
        make_scan(session, settings, item, "Phiên chợ sau")
        publish(session, item, "kiểm thử")
    index()
    return item


def test_a_word_found_is_marked_on_the_image(browser, scanned):
    marks = browser.visit(f"/tai-lieu/{scanned.id}/trang/1?q=ky+lua").all("rect")
    assert [mark.get("x") for mark in marks] == ["190", "280"]


def test_marks_are_drawn_in_the_space_of_the_page(browser, scanned):
    (drawing,) = browser.visit(f"/tai-lieu/{scanned.id}/trang/1?q=cho").all(
        "svg", class_="sheet__marks"
    )
    assert drawing.get("viewbox") == f"0 0 {WIDTH} {HEIGHT}"


def test_a_word_found_is_marked_in_the_text(browser, scanned):
    assert browser.visit(f"/tai-lieu/{scanned.id}/trang/1?q=ky+lua").says("mark") == ["Kỳ", "Lừa"]


def test_without_words_nothing_is_marked(browser, scanned):
    page = browser.visit(f"/tai-lieu/{scanned.id}/trang/1")
    assert not page.all("rect")
    assert not page.all("mark")


def test_a_page_leads_to_the_next_and_keeps_the_words(browser, scanned):
    page = browser.visit(f"/tai-lieu/{scanned.id}/trang/1?q=cho")
    (onwards,) = page.all("a", rel="next")
    assert onwards.get("href") == f"/tai-lieu/{scanned.id}/trang/2?q=cho"


def test_the_last_page_leads_no_further(browser, scanned):
    page = browser.visit(f"/tai-lieu/{scanned.id}/trang/2")
    assert page.all("a", rel="prev")
    assert not page.all("a", rel="next")


def test_the_image_comes_in_the_sizes_there_are(browser, scanned):
    (image,) = browser.visit(f"/tai-lieu/{scanned.id}/trang/1").all("img", fetchpriority="high")
    assert image.get("srcset").endswith(" 500w")


@pytest.fixture
def avif_page(engine, settings, browser):
    """Return the function that opens a page with AVIF images with some headers."""
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        for _number in range(2):
            make_scan(session, settings, item, "Chợ", (500, 900), _BOTH)
        publish(session, item, "kiểm thử")
        item_id = item.id
    return lambda **headers: browser.visit(f"/tai-lieu/{item_id}/trang/1", headers=headers)


_BOTH = DerivativeKind.AVIF, DerivativeKind.READING


def test_browsers_choose_avif_or_the_webp_of_the_same_sizes(avif_page):
    page = avif_page()
    (source,), (image,) = page.all("source"), page.all("img", fetchpriority="high")
    assert source.get("type") == "image/avif"
    assert source.get("sizes") == image.get("sizes")
    for name in ("srcset", "data-ahead"):
        widths = [part.split()[1] for part in source.get(name).split(", ")]
        assert widths == ["500w", "900w"]
        assert source.get(name) != image.get(name)


def test_the_saver_gets_the_small_avif_alone(avif_page):
    page = avif_page(**{"Save-Data": "on"})
    (source,) = page.all("source")
    assert source.get("srcset").endswith(" 500w")
    assert source.get("srcset").count("/anh/") == 1
    assert source.get("data-ahead") is None


def test_a_page_that_older_stages_made_has_no_avif(browser, scanned):
    assert not browser.visit(f"/tai-lieu/{scanned.id}/trang/1").all("source")


def test_the_next_image_can_be_fetched_ahead(browser, scanned):
    (image,) = browser.visit(f"/tai-lieu/{scanned.id}/trang/1").all("img", fetchpriority="high")
    assert f"/tai-lieu/{scanned.id}/trang/2/anh/" in image.get("data-ahead")


@pytest.mark.parametrize(("typed", "page"), [("2", 2), ("99", 2), ("0", 1), ("-3", 1), ("x", 1)])
def test_a_typed_number_leads_to_the_nearest_page(browser, scanned, typed, page):
    response = browser.fetch(f"/tai-lieu/{scanned.id}/trang?so={typed}")
    assert browser.where(response) == f"/tai-lieu/{scanned.id}/trang/{page}"


def test_the_pages_on_which_the_words_are_found_are_named(browser, scanned):
    page = browser.visit(f"/tai-lieu/{scanned.id}/trang/1?q=phien")
    assert page.has_link_to(f"/tai-lieu/{scanned.id}/trang/2?q=phien")


@pytest.mark.parametrize("number", ["3", "0", "-1", "999999999999999999999", "một"])
def test_a_missing_page_is_not_found(browser, scanned, number):
    browser.visit(f"/tai-lieu/{scanned.id}/trang/{number}", status=404)


@pytest.mark.parametrize("item_id", ["khong-co", "%00", "..", "0123456789ab"])
def test_a_missing_item_is_not_found(browser, item_id):
    browser.visit(f"/tai-lieu/{item_id}/trang/1", status=404)


def test_text_without_an_image_reads_well(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=["Đoạn một.\n\nĐoạn hai."])
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1")
    assert {"Đoạn một.", "Đoạn hai."} <= set(page.says("p"))
    assert not page.all("figure")


def test_the_text_of_a_page_is_never_markup(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=["<b>chợ</b> & <script>"])
    assert "<b>chợ</b> & <script>" in browser.visit(f"/tai-lieu/{item.id}/trang/1?q=cho").words


def test_a_page_in_work_says_so(browser, engine):
    with work(engine) as session:
        item = make_item(session)
        make_page(session, item)
    assert "đang được xử lý" in browser.visit(f"/tai-lieu/{item.id}/trang/2").words


def test_a_page_says_where_it_comes_from(browser, scanned):
    (source,) = browser.visit(f"/tai-lieu/{scanned.id}/trang/2").says("p", class_="source")
    assert source.startswith("Chợ Kỳ Lừa, trang 2. Thư viện tỉnh Lạng Sơn.")


_ORDER = "Trang khó đọc, văn bản nhận dạng có thể sai nhiều. Nếu được, hãy quét lại rõ hơn."


@pytest.mark.parametrize(
    ("way", "language", "note"),
    [
        ("", "vi", "Máy đọc trang này chưa chắc; xin xem ảnh của trang."),
        ("xem=chu", "vi", "Máy đọc trang này chưa chắc; xin xem ảnh của trang."),
        ("", "en", "The machine is not sure of its reading of this page"),
    ],
)
def test_a_remark_to_staff_is_a_neutral_note_to_readers(
    browser, office, engine, scanned, way, language, note
):
    with work(engine) as session:
        page = session.get_one(Item, scanned.id).pages[0]
        page.message, page.quality = _ORDER, 0.6
    headers = {"Accept-Language": language}
    shown = browser.visit(f"/tai-lieu/{scanned.id}/trang/1?{way}", headers=headers)
    assert note in shown.words
    assert "quét lại" not in shown.html
    assert "quét lại rõ hơn" in office.visit(f"/can-bo/tai-lieu/{scanned.id}/trang/1").words


def test_a_page_that_staff_accepted_has_no_note_of_doubt(browser, engine, scanned):
    with work(engine) as session:
        page = session.get_one(Item, scanned.id).pages[0]
        page.message, page.quality, page.passed = _ORDER, 0.6, clock.now()
    assert not browser.visit(f"/tai-lieu/{scanned.id}/trang/1").all("p", class_="doubt")
