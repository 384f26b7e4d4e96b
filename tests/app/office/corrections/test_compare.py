"""OCR comparison page: word confidence and impossible words."""

import pytest
from sqlalchemy import select

from library.accessions import ledger
from library.accessions.models import AccessionState
from library.catalogue.models import Item
from library.catalogue.text import words
from library.catalogue.text.words import Word
from library.database import work
from library.storage.content_store import ContentStore
from tests.app.scans import make_scan
from tests.library.corrections.pages import set_lines
from tests.makers import make_accession, make_item


@pytest.fixture
def page(engine, settings):
    """Enter a poor page of four words, one impossible and one unsure; return its address."""
    with work(engine) as session:
        item = make_item(session, "Quyển sổ", texts=(), published=False)
        row = make_scan(session, settings, item, "-")
        read = (("Ủy", 0.9), ("ban", 0.9), ("câp", 0.9), ("tỉnh", 0.2))
        placed = tuple(
            Word(text, 100 + 90 * place, 200, 80, 30, sure, 0, place // 2)
            for place, (text, sure) in enumerate(read)
        )
        row.words = ContentStore(settings.derivatives).put(words.pack(placed))
        row.quality, row.message = 0.4, "Trang khó đọc."
    return f"/can-bo/tai-lieu/{item.id}/trang/1"


def test_an_impossible_word_is_underlined_with_suggestions(office, page):
    (word, _) = office.visit(page).all("span", class_="word--impossible")[::-1]
    assert "cấp" in word.get("title")


def test_an_unsure_word_is_marked(office, page):
    assert office.visit(page).says("span", class_="word--unsure")[-1] == "tỉnh"


def test_each_part_of_a_page_has_its_language_attribute(office, engine, settings):
    french = "Le territoire de Lang-Son est situé dans le nord du Tonkin, sur la frontière."
    with work(engine) as session:
        item = make_item(session, texts=(), published=False)
        row = make_scan(session, settings, item, french)
        placed = set_lines(french, "Tên chữ là 諒山.")
        placed = tuple(word._replace(block=word.line) for word in placed)
        row.words = ContentStore(settings.derivatives).put(words.pack(placed))
    page = office.visit(f"/can-bo/tai-lieu/{item.id}/trang/1")
    assert len(page.all("div", class_="page-text__body", lang="fr")) == 1
    assert page.says("span", lang="zh-Hant") == ["諒山."]


def test_the_text_itself_is_never_changed(office, page):
    assert "Ủy ban câp tỉnh" in office.visit(page).words


def test_an_impossible_word_is_marked_on_the_image(office, page):
    assert len(office.visit(page).all("rect")) == 1


def test_a_low_confidence_page_is_in_the_queue(office, page):
    assert office.visit("/can-bo/trang-kho-doc").has_link_to(page)


def test_the_queue_says_why_a_page_is_in_it(office, page):
    assert "Trang khó đọc." in office.visit("/can-bo/trang-kho-doc").says("small")


def test_the_queue_of_another_collection_is_empty(office, page):
    assert not office.visit("/can-bo/trang-kho-doc?bst=bao-chi").has_link_to(page)


def test_an_accepted_page_leaves_the_queue(office, page):
    page_after = office.send(page, f"{page}/chap-nhan", {})
    assert not page_after.has_link_to(page)


def test_the_home_page_counts_the_queue(office, page):
    assert any("1 trang khó đọc" in text for text in office.visit("/can-bo").says("li"))


def test_an_unknown_page_is_not_found(office, page):
    office.visit(page.replace("/trang/1", "/trang/9"), status=404)


@pytest.fixture
def delivered(engine, page):
    """Link the item to a delivery."""
    with work(engine) as session:
        accession = make_accession(session, state=AccessionState.DONE)
        item = session.scalars(select(Item)).one()
        item.accession_id, accession.item_id = accession.id, item.id
    return page


def test_a_page_can_be_read_again_in_another_language(office, delivered):
    result = office.send(delivered, f"{delivered}/doc-lai", {"ngon-ngu": "vie+fra"})
    assert "đọc lại bằng tiếng Việt và tiếng Pháp" in result.words


def test_the_chosen_languages_are_shown(office, delivered):
    office.send(delivered, f"{delivered}/doc-lai", {"ngon-ngu": "chi_tra_vert"})
    assert office.visit(delivered).form(f"{delivered}/doc-lai")["ngon-ngu"] == "chi_tra_vert"


def test_an_unknown_language_is_refused(office, delivered):
    refused = office.send(delivered, f"{delivered}/doc-lai", {"ngon-ngu": "tlh"}, status=400)
    assert "“tlh”" in refused.words


def test_staff_see_the_image_operations_of_a_page(office, engine, page):
    with work(engine) as session:
        accession = make_accession(session)
        session.scalars(select(Item)).one().accession_id = accession.id
        values = {"output": '{"treatment": {"dark_border": true}}'}
        ledger.record_step(session, accession.id, 1, "prepare", 4, "k", **values)
    assert "Xưởng đã làm với ảnh: xóa viền đen, lỗ đục." in office.visit(page).words
