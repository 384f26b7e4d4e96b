"""Menu of the office: groups of pages, the current one, and the work that waits in each."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for
from flask_login import current_user
from sqlalchemy.orm import Session

from app.office.guides.page_guides import guide_of
from app.office.ingest.job_monitor import own_order_kinds
from app.services import services
from library.accessions import register_queries
from library.accessions.models import AccessionState
from library.catalogue import assignments, backlog
from library.consents import withdrawals
from library.corrections import description_reports, line_review, text_reports
from library.database import reading
from library.readers import reader_questions
from library.staff.permissions import Permission


@dataclass(frozen=True, slots=True)
class MenuPage:
    """One page of a group."""

    endpoint: str
    caption: str
    permission: Permission


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """A group of pages, the guides that explain them, and the count of what waits there."""

    caption: str
    pages: tuple[MenuPage, ...]
    guides: tuple[str, ...] = ()
    count: Callable[[Session], int] | None = None


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page of the menu, as the template shows it."""

    address: str
    caption: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group of the menu, as the template shows it: it leads to its first page."""

    caption: str
    pages: tuple[ShownPage, ...]
    is_current: bool
    waiting: int


def _troubled(session: Session) -> int:
    counts = register_queries.count_by_state(session)
    return counts.get(AccessionState.PARTIAL, 0) + counts.get(AccessionState.REFUSED, 0)


def _own(session: Session) -> int:
    name = current_user.name
    queues = (assignments.returned_queue(session, name), assignments.assigned_queue(session, name))
    return sum(queue.count for queue in queues)


def _reports(session: Session) -> int:
    reports = text_reports.count_open(session) + description_reports.open_queue(session).count
    return reports + line_review.waiting_queue(session).count


def _reviews_and_questions(session: Session) -> int:
    waiting = 0
    if current_user.may(Permission.PUBLISH):
        waiting = backlog.count_reviews(session) + withdrawals.open_queue(session).count
    return waiting + reader_questions.open_queue(session).count


_DELIVER, _CATALOGUE, _POINTS = Permission.DELIVER, Permission.CATALOGUE, Permission.POINTS
_GROUPS = (
    MenuGroup(
        "Nhập",
        (
            MenuPage("office.delivery", "Nộp tài liệu", _DELIVER),
            MenuPage("office.accessions", "Sổ lần nhập", _DELIVER),
            MenuPage("office.workshop", "Xưởng số hóa", _DELIVER),
            MenuPage("office.watched", "Thư mục nhận", _DELIVER),
            MenuPage("office.come_in", "Nhập biểu ghi", _CATALOGUE),
            MenuPage("office.harvests", "Thu hoạch biểu ghi", _CATALOGUE),
            MenuPage("office.sheets", "Bảng mô tả", _DELIVER),
            MenuPage("office.twins", "Có thể trùng", _CATALOGUE),
        ),
        ("nop-tai-lieu", "bang-mo-ta", "thu-hoach", "xuong-so-hoa"),
        _troubled,
    ),
    MenuGroup(
        "Mô tả",
        (
            MenuPage("office.drafts", "Chưa công bố", _CATALOGUE),
            MenuPage("office.bulk", "Tìm và làm hàng loạt", _CATALOGUE),
            MenuPage("office.bulk_changes", "Các lần sửa hàng loạt", _CATALOGUE),
            MenuPage("office.bin", "Thùng rác", _CATALOGUE),
            MenuPage("office.authorities", "Danh mục tên", _CATALOGUE),
            MenuPage("office.units", "Sổ địa danh", _CATALOGUE),
            MenuPage("office.place_names", "Địa danh cần xem", _CATALOGUE),
            MenuPage("office.stock", "Sổ bản giấy", _CATALOGUE),
            MenuPage("office.profiles", "Sưu tập", Permission.COLLECTIONS),
        ),
        ("mo-ta-va-cong-bo", "danh-sach", "lam-hang-loat", "danh-muc-ten", "kho-sach", "suu-tap"),
        _own,
    ),
    MenuGroup(
        "Sửa chữ",
        (
            MenuPage("office.poor_pages", "Trang khó đọc", _CATALOGUE),
            MenuPage("office.doubts", "Số còn ngờ", _CATALOGUE),
            MenuPage("office.reports", "Bạn đọc báo sai", _CATALOGUE),
            MenuPage("office.readers_lines", "Bạn đọc chép chữ", _CATALOGUE),
            MenuPage("office.learned_tables", "Bảng học từ các lần sửa", _CATALOGUE),
            MenuPage("office.sweeps", "Sửa một lỗi trong cả sưu tập", _CATALOGUE),
            MenuPage("office.failed_pages", "Trang hỏng", _DELIVER),
            MenuPage("office.astray", "Chữ sửa không còn khớp", _CATALOGUE),
        ),
        ("sua-chu", "xep-trang"),
        _reports,
    ),
    MenuGroup(
        "Công bố",
        (
            MenuPage("office.review", "Chờ duyệt", Permission.PUBLISH),
            MenuPage("office.stories", "Chuyện kể, bài học", _CATALOGUE),
            MenuPage("office.questions", "Câu hỏi của bạn đọc", Permission.ANSWER),
            MenuPage("office.withdrawal_requests", "Yêu cầu gỡ", Permission.PUBLISH),
        ),
        ("chuyen-ke", "tra-loi-ban-doc", "mang-ve-que", "dong-y"),
        _reviews_and_questions,
    ),
    MenuGroup(
        "Kế hoạch",
        (
            MenuPage("office.batches", "Các lô", _DELIVER),
            MenuPage("office.week", "Việc trong tuần", _CATALOGUE),
            MenuPage("office.backlogs", "Tồn đọng", _CATALOGUE),
            MenuPage("office.quality", "Chất lượng", _CATALOGUE),
            MenuPage("office.unread_items", "Chưa ai đọc", _CATALOGUE),
            MenuPage("office.rules", "Quy tắc nhập", Permission.PLANNING),
        ),
        ("ke-hoach",),
    ),
    MenuGroup(
        "Điểm",
        (
            MenuPage("office.points", "Các điểm", _POINTS),
            MenuPage("office.tallies", "Số đếm tay", _POINTS),
            MenuPage("office.figures", "Số liệu", _POINTS),
            MenuPage("office.help_calls", "Nhờ giúp, máy hỏng", _POINTS),
            MenuPage("office.assets", "Tài sản", _POINTS),
            MenuPage("office.stations", "Trạm", _POINTS),
        ),
        ("diem-truy-nhap", "tram"),
    ),
    MenuGroup(
        "Chương trình",
        (
            MenuPage("programme.desk", "Tổng quan", _POINTS),
            MenuPage("programme.due", "Việc đến hạn", _POINTS),
            MenuPage("programme.reports", "Báo cáo", _POINTS),
            MenuPage("programme.old_books", "Nhập sổ cũ", _POINTS),
        ),
        ("chuong-trinh", "nhap-so-cu"),
    ),
    MenuGroup(
        "Hệ thống",
        (
            MenuPage("office.staff", "Cán bộ", Permission.STAFF),
            MenuPage("office.trail", "Nhật ký", Permission.AUDIT),
            MenuPage("office.fixity", "Kiểm tra nguyên vẹn", Permission.FIXITY),
            MenuPage("office.backups", "Sao lưu", Permission.BACKUPS),
            MenuPage("office.system_health", "Sức khỏe hệ thống", Permission.HEALTH),
            MenuPage("office.orders", "Việc của máy", Permission.OFFICE),
        ),
    ),
)


def office_menu() -> tuple[ShownGroup, ...]:
    """Return the groups of which this person may open a page; the database is read once."""
    visible = [
        (group, pages)
        for group in _GROUPS
        if (pages := [page for page in group.pages if _is_offered(page)])
    ]
    with reading(services().database) as session:
        return tuple(_shown(session, group, pages) for group, pages in visible)


def _is_offered(page: MenuPage) -> bool:
    if page.endpoint == "office.watched" and services().settings.watch is None:
        return False
    if page.endpoint == "office.orders" and not own_order_kinds():
        return False
    return current_user.may(page.permission)


def _shown(session: Session, group: MenuGroup, pages: list[MenuPage]) -> ShownGroup:
    links = tuple(
        ShownPage(url_for(page.endpoint), page.caption, page.endpoint == request.endpoint)
        for page in pages
    )
    is_here = any(page.is_current for page in links) or _explained_by(group)
    return ShownGroup(group.caption, links, is_here, group.count(session) if group.count else 0)


def _explained_by(group: MenuGroup) -> bool:
    """Return True if a guide of the group explains a page that is in no menu."""
    if any(page.endpoint == request.endpoint for other in _GROUPS for page in other.pages):
        return False
    place = guide_of(request.endpoint or "")
    return place is not None and request.endpoint != "office.desk" and place[0] in group.guides
