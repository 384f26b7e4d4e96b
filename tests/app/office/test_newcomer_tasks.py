"""The ten first tasks of the guide, each done by following what the screen offers."""

from io import BytesIO
from pathlib import Path

import pytest

from library.accessions.models import AccessionState
from library.catalogue import cataloguing, queries
from library.catalogue.access import publishing
from library.catalogue.models import ItemState, Page
from library.corrections import description_reports
from library.database import reading, work
from tests.app.browser import Browser
from tests.app.office.newcomer import Newcomer, address_in
from tests.app.scans import make_scan
from tests.makers import make_accession, make_item

_GUIDE = Path(__file__).parents[3] / "docs" / "librarian" / "muoi-viec-dau-tien.md"
_PASSWORD = "chợ phiên Kỳ Lừa 5"
_LETTER = "Công văn 12/UBND về hội Lồng tồng"


@pytest.fixture
def newcomer(staff):
    """Return a cataloguer at the desk of the office; call it again to start at the desk."""
    browser = staff("cataloguer")
    return lambda: Newcomer(browser)


@pytest.fixture
def draft(engine, settings):
    """Enter a scanned draft of two pages; the second one is hard to read."""
    with work(engine) as session:
        item = make_item(session, _LETTER, collection="van-ban", texts=(), published=False)
        make_scan(session, settings, item, "Lễ hội mường Lang Son")
        make_scan(session, settings, item, "tran trong kính gửi").quality = 0.4
        return item.id


def _stored(engine, item_id):
    with reading(engine) as session:
        return queries.item_record(session, item_id)


def _publishers(engine, ids):
    with reading(engine) as session:
        items = [cataloguing.find_item(session, item_id) for item_id in ids]
        return {cataloguing.item_fields(item).get("publisher") for item in items}


def test_1_first_sign_in(office, app, engine):
    administrator = Newcomer(office).follow("Hệ thống")
    administrator.press("Mở tài khoản và lấy liên kết đặt mật khẩu", ten="hoa")
    (link,) = administrator.page.says("code", class_="address")
    newcomer = Newcomer(Browser(app), address_in(link))
    newcomer.press("Lưu mật khẩu", moi=_PASSWORD, lai=_PASSWORD)
    newcomer.press("Đăng nhập", ten="hoa", mat_khau=_PASSWORD).follow("Xem năm màn hình")
    for _ in range(4):
        newcomer.follow("Tiếp")
    newcomer.press("Xong, vào làm việc")
    assert newcomer.page.heading == "Bàn làm việc"
    assert "Xem năm màn hình" not in newcomer.words


def test_2_deliver_a_scan(newcomer, engine):
    me = newcomer().follow("Nhập")
    me.press("Nộp", tep=(BytesIO(b"%PDF-1.7 a decree"), "Quyết định 5.pdf"))
    assert "Quyết định 5.pdf" in me.words
    with work(engine) as session:
        item = make_item(session, "Quyết định 6", collection="van-ban", published=False)
        make_accession(session, item_id=item.id, state=AccessionState.DONE)
    me = newcomer().follow("Nhập").follow("Sổ lần nhập").follow("Mô tả")
    assert me.page.heading == "Mô tả: Quyết định 6"


def test_3_describe_and_send_to_review(newcomer, draft, engine):
    me = newcomer().follow("Mở việc tiếp theo")
    me.press("Lưu và gửi duyệt", number="12/UBND")
    assert "Đã gửi duyệt" in me.words
    assert _stored(engine, draft).state is ItemState.REVIEW


def test_4_correct_a_returned_item(newcomer, draft, engine):
    newcomer().follow("Mở việc tiếp theo").press("Lưu và gửi duyệt")
    with work(engine) as session:
        item = cataloguing.find_item(session, draft)
        publishing.return_to_draft(session, item, "minh", "Thiếu số văn bản.")
    me = newcomer()
    assert "Thiếu số văn bản." in me.words
    me.follow(_LETTER).press("Lưu và gửi duyệt", number="12/UBND")
    assert _stored(engine, draft).state is ItemState.REVIEW


def test_5_correct_misread_text(newcomer, draft, engine, settings):
    with work(engine) as session:
        other = make_item(session, "Sổ tay", texts=(), published=False)
        make_scan(session, settings, other, "trang mờ").quality = 0.5
    me = newcomer().follow("Sửa chữ").follow(_LETTER).follow("Sửa chữ")
    me.press("Lưu", dong_0="trân trọng kính gửi")
    assert "Đã lưu" in me.words
    assert "Sổ tay" in me.follow("Trang khó đọc tiếp theo").page.heading


def test_6_hide_a_page(newcomer, draft, engine):
    me = newcomer().follow("Mở việc tiếp theo").follow("Bàn xếp trang")
    with reading(engine) as session:
        page = session.query(Page).filter_by(item_id=draft, number=2).one().id
    me.press("Ẩn trang", trang=page).press("Hoàn tác")
    me.follow("← Mô tả tài liệu")
    assert _LETTER in me.page.heading


def test_7_copies_and_labels(newcomer, draft):
    me = newcomer().follow("Mở việc tiếp theo").follow("Bản giấy và phần")
    me.press("Lưu các bản", registration="LC.0123", call_number="390 H", location="Kho địa chí")
    me.follow("In nhãn, phích của tài liệu này")
    assert "LC.0123" in me.words
    assert "In nhãn" in me.words


def test_8_merge_two_names(newcomer, engine):
    with work(engine) as session:
        make_item(session, "Một", creator="Nông Quốc Chấn")
        make_item(session, "Hai", creator="PGS. Nông Quốc Chấn")
    me = newcomer().follow("Mô tả").follow("Danh mục tên").follow("Tên có thể trùng")
    me.follow("Gộp…").press("Gộp")
    assert "Đã gộp" in me.words
    me.follow("Tên có thể trùng")
    assert "Không có cặp nào" in me.words


def test_9_readers_report(newcomer, draft, engine):
    with work(engine) as session:
        description_reports.report(session, draft, "number", "Số đúng là 12/UBND-VX")
    me = newcomer().follow("Sửa chữ").follow("Bạn đọc báo sai").follow(_LETTER)
    assert "Số đúng là 12/UBND-VX" in me.words
    me.press("Lưu mô tả", number="12/UBND-VX").press("Đã xử lý")
    assert "Đã ghi là đã xử lý" in me.words


def test_10_change_one_field_of_many_items(newcomer, engine):
    with work(engine) as session:
        ids = [make_item(session, f"Tờ tin {n}", published=False).id for n in range(3)]
    me = newcomer().follow("Mô tả").follow("Tìm và làm hàng loạt").press("Chọn cả 3 tài liệu")
    me.press("Xem trước: đổi ô", o="publisher", cach="fill-gaps", noi_dung="Sở Văn hóa")
    me.press("Áp dụng")
    assert _publishers(engine, ids) == {"Sở Văn hóa"}
    me.press("Hoàn tác")
    assert _publishers(engine, ids) == {None}


def test_the_guide_lists_the_ten_tasks():
    rows = [line for line in _GUIDE.read_text(encoding="utf-8").splitlines() if line[:3] != "| v"]
    tasks = [row.split("|")[1].strip() for row in rows if row.startswith("| ")]
    assert [task.split(".")[0] for task in tasks] == [str(number) for number in range(1, 11)]
