"""Deletion of items that readers do not see: drafts entered by mistake, withdrawn records."""

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, aliased

from library.accessions.models import Accession
from library.catalogue import index_queue
from library.catalogue.access.models import Publication
from library.catalogue.access.publishing import unschedule
from library.catalogue.belongings import of_items
from library.catalogue.models import Item, ItemState
from library.errors import NotYoursError, WrongStateError
from library.staff import bin_entries
from library.staff.audit import note
from library.staff.bin_entries import BinEntry, BinKind
from library.staff.models import AuditEntry
from library.staff.permissions import Permission

KIND = "item"
IS_DELETED = and_(
    Item.state == ItemState.WITHDRAWN, Item.id.in_(bin_entries.subjects(KIND).correlate(None))
)
"""Condition of deleted items, which no list shows but their own."""


def may_delete(session: Session, item: Item, by: str, *, may_publish: bool) -> bool:
    """Return True if a person may delete a draft: reviewers, and who made or received it."""
    if may_publish:
        return True
    publication = session.get(Publication, item.id)
    if publication is not None and publication.assigned_to == by:
        return True
    accession = item.accession_id and session.get(Accession, item.accession_id)
    makers = select(AuditEntry.who).where(
        AuditEntry.subject == item.id, AuditEntry.action == "item.make"
    )
    return (accession is not None and accession.received_by == by) or session.scalar(
        makers.limit(1)
    ) == by


def delete_item(
    session: Session, item: Item, by: str, *, may_publish: bool, reason: str = ""
) -> None:
    """Put a draft that was never published, or for reviewers any withdrawn item, into the bin."""
    is_draft = item.state is ItemState.DRAFT and item.published is None
    is_withdrawn = item.state is ItemState.WITHDRAWN and may_publish
    if not (is_draft or is_withdrawn) or bin_entries.find(session, KIND, item.id) is not None:
        raise WrongStateError("xóa", "chỉ xóa được bản nháp chưa từng công bố và tài liệu đã gỡ")
    if not may_delete(session, item, by, may_publish=may_publish):
        raise NotYoursError(item.title[:80])
    unschedule(session, item, by)  # nothing that was deleted comes to readers by itself
    content = {"state": item.state.value}
    bin_entries.put(session, KIND, item.id, item.title, by, reason=reason, content=content)
    item.state = ItemState.WITHDRAWN
    note(session, by, "item.delete", item.id, reason or item.title)


def _restore(session: Session, entry: BinEntry, by: str) -> None:
    item = session.get(Item, entry.subject)
    if item is None or item.state is not ItemState.WITHDRAWN:
        raise WrongStateError("khôi phục", "biểu ghi đã được bỏ hẳn hoặc dùng lại")
    item.state = ItemState(entry.content["state"])
    note(session, by, "item.undelete", item.id, item.title)


def _remove(session: Session, entry: BinEntry, by: str) -> bool:
    """Remove a record; one with files, parts, copies, consents… or once published, stays."""
    part = aliased(Item)
    anchors = (anchor.table for anchor in of_items() if anchor.is_anchor)
    dependents = or_(
        select(part.id).where(part.part_of == Item.id).exists(),
        *(select(table.c.id).where(table.c.item_id == Item.id).exists() for table in anchors),
    )
    removable = select(Item).where(
        Item.id == entry.subject,
        Item.state == ItemState.WITHDRAWN,
        Item.published.is_(None),
        Item.accession_id.is_(None),
        Item.page_count == 0,
        ~dependents,
    )
    item = session.scalar(removable)
    if item is None:
        return session.get(Item, entry.subject) is None
    index_queue.mark(session, item.id)
    note(session, by, "item.purge", item.id, item.title)
    session.delete(item)
    return True


BIN_KIND = BinKind(KIND, "tài liệu, bản nháp", Permission.PUBLISH, _restore, _remove)
