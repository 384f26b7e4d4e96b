"""Programme plans: display, upload and versions."""

import io

from library.programme.plans import plan_store
from library.staff.permissions import Role

_PAGE = "/can-bo/chuong-trinh/ke-hoach"
(_149,) = plan_store.shipped()


def _file(text):
    return {"tep": (io.BytesIO(text.encode()), "ke-hoach.toml"), "ly-do": "bản sửa"}


def test_the_shipped_plan_is_entered_once(officer):
    page = officer.send(_PAGE, _PAGE, {})
    assert "Kế hoạch 149/KH-UBND" in page.words
    assert "Không có kế hoạch nào mới" in page.words


def test_a_plan_shows_its_targets_tasks_money_and_duties(officer):
    words = officer.visit(f"{_PAGE}/149-KH-UBND").words
    for text in ("80 - 100 %", "Phòng Đào tạo", "4.078.000.000", "báo cáo năm", "Phiên bản 1"):
        assert text in words


def test_a_changed_plan_becomes_a_downloadable_version(officer):
    officer.send(_PAGE, _PAGE, _file(_149.replace("80 - 100 %", "90 - 100 %")))
    assert "90 - 100" in officer.visit(f"{_PAGE}/149-KH-UBND").words
    assert "80 - 100" in officer.visit(f"{_PAGE}/149-KH-UBND?ban=1").words
    assert officer.fetch(f"{_PAGE}/149-KH-UBND/1.toml").text == _149


def test_an_invalid_plan_shows_an_error_message(officer):
    page = officer.send(_PAGE, _PAGE, _file("xin chào"), status=400)
    assert "Tệp kế hoạch có lỗi" in page.words


def test_an_unknown_plan_is_not_found(officer):
    officer.visit(f"{_PAGE}/khong-co", status=404)
    officer.visit(f"{_PAGE}/khong-co/1.toml", status=404)


def test_a_point_librarian_reads_plans_but_cannot_add_them(points, staff):
    page = staff(Role.POINT_LIBRARIAN).visit(_PAGE)
    assert "149/KH-UBND" in page.words
    assert page.all("form", enctype="multipart/form-data") == []
