"""Ways to reach the operator: mail, and a webhook that receives JSON."""

import json
import logging
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from http.client import HTTPException
from urllib.request import Request

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from library import mail
from library.clock import HANOI
from library.database import reading, work
from library.errors import LibraryError
from library.monitoring.alerts import AlertState, Occasion
from library.monitoring.conditions import Finding
from library.monitoring.models import AlertChannel
from library.settings import Settings
from library.untrusted.deadline import Deadline
from library.untrusted.web_client import open_limited

_TIMEOUT_SECONDS = 10
_MAX_ANSWER_BYTES = 100_000
_ADDRESS = "/can-bo/suc-khoe"
_OPENINGS = {
    Occasion.OPENED: "CẦN XEM",
    Occasion.REMINDER: "NHẮC LẠI, vẫn chưa khắc phục",
    Occasion.RESOLVED: "ĐÃ KHẮC PHỤC",
}
_CHANNEL_NAMES = {"mail": "Thư", "webhook": "Webhook"}

_log = logging.getLogger(__name__)

Messages = tuple[tuple[AlertState, Occasion], ...]


class WebhookFailedError(LibraryError):
    """The webhook did not accept a message."""

    message = "Webhook không nhận cảnh báo ({0}). Sẽ tự gửi lại; xem DIACHI_ALERT_WEBHOOK."
    status = 502


def configured(settings: Settings) -> tuple[str, ...]:
    """Return the channels that the settings name."""
    has_mail = settings.mail_server and settings.alert_mail_to
    return (*(("mail",) if has_mail else ()), *(("webhook",) if settings.alert_webhook else ()))


def send(settings: Settings, channel: str, messages: Messages, now: datetime) -> str | None:
    """Send one message about alerts; return the reason if it was not accepted."""
    try:
        if channel == "mail":
            mail.send(settings, _mail(settings, messages, now))
        else:
            _post(settings, messages, now)
    except LibraryError as error:
        return str(error)
    return None


def note_delivery(engine: Engine, channel: str, failure: str | None, now: datetime) -> None:
    """Note how a delivery went; a database that cannot be written is logged."""
    try:
        with work(engine) as session:
            row = session.get(AlertChannel, channel) or AlertChannel(name=channel)
            session.add(row)
            row.failing_since = (row.failing_since or now) if failure else None
            row.failure, row.delivered = failure, row.delivered if failure else now
    except SQLAlchemyError as error:
        _log.warning("the state of a channel could not be written: %s", error)


def check(settings: Settings, engine: Engine) -> Finding:
    """Report channels that fail, and a library that has none."""
    with reading(engine) as session:
        is_failing = AlertChannel.failing_since.is_not(None)
        failing = session.scalars(select(AlertChannel).where(is_failing)).all()
    if failing:
        return False, " ".join(
            f"{_CHANNEL_NAMES.get(row.name, row.name)} không gửi được từ "
            f"{row.failing_since.astimezone(HANOI):%H:%M %d/%m/%Y}: {row.failure}"
            for row in failing
        )
    if not configured(settings):
        return True, (
            "chưa đặt nơi nhận, sự cố chỉ thấy ở trang Sức khỏe: hãy đặt DIACHI_MAIL_SERVER và "
            "DIACHI_ALERT_MAIL_TO, hay DIACHI_ALERT_WEBHOOK; rồi: diachi alert test"
        )
    return True, "mọi cảnh báo đều gửi được"


def _mail(settings: Settings, messages: Messages, now: datetime) -> EmailMessage:
    names = ", ".join(dict.fromkeys(state.name for state, _ in messages))
    is_over = all(occasion is Occasion.RESOLVED for _, occasion in messages)
    message = EmailMessage()
    title = "đã khắc phục" if is_over else "cần xem"
    message["Subject"] = f"{settings.library_name}: {title}: {names}"
    message["From"], message["To"] = settings.mail_from, ", ".join(settings.alert_mail_to)
    message["Date"], message["Auto-Submitted"] = format_datetime(now), "auto-generated"
    message["Message-ID"] = make_msgid(idstring="canh-bao", domain="diachi.invalid")
    message.set_content(
        f"{_text(messages)}\n\nMáy: {socket.gethostname()}. Chi tiết ở Văn phòng, trang Sức khỏe "
        f"hệ thống ({_ADDRESS}); việc phải làm: docs/operate/su-co.md. Mỗi sự cố một thư, nhắc lại "
        "sau một ngày nếu chưa ai bấm “Đánh dấu đã biết”.\n"
    )
    return message


def _post(settings: Settings, messages: Messages, now: datetime) -> None:
    data = {
        "library": settings.library_name,
        "host": socket.gethostname(),
        "time": now.isoformat(),
        "text": _text(messages),
        "alerts": [_fields(state, occasion) for state, occasion in messages],
    }
    request = Request(  # noqa: S310  (the settings allow http and https only)
        settings.alert_webhook,
        json.dumps(data, ensure_ascii=False).encode(),
        {"Content-Type": "application/json", "User-Agent": "diachi"},
    )
    try:
        with open_limited(request, Deadline(_TIMEOUT_SECONDS), _MAX_ANSWER_BYTES):
            pass
    except (OSError, HTTPException, ValueError) as error:
        # a message of the library may hold the address, which may hold a key
        reason = getattr(error, "code", None) or type(getattr(error, "reason", error)).__name__
        if hasattr(error, "close"):
            error.close()
        raise WebhookFailedError(reason) from error


def _fields(state: AlertState, occasion: Occasion) -> dict[str, object]:
    return {
        "code": state.code,
        "name": state.name,
        "state": occasion.value,
        "sentence": state.sentence,
        "opened": state.opened.isoformat(),
        "resolved": state.resolved and state.resolved.isoformat(),
    }


def _text(messages: Iterable[tuple[AlertState, Occasion]]) -> str:
    return "\n\n".join(
        f"{_OPENINGS[occasion]}: {state.name}, từ {state.opened.astimezone(HANOI):%H:%M %d/%m/%Y}\n"
        f"{state.sentence}"
        for state, occasion in messages
    )


@dataclass(slots=True)
class Retry:
    """Waiting time of a channel that fails: a minute at first, twice as long each time."""

    failures: int = 0
    next_attempt: datetime | None = None

    def is_due(self, now: datetime) -> bool:
        """Return True if a message may be tried now."""
        return self.next_attempt is None or now >= self.next_attempt

    def note(self, now: datetime, *, failed: bool) -> None:
        """Note the result of an attempt."""
        self.failures = self.failures + 1 if failed else 0
        minutes = min(2 ** (self.failures - 1), 30) if failed else 0
        self.next_attempt = now + timedelta(minutes=minutes) if failed else None
