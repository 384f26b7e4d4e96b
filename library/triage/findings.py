"""Triage report of a delivery: findings about its pages before OCR."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.accessions.models import USELESS, Accession, IngestStep
from library.catalogue.models import Page
from library.triage import instructions, survey
from library.triage.folios import Gap, find_gaps
from library.triage.instructions import DeliveryInstructions
from library.triage.models import (
    WHOLE_DELIVERY,
    Instruction,
    InstructionKind,
    PageSimilarity,
    SurveyedPage,
)
from library.work_queues import WorkQueue, queue_size


@dataclass(frozen=True, slots=True)
class PageFinding:
    """Findings about one page, with the decisions of staff."""

    number: int
    thumbnail: str
    width: int
    height: int
    left_out: bool
    to_be_read: bool
    turn: int
    """Quarter turns clockwise that put it upright."""
    turn_told: bool
    """True if staff set the turn of this page."""


@dataclass(frozen=True, slots=True)
class TriageReport:
    """Findings about a delivery."""

    looked: int
    """Number of surveyed pages."""
    blank: tuple[PageFinding, ...]
    alike: tuple[tuple[PageFinding, PageFinding], ...]
    """Pairs of similar pages within the delivery, the earlier page first."""
    gaps: tuple[Gap, ...]
    left_out: tuple[int, ...]
    seen_turn: int
    """Detected rotation of the whole delivery, in quarter turns."""
    told_turn: int | None
    """Quarter turns set by staff; None leaves the rotation to the pipeline."""
    sample: tuple[PageFinding, ...]
    """A few pages as delivered, for judging their orientation."""
    turned: tuple[PageFinding, ...]
    """Pages with another turn than the delivery, or with a turn set by staff."""

    @property
    def remarkable(self) -> bool:
        """Return True if there is anything to decide."""
        return bool(self.blank or self.alike or self.gaps or self.seen_turn or self.turned)


_SAMPLE_SIZE = 3


def triage_report(session: Session, accession_id: int) -> TriageReport:
    """Return the triage report of a delivery."""
    pages = survey.surveyed_pages(session, accession_id)
    left_out = _left_out(session, accession_id)
    orders = instructions.current(session, accession_id)
    seen_turn = _detected_turn(session, accession_id)
    lot_turn = orders.turns.get(WHOLE_DELIVERY, seen_turn)
    findings = {page.id: _page_finding(page, left_out, orders, lot_turn) for page in pages}
    text_findings = [findings[page.id] for page in pages if not page.blank]
    pairs = _pairs(session, findings)
    return TriageReport(
        looked=len(pages),
        blank=tuple(findings[page.id] for page in pages if page.blank),
        alike=tuple((findings[older], findings[newer]) for older, newer in pairs),
        gaps=tuple(_gaps(pages, pairs)),
        left_out=tuple(sorted(left_out)),
        seen_turn=seen_turn,
        told_turn=orders.turns.get(WHOLE_DELIVERY),
        sample=tuple(text_findings[:: max(1, len(text_findings) // _SAMPLE_SIZE)][:_SAMPLE_SIZE]),
        turned=tuple(
            finding for finding in text_findings if finding.turn_told or finding.turn != lot_turn
        ),
    )


def has_thumbnail(session: Session, number: str, digest: str) -> bool:
    """Return True if a digest is that of a page thumbnail of a delivery."""
    pages = (
        select(SurveyedPage.id)
        .join(Accession, Accession.id == SurveyedPage.accession_id)
        .where(Accession.number == number, SurveyedPage.thumbnail == digest)
    )
    return session.scalar(pages.limit(1)) is not None


def _page_finding(
    page: SurveyedPage, left_out: set[int], orders: DeliveryInstructions, lot_turn: int
) -> PageFinding:
    return PageFinding(
        number=page.number,
        thumbnail=page.thumbnail,
        width=page.width,
        height=page.height,
        left_out=page.number in left_out,
        to_be_read=page.number in orders.to_be_read,
        turn=orders.turn_of(page.number, lot_turn if page.turn is None else page.turn),
        turn_told=page.number in orders.turns,
    )


def _gaps(pages: Collection[SurveyedPage], pairs: Iterable[tuple[int, int]]) -> Iterator[Gap]:
    """Yield the gaps in printed page numbers, ignoring pages that were scanned twice."""
    pages_by_id = {page.id: page for page in pages}
    folios = {page.number: page.folio for page in pages}
    blank = (page.number for page in pages if page.blank and page.folio is None)
    repeats = (
        pages_by_id[newer].number
        for older, newer in pairs
        if pages_by_id[newer].folio in (pages_by_id[older].folio, None)
    )
    return find_gaps(folios, blank=frozenset(blank), repeats=frozenset(repeats))


def _left_out(session: Session, accession_id: int) -> set[int]:
    pages = (
        select(Page.number)
        .join(Accession, Accession.item_id == Page.item_id)
        .where(Accession.id == accession_id, Page.left_out)
    )
    return set(session.scalars(pages))


def _pairs(session: Session, page_ids: Iterable[int]) -> list[tuple[int, int]]:
    """Return the similar page pairs within a delivery: each newer page with its earliest match."""
    rows = session.execute(
        select(PageSimilarity.older_id, PageSimilarity.newer_id)
        .join(SurveyedPage, SurveyedPage.id == PageSimilarity.newer_id)
        .where(PageSimilarity.newer_id.in_(page_ids), PageSimilarity.older_id.in_(page_ids))
        .order_by(SurveyedPage.number, PageSimilarity.older_id)
    )
    first: dict[int, int] = {}
    for older, newer in rows:
        first.setdefault(newer, older)
    return [(older, newer) for newer, older in first.items()]


def _detected_turn(session: Session, accession_id: int) -> int:
    output = session.scalar(
        select(IngestStep.output)
        .where(
            IngestStep.accession_id == accession_id,
            IngestStep.stage == "orient",
            IngestStep.output.is_not(None),
        )
        .order_by(IngestStep.id.desc())
        .limit(1)
    )
    return json.loads(output)["turn"] if output else 0


def blank_pages(session: Session) -> WorkQueue:
    """Return the number of deliveries with seemingly blank pages that are still undecided."""
    instructions = select(Instruction.id).where(
        Instruction.accession_id == Accession.id,
        Instruction.page_number == SurveyedPage.number,
        Instruction.about == InstructionKind.READ,
    )
    query = (
        select(func.count(Accession.id.distinct()), func.min(Accession.received))
        .join(SurveyedPage, SurveyedPage.accession_id == Accession.id)
        .join(Page, (Page.item_id == Accession.item_id) & (Page.number == SurveyedPage.number))
        .where(
            SurveyedPage.blank.is_(True),
            Page.left_out.is_(False),
            Accession.state.not_in(USELESS),
            ~instructions.exists(),
        )
    )
    return queue_size(session, query)
