"""Reads what a public computer sends: a batch of events, each good or bad by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from library.usage.models import EndReason, EventKind
from library.usage.problems import BadBatchError

MOST = 200
"""Events in one batch."""

KINDS = {
    "device.boot": EventKind.BOOT,
    "hb": EventKind.HEARTBEAT,
    "session.start": EventKind.SESSION_START,
    "session.activity": EventKind.SESSION_ACTIVITY,
    "session.end": EventKind.SESSION_END,
    "net.up": EventKind.LINE_UP,
    "net.down": EventKind.LINE_DOWN,
    "help.request": EventKind.HELP_REQUEST,
    "print.count": EventKind.PRINT_COUNT,
    "input": EventKind.INPUT,
    "fault.report": EventKind.FAULT,
}
_REASONS = {reason.name.lower(): reason for reason in EndReason if reason is not EndReason.LOST}
_WITH_AMOUNT = (
    EventKind.SESSION_ACTIVITY,
    EventKind.INPUT,
    EventKind.PRINT_COUNT,
    EventKind.FAULT,
)
_OF_A_SESSION = (EventKind.SESSION_START, EventKind.SESSION_ACTIVITY, EventKind.SESSION_END)
_LAST = 1 << 53
"""No number a browser can say exactly is larger."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing a computer said; milliseconds by its calendar (`wall`) and its run (`mono`)."""

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
    """What came at once; an event that makes no sense is None under the name it came with."""

    boot: bytes
    sent_wall: int
    sent_mono: int
    dropped: int
    waiting: int
    events: tuple[tuple[str, Event | None], ...]


def read_batch(told: object) -> Batch:
    """Return a batch; raise BadBatchError when it is none, for then nobody can say what is."""
    try:
        sent = _mapping(told)
        boot = UUID(sent["boot_id"]).bytes
        events = sent["events"]
        if not isinstance(events, list) or len(events) > MOST:
            raise ValueError
        return Batch(
            boot=boot,
            sent_wall=_number(sent["sent_wall"]),
            sent_mono=_number(sent["sent_mono"]),
            dropped=_number(sent.get("dropped", 0)),
            waiting=_number(sent.get("waiting", 0), 1 << 31),
            events=tuple((_name(event), _event(event, boot)) for event in events),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadBatchError(MOST) from error


def _event(told: object, sender: bytes) -> Event | None:
    try:
        said = _mapping(told)
        kind = KINDS[said["type"]]
        event = UUID(said["event_id"])
        if event.version != 7:
            return None
        session = UUID(said["session_id"]).bytes[8:] if said.get("session_id") else None
        if session is None and kind in _OF_A_SESSION:
            return None
        return Event(
            event=event.bytes,
            boot=UUID(said["boot_id"]).bytes if "boot_id" in said else sender,
            seq=_number(said["seq"], 1 << 31),
            kind=kind,
            wall=_number(said["t_wall"]),
            mono=_number(said["t_mono"]),
            session=session,
            amount=_amount(kind, said),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _amount(kind: EventKind, said: Mapping[str, object]) -> int | None:
    if kind is EventKind.SESSION_END:
        return _REASONS[said["reason"]]
    if kind in _WITH_AMOUNT:
        return _number(said.get("n", 0), 1 << 31)
    return None


def _name(told: object) -> str:
    name = told.get("event_id") if isinstance(told, Mapping) else None
    return name if isinstance(name, str) else ""


def _mapping(told: object) -> Mapping[str, object]:
    if not isinstance(told, Mapping):
        raise TypeError
    return told


def _number(told: object, below: int = _LAST) -> int:
    if type(told) not in (int, float) or not 0 <= told < below:
        raise ValueError
    return int(told)
