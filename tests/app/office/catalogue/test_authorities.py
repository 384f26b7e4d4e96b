"""The names of the catalogue are looked through, corrected, merged and parted."""

import pytest
from sqlalchemy import select

from library.catalogue.authorities.models import Authority
from library.catalogue.models import Item
from library.database import reading, work
from library.staff.permissions import Role
from tests.makers import make_item

_NAMES = "/can-bo/ten"


@pytest.fixture
def hong(engine):
    """Enter two books by one writer, written two ways; return the numbers of the names."""
    with work(engine) as session:
        make_item(session, "Đất bằng", creator="Vi Hồng", published=False)
        make_item(session, "Vãi Đàng", creator="Vi Hong")
        rows = session.execute(select(Authority.name, Authority.id))
        return {name: number for name, number in rows}  # noqa: C416


def _creators(engine):
    with reading(engine) as session:
        return list(session.scalars(select(Item.creator).order_by(Item.title_sort)))


def _form(office, address, **told):
    return {**office.visit(address).form(address), **told}


def test_names_are_listed_with_how_many_items_each_has(office, hong):
    cells = office.visit(_NAMES).says("td")
    assert cells == ["Vi Hong chưa xem", "Người", "", "1", "Vi Hồng chưa xem", "Người", "", "1"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("q=vi+hong", 2),
        ("q=vi+ho%CC%82%CC%80ng", 2),
        ("loai=subject", 0),
        ("loai=person&chu=V&chua-xem=1", 2),
        ("chu=Đ", 0),
        ("loai=x&chu=x&trang=x&q=%00", 2),
    ],
)
def test_the_list_is_narrowed(office, hong, asked, found):
    page = office.visit(f"{_NAMES}?{asked}")
    assert len(page.all("tr")) == (found + 1 if found else 0)


def test_a_new_name_is_written_in_every_item(office, engine, hong):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    told = _form(office, address, name="Vy Ho\u0302\u0300ng", begins="khoảng 1936")
    page = office.send(address, address, told)
    assert "1 tài liệu đổi theo" in page.words
    assert "Vi Hong" in page.all("textarea")[0].text
    assert _creators(engine) == ["Vi Hồng", "Vy Hồng"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"name": " "}, "không được để trống"),
        ({"name": "Vi Hồng"}, "đã là tên của một bản ghi khác"),
        ({"begins": "hôm qua"}, "Không hiểu thời điểm bắt đầu"),
        ({"kind": "con mèo"}, "Hãy chọn loại"),
        ({"name": "x" * 501}, "Chữ quá dài"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(office, engine, hong, told, said):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    page = office.send(address, address, _form(office, address, note="giữ lại", **told), status=400)
    assert said in page.words
    assert "giữ lại" in page.html
    assert _creators(engine) == ["Vi Hồng", "Vi Hong"]


def test_two_who_edit_at_once_do_not_write_over_each_other(office, hong):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    first = _form(office, address, note="một")
    office.send(address, address, first)
    page = office.send(address, address, {**first, "note": "hai"}, status=409)
    assert "Có người vừa sửa" in page.words


def test_a_name_may_be_entered_before_any_item_has_it(office):
    address = f"{_NAMES}/them"
    told = _form(office, address, name="Lê Quý Đôn", variants="Quế Đường\nDoãn Hậu")
    page = office.send(address, address, told)
    assert page.heading == "Lê Quý Đôn"
    assert "Quế Đường\nDoãn Hậu" in page.all("textarea")[0].text


def test_a_merge_is_shown_before_it_is_done(office, engine, hong):
    loser, winner = hong["Vi Hong"], hong["Vi Hồng"]
    page = office.visit(f"{_NAMES}/{loser}/gop")
    assert page.leads_to(f"{_NAMES}/{loser}/gop?vao={winner}")
    page = office.visit(f"{_NAMES}/{loser}/gop?vao={winner}")
    assert "Vãi Đàng" in page.words
    assert _creators(engine) == ["Vi Hồng", "Vi Hong"]


def test_a_merge_is_done_and_undone(office, engine, hong):
    loser, winner = hong["Vi Hong"], hong["Vi Hồng"]
    asking = f"{_NAMES}/{loser}/gop?vao={winner}"
    page = office.send(asking, f"{_NAMES}/{loser}/gop", {"vao": winner})
    assert (page.heading, _creators(engine)) == ("Vi Hồng", ["Vi Hồng", "Vi Hồng"])
    assert office.visit(f"{_NAMES}/{loser}").heading == "Vi Hồng"
    page = office.send(f"{_NAMES}/{winner}", f"{_NAMES}/{loser}/tach", {"ten": "Vi Hong"})
    assert (page.heading, _creators(engine)) == ("Vi Hong", ["Vi Hồng", "Vi Hong"])


def test_a_record_is_not_merged_into_itself(office, hong):
    number = hong["Vi Hong"]
    office.visit(f"{_NAMES}/{number}/gop?vao={number}", status=409)


def test_what_does_not_exist_is_not_found(office):
    office.visit(f"{_NAMES}/4711", status=404)
    office.visit(f"{_NAMES}/4711/gop", status=404)


@pytest.mark.parametrize("number", [2**31, 10**30])
def test_a_number_no_record_can_have_is_not_found(office, hong, number):
    known = hong["Vi Hong"]
    for address in (f"/ten/{number}", f"{_NAMES}/{number}", f"{_NAMES}/{known}/gop?vao={number}"):
        office.visit(address, status=404)
    token = office.visit(_NAMES).form("/can-bo/dang-xuat")["csrf_token"]
    for act in (f"{known}/gop", f"{number}/gop", f"{number}/tach", f"{known}/khac/{number}"):
        told = {"csrf_token": token, "vao": str(number)}
        with office.client.post(f"{_NAMES}/{act}", data=told) as response:
            assert response.status_code in (404, 405), act


def test_likely_pairs_are_proposed_until_they_are_told_apart(office, hong):
    loser, winner = hong["Vi Hong"], hong["Vi Hồng"]
    assert "1 cặp" in office.visit(f"{_NAMES}/giong-nhau").words
    pair = office.visit(f"{_NAMES}/giong-nhau").all("form", method="post")
    (action,) = [form.get("action") for form in pair if "/khac/" in form.get("action")]
    assert action in (f"{_NAMES}/{loser}/khac/{winner}", f"{_NAMES}/{winner}/khac/{loser}")
    page = office.send(f"{_NAMES}/giong-nhau", action, {})
    assert "Không có cặp nào" in page.words


@pytest.mark.parametrize("role", [Role.POINT_LIBRARIAN, Role.PROGRAMME_OFFICER])
def test_who_does_not_catalogue_sees_no_names(staff, hong, role):
    browser = staff(role)
    browser.visit(_NAMES, status=403)
    browser.visit(f"{_NAMES}/{hong['Vi Hong']}/gop", status=403)


def test_what_is_not_published_is_known_to_the_office_alone(office, hong):
    page = office.visit(f"{_NAMES}/{hong['Vi Hồng']}")
    assert "Đất bằng" in page.words
    assert not page.leads_to(f"/ten/{hong['Vi Hồng']}")


def test_who_comes_second_sees_what_stands_and_may_still_save(office, hong):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    mine, others = (_form(office, address, note=note) for note in ("Nhà văn Tày", "Nhà giáo"))
    office.send(address, address, others)
    page = office.send(address, address, mine, status=409)
    assert "người khác vừa ghi: Nhà giáo" in page.words
    office.send(address, address, page.form(address))
    assert office.visit(address).form(address)["note"] == "Nhà văn Tày"


def test_what_was_typed_does_not_stray_into_the_box_for_searching(office, hong):
    for address in (f"{_NAMES}/{hong['Vi Hong']}", f"{_NAMES}/them"):
        (box,) = office.visit(address).all("input", id="tim")
        assert box.get("value") == ""
