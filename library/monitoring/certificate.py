"""Expiry of the certificate with which readers reach the site over HTTPS."""

import ssl
from datetime import timedelta
from pathlib import Path

from cryptography import x509

from library import clock
from library.clock import HANOI
from library.monitoring.conditions import Finding
from library.settings import Settings

_WARN_BEFORE = timedelta(days=14)
"""Let's Encrypt renews thirty days before the end: half of that has then failed."""

_TIMEOUT_SECONDS = 10


def check(settings: Settings) -> Finding:
    """Check the certificate named in the settings: a PEM file, or a host that presents it."""
    if not settings.certificate:
        return None
    try:
        certificate = x509.load_pem_x509_certificate(_pem(settings.certificate))
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        return False, f"không đọc được chứng thư của {settings.certificate}: {reason}"
    ends = certificate.not_valid_after_utc
    day = f"{ends.astimezone(HANOI):%H:%M %d/%m/%Y}"
    if ends < clock.now():
        return False, f"đã hết hạn lúc {day}: hãy gia hạn rồi nạp lại nginx"
    if ends < clock.now() + _WARN_BEFORE:
        return False, f"hết hạn lúc {day} mà chưa được gia hạn: hãy xem certbot, rồi nạp lại nginx"
    return True, f"dùng được đến {day}"


def _pem(place: str) -> bytes:
    if place.startswith("/"):
        return Path(place).read_bytes()
    host, _, port = place.partition(":")
    address = (host, int(port or 443))
    return ssl.get_server_certificate(address, timeout=_TIMEOUT_SECONDS).encode()
