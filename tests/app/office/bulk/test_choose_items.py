"""Search for items in any state and selection for bulk work."""

import pytest

from library.bulk import selections
from library.catalogue.models import Access
from library.database import reading, work
from tests.makers import make_item

_LIST = "/can-bo/hang-loat"


@pytest.fixture
def shelf(engine):
    """Enter three items; return their ids by title."""
    with work(engine) as session:
        items = [
            make_item(session, "Chợ Kỳ Lừa", creator="Nông Văn A", date="1926"),
            make_item(session, "Đền Kỳ Cùng", published=False, kind="Sách"),
            make_item(session, "Sổ địa bạ", collection="van-ban", published=False),
        ]
    return {item.title: item.id for item in items}


@pytest.fixture
def chosen(engine):
    """Return a function that reads the ids of a selection."""

    def read_now(number=1):
        with reading(engine) as session:
            return selections.ids(session, number)

    return read_now


def _found(browser, query):
    return [box.get("value") for box in browser.visit(f"{_LIST}?{query}").all("input", name="dong")]


@pytest.mark.parametrize(
    ("query", "titles"),
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
def test_items_are_found_by_each_filter(office, shelf, index, query, titles):
    index()
    assert _found(office, query) == [shelf[title] for title in titles]


def test_a_published_staff_only_item_is_found_by_its_title(office, engine):
    with work(engine) as session:
        hidden = make_item(session, "Sổ mật", access=Access.STAFF)
    assert _found(office, "q=so+mat") == [hidden.id]


def test_ticked_items_are_selected(office, shelf, chosen):
    ticked = {"danh-dau": "1", "tai-lieu": [shelf["Sổ địa bạ"], shelf["Chợ Kỳ Lừa"]]}
    page = office.send(_LIST, f"{_LIST}/chon", ticked)
    assert page.heading == "Đã chọn 2 tài liệu"
    assert chosen() == (shelf["Sổ địa bạ"], shelf["Chợ Kỳ Lừa"])


def test_all_hits_are_selected_regardless_of_ticks(office, shelf, chosen):
    office.send(f"{_LIST}?thieu=creator", f"{_LIST}/chon", {"tat-ca": "1"})
    assert chosen() == (shelf["Đền Kỳ Cùng"], shelf["Sổ địa bạ"])


def test_further_items_are_added_to_a_selection(office, shelf, chosen):
    office.send(_LIST, f"{_LIST}/chon", {"tai-lieu": shelf["Sổ địa bạ"]})
    again = {"tai-lieu": [shelf["Chợ Kỳ Lừa"], shelf["Sổ địa bạ"]]}
    office.send(f"{_LIST}?chon=1", f"{_LIST}/chon", again)
    assert chosen(2) == (shelf["Sổ địa bạ"], shelf["Chợ Kỳ Lừa"])


def test_an_empty_selection_shows_an_error_message(office, shelf):
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
def test_no_input_causes_a_server_error(office, shelf, index, address, status):
    index()
    office.visit(address, status)


def test_an_unknown_selection_shows_an_error_message(office):
    assert "Hãy chọn lại" in office.visit(f"{_LIST}/chon/7", status=404).words
