"""Lost files of pages: derivatives and words that are missing or damaged, until made again.

A loss is a row of `fixity_check` whose checksum is no master. The site, `diachi doctor` and the
fixity run note it; the pipeline makes the file again and deletes the row
(`ingest.pipeline.requeue_lost`).
"""

import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, Select, and_, delete, exists, func, select
from sqlalchemy.orm import Session

from library import clock
from library.accessions.models import SourceFile
from library.catalogue.models import Derivative, Page, PageState
from library.database import insert_new, reading, work
from library.storage.content_store import ContentStore
from library.storage.fixity import condition_of
from library.storage.models import Condition, FixityCheck

IS_MADE = and_(Page.state == PageState.DONE, Page.left_out.is_(False))
"""True for a page whose files the pipeline makes again; it makes no pages excluded by staff."""

_NOTED_TOGETHER = 1000

_IS_MASTER = exists().where(SourceFile.digest == FixityCheck.digest)


@dataclass(frozen=True, slots=True)
class LostFile:
    """A noted loss: the checksum, and the time of the note or of the last attempt to repair."""

    digest: str
    condition: Condition
    since: datetime


@dataclass(frozen=True, slots=True)
class Sample:
    """Result of checking the files of some pages."""

    files: int
    """Number of files checked."""
    lost: Mapping[str, Condition]
    next_page_id: int
    """Page at which the next sample starts; 0 after the last page."""


def note_lost(session: Session, losses: Mapping[str, Condition]) -> None:
    """Note lost files, so that the pipeline makes them again; earlier notes stay as they are."""
    moment = clock.now()
    rows = [
        {"digest": digest, "at": moment, "condition": condition}
        for digest, condition in losses.items()
    ]
    if rows:
        insert_new(session, FixityCheck, rows)


def note_many_lost(engine: Engine, losses: Mapping[str, Condition]) -> None:
    """Note lost files, a portion in a transaction: a lost disk must not hold up other writers."""
    rows = tuple(losses.items())
    for first in range(0, len(rows), _NOTED_TOGETHER):
        with work(engine) as session:
            note_lost(session, dict(rows[first : first + _NOTED_TOGETHER]))


def set_since(session: Session, digest: str, moment: datetime) -> None:
    """Set the time of the last attempt to make a lost file again."""
    session.get_one(FixityCheck, digest).at = moment


def forget(session: Session, digests: Collection[str]) -> None:
    """Delete the notes on files that were made again or are not used any more."""
    session.execute(delete(FixityCheck).where(FixityCheck.digest.in_(digests)))


def lost_files(session: Session, count: int) -> tuple[LostFile, ...]:
    """Return noted losses, oldest first."""
    rows = _losses(select(FixityCheck.digest, FixityCheck.condition, FixityCheck.at))
    losses = rows.order_by(FixityCheck.at, FixityCheck.digest).limit(count)
    return tuple(LostFile(*row) for row in session.execute(losses))


def lost_count(session: Session) -> int:
    """Return the number of noted losses."""
    return session.scalar(_losses(select(func.count(FixityCheck.digest)))) or 0


def sample(engine: Engine, store: ContentStore, start: int, count: int) -> Sample:
    """Check the files of `count` pages whose ids follow `start`, and return the losses."""
    with reading(engine) as session:
        pages = session.execute(
            select(Page.id, Page.words, Page.as_read)
            .where(Page.id > start, IS_MADE)
            .order_by(Page.id)
            .limit(count)
        ).all()
        ids = [page_id for page_id, _, _ in pages]
        derivatives = select(Derivative.digest).where(Derivative.page_id.in_(ids))
        digests = set(session.scalars(derivatives))
    digests.update(digest for _, *words in pages for digest in words if digest)
    conditions = {digest: condition_of(store, digest) for digest in sorted(digests)}
    losses = {digest: state for digest, state in conditions.items() if state is not Condition.SOUND}
    return Sample(len(digests), losses, ids[-1] if len(ids) == count else 0)


def check_sample(engine: Engine, store: ContentStore, start: int, count: int) -> Sample:
    """Check the files of some pages, and note the losses."""
    result = sample(engine, store, start, count)
    note_many_lost(engine, result.lost)
    return result


def check_random_sample(engine: Engine, store: ContentStore, count: int) -> Sample:
    """Check the files of `count` pages from a random one on, and note the losses."""
    with reading(engine) as session:
        highest = highest_page_id(session)
    start = random.randint(0, max(highest - count, 0))  # noqa: S311  (no secret)
    return check_sample(engine, store, start, count)


def highest_page_id(session: Session) -> int:
    """Return the id of the newest page; 0 if there is none."""
    return session.scalar(select(func.max(Page.id))) or 0


def _losses(query: Select) -> Select:
    return query.where(FixityCheck.condition != Condition.SOUND, ~_IS_MASTER)
