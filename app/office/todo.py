"""Lists what waits for a member of staff: how much, since when, and where it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from library.catalogue import backlog as catalogue
from library.corrections.page_edits.page_history import astray
from library.corrections.reader_reports import description_reports, text_reports
from library.staff.permissions import Permission, Role, may
from library.triage import duplicates
from library.triage.undecided import blank_pages
from library.work_queues import WorkQueue, together


@dataclass(frozen=True, slots=True)
class Waiting:
    """One kind of work that waits; `endpoint` is where it is done."""

    name: str
    endpoint: str
    count: int
    since: datetime | None


def _reports(session: Session) -> WorkQueue:
    return together(text_reports.pile_of(session), description_reports.pile_of(session))


_PILES: tuple[tuple[str, str, Permission, Callable[[Session], WorkQueue]], ...] = (
    ("tài liệu chờ duyệt", "office.review", Permission.PUBLISH, catalogue.reviews),
    ("lời báo của bạn đọc", "office.reports", Permission.CATALOGUE, _reports),
    ("lần nhập có trang trắng", "office.accessions", Permission.DELIVER, blank_pages),
    ("cặp lần nhập có thể trùng", "office.twins", Permission.CATALOGUE, duplicates.pile_of),
    ("trang hỏng", "office.failed_pages", Permission.DELIVER, catalogue.failed),
    ("trang khó đọc", "office.poor_pages", Permission.CATALOGUE, catalogue.poor),
    ("lần sửa mất chỗ", "office.astray", Permission.CATALOGUE, astray),
    ("bản nháp", "office.drafts", Permission.CATALOGUE, catalogue.drafts),
)


def waiting_for(session: Session, role: Role) -> tuple[Waiting, ...]:
    """Return what waits for someone with this role; what is empty is left out."""
    found = (
        (name, endpoint, count(session))
        for name, endpoint, permission, count in _PILES
        if may(role, permission)
    )
    return tuple(
        Waiting(name, endpoint, pile.count, pile.since)
        for name, endpoint, pile in found
        if pile.count
    )
