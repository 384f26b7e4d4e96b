"""Inventory of equipment: permanent facts of each asset, and dated records of place and state."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from library import clock
from points.access_points.models import Asset, AssetRecord, AssetState
from points.access_points.problems import AssetNotFoundError, AssetNumberTakenError


@dataclass(frozen=True, slots=True)
class AssetFacts:
    """Facts of an asset that do not change over time."""

    number: str
    kind: str
    serial: str | None = None
    source: str | None = None
    acquired: date | None = None
    cost: int | None = None
    life_years: int | None = None
    used_from: int | None = None


def enter(session: Session, facts: AssetFacts, *, point_id: int, since: date, by: str) -> int:
    """Add an asset to the inventory of a point; return its id."""
    if _find(session, facts.number) is not None:
        raise AssetNumberTakenError(facts.number)
    asset = Asset(**{name: getattr(facts, name) for name in AssetFacts.__dataclass_fields__})
    session.add(asset)
    session.flush()
    _record(session, asset.id, point_id, AssetState.IN_USE, since, by, None)
    return asset.id


def change(
    session: Session,
    number: str,
    *,
    since: date,
    by: str,
    reason: str,
    state: AssetState | None = None,
    point_id: int | None = None,
) -> None:
    """Record a new place or a new state of an asset from a day on."""
    previous = record_on(session, number, since)
    _record(
        session,
        previous.asset_id,
        previous.point_id if point_id is None else point_id,
        state or previous.state,
        since,
        by,
        reason,
    )


def correct(session: Session, facts: AssetFacts) -> str:
    """Correct the facts of an asset; return the old values that changed."""
    asset = asset_of(session, facts.number)
    corrections = []
    for name in AssetFacts.__dataclass_fields__:
        old, new = getattr(asset, name), getattr(facts, name)
        if old != new:
            corrections.append(f"{name}: {old}")
            setattr(asset, name, new)
    session.flush()
    return "; ".join(corrections)


def asset_of(session: Session, number: str) -> Asset:
    """Return an asset; raise AssetNotFoundError."""
    asset = _find(session, number)
    if asset is None:
        raise AssetNotFoundError(number)
    return asset


def record_on(session: Session, number: str, day: date) -> AssetRecord:
    """Return the record of an asset on a day; before its first record, the first one."""
    asset = asset_of(session, number)
    records = select(AssetRecord).where(AssetRecord.asset_id == asset.id)
    past = records.where(AssetRecord.since <= day)
    latest = past.order_by(AssetRecord.since.desc(), AssetRecord.id.desc()).limit(1)
    first = records.order_by(AssetRecord.since, AssetRecord.id).limit(1)
    return session.scalar(latest) or session.scalars(first).one()


def assets_at_point(
    session: Session, point_id: int, day: date
) -> tuple[tuple[Asset, AssetRecord], ...]:
    """Return the assets at a point on a day by number, each with its latest record."""
    rows = session.execute(
        select(Asset, AssetRecord)
        .join(AssetRecord, AssetRecord.asset_id == Asset.id)
        .where(AssetRecord.since <= day)
        .order_by(Asset.number, AssetRecord.since, AssetRecord.id)
    )
    latest = {asset.id: (asset, record) for asset, record in rows}
    return tuple(pair for pair in latest.values() if pair[1].point_id == point_id)


def _find(session: Session, number: str) -> Asset | None:
    return session.scalar(select(Asset).where(Asset.number == number))


def _record(
    session: Session,
    asset_id: int,
    point_id: int,
    state: AssetState,
    since: date,
    by: str,
    reason: str | None,
) -> None:
    session.add(
        AssetRecord(
            asset_id=asset_id,
            since=since,
            recorded=clock.now(),
            recorded_by=by,
            point_id=point_id,
            state=state,
            reason=reason,
        )
    )
    session.flush()
