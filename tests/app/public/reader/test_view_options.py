"""Views of an item have plain addresses and need no script."""

import pytest

from library.catalogue.models import Item, PageText
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word, pack
from library.database import work
from library.storage.content_store import ContentStore
from tests.app.scans import HEIGHT, WIDTH
from tests.makers import make_item

_WAYS = ("mot-trang", "hai-trang", "cuon", "anh-nho", "chu")


@pytest.mark.parametrize("way", _WAYS)
def test_each_way_leads_to_all_others(browser, page_of, way):
    page = browser.visit(page_of(2, f"?xem={way}"))
    assert {page_of(2)} | {page_of(2, f"?xem={other}") for other in _WAYS[1:]} <= {
        link.get("href") for link in page.all("a")
    }


@pytest.mark.parametrize(
    ("number", "seen"),
    [(1, "Trang 1:"), (2, "Trang 2 – 3:"), (3, "Trang 2 – 3:"), (5, "Trang 4 – 5:")],
)
def test_in_the_spread_view_the_cover_is_alone(browser, page_of, number, seen):
    assert browser.visit(page_of(number, "?xem=hai-trang")).heading.startswith(seen)


def test_the_spread_view_turns_by_two_pages(browser, page_of):
    page = browser.visit(page_of(3, "?xem=hai-trang"))
    turned = [page.all("a", rel=way)[0].get("href") for way in ("prev", "next")]
    assert turned == [page_of(1, "?xem=hai-trang"), page_of(4, "?xem=hai-trang")]


def test_the_strip_begins_at_the_page_asked_for(browser, page_of):
    page = browser.visit(page_of(2, "?xem=cuon"))
    assert page.says("p", class_="strip__number") == [f"Trang {n}" for n in (2, 3, 4, 5)]
    assert page.all("a", rel="prev")[0].get("href") == page_of(1, "?xem=cuon")


def test_thumbnails_show_the_whole_book_and_where_words_were_found(browser, page_of):
    page = browser.visit(page_of(3, "?xem=anh-nho&q=ky+lua"))
    assert len(page.all("a", class_="sheets__hit")) == 2
    assert page.has_link_to(page_of(5, "?q=ky+lua"))


def test_text_alone_has_a_heading_for_each_page_and_no_image(browser, page_of):
    page = browser.visit(page_of(1, "?xem=chu"))
    assert page.says("h2") == [f"Trang {n}" for n in (1, 2, 3, 4, 5)]
    assert not [image for image in page.all("img") if "/anh/" in image.get("src")]


def test_the_text_lies_over_the_image_where_its_words_stand(browser, page_of):
    page = browser.visit(page_of(2, "?chu=tren"))
    (drawing,) = page.all("svg", class_="sheet__text")
    assert drawing.get("viewbox") == f"0 0 {WIDTH} {HEIGHT}"
    words = [(word.text, word.get("x"), word.get("textlength")) for word in page.all("tspan")]
    assert words[:2] == [("Chợ", "100", "80"), ("Kỳ", "190", "80")]


@pytest.mark.parametrize(
    ("turned", "box", "moved"),
    [
        (90, f"0 0 {HEIGHT} {WIDTH}", f"translate({HEIGHT} 0) rotate(90)"),
        (180, f"0 0 {WIDTH} {HEIGHT}", f"translate({WIDTH} {HEIGHT}) rotate(180)"),
        (270, f"0 0 {HEIGHT} {WIDTH}", f"translate(0 {WIDTH}) rotate(270)"),
    ],
)
def test_a_page_is_turned_with_its_marks(browser, page_of, turned, box, moved):
    page = browser.visit(page_of(2, f"?xoay={turned}&q=ky+lua"))
    (drawing,) = page.all("svg", class_="sheet__turned")
    assert drawing.get("viewbox") == box
    assert page.all("g")[0].get("transform") == moved
    assert len(page.all("rect")) == 2


def test_what_was_chosen_stays_when_the_page_is_turned(browser, page_of):
    page = browser.visit(page_of(2, "?q=cho&dam=1&phong=200&xoay=90"))
    (onwards,) = page.all("a", rel="next")
    assert onwards.get("href") == page_of(3, "?q=cho&xoay=90&dam=1&phong=200")


def _wrapped(engine, settings, book):
    """Let page 2 of a book be one paragraph in two printed lines."""
    lines = ("Chợ Kỳ Lừa", "họp sáu phiên")
    words = tuple(
        Word(text, 100 + 100 * at, 100 + 40 * number, 90, 30, 0.9, 0, number)
        for number, line in enumerate(lines)
        for at, text in enumerate(line.split())
    )
    with work(engine) as session:
        page = session.get_one(Item, book.id).pages[1]
        page.words = ContentStore(settings.derivatives).put(pack(words))
        session.get_one(PageText, page.id).text = as_text(words)


@pytest.mark.parametrize("way", ["", "xem=hai-trang", "xem=cuon", "xem=chu"])
def test_lines_run_on_or_stay_as_printed_by_a_link(browser, engine, settings, book, page_of, way):
    _wrapped(engine, settings, book)
    page = browser.visit(page_of(2, f"?{way}"))
    assert "Chợ Kỳ Lừa</span> <span" in page.html
    (link,) = [link for link in page.all("a") if link.text == "Dòng như bản in"]
    printed = browser.visit(link.get("href"))
    assert "Chợ Kỳ Lừa</span>\n<span" in printed.html
    assert "dong=in" in printed.all("a", rel="prev")[0].get("href")


def test_the_number_typed_keeps_the_view(browser, page_of, book):
    response = browser.fetch(f"/tai-lieu/{book.id}/trang?so=4&xem=cuon&dam=1")
    assert response.headers["Location"] == page_of(4, "?xem=cuon&dam=1")


@pytest.mark.parametrize(
    "nonsense", ["xem=ba-trang", "xoay=45", "phong=1000", "dam=x", "chu=duoi", "dong=ra"]
)
def test_invalid_options_are_ignored(browser, page_of, nonsense):
    page = browser.visit(page_of(2, f"?{nonsense}"))
    assert page.all("a", rel="next")[0].get("href") == page_of(3)


def test_a_text_without_images_can_be_seen_as_text_only(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=["Một.", "Hai."])
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1")
    assert page.says("nav", aria_label="Cách xem") == ["Một trang Chỉ chữ"]
    assert not page.all("a", data_zoom="in")


def test_passages_in_other_languages_are_marked(browser, engine):
    french = "Le territoire de Lang-Son est situé dans le nord du Tonkin, sur la frontière."
    with work(engine) as session:
        item = make_item(session, texts=[f"Tên chữ là 諒山.\n\n{french}"])
    page = browser.visit(f"/tai-lieu/{item.id}/trang/1")
    assert page.says("p", lang="fr") == [french]
    assert page.says("span", lang="zh-Hant") == ["諒山"]
