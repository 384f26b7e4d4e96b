"""Queues deliveries again whose files for readers are lost, so that the files are made again."""

from collections.abc import Collection, Iterable
from datetime import timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import SETTLED, Accession, IngestStep
from library.accessions.requeue import requeue
from library.catalogue.models import Derivative, Item, Page
from library.catalogue.pages.lost_files import IS_MADE, LostFile, forget, lost_files, set_since
from library.database import reading, work
from library.settings import Settings
from library.storage.fixity import condition_of
from library.storage.models import Condition
from library.storage.stores import derivative_store
from library.triage.models import SurveyedPage

_RETRY_INTERVAL = timedelta(hours=1)
"""Wait before a file that could not be made again is tried again, such as after a lost master."""

_MISSED_INTERVAL = timedelta(minutes=5)
"""Wait if no stage was refused: the file was lost while its delivery was being processed."""

_BATCH_SIZE = 500


def requeue_lost(settings: Settings, engine: Engine) -> int:
    """Queue the deliveries of lost files, forget the files made again; return the number queued."""
    with reading(engine) as session:
        files = lost_files(session, _BATCH_SIZE)
        owners = _owners(session, [file.digest for file in files]) if files else {}
    if not files:
        return 0
    store = derivative_store(settings)
    sound = [file.digest for file in files if condition_of(store, file.digest) is Condition.SOUND]
    unused_digests = [file.digest for file in files if file.digest not in owners]
    waiting = [file for file in files if file.digest not in {*sound, *unused_digests}]
    with work(engine) as session:
        forget(session, {*sound, *unused_digests})
        return len({number for file in waiting for number in _requeue(session, file, owners)})


def _requeue(session: Session, file: LostFile, owners: dict[str, set[int | None]]) -> Iterable[str]:
    """Queue the settled deliveries of a lost file, and yield their numbers.

    A delivery settled after the loss was noted may have tried already, and tries later again.
    """
    moment = clock.now()
    ids = [owner for owner in owners[file.digest] if owner is not None]
    accessions = session.scalars(select(Accession).where(Accession.id.in_(ids)))
    for accession in accessions:
        tried = accession.settled is not None and accession.settled > file.since
        pause = _RETRY_INTERVAL if _was_refused(session, accession, file) else _MISSED_INTERVAL
        if accession.state in SETTLED and (not tried or moment - file.since > pause):
            set_since(session, file.digest, moment)
            requeue(accession)
            yield accession.number


def _was_refused(session: Session, accession: Accession, file: LostFile) -> bool:
    """Return True if a stage of a delivery was refused since a loss was noted."""
    refusals = select(IngestStep.id).where(
        IngestStep.accession_id == accession.id,
        IngestStep.output.is_(None),
        IngestStep.at > file.since,
    )
    return session.scalar(refusals.limit(1)) is not None


def _owners(session: Session, digests: Collection[str]) -> dict[str, set[int | None]]:
    """Return the ids of the deliveries to which each file belongs; None without a delivery.

    Files that no page uses any more are omitted.
    """
    pages = (
        select(column, Item.accession_id).join(Item, Item.id == Page.item_id).where(IS_MADE)
        for column in (Page.words, Page.as_read)
    )
    images = (
        select(Derivative.digest, Item.accession_id)
        .join(Page, Page.id == Derivative.page_id)
        .join(Item, Item.id == Page.item_id)
        .where(IS_MADE)
    )
    surveys = select(SurveyedPage.thumbnail, SurveyedPage.accession_id)
    owners: dict[str, set[int | None]] = {}
    for query in (*pages, images, surveys):
        digest_column = query.selected_columns[0]
        for digest, accession_id in session.execute(query.where(digest_column.in_(digests))):
            owners.setdefault(digest, set()).add(accession_id)
    return owners
