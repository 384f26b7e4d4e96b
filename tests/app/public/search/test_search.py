"""Search page: hits, suggestions, filters and access."""

import unicodedata

import pytest

from library.catalogue import cataloguing
from library.catalogue.models import Access, ItemState
from library.database import work
from tests.app.scans import make_scan
from tests.makers import BY, make_item


def test_a_reader_finds_an_item_without_typing_tones(browser, holdings):
    holdings("Thành nhà Mạc", texts=["Thành cổ ở Lạng Sơn."])
    assert browser.visit("/tra-cuu?q=thanh+co").says("h2") == ["Thành nhà Mạc"]


def test_decomposed_words_find_the_same(browser, holdings):
    holdings("Thành nhà Mạc", texts=["Thành cổ ở Lạng Sơn."])
    typed = unicodedata.normalize("NFD", "Thành cổ")
    assert browser.visit(f"/tra-cuu?q={typed}").says("h2") == ["Thành nhà Mạc"]


def test_a_hit_leads_to_its_page_with_the_words(browser, holdings):
    item = holdings(texts=["Một", "Chợ Kỳ Lừa"])
    assert browser.visit("/tra-cuu?q=ky+lua").has_link_to(f"/tai-lieu/{item.id}/trang/2?q=ky+lua")


def test_a_hit_of_a_corrected_query_leads_to_the_words_that_were_found(browser, holdings):
    items = [holdings(f"Báo {number}", texts=["Chợ Kỳ Lừa"]) for number in range(3)]
    page = browser.visit("/tra-cuu?q=ky+luaa")
    assert "Không thấy “ky luaa”" in page.words
    assert page.has_link_to(f"/tai-lieu/{items[0].id}/trang/1?q=ky+lua")


def test_a_hit_marks_the_words_found(browser, holdings):
    holdings(texts=["Chợ Kỳ Lừa họp năm ngày một phiên."])
    assert "Kỳ" in " ".join(browser.visit("/tra-cuu?q=ky+lua").says("mark"))


def test_a_hit_shows_the_picture_of_its_page(browser, engine, settings, index):
    with work(engine) as session:
        item = make_item(session, texts=["Bìa"])
        make_scan(session, settings, item, "Chợ Kỳ Lừa")
    index()
    (picture,) = browser.visit("/tra-cuu?q=ky+lua").all("img", class_="cover")
    assert f"/tai-lieu/{item.id}/trang/2/anh/" in picture.get("src")


def test_a_just_withdrawn_item_is_not_found(browser, engine, holdings):
    item = holdings("Thành nhà Mạc", texts=["Thành cổ ở Lạng Sơn."])
    with work(engine) as session:
        cataloguing.withdraw(session, cataloguing.find_item(session, item.id), BY, "lỗi")
    assert "Không tìm thấy" in browser.visit("/tra-cuu?q=thanh+co").words


def test_the_query_stays_in_the_box(browser):
    (box,) = browser.visit('/tra-cuu?q="cửa+khẩu"').all("input", name="q")
    assert box.get("value") == '"cửa khẩu"'


def test_signs_alone_are_no_question(browser, holdings):
    holdings("Thành nhà Mạc")
    page = browser.visit("/tra-cuu?q=%3F%3F%3F%3F")
    assert "hãy gõ thêm ít nhất một chữ" in page.words
    assert not page.says("h2")


def test_a_truncated_word_with_marks_is_found(browser, holdings):
    holdings("Chợ Kỳ Lừa", texts=["Chợ ở Lạng Sơn."])
    holdings("Cho và nhận", texts=["Lãng đãng."])
    assert browser.visit("/tra-cuu?q=l%E1%BA%A1ng*").says("h2") == ["Chợ Kỳ Lừa"]
    title = "nhan+%C4%91%E1%BB%81:+ch%E1%BB%A3*"
    assert browser.visit(f"/tra-cuu?q={title}").says("h2") == ["Chợ Kỳ Lừa"]


def test_no_results_show_suggestions(browser):
    assert "Gõ không dấu" in browser.visit("/tra-cuu?q=zzz").words


def test_no_results_in_a_collection_offer_all_collections(browser):
    page = browser.visit("/tra-cuu?q=zzz&bst=van-ban")
    assert page.has_link_to("/tra-cuu?q=zzz")


def test_a_collection_narrows_the_search(browser, holdings):
    holdings("Chợ Kỳ Lừa", collection="dia-chi")
    assert browser.visit("/tra-cuu?q=ky+lua&bst=van-ban").says("h2") == []


def test_a_collection_that_does_not_exist_narrows_nothing(browser, holdings):
    holdings("Chợ Kỳ Lừa")
    page = browser.visit("/tra-cuu?q=ky+lua&bst=không-có")
    assert page.says("h2") == ["Chợ Kỳ Lừa"]
    assert "Không có sưu tập “không-có”, nên đã tìm trong cả thư viện." in page.words


@pytest.mark.parametrize("screen", ["0", "-1", "x", "99999999999999999999", ""])
def test_an_invalid_screen_is_the_first(browser, holdings, screen):
    holdings("Chợ Kỳ Lừa")
    assert browser.visit(f"/tra-cuu?q=ky+lua&trang={screen}").says("h2") == ["Chợ Kỳ Lừa"]


def test_a_screen_past_the_end_leads_back(browser, holdings):
    holdings("Chợ Kỳ Lừa")
    assert browser.visit("/tra-cuu?q=ky+lua&trang=9").has_link_to("/tra-cuu?q=ky+lua")


@pytest.mark.parametrize("typed", ["???", "%00", '"', "-", "a" * 5000, "<script>", "🐃", "AND OR"])
def test_any_input_is_a_valid_query(browser, holdings, typed):
    holdings()
    browser.visit(f"/tra-cuu?q={typed}")


def test_titles_and_texts_are_never_markup(browser, holdings):
    holdings("<script>alert(1)</script> chợ", texts=["chợ <img src=x onerror=alert(1)>"])
    page = browser.visit("/tra-cuu?q=cho")
    assert page.says("h2") == ["<script>alert(1)</script> chợ"]
    assert not [image for image in page.all("img") if image.get("onerror")]


def test_words_only_for_the_library_are_not_shown_outside(browser, holdings):
    holdings("Gia phả", texts=["Điều kín trong họ"], access=Access.LIBRARY)
    page = browser.visit("/tra-cuu?q=gia+pha")
    assert "chỉ đọc trên máy tính của thư viện" in page.words
    assert "Điều kín" not in page.words


def test_a_just_withdrawn_item_is_not_shown(browser, engine, holdings):
    item = holdings("Chợ Kỳ Lừa")
    with work(engine) as session:
        session.merge(item).state = ItemState.WITHDRAWN
    assert browser.visit("/tra-cuu?q=ky+lua").says("h2") == []


def test_many_hits_are_split_into_screens(browser, engine, index):
    with work(engine) as session:
        for number in range(25):
            make_item(session, f"Chợ Kỳ Lừa {number}")
    index()
    assert browser.visit("/tra-cuu?q=ky+lua").has_link_to("/tra-cuu?q=ky+lua&trang=2")
    assert len(browser.visit("/tra-cuu?q=ky+lua&trang=2").says("h2")) == 5


def test_a_hit_leads_to_each_of_its_best_pages(browser, holdings):
    item = holdings(texts=[f"Chợ Kỳ Lừa, phiên {number}" for number in range(1, 9)])
    page = browser.visit("/tra-cuu?q=ky+lua")
    pages = [link for link in page.all("a") if "/trang/" in link.get("href")]
    assert len({link.get("href") for link in pages}) == 3
    assert page.has_link_to(f"/tai-lieu/{item.id}?q=ky+lua")
    assert "và 5 trang khác" in page.words


def test_no_word_is_offered_for_one_that_is_found_and_well_spelt(browser, holdings):
    holdings("Hát then", texts=["Nghệ nhân hát then."])
    for number in range(4):
        holdings(f"Quyết định {number}", texts=["Làm theo quy định, theo luật."])
    assert "Có phải bạn tìm" not in browser.visit("/tra-cuu?q=then").words
