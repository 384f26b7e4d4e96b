"""Downloads of recognised text as plain text, ALTO and hOCR."""

from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import reading, work
from points.access_points.enrolment import announce, enrol
from points.usage.models import ItemUse
from points.use_kind import UseKind
from tests.app.reading_room import enter_room
from tests.app.scans import make_scan
from tests.makers import make_item


@pytest.fixture
def enter(engine, settings):
    """Return a function that creates an item of two scanned pages."""

    def entered(access=Access.PUBLIC):
        with work(engine) as session:
            item = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False, access=access)
            make_scan(session, settings, item, "Chợ Kỳ Lừa")
            make_scan(session, settings, item, "Phiên chợ sau")
            publish(session, item, "kiểm thử")
        return f"/tai-lieu/{item.id}"

    return entered


@pytest.fixture
def scanned(enter):
    """Return the address of a public item."""
    return enter()


def test_the_text_of_an_item_is_all_its_pages(browser, scanned):
    text = browser.fetch(f"{scanned}/tai-ve/van-ban.txt").get_data(as_text=True)
    assert text.startswith("Chợ Kỳ Lừa\r\nThư viện tỉnh Lạng Sơn\r\nhttp://localhost/tai-lieu/")
    assert text.endswith("\r\n\r\n[1]\r\n\r\nChợ Kỳ Lừa\r\n\r\n[2]\r\n\r\nPhiên chợ sau\r\n")


def test_the_text_of_one_page_is_only_that(browser, scanned):
    text = browser.fetch(f"{scanned}/trang/2/tai-ve/van-ban.txt").get_data(as_text=True)
    assert "Phiên" in text
    assert "[1]" not in text


def test_a_page_is_given_as_alto(browser, scanned):
    answer = browser.fetch(f"{scanned}/trang/2/tai-ve/alto.xml")
    words = ElementTree.fromstring(answer.data).iter(
        "{http://www.loc.gov/standards/alto/ns-v4#}String"
    )
    assert [word.get("CONTENT") for word in words] == ["Phiên", "chợ", "sau"]


def test_an_item_is_given_as_a_zip_of_alto(browser, scanned):
    with ZipFile(BytesIO(browser.fetch(f"{scanned}/tai-ve/alto.zip").data)) as packed:
        assert packed.namelist() == ["00001.alto.xml", "00002.alto.xml"]
        assert packed.testzip() is None


def test_an_item_is_packed_to_the_same_bytes_again(browser, scanned):
    first, again = (browser.fetch(f"{scanned}/tai-ve/alto.zip").data for _ in range(2))
    assert first == again


@pytest.mark.parametrize(("where", "pages"), [("", 2), ("/trang/1", 1)])
def test_hocr_holds_the_pages_asked_for(browser, scanned, where, pages):
    written = browser.fetch(f"{scanned}{where}/tai-ve/hocr.html").get_data(as_text=True)
    assert written.count('class="ocr_page"') == pages


_EVERY = (
    "tai-ve/van-ban.txt",
    "tai-ve/alto.zip",
    "tai-ve/hocr.html",
    "trang/1/tai-ve/van-ban.txt",
    "trang/1/tai-ve/alto.xml",
    "trang/1/tai-ve/hocr.html",
)


@pytest.mark.parametrize("file", _EVERY)
def test_a_browser_that_has_the_file_is_not_sent_it_again(browser, scanned, file):
    tag = browser.fetch(f"{scanned}/{file}").headers["ETag"]
    again = browser.fetch(f"{scanned}/{file}", headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("file", _EVERY)
def test_a_file_is_named_after_its_title(browser, scanned, file):
    disposition = browser.fetch(f"{scanned}/{file}").headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="cho-ky-lua')


@pytest.mark.parametrize("file", _EVERY)
def test_library_only_items_cannot_be_downloaded(browser, engine, enter, file):
    item = enter(Access.LIBRARY)
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
    enter_room(browser, token)
    assert "không tải về được" in browser.visit(f"{item}/{file}", status=403).words


def test_the_item_says_that_downloads_are_refused(browser, engine, enter):
    item = enter(Access.LIBRARY)
    with work(engine) as session:
        token = enrol(session, announce(session, "Xã Chi Lăng", "Máy 1"))
    enter_room(browser, token)
    page = browser.visit(item)
    assert "không tải về được" in page.words
    assert not page.has_link_to(f"{item}/tai-ve/van-ban.txt")


def test_a_text_without_images_has_no_places_to_give(browser, engine):
    with work(engine) as session:
        item = make_item(session)
    assert browser.fetch(f"/tai-lieu/{item.id}/tai-ve/alto.zip").status_code == 404
    page = browser.visit(f"/tai-lieu/{item.id}")
    assert page.has_link_to(f"/tai-lieu/{item.id}/tai-ve/van-ban.txt")
    assert not page.has_link_to(f"/tai-lieu/{item.id}/tai-ve/alto.zip")


def test_a_page_leads_to_its_files(browser, scanned):
    page = browser.visit(f"{scanned}/trang/1")
    assert page.has_link_to(f"{scanned}/trang/1/tai-ve/alto.xml")


def test_a_download_counts_as_a_request(browser, app, engine, scanned):
    browser.fetch(f"{scanned}/tai-ve/hocr.html")
    app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        assert [(use.kind, use.page_number) for use in session.query(ItemUse)] == [
            (UseKind.REQUEST, None)
        ]


@pytest.mark.parametrize(
    ("place", "kind", "name"),
    [
        ("tai-ve/van-ban.txt", "text/plain; charset=utf-8", "cho-ky-lua.txt"),
        ("tai-ve/hocr.html", "application/xhtml+xml; charset=utf-8", "cho-ky-lua.hocr.html"),
        ("tai-ve/alto.zip", "application/zip", "cho-ky-lua.alto.zip"),
        ("trang/2/tai-ve/alto.xml", "application/xml; charset=utf-8", ",-trang-2.alto.xml"),
    ],
)
def test_downloads_contain_their_source(browser, scanned, place, kind, name):
    head = browser.fetch(f"{scanned}/{place}").headers
    assert head["Content-Type"] == kind
    assert f'{name}"' in head["Content-Disposition"]


@pytest.fixture
def thick(engine, settings):
    """Return the address of an item with too many pages to write while the reader waits."""
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False)
        for number in range(41):
            make_scan(session, settings, item, f"Phiên chợ {number}")
        publish(session, item, "kiểm thử")
    return f"/tai-lieu/{item.id}/tai-ve"


def test_the_files_of_a_thick_book_are_made_once(browser, settings, thick):
    for _ in range(2):
        written = browser.fetch(f"{thick}/hocr.html").get_data(as_text=True)
        assert written.count('class="ocr_page"') == 41
        with ZipFile(BytesIO(browser.fetch(f"{thick}/alto.zip").data)) as packed:
            assert len(packed.namelist()) == 41
    assert len(list(settings.cache.iterdir())) == 2


def test_a_file_that_takes_long_shows_a_page_that_tries_again(app, browser, thick):
    app.extensions["services"].downloads.patience = 0
    answer = browser.fetch(f"{thick}/hocr.html")
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "10")
    assert '<meta http-equiv="refresh" content="10">' in answer.text
    assert "Tệp này lớn nên máy đang làm" in answer.text


def test_a_waiting_page_is_not_counted_as_a_use(app, browser, engine, thick):
    app.extensions["services"].downloads.patience = 0
    browser.fetch(f"{thick}/hocr.html")
    app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        assert session.query(ItemUse).count() == 0
