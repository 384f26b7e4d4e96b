"""Pages that renew themselves tell what is new, and never take a button from under a finger."""

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
"""Returns when the page waits for the next time."""


def test_a_button_somebody_comes_to_while_the_page_renews_stays(seat, engine):
    with work(engine) as session:
        number = make_accession(session).number
    tab = seat(f"/can-bo/lan-nhap/{number}")
    tab.evaluate(_COME_WHILE_IT_IS_FETCHED)
    assert tab.evaluate("document.activeElement.textContent") == "Tạm dừng"


def test_what_comes_and_what_fails_is_told_on_a_page_that_was_opened_before(seat, engine):
    tab = seat("/can-bo/xuong")
    assert "Không có gì chờ xử lý." in tab.inner_text("main")
    with work(engine) as session:
        accession = make_accession(session, state=AccessionState.WORKING)
        item = make_item(session, texts=(), published=False)
        item.accession_id, accession.item_id = accession.id, item.id
        make_page(session, item, state=PageState.FAILED, message="Ảnh hỏng.")
    tab.wait_for_selector("text=Trang 1: Ảnh hỏng.")
    assert "quyển 1.pdf" in tab.inner_text("ol.register")
