"""Enrolment of public computers: a one-time code is exchanged for a permanent token."""

import hashlib
import hmac
import re
import secrets
from bisect import bisect_right
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import itemgetter

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from library.identifiers import ALPHABET, secret_code
from library.vietnamese.letters import fold
from points.access_points import device_life, inventory
from points.access_points.inventory import PointFacts
from points.access_points.models import (
    Device,
    DeviceChangeKind,
    DevicePlacement,
    PointLevel,
)
from points.access_points.opening_hours import HANOI
from points.access_points.problems import DeviceNotFoundError

CODE_LIFETIME = timedelta(minutes=30)
BATCH_LIFETIME = timedelta(days=7)
"""Lifetime of codes that are printed for all computers of a point."""

PAGE_TOKEN_LIFETIME = timedelta(minutes=20)
"""Lifetime of a token that the agent gives to the page."""

_CODE_LENGTH = 8
_BATCH_CODE_LENGTH = 12
"""Codes that are valid for days are longer: 60 bits."""

_LOOKALIKES = str.maketrans("oil", "011")
"""Letters that no code has, and the digits that people mistake for them (Crockford)."""

_COMMAND_LINE = "dòng lệnh"
_LENT_TOKEN = re.compile(r"([0-9]{1,9})\.([0-9]{10,11})\.([0-9a-f]{64})")
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class DeviceClient:
    """Authenticated client of a computer: its page or its agent."""

    device_id: int
    is_agent: bool = False
    key: bytes | None = None
    """Public key with which it signs: that of the agent, or of the enrolled browser."""
    has_agent_key: bool = False
    """True if the agent of the computer vouches for its page."""
    owes_signature: bool = False


def announce(
    session: Session,
    point: str,
    label: str,
    *,
    by: str = _COMMAND_LINE,
    asset_id: int | None = None,
    lifetime: timedelta = CODE_LIFETIME,
) -> str:
    """Enter a computer of a point and return the code to be typed on it while it is valid.

    The point is given by its code or its current name; an unknown point is entered.
    """
    device = Device(label=label, asset_id=asset_id)
    session.add(device)
    session.flush()
    _add_placement(session, device.id, _find_or_enter_point(session, point, by), by)
    return _new_code(device, lifetime)


def enrol(session: Session, code: str) -> str | None:
    """Exchange a code for a 256-bit token; None when the code is unknown, used or too old.

    An earlier token of the computer becomes invalid.
    """
    device = _device_awaiting(session, code)
    if device is None:
        return None
    token = secrets.token_urlsafe(32)
    device.token_hash = _checksum(token)
    device.room_key = device.cloned = device.agent_key = None
    _note_enrolment(session, device)
    return token


def enrol_agent(session: Session, code: str, key: bytes | None = None) -> str | None:
    """Exchange a code for a token of the computer's agent, which signs with its key."""
    device = _device_awaiting(session, code)
    if device is None:
        return None
    token = secrets.token_urlsafe(32)
    device.agent_hash, device.agent_key = _checksum(token), key
    _note_enrolment(session, device)
    return token


def enrol_agent_and_page(
    session: Session, code: str, key: bytes | None = None
) -> tuple[str, str | None] | None:
    """Exchange a code for the tokens of the agent and of the page; earlier ones become invalid.

    An agent with a key asks for a short-lived token whenever the page needs one.
    """
    device = _device_awaiting(session, code)
    page_token = enrol(session, code)
    if device is None or page_token is None:
        return None
    token = secrets.token_urlsafe(32)
    device.agent_hash, device.agent_key = _checksum(token), key
    if key is not None:
        device.token_hash = page_token = None
    return token, page_token


def page_token(session: Session, device_id: int) -> str:
    """Return a token for the page of a computer, which ends after some minutes."""
    ends = int((clock.now() + PAGE_TOKEN_LIFETIME).timestamp())
    return f"{device_id}.{ends}.{_seal(_get_device(session, device_id), ends)}"


def client_of(session: Session, token: str) -> DeviceClient | None:
    """Return the client that holds this token: the page or the agent of an enrolled computer."""
    agent_row = select(Device).where(Device.agent_hash == _checksum(token))
    page = _page_device(session, token)
    device = page or session.scalar(agent_row)
    if device is None:
        return None
    key = device.agent_key if page is None else device.room_key
    owes_signature = device.signed_from is not None
    return DeviceClient(device.id, page is None, key, device.agent_key is not None, owes_signature)


def device_of(session: Session, token: str) -> int | None:
    """Return the id of the enrolled computer whose page holds this token."""
    device = _page_device(session, token)
    return None if device is None else device.id


def _page_device(session: Session, token: str) -> Device | None:
    lent = _LENT_TOKEN.fullmatch(token)
    if lent is None:
        return session.scalar(select(Device).where(Device.token_hash == _checksum(token)))
    device, ends = session.get(Device, int(lent[1])), int(lent[2])
    if device is None or device.agent_key is None or ends <= clock.now().timestamp():
        return None
    return device if hmac.compare_digest(lent[3], _seal(device, ends)) else None


def _seal(device: Device, ends: int) -> str:
    """Return the proof that this library lent the token: a new enrolment makes it invalid."""
    text = f"{device.id}.{ends}".encode()
    return hmac.new((device.agent_hash or "").encode(), text, "sha256").hexdigest()


def keep_room_key(session: Session, device_id: int, key: bytes) -> bool:
    """Store the key of a newly enrolled browser; return False if another browser has the place.

    Where an agent vouches, only the agent names the browser (`replace_room_key`).
    """
    device = _get_device(session, device_id)
    if device.room_key is None and device.agent_key is None:
        device.room_key = key
    return device.room_key == key


def replace_room_key(session: Session, device_id: int, key: bytes) -> None:
    """Store the key of the browser that the agent of the computer saw on its own machine."""
    _get_device(session, device_id).room_key = key


def renew(session: Session, device_id: int, *, lifetime: timedelta = CODE_LIFETIME) -> str:
    """Return a code with which a computer gets another token, after a wiped or cloned disk."""
    return _new_code(_get_device(session, device_id), lifetime)


def replace(
    session: Session,
    device_id: int,
    point: str,
    label: str,
    *,
    by: str,
    reason: str,
    asset_id: int | None = None,
) -> str:
    """Enter the computer that takes the place of another one; return its code.

    The old one is expected until now, the new one from its enrolment on.
    """
    code = announce(session, point, label, by=by, asset_id=asset_id)
    successor = session.scalars(select(Device).where(Device.code_hash == _checksum(code))).one()
    columns = {"successor_id": successor.id, "reason": reason, "changed_by": by}
    device_life.end_service(session, device_id, DeviceChangeKind.REPLACED, **columns)
    return code


def move(session: Session, device_id: int, point: str, *, by: str) -> None:
    """Record that a computer moved to another point; its earlier use stays with the old point."""
    _get_device(session, device_id)
    _add_placement(session, device_id, _find_or_enter_point(session, point, by), by)


def point_of(session: Session, device_id: int, at: datetime) -> int | None:
    """Return the point of a computer at a moment; before its first placement, the first point."""
    return point_at(placements_of(session, device_id), at)


def placements_of(session: Session, device_id: int) -> tuple[tuple[datetime, int], ...]:
    """Return the (time, point) of all placements of a computer, oldest first."""
    rows = select(DevicePlacement.since, DevicePlacement.point_id).order_by(
        DevicePlacement.since, DevicePlacement.id
    )
    return tuple(session.execute(rows.where(DevicePlacement.device_id == device_id)))


def point_at(placements: tuple[tuple[datetime, int], ...], at: datetime) -> int | None:
    """Return the point of the last placement until a moment, else of the first one."""
    position = bisect_right(placements, at, key=itemgetter(0))
    return placements[max(position - 1, 0)][1] if placements else None


def _note_enrolment(session: Session, device: Device) -> None:
    """Use up the code and record the enrolment."""
    device_life.note_enrolment(session, device.id)
    device.code_hash = device.code_expires = None
    device.signed_from = device.signed_from or clock.now()


def _device_awaiting(session: Session, code: str) -> Device | None:
    """Return the computer that waits for a code; case and separators are ignored."""
    plain_code = code.lower().translate(_LOOKALIKES)
    letters = "".join(letter for letter in plain_code if letter in ALPHABET)
    device = session.scalar(select(Device).where(Device.code_hash == _checksum(letters)))
    if device is None or device.code_expires is None or device.code_expires < clock.now():
        return None
    return device


def _new_code(device: Device, lifetime: timedelta) -> str:
    code = secret_code(_CODE_LENGTH if lifetime <= CODE_LIFETIME else _BATCH_CODE_LENGTH)
    device.code_hash, device.code_expires = _checksum(code), clock.now() + lifetime
    return code


def _get_device(session: Session, device_id: int) -> Device:
    device = session.get(Device, device_id)
    if device is None:
        raise DeviceNotFoundError(device_id)
    return device


def _add_placement(session: Session, device_id: int, point_id: int, by: str) -> None:
    session.add(
        DevicePlacement(device_id=device_id, point_id=point_id, since=clock.now(), placed_by=by)
    )
    session.flush()


def _find_or_enter_point(session: Session, code_or_name: str, by: str) -> int:
    today = clock.now().astimezone(HANOI).date()
    for point in inventory.points_on(session, today):
        if code_or_name in (point.code, point.facts.name):
            return point.id
    facts = PointFacts(code_or_name, PointLevel.COMMUNE)
    return inventory.enter(
        session, "-".join(_WORD.findall(fold(code_or_name))), facts, since=today, by=by
    )


def _checksum(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
