"""Page surveys, the first look at the pages of a delivery: storage and similar pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from library.triage.models import PageSimilarity, SurveyedPage


@dataclass(frozen=True, slots=True)
class PageSurvey:
    """Properties of a page that can be detected without OCR."""

    number: int
    blank: bool
    signature: bytes
    """Image signature; empty if the page is too empty."""
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
            page.blank, page.thumbnail = survey.blank, survey.thumbnail
            page.width, page.height = survey.width, survey.height
            page.signature = survey.comparable_signature
            values = bands(page.signature) if page.signature else (None,) * 4
            page.band_1, page.band_2, page.band_3, page.band_4 = values
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


def _compare(session: Session, page: SurveyedPage) -> None:
    has_page = or_(PageSimilarity.newer_id == page.id, PageSimilarity.older_id == page.id)
    session.execute(delete(PageSimilarity).where(has_page))
    if page.signature is None:
        return
    for other in similar_pages(session, page):
        older, newer = sorted((page, other), key=_age_key)
        session.add(PageSimilarity(newer_id=newer.id, older_id=older.id))


def _age_key(page: SurveyedPage) -> tuple[int, int]:
    return page.accession_id, page.number


SIDE = 32
MAX_DISTANCE = 300
"""Maximum number of differing bits between signatures of similar pages."""

_COARSE_BITS = sorted(
    ((row, column) for row in range(SIDE) for column in range(6) if row + column),
    key=lambda place: (place[0] + 3 * place[1], place),
)[:64]
"""The 64 bits most stable between scans: widely spaced lines, and few columns."""

_BITS_PER_BAND = 16
_MAX_CANDIDATES = 4000
"""Maximum of candidates compared with one page."""


def bands(signature: bytes) -> tuple[int, ...]:
    """Return the four index bands of a signature."""
    bits = int.from_bytes(signature, "big")
    last = SIDE * SIDE - 1
    coarse = [bits >> (last - row * SIDE - column) & 1 for row, column in _COARSE_BITS]
    return tuple(
        _pack_bits(coarse[start : start + _BITS_PER_BAND])
        for start in range(0, len(coarse), _BITS_PER_BAND)
    )


def distance(first: bytes, second: bytes) -> int:
    """Return the number of differing bits (Hamming distance) of two signatures."""
    return (int.from_bytes(first, "big") ^ int.from_bytes(second, "big")).bit_count()


def similar_pages(session: Session, page: SurveyedPage) -> list[SurveyedPage]:
    """Return all surveyed pages that are similar to this one."""
    columns = (
        SurveyedPage.band_1,
        SurveyedPage.band_2,
        SurveyedPage.band_3,
        SurveyedPage.band_4,
    )
    matches = [column == band for column, band in zip(columns, bands(page.signature), strict=True)]
    candidates = select(SurveyedPage.id, SurveyedPage.signature).where(
        or_(*matches), SurveyedPage.id != page.id
    )
    ids = [
        page_id
        for page_id, signature in session.execute(candidates.limit(_MAX_CANDIDATES))
        if distance(signature, page.signature) <= MAX_DISTANCE
    ]
    return list(session.scalars(select(SurveyedPage).where(SurveyedPage.id.in_(ids))))


def _pack_bits(bits: Sequence[int]) -> int:
    return sum(bit << place for place, bit in enumerate(bits))
