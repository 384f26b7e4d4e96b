"""Tables learned from corrections: all of them, and the one that a person switched on."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from library import clock
from library.corrections.models import LearnedTable
from library.corrections.problems import NoLearnedTableError
from library.staff.audit import note


def tables(session: Session) -> tuple[LearnedTable, ...]:
    """Return all tables, newest first."""
    return tuple(session.scalars(select(LearnedTable).order_by(LearnedTable.id.desc())))


def number_in_use(session: Session) -> int | None:
    """Return the number of the table in use; None for the shipped one alone."""
    query = select(LearnedTable.id).where(LearnedTable.used_since.is_not(None))
    return session.scalar(query.order_by(LearnedTable.used_since.desc()).limit(1))


def use(session: Session, number: int | None, by: str) -> None:
    """Read pages from now on with this table, or with the shipped one alone."""
    session.execute(update(LearnedTable).values(used_since=None, used_by=None))
    if number is not None:
        row = session.get(LearnedTable, number, populate_existing=True)
        if row is None:
            raise NoLearnedTableError(number)
        row.used_since, row.used_by = clock.now(), by
    note(session, by, "learned_table.use", str(number or 0))
