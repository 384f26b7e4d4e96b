"""Enrolments of a station's computers, which the province must know for its packs and figures."""

from datetime import datetime

from sqlalchemy import inspect, or_, select
from sqlalchemy.orm import Session

from kit.models import OutboxEntry
from kit.outbox import acknowledgements, outbox_entries
from library.settings import Settings
from points.access_points import device_life
from points.access_points.enrolment import placements_of
from points.access_points.models import Device

KIND = "computer"
_CHECKSUMS, _KEYS = ("token_hash", "agent_hash"), ("agent_key", "room_key")


def report_enrolment(session: Session, settings: Settings, device_id: int) -> None:
    """Enter the tokens and keys of a computer that used its code."""
    device = session.get_one(Device, device_id)
    outbox_entries.report(session, settings, KIND, {**_content(device), "is_enrolment": True})


def report_computer(session: Session, settings: Settings, device_id: int) -> None:
    """Enter the tokens and keys of a computer if one was changed, but not yet flushed."""
    device = session.get_one(Device, device_id)
    if any(inspect(device).attrs[name].history.has_changes() for name in _KEYS):
        outbox_entries.report(session, settings, KIND, {**_content(device), "is_enrolment": False})


def _store(device: Device, content: dict[str, object]) -> None:
    for name in _CHECKSUMS:
        setattr(device, name, content[name] and str(content[name]))
    for name in _KEYS:
        setattr(device, name, bytes.fromhex(content[name]) if content[name] else None)
    if content["is_enrolment"] is True:
        device.code_hash = device.code_expires = None


def _content(device: Device) -> dict[str, object]:
    keys = {name: getattr(device, name) for name in _KEYS}
    return {
        "device": device.id,
        **{name: getattr(device, name) for name in _CHECKSUMS},
        **{name: key and key.hex() for name, key in keys.items()},
    }


def restore_enrolments(session: Session, settings: Settings, state_at: datetime) -> None:
    """Put back the keys that a pack made at that time cannot know: the province got them later.

    A computer that the pack does not place in the room has left it, and stays without keys.
    """
    acknowledgement = acknowledgements.last(settings)
    taken = acknowledgement.taken if acknowledgement else 0
    is_news = or_(OutboxEntry.number > taken, OutboxEntry.at > state_at)
    rows = select(OutboxEntry).where(OutboxEntry.kind == KIND, is_news)
    for entry in session.scalars(rows.order_by(OutboxEntry.number)).all():
        content = outbox_entries.content_of(entry)
        if placements_of(session, content["device"]):
            _store(session.get_one(Device, content["device"]), content)


def take_over(session: Session, device_id: int, content: dict[str, object], at: datetime) -> None:
    """Store the tokens and keys that a computer got at its station."""
    device = session.get_one(Device, device_id)
    _store(device, content)
    if content["is_enrolment"] is True:
        device_life.note_enrolment(session, device_id, at)
        device.cloned = None
        device.signed_from = device.signed_from or at
