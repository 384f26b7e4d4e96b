"""Staff decide what names in pages mean: the queue, the form, the page, history and undo."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy.exc import IntegrityError

from library.catalogue.models import Item
from library.catalogue.place_names import deciding
from library.catalogue.place_names.deciding import Choice
from library.catalogue.place_names.names_on_page import item_day
from library.database import reading, work
from library.places.in_texts import doubts
from library.places.in_texts.decisions import NameOnPage, Scope
from library.places.in_texts.page_places import place_reader
from library.places.models import PlaceDoubt, PlaceMeaning
from library.places.problems import DecidedMeanwhileError
from tests.makers import make_item

NAME, VAN_LANG = "xã Hồng Phong", "x-hong-phong--van-lang"
QUEUE, HISTORY = "/can-bo/dia-danh/can-xem", "/can-bo/dia-danh/quyet-dinh"
_TEXT = "Uỷ ban xã Hồng Phong, tỉnh Lạng Sơn <b>họp</b>."


@pytest.fixture
def item_id(engine) -> str:
    """Return an item with a page that leaves a name open."""
    with work(engine) as session:
        item = make_item(session, "Biên bản", texts=(_TEXT,), date="1975", series="Báo Lạng Sơn")
        names = place_reader(session).names_in(_TEXT, day="1975", item_id=item.id, page=1)
        doubts.put(session, {(item.id, 1): names})
        return item.id


def _address(item_id, **parameters):
    query = "".join(f"&{name}={value}" for name, value in parameters.items())
    return f"/can-bo/tai-lieu/{item_id}/noi?ten=x%C3%A3+H%E1%BB%93ng+Phong&trang=1{query}"


def _send(office, item_id, status=200, page=None, **values):
    form = {"nghia": VAN_LANG, "pham-vi": "item", **values}
    address = f"/can-bo/tai-lieu/{item_id}/noi"
    return office.send(page or _address(item_id), address, form, status=status)


def _decisions(engine):
    with reading(engine) as session:
        return deciding.newest_decisions(session, count=9)


def test_the_queue_leads_to_the_sentence_and_the_units(office, item_id):
    assert "xã Hồng Phong trong Biên bản" in office.visit(QUEUE).words
    page = office.visit(_address(item_id))
    assert "Uỷ ban xã Hồng Phong, tỉnh Lạng Sơn <b>họp</b>." in page.words
    assert "Xã Hồng Phong, huyện Văn Lãng" in page.words
    assert page.has_link_to(f"/can-bo/tai-lieu/{item_id}/trang/1")


def test_a_decision_empties_the_queue_and_is_undone_in_the_history(office, item_id, engine):
    _send(office, item_id)
    assert "Không có địa danh nào" in office.visit(QUEUE).words
    (row,) = _decisions(engine)
    assert (row.unit, row.item_id) == (VAN_LANG, item_id)
    office.send(HISTORY, f"{HISTORY}/{row.id}/lui", {})
    assert "hoàn tác" in office.visit(HISTORY).words
    assert "xã Hồng Phong trong Biên bản" in office.visit(QUEUE).words


@pytest.mark.parametrize(
    ("typed", "unit"),
    [("xã Hồng Phong, Bình Gia", "x-hong-phong--binh-gia"), (VAN_LANG, VAN_LANG)],
    ids=["by its name and district", "by its identifier"],
)
def test_another_unit_is_typed(office, item_id, engine, typed, unit):
    _send(office, item_id, **{"nghia": "khac", "don-vi": typed})
    assert _decisions(engine)[0].unit == unit


@pytest.mark.parametrize(
    ("typed", "message"),
    [("xã Hoà Bình", "nhiều đơn vị"), ("Hà Nội", "Không có đơn vị"), ("", "Hãy chọn")],
)
def test_an_unclear_form_comes_back_as_it_was_typed(office, item_id, engine, typed, message):
    values = {"nghia": "khac", "don-vi": typed, "pham-vi": "page"}
    page = _send(office, item_id, status=400, **values)
    assert message in page.words
    assert _decisions(engine) == ()
    if typed == "xã Hoà Bình":
        assert "Xã Hòa Bình, huyện Chi Lăng" in page.words


def test_a_second_person_sees_the_first_decision(office, item_id, engine):
    _send(office, item_id)
    values = {"nghia": "elsewhere", "da-xem": "0"}
    page = _send(office, item_id, status=409, **values)
    assert "đã quyết định hoặc hoàn tác tên này" in page.words
    assert len(_decisions(engine)) == 1


def test_a_second_person_sees_that_the_decision_before_was_undone(office, item_id, engine):
    _send(office, item_id)
    (row,) = _decisions(engine)
    office.send(HISTORY, f"{HISTORY}/{row.id}/lui", {})
    page = _send(office, item_id, status=409, **{"nghia": "none", "da-xem": row.id})
    assert "hoàn tác tên này" in page.words


@pytest.mark.parametrize(
    "address", ["quyet-dinh/{}/lui", "de-xuat/{}/bo"], ids=["of a decision", "of a change"]
)
def test_a_number_out_of_range_is_not_found(office, item_id, address):
    form = office.visit(_address(item_id)).form(f"/can-bo/tai-lieu/{item_id}/noi")
    token = {"csrf_token": form["csrf_token"]}
    answer = office.client.post(f"/can-bo/dia-danh/{address.format(2**63)}", data=token)
    assert answer.status_code == 404


def test_of_two_at_one_moment_the_second_waits_and_learns_of_the_first(engine, item_id):
    def decide(unit: str):
        with work(engine) as session:
            _decide_as(session, item_id, unit)

    with ThreadPoolExecutor(1) as pool:
        with work(engine) as session:
            _decide_as(session, item_id, VAN_LANG)
            second = pool.submit(decide, "x-hong-phong--binh-gia")
        assert isinstance(second.exception(), DecidedMeanwhileError)
    assert [row.unit for row in _decisions(engine)] == [VAN_LANG]


def _decide_as(session, item_id, unit):
    choice = Choice(PlaceMeaning.UNIT, unit, Scope.ITEM)
    deciding.decide(session, NameOnPage(item_id, 1, NAME), choice, seen=0, by=unit)


def test_a_page_has_each_open_name_once(engine, item_id):
    again = {"item_id": item_id, "page_number": 1, "name": NAME}
    with pytest.raises(IntegrityError), work(engine) as session:
        session.add(PlaceDoubt(**again, candidates="", is_settled=False))


def test_only_who_publishes_decides_for_many_documents(staff, item_id, engine):
    cataloguer = staff("cataloguer")
    assert "Mọi tài liệu của sưu tập" not in cataloguer.visit(_address(item_id)).words
    _send(cataloguer, item_id, status=403, **{"pham-vi": "collection"})
    assert _decisions(engine) == ()


@pytest.mark.parametrize("scope", ["lesson", "khắp nơi"])
def test_a_scope_that_no_form_offers_is_refused(office, item_id, engine, scope):
    _send(office, item_id, status=400, **{"pham-vi": scope})
    assert _decisions(engine) == ()


def test_the_names_of_a_page_are_corrected_there(office, item_id):
    page = f"/can-bo/tai-lieu/{item_id}/trang/1/noi"
    assert "chưa rõ nơi nào" in office.visit(page).words
    _send(office, item_id, page=_address(item_id, ve="trang"), **{"nghia": "none", "ve": "trang"})
    assert "không phải nơi theo quyết định của" in office.visit(page).words


@pytest.mark.parametrize("query", ["", "?ten=xã+Khác&trang=1", "?ten=xã+Hồng+Phong&trang=999999"])
def test_a_name_that_is_not_there_is_not_found(office, item_id, query):
    if "999999" in query:
        assert NAME in office.visit(f"/can-bo/tai-lieu/{item_id}/noi{query}").words
        return
    office.visit(f"/can-bo/tai-lieu/{item_id}/noi{query}", status=404)


def test_a_name_behind_the_first_word_of_a_title_is_read_as_for_the_index(office, engine):
    with work(engine) as session:
        item_id = make_item(session, "Chợ Hồng Phong họp phiên", date="1975").id
    page = office.visit(f"/can-bo/tai-lieu/{item_id}/noi?ten=H%E1%BB%93ng+Phong&trang=0")
    assert "Chợ Hồng Phong họp phiên" in page.words


@pytest.mark.parametrize(
    ("years", "day"), [((1975, None), "1975"), ((1970, 1985), "1985"), ((938, None), "0938")]
)
def test_an_item_counts_as_of_the_last_year_in_which_it_may_have_been_made(years, day):
    year, latest = years
    assert item_day(Item(date=None, year=year, latest=latest)) == day
