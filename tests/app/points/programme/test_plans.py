"""Programme plans: display, upload and versions."""

import io

from points.programme.plans import plan_store

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


def _download(text, version):
    return {"tep": (io.BytesIO(text.encode()), f"149-KH-UBND-{version}.toml"), "ly-do": "bản sửa"}


def test_two_people_change_other_lines_of_a_plan(officer):
    officer.send(_PAGE, _PAGE, _download(_149.replace("80 - 100 %", "90 - 100 %"), 1))
    officer.send(_PAGE, _PAGE, _download(_149.replace("total = 4_078", "total = 4_079"), 1))
    newest = officer.fetch(f"{_PAGE}/149-KH-UBND/3.toml").text
    assert "90 - 100 %" in newest
    assert "total = 4_079" in newest


def test_a_line_of_a_plan_that_two_people_changed_asks(officer):
    officer.send(_PAGE, _PAGE, _download(_149.replace("80 - 100 %", "90 - 100 %"), 1))
    mine = _149.replace("80 - 100 %", "70 - 100 %")
    page = officer.send(_PAGE, _PAGE, _download(mine, 1), status=409)
    texts = page.says("td", class_="typed")
    assert [percent in text for percent, text in zip(("80", "90", "70"), texts, strict=True)]
    fields = page.form(_PAGE)
    assert fields["ly-do"] == "bản sửa"
    with officer.client.post(_PAGE, data=fields) as response:
        assert response.status_code == 303
    assert "70 - 100 %" in officer.fetch(f"{_PAGE}/149-KH-UBND/3.toml").text


def test_an_invalid_plan_shows_an_error_message(officer):
    page = officer.send(_PAGE, _PAGE, _file("xin chào"), status=400)
    assert "Tệp kế hoạch có lỗi" in page.words


def test_an_unknown_plan_is_not_found(officer):
    officer.visit(f"{_PAGE}/khong-co", status=404)
    officer.visit(f"{_PAGE}/khong-co/1.toml", status=404)


def test_a_point_librarian_reads_plans_but_cannot_add_them(points, staff):
    page = staff("point-librarian").visit(_PAGE)
    assert "149/KH-UBND" in page.words
    assert page.all("form", enctype="multipart/form-data") == []


_ANNEX = f"{_PAGE}/149-KH-UBND/phu-luc"
_ROWS = (
    "Thư viện huyện Lộc Bình; III.1; 30.000.000; 2018\n\n"
    "Toàn tỉnh\tIII.2 Cán bộ\t19.500.000\t2018\n"
)


def test_an_annex_without_rows_says_what_is_missing(officer):
    words = officer.visit(_ANNEX).words
    assert "Chưa có dòng nào" in words
    assert "1.019.500.000" in words


def test_pasted_rows_are_entered_and_compared_with_the_totals_of_the_plan(officer):
    page = officer.send(_ANNEX, _ANNEX, {"dong": _ROWS})
    assert "Đã ghi 2 dòng" in page.words
    assert "201849.500.0001.019.500.000970.000.000" in "".join(page.says("tr"))
    assert "III.1 Hạ tầng" in page.words
    assert page.has_link_to("/can-bo/chuong-trinh/so/phu-luc/1")


def test_one_wrong_line_enters_nothing_and_keeps_what_was_pasted(officer):
    wrong = f"{_ROWS}Thư viện lạ; III.1; 5; 2018\nToàn tỉnh; III.9; 5; 2018\n; III.1; năm; 2018"
    page = officer.send(_ANNEX, _ANNEX, {"dong": wrong}, status=400)
    for phrase in ("dòng 4: không có điểm", "dòng 5: “III.9”", "dòng 6: “năm” không phải số tiền"):
        assert phrase in page.words
    assert page.form(_ANNEX)["dong"].splitlines() == wrong.splitlines()
    assert "Chưa có dòng nào" in officer.visit(_ANNEX).words


def test_a_row_is_not_entered_twice(officer):
    officer.send(_ANNEX, _ANNEX, {"dong": _ROWS})
    page = officer.send(_ANNEX, _ANNEX, {"dong": _ROWS}, status=400)
    assert "dòng 1: điểm, mục, năm này đã ghi rồi" in page.words


def test_a_point_librarian_enters_no_row_of_the_annex(points, staff):
    assert staff("point-librarian").visit(_ANNEX).all("textarea") == []


def test_tasks_are_linked_to_their_registers(officer):
    page = officer.visit(f"{_PAGE}/149-KH-UBND")
    for register in ("ke-hoach-nam", "tham-dinh", "mien-phi", "su-kien"):
        assert page.has_link_to(f"/can-bo/chuong-trinh/so/{register}")
