"""Staff write in the registers, change what they wrote, and lose nothing."""

from datetime import date

import pytest

from library.database import work
from library.points import inventory, managers
from library.programme.registers.schema import registers
from library.staff.permissions import Role
from tests.app.browser import Browser
from tests.makers import make_staff

_ROOM = "/can-bo/chuong-trinh"
_COSTS = f"{_ROOM}/so/bao-tri"
_TOLD = {
    "diem": "loc-binh",
    "ngay": "2025-11-03",
    "kind": "sửa chữa",
    "what": "Thay nguồn",
    "cost": "1.200.000",
}


@pytest.fixture
def entry(officer):
    """Enter a repair; return its address."""
    officer.send(_COSTS, _COSTS, _TOLD)
    return f"{_COSTS}/1"


@pytest.mark.parametrize("code", registers())
def test_every_register_can_be_read(onlooker, code):
    onlooker.visit(f"{_ROOM}/so/{code}")


def test_an_entry_and_all_it_said_can_be_read(onlooker):
    assert "Bản 1" in onlooker.visit(f"{_ROOM}/so/kiem-tra/1").words


def test_an_entry_is_written_and_shown(officer):
    page = officer.send(_COSTS, _COSTS, _TOLD)
    assert "Đã ghi mục số" in page.words
    assert "Thay nguồn" in page.words
    assert "1.200.000" in page.words


def test_what_cannot_be_read_is_asked_for_again_beside_its_field(officer):
    page = officer.send(_COSTS, _COSTS, {**_TOLD, "cost": "nhiều", "what": ""}, status=400)
    assert "không phải số tiền" in page.words
    assert "Hãy ghi “Nội dung”" in page.words
    assert page.form(_COSTS)["kind"] == "sửa chữa"


def test_an_entry_is_changed_taken_back_and_brought_back(officer, entry):
    officer.send(entry, entry, {"what": "Đổi màn hình", "ly-do": "ghi nhầm", "viec": "sua"})
    assert "Đổi màn hình" in officer.send(entry, entry, {"viec": "rut"}).words
    page = officer.send(entry, entry, {"viec": "lay-lai", "ban": "1"})
    assert "Bản 4" in page.words
    assert "Thay nguồn" in page.says("p", class_="lead")[0]


def test_an_entry_somebody_else_changed_meanwhile_is_not_overwritten(officer, entry):
    officer.send(entry, entry, {"what": "Lần một", "viec": "sua"})
    page = officer.send(entry, entry, {"what": "Lần hai", "viec": "sua", "ban": "1"}, status=409)
    assert "vừa được người khác sửa" in page.words


@pytest.fixture
def keeper(points, engine):
    """Give a function that returns the browser of somebody who keeps Lộc Bình."""

    def signed_in(role):
        with work(engine) as session:
            member = make_staff(session, f"{role.value} loc-binh", role)
            managers.entrust(
                session, inventory.on(session, "loc-binh", date.max).id, frozenset({member.id})
            )
        return member

    return signed_in


@pytest.fixture
def librarian(app, keeper):
    """Give the browser of the librarian of Lộc Bình."""
    return Browser(app).sign_in(keeper(Role.POINT_LIBRARIAN))


def test_a_point_librarian_writes_of_the_own_point_only(librarian):
    assert "Đã ghi mục số" in librarian.send(_COSTS, _COSTS, _TOLD).words
    page = librarian.send(_COSTS, _COSTS, {**_TOLD, "diem": "bac-son"}, status=403)
    assert "không phụ trách điểm này" in page.words


def test_a_point_librarian_sees_the_own_point_only(librarian, officer):
    officer.send(_COSTS, _COSTS, {**_TOLD, "diem": "bac-son", "what": "Việc nơi khác"})
    assert "Việc nơi khác" not in librarian.visit(_COSTS).words
    librarian.visit(f"{_COSTS}/1", status=403)
    librarian.visit(f"{_ROOM}/chi-so?diem=bac-son", status=403)
    assert "Bắc Sơn" not in librarian.visit(f"{_ROOM}/chi-so").words


def test_a_point_librarian_writes_nothing_of_the_province(librarian):
    assert librarian.visit(f"{_ROOM}/so/nguong").all("form", class_="form") == []
    token = librarian.visit(_COSTS).form(_COSTS)["csrf_token"]
    told = {"csrf_token": token, "ngay": "2025-01-01"}
    with librarian.client.post(f"{_ROOM}/so/nguong", data=told) as response:
        assert response.status_code == 403


def test_who_keeps_no_point_is_told_so(points, staff):
    page = staff(Role.POINT_LIBRARIAN).visit(f"{_ROOM}/chi-so", status=403)
    assert "giao điểm" in page.words


def test_a_culture_officer_confirms_a_month_of_the_own_point(app, keeper):
    confirmations = f"{_ROOM}/so/xac-nhan"
    page = (
        Browser(app)
        .sign_in(keeper(Role.CULTURE_OFFICER))
        .send(confirmations, confirmations, {"diem": "loc-binh", "ngay": "2025-05-01"})
    )
    assert "Đã ghi mục số" in page.words
