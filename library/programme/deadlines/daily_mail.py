"""Mails once a day what is due, where an installation has a mail server; else nothing leaves it."""

import smtplib
import ssl
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from library.database import reading, work
from library.points.inventory import all_on
from library.points.opening_hours import HANOI
from library.programme.deadlines import due
from library.programme.deadlines.due import Due
from library.programme.problems import MailFailedError
from library.settings import Settings
from library.staff.models import AuditEntry

_FROM_HOUR = 7
_AGAIN = timedelta(hours=1)
"""After so long a mail that failed, or of which nobody knows whether it left, is sent again."""

_PATIENCE = 20
_BY, _CLAIMED, _SENT, _FAILED = "gửi thư nhắc", "digest.claim", "digest.sent", "digest.failed"
_SHOWN = 60


def send_due(settings: Settings, engine: Engine, now: datetime) -> bool:
    """Mail what is due, unless it was mailed today or nothing is; return whether it was."""
    if not settings.mail_server or not settings.mail_to:
        return False
    today = now.astimezone(HANOI).date()
    with reading(engine) as session:
        found = due.owed(session, today, all_on(session, today), whole=True)
    if not found:
        return False
    with work(engine) as session:
        if not _claim(session, today, now):
            return False
    try:
        _send(settings, _mail(settings, found, today, now))
    except (OSError, smtplib.SMTPException, ssl.SSLError) as error:
        with work(engine) as session:
            _note(session, _FAILED, today, now, type(error).__name__)
        raise MailFailedError(urlsplit(settings.mail_server).hostname or "") from error
    with work(engine) as session:
        _note(session, _SENT, today, now, f"{len(found)} việc")
    return True


def is_time(now: datetime) -> bool:
    """Say whether people may be written to: not before they come to work."""
    return now.astimezone(HANOI).hour >= _FROM_HOUR


def words(found: list[Due], today: date) -> str:
    """Return what is due as a person reads it, the late first."""
    lines = [f"- {one.sentence} ({_when(one, today)})" for one in found[:_SHOWN]]
    if len(found) > _SHOWN:
        lines.append(f"Và {len(found) - _SHOWN} việc nữa, xem ở trang Chương trình.")
    return "\n".join(lines)


def _when(one: Due, today: date) -> str:
    day = "" if one.by is None else f"hạn {one.by:%d/%m/%Y}, "
    return day + one.age(today)


def _claim(session: Session, today: date, now: datetime) -> bool:
    """Say that the mail of a day is being sent; False when somebody did."""
    rows = select(AuditEntry).where(
        AuditEntry.subject == today.isoformat(),
        AuditEntry.action.in_((_CLAIMED, _SENT, _FAILED)),
    )
    last = session.scalar(rows.order_by(AuditEntry.id.desc()).limit(1))
    if last is not None and (last.action == _SENT or now - last.at < _AGAIN):
        return False
    _note(session, _CLAIMED, today, now)
    return True


def _note(
    session: Session, action: str, today: date, now: datetime, detail: str | None = None
) -> None:
    day = today.isoformat()
    session.add(AuditEntry(at=now, who=_BY, action=action, subject=day, detail=detail))


def _mail(settings: Settings, found: list[Due], today: date, now: datetime) -> EmailMessage:
    late = sum(one.is_late(today) for one in found)
    mail = EmailMessage()
    mail["Subject"] = f"{settings.library_name}: {len(found)} việc đến hạn, {late} quá hạn"
    mail["From"], mail["To"] = settings.mail_from, ", ".join(settings.mail_to)
    mail["Date"], mail["Auto-Submitted"] = format_datetime(now), "auto-generated"
    mail["Message-ID"] = make_msgid(idstring=f"nhac-{today:%Y%m%d}", domain="diachi.invalid")
    mail.set_content(
        f"Việc của chương trình, ngày {today:%d/%m/%Y}:\n\n{words(found, today)}\n\n"
        "Thư tự động, mỗi ngày một thư khi còn việc. Chi tiết ở Văn phòng, trang Chương trình.\n"
    )
    return mail


def _send(settings: Settings, mail: EmailMessage) -> None:
    """Hand a mail to the server; no password goes over a line that is not sealed.

    With smtps it is sealed from the first word, with smtp as soon as the server offers it.
    """
    place, context = urlsplit(settings.mail_server), ssl.create_default_context()
    with _opened(place, context) as to:
        sealed = place.scheme == "smtps"
        if not sealed:
            to.ehlo()
            if sealed := to.has_extn("starttls"):
                to.starttls(context=context)
        if place.username and not sealed:
            raise smtplib.SMTPNotSupportedError("STARTTLS")
        if place.username:
            to.login(unquote(place.username), unquote(place.password or ""))
        to.send_message(mail)


def _opened(place: SplitResult, context: ssl.SSLContext) -> smtplib.SMTP:
    if place.scheme == "smtps":
        port = place.port or smtplib.SMTP_SSL_PORT
        return smtplib.SMTP_SSL(place.hostname, port, timeout=_PATIENCE, context=context)
    return smtplib.SMTP(place.hostname, place.port or 587, timeout=_PATIENCE)
