"""Self-refreshing pages in Chromium: news is announced and focused buttons stay."""

from library.accessions.models import AccessionState
from library.catalogue.models import PageState
from library.database import work
from tests.makers import make_accession, make_item, make_page

_COME_WHILE_IT_IS_FETCHED = """() => new Promise((renewed) => {
  const plain = window.fetch;
  window.fetch = (...told) => {
    document.querySelector("#lan-nhap button").focus();
    window.setTimeout = renewed;
    return plain(...told);
  };
})"""
"""Resolves when the page waits for the next refresh."""


def test_a_button_focused_during_a_refresh_stays(open_page, engine):
    with work(engine) as session:
        number = make_accession(session).number
    tab = open_page(f"/can-bo/lan-nhap/{number}")
    tab.evaluate(_COME_WHILE_IT_IS_FETCHED)
    assert tab.evaluate("document.activeElement.textContent") == "Tạm dừng"


def test_new_deliveries_and_failures_are_announced_on_an_open_page(open_page, engine):
    tab = open_page("/can-bo/xuong")
    assert "Không có gì chờ xử lý." in tab.inner_text("main")
    with work(engine) as session:
        accession = make_accession(session, state=AccessionState.WORKING)
        item = make_item(session, texts=(), published=False)
        item.accession_id, accession.item_id = accession.id, item.id
        make_page(session, item, state=PageState.FAILED, message="Ảnh hỏng.")
    tab.wait_for_selector("text=Trang 1: Ảnh hỏng.")
    assert "quyển 1.pdf" in tab.inner_text("ol.register")
