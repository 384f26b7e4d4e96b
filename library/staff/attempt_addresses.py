"""Addresses from which somebody failed to sign in: kept apart from the audit trail, 30 days."""

from collections.abc import Iterable
from datetime import timedelta

from sqlalchemy import Engine, delete, select
from sqlalchemy.orm import Session

from library import clock
from library.database import reading, work
from library.staff.audit import note
from library.staff.models import AttemptAddress

RETENTION = timedelta(days=30)
_STRANGER = "người lạ"


def note_failure(session: Session, action: str, account: str, address: str) -> None:
    """Add a failed sign-in to the audit trail, and its address to a table of its own."""
    entry = note(session, _STRANGER, action, account)
    session.flush()
    session.add(AttemptAddress(entry_id=entry.id, at=entry.at, address=address))


def addresses_of(session: Session, entry_ids: Iterable[int]) -> dict[int, str]:
    """Return the addresses that are still known, by id of the audit entry."""
    rows = session.execute(
        select(AttemptAddress.entry_id, AttemptAddress.address).where(
            AttemptAddress.entry_id.in_(list(entry_ids)),
            AttemptAddress.at >= clock.now() - RETENTION,
        )
    )
    return {entry_id: address for entry_id, address in rows}  # noqa: C416  (rows have no keys)


def forget_old(database: Engine) -> None:
    """Delete the addresses that are older than 30 days."""
    is_old = AttemptAddress.at < clock.now() - RETENTION
    with reading(database) as session:
        if session.scalar(select(AttemptAddress.entry_id).where(is_old).limit(1)) is None:
            return
    with work(database) as session:
        session.execute(delete(AttemptAddress).where(is_old))
