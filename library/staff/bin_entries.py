"""The bin: what people deleted, by whom and why, until it is restored or removed for good.

Each kind of thing says how it is restored and removed (entry points of `diachi.bin`), and adds
the audit entries; the row of a thing leaves the bin with it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import JSON, Select, UniqueConstraint, delete, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from library import clock, extensions
from library.database import Base
from library.errors import NotYoursError
from library.staff.permissions import Permission, may
from library.staff.problems import NotInBinError

DAYS_KEPT = 90
_MAX_PURGED = 100
"""Maximum number of things removed in one transaction."""


class BinEntry(Base):
    """A deleted thing, with what is needed to restore it."""

    __tablename__ = "bin_entry"
    __table_args__ = (UniqueConstraint("kind", "subject"), {"sqlite_autoincrement": True})
    # a number is never used again: an old page would restore or remove another thing

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    """Name of its BinKind."""
    subject: Mapped[str]
    """Identifier of the thing among those of its kind."""
    title: Mapped[str]
    content: Mapped[dict[str, object]] = mapped_column(JSON, default=dict)
    deleted: Mapped[datetime] = mapped_column(index=True)
    deleted_by: Mapped[str]
    reason: Mapped[str]
    kept_until: Mapped[datetime] = mapped_column(index=True)
    """Later than 90 days where something else still needs the thing."""


@dataclass(frozen=True, slots=True)
class BinKind:
    """A kind of things that can be deleted and restored."""

    name: str
    caption: str
    permission: Permission
    """Permission to restore what somebody else deleted."""
    restore: Callable[[Session, BinEntry, str], None]
    remove: Callable[[Session, BinEntry, str], bool]
    """Remove the thing for good; return False if something still needs it."""


def kinds() -> dict[str, BinKind]:
    """Return the kinds of all packages by name."""
    return {kind.name: kind for kind in extensions.load_all("diachi.bin")}


def put(
    session: Session,
    kind: str,
    subject: str,
    title: str,
    by: str,
    *,
    reason: str = "",
    content: dict[str, object] | None = None,
) -> None:
    """Put a thing that was deleted just now into the bin."""
    take_out(session, kind, subject)
    now = clock.now()
    kept_until = now + timedelta(days=DAYS_KEPT)
    row = BinEntry(kind=kind, subject=subject, title=title, deleted=now, deleted_by=by)
    row.content, row.reason, row.kept_until = content or {}, reason, kept_until
    session.add(row)
    session.flush()


def take_out(session: Session, kind: str, subject: str) -> None:
    """Forget that a thing was deleted, because it is in use again or gone."""
    rows = delete(BinEntry).where(BinEntry.kind == kind, BinEntry.subject == subject)
    session.execute(rows)


def find(session: Session, kind: str, subject: str) -> BinEntry | None:
    """Return the entry of a thing, or None if it is not in the bin."""
    rows = select(BinEntry).where(BinEntry.kind == kind, BinEntry.subject == subject)
    return session.scalar(rows)


def subjects(kind: str) -> Select[tuple[str]]:
    """Return the query of the identifiers of one kind in the bin."""
    return select(BinEntry.subject).where(BinEntry.kind == kind)


def entries(name: str, role: str, *, kind: str = "") -> Select[tuple[BinEntry]]:
    """Return the query of the entries that a member of staff may restore, the latest first."""
    names = [entry.name for entry in kinds().values() if may(role, entry.permission)]
    rows = select(BinEntry).where(or_(BinEntry.deleted_by == name, BinEntry.kind.in_(names)))
    rows = rows.where(BinEntry.kind == kind) if kind else rows
    return rows.order_by(BinEntry.deleted.desc(), BinEntry.id.desc())


def restore(session: Session, entry_ids: Iterable[int], name: str, role: str) -> int:
    """Restore things; raise NotInBinError, NotYoursError or what their kinds raise."""
    count = 0
    for entry_id in entry_ids:
        entry = session.get(BinEntry, entry_id, with_for_update=True)  # two people, one restores
        if entry is None:
            raise NotInBinError
        kind = kinds()[entry.kind]
        if entry.deleted_by != name and not may(role, kind.permission):
            raise NotYoursError(entry.title[:80])
        kind.restore(session, entry, name)
        take_out(session, entry.kind, entry.subject)
        count += 1
    return count


def remove(session: Session, entry_ids: Iterable[int], by: str) -> int:
    """Remove things for good; return the number of those that nothing else needs."""
    rows = select(BinEntry).where(BinEntry.id.in_(list(entry_ids)))
    return sum(_remove(session, entry, by) for entry in session.scalars(rows).all())


def remove_due(session: Session) -> int:
    """Remove what has been in the bin for 90 days; return the number of things."""
    due = select(BinEntry).where(BinEntry.kept_until < clock.now()).order_by(BinEntry.id)
    rows = session.scalars(due.limit(_MAX_PURGED)).all()
    return sum(_remove(session, entry, "dọn thùng rác") for entry in rows)


def _remove(session: Session, entry: BinEntry, by: str) -> bool:
    if kinds()[entry.kind].remove(session, entry, by):
        take_out(session, entry.kind, entry.subject)
        return True
    entry.kept_until = clock.now() + timedelta(days=DAYS_KEPT)
    return False
