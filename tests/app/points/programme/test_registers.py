"""Registers of the programme: entries, revisions and permissions."""

import pytest

from points.programme.registers.schema import registers
from tests.app.browser import Browser

_PROGRAMME = "/can-bo/chuong-trinh"
_COSTS = f"{_PROGRAMME}/so/bao-tri"
_FIELDS = {
    "diem": "loc-binh",
    "ngay": "2025-11-03",
    "kind": "sửa chữa",
    "what": "Thay nguồn",
    "cost": "1.200.000",
}


@pytest.fixture
def entry(officer):
    """Enter a repair; return its address."""
    officer.send(_COSTS, _COSTS, _FIELDS)
    return f"{_COSTS}/1"


@pytest.mark.parametrize("code", registers())
def test_every_register_can_be_read(demo_browser, code):
    demo_browser.visit(f"{_PROGRAMME}/so/{code}")


def test_an_entry_is_shown_with_all_revisions(demo_browser):
    assert "Bản 1" in demo_browser.visit(f"{_PROGRAMME}/so/kiem-tra/1").words


def test_an_entry_is_saved_and_shown(officer):
    page = officer.send(_COSTS, _COSTS, _FIELDS)
    assert "Đã ghi mục số" in page.words
    assert "Thay nguồn" in page.words
    assert "1.200.000" in page.words


def test_invalid_values_show_an_error_next_to_their_field(officer):
    page = officer.send(_COSTS, _COSTS, {**_FIELDS, "cost": "nhiều", "what": ""}, status=400)
    assert "không phải số tiền" in page.words
    assert "Hãy ghi “Nội dung”" in page.words
    assert page.form(_COSTS)["kind"] == "sửa chữa"


def test_an_entry_is_changed_withdrawn_and_restored(officer, entry):
    officer.send(entry, entry, {"what": "Đổi màn hình", "ly-do": "ghi nhầm", "viec": "sua"})
    assert "Đổi màn hình" in officer.send(entry, entry, {"viec": "rut"}).words
    page = officer.send(entry, entry, {"viec": "lay-lai", "ban": "1"})
    assert "Bản 4" in page.words
    assert "Thay nguồn" in page.says("p", class_="lead")[0]


def test_an_entry_somebody_else_changed_meanwhile_is_not_overwritten(officer, entry):
    seen = officer.visit(entry).form(entry)
    officer.send(entry, entry, {"what": "Lần một", "viec": "sua"})
    page = officer.send(entry, entry, {**seen, "what": "Lần hai", "viec": "sua"}, status=409)
    assert page.says("td", class_="typed")[1:] == ["Lần một", "Lần hai"]
    assert page.form(entry)["what"] == "Lần hai"
    page = officer.send(entry, entry, {**page.form(entry), "viec": "sua"})
    assert page.form(entry)["what"] == "Lần hai"


def test_an_entry_somebody_else_changed_meanwhile_is_not_withdrawn(officer, entry):
    officer.send(entry, entry, {"what": "Lần một", "viec": "sua"})
    page = officer.send(entry, entry, {"viec": "rut", "ban": "1", "ly-do": "Ghi trùng"}, status=409)
    assert "vừa được người khác sửa" in page.words
    assert page.form(entry)["ly-do"] == "Ghi trùng"


def test_changes_of_different_fields_of_an_entry_are_both_recorded(officer, entry):
    seen = officer.visit(entry).form(entry)
    officer.send(entry, entry, {"what": "Lần một", "viec": "sua"})
    page = officer.send(entry, entry, {**seen, "cost": "999000", "viec": "sua"})
    fields = page.form(entry)
    assert (fields["what"], fields["cost"]) == ("Lần một", "999000")


@pytest.fixture
def librarian(app, make_manager):
    """Return the browser of the librarian of Lộc Bình."""
    return Browser(app).sign_in(make_manager("point-librarian"))


def test_a_point_librarian_writes_only_for_their_own_point(librarian):
    assert "Đã ghi mục số" in librarian.send(_COSTS, _COSTS, _FIELDS).words
    page = librarian.send(_COSTS, _COSTS, {**_FIELDS, "diem": "bac-son"}, status=403)
    assert "không phụ trách điểm này" in page.words


def test_a_point_librarian_sees_only_entries_of_their_own_point(librarian, officer):
    officer.send(_COSTS, _COSTS, {**_FIELDS, "diem": "bac-son", "what": "Việc nơi khác"})
    assert "Việc nơi khác" not in librarian.visit(_COSTS).words
    librarian.visit(f"{_COSTS}/1", status=403)
    librarian.visit(f"{_PROGRAMME}/chi-so?diem=bac-son", status=403)
    assert "Bắc Sơn" not in librarian.visit(f"{_PROGRAMME}/chi-so").words


def test_a_point_librarian_writes_nothing_for_the_province(librarian):
    assert librarian.visit(f"{_PROGRAMME}/so/nguong").all("form", class_="form") == []
    token = librarian.visit(_COSTS).form(_COSTS)["csrf_token"]
    fields = {"csrf_token": token, "ngay": "2025-01-01"}
    with librarian.client.post(f"{_PROGRAMME}/so/nguong", data=fields) as response:
        assert response.status_code == 403


def test_staff_without_a_point_see_a_message(points, staff):
    page = staff("point-librarian").visit(f"{_PROGRAMME}/chi-so", status=403)
    assert "giao điểm" in page.words


def test_a_culture_officer_confirms_a_month_of_their_own_point(app, make_manager):
    confirmations = f"{_PROGRAMME}/so/xac-nhan"
    page = (
        Browser(app)
        .sign_in(make_manager("culture-officer"))
        .send(confirmations, confirmations, {"diem": "loc-binh", "ngay": "2025-05-01"})
    )
    assert "Đã ghi mục số" in page.words


def test_requests_of_persons_are_read_only_by_those_who_answer_them(make_manager, app, officer):
    address = "/can-bo/chuong-trinh/so/yeu-cau-du-lieu"
    officer.visit(address)
    manager = Browser(app).sign_in(make_manager("point-librarian"))
    manager.visit(address, status=403)
    manager.visit(f"{address}/1", status=403)
