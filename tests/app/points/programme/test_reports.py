"""Programme reports: drafting, editing, signing and numbering."""

import hashlib
import io
import zipfile

import pytest
from openpyxl import load_workbook

from tests.app.browser import Browser
from tests.points.programme.reports.signing_tool import signed

_REPORTS = "/can-bo/chuong-trinh/bao-cao"
_NEW = f"{_REPORTS}/moi"
_FIELDS = {"mau": "library/year", "ky": "2025"}
_SIGNED = {"viec": "ky", "dau-signer": "Nguyễn Văn Minh"}


@pytest.fixture
def report(officer):
    """Draft the report of a year; return its address."""
    officer.send(f"{_NEW}?ky=2025", _REPORTS, _FIELDS)
    return f"{_REPORTS}/1"


def test_a_draft_report_contains_generated_sentences(officer, report):
    page = officer.visit(report)
    assert "bản thảo" in page.words
    assert "chưa có số liệu" in page.form(report)["cau-missing"]


def test_edited_texts_are_kept_and_unedited_ones_follow_the_figures(officer, report):
    page = officer.send(report, report, {"loi-proposals": "Đề nghị thay máy.", "viec": "luu"})
    assert page.form(report)["loi-proposals"] == "Đề nghị thay máy."


@pytest.mark.slow
def test_a_report_goes_from_draft_to_number(officer, report):
    assert "đã ký" in officer.send(report, report, _SIGNED).words
    fields = {"viec": "vao-so", "so": "7", "ngay": "2026-01-15"}
    assert "số 07/BC-TVT" in officer.send(report, report, fields).words
    assert "không sửa được nữa" in _again(officer, report)


def test_a_report_without_the_name_of_its_signer_is_not_signed(officer, report):
    fields = {**officer.visit(report).form(report), "viec": "ky", "dau-signer": " "}
    with officer.client.post(report, data=fields) as response:
        assert response.status_code == 409
        assert "ô “Họ tên người ký” ở phần Thể thức" in response.text
    assert "bản thảo" in officer.visit(report).words


def _again(officer, report):
    token = officer.visit(_NEW).form(_REPORTS)["csrf_token"]
    with officer.client.post(report, data={"csrf_token": token, "viec": "ky"}) as response:
        assert response.status_code == 409
        return response.text


@pytest.mark.slow
def test_a_report_is_exported_as_docx_and_its_annexes_as_xlsx(officer, report):
    word = officer.fetch(f"{report}/bao-cao.docx")
    assert "word/document.xml" in zipfile.ZipFile(io.BytesIO(word.data)).namelist()
    book = load_workbook(io.BytesIO(officer.fetch(f"{report}/bao-cao.xlsx").data))
    assert "Số liệu theo điểm" in book.sheetnames


@pytest.mark.slow
def test_a_numbered_report_is_sent_as_the_file_that_is_kept(officer, report):
    officer.send(report, report, _SIGNED)
    officer.send(report, report, {"viec": "vao-so", "so": "7"})
    page = officer.send(report, report, {"viec": "gui", "cach": "Trục liên thông"})
    file = officer.fetch(f"{report}/bao-cao.pdfa").data
    upload = {"tep": (io.BytesIO(signed(file, "Nguyễn Văn Minh")), "ky.pdf")}
    words = officer.send(report, f"{report}/da-ky", upload).words
    assert "Người ký: Nguyễn Văn Minh" in words
    assert "chưa kiểm chứng chỉ" in words
    assert "hình vẽ, chú thích trên trang không được so" in words  # an appended part may draw too
    assert officer.fetch(f"{report}/bao-cao.signed").data.startswith(file)
    assert b"/FT /Sig" in file or b"pdfaid" in file
    assert hashlib.sha256(file).hexdigest() in page.words
    assert (
        "Đã nhận" in officer.send(report, report, {"viec": "tra-loi", "tra-loi": "Đã nhận"}).words
    )


@pytest.mark.slow
def test_a_report_is_exported_as_pdf_and_odt(officer, report):
    assert officer.fetch(f"{report}/bao-cao.pdf").data.startswith(b"%PDF")
    odt = zipfile.ZipFile(io.BytesIO(officer.fetch(f"{report}/bao-cao.odt").data))
    assert odt.read("mimetype") == b"application/vnd.oasis.opendocument.text"


@pytest.mark.parametrize(
    "fields",
    [
        pytest.param({"ky": "năm ngoái"}, id="no period"),
        pytest.param({"mau": ""}, id="no template"),
        pytest.param({"mau": "library/tuần"}, id="no kind"),
        pytest.param({"mau": "ai đó/year"}, id="no reader"),
        pytest.param({"mau": "ministry/year", "ky": "2025-q3"}, id="not of a quarter"),
    ],
)
def test_an_invalid_report_shows_an_error_message(officer, fields):
    page = officer.send(f"{_NEW}?ky=2025", _REPORTS, {**_FIELDS, **fields}, status=400)
    assert "Hãy" in page.words


def test_unknown_addresses_are_not_found(officer):
    officer.visit(f"{_REPORTS}/9", status=404)
    officer.visit(f"{_REPORTS}/9/bao-cao.docx", status=404)


def _offered(page):
    return {radio.get("value") for radio in page.all("input", name="mau")}


def test_templates_are_offered_for_today_and_the_point(officer):
    for period in ("2025-q2", "2025-q3"):  # the district of 2025-q2 cannot write any more
        assert _offered(officer.visit(f"{_NEW}?ky={period}&diem=loc-binh")) == {
            "point/quarter",
            "commune/quarter",
            "commune-committee/quarter",
        }
    assert _offered(officer.visit(f"{_NEW}?ky=2025-q3")) == {"library/quarter", "province/quarter"}


def test_a_report_counted_from_a_cut_off_day_says_so(officer):
    page = officer.visit(f"{_NEW}?ky=2025-q3&chot=15")
    assert "số liệu từ ngày 15/06/2025 đến hết ngày 14/09/2025" in page.words
    assert page.form(_REPORTS)["ky"] == "2025-q3@15"


def test_a_period_that_cannot_be_read_is_shown_as_typed(officer):
    page = officer.visit(f"{_NEW}?ky=qu%C3%BD+ba")
    assert "không phải một kỳ" in page.words
    assert page.form(_NEW)["ky"] == "quý ba"


@pytest.mark.parametrize(
    ("role", "offered"),
    [
        pytest.param("point-librarian", {"point/quarter"}, id="librarian of a point"),
        pytest.param(
            "culture-officer",
            {"point/quarter", "commune/quarter", "commune-committee/quarter"},
            id="commune",
        ),
    ],
)
def test_staff_of_a_point_draft_only_their_own_reports(app, make_manager, role, offered):
    browser = Browser(app).sign_in(make_manager(role))
    new = f"{_NEW}?ky=2025-q3&diem=loc-binh"
    assert _offered(browser.visit(new)) == offered
    page = browser.send(new, _REPORTS, {"mau": "point/quarter"})
    assert "Thư viện huyện Lộc Bình" in page.words
    browser.send(new, _REPORTS, {"mau": "library/quarter", "diem": ""}, status=403)
    browser.send(new, _REPORTS, {"mau": "point/quarter", "diem": "bac-son"}, status=403)


def test_a_librarian_of_a_point_writes_no_report_of_the_commune(app, make_manager):
    browser = Browser(app).sign_in(make_manager("point-librarian"))
    new = f"{_NEW}?ky=2025-q3&diem=loc-binh"
    browser.send(new, _REPORTS, {"mau": "commune/quarter"}, status=403)


def test_each_sentence_has_a_link_to_its_figure(officer, report):
    page = officer.visit(report)
    assert page.has_link_to("/can-bo/chuong-trinh/chi-so/I1?ky=2025")
    assert "Vì sao" in page.words


@pytest.mark.slow
def test_a_dropped_sentence_stays_dropped_and_an_edited_one_edited(officer, report):
    officer.send(report, report, {"cau-missing": "Chưa đo được.", "viec": "luu"})
    page = officer.visit(report)
    assert page.form(report)["cau-missing"] == "Chưa đo được."
    assert "Câu theo số liệu hôm nay: Trong kỳ chưa có số liệu" in page.words
    fields = {name: text for name, text in page.form(report).items() if name != "dung-missing"}
    with officer.client.post(report, data={**fields, "viec": "luu"}) as response:
        assert response.status_code == 303
    assert "dung-missing" not in officer.visit(report).form(report)


@pytest.mark.slow
def test_all_sentences_are_accepted_at_once(officer, report):
    fields = officer.visit(report).form(report)
    del fields["dung-confirm-next"]
    officer.client.post(report, data={**fields, "viec": "luu"}).close()
    assert "dung-confirm-next" not in officer.visit(report).form(report)
    page = officer.send(report, report, {"viec": "chon-het"})
    assert page.form(report)["dung-confirm-next"] == "1"
    assert "chưa chọn" not in page.words


def test_a_save_that_fails_keeps_everything_that_was_typed(officer, report):
    typed = {"loi-money": "Đã gõ rất lâu.", "cau-missing": "Câu đã sửa.", "dau-signer": "Bà Hà"}
    page = officer.send(
        report, report, {**typed, "loi-staff": "a" * 6000, "viec": "luu"}, status=400
    )
    assert "dài quá 5.000 chữ" in page.words
    form = page.form(report)
    assert {name: form[name] for name in typed} == typed
    assert len(form["loi-staff"]) == 6000


@pytest.mark.slow
def test_a_draft_saved_by_somebody_else_meanwhile_is_not_overwritten(officer, report):
    seen = officer.visit(report).form(report)
    officer.send(report, report, {"loi-money": "Lời của người khác.", "viec": "luu"})
    fields = {**seen, "loi-money": "Lời của tôi.", "viec": "luu"}
    page = officer.send(report, report, fields, status=409)
    assert page.says("td", class_="typed")[1:] == ["Lời của người khác.", "Lời của tôi."]
    assert page.form(report)["loi-money"] == "Lời của tôi."
    page = officer.send(report, report, {**page.form(report), "viec": "luu"})
    assert page.form(report)["loi-money"] == "Lời của tôi."


@pytest.mark.slow
def test_texts_of_different_sections_are_both_saved(officer, report):
    seen = officer.visit(report).form(report)
    officer.send(report, report, {"loi-money": "Lời của người khác.", "viec": "luu"})
    page = officer.send(report, report, {**seen, "loi-proposals": "Lời của tôi.", "viec": "luu"})
    fields = page.form(report)
    assert fields["loi-money"] == "Lời của người khác."
    assert fields["loi-proposals"] == "Lời của tôi."


@pytest.mark.slow
def test_text_typed_while_somebody_signed_is_shown_to_be_copied(officer, report):
    seen = officer.visit(report).form(report)
    officer.send(report, report, _SIGNED)
    fields = {**seen, "loi-money": "Chưa kịp lưu.", "viec": "luu"}
    with officer.client.post(report, data=fields) as response:
        assert response.status_code == 409
        assert "Chưa kịp lưu." in response.text


@pytest.mark.slow
def test_signing_saves_the_form_first(officer, report):
    page = officer.send(report, report, {"loi-money": "Gõ rồi ký ngay.", **_SIGNED})
    assert "đã ký" in page.words
    assert "Gõ rồi ký ngay." in page.words


@pytest.mark.slow
def test_a_librarian_of_a_point_reads_but_does_not_sign_the_report_of_the_commune(
    app, officer, make_manager
):
    fields = {"mau": "commune/quarter", "ky": "2025-q3", "diem": "loc-binh"}
    officer.send(f"{_NEW}?ky=2025-q3&diem=loc-binh", _REPORTS, fields)
    browser = Browser(app).sign_in(make_manager("point-librarian"))
    page = browser.visit(f"{_REPORTS}/1")
    assert "không sửa hay ký" in page.words
    token = browser.visit(_NEW).form(_REPORTS)["csrf_token"]
    fields = {"csrf_token": token, "viec": "ky", "dau-sign": "BC-X"}
    with browser.client.post(f"{_REPORTS}/1", data=fields) as response:
        assert response.status_code == 403
    file = (io.BytesIO(b"%PDF-1.7"), "ky.pdf")
    with browser.client.post(
        f"{_REPORTS}/1/da-ky", data={"csrf_token": token, "tep": file}
    ) as response:
        assert response.status_code == 403


def test_a_file_that_never_came_back_is_not_found(officer, report):
    officer.visit(f"{report}/bao-cao.signed", status=404)
