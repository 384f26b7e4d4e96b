"""Changes of units by librarians: proposed by one, decided by another, and undone."""

from collections.abc import Mapping

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from library import clock
from library.places import place_records as records
from library.places.edition import merge_row
from library.places.models import ChangeState, Fields, PlaceChange
from library.places.place_records import Key
from library.places.problems import (
    BadPlaceRecordError,
    ChangeDecidedError,
    NoPlaceChangeError,
    OwnPlaceChangeError,
    PlaceChangedError,
    PlaceReasonMissingError,
)
from library.staff.audit import note
from library.vietnamese.letters import without_controls
from library.work_queues import WorkQueue, queue_size

_MAX_REASON_LENGTH = 1000


def propose(
    session: Session, key: Key, fields: Mapping[str, str] | None, *, by: str, reason: str
) -> PlaceChange:
    """Propose to write a row, or with None to delete it; it waits for another person."""
    present = records.stored_fields(session, key)
    after = None if fields is None else {n: _clean(v) for n, v in fields.items()}
    return _propose(session, key, (present, after), by, reason)


def propose_undo(session: Session, change_id: int, *, by: str, reason: str) -> PlaceChange:
    """Propose to take an accepted change back; what others changed since stays.

    Raises PlaceChangedError if they changed the same fields.
    """
    change = _change(session, change_id)
    if change.state is not ChangeState.ACCEPTED:
        raise ChangeDecidedError
    key = change.kind, change.record
    current = records.stored_fields(session, key)
    after, clashes = merge_row(change.after, current, change.before)
    if clashes:
        raise PlaceChangedError(", ".join(clashes))
    return _propose(session, key, (current, after), by, reason)


def accept(session: Session, change_id: int, *, by: str) -> None:
    """Write a proposed change; raise OwnPlaceChangeError if the same person proposed it."""
    change = _waiting(session, change_id)
    if change.proposed_by == by:
        raise OwnPlaceChangeError
    key = change.kind, change.record
    current = records.stored_fields(session, key)
    after, clashes = merge_row(change.before, current, change.after)
    if clashes:
        raise PlaceChangedError(", ".join(clashes))
    _require_sound(session, key, after)
    records.store(session, key, after)
    change.before, change.after = current, after
    _decide(session, change, ChangeState.ACCEPTED, by)


def refuse(session: Session, change_id: int, *, by: str) -> None:
    """Refuse a proposed change; who proposed it may take it back so."""
    _decide(session, _waiting(session, change_id), ChangeState.REFUSED, by)


def new_event_id(session: Session) -> str:
    """Return an identifier for an event that a person adds."""
    return f"l{(session.scalar(select(func.max(PlaceChange.id))) or 0) + 1:04}"


def waiting_changes(session: Session, count: int) -> tuple[PlaceChange, ...]:
    """Return the changes that wait for a second person, the longest wait first."""
    return tuple(session.scalars(_of_state(PlaceChange).order_by(PlaceChange.id).limit(count)))


def waiting_queue(session: Session) -> WorkQueue:
    """Return the queue of changes that wait for a second person."""
    return queue_size(session, _of_state(func.count(), func.min(PlaceChange.proposed)))


def changes_of(session: Session, record_ids: list[str], count: int) -> tuple[PlaceChange, ...]:
    """Return the changes of some rows, newest first."""
    rows = select(PlaceChange).where(PlaceChange.record.in_(record_ids))
    return tuple(session.scalars(rows.order_by(PlaceChange.id.desc()).limit(count)))


def _propose(
    session: Session, key: Key, versions: tuple[Fields | None, Fields | None], by: str, reason: str
) -> PlaceChange:
    current, after = versions
    if current == after:
        raise NoPlaceChangeError
    if not (reason := _clean(reason)[:_MAX_REASON_LENGTH]):
        raise PlaceReasonMissingError
    _require_sound(session, key, after)
    change = PlaceChange(kind=key[0], record=key[1], before=current, after=after, edition="")
    change.reason, change.proposed, change.proposed_by = reason, clock.now(), by
    change.state = ChangeState.WAITING
    session.add(change)
    session.flush()
    note(session, by, "place.propose", key[1], reason, old=current or {}, new=after or {})
    return change


def _require_sound(session: Session, key: Key, fields: Fields | None) -> None:
    stored = records.stored_records(session)
    if not stored:
        raise BadPlaceRecordError("sổ địa danh chưa được nạp")
    stored.pop(key, None)
    records.require_sound({**stored, **({key: fields} if fields else {})}, [key])


def _decide(session: Session, change: PlaceChange, state: ChangeState, by: str) -> None:
    change.state, change.decided, change.decided_by = state, clock.now(), by
    note(session, by, f"place.{state.value}", change.record, change.reason)


def _waiting(session: Session, change_id: int) -> PlaceChange:
    change = _change(session, change_id)
    if change.state is not ChangeState.WAITING:
        raise ChangeDecidedError
    return change


def _change(session: Session, change_id: int) -> PlaceChange:
    change = session.get(PlaceChange, change_id)
    if change is None:
        raise ChangeDecidedError
    return change


def _of_state(*columns: object) -> Select:
    return select(*columns).where(PlaceChange.state == ChangeState.WAITING)


def _clean(text: str) -> str:
    return " ".join(without_controls(text).split())
