"""Open tasks of a member of staff: count, age and page of each kind."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from library.backup import history as backups
from library.catalogue import backlog as catalogue
from library.catalogue.access.openings import waiting_queue
from library.catalogue.place_names import open_names
from library.changes import held_changes
from library.consents import withdrawals
from library.corrections import (
    description_reports,
    figure_doubts,
    line_review,
    text_reports,
)
from library.corrections.page_edits.page_history import unplaced_queue
from library.monitoring import alerts
from library.places import place_changes as places
from library.readers import reader_questions
from library.staff.permissions import Permission, may
from library.triage import duplicates
from library.triage.undecided import blank_pages
from library.work_queues import WorkQueue, merge_queues


@dataclass(frozen=True, slots=True)
class OpenTasks:
    """One kind of open task; `endpoint` is the page where it is done."""

    name: str
    endpoint: str
    count: int
    since: datetime | None


def _reports(session: Session) -> WorkQueue:
    return merge_queues(text_reports.open_queue(session), description_reports.open_queue(session))


def _second_person(session: Session) -> WorkQueue:
    return merge_queues(waiting_queue(session), held_changes.waiting_queue(session))


_QUEUES: tuple[tuple[str, str, Permission, Callable[[Session], WorkQueue]], ...] = (
    (
        "việc sao lưu cần xem",
        "office.backups",
        Permission.BACKUPS,
        backups.alarm_queue,
    ),
    (
        "cảnh báo của hệ thống",
        "office.system_health",
        Permission.HEALTH,
        alerts.alert_queue,
    ),
    ("tài liệu chờ duyệt", "office.review", Permission.PUBLISH, catalogue.reviews),
    ("đề nghị sửa chờ người thứ hai", "office.review", Permission.PUBLISH, _second_person),
    (
        "yêu cầu gỡ tài liệu",
        "office.withdrawal_requests",
        Permission.PUBLISH,
        withdrawals.open_queue,
    ),
    ("đề xuất sửa địa danh chờ duyệt", "office.units", Permission.PUBLISH, places.waiting_queue),
    ("địa danh cần xem", "office.place_names", Permission.CATALOGUE, open_names.waiting_queue),
    ("lời báo của bạn đọc", "office.reports", Permission.CATALOGUE, _reports),
    (
        "dòng bạn đọc chép cần xem",
        "office.readers_lines",
        Permission.CATALOGUE,
        line_review.waiting_queue,
    ),
    ("câu hỏi của bạn đọc", "office.questions", Permission.ANSWER, reader_questions.open_queue),
    ("lần nhập có trang trắng", "office.accessions", Permission.DELIVER, blank_pages),
    ("cặp lần nhập có thể trùng", "office.twins", Permission.CATALOGUE, duplicates.open_queue),
    ("trang hỏng", "office.failed_pages", Permission.DELIVER, catalogue.failed),
    ("trang khó đọc", "office.poor_pages", Permission.CATALOGUE, catalogue.low_confidence),
    ("số còn ngờ", "office.doubts", Permission.CATALOGUE, figure_doubts.open_queue),
    ("chữ sửa không còn khớp", "office.astray", Permission.CATALOGUE, unplaced_queue),
    ("bản nháp", "office.drafts", Permission.CATALOGUE, catalogue.drafts),
)


def open_tasks(session: Session, role: str) -> tuple[OpenTasks, ...]:
    """Return the non-empty queues that a role may work on."""
    queues = (
        (name, endpoint, count(session))
        for name, endpoint, permission, count in _QUEUES
        if may(role, permission)
    )
    return tuple(
        OpenTasks(name, endpoint, queue.count, queue.since)
        for name, endpoint, queue in queues
        if queue.count
    )
