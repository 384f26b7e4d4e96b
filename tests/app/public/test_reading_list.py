"""A list that stands in an address is shown, cited and handed out."""

import pytest

from library.catalogue.models import Access
from library.database import work
from tests.makers import make_item


@pytest.fixture
def written(engine):
    """Enter two items and return a list of one and of a page of the other."""
    with work(engine) as session:
        one = make_item(session, "Chợ Kỳ Lừa", creator="Lan", date="1990")
        other = make_item(session, "Thành nhà Mạc", texts=["Một.", "Hai."])
    return f"{one.id},{other.id}:2"


def test_the_list_is_shown_in_its_order_and_leads_to_its_pages(browser, written):
    page = browser.visit(f"/danh-sach?m={written}")
    assert [entry.partition("Lan")[0] for entry in page.says("a", lang="vi")] == [
        "Chợ Kỳ Lừa",
        "Thành nhà Mạc, trang 2",
    ]
    assert page.leads_to(f"/tai-lieu/{written.split(',')[1].replace(':', '/trang/')}")


def test_without_a_list_it_is_said_how_one_is_begun(browser):
    assert "Thêm vào danh sách đọc" in browser.visit("/danh-sach").words


@pytest.mark.parametrize(
    "nonsense", ["", ",,,", "a:0", "A B", "%00", "<b>", "khong-co:99999999", ":"]
)
def test_nonsense_is_an_empty_list(browser, nonsense):
    assert not browser.visit(f"/danh-sach?m={nonsense}").all("ol")


def test_what_is_no_longer_there_is_counted(browser, written):
    page = browser.visit(f"/danh-sach?m={written},abcdefghijkl")
    assert "1 mục không còn trong kho" in page.words


def test_what_nobody_may_know_of_is_not_told(browser, engine):
    with work(engine) as session:
        item = make_item(session, "Hồ sơ kín", access=Access.STAFF)
    assert "Hồ sơ kín" not in browser.visit(f"/danh-sach?m={item.id}").html


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("txt", ["Lan (1990), Chợ Kỳ Lừa", "Thành nhà Mạc"]),
        ("ris", ["TI  - Chợ Kỳ Lừa", "SP  - 2"]),
        ("bib", ["{Chợ Kỳ Lừa}", "pages = {2}"]),
    ],
)
def test_the_list_is_handed_out(browser, written, kind, told):
    response = browser.fetch(f"/danh-sach.{kind}?m={written}")
    text = response.get_data(as_text=True)
    assert response.headers["Content-Disposition"].startswith("attachment")
    assert all(part in text for part in told)


def test_two_pages_of_one_item_have_two_keys(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=["Một.", "Hai."])
    text = browser.fetch(f"/danh-sach.bib?m={item.id}:1,{item.id}:2").get_data(as_text=True)
    assert f"@misc{{{item.id}-1," in text
    assert f"@misc{{{item.id}-2," in text


def test_a_list_has_an_end(browser, engine):
    with work(engine) as session:
        item = make_item(session, texts=["Một."] * 250)
    many = ",".join(f"{item.id}:{number}" for number in range(1, 251))
    assert len(browser.fetch(f"/danh-sach.txt?m={many}").get_data(as_text=True).splitlines()) == 200
