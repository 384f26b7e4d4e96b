"""Orders to harvest, their reports, and what people decide about changes at the source."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Access
from library.errors import LibraryError
from library.harvest.models import Harvest, HarvestedRecord, HarvestOrder, RecordState
from library.staff.audit import note


class HarvestNotFoundError(LibraryError):
    """There is no such harvest, or no such record of one."""

    message = "Không có lần thu hoạch này."
    status = 404


@dataclass(frozen=True, slots=True)
class HarvestChoice:
    """A set of a catalogue, the format in which it is read, and where its records go."""

    source: str
    prefix: str
    collection: str
    access: Access
    set_code: str = ""
    set_name: str = ""
    is_daily: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    """Number of records of a harvest by outcome."""

    drafts: int
    held: int
    refused: int
    changed: int
    deleted: int


def begin(session: Session, choice: HarvestChoice, by: str) -> Harvest:
    """Order a harvest; the same set into the same collection continues the earlier one."""
    moment = clock.now()
    same = {name: getattr(choice, name) for name in ("source", "prefix", "collection", "set_code")}
    harvest = session.scalar(select(Harvest).filter_by(**same).limit(1))
    if harvest is None:
        harvest = Harvest(**same, since="", token="", pass_date="", done=0, failures=0, problem="")
        session.add(harvest)
    harvest.set_name, harvest.access = choice.set_name, choice.access
    harvest.is_daily, harvest.order = choice.is_daily, HarvestOrder.RUN
    harvest.due, harvest.ordered, harvest.ordered_by = moment, moment, by
    session.flush()
    note(session, by, "harvest.begin", str(harvest.id), f"{choice.source} {choice.set_code}")
    return harvest


def find(session: Session, harvest_id: int) -> Harvest:
    """Return a harvest; raise HarvestNotFoundError."""
    harvest = session.get(Harvest, harvest_id)
    if harvest is None:
        raise HarvestNotFoundError
    return harvest


def newest(session: Session) -> tuple[Harvest, ...]:
    """Return the harvests, the latest orders first."""
    return tuple(session.scalars(select(Harvest).order_by(Harvest.ordered.desc(), Harvest.id)))


def run_now(session: Session, harvest: Harvest, by: str) -> None:
    """Order the next pass now."""
    _order(session, harvest, HarvestOrder.RUN, clock.now(), by)


def stop(session: Session, harvest: Harvest, by: str) -> None:
    """Stop a harvest; its drafts stay, and it can be ordered again."""
    harvest.is_daily = False
    _order(session, harvest, HarvestOrder.NONE, None, by)


def undo(session: Session, harvest: Harvest, by: str) -> None:
    """Order that the drafts of a harvest which nobody edited be removed."""
    harvest.is_daily = False
    _order(session, harvest, HarvestOrder.UNDO, clock.now(), by)


def set_daily(session: Session, harvest: Harvest, by: str, *, is_daily: bool) -> None:
    """Harvest every day from now on, or no longer."""
    harvest.is_daily = is_daily
    if is_daily:
        _order(session, harvest, HarvestOrder.RUN, harvest.due or clock.now(), by)
    else:
        note(session, by, "harvest.change", str(harvest.id), "không hằng ngày")


def counts(session: Session, harvest_id: int) -> Counts:
    """Return the number of records of a harvest by outcome."""
    rows = select(
        HarvestedRecord.state,
        HarvestedRecord.has_changes,
        HarvestedRecord.is_deleted,
        func.count(HarvestedRecord.id),
    ).where(HarvestedRecord.harvest_id == harvest_id)
    query = rows.group_by(
        HarvestedRecord.state, HarvestedRecord.has_changes, HarvestedRecord.is_deleted
    )
    groups = session.execute(query).all()
    by_state = {state: sum(row[3] for row in groups if row[0] is state) for state in RecordState}
    return Counts(
        by_state[RecordState.DRAFT],
        by_state[RecordState.HELD],
        by_state[RecordState.REFUSED],
        sum(count for _, is_changed, _, count in groups if is_changed),
        sum(count for _, _, is_deleted, count in groups if is_deleted),
    )


def records_to_see(
    session: Session, harvest_id: int, limit: int
) -> Iterator[tuple[str, tuple[HarvestedRecord, ...]]]:
    """Yield the records that a person should see: changed, deleted there, refused, held."""
    base = select(HarvestedRecord).where(HarvestedRecord.harvest_id == harvest_id)
    for name, condition in (
        ("changed", HarvestedRecord.has_changes),
        ("deleted", HarvestedRecord.is_deleted),
        ("refused", HarvestedRecord.state == RecordState.REFUSED),
        ("held", HarvestedRecord.state == RecordState.HELD),
    ):
        rows = session.scalars(base.where(condition).order_by(HarvestedRecord.id).limit(limit))
        yield name, tuple(rows)


def changed_record(session: Session, record_id: int) -> HarvestedRecord:
    """Return a record with its item; raise HarvestNotFoundError."""
    record = session.get(HarvestedRecord, record_id)
    if record is None or record.item_id is None:
        raise HarvestNotFoundError
    return record


def settle_changes(session: Session, record: HarvestedRecord, by: str) -> None:
    """Close the changes of a record: a person has seen them, and edited the item or not."""
    note(session, by, "harvest.keep", record.item_id or "", record.identifier, old=record.changes)
    record.changes, record.has_changes = {}, False


def _order(
    session: Session, harvest: Harvest, order: HarvestOrder, due: datetime | None, by: str
) -> None:
    harvest.order, harvest.due, harvest.failures, harvest.problem = order, due, 0, ""
    note(session, by, "harvest.change", str(harvest.id), order.value)
