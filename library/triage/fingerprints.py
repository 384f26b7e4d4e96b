"""Search for similar pages by image signature, fast among half a million pages.

A signature has 1,024 bits: the signs of the 32 × 32 lowest frequencies of the page. Two scans of
one page differ in at most a quarter of them, two different pages in more than a third. Four bands
of sixteen coarse bits each are indexed: nine in ten scans of a page share a complete band with it,
but fewer than one in a hundred other pages do.
"""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library.triage.models import SurveyedPage

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
