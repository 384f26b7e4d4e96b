"""Home page of the staff office."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from flask import render_template
from flask_login import current_user
from sqlalchemy.orm import Session

from app.points import deadlines
from app.services import services
from library import clock
from library.accessions import fixity_rounds, fixity_schedule, register_queries
from library.accessions.models import AccessionState
from library.backup import history as backups
from library.catalogue import assignments
from library.catalogue import backlog as catalogue
from library.catalogue.access import openings
from library.catalogue.access.openings import waiting_queue
from library.catalogue.place_names import open_names
from library.changes import held_changes, waiting_sets
from library.consents import withdrawals
from library.corrections import (
    description_reports,
    figure_doubts,
    line_review,
    text_reports,
)
from library.corrections.page_edits.page_history import unplaced_queue
from library.database import reading
from library.monitoring import alerts
from library.places import place_changes as places
from library.planning import staff_work
from library.planning.staff_work import WORK_NAMES, monday_of
from library.readers import reader_questions
from library.staff import form_drafts, staff_accounts
from library.staff.permissions import Permission, may
from library.triage import duplicates
from library.triage.findings import blank_pages
from library.work_queues import Alarm, WorkQueue, merge_queues

_SHOWN = 5


def show() -> str:
    """Show alarms, deliveries in progress, failed ones, drafts and programme deadlines."""
    with reading(services().database) as session:
        return render_template(
            "office/home.html",
            backup_alarms=backups.alarms(session) if current_user.may(Permission.BACKUPS) else (),
            damages=fixity_schedule.damages(session),
            late_rounds=_late_rounds(session),
            counts=register_queries.count_by_state(session),
            troubled=register_queries.in_state(
                session, AccessionState.REFUSED, AccessionState.PARTIAL, count=_SHOWN
            ),
            **_own_work(session),
            watched=services().settings.watch is not None,
            unsaved_count=form_drafts.count(session, current_user.id),
            waiting=open_tasks(session, current_user.role),
            is_new=staff_accounts.get_by_id(session, current_user.id).toured is None,
            due=deadlines.of_staff(session),
            today=clock.today(),
            shown=_SHOWN,
        )


def _own_work(session: Session) -> dict[str, object]:
    """Return the work of this person: returned items and changes, their queue, its next item."""
    if not current_user.may(Permission.CATALOGUE):
        return {}
    name = current_user.name
    return {
        "returned": assignments.returned_items(session, name, _SHOWN),
        "returned_sets": waiting_sets.returned(session, name),
        "returned_changes": openings.returned_items(session, name),
        "returned_count": assignments.returned_queue(session, name).count,
        "week": staff_work.people_of_week(session, monday_of(clock.today()), name),
        "kinds": WORK_NAMES,
        "assigned": assignments.assigned_queue(session, name),
        "next_item": assignments.next_item(
            session, name, may_review=current_user.may(Permission.PUBLISH)
        ),
    }


def _late_rounds(session: Session) -> tuple[Alarm, ...]:
    if not current_user.may(Permission.FIXITY):
        return ()
    return fixity_rounds.late_rounds(session, services().settings)


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
    ("việc sao lưu cần xem", "office.backups", Permission.BACKUPS, backups.alarm_queue),
    ("cảnh báo của hệ thống", "office.system_health", Permission.HEALTH, alerts.alert_queue),
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
