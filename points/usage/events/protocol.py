"""Event batches of public computers as JSON; each event is validated separately."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from points.usage.models import EndReason, EventKind, Heartbeat
from points.usage.problems import BadBatchError

MAX_EVENTS = 200
"""Maximum number of events in a batch."""

KINDS = {
    "device.boot": EventKind.BOOT,
    "hb": EventKind.HEARTBEAT,
    "session.start": EventKind.SESSION_START,
    "session.activity": EventKind.SESSION_ACTIVITY,
    "session.end": EventKind.SESSION_END,
    "net.up": EventKind.LINE_UP,
    "net.down": EventKind.LINE_DOWN,
    "help.request": EventKind.HELP_REQUEST,
    "input": EventKind.INPUT,
    "fault.report": EventKind.FAULT,
    "device.stop": EventKind.STOP,
    "session.vouch": EventKind.VOUCHER,
}
_NAMES = {kind: name for name, kind in KINDS.items()}
_REASONS = {reason.name.lower(): reason for reason in EndReason if reason is not EndReason.LOST}
_LINE_STATES = {
    "up": Heartbeat.LINE_UP,
    "down": Heartbeat.LINE_DOWN,
    "unknown": Heartbeat.LINE_UNKNOWN,
}
_KINDS_WITH_AMOUNT = (EventKind.SESSION_ACTIVITY, EventKind.INPUT, EventKind.FAULT)
_SESSION_KINDS = (
    *(EventKind.SESSION_START, EventKind.SESSION_ACTIVITY, EventKind.SESSION_END),
    EventKind.VOUCHER,
)
_VERSION = re.compile(r"[0-9.]{1,20}")
_MAX_SAFE_INTEGER = 1 << 53
"""Numbers below this are exact in a browser (2^53)."""


@dataclass(frozen=True, slots=True)
class Event:
    """An event; milliseconds by its wall clock (`wall`) and since its start (`mono`)."""

    event: bytes
    boot: bytes
    seq: int
    kind: EventKind
    wall: int
    mono: int
    session: bytes | None = None
    amount: int | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of (event id, event) pairs; an invalid event is None."""

    boot: bytes
    sent_wall: int
    sent_mono: int
    dropped: int
    waiting: int
    events: tuple[tuple[str, Event | None], ...]
    version: str | None = None
    """Version of the program that sent it."""


def read_batch(data: object) -> Batch:
    """Parse a batch; raise BadBatchError if its structure is invalid."""
    try:
        fields = _mapping(data)
        boot = UUID(fields["boot_id"]).bytes
        events = fields["events"]
        if not isinstance(events, list) or len(events) > MAX_EVENTS:
            raise ValueError
        return Batch(
            boot=boot,
            sent_wall=_number(fields["sent_wall"]),
            sent_mono=_number(fields["sent_mono"]),
            dropped=_number(fields.get("dropped", 0), 1 << 31),
            waiting=_number(fields.get("waiting", 0), 1 << 31),
            events=tuple((_name(event), _event(event, boot)) for event in events),
            version=_version(fields.get("version")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadBatchError(MAX_EVENTS) from error


def of_unsigned_runs(batch: Batch) -> Batch:
    """Return the batch with other names of its runs, so that signed runs stay apart from it."""
    names = {
        name: hashlib.sha256(b"unsigned" + name).digest()[:16]
        for name in (batch.boot, *(event.boot for _, event in batch.events if event))
    }
    events = (
        (id_, event and replace(event, boot=names[event.boot])) for id_, event in batch.events
    )
    return replace(batch, boot=names[batch.boot], events=tuple(events))


def write_batch(batch: Batch) -> dict[str, object]:
    """Return the valid events of a batch as data that `read_batch` reads again as the same batch.

    Half of each session id is zero: it is not known any more.
    """
    return {
        "boot_id": str(UUID(bytes=batch.boot)),
        "sent_wall": batch.sent_wall,
        "sent_mono": batch.sent_mono,
        "dropped": batch.dropped,
        "waiting": batch.waiting,
        "version": batch.version,
        "events": [_write_event(event, batch.boot) for _, event in batch.events if event],
    }


def _write_event(event: Event, sender: bytes) -> dict[str, object]:
    boot = {} if event.boot == sender else {"boot_id": str(UUID(bytes=event.boot))}
    session = event.session and {"session_id": str(UUID(bytes=bytes(8) + event.session))}
    return {
        "event_id": str(UUID(bytes=event.event)),
        "seq": event.seq,
        "type": _NAMES[event.kind],
        "t_wall": event.wall,
        "t_mono": event.mono,
        **boot,
        **(session or {}),
        **_write_amount(event.kind, event.amount),
    }


def _write_amount(kind: EventKind, amount: int | None) -> dict[str, object]:
    if amount is None:
        return {}
    if kind is EventKind.SESSION_END:
        return {"reason": EndReason(amount).name.lower()}
    if kind is EventKind.HEARTBEAT:
        line = {flag: {"line": name} for name, flag in _LINE_STATES.items()}
        return {
            **line.get(amount & ~Heartbeat.SEES_INPUT, {}),
            "sees_input": bool(amount & Heartbeat.SEES_INPUT),
        }
    return {"n": amount}


def _version(data: object) -> str | None:
    return data if isinstance(data, str) and _VERSION.fullmatch(data) else None


def _event(data: object, sender: bytes) -> Event | None:
    try:
        fields = _mapping(data)
        kind = KINDS[fields["type"]]
        event = UUID(fields["event_id"])
        if event.version != 7:
            return None
        session = UUID(fields["session_id"]).bytes[8:] if fields.get("session_id") else None
        if session is None and kind in _SESSION_KINDS:
            return None
        return Event(
            event=event.bytes,
            boot=UUID(fields["boot_id"]).bytes if "boot_id" in fields else sender,
            seq=_number(fields["seq"], 1 << 31),
            kind=kind,
            wall=_number(fields["t_wall"]),
            mono=_number(fields["t_mono"]),
            session=session,
            amount=_amount(kind, fields),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _amount(kind: EventKind, fields: Mapping[str, object]) -> int | None:
    if kind is EventKind.SESSION_END:
        return _REASONS[fields["reason"]]
    if kind is EventKind.HEARTBEAT:
        line = _LINE_STATES[fields["line"]] if "line" in fields else 0
        return line | (Heartbeat.SEES_INPUT if fields.get("sees_input") is True else 0)
    if kind in _KINDS_WITH_AMOUNT:
        return _number(fields.get("n", 0), 1 << 31)
    return None


def _name(data: object) -> str:
    name = data.get("event_id") if isinstance(data, Mapping) else None
    return name if isinstance(name, str) else ""


def _mapping(data: object) -> Mapping[str, object]:
    if not isinstance(data, Mapping):
        raise TypeError
    return data


def _number(data: object, below: int = _MAX_SAFE_INTEGER) -> int:
    if type(data) not in (int, float) or not 0 <= data < below:
        raise ValueError
    return int(data)
