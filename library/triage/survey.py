"""Keeps what a first look at the pages of a delivery found out."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from library.triage import fingerprints
from library.triage.models import PageLikeness, SurveyedPage


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be seen of a page without reading it."""

    number: int
    blank: bool
    signature: bytes
    """How the page looks: see triage.likeness; nothing when it shows too little."""
    thumbnail: str
    """Checksum of a small image of the page as it was delivered."""
    width: int
    height: int
    """Size of the thumbnail in pixels."""
    folio: int | None = None
    """The number printed on it, where that can be read at a glance."""
    turn: int | None = None
    """Quarter turns clockwise that put it upright."""

    @property
    def told_by(self) -> bytes | None:
        """The signature, of a page on which something is to be seen."""
        return None if self.blank else self.signature or None


@dataclass(frozen=True, slots=True)
class Small:
    """The small image of one page, with its place in its delivery."""

    number: int
    thumbnail: str
    width: int
    height: int


def note(session: Session, accession_id: int, glances: Iterable[Glance]) -> None:
    """Keep what was seen of these pages, and which pages of the house look like them."""
    there = {page.number: page for page in surveyed(session, accession_id)}
    for glance in glances:
        page = there.get(glance.number)
        if page is None:
            page = SurveyedPage(accession_id=accession_id, number=glance.number)
            session.add(page)
        if _differs(page, glance):
            page.folio = None  # what was read there was on another page
            _fill(page, glance)
            session.flush()
            _compare(session, page)
        page.folio, page.turn = page.folio or glance.folio, glance.turn


def surveyed(session: Session, accession_id: int) -> list[SurveyedPage]:
    """Return the pages of a delivery that were looked at, in order."""
    pages = select(SurveyedPage).where(SurveyedPage.accession_id == accession_id)
    return list(session.scalars(pages.order_by(SurveyedPage.number)))


def forget_after(session: Session, accession_id: int, last: int) -> None:
    """Forget what was seen of pages that a delivery has no more."""
    gone = (SurveyedPage.accession_id == accession_id, SurveyedPage.number > last)
    session.execute(delete(SurveyedPage).where(*gone))


def note_folio(session: Session, accession_id: int, number: int, folio: int | None) -> None:
    """Keep the number that was read on a page; when none was, the one that was seen stays."""
    page = session.scalar(
        select(SurveyedPage).where(
            SurveyedPage.accession_id == accession_id, SurveyedPage.number == number
        )
    )
    if page is not None and folio is not None:
        page.folio = folio


def _differs(page: SurveyedPage, glance: Glance) -> bool:
    seen = (glance.thumbnail, glance.blank, glance.told_by)
    return (page.thumbnail, page.blank, page.signature) != seen


def _fill(page: SurveyedPage, glance: Glance) -> None:
    page.blank, page.thumbnail = glance.blank, glance.thumbnail
    page.width, page.height = glance.width, glance.height
    page.signature = glance.told_by
    found = fingerprints.bands(page.signature) if page.signature else (None,) * 4
    page.band_1, page.band_2, page.band_3, page.band_4 = found


def _compare(session: Session, page: SurveyedPage) -> None:
    involved = or_(PageLikeness.newer_id == page.id, PageLikeness.older_id == page.id)
    session.execute(delete(PageLikeness).where(involved))
    if page.signature is None:
        return
    for other in fingerprints.like(session, page):
        older, newer = sorted((page, other), key=_when)
        session.add(PageLikeness(newer_id=newer.id, older_id=older.id))


def _when(page: SurveyedPage) -> tuple[int, int]:
    return page.accession_id, page.number
