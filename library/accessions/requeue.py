"""Return of settled deliveries to the queue when an input of their pages has changed."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from library.accessions.models import SETTLED, Accession, AccessionState

_UNSETTLED = {"state": AccessionState.WAITING, "message": None, "settled": None}


def requeue(accession: Accession) -> None:
    """Queue a settled delivery again; the pipeline repeats only the steps whose inputs changed."""
    if accession.state in SETTLED and accession.state is not AccessionState.DUPLICATE:
        for column, value in _UNSETTLED.items():
            setattr(accession, column, value)


def requeue_collection(session: Session, collection: str) -> None:
    """Queue all deliveries of a collection again that have pages."""
    with_pages = Accession.state.in_((AccessionState.DONE, AccessionState.PARTIAL))
    session.execute(
        update(Accession).where(Accession.collection == collection, with_pages).values(_UNSETTLED)
    )
