"""Figures of a province, compared with those of one whose computers have a line."""

from pathlib import Path

from sqlalchemy import Engine, select

from library.database import reading
from points.usage.events.intake import Delivery
from points.usage.rollups import maintenance
from points.usage.rollups.models import ComputerDay, PointMonth
from tests.kit.outbox.world import furnish
from tests.makers import make_database, make_settings

DELIVERY = Delivery(by_agent=False, network="4abc")


def make_online(folder: Path) -> Engine:
    """Return the database of a province to which two computers speak themselves."""
    engine = make_database(make_settings(folder / "nối mạng"))
    furnish(engine, 2)
    return engine


def read_figures(engine: Engine, *left_out: str) -> list[dict[str, object]]:
    """Count, and return the figures of computers and points without the columns left out."""
    maintenance.bring_up_to_date(engine, 13)
    with reading(engine) as session:
        return [
            {
                column.name: getattr(row, column.name)
                for column in table.__table__.columns
                if column.name not in left_out
            }
            for table in (ComputerDay, PointMonth)
            for row in session.scalars(select(table).order_by(*table.__table__.primary_key))
        ]
