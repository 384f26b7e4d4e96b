"""Tells staff what was noticed about a delivery before it was read."""

import json
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions.models import Accession, IngestStep
from library.catalogue.models import Page
from library.triage import instructions, survey
from library.triage.folios import Gap, gaps
from library.triage.instructions import Orders
from library.triage.models import WHOLE, PageLikeness, SurveyedPage


@dataclass(frozen=True, slots=True)
class Look:
    """One page as it was seen, and what staff decided about it."""

    number: int
    thumbnail: str
    width: int
    height: int
    left_out: bool
    to_be_read: bool
    turn: int
    """Quarter turns clockwise by which it is put upright."""
    turn_told: bool
    """Whether staff said so of this page."""


@dataclass(frozen=True, slots=True)
class TriageReport:
    """What was noticed about a delivery."""

    looked: int
    """Pages that were looked at."""
    blank: tuple[Look, ...]
    alike: tuple[tuple[Look, Look], ...]
    """Pages that look like an earlier one of the same delivery: the earlier first."""
    gaps: tuple[Gap, ...]
    left_out: tuple[int, ...]
    seen_turn: int
    """Quarter turns by which the lot seems to lie wrong."""
    told_turn: int | None
    """Quarter turns staff asked for; None leaves it to the workshop."""
    sample: tuple[Look, ...]
    """A few pages as they were delivered, to judge by how they lie."""
    turned: tuple[Look, ...]
    """Pages that lie otherwise than the lot, or of which staff said how they lie."""

    @property
    def remarkable(self) -> bool:
        """Whether there is anything to decide."""
        return bool(self.blank or self.alike or self.gaps or self.seen_turn or self.turned)


_SAMPLE = 3


def of_delivery(session: Session, accession_id: int) -> TriageReport:
    """Return what was noticed about a delivery."""
    pages = survey.surveyed(session, accession_id)
    out = _left_out(session, accession_id)
    orders = instructions.of(session, accession_id)
    seen_turn = _seen_turn(session, accession_id)
    lot_turn = orders.turns.get(WHOLE, seen_turn)
    looks = {page.id: _look(page, out, orders, lot_turn) for page in pages}
    written = [looks[page.id] for page in pages if not page.blank]
    pairs = _pairs(session, looks)
    return TriageReport(
        looked=len(pages),
        blank=tuple(looks[page.id] for page in pages if page.blank),
        alike=tuple((looks[older], looks[newer]) for older, newer in pairs),
        gaps=tuple(_gaps(pages, pairs)),
        left_out=tuple(sorted(out)),
        seen_turn=seen_turn,
        told_turn=orders.turns.get(WHOLE),
        sample=tuple(written[:: max(1, len(written) // _SAMPLE)][:_SAMPLE]),
        turned=tuple(look for look in written if look.turn_told or look.turn != lot_turn),
    )


def thumbnail(session: Session, number: str, digest: str) -> bool:
    """Say whether this is the small image of a page of a delivery."""
    pages = (
        select(SurveyedPage.id)
        .join(Accession, Accession.id == SurveyedPage.accession_id)
        .where(Accession.number == number, SurveyedPage.thumbnail == digest)
    )
    return session.scalar(pages.limit(1)) is not None


def _look(page: SurveyedPage, out: set[int], orders: Orders, lot_turn: int) -> Look:
    return Look(
        number=page.number,
        thumbnail=page.thumbnail,
        width=page.width,
        height=page.height,
        left_out=page.number in out,
        to_be_read=page.number in orders.to_be_read,
        turn=orders.turn_of(page.number, lot_turn if page.turn is None else page.turn),
        turn_told=page.number in orders.turns,
    )


def _gaps(pages: Collection[SurveyedPage], pairs: Iterable[tuple[int, int]]) -> Iterator[Gap]:
    """Give the places where printed numbers jump, as if no page had been scanned twice."""
    seen = {page.id: page for page in pages}
    folios = {page.number: page.folio for page in pages}
    blank = (page.number for page in pages if page.blank and page.folio is None)
    again = (
        seen[newer].number
        for older, newer in pairs
        if seen[newer].folio in (seen[older].folio, None)
    )
    return gaps(folios, blank=frozenset(blank), again=frozenset(again))


def _left_out(session: Session, accession_id: int) -> set[int]:
    pages = (
        select(Page.number)
        .join(Accession, Accession.item_id == Page.item_id)
        .where(Accession.id == accession_id, Page.left_out)
    )
    return set(session.scalars(pages))


def _pairs(session: Session, looks: Iterable[int]) -> list[tuple[int, int]]:
    """Return the pairs inside a delivery, each newer page once, with the earliest like it."""
    rows = session.execute(
        select(PageLikeness.older_id, PageLikeness.newer_id)
        .join(SurveyedPage, SurveyedPage.id == PageLikeness.newer_id)
        .where(PageLikeness.newer_id.in_(looks), PageLikeness.older_id.in_(looks))
        .order_by(SurveyedPage.number, PageLikeness.older_id)
    )
    first: dict[int, int] = {}
    for older, newer in rows:
        first.setdefault(newer, older)
    return [(older, newer) for newer, older in first.items()]


def _seen_turn(session: Session, accession_id: int) -> int:
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
