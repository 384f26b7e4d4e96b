"""Counts what waits in the catalogue: drafts, reviews, poor pages, failed pages."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Item, ItemState, Page, PageState, Publication
from library.catalogue.text.low_confidence import only_poor
from library.work_queues import WorkQueue, queue_size


def drafts(session: Session) -> WorkQueue:
    """Return how many items wait to be described."""
    query = select(func.count(Item.id), func.min(Item.created))
    return queue_size(session, query.where(Item.state == ItemState.DRAFT))


def reviews(session: Session) -> WorkQueue:
    """Return how many items wait for someone who may publish."""
    query = select(func.count(Item.id), func.min(Publication.sent))
    there = query.join(Publication, Publication.item_id == Item.id)
    return queue_size(session, there.where(Item.state == ItemState.REVIEW))


def poor(session: Session) -> WorkQueue:
    """Return how many pages were read poorly and nobody looked at."""
    return queue_size(session, only_poor(select(func.count(Page.id), func.min(Item.created))))


def failed(session: Session) -> WorkQueue:
    """Return how many pages could not be made."""
    query = select(func.count(Page.id), func.min(Item.created)).select_from(Page)
    there = query.join(Item, Page.item_id == Item.id)
    return queue_size(
        session, there.where(Page.state == PageState.FAILED, Page.left_out.is_(False))
    )
