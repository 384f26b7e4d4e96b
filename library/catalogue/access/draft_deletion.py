"""Deletion of drafts entered by mistake, with a way back for a month."""

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from library import clock
from library.accessions.models import Accession
from library.catalogue import index_queue
from library.catalogue.access.models import Publication
from library.catalogue.access.publishing import publication_of, unschedule
from library.catalogue.models import Holding, Item, ItemState
from library.errors import NotYourDraftError, WrongStateError
from library.staff.audit import note
from library.staff.models import AuditEntry

_deleted_ids = select(Publication.item_id).where(Publication.deleted.is_not(None)).correlate(None)
IS_DELETED = and_(Item.state == ItemState.WITHDRAWN, Item.id.in_(_deleted_ids))
"""Condition of deleted drafts, which no list shows but their own."""

DAYS_KEPT = 30
_BY = "dọn bản nháp đã xóa"
_MAX_PURGED = 100
"""Maximum number of drafts purged in one transaction."""


def may_delete(session: Session, item: Item, by: str, *, may_publish: bool) -> bool:
    """Return True if a person may delete a draft: reviewers, and who made or received it."""
    if may_publish:
        return True
    publication = session.get(Publication, item.id)
    if publication is not None and by in (publication.assigned_to, publication.deleted_by):
        return True
    accession = item.accession_id and session.get(Accession, item.accession_id)
    makers = select(AuditEntry.who).where(
        AuditEntry.subject == item.id, AuditEntry.action == "item.make"
    )
    return (accession is not None and accession.received_by == by) or session.scalar(
        makers.limit(1)
    ) == by


def delete_draft(session: Session, item: Item, by: str, *, may_publish: bool) -> None:
    """Take a draft that was never published out of all lists; `restore_draft` is the way back."""
    if item.state is not ItemState.DRAFT or item.published is not None:
        raise WrongStateError("xóa", "chỉ xóa được bản nháp chưa từng công bố")
    if not may_delete(session, item, by, may_publish=may_publish):
        raise NotYourDraftError(item.title[:80])
    unschedule(session, item, by)  # nothing that was deleted comes to readers by itself
    publication = publication_of(session, item)
    item.state = ItemState.WITHDRAWN
    publication.deleted, publication.deleted_by = clock.now(), by
    note(session, by, "item.delete", item.id, item.title)


def restore_draft(session: Session, item: Item, by: str, *, may_publish: bool) -> None:
    """Make a deleted draft a draft again."""
    publication = publication_of(session, item)
    if publication.deleted is None or item.state is not ItemState.WITHDRAWN:
        raise WrongStateError("khôi phục", "tài liệu không ở trong số đã xóa")
    if not may_delete(session, item, by, may_publish=may_publish):
        raise NotYourDraftError(item.title[:80])
    item.state = ItemState.DRAFT
    publication.deleted = publication.deleted_by = None
    note(session, by, "item.undelete", item.id, item.title)


def purge_due(session: Session) -> int:
    """Remove the records deleted a month ago for good.

    Those with delivered files, with copies in the register or with parts stay hidden.
    """
    oldest, part = clock.now() - timedelta(days=DAYS_KEPT), aliased(Item)
    dependents = or_(
        select(Holding.id).where(Holding.item_id == Item.id).exists(),
        select(part.id).where(part.part_of == Item.id).exists(),
    )
    rows = select(Item).join(Publication, Publication.item_id == Item.id)
    due = rows.where(
        Publication.deleted < oldest,
        Item.state == ItemState.WITHDRAWN,
        Item.published.is_(None),
        Item.accession_id.is_(None),
        Item.page_count == 0,
        ~dependents,
    )
    items = session.scalars(due.limit(_MAX_PURGED)).all()
    for item in items:
        index_queue.mark(session, item.id)
        note(session, _BY, "item.purge", item.id, item.title)
        session.delete(item)
    return len(items)
