"""Chooses what the workshop does next: what still waits follows from the register alone."""

from collections.abc import Collection

from sqlalchemy import Select, exists, select
from sqlalchemy.orm import Session, aliased

from library.accessions.models import SETTLED, Accession, DescriptionSheet, SheetState
from library.workshop.pauses import resting_since


def waiting(session: Session) -> tuple[int, ...]:
    """Return the ids of all deliveries that are not settled, in the order of work."""
    query = select(Accession.id).where(Accession.state.not_in(SETTLED))
    return tuple(session.scalars(query.order_by(Accession.priority, Accession.id)))


def next_delivery(session: Session, in_hand: Collection[int]) -> Accession | None:
    """Return the delivery to open next, leaving out what is in hand; None while all must rest.

    A delivery whose like came before it and is not settled waits: only then is it known whether
    the later one is a duplicate. One with a list of descriptions beside it waits until that is
    read.
    """
    if resting_since(session) is not None:
        return None
    earlier = aliased(Accession)
    like_it = exists().where(
        earlier.digest == Accession.digest,
        earlier.id < Accession.id,
        earlier.state.not_in(SETTLED),
    )
    unread = exists().where(
        DescriptionSheet.id == Accession.sheet_id, DescriptionSheet.state == SheetState.WAITING
    )
    return session.scalar(
        _to_be_done()
        .where(Accession.id.not_in(in_hand), ~like_it, ~unread)
        .order_by(Accession.priority, Accession.id)
        .limit(1)
    )


def priorities(session: Session, in_hand: Collection[int]) -> dict[int, int]:
    """Return the priorities of what is in hand, without what was paused meanwhile."""
    if resting_since(session) is not None:
        return {}
    found = session.scalars(_to_be_done().where(Accession.id.in_(in_hand)))
    return {accession.id: accession.priority for accession in found}


def _to_be_done() -> Select[tuple[Accession]]:
    return select(Accession).where(Accession.state.not_in(SETTLED), Accession.paused.is_(None))
