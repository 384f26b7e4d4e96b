"""Records each use of the catalogue and of an item."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from library.usage.models import ItemUse, UseKind
from library.usage.privacy import reader_session


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request came from, known only while it is answered."""

    address: str
    browser: str
    device_id: int | None = None


def record(
    session: Session,
    kind: UseKind,
    visitor: Visitor,
    at: datetime,
    *,
    item_id: str | None = None,
    page_number: int | None = None,
) -> None:
    """Write down one use; the caller leaves out robots, staff and answers other than 200 or 304."""
    session.add(
        ItemUse(
            at=at,
            kind=kind,
            item_id=item_id,
            page_number=page_number,
            device_id=visitor.device_id,
            reader_session=reader_session(session, visitor.address, visitor.browser, at),
        )
    )
