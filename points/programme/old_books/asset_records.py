"""Assets of the inventory as records of an import; an asset is known by its number."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from library import clock
from library.exchange.records.item_batches import id_batches
from points.access_points.models import AccessPoint, Asset, AssetRecord, AssetState, Device
from points.programme.old_books.book_rows import BookRow
from points.programme.old_books.stored_records import Key, StoredRecord, Writer, merged
from points.programme.overviews.asset_list import STATES
from points.programme.registers.schema import Register

_FACTS = ("number", "kind", "serial", "source", "acquired", "cost", "life_years", "used_from")
_STATE_OF = {name: state for state, name in STATES.items()}
_YEARS = range(1950, 2100)
_MAX_LIFE_YEARS = 100


class AssetRecords:
    """Assets with their first record of place and state."""

    not_compared = frozenset({"state"})

    def key(self, book: Register, row: BookRow) -> Key:
        """Return the inventory number."""
        return (row.values.get("number", ""),)

    def problems(self, session: Session, rows: Sequence[BookRow]) -> Iterator[dict[str, str]]:
        """Yield the problems of impossible years and useful lives."""
        for row in rows:
            problems = {}
            if row.values.get("used_from", _YEARS[0]) not in _YEARS:
                problems["used_from"] = "Năm đưa vào sử dụng phải là một năm, như 2013."
            if int(row.values.get("life_years", 1)) not in range(1, _MAX_LIFE_YEARS + 1):
                problems["life_years"] = "Thời gian sử dụng là số năm từ 1 đến 100."
            yield problems

    def stored(
        self, session: Session, book: Register, rows: Sequence[BookRow]
    ) -> dict[Key, StoredRecord]:
        """Return the assets with the numbers of the rows, at their latest point."""
        numbers = list({self.key(book, row)[0] for row in rows})
        records_by_key = {}
        for part in id_batches(numbers):
            query = (
                select(Asset, AccessPoint.code)
                .join(AssetRecord, AssetRecord.asset_id == Asset.id)
                .join(AccessPoint, AccessPoint.id == AssetRecord.point_id)
                .where(Asset.number.in_(part))
                .order_by(AssetRecord.since, AssetRecord.id)
            )
            for asset, code in session.execute(query):
                records_by_key[(asset.number,)] = StoredRecord(
                    asset.number, _values(asset), point=code, tied_to_point=True
                )
        return records_by_key

    def write(self, session: Session, writer: Writer, rows: Sequence[BookRow]) -> None:
        """Add assets to the inventory, and correct the facts of stored ones."""
        records_by_key = self.stored(session, writer.book, rows)
        new = []
        for row in rows:
            record = records_by_key.get(self.key(writer.book, row))
            if record is None:
                row.target = str(row.values["number"])
                new.append(row)
                continue
            row.target, row.previous_values = record.target, dict(record.values)
            _set_facts(session, record.target, merged(record, row))
        self._add(session, writer, new)

    def take_back(
        self, session: Session, writer: Writer, rows: Sequence[BookRow]
    ) -> tuple[BookRow, ...]:
        """Delete untouched new assets, and give corrected ones their earlier facts."""
        records_by_key = self.stored(session, writer.book, rows)
        in_use = self._numbers_in_use(session)
        undone, numbers = [], []
        for row in rows:
            record = records_by_key.get(self.key(writer.book, row))
            facts = {name: value for name, value in row.values.items() if name in _FACTS}
            if record is None or {**(row.previous_values or {}), **facts} != record.values:
                continue
            if row.previous_values is not None:
                _set_facts(session, record.target, row.previous_values)
            elif record.target in in_use:
                continue
            else:
                numbers.append(record.target)
            undone.append(row)
        for part in id_batches(numbers):
            ids = session.scalars(select(Asset.id).where(Asset.number.in_(part))).all()
            session.execute(delete(AssetRecord).where(AssetRecord.asset_id.in_(ids)))
            session.execute(delete(Asset).where(Asset.id.in_(ids)))
        return tuple(undone)

    def _add(self, session: Session, writer: Writer, rows: Sequence[BookRow]) -> None:
        points = dict(session.execute(select(AccessPoint.code, AccessPoint.id)).all())
        now = clock.now()
        for part in id_batches(rows):
            statement = insert(Asset).returning(Asset.id, sort_by_parameter_order=True)
            ids = session.scalars(statement, [_columns(row.values) for row in part]).all()
            records = [
                {
                    "asset_id": asset_id,
                    "since": row.day,
                    "recorded": now,
                    "recorded_by": writer.by,
                    "point_id": points[row.point],
                    "state": _STATE_OF.get(str(row.values.get("state", "")), AssetState.IN_USE),
                    "reason": writer.reason,
                }
                for row, asset_id in zip(part, ids, strict=True)
            ]
            session.execute(insert(AssetRecord), records)

    def _numbers_in_use(self, session: Session) -> set[str]:
        """Return the numbers of assets with a computer or with more than one record."""
        computer_assets = select(Asset.number).join(Device, Device.asset_id == Asset.id)
        moved_assets = (
            select(Asset.number)
            .join(AssetRecord, AssetRecord.asset_id == Asset.id)
            .group_by(Asset.number)
            .having(func.count(AssetRecord.id) > 1)
        )
        return {*session.scalars(computer_assets), *session.scalars(moved_assets)}


def _values(asset: Asset) -> dict[str, object]:
    values = {name: getattr(asset, name) for name in _FACTS}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value is not None
    }


def _columns(values: dict[str, object]) -> dict[str, object]:
    day_text = values.get("acquired")
    columns = {name: values.get(name) for name in _FACTS}
    return {**columns, "acquired": date.fromisoformat(str(day_text)) if day_text else None}


def _set_facts(session: Session, number: str, values: dict[str, object]) -> None:
    asset = session.scalars(select(Asset).where(Asset.number == number)).one()
    for name, value in _columns({**values, "number": number}).items():
        setattr(asset, name, value)
    session.flush()
