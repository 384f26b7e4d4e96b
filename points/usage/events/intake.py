"""Intake of events from public computers: idempotent, in any order."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from library.database import insert_new, insert_or_lock
from library.write_turns import Turn, events_of, figures_of
from points.access_points.models import Device
from points.access_points.opening_hours import HANOI
from points.usage.events import help_calls, timeline
from points.usage.events.protocol import Batch, Event, of_unsigned_runs
from points.usage.models import DeviceBoot, DeviceEvent, EventKind, UsageDue

MAX_EVENT_AGE = timedelta(days=60)
"""Older events are rejected as late."""

_MAX_AHEAD = timedelta(days=1)
"""An event of a run with a known start cannot be later than this after now."""

_CLONE_RETURNS = 2
"""Returns of an earlier run that prove a cloned machine; one may be a delayed batch."""

_MAX_HELP_CALL_AGE_MS = 5 * 60 * 1000
"""Milliseconds; a help request that arrives later is not shown to staff."""

_ORIGIN_TOLERANCE_MS = 1000
"""Milliseconds; when a run's origin moves back further, its days are recomputed."""


_DEVICE_AND_BOOTS = (
    select(Device, DeviceBoot)
    .outerjoin(
        DeviceBoot,
        (DeviceBoot.device_id == Device.id)
        & DeviceBoot.boot.in_(bindparam("named", expanding=True)),
    )
    .where(Device.id == bindparam("device"))
)
"""A computer with its runs that a batch names; built once, because every batch needs it."""

_NAMED_EVENTS = select(DeviceEvent.boot_id, DeviceEvent.event).where(
    DeviceEvent.boot_id.in_(bindparam("boots", expanding=True)),
    DeviceEvent.event.in_(bindparam("named", expanding=True)),
)
"""Events of a batch that are stored already."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault reported at a computer: time and code of the broken part."""

    at: datetime
    what: int


@dataclass(frozen=True, slots=True)
class Receipt:
    """Result of each event in a batch: ok, dup, bad or late. The sender may delete all of them."""

    results: tuple[tuple[str, str], ...]
    faults: tuple["Fault", ...] = ()


def turn_of(device_id: int, batch: Batch) -> Turn:
    """Return the turn of storing a batch; one that also enters a fault is an ordinary write."""
    has_fault = any(event and event.kind is EventKind.FAULT for _, event in batch.events)
    return figures_of(device_id) if has_fault else events_of(device_id)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The way in which a batch came."""

    by_agent: bool = False
    signed: bool | None = None
    """True if the key of the agent or of the enrolled browser signed it; False if that key should
    have; None if no signature was owed."""
    network: str | None = None
    dated: bool = True
    """False if nobody knows when it came: its computer's own clock must date it."""


_BY_PAGE = Delivery()


def receive(
    session: Session, device_id: int, batch: Batch, now: datetime, delivery: Delivery = _BY_PAGE
) -> Receipt:
    """Store the new events of a batch; sending it again changes nothing."""
    with session.no_autoflush:  # a run and its computer are written once, at the end
        return _receive(session, device_id, batch, now, delivery)


def _receive(
    session: Session, device_id: int, batch: Batch, now: datetime, delivery: Delivery
) -> Receipt:
    moment = timeline.milliseconds(now)
    if delivery.signed is False:
        batch = of_unsigned_runs(batch)
    device, boots = _device_and_boots(session, device_id, batch, now, delivery)
    sender = boots[batch.boot]
    sender.network = delivery.network or sender.network
    if delivery.dated:
        _update_sender(session, device, sender, batch, moment)
    silent = [boot for boot in boots.values() if boot.origin is None]
    _note_deliverer(silent, sender, batch)
    stored_keys = _stored_events(session, boots, batch)
    results, rows, faults = [], [], []
    days = _days_of(session, silent, now)  # a later event may show that they were dated wrong
    for name, event in batch.events:
        result = _classify(event, boots, stored_keys, moment)
        results.append((name, result))
        if result == "ok":
            boot = boots[event.boot]
            stored_keys.add((boot.id, event.event))
            boot.latest = max(boot.latest, event.mono)
            rows.append(_row(event, boot, moment))
            at = _moment(session, event.wall, event.mono, boot)
            days.add(_hanoi_day(at))
            if event.kind is EventKind.HELP_REQUEST and moment - at < _MAX_HELP_CALL_AGE_MS:
                help_calls.ask(session, device_id, now)
            elif event.kind is EventKind.FAULT:
                at = timeline.moment(min(at, moment))
                faults.append(Fault(at, event.amount or 0))
    if rows:
        insert_new(session, DeviceEvent, rows)
        _mark_due(session, device_id, days | _days_of(session, silent, now))
    return Receipt(tuple(results), tuple(faults))


def _device_and_boots(
    session: Session, device_id: int, batch: Batch, now: datetime, delivery: Delivery
) -> tuple[Device, dict[bytes, DeviceBoot]]:
    """Return a computer and the runs named in a batch, by name; unknown runs are added."""
    run_names = {batch.boot, *(event.boot for _, event in batch.events if event)}
    rows = session.execute(_DEVICE_AND_BOOTS, {"device": device_id, "named": run_names}).all()
    boots = {boot.boot: boot for _, boot in rows if boot}
    for name in sorted(run_names - boots.keys()):
        boots[name] = DeviceBoot(
            device_id=device_id,
            boot=name,
            spoken=-1,
            latest=-1,
            returns=0,
            dropped=0,
            waiting=0,
            heard=now,
            by_agent=delivery.by_agent,
            network=delivery.network,
        )
        session.add(boots[name])
    for boot in boots.values():
        if delivery.signed and not boot.signed:
            boot.signed = True
    if session.new:
        session.flush()
    return rows[0].Device, boots


def _update_sender(
    session: Session, device: Device, sender: DeviceBoot, batch: Batch, moment: int
) -> None:
    """Update the sender's origin, wall clock skew and clone flag."""
    began = moment - batch.sent_mono
    if sender.origin is None or began < sender.origin - _ORIGIN_TOLERANCE_MS:
        delivered_runs = select(DeviceBoot).where(DeviceBoot.delivered_by == sender.id)
        runs = [sender, *session.scalars(delivered_runs)]
        now = timeline.moment(moment)
        previous_days = _days_of(session, runs, now)
        sender.origin = began  # the fastest batch gives the best estimate
        _mark_due(session, device.id, previous_days | _days_of(session, runs, now))
    sender.origin = min(sender.origin, began)
    sender.dropped = max(sender.dropped, batch.dropped)
    sender.version = batch.version or sender.version
    if batch.sent_mono <= sender.spoken:
        return  # an old or repeated batch
    sender.skew = sender.origin + batch.sent_mono - batch.sent_wall
    _notice_clone(session, device, sender, moment)
    sender.spoken, sender.waiting = batch.sent_mono, batch.waiting


def _note_deliverer(silent: list[DeviceBoot], sender: DeviceBoot, batch: Batch) -> None:
    """Remember which run delivered those that sent no batch, and its clocks at that moment."""
    for boot in silent:
        if boot.delivered_by is None and boot is not sender:
            boot.delivered_by = sender.id
            boot.delivered_offset = batch.sent_wall - batch.sent_mono


def _notice_clone(session: Session, device: Device, sender: DeviceBoot, moment: int) -> None:
    speaker = "agent_boot" if sender.by_agent else "speaking_boot"
    last_run = session.get(DeviceBoot, getattr(device, speaker) or 0)
    if last_run is not None and last_run.signed and not sender.signed:
        return  # no unsigned run speaks for a computer that signs
    if getattr(device, speaker) not in (None, sender.id) and sender.spoken >= 0:
        sender.returns += 1
        if sender.returns >= _CLONE_RETURNS and device.cloned is None:
            device.cloned = timeline.moment(moment)
    if getattr(device, speaker) != sender.id:  # setting the same value would cost a flush
        setattr(device, speaker, sender.id)


def _stored_events(
    session: Session, boots: dict[bytes, DeviceBoot], batch: Batch
) -> set[tuple[int, bytes]]:
    """Return the (boot id, event) keys of a batch that are already stored.

    What is later than the latest stored event of its run cannot be among them.
    """
    events = (event for _, event in batch.events if event)
    event_ids = [event.event for event in events if event.mono <= boots[event.boot].latest]
    if not event_ids:
        return set()
    values = {"boots": [boot.id for boot in boots.values()], "named": event_ids}
    return {(boot_id, event) for boot_id, event in session.execute(_NAMED_EVENTS, values)}


def _classify(
    event: Event | None,
    boots: dict[bytes, DeviceBoot],
    stored_keys: set[tuple[int, bytes]],
    moment: int,
) -> str:
    if event is None:
        return "bad"
    boot = boots[event.boot]
    if (boot.id, event.event) in stored_keys:
        return "dup"
    oldest = moment - MAX_EVENT_AGE // timedelta(milliseconds=1)
    if boot.origin is not None and boot.origin + event.mono < oldest:
        return "late"
    newest = moment + _MAX_AHEAD // timedelta(milliseconds=1)
    if boot.origin is not None and boot.origin + event.mono > newest:
        return "bad"
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


def _days_of(session: Session, boots: Iterable[DeviceBoot], now: datetime) -> set[date]:
    """Return the days from the first to the last event of each run, if figures can have them."""
    oldest, newest = (at.astimezone(HANOI).date() for at in (now - MAX_EVENT_AGE, now + _MAX_AHEAD))
    days: set[date] = set()
    for boot in boots:
        events = select(DeviceEvent).where(DeviceEvent.boot_id == boot.id).subquery()
        first, last = session.execute(
            select(func.min(events.c.mono), func.max(events.c.mono))
        ).one()
        latest = session.execute(
            select(events.c.wall, events.c.mono).order_by(events.c.seq.desc()).limit(1)
        ).first()
        if latest is not None:
            began = _moment(session, *latest, boot) - latest.mono
            from_day = max(_hanoi_day(began + first), oldest)
            to_day = min(_hanoi_day(began + last), newest)
            days |= {
                from_day + timedelta(days=step) for step in range((to_day - from_day).days + 1)
            }
    return days


def _moment(session: Session, wall: int, mono: int, boot: DeviceBoot) -> int:
    """Return the time of an event, estimated if its run sent no batch itself."""
    if boot.origin is not None:
        return boot.origin + mono
    deliverer = boot.delivered_by and session.get_one(DeviceBoot, boot.delivered_by)
    if deliverer is None or deliverer.origin is None:
        return wall
    return wall + deliverer.origin - boot.delivered_offset


def _hanoi_day(at: int) -> date:
    return timeline.moment(at).astimezone(HANOI).date()


def _mark_due(session: Session, device_id: int, days: set[date]) -> None:
    if days:
        rows = [{"device_id": device_id, "day": day} for day in sorted(days)]
        insert_or_lock(session, UsageDue, rows)
