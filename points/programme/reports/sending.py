"""Sending of a registered report: the file as it left with its checksum, and the answer."""

import hashlib
from datetime import date

from sqlalchemy.orm import Session

from library.staff.audit import note
from library.vietnamese.letters import compose
from points.programme.models import Report, ReportState
from points.programme.problems import BadSendingError, NotSendableError

_MAX_LENGTH = 2000


def record_sending(
    session: Session, report: Report, file: bytes, *, day: date, today: date, way: str, by: str
) -> None:
    """Keep the file that was sent, once, with its day, way and checksum."""
    if report.state is not ReportState.REGISTERED or report.sending is not None:
        raise NotSendableError
    if not report.numbered <= day <= today:
        raise BadSendingError(f"ngày gửi phải từ {report.numbered:%d/%m/%Y} đến hôm nay")
    report.sent_file = file
    report.sending = {
        "day": day.isoformat(),
        "way": _text(way, "cách gửi"),
        "checksum": hashlib.sha256(file).hexdigest(),
        "by": by,
    }
    note(session, by, "report.send", str(report.id), f"{day:%d/%m/%Y}, {report.sending['way']}")
    session.flush()


def record_answer(
    session: Session, report: Report, *, day: date, today: date, answer: str, by: str
) -> None:
    """Keep the answer to a report that was sent; a later one takes its place, both are audited."""
    if report.sending is None:
        raise NotSendableError
    if not date.fromisoformat(report.sending["day"]) <= day <= today:
        raise BadSendingError("ngày trả lời phải từ ngày gửi đến hôm nay")
    text = _text(answer, "nội dung trả lời")
    report.sending = {**report.sending, "answered": day.isoformat(), "answer": text}
    note(session, by, "report.answer", str(report.id), f"{day:%d/%m/%Y}: {text}")
    session.flush()


def _text(value: str, label: str) -> str:
    text = compose(value).strip()
    if not text:
        raise BadSendingError(f"chưa ghi {label}")
    if len(text) > _MAX_LENGTH:
        raise BadSendingError(f"{label} dài quá {_MAX_LENGTH} chữ")
    return text
