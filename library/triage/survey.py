"""Storage of page surveys, the first look at the pages of a delivery."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from library.triage import fingerprints
from library.triage.models import PageSimilarity, SurveyedPage


@dataclass(frozen=True, slots=True)
class PageSurvey:
    """Properties of a page that can be detected without OCR."""

    number: int
    blank: bool
    signature: bytes
    """Image signature (see triage.fingerprints); empty if the page is too empty."""
    thumbnail: str
    """Checksum of the thumbnail of the page as delivered."""
    width: int
    height: int
    """Size of the thumbnail in pixels."""
    folio: int | None = None
    """Number printed on it, if it can be read without OCR."""
    turn: int | None = None
    """Quarter turns clockwise that put it upright."""

    @property
    def comparable_signature(self) -> bytes | None:
        """Return the signature, or None for a blank page."""
        return None if self.blank else self.signature or None


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """Thumbnail of one page, with its number in the delivery."""

    number: int
    thumbnail: str
    width: int
    height: int


def store(session: Session, accession_id: int, surveys: Iterable[PageSurvey]) -> None:
    """Store page surveys, and the similarities of these pages to all others."""
    pages_by_number = {page.number: page for page in surveyed_pages(session, accession_id)}
    for survey in surveys:
        page = pages_by_number.get(survey.number)
        if page is None:
            page = SurveyedPage(accession_id=accession_id, number=survey.number)
            session.add(page)
        if _differs(page, survey):
            page.folio = None  # the stored number was read on another page
            _fill(page, survey)
            session.flush()
            _compare(session, page)
        page.folio, page.turn = page.folio or survey.folio, survey.turn


def surveyed_pages(session: Session, accession_id: int) -> list[SurveyedPage]:
    """Return the surveyed pages of a delivery in order."""
    pages = select(SurveyedPage).where(SurveyedPage.accession_id == accession_id)
    return list(session.scalars(pages.order_by(SurveyedPage.number)))


def delete_after(session: Session, accession_id: int, last: int) -> None:
    """Delete the surveys of pages after `last`, which a delivery no longer has."""
    conditions = (SurveyedPage.accession_id == accession_id, SurveyedPage.number > last)
    session.execute(delete(SurveyedPage).where(*conditions))


def store_folio(session: Session, accession_id: int, number: int, folio: int | None) -> None:
    """Store the printed number read by OCR; without one, the surveyed number stays."""
    page = session.scalar(
        select(SurveyedPage).where(
            SurveyedPage.accession_id == accession_id, SurveyedPage.number == number
        )
    )
    if page is not None and folio is not None:
        page.folio = folio


def _differs(page: SurveyedPage, survey: PageSurvey) -> bool:
    values = (survey.thumbnail, survey.blank, survey.comparable_signature)
    return (page.thumbnail, page.blank, page.signature) != values


def _fill(page: SurveyedPage, survey: PageSurvey) -> None:
    page.blank, page.thumbnail = survey.blank, survey.thumbnail
    page.width, page.height = survey.width, survey.height
    page.signature = survey.comparable_signature
    bands = fingerprints.bands(page.signature) if page.signature else (None,) * 4
    page.band_1, page.band_2, page.band_3, page.band_4 = bands


def _compare(session: Session, page: SurveyedPage) -> None:
    has_page = or_(PageSimilarity.newer_id == page.id, PageSimilarity.older_id == page.id)
    session.execute(delete(PageSimilarity).where(has_page))
    if page.signature is None:
        return
    for other in fingerprints.similar_pages(session, page):
        older, newer = sorted((page, other), key=_age_key)
        session.add(PageSimilarity(newer_id=newer.id, older_id=older.id))


def _age_key(page: SurveyedPage) -> tuple[int, int]:
    return page.accession_id, page.number
