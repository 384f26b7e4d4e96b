"""Reading list: display, citations and export."""

import pytest

from library.catalogue.models import Access
from library.database import work
from tests.makers import make_item


@pytest.fixture
def written(engine):
    """Create two items and return a list of one and of a page of the other."""
    with work(engine) as session:
        item = make_item(session, "Chợ Kỳ Lừa", creator="Lan", date="1990")
        other = make_item(session, "Thành nhà Mạc", texts=["Một.", "Hai."])
    return f"{item.id},{other.id}:2"


def test_the_list_is_shown_in_its_order_and_leads_to_its_pages(browser, written):
    page = browser.visit(f"/danh-sach?m={written}")
    assert [entry.partition("Lan")[0] for entry in page.says("a", lang="vi")] == [
        "Chợ Kỳ Lừa",
        "Thành nhà Mạc, trang 2",
    ]
    assert page.has_link_to(f"/tai-lieu/{written.split(',')[1].replace(':', '/trang/')}")


def test_without_a_list_the_page_explains_how_to_start_one(browser):
    assert "Thêm vào danh sách đọc" in browser.visit("/danh-sach").words


@pytest.mark.parametrize(
    "nonsense", ["", ",,,", "a:0", "A B", "%00", "<b>", "khong-co:99999999", ":"]
)
def test_nonsense_is_an_empty_list(browser, nonsense):
    assert not browser.visit(f"/danh-sach?m={nonsense}").all("ol")


def test_missing_entries_are_counted(browser, written):
    page = browser.visit(f"/danh-sach?m={written},abcdefghijkl")
    assert "1 mục không còn trong kho" in page.words


def test_hidden_items_are_not_shown(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Hồ sơ kín", access=Access.STAFF)
    assert "Hồ sơ kín" not in browser.visit(f"/danh-sach?m={item.id}").html


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("txt", ["Lan (1990), Chợ Kỳ Lừa", "Thành nhà Mạc"]),
        ("ris", ["TI  - Chợ Kỳ Lừa", "SP  - 2"]),
        ("bib", ["{Chợ Kỳ Lừa}", "pages = {2}"]),
    ],
)
def test_the_list_is_exported(browser, written, kind, expected):
    response = browser.fetch(f"/danh-sach.{kind}?m={written}")
    text = response.get_data(as_text=True)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert all(part in text for part in expected)


def test_two_pages_of_one_item_have_two_keys(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=["Một.", "Hai."])
    text = browser.fetch(f"/danh-sach.bib?m={item.id}:1,{item.id}:2").get_data(as_text=True)
    assert f"@misc{{{item.id}-1," in text
    assert f"@misc{{{item.id}-2," in text


@pytest.mark.slow
def test_a_list_has_an_end(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=["Một."] * 250)
    many = ",".join(f"{item.id}:{number}" for number in range(1, 251))
    assert len(browser.fetch(f"/danh-sach.txt?m={many}").get_data(as_text=True).splitlines()) == 200
