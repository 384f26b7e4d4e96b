"""Chooses what the workshop does next: what still waits follows from the register alone."""

from collections.abc import Collection

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from ingest.problems import AccessionNotFoundError
from library.accessions.models import SETTLED, Accession, AccessionState
from library.catalogue.models import Page, PageState

_UNSETTLED = (AccessionState.WAITING, AccessionState.WORKING)


def waiting(session: Session) -> tuple[int, ...]:
    """Return the ids of all deliveries that are not settled, in the order of work."""
    query = select(Accession.id).where(Accession.state.in_(_UNSETTLED))
    return tuple(session.scalars(query.order_by(Accession.priority, Accession.id)))


def next_delivery(session: Session, in_hand: Collection[int]) -> Accession | None:
    """Return the delivery to open next, leaving out what is in hand.

    A delivery whose like came before it and is not settled waits: only then is it known whether
    the later one is a duplicate.
    """
    earlier = aliased(Accession)
    like_it = exists().where(
        earlier.digest == Accession.digest,
        earlier.id < Accession.id,
        earlier.state.in_(_UNSETTLED),
    )
    return session.scalar(
        select(Accession)
        .where(Accession.state.in_(_UNSETTLED), Accession.id.not_in(in_hand), ~like_it)
        .order_by(Accession.priority, Accession.id)
        .limit(1)
    )


def retry(session: Session, number: str) -> None:
    """Let a settled delivery wait again: its failed pages, and whatever is made anew by now."""
    accession = session.scalar(select(Accession).where(Accession.number == number))
    if accession is None:
        raise AccessionNotFoundError(number)
    if accession.state not in SETTLED or accession.state is AccessionState.DUPLICATE:
        return
    accession.state, accession.message, accession.settled = AccessionState.WAITING, None, None
    failed = select(Page).where(Page.item_id == accession.item_id, Page.state == PageState.FAILED)
    for page in session.scalars(failed):
        page.state, page.message = PageState.WAITING, None
