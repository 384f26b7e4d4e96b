"""Authority pages: list, edit, merge and undo of a merge."""

import pytest
from sqlalchemy import select

from library.catalogue.authorities.models import Authority
from library.catalogue.models import Item
from library.database import reading, work
from tests.makers import make_item

_NAMES = "/can-bo/ten"


@pytest.fixture
def hong(engine):
    """Enter two books by one writer with two spellings; return the record ids by name."""
    with work(engine) as session:
        make_item(session, "Đất bằng", creator="Vi Hồng", published=False)
        make_item(session, "Vãi Đàng", creator="Vi Hong")
        rows = session.execute(select(Authority.name, Authority.id))
        return {name: number for name, number in rows}  # noqa: C416


def _creators(engine):
    with reading(engine) as session:
        return list(session.scalars(select(Item.creator).order_by(Item.title_sort)))


def _form(office, address, **fields):
    return {**office.visit(address).form(address), **fields}


def test_names_are_listed_with_their_item_counts(office, hong):
    cells = office.visit(_NAMES).says("td")
    assert cells == ["Vi Hong chưa xem", "Người", "", "1", "Vi Hồng chưa xem", "Người", "", "1"]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("q=vi+hong", 2),
        ("q=vi+ho%CC%82%CC%80ng", 2),
        ("loai=subject", 0),
        ("loai=person&chu=V&chua-xem=1", 2),
        ("chu=Đ", 0),
        ("loai=x&chu=x&trang=x&q=%00", 2),
    ],
)
def test_the_list_is_filtered(office, hong, query, names):
    page = office.visit(f"{_NAMES}?{query}")
    assert len(page.all("tr")) == (names + 1 if names else 0)


def test_a_renamed_authority_changes_every_item(office, engine, hong):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    result = _form(office, address, name="Vy Ho\u0302\u0300ng", begins="khoảng 1936")
    page = office.send(address, address, result)
    assert "1 tài liệu đổi theo" in page.words
    assert "Vi Hong" in page.all("textarea")[0].text
    assert _creators(engine) == ["Vi Hồng", "Vy Hồng"]


@pytest.mark.parametrize(
    ("fields", "status", "message"),
    [
        ({"name": " "}, 400, "không được để trống"),
        ({"name": "Vi Hồng"}, 409, "đã là tên của một bản ghi khác"),
        ({"begins": "hôm qua"}, 400, "Không hiểu thời điểm bắt đầu"),
        ({"kind": "con mèo"}, 400, "Hãy chọn loại"),
        ({"name": "x" * 501}, 400, "Chữ quá dài"),
    ],
)
def test_errors_are_shown_and_typed_values_stay(office, engine, hong, fields, status, message):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    typed = _form(office, address, note="giữ lại", **fields)
    page = office.send(address, address, typed, status=status)
    assert message in page.words
    assert "giữ lại" in page.html
    assert _creators(engine) == ["Vi Hồng", "Vi Hong"]


def test_concurrent_edits_are_detected(office, hong):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    first = _form(office, address, note="một")
    office.send(address, address, first)
    page = office.send(address, address, {**first, "note": "hai"}, status=409)
    assert page.says("td", class_="typed") == ["(để trống)", "một", "hai"]


def test_changes_of_different_fields_and_new_variants_are_combined(office, hong):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    first, second = (_form(office, address) for _ in range(2))
    office.send(address, address, {**first, "note": "Nhà giáo", "variants": "Hồng Vi"})
    office.send(address, address, {**second, "variants": "Vi Hồng Nhân"})
    fields = office.visit(address).form(address)
    assert fields["note"] == "Nhà giáo"
    assert set(fields["variants"].split("\n")) == {"Hồng Vi", "Vi Hồng Nhân"}


def test_a_name_without_items_can_be_created(office):
    address = f"{_NAMES}/them"
    result = _form(office, address, name="Lê Quý Đôn", variants="Quế Đường\nDoãn Hậu")
    page = office.send(address, address, result)
    assert page.heading == "Lê Quý Đôn"
    assert "Quế Đường\nDoãn Hậu" in page.all("textarea")[0].text


def test_a_merge_is_previewed(office, engine, hong):
    loser, winner = hong["Vi Hong"], hong["Vi Hồng"]
    page = office.visit(f"{_NAMES}/{loser}/gop")
    assert page.has_link_to(f"{_NAMES}/{loser}/gop?vao={winner}")
    page = office.visit(f"{_NAMES}/{loser}/gop?vao={winner}")
    assert "Vãi Đàng" in page.words
    assert _creators(engine) == ["Vi Hồng", "Vi Hong"]


def test_a_merge_is_applied_and_undone(office, engine, hong):
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


def test_an_unknown_record_is_not_found(office):
    office.visit(f"{_NAMES}/4711", status=404)
    office.visit(f"{_NAMES}/4711/gop", status=404)


@pytest.mark.parametrize("number", [2**31, 10**30])
def test_an_out_of_range_number_is_not_found(office, hong, number):
    number_of_hong = hong["Vi Hong"]
    for address in (
        f"/ten/{number}",
        f"{_NAMES}/{number}",
        f"{_NAMES}/{number_of_hong}/gop?vao={number}",
    ):
        office.visit(address, status=404)
    token = office.visit(_NAMES).form("/can-bo/dang-xuat")["csrf_token"]
    for act in (
        f"{number_of_hong}/gop",
        f"{number}/gop",
        f"{number}/tach",
        f"{number_of_hong}/khac/{number}",
    ):
        fields = {"csrf_token": token, "vao": str(number)}
        with office.client.post(f"{_NAMES}/{act}", data=fields) as response:
            assert response.status_code in (404, 405), act


def test_likely_pairs_are_proposed_until_marked_distinct(office, hong):
    loser, winner = hong["Vi Hong"], hong["Vi Hồng"]
    assert "1 cặp" in office.visit(f"{_NAMES}/giong-nhau").words
    pair = office.visit(f"{_NAMES}/giong-nhau").all("form", method="post")
    (action,) = [form.get("action") for form in pair if "/khac/" in form.get("action")]
    assert action in (f"{_NAMES}/{loser}/khac/{winner}", f"{_NAMES}/{winner}/khac/{loser}")
    page = office.send(f"{_NAMES}/giong-nhau", action, {})
    assert "Không có cặp nào" in page.words


def test_names_of_unpublished_items_are_hidden_from_readers(office, hong):
    page = office.visit(f"{_NAMES}/{hong['Vi Hồng']}")
    assert "Đất bằng" in page.words
    assert not page.has_link_to(f"/ten/{hong['Vi Hồng']}")


def test_after_a_conflict_the_second_editor_can_still_save(office, hong):
    address = f"{_NAMES}/{hong['Vi Hong']}"
    mine, theirs = (_form(office, address, note=note) for note in ("Nhà văn Tày", "Nhà giáo"))
    office.send(address, address, theirs)
    page = office.send(address, address, mine, status=409)
    assert "Nhà giáo" in page.says("td", class_="typed")
    office.send(address, address, page.form(address))
    assert office.visit(address).form(address)["note"] == "Nhà văn Tày"


def test_typed_values_do_not_appear_in_the_search_box(office, hong):
    for address in (f"{_NAMES}/{hong['Vi Hong']}", f"{_NAMES}/them"):
        (box,) = office.visit(address).all("input", id="tim")
        assert box.get("value") == ""
