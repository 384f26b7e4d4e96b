"""Takes in what public computers say: once, whenever and however often it comes."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.database import insert_new, insert_or_hold
from library.points.models import Device
from library.points.opening_hours import HANOI
from library.usage.events import help_calls, timeline
from library.usage.events.protocol import Batch, Event
from library.usage.models import DeviceBoot, DeviceEvent, EventKind, UsageDue

LATE = timedelta(days=60)
"""What is older than this comes too late to be counted, and is not kept."""

_TWICE = 2
"""Interleavings that prove two machines: one may be a batch that was long on its way."""

_FRESH = 5 * 60 * 1000
"""Milliseconds after which a request for help is history when it arrives."""

_SHIFT = 1000
"""Milliseconds by which a run must be found to have begun earlier before its days count anew."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What somebody at a computer says is broken, and when."""

    at: datetime
    what: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of each event of a batch: ok, dup, bad or late. All four may be forgotten."""

    results: tuple[tuple[str, str], ...]
    faults: tuple["Fault", ...] = ()


def receive(
    session: Session, device_id: int, batch: Batch, now: datetime, *, by_agent: bool = False
) -> Receipt:
    """Keep what is new in a batch; sending it again changes nothing."""
    moment = timeline.milliseconds(now)
    boots = _boots(session, device_id, batch, now, by_agent=by_agent)
    sender = boots[batch.boot]
    _listen(session, device_id, sender, batch, moment)
    known = _known(session, boots, batch)
    results, rows, days, faults = [], [], set(), []
    for name, event in batch.events:
        result = _judge(event, boots, known, moment)
        results.append((name, result))
        if result == "ok":
            boot = boots[event.boot]
            known.add((boot.id, event.event))
            rows.append(_row(event, boot, moment))
            days.add(_day(event, boot))
            if event.kind is EventKind.HELP_REQUEST and moment - _moment(event, boot) < _FRESH:
                help_calls.ask(session, device_id, now)
            elif event.kind is EventKind.FAULT:
                at = timeline.moment(min(_moment(event, boot), moment))
                faults.append(Fault(at, event.amount or 0))
    if rows:
        insert_new(session, DeviceEvent, rows)
        _mark_due(session, device_id, days)
    return Receipt(tuple(results), tuple(faults))


def _boots(
    session: Session, device_id: int, batch: Batch, now: datetime, *, by_agent: bool
) -> dict[bytes, DeviceBoot]:
    """Return the runs a batch speaks of, entering those nobody has heard of."""
    named = {batch.boot, *(event.boot for _, event in batch.events if event)}
    query = select(DeviceBoot).where(DeviceBoot.device_id == device_id, DeviceBoot.boot.in_(named))
    found = {boot.boot: boot for boot in session.scalars(query)}
    for name in sorted(named - found.keys()):
        found[name] = DeviceBoot(
            device_id=device_id,
            boot=name,
            spoken=-1,
            returns=0,
            dropped=0,
            waiting=0,
            heard=now,
            by_agent=by_agent,
        )
        session.add(found[name])
    session.flush()
    return found


def _listen(
    session: Session, device_id: int, sender: DeviceBoot, batch: Batch, moment: int
) -> None:
    """Learn when the sender's run began, how wrong its calendar is, and whether it is alone."""
    began = moment - batch.sent_mono
    if sender.origin is None or began < sender.origin - _SHIFT:
        before = _days_of(session, sender)
        sender.origin = began  # the batch that was quickest on its way tells best
        _mark_due(session, device_id, before | _days_of(session, sender))
    sender.origin = min(sender.origin, began)
    sender.dropped = max(sender.dropped, batch.dropped)
    if batch.sent_mono <= sender.spoken:
        return  # an old batch, or the same again
    sender.skew = sender.origin + batch.sent_mono - batch.sent_wall
    _notice_clone(session, device_id, sender, moment)
    sender.spoken, sender.waiting = batch.sent_mono, batch.waiting


def _notice_clone(session: Session, device_id: int, sender: DeviceBoot, moment: int) -> None:
    device = session.get_one(Device, device_id)
    speaker = "agent_boot" if sender.by_agent else "speaking_boot"
    if getattr(device, speaker) not in (None, sender.id) and sender.spoken >= 0:
        sender.returns += 1
        if sender.returns >= _TWICE and device.cloned is None:
            device.cloned = timeline.moment(moment)
    setattr(device, speaker, sender.id)


def _known(
    session: Session, boots: dict[bytes, DeviceBoot], batch: Batch
) -> set[tuple[int, bytes]]:
    """Return which of a batch's events are kept already."""
    named = [event.event for _, event in batch.events if event]
    query = select(DeviceEvent.boot_id, DeviceEvent.event).where(
        DeviceEvent.boot_id.in_([boot.id for boot in boots.values()]),
        DeviceEvent.event.in_(named),
    )
    return {(boot_id, event) for boot_id, event in session.execute(query)}


def _judge(
    event: Event | None,
    boots: dict[bytes, DeviceBoot],
    known: set[tuple[int, bytes]],
    moment: int,
) -> str:
    if event is None:
        return "bad"
    boot = boots[event.boot]
    if (boot.id, event.event) in known:
        return "dup"
    oldest = moment - LATE // timedelta(milliseconds=1)
    if boot.origin is not None and boot.origin + event.mono < oldest:
        return "late"
    return "ok"


def _row(event: Event, boot: DeviceBoot, moment: int) -> dict[str, object]:
    return {
        "boot_id": boot.id,
        "event": event.event,
        "seq": event.seq,
        "kind": int(event.kind),
        "wall": event.wall,
        "mono": event.mono,
        "received": moment // 1000,
        "session": event.session,
        "amount": event.amount,
    }


def _day(event: Event, boot: DeviceBoot) -> date:
    return _hanoi_day(event.wall, event.mono, boot.origin)


def _days_of(session: Session, boot: DeviceBoot) -> set[date]:
    query = select(DeviceEvent.wall, DeviceEvent.mono).where(DeviceEvent.boot_id == boot.id)
    return {_hanoi_day(wall, mono, boot.origin) for wall, mono in session.execute(query)}


def _moment(event: Event, boot: DeviceBoot) -> int:
    return event.wall if boot.origin is None else boot.origin + event.mono


def _hanoi_day(wall: int, mono: int, origin: int | None) -> date:
    at = wall if origin is None else origin + mono
    return timeline.moment(at).astimezone(HANOI).date()


def _mark_due(session: Session, device_id: int, days: set[date]) -> None:
    if days:
        rows = [{"device_id": device_id, "day": day} for day in sorted(days)]
        insert_or_hold(session, UsageDue, rows)
