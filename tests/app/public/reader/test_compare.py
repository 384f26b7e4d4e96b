"""Comparison of two pages, without scripts."""

from library.catalogue.models import Access
from library.database import reading, work
from points.usage.models import ItemUse
from tests.makers import make_item


def test_two_pages_stand_side_by_side_and_each_turns_alone(browser, book, page_of):
    page = browser.visit(page_of(2))
    (link,) = (a for a in page.all("a") if a.get("href", "").startswith("/so-sanh"))
    compared = browser.visit(link.get("href"))
    assert len(compared.all("img", alt=f"Ảnh trang 2 của {book.title}")) == 1
    assert len(compared.all("img", alt=f"Ảnh trang 3 của {book.title}")) == 1
    turned = f"/so-sanh?trai={book.id}/2&phai={book.id}/4"
    assert compared.all("a", href=turned)


def test_addresses_are_pasted_as_they_are_and_the_zoom_stays(browser, book, page_of):
    address = f"http://localhost{page_of(2)}?q=cho#dau"
    query = {"trai": address, "phai": f"{book.id}/5", "phong": "150"}
    page = browser.visit("/so-sanh", query_string=query)
    assert page.all("div", class_="sheet__paper--150")


def test_a_page_that_cannot_be_shown_is_said_beside_its_field(browser, engine, book, page_of):
    with work(engine) as session:
        closed = make_item(session, "Hồi ký", texts=["chữ"], access=Access.LIBRARY).id
    for typed in ("không phải địa chỉ", f"{book.id}/99", f"{closed}/1"):
        page = browser.visit("/so-sanh", query_string={"trai": page_of(2), "phai": typed})
        assert page.all("p", class_="field__problem")
        assert len(page.all("img", alt=f"Ảnh trang 2 của {book.title}")) == 1


def test_both_pages_count_as_read(browser, app, engine, book):
    browser.visit("/so-sanh", query_string={"trai": f"{book.id}/2", "phai": f"{book.id}/4"})
    app.extensions["services"].usage_writer.catch_up()
    with reading(engine) as session:
        assert {use.page_number for use in session.query(ItemUse)} == {2, 4}
