"""Chooses what the workshop does next: what still waits follows from the register alone."""

from collections.abc import Collection

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from library.accessions.models import SETTLED, Accession, DescriptionSheet, SheetState
from library.jobs.pauses import resting_since

# These questions are put together once: they are asked with every page.
_IN_HAND = bindparam("in_hand", expanding=True)

_EARLIER = aliased(Accession)
_LIKE_IT = exists().where(
    _EARLIER.digest == Accession.digest,
    _EARLIER.id < Accession.id,
    _EARLIER.state.not_in(SETTLED),
)
_UNREAD = exists().where(
    DescriptionSheet.id == Accession.sheet_id, DescriptionSheet.state == SheetState.WAITING
)
_TO_BE_DONE = select(Accession).where(Accession.state.not_in(SETTLED), Accession.paused.is_(None))
_NEXT = (
    _TO_BE_DONE.where(Accession.id.not_in(_IN_HAND), ~_LIKE_IT, ~_UNREAD)
    .order_by(Accession.priority, Accession.id)
    .limit(1)
)
_GOING = _TO_BE_DONE.where(Accession.id.in_(_IN_HAND))


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
    return session.scalar(_NEXT, {"in_hand": list(in_hand)})


def priorities(session: Session, in_hand: Collection[int]) -> dict[int, int]:
    """Return the priorities of what is in hand, without what was paused meanwhile."""
    if resting_since(session) is not None:
        return {}
    found = session.scalars(_GOING, {"in_hand": list(in_hand)})
    return {accession.id: accession.priority for accession in found}
