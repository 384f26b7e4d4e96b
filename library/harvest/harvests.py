"""Orders to harvest, their reports, and what people decide about changes at the source."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library import clock
from library.catalogue.models import Access
from library.errors import LibraryError
from library.harvest.models import Harvest, HarvestedRecord, RecordState
from library.jobs import work_orders
from library.jobs.models import WorkOrder
from library.staff.audit import note

RUN, UNDO = "harvest", "undo-harvest"
"""Kinds of orders, which `library.harvest.harvest_steps` carries out."""


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
    same = {name: getattr(choice, name) for name in ("source", "prefix", "collection", "set_code")}
    harvest = session.scalar(select(Harvest).filter_by(**same).limit(1))
    if harvest is None:
        harvest = Harvest(**same, since="", token="", pass_date="", done=0, failures=0)
        session.add(harvest)
    harvest.set_name, harvest.access = choice.set_name, choice.access
    harvest.is_daily, harvest.ordered, harvest.ordered_by = choice.is_daily, clock.now(), by
    session.flush()
    _order(session, harvest, RUN, by)
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
    _order(session, harvest, RUN, by)
    note(session, by, "harvest.change", str(harvest.id), "chạy")


def stop(session: Session, harvest: Harvest, by: str) -> None:
    """Stop a harvest; its drafts stay, and it can be ordered again."""
    harvest.is_daily = False
    order = order_of(session, harvest.id)
    if order is not None and order.finished is None:
        work_orders.cancel(session, order, by)


def undo(session: Session, harvest: Harvest, by: str) -> None:
    """Order that the drafts of a harvest which nobody edited be removed."""
    harvest.is_daily = False
    _order(session, harvest, UNDO, by)
    note(session, by, "harvest.change", str(harvest.id), "hoàn tác")


def set_daily(session: Session, harvest: Harvest, by: str, *, is_daily: bool) -> None:
    """Harvest every day from now on, or no longer."""
    harvest.is_daily = is_daily
    order = order_of(session, harvest.id)
    if is_daily and (order is None or order.finished is not None or order.kind == UNDO):
        _order(session, harvest, RUN, by)
    words = "hằng ngày" if is_daily else "không hằng ngày"
    note(session, by, "harvest.change", str(harvest.id), words)


def order_of(session: Session, harvest_id: int) -> WorkOrder | None:
    """Return the latest order to run or undo a harvest."""
    return work_orders.find_by_key(session, f"harvest {harvest_id}")


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


def _order(session: Session, harvest: Harvest, kind: str, by: str) -> None:
    harvest.failures = 0
    key, payload = f"harvest {harvest.id}", {"harvest": harvest.id}
    subject = harvest.set_name or harvest.set_code or harvest.source
    work_orders.order_anew(session, kind, key, payload, by, subject)
