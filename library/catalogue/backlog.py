"""Sizes of the catalogue's work queues: drafts, reviews, low-confidence and failed pages."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.access.models import Publication
from library.catalogue.models import Item, ItemState, Page, PageState
from library.catalogue.text.low_confidence import only_low_confidence
from library.work_queues import WorkQueue, queue_size


def drafts(session: Session) -> WorkQueue:
    """Return the queue of items without a finished description."""
    query = select(func.count(Item.id), func.min(Item.created))
    return queue_size(session, query.where(Item.state == ItemState.DRAFT))


def reviews(session: Session) -> WorkQueue:
    """Return the queue of items that wait for someone who may publish."""
    query = select(func.count(Item.id), func.min(Publication.sent))
    items = query.join(Publication, Publication.item_id == Item.id)
    return queue_size(session, items.where(Item.state == ItemState.REVIEW))


def count_reviews(session: Session) -> int:
    """Return the number of items that wait for someone who may publish."""
    return session.scalar(select(func.count()).where(Item.state == ItemState.REVIEW)) or 0


def low_confidence(session: Session) -> WorkQueue:
    """Return the queue of pages with low OCR confidence that nobody has reviewed."""
    return queue_size(
        session, only_low_confidence(select(func.count(Page.id), func.min(Item.created)))
    )


def failed(session: Session) -> WorkQueue:
    """Return the queue of pages whose processing failed."""
    query = select(func.count(Page.id), func.min(Item.created)).select_from(Page)
    pages = query.join(Item, Page.item_id == Item.id)
    return queue_size(
        session, pages.where(Page.state == PageState.FAILED, Page.left_out.is_(False))
    )
