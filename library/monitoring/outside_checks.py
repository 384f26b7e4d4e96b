"""Checks of the clock of this machine, which dates everything, and of the HTTPS certificate."""

import ssl
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request

from cryptography import x509
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.clock import HANOI
from library.monitoring.conditions import Finding
from library.monitoring.models import HealthSample, ServiceHeartbeat
from library.settings import Settings
from library.untrusted.deadline import Deadline
from library.untrusted.web_client import open_limited

_TOLERANCE = timedelta(minutes=2)
"""Largest difference that is no problem; event times of public computers allow as much."""

_WARN_BEFORE = timedelta(days=14)
"""Let's Encrypt renews thirty days before the end: half of that has then failed."""

_TIMEOUT_SECONDS = 10
_MAX_ANSWER_BYTES = 100_000
_ADVICE = "hãy xem timedatectl, và bật đồng bộ giờ: timedatectl set-ntp true"


def compare_with_records(session: Session) -> Finding:
    """Check that nothing was recorded later than now: the clock would have been set back."""
    newest = (
        session.scalar(select(func.max(ServiceHeartbeat.at))),
        session.scalar(select(func.max(HealthSample.at))),
    )
    latest = max(filter(None, newest), default=None)
    if latest is not None and latest > clock.now() + _TOLERANCE:
        return False, f"đã chạy lùi: có bản ghi lúc {_minute(latest)}, mà {_now()}; {_ADVICE}"
    return True, _now()


def compare_with_probe(settings: Settings) -> Finding:
    """Compare with the date that the configured web server puts into its answers."""
    if not settings.clock_probe:
        return None
    try:
        date = _probe_date(settings.clock_probe)
    except (OSError, HTTPException, ValueError, TypeError) as error:
        reason = getattr(error, "reason", error)
        return False, f"không hỏi được giờ của {settings.clock_probe}: {reason}"
    if abs(date - clock.now()) > _TOLERANCE:
        return False, f"{_now()}, mà ở {settings.clock_probe} là {_minute(date)}; {_ADVICE}"
    return True, f"khớp với {settings.clock_probe}"


def check_certificate(settings: Settings) -> Finding:
    """Check the certificate named in the settings: a PEM file, or a host that presents it."""
    if not settings.certificate:
        return None
    try:
        certificate = x509.load_pem_x509_certificate(_pem(settings.certificate))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return False, f"không đọc được chứng thư của {settings.certificate}: {reason}"
    ends = certificate.not_valid_after_utc
    day = _minute(ends)
    if ends < clock.now():
        return False, f"đã hết hạn lúc {day}: hãy gia hạn rồi nạp lại nginx"
    if ends < clock.now() + _WARN_BEFORE:
        return False, f"hết hạn lúc {day} mà chưa được gia hạn: hãy xem certbot, rồi nạp lại nginx"
    return True, f"dùng được đến {day}"


def _probe_date(url: str) -> datetime:
    request = Request(url, method="HEAD")  # noqa: S310  (the settings allow http and https only)
    try:
        with open_limited(request, Deadline(_TIMEOUT_SECONDS), _MAX_ANSWER_BYTES) as answer:
            return parsedate_to_datetime(answer.headers["Date"])
    except HTTPError as error:  # a refusal has a date too
        with error:
            return parsedate_to_datetime(error.headers["Date"])


def _minute(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%H:%M %d/%m/%Y}"


def _now() -> str:
    return f"máy này là {_minute(clock.now())}"


def _pem(place: str) -> bytes:
    if place.startswith("/"):
        return Path(place).read_bytes()
    host, _, port = place.partition(":")
    address = (host, int(port or 443))
    return ssl.get_server_certificate(address, timeout=_TIMEOUT_SECONDS).encode()
