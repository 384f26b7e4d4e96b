"""Application of rescans to the items they repair."""

from dataclasses import asdict

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ingest.intake.page_mapping import source_key
from ingest.problems import PageProblemError, RescanOfSeveralError
from ingest.record import Batch, PageOverlay, place_from_json
from library.accessions import ledger
from library.accessions.models import Accession
from library.database import reading
from library.page_arrangement import overlays
from library.page_arrangement.overlays import RescanPage
from library.triage import instructions
from library.triage.models import OverlayRow


def overlays_of(session: Session, accession: Accession) -> tuple[PageOverlay, ...]:
    """Return the overlays of a delivery's pages, in the order of application."""
    ids = instructions.current(session, accession.id).overlays
    rows = {
        row.id: row for row in session.scalars(select(OverlayRow).where(OverlayRow.id.in_(ids)))
    }
    return tuple(
        PageOverlay(
            row.kind,
            tuple(row.spots),
            tuple(map(place_from_json, row.places)),
            row.below,
            tuple(row.turns),
        )
        for row in map(rows.__getitem__, ids)
    )


def key_after(key: str, page_overlays: tuple[PageOverlay, ...]) -> str:
    """Return the ledger key of a delivery after these overlays."""
    return ledger.next_key(key, "mends", 1, Batch("", (), mends=page_overlays).to_json())


def check_rescan(engine: Engine, accession_id: int, batch: Batch) -> None:
    """Raise a ProblemError if a rescan has several parts or a page that cannot be opened."""
    if batch.parts:
        raise RescanOfSeveralError
    for place in batch.pages:
        if place.problem:
            raise PageProblemError(place.problem)
    with reading(engine) as session:
        overlays.check_rescan(overlays.overlay_of_delivery(session, accession_id), len(batch.pages))


def apply_rescan(session: Session, accession: Accession, batch: Batch) -> None:
    """Apply an opened rescan to its item."""
    pages = [RescanPage(source_key(place), asdict(place)) for place in batch.pages]
    overlays.apply(session, accession, pages, batch.turn)
