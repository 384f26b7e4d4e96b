"""Deliveries for an item that was described before it had any pages."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import SETTLED, Accession
from library.accessions.register import Delivery, earlier_accession, enter
from library.catalogue.models import Item, Page
from library.changes import held_changes
from library.errors import WrongStateError
from library.staff.audit import note

_ACTION = "thêm bản quét"


def has_pages(session: Session, item_id: str) -> bool:
    """Return True if an item has pages, finished or not."""
    return session.scalar(select(Page.id).where(Page.item_id == item_id).limit(1)) is not None


def waiting_for(session: Session, item_id: str) -> Accession | None:
    """Return the unfinished delivery of which the pages will be those of an item."""
    deliveries = select(Accession).where(
        Accession.item_id == item_id, Accession.state.not_in(SETTLED), Accession.amends.is_(None)
    )
    return session.scalar(deliveries.order_by(Accession.id.desc()).limit(1))


def enter_for(
    session: Session, item: Item, delivery: Delivery, *, by: str, languages: str | None = None
) -> Accession:
    """Enter a delivery whose pages become those of an item without pages.

    Raises WrongStateError if the item has pages, waits for some, or the files belong to another.
    """
    if has_pages(session, item.id):
        raise WrongStateError(_ACTION, "tài liệu đã có trang; hãy chèn trang ở Bàn xếp trang")
    waiting = waiting_for(session, item.id)
    if waiting is not None:
        raise WrongStateError(_ACTION, f"lần nhập {waiting.number} cho tài liệu này đang chờ xử lý")
    accession = enter(session, delivery, collection=item.collection, by=by, languages=languages)
    earlier = earlier_accession(session, accession)
    if earlier is not None:
        raise WrongStateError(_ACTION, f"đúng tệp này đã nộp trước đây, lần nhập {earlier.number}")
    accession.item_id = item.id
    held_changes.pause_until_approved(session, item, accession)
    note(session, by, "item.scans", item.id, f"lần nhập {accession.number}")
    return accession
