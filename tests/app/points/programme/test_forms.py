"""Statistical forms: display, export, and new templates without code changes."""

import io

import pytest
from openpyxl import load_workbook

_FORMS = "/can-bo/chuong-trinh/bieu"
_ONE = f"{_FORMS}/thu-vien"


def test_a_filled_form_shows_sources_and_reservations(demo_browser):
    page = demo_browser.visit(f"{_ONE}?ky=2025")
    assert "cần thư viện đối chiếu" in page.words
    assert "1.019.500.000" in page.words
    assert "Ô trống là chưa có số liệu" in page.words


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["xlsx", "docx"])
def test_a_form_is_sent_as_a_file(demo_browser, suffix):
    with demo_browser.client.get(f"{_ONE}/bieu.{suffix}?ky=2025") as response:
        assert response.status_code == 200
        assert response.data[:2] == b"PK"


@pytest.mark.slow
def test_a_form_is_sent_as_pdf(demo_browser):
    with demo_browser.client.get(f"{_ONE}/bieu.pdf?ky=2025") as response:
        assert response.data[:4] == b"%PDF"


def test_uploading_the_template_again_changes_the_wording(officer):
    with officer.client.get(f"{_ONE}/mau.toml") as response:
        text = response.get_data(as_text=True)
    worded = text.replace("Số thẻ bạn đọc đã cấp", "Số thẻ thư viện theo mẫu mới")
    page = officer.send(_FORMS, _FORMS, {"tep": (io.BytesIO(worded.encode()), "x.toml")})
    assert "phiên bản 1" in page.words
    assert "Số thẻ thư viện theo mẫu mới" in page.words
    with officer.client.get(f"{_ONE}/bieu.xlsx") as response:
        sheet = load_workbook(io.BytesIO(response.data))["Biểu"]
    assert "Số thẻ thư viện theo mẫu mới" in [row[1] for row in sheet.values]


def _upload(text, version):
    return {"tep": (io.BytesIO(text.encode()), f"thu-vien-{version}.toml"), "ly-do": "sửa lời"}


def test_two_people_change_other_lines_of_a_form(officer):
    text = officer.fetch(f"{_ONE}/mau.toml").text
    officer.send(_FORMS, _FORMS, _upload(text.replace("Số thẻ bạn đọc đã cấp", "Số thẻ"), 0))
    officer.send(_FORMS, _FORMS, _upload(text + "# đã so với thông tư\n", 0))
    newest = officer.fetch(f"{_ONE}/mau.toml").text
    assert '"Số thẻ"' in newest
    assert "# đã so với thông tư" in newest


def test_a_line_of_a_form_that_two_people_changed_asks(officer):
    text = officer.fetch(f"{_ONE}/mau.toml").text
    officer.send(_FORMS, _FORMS, _upload(text.replace("Số thẻ bạn đọc đã cấp", "Số thẻ"), 0))
    mine = text.replace("Số thẻ bạn đọc đã cấp", "Thẻ đã cấp")
    page = officer.send(_FORMS, _FORMS, _upload(mine, 0), status=409)
    assert '"Số thẻ"' in page.says("td", class_="typed")[1]
    with officer.client.post(_FORMS, data=page.form(_FORMS)) as response:
        assert response.status_code == 303
    assert "Thẻ đã cấp" in officer.fetch(f"{_ONE}/mau.toml").text


def test_an_invalid_form_shows_an_error_message(officer):
    page = officer.send(_FORMS, _FORMS, {"tep": (io.BytesIO(b"x = "), "x.toml")}, status=400)
    assert "Mẫu biểu có lỗi" in page.words


def test_staff_without_a_point_get_no_province_form(points, staff):
    staff("point-librarian").visit(_ONE, status=403)


def test_lines_of_a_form_without_text_are_pasted_on_its_page(officer):
    address = f"{_FORMS}/che-do-bao-cao"
    fields = {"dong": "1; Lượt người đến; lượt; luot-den", "ly-do": ""}
    page = officer.send(address, _FORMS, fields, status=400)
    assert "chép từ đâu" in page.words
    assert page.form(_FORMS)["dong"] == fields["dong"]
    page = officer.send(address, _FORMS, {**fields, "ly-do": "Thông tư, biểu 01"})
    assert "Lượt người đến" in page.words
    assert "Lời chép từ: Thông tư, biểu 01" in page.words
