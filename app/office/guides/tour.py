"""Tour of five screens for a person who signs in for the first time."""

from dataclasses import dataclass

from flask import abort, render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.web.actions import action
from library import clock
from library.staff import staff_accounts
from library.staff.permissions import Permission


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen of the tour."""

    title: str
    text: str
    endpoint: str
    picture: str
    guide: str


_CATALOGUING = (
    Screen(
        "Bàn làm việc",
        "Mỗi lần đăng nhập bắt đầu ở đây: tài liệu bị trả lại cho bạn, việc được giao, những gì "
        "đang chờ. “Mở việc tiếp theo” đưa bạn thẳng đến tài liệu cần làm.",
        *("office.desk", "ban-lam-viec", "danh-sach"),
    ),
    Screen(
        "Nộp tài liệu",
        "Chọn bản quét, ảnh hay tệp văn bản rồi nộp. Xưởng số hóa làm sạch ảnh, nhận dạng chữ; "
        "bạn làm việc khác trong lúc đợi.",
        *("office.delivery", "nop-tai-lieu", "nop-tai-lieu"),
    ),
    Screen(
        "Mô tả",
        "Máy đề xuất nhan đề, số, ngày kèm ảnh của đúng chỗ ấy. So với ảnh, bấm Nhận hoặc gõ lại; "
        "ô có dấu * là bắt buộc. Chữ chưa lưu không mất.",
        *("office.drafts", "mo-ta-va-cong-bo", "mo-ta-va-cong-bo"),
    ),
    Screen(
        "Sửa chữ máy đọc",
        "Trang khó đọc được xếp riêng. Mở trang, sửa ngay cạnh ảnh; bạn đọc tìm được chữ đã sửa "
        "sau vài giây, và sửa nhầm thì hoàn tác được.",
        *("office.poor_pages", "sua-chu", "sua-chu"),
    ),
    Screen(
        "Gửi duyệt và công bố",
        "Mô tả xong thì gửi duyệt. Người duyệt công bố, hẹn ngày, hoặc trả lại kèm lời nhắn: tài "
        "liệu về lại bàn làm việc của bạn.",
        *("office.drafts", "cho-duyet", "mo-ta-va-cong-bo"),
    ),
)
_POINTS = (
    Screen(
        "Bàn làm việc",
        "Mỗi lần đăng nhập bắt đầu ở đây: việc đến hạn của điểm, báo cáo phải nộp.",
        *("office.desk", "viec-den-han", "chuong-trinh"),
    ),
    Screen(
        "Điểm truy nhập",
        "Giờ mở cửa, ngày nghỉ, máy tính, tài sản của điểm. Bạn đọc thấy giờ mở cửa ở trang của "
        "điểm.",
        *("office.points", "diem-truy-nhap", "diem-truy-nhap"),
    ),
    Screen(
        "Số đếm tay",
        "Máy tự đếm lượt dùng máy tính; lượt vào, trang in và những gì khác thì ghi ở đây mỗi "
        "ngày. Chưa đếm thì để trống, đừng ghi 0.",
        *("office.tallies", "dem-tay", "diem-truy-nhap"),
    ),
    Screen(
        "Số liệu",
        "Lượt dùng theo ngày, tháng, năm của điểm, kèm cách đếm; tải về bảng tính được.",
        *("office.figures", "so-lieu", "diem-truy-nhap"),
    ),
    Screen(
        "Chương trình",
        "Sổ tập huấn, sự kiện, sự cố và báo cáo của chương trình. Báo cáo tự lấy số liệu; bạn đọc "
        "lại, sửa câu rồi ký.",
        *("programme.desk", "chuong-trinh", "chuong-trinh"),
    ),
)


def show(step: int) -> str:
    """Show one of the five screens."""
    screens = _CATALOGUING if current_user.may(Permission.CATALOGUE) else _POINTS
    if not 1 <= step <= len(screens):
        abort(404)
    return render_template(
        "office/guides/tour.html",
        screen=screens[step - 1],
        screens=screens,
        step=step,
        count=len(screens),
    )


@action("office.desk")
def leave(session: Session) -> str:
    """End the tour, seen or not; it stays on the page of guides."""
    staff_accounts.get_by_id(session, current_user.id).toured = clock.now()
    return "Năm màn hình này và mười việc đầu tiên luôn có ở trang Hướng dẫn."
