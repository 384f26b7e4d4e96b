"""Steps of the documents of each batch, counted from the states that they have."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from sqlalchemy import ColumnElement, Integer, Select, case, cast, func, or_, select
from sqlalchemy.orm import Session

from library.accessions.models import Accession, AccessionState
from library.catalogue.access import draft_deletion
from library.catalogue.access.models import Publication
from library.catalogue.models import Item, ItemState
from library.planning.models import BatchDocument, WorkBatch


class Step(IntEnum):
    """The last step that a document has reached, from the shelf to the site."""

    ON_SHELF = 0
    SCANNED = 1
    READ = 2
    DESCRIBED = 3
    REVIEWED = 4
    PUBLISHED = 5


STEPS = tuple(Step)[1:]


class Trouble(IntEnum):
    """The reason why a document counts differently from its neighbours."""

    NONE = 0
    REFUSED = 1
    DELETED = 2
    WITHDRAWN = 3
    DUPLICATE = 4
    FAILED_PAGES = 5
    NO_SCAN = 6


LOST = frozenset({Trouble.REFUSED, Trouble.DELETED})
"""Documents with these troubles stand in no count of a step."""


@dataclass(frozen=True, slots=True)
class BatchSteps:
    """Documents of one batch by the step that they reached, and by trouble."""

    reached: Counter[Step]
    troubles: Counter[Trouble]

    @property
    def documents(self) -> int:
        """Documents of the batch that count."""
        return self.reached.total()

    def at_least(self, step: Step) -> int:
        """Return the number of documents that reached a step."""
        return sum(count for other, count in self.reached.items() if other >= step)

    def current(self, expected: int) -> Step:
        """Return the last step that all expected documents have passed."""
        return max(
            (step for step in Step if expected and self.at_least(step) >= expected),
            default=Step.ON_SHELF,
        )


NO_STEPS = BatchSteps(Counter(), Counter())


@dataclass(frozen=True, slots=True)
class BatchDocumentLine:
    """A document of a batch with its step and its trouble."""

    id: int
    number: str | None
    source: str | None
    item_id: str | None
    title: str | None
    step: Step
    trouble: Trouble
    message: str | None

    @property
    def name(self) -> str:
        """Title of the item, or the name of the delivered file."""
        return self.title or self.source or self.item_id or ""


def count_steps(session: Session) -> dict[int, BatchSteps]:
    """Return the steps of the documents of every open batch, by the id of the batch."""
    step, trouble = _step().label("step"), _trouble().label("trouble")
    query = joined(select(BatchDocument.batch_id, step, trouble, func.count()))
    open_ids = select(WorkBatch.id).where(WorkBatch.closed.is_(None))
    rows = query.where(BatchDocument.batch_id.in_(open_ids))
    return _sums(session, rows.group_by(BatchDocument.batch_id, step, trouble))


def steps_of(session: Session, batch_id: int) -> BatchSteps:
    """Return the steps of the documents of one batch."""
    step, trouble = _step().label("step"), _trouble().label("trouble")
    query = joined(select(BatchDocument.batch_id, step, trouble, func.count()))
    rows = query.where(BatchDocument.batch_id == batch_id)
    sums = _sums(session, rows.group_by(BatchDocument.batch_id, step, trouble))
    return sums.get(batch_id, NO_STEPS)


def documents(
    session: Session,
    batch_id: int,
    *,
    first: int = 0,
    count: int | None = None,
    only_troubled: bool = False,
) -> Iterator[BatchDocumentLine]:
    """Yield the documents of a batch, those furthest from publication first."""
    step, trouble = _step().label("step"), _trouble().label("trouble")
    message = func.coalesce(Accession.message, Publication.remark)
    query = joined(
        select(
            *(BatchDocument.id, Accession.number, Accession.source, Item.id, Item.title),
            *(step, trouble, message),
        )
    ).where(BatchDocument.batch_id == batch_id)
    if only_troubled:
        query = query.where(trouble != Trouble.NONE.value)
    ordered = query.order_by(trouble == Trouble.NONE.value, step, BatchDocument.id)
    for row in session.execute(ordered.offset(first).limit(count)):
        yield BatchDocumentLine(*row[:5], Step(row[5]), Trouble(row[6]), row[7])


def _sums(session: Session, query: Select) -> dict[int, BatchSteps]:
    sums: dict[int, BatchSteps] = {}
    for batch_id, step, trouble, count in session.execute(query):
        counts = sums.setdefault(batch_id, BatchSteps(Counter(), Counter()))
        counts.troubles[Trouble(trouble)] += count
        if Trouble(trouble) not in LOST:
            counts.reached[Step(step)] += count
    return sums


def joined(query: Select) -> Select:
    """Return a query of documents of batches with their deliveries, items and publications."""
    item_id = func.coalesce(BatchDocument.item_id, Accession.item_id)
    rows = query.select_from(BatchDocument)
    deliveries = rows.outerjoin(Accession, Accession.id == BatchDocument.accession_id)
    items = deliveries.outerjoin(Item, Item.id == item_id)
    return items.outerjoin(Publication, Publication.item_id == Item.id)


def _has_scans() -> ColumnElement[bool]:
    return or_(BatchDocument.accession_id.is_not(None), Item.accession_id.is_not(None))


def _step() -> ColumnElement[int]:
    finished = (AccessionState.DONE, AccessionState.PARTIAL, AccessionState.DUPLICATE)
    is_read = or_(Accession.state.in_(finished), Item.page_count > 0)
    in_work = Accession.state.in_((AccessionState.WAITING, AccessionState.WORKING))
    step = case(
        (Item.state.in_((ItemState.PUBLISHED, ItemState.WITHDRAWN)), Step.PUBLISHED.value),
        (
            (Item.state == ItemState.REVIEW) & Publication.publish_on.is_not(None),
            Step.REVIEWED.value,
        ),
        (Item.state == ItemState.REVIEW, Step.DESCRIBED.value),
        (in_work, Step.SCANNED.value),
        (is_read, Step.READ.value),
        (_has_scans(), Step.SCANNED.value),
        else_=Step.ON_SHELF.value,
    )
    return cast(step, Integer)


def _trouble() -> ColumnElement[int]:
    refused = (AccessionState.REFUSED, AccessionState.WITHDRAWN)
    without_scans = ~_has_scans() & Item.state.in_((ItemState.PUBLISHED, ItemState.REVIEW))
    trouble = case(
        (Accession.state.in_(refused), Trouble.REFUSED.value),
        (draft_deletion.IS_DELETED, Trouble.DELETED.value),
        (Item.state == ItemState.WITHDRAWN, Trouble.WITHDRAWN.value),
        (Accession.state == AccessionState.DUPLICATE, Trouble.DUPLICATE.value),
        (Accession.state == AccessionState.PARTIAL, Trouble.FAILED_PAGES.value),
        (without_scans, Trouble.NO_SCAN.value),
        else_=Trouble.NONE.value,
    )
    return cast(trouble, Integer)
