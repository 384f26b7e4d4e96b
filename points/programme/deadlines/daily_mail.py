"""Daily reminder mail about due items, sent only if a mail server is configured."""

from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from library.database import reading, work
from library.mail import MailFailedError, send
from library.settings import Settings
from library.staff.models import AuditEntry
from points.access_points.inventory import points_on
from points.access_points.opening_hours import HANOI
from points.programme.deadlines import due
from points.programme.deadlines.due import Due

_EARLIEST_HOUR = 7
_RETRY_AFTER = timedelta(hours=1)
"""Time before a mail that failed, or whose result is unknown, is sent again."""

_ACTOR, _CLAIMED, _SENT, _FAILED = "gửi thư nhắc", "digest.claim", "digest.sent", "digest.failed"
_MAX_LISTED = 60


def send_due(settings: Settings, engine: Engine, now: datetime) -> bool:
    """Mail the due items unless there are none or today's mail was sent; return True if sent."""
    if not settings.mail_server or not settings.mail_to:
        return False
    today = now.astimezone(HANOI).date()
    with reading(engine) as session:
        due_items = due.due_now(session, today, points_on(session, today), whole_province=True)
    if not due_items:
        return False
    with work(engine) as session:
        if not _claim(session, today, now):
            return False
    try:
        send(settings, _mail(settings, due_items, today, now))
    except MailFailedError as error:
        with work(engine) as session:
            _note(session, _FAILED, today, now, error.args[1])
        raise
    with work(engine) as session:
        _note(session, _SENT, today, now, f"{len(due_items)} việc")
    return True


def is_time(now: datetime) -> bool:
    """Return True from the earliest sending hour on (local time)."""
    return now.astimezone(HANOI).hour >= _EARLIEST_HOUR


def message_text(due_items: list[Due], today: date) -> str:
    """Return the due items as text lines, at most `_MAX_LISTED`."""
    lines = [f"- {item.sentence} ({_due_phrase(item, today)})" for item in due_items[:_MAX_LISTED]]
    if len(due_items) > _MAX_LISTED:
        lines.append(f"Và {len(due_items) - _MAX_LISTED} việc nữa, xem ở trang Chương trình.")
    return "\n".join(lines)


def _due_phrase(item: Due, today: date) -> str:
    day = "" if item.by is None else f"hạn {item.by:%d/%m/%Y}, "
    return day + item.age(today)


def _claim(session: Session, today: date, now: datetime) -> bool:
    """Claim the mail of a day in the audit trail; return False if another process did."""
    rows = select(AuditEntry).where(
        AuditEntry.subject == today.isoformat(),
        AuditEntry.action.in_((_CLAIMED, _SENT, _FAILED)),
    )
    last = session.scalar(rows.order_by(AuditEntry.id.desc()).limit(1))
    if last is not None and (last.action == _SENT or now - last.at < _RETRY_AFTER):
        return False
    _note(session, _CLAIMED, today, now)
    return True


def _note(
    session: Session, action: str, today: date, now: datetime, detail: str | None = None
) -> None:
    day = today.isoformat()
    session.add(AuditEntry(at=now, who=_ACTOR, action=action, subject=day, detail=detail))


def _mail(settings: Settings, due_items: list[Due], today: date, now: datetime) -> EmailMessage:
    late = sum(item.is_late(today) for item in due_items)
    mail = EmailMessage()
    mail["Subject"] = f"{settings.library_name}: {len(due_items)} việc đến hạn, {late} quá hạn"
    mail["From"], mail["To"] = settings.mail_from, ", ".join(settings.mail_to)
    mail["Date"], mail["Auto-Submitted"] = format_datetime(now), "auto-generated"
    mail["Message-ID"] = make_msgid(idstring=f"nhac-{today:%Y%m%d}", domain="diachi.invalid")
    mail.set_content(
        f"Việc của chương trình, ngày {today:%d/%m/%Y}:\n\n{message_text(due_items, today)}\n\n"
        "Thư tự động, mỗi ngày một thư khi còn việc. Chi tiết ở Văn phòng, trang Chương trình.\n"
    )
    return mail
