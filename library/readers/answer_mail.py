"""Mail of answers to askers who left a mail address, and deletion of their contact details."""

import re
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime

from sqlalchemy import Engine, delete, or_, select, update

from library import clock
from library.database import reading, work
from library.jobs.duties import Duties
from library.mail import send
from library.readers.models import Question, QuestionContact
from library.settings import Settings

CONTACT_DAYS = 30
"""Days after the answer, after which contact details and dismissed questions are deleted."""

MAX_CONTACT_DAYS = 180
"""Days after a question, after which contact details are deleted even without an answer."""

_RETRY_AFTER, _MAX_TRIES = timedelta(hours=1), 5
_ADDRESS = re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")


def is_mail_address(contact: str) -> bool:
    """Return True if mail can be sent to a contact."""
    return bool(_ADDRESS.fullmatch(contact))


def forget_contacts(engine: Engine, now: datetime) -> None:
    """Delete contacts and dismissed questions whose time is over."""
    closed_before, today = now - timedelta(days=CONTACT_DAYS), now.date()
    dismissed = Question.closed < closed_before, Question.answer == "", Question.published.is_(None)
    still_needed = select(Question.digest).where(
        or_(Question.closed.is_(None), Question.closed >= closed_before),
        Question.asked >= today - timedelta(days=MAX_CONTACT_DAYS),
    )
    with reading(engine) as session:
        due = select(QuestionContact.digest).where(QuestionContact.digest.not_in(still_needed))
        is_due = session.scalar(due.limit(1)) or session.scalar(
            select(Question.id).where(*dismissed)
        )
    if is_due:
        with work(engine) as session:
            session.execute(
                delete(QuestionContact).where(QuestionContact.digest.not_in(still_needed))
            )
            session.execute(delete(Question).where(*dismissed))


def send_answers(settings: Settings, engine: Engine, now: datetime) -> int:
    """Mail the answers that were not mailed yet; return their number. May raise MailFailedError.

    A mail is claimed before it is sent, and tried again an hour later unless it is known as sent.
    """
    sent = 0
    while settings.mail_server and (mail := _claim(settings, engine, now)):
        digest, message = mail
        send(settings, message)
        with work(engine) as session:
            session.execute(update(QuestionContact).filter_by(digest=digest).values(mailed=now))
        sent += 1
    return sent


def _claim(settings: Settings, engine: Engine, now: datetime) -> tuple[str, EmailMessage] | None:
    """Return the next mail, after counting this try."""
    contact = QuestionContact
    unsent = (
        select(contact, Question)
        .join(Question, Question.digest == contact.digest)
        .where(Question.closed.is_not(None), Question.answer != "", contact.mailed.is_(None))
        .where(contact.tries < _MAX_TRIES, contact.contact.contains("@"))
        .where(or_(contact.tried.is_(None), contact.tried < now - _RETRY_AFTER))
        .order_by(Question.closed)
    )
    with reading(engine) as session:
        if session.execute(unsent.limit(1)).first() is None:
            return None
    with work(engine) as session:
        for row, question in session.execute(unsent):
            row.tried, row.tries = now, row.tries + 1
            if is_mail_address(row.contact):
                return row.digest, _mail(settings, question, row.contact, now)
            row.tries = _MAX_TRIES
    return None


def _mail(settings: Settings, question: Question, address: str, now: datetime) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = f"{settings.library_name} trả lời câu hỏi của bạn"
    mail["From"], mail["To"] = settings.mail_from, address
    mail["Date"], mail["Auto-Submitted"] = format_datetime(now), "auto-replied"
    mail.set_content(
        f"Bạn đã hỏi ngày {question.asked:%d/%m/%Y}:\n\n{question.text}\n\n"
        f"Thư viện trả lời:\n\n{question.answer}\n\n"
        f"Địa chỉ thư này được xóa khỏi thư viện {CONTACT_DAYS} ngày sau khi trả lời.\n"
    )
    return mail


def _forget(_settings: Settings, engine: Engine) -> None:
    forget_contacts(engine, clock.now())


def _send(settings: Settings, engine: Engine) -> None:
    send_answers(settings, engine, clock.now())


DUTIES = Duties(every_minute=_forget, in_steps=lambda *_: iter(()), when_idle=_send)
