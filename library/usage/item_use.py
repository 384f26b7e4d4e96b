"""Records each use of the catalogue and of an item."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from library.usage.models import ItemUse, UseKind
from library.usage.privacy.visitor_keys import reader_session, sitting_session


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request came from, known only while it is answered."""

    address: str
    browser: str
    device_id: int | None = None
    sitting: str = ""
    """The random name of the sitting at that computer; kept only as part of a surrogate."""


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
            reader_session=_surrogate(session, visitor, at),
        )
    )


def _surrogate(session: Session, visitor: Visitor, at: datetime) -> str:
    """Tell one reader from the next: at a public computer by the sitting, else by the hour."""
    if visitor.device_id is None:
        return reader_session(session, visitor.address, visitor.browser, at)
    if visitor.sitting:
        return sitting_session(session, visitor.device_id, visitor.sitting, at)
    address = f"{visitor.address}|{visitor.device_id}"  # a whole room may share one address
    return reader_session(session, address, visitor.browser, at)
