"""Makes a public computer known: a one-time code is exchanged for a token it keeps."""

import hashlib
import secrets
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.identifiers import secret_code
from library.points.models import AccessPoint, Device

CODE_LIVES = timedelta(minutes=30)


def announce(session: Session, point_name: str, label: str) -> str:
    """Enter a computer of a point and return the code to be typed on it within half an hour."""
    point = session.scalar(select(AccessPoint).where(AccessPoint.name == point_name))
    if point is None:
        point = AccessPoint(name=point_name)
        session.add(point)
        session.flush()
    code = secret_code()
    device = Device(
        point_id=point.id,
        label=label,
        code_hash=_checksum(code),
        code_expires=clock.now() + CODE_LIVES,
    )
    session.add(device)
    return code


def enrol(session: Session, code: str) -> str | None:
    """Exchange a code for a 256-bit token; None when the code is unknown, used or too old."""
    device = session.scalar(
        select(Device).where(Device.code_hash == _checksum(code.strip().lower()))
    )
    if device is None or device.code_expires is None or device.code_expires < clock.now():
        return None
    token = secrets.token_urlsafe(32)
    device.token_hash, device.enrolled = _checksum(token), clock.now()
    device.code_hash = device.code_expires = None
    return token


def device_of(session: Session, token: str) -> int | None:
    """Return the id of the enrolled computer that holds this token."""
    return session.scalar(
        select(Device.id).where(Device.token_hash == _checksum(token), Device.revoked.is_(None))
    )


def _checksum(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
