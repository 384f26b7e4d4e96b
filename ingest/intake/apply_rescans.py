"""Takes rescans over into the items they mend, and tells the workbench what is mended."""

from dataclasses import asdict

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from ingest.intake.page_mapping import spot_of
from ingest.problems import PageProblemError, RescanOfSeveralError
from ingest.record import Batch, Mend, place_from
from library.accessions import ledger
from library.accessions.models import Accession
from library.database import reading
from library.page_arrangement import overlays
from library.page_arrangement.overlays import Leaf
from library.triage import instructions
from library.triage.models import Mending


def mends_of(session: Session, accession: Accession) -> tuple[Mend, ...]:
    """Return what is laid over the pages of a delivery, in its order."""
    wanted = instructions.of(session, accession.id).mendings
    rows = {row.id: row for row in session.scalars(select(Mending).where(Mending.id.in_(wanted)))}
    return tuple(
        Mend(
            row.kind,
            tuple(row.spots),
            tuple(map(place_from, row.places)),
            row.below,
            tuple(row.turns),
        )
        for row in map(rows.__getitem__, wanted)
    )


def key_after(key: str, mends: tuple[Mend, ...]) -> str:
    """Return the key of the steps after which the pages are mended so."""
    return ledger.key_after(key, "mends", 1, Batch("", (), mends=mends).to_json())


def check(engine: Engine, accession_id: int, batch: Batch) -> None:
    """Raise what is wrong with a rescan: several things in one, a page that cannot be opened."""
    if batch.parts:
        raise RescanOfSeveralError
    for place in batch.pages:
        if place.problem:
            raise PageProblemError(place.problem)
    with reading(engine) as session:
        overlays.check(overlays.of_delivery(session, accession_id), len(batch.pages))


def take_over(session: Session, accession: Accession, batch: Batch) -> None:
    """Lay a rescan that was opened over the item it is for."""
    leaves = [Leaf(spot_of(place), asdict(place)) for place in batch.pages]
    overlays.apply(session, accession, leaves, batch.turn)
