"""List of items that are not published: search, filters, order, screens, saved views, XLSX."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import quote

import pytest
from openpyxl import load_workbook

from library import clock
from library.catalogue import assignments, cataloguing
from library.catalogue.access import publishing
from library.database import work
from tests.app.scans import make_scan
from tests.makers import BY, make_item, make_staff

_LIST = "/can-bo/tai-lieu"


@pytest.fixture
def shelf(engine):
    """Enter a draft, an old draft without pages, a returned item and a published one."""
    with work(engine) as session:
        lan = make_staff(session, "Nông Lan").name
        market = make_item(session, "Chợ Kỳ Lừa", published=False, number="12/QĐ")
        old = make_item(session, "Đền Kỳ Cùng", published=False, texts=())
        old.created = clock.now() - timedelta(days=100)
        returned = make_item(session, "Sổ địa bạ", collection="van-ban", published=False)
        publishing.submit(session, returned, lan)
        publishing.return_to_draft(session, returned, BY, "Thiếu ngày")
        make_item(session, "Thành nhà Mạc")
        assignments.assign(session, [market.id], lan, BY)


def _titles(browser, query=""):
    return browser.visit(f"{_LIST}?{query}").says("a", class_="rows__open")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        pytest.param("", ["Đền Kỳ Cùng", "Chợ Kỳ Lừa", "Sổ địa bạ"], id="oldest first"),
        pytest.param("q=ky+lua", ["Chợ Kỳ Lừa"], id="words of a draft without tones"),
        pytest.param("q=12/qd", ["Chợ Kỳ Lừa"], id="its number"),
        pytest.param("q=100%25", [], id="a sign of LIKE is a letter"),
        pytest.param("bst=van-ban", ["Sổ địa bạ"], id="collection"),
        pytest.param("trang-thai=returned", ["Sổ địa bạ"], id="returned"),
        pytest.param("trang-thai=published", ["Thành nhà Mạc"], id="published"),
        pytest.param("ai=N%C3%B4ng+Lan", ["Chợ Kỳ Lừa", "Sổ địa bạ"], id="a person"),
        pytest.param("ai=-", ["Đền Kỳ Cùng", "Sổ địa bạ"], id="assigned to nobody"),
        pytest.param("tuoi=90", ["Đền Kỳ Cùng"], id="age"),
        pytest.param("trang-so=khong", ["Đền Kỳ Cùng"], id="without pages"),
        pytest.param("xep=title&q=k", ["Chợ Kỳ Lừa", "Đền Kỳ Cùng"], id="order by title"),
        pytest.param("xep=x&tuoi=y&trang=-1&ai=z", ["Đền Kỳ Cùng", "Chợ Kỳ Lừa", "Sổ địa bạ"]),
    ],
)
def test_items_are_found_by_each_filter(office, shelf, query, titles):
    assert _titles(office, query) == titles


def test_all_stages_are_shown_on_request(office, shelf):
    page = office.visit(f"{_LIST}?trang-thai=moi")
    assert (page.heading, len(page.says("a", class_="rows__open"))) == ("Tài liệu", 4)


def test_a_changed_title_is_found_by_its_new_words(office, engine):
    with work(engine) as session:
        item = make_item(session, "Chợ cũ", published=False)
        cataloguing.describe(session, item, {"title": "Phố Muối"}, BY)
    assert (_titles(office, "q=pho+muoi"), _titles(office, "q=cho+cu")) == (["Phố Muối"], [])


def test_a_long_list_has_screens_and_the_second_keeps_the_filters(office, engine):
    with work(engine) as session:
        for number in range(45):
            make_item(session, f"Sổ {number}", published=False)
    page = office.visit(f"{_LIST}?q=so&xep=title")
    (following,) = [link.get("href") for link in page.all("a", rel="next")]
    assert (len(page.says("a", class_="rows__open")), "q=so" in following) == (40, True)
    assert len(office.visit(following).says("a", class_="rows__open")) == 5


def test_an_empty_result_says_to_drop_a_filter(office, shelf):
    page = office.visit(f"{_LIST}?q=khong+co")
    assert "Bớt một điều kiện" in page.words
    assert page.has_link_to(_LIST)


def test_a_saved_view_is_a_link_for_its_owner_alone(office, staff, shelf):
    query = "q=ky&trang-thai=draft"
    values = {"ten": "Kỳ"}
    assert (
        "Đã lưu cách xem “Kỳ”" in office.send(f"{_LIST}?{query}", "/can-bo/cach-xem", values).words
    )
    assert office.visit(_LIST).has_link_to(f"{_LIST}?{query}")
    assert not staff("reviewer").visit(_LIST).has_link_to(f"{_LIST}?{query}")


def test_a_view_without_a_name_is_named_after_its_words(office, shelf):
    page = office.send(f"{_LIST}?q=k%E1%BB%B3", "/can-bo/cach-xem", {"ten": " "})
    assert "Đã lưu cách xem “kỳ”" in page.words


def test_a_saved_view_is_deleted(office, shelf):
    office.send(f"{_LIST}?q=ky", "/can-bo/cach-xem", {"ten": "Kỳ"})
    office.send(f"{_LIST}?q=ky", "/can-bo/cach-xem/1/bo", {})
    assert "Cách xem đã lưu" not in office.visit(_LIST).words


def test_another_person_cannot_delete_a_view(office, staff, shelf):
    office.send(f"{_LIST}?q=ky", "/can-bo/cach-xem", {"ten": "Kỳ"})
    other = staff("reviewer")
    token = other.visit(f"{_LIST}?q=ky").form("/can-bo/cach-xem")
    other.client.post("/can-bo/cach-xem/1/bo", data=token).close()
    assert "Kỳ" in office.visit(_LIST).says("a")


def test_ticked_items_are_assigned(office, shelf):
    page = office.visit(_LIST)
    ids = [box.get("value") for box in page.all("input", name="tai-lieu")]
    values = {"tai-lieu": ids[:2], "nguoi": "Nông Lan"}
    assert (
        "Đã giao 1 tài liệu cho Nông Lan" in office.send(_LIST, "/can-bo/giao-viec", values).words
    )
    assert _titles(office, f"ai={quote('Nông Lan')}")[:2] == ["Đền Kỳ Cùng", "Chợ Kỳ Lừa"]


def test_all_ticked_items_are_assigned(office, engine, shelf):
    with work(engine) as session:
        for _ in range(3):
            make_item(session, published=False)
    ids = [box.get("value") for box in office.visit(_LIST).all("input", name="tai-lieu")]
    office.send(_LIST, "/can-bo/giao-viec", {"tai-lieu": ids, "nguoi": "Nông Lan"})
    assert len(_titles(office, f"ai={quote('Nông Lan')}")) == len(ids) > 3


def test_work_is_assigned_to_people_with_an_account_only(office, shelf):
    values = {"tai-lieu": [], "nguoi": "Không Ai"}
    ids = [box.get("value") for box in office.visit(_LIST).all("input", name="tai-lieu")]
    page = office.send(_LIST, "/can-bo/giao-viec", {**values, "tai-lieu": ids}, status=400)
    assert "Hãy chọn trong danh sách" in page.words


def test_the_whole_list_is_sent_as_xlsx(office, shelf):
    with office.client.get(f"{_LIST}.xlsx?trang-thai=returned") as response:
        rows = list(load_workbook(BytesIO(response.data)).active.values)
    assert [row[1] for row in rows] == ["Nhan đề", "Sổ địa bạ"]
    assert rows[1][9] == "Thiếu ngày"


def test_the_list_shows_covers(office, engine, settings):
    with work(engine) as session:
        item = make_item(session, "Bản quét", texts=(), published=False)
        make_scan(session, settings, item, "Chợ")
    (cover,) = office.visit(_LIST).all("td", class_="rows__picture")
    assert next(cover.iter("img")).get("src").startswith(f"/tai-lieu/{item.id}/")


def test_the_review_queue_is_searched_and_has_the_longest_wait_first(office, engine):
    with work(engine) as session:
        for title in ("Sổ một", "Sổ hai", "Chợ"):
            publishing.submit(session, make_item(session, title, published=False), BY)
    page = office.visit("/can-bo/cho-duyet?q=so")
    assert [link.text for link in page.all("a") if link.get("data-row-link") is not None] == [
        "Sổ một",
        "Sổ hai",
    ]
