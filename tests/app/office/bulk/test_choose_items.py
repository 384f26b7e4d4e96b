"""Staff find items in whatever state, and choose those to be worked on together."""

import pytest

from library.bulk import selections
from library.catalogue.models import Access
from library.database import reading, work
from library.staff.permissions import Role
from tests.makers import make_item

_LIST = "/can-bo/hang-loat"


@pytest.fixture
def shelf(engine):
    """Enter three items; give their ids by title."""
    with work(engine) as session:
        made = [
            make_item(session, "Chợ Kỳ Lừa", creator="Nông Văn A", date="1926"),
            make_item(session, "Đền Kỳ Cùng", published=False, kind="Sách"),
            make_item(session, "Sổ địa bạ", collection="van-ban", published=False),
        ]
    return {item.title: item.id for item in made}


@pytest.fixture
def chosen(engine):
    """Give a function that returns the ids kept under a number."""

    def look(number=1):
        with reading(engine) as session:
            return selections.ids(session, number)

    return look


def _titles(page):
    return [line.partition(" Địa chí")[0].partition(" Văn bản")[0] for line in page.says("label")]


def _found(browser, asked):
    return [box.get("value") for box in browser.visit(f"{_LIST}?{asked}").all("input", name="dong")]


@pytest.mark.parametrize(
    ("asked", "titles"),
    [
        pytest.param("", ["Chợ Kỳ Lừa", "Đền Kỳ Cùng", "Sổ địa bạ"], id="nothing asked"),
        pytest.param("bst=van-ban", ["Sổ địa bạ"], id="collection"),
        pytest.param("trang-thai=published", ["Chợ Kỳ Lừa"], id="state"),
        pytest.param("loai=S%C3%A1ch", ["Đền Kỳ Cùng"], id="kind"),
        pytest.param("thieu=creator", ["Đền Kỳ Cùng", "Sổ địa bạ"], id="an empty field"),
        pytest.param("tu=1920&den=1930", ["Chợ Kỳ Lừa"], id="years"),
        pytest.param("q=dia+ba", ["Sổ địa bạ"], id="words of a draft, without tones"),
        pytest.param("q=So%CC%82%CC%89+%C4%91i%CC%A3a", ["Sổ địa bạ"], id="decomposed letters"),
        pytest.param("q=thanh+nha+mac", ["Chợ Kỳ Lừa"], id="words of a published page"),
        pytest.param("trang-thai=x&tu=abc&noi-doc=%00&trang=9", [], id="nonsense, past the end"),
    ],
)
def test_items_are_found_by_what_is_known_of_them(office, shelf, index, asked, titles):
    index()
    assert _found(office, asked) == [shelf[title] for title in titles]


def test_a_published_item_for_staff_alone_is_found_by_its_title(office, engine):
    with work(engine) as session:
        hidden = make_item(session, "Sổ mật", access=Access.STAFF)
    assert _found(office, "q=so+mat") == [hidden.id]


def test_what_is_ticked_is_chosen(office, shelf, chosen):
    ticked = {"danh-dau": "1", "tai-lieu": [shelf["Sổ địa bạ"], shelf["Chợ Kỳ Lừa"]]}
    page = office.send(_LIST, f"{_LIST}/chon", ticked)
    assert page.heading == "Đã chọn 2 tài liệu"
    assert chosen() == (shelf["Sổ địa bạ"], shelf["Chợ Kỳ Lừa"])


def test_all_that_was_found_is_chosen_whatever_is_ticked(office, shelf, chosen):
    office.send(f"{_LIST}?thieu=creator", f"{_LIST}/chon", {"tat-ca": "1"})
    assert chosen() == (shelf["Đền Kỳ Cùng"], shelf["Sổ địa bạ"])


def test_more_is_added_to_what_was_chosen(office, shelf, chosen):
    office.send(_LIST, f"{_LIST}/chon", {"tai-lieu": shelf["Sổ địa bạ"]})
    again = {"tai-lieu": [shelf["Chợ Kỳ Lừa"], shelf["Sổ địa bạ"]]}
    office.send(f"{_LIST}?chon=1", f"{_LIST}/chon", again)
    assert chosen(2) == (shelf["Sổ địa bạ"], shelf["Chợ Kỳ Lừa"])


def test_nothing_ticked_is_said(office, shelf):
    page = office.send(_LIST, f"{_LIST}/chon", {"danh-dau": "1"}, status=400)
    assert "Chưa chọn tài liệu nào" in page.words


@pytest.mark.parametrize(
    ("address", "status"),
    [
        pytest.param(f"{_LIST}?chon=99999999999999999999", 200, id="a number no row has"),
        pytest.param(f"{_LIST}?chon=x&q=%22%28+AND&loai=%00", 200, id="signs"),
        pytest.param(f"{_LIST}/chon/99999999999999999999", 404, id="a choice"),
        pytest.param(f"{_LIST}/lan/99999999999999999999", 404, id="a change"),
        pytest.param(f"{_LIST}/lan?trang=-1", 200, id="a screen before the first"),
    ],
)
def test_nothing_that_is_typed_is_an_error(office, shelf, index, address, status):
    index()
    office.visit(address, status)


def test_a_choice_that_is_gone_is_said(office):
    assert "Hãy chọn lại" in office.visit(f"{_LIST}/chon/7", status=404).words


def test_a_point_librarian_does_not_get_at_items(staff):
    staff(Role.POINT_LIBRARIAN).visit(_LIST, status=403)
