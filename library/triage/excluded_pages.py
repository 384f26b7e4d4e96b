"""Exclusion of pages from an item, and their restoration; no data is lost."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.accessions.requeue import requeue
from library.catalogue import index_queue
from library.catalogue.access import openings
from library.catalogue.models import Item, Page
from library.errors import WrongStateError
from library.staff.audit import note


def exclude_pages(
    session: Session, accession: Accession, numbers: Collection[int], by: str
) -> None:
    """Hide pages from readers; their numbers are not reused."""
    visible_count = select(func.count()).where(
        Page.item_id == accession.item_id,
        Page.left_out.is_(False),
        Page.number.not_in(numbers),
    )
    if not session.scalar(visible_count):
        raise WrongStateError("ẩn", "tài liệu phải còn ít nhất một trang")
    _set_left_out(session, accession, numbers, left_out=True, by=by)


def include_pages(
    session: Session, accession: Accession, numbers: Collection[int], by: str
) -> None:
    """Show excluded pages to readers again."""
    _set_left_out(session, accession, numbers, left_out=False, by=by)


def _set_left_out(
    session: Session, accession: Accession, numbers: Collection[int], *, left_out: bool, by: str
) -> None:
    pages = select(Page).where(Page.item_id == accession.item_id, Page.number.in_(numbers))
    changed_pages = [page for page in session.scalars(pages) if page.left_out is not left_out]
    if changed_pages and not left_out:
        openings.send_again(session, session.get_one(Item, accession.item_id), by)
    for page in changed_pages:
        page.left_out = left_out
    if changed_pages:  # all of it: the back of a picture has the words of its front
        index_queue.mark(session, changed_pages[0].item_id)
        action = "accession.leave_out" if left_out else "accession.put_back"
        detail = ", ".join(str(page.number) for page in changed_pages)
        note(session, by, action, accession.number, detail)
        requeue(accession)
