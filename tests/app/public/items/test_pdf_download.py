"""PDF downloads of an item, of some pages, or of one page."""

from io import BytesIO

import pikepdf
import pypdfium2
import pytest

from library.catalogue.cataloguing import publish
from library.catalogue.models import Access
from library.database import reading, work
from points.usage.models import ItemUse
from tests.app.scans import add_page_pdf, make_scan
from tests.makers import make_item


@pytest.fixture
def enter(engine, settings):
    """Return a function that creates an item of four scans; the third has no page PDF."""

    def entered(access=Access.PUBLIC):
        with work(engine) as session:
            item = make_item(session, "Chợ Kỳ Lừa", texts=(), published=False, access=access)
            for text in ("Bìa", "Chợ Kỳ Lừa", "Trang mất", "Phiên chợ 諒山"):
                page = make_scan(session, settings, item, text)
                if "mất" not in text:
                    add_page_pdf(settings, page)
            publish(session, item, "kiểm thử")
        return f"/tai-lieu/{item.id}"

    return entered


@pytest.fixture
def pdf(enter):
    """Return the address of the PDF of a public item."""
    return f"{enter()}/tai-ve/tai-lieu.pdf"


def _texts(answer):
    with pypdfium2.PdfDocument(answer.data) as document:
        return [page.get_textpage().get_text_range() for page in document]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("", ["Bìa", "Chợ Kỳ Lừa", "Phiên chợ 諒山"]),
        ("?trang=2", ["Chợ Kỳ Lừa"]),
        ("?trang=2-4", ["Chợ Kỳ Lừa", "Phiên chợ 諒山"]),
        ("?trang=2-", ["Chợ Kỳ Lừa", "Phiên chợ 諒山"]),
        ("?trang=1-99", ["Bìa", "Chợ Kỳ Lừa", "Phiên chợ 諒山"]),
    ],
)
def test_a_pdf_holds_the_text_of_the_pages_asked_for(browser, pdf, query, texts):
    assert _texts(browser.fetch(pdf + query)) == texts


@pytest.mark.parametrize("page_range", ["x", "-3", "3", "0-0", "9-12", "4-2", "1-2-3", "²"])
def test_impossible_page_ranges_are_not_found(browser, pdf, page_range):
    assert browser.fetch(f"{pdf}?trang={page_range}").status_code == 404


@pytest.mark.parametrize(
    ("typed", "span"), [("tu=2&den=4", "2-4"), ("tu=4&den=2", "2-4"), ("tu=2&den=2", "2")]
)
def test_pages_are_chosen_by_typing_two_numbers(browser, pdf, typed, span):
    answer = browser.fetch(f"{pdf.rpartition('/')[0]}/chon-trang?{typed}")
    assert answer.headers["Location"] == f"{pdf}?trang={span}"


def test_a_pdf_has_metadata_and_is_pdf_a(browser, pdf):
    with pikepdf.open(BytesIO(browser.fetch(pdf).data)) as document:
        assert document.docinfo.Title == "Chợ Kỳ Lừa"
        with document.open_metadata() as metadata:
            assert (metadata["dc:title"], metadata.pdfa_status) == ("Chợ Kỳ Lừa", "2U")
        assert document.Root.Lang == "vi"
        assert document.check_pdf_syntax() == []


def test_pages_keep_their_numbers_in_a_part(browser, pdf):
    with pikepdf.open(BytesIO(browser.fetch(f"{pdf}?trang=2-4").data)) as document:
        assert [page.label for page in document.pages] == ["2", "4"]


def test_pages_share_one_font(browser, pdf):
    with pikepdf.open(BytesIO(browser.fetch(pdf).data)) as document:
        fonts = {page.Resources.Font.F.DescendantFonts[0].objgen for page in document.pages}
    assert len(fonts) == 1


def test_the_same_pages_give_the_same_bytes(browser, settings, pdf):
    first = browser.fetch(pdf).data
    for book in settings.cache.glob("*.pdf"):
        book.unlink()
    assert browser.fetch(pdf).data == first


def test_a_pdf_is_assembled_once(browser, settings, pdf):
    for _ in range(2):
        browser.fetch(pdf)
    assert len(list(settings.cache.iterdir())) == 1


def test_an_interrupted_download_resumes(browser, pdf):
    complete = browser.fetch(pdf)
    partial = browser.fetch(
        pdf, headers={"Range": "bytes=100-", "If-Range": complete.headers["ETag"]}
    )
    assert (partial.status_code, partial.data) == (206, complete.data[100:])


def test_a_browser_that_has_the_file_is_not_sent_it_again(browser, pdf):
    tag = browser.fetch(pdf).headers["ETag"]
    assert browser.fetch(pdf, headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.parametrize(
    ("query", "name"), [("", "cho-ky-lua.pdf"), ("?trang=2-4", "cho-ky-lua,-trang-2-4.pdf")]
)
def test_a_file_is_named_after_its_title(browser, pdf, query, name):
    disposition = browser.fetch(pdf + query).headers["Content-Disposition"]
    assert disposition.startswith(f'attachment; filename="{name}"')


def test_library_only_items_cannot_be_downloaded(browser, enter):
    assert browser.fetch(f"{enter(Access.LIBRARY)}/tai-ve/tai-lieu.pdf").status_code == 403


def test_the_item_shows_the_size_of_its_pdf(browser, pdf):
    item = pdf.partition("/tai-ve")[0]
    page = browser.visit(item)
    assert page.has_link_to(pdf)
    assert "3 trang, khoảng" in page.words


def test_a_page_leads_to_its_own_pdf(browser, pdf):
    item = pdf.partition("/tai-ve")[0]
    assert browser.visit(f"{item}/trang/2").has_link_to(f"{pdf}?trang=2")
    assert not browser.visit(f"{item}/trang/3").has_link_to(f"{pdf}?trang=3")


def test_a_page_pdf_is_not_an_image(browser, engine, pdf):
    item = pdf.partition("/tai-ve")[0]
    with reading(engine) as session:
        digest = (
            session.connection()
            .exec_driver_sql("SELECT digest FROM derivative WHERE kind = 'leaf' LIMIT 1")
            .scalar_one()
        )
    assert browser.fetch(f"{item}/trang/1/anh/{digest}").status_code == 404


def test_downloading_one_page_counts_as_a_request_of_that_page(browser, app, engine, pdf):
    for query in ("", "?trang=2"):
        browser.fetch(pdf + query)
    app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        assert [use.page_number for use in session.query(ItemUse).order_by(ItemUse.id)] == [None, 2]
