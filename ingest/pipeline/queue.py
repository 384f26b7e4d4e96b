"""Queue of pending deliveries, derived from the accession register alone."""

from collections.abc import Collection

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session, aliased

from library.accessions.models import SETTLED, Accession, DescriptionList, DescriptionListState
from library.jobs.pauses import resting_since

# These queries are built once because they run for every page.
_IN_HAND = bindparam("in_hand", expanding=True)

_EARLIER = aliased(Accession)
_HAS_OPEN_DUPLICATE = exists().where(
    _EARLIER.digest == Accession.digest,
    _EARLIER.id < Accession.id,
    _EARLIER.state.not_in(SETTLED),
)
_LIST_IS_UNREAD = exists().where(
    DescriptionList.id == Accession.sheet_id, DescriptionList.state == DescriptionListState.WAITING
)
_PENDING = select(Accession).where(Accession.state.not_in(SETTLED), Accession.paused.is_(None))
_NEXT = (
    _PENDING.where(Accession.id.not_in(_IN_HAND), ~_HAS_OPEN_DUPLICATE, ~_LIST_IS_UNREAD)
    .order_by(Accession.priority, Accession.id)
    .limit(1)
)
_PENDING_IN_HAND = _PENDING.where(Accession.id.in_(_IN_HAND))


def waiting(session: Session) -> tuple[int, ...]:
    """Return the ids of all unsettled deliveries, in processing order."""
    query = select(Accession.id).where(Accession.state.not_in(SETTLED))
    return tuple(session.scalars(query.order_by(Accession.priority, Accession.id)))


def next_delivery(session: Session, in_hand: Collection[int]) -> Accession | None:
    """Return the delivery to open next, except those in hand; None while the pipeline is paused.

    A delivery waits while an earlier one with the same content is unsettled, because only then is
    it known whether the later one is a duplicate. A delivery with a description list waits until
    the list is read.
    """
    if resting_since(session) is not None:
        return None
    return session.scalar(_NEXT, {"in_hand": list(in_hand)})


def priorities(session: Session, in_hand: Collection[int]) -> dict[int, int]:
    """Return the priorities of the deliveries in hand, by id, without those paused meanwhile."""
    if resting_since(session) is not None:
        return {}
    accessions = session.scalars(_PENDING_IN_HAND, {"in_hand": list(in_hand)})
    return {accession.id: accession.priority for accession in accessions}
