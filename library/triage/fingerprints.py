"""Tells pages that look alike by their signatures, quickly among half a million.

A signature has 1,024 bits: the signs of the 32 × 32 lowest frequencies of the page. Two scans of
one page differ in at most a quarter of them, two pages in more than a third. Four bands of
sixteen coarse bits each are indexed: nine of ten scans of one page share a whole band with it,
and of other pages fewer than one in a hundred does.
"""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from library.triage.models import SurveyedPage

SIDE = 32
ALIKE = 300
"""So many bits of two signatures may differ."""

_COARSE = sorted(
    ((row, column) for row in range(SIDE) for column in range(6) if row + column),
    key=lambda place: (place[0] + 3 * place[1], place),
)[:64]
"""The bits that a new scan changes least: lines far apart, and few columns."""

_BAND = 16
_MANY = 4000
"""No more pages than these are compared with one page."""


def bands(signature: bytes) -> tuple[int, ...]:
    """Return the four numbers under which a signature is found."""
    bits = int.from_bytes(signature, "big")
    last = SIDE * SIDE - 1
    coarse = [bits >> (last - row * SIDE - column) & 1 for row, column in _COARSE]
    return tuple(_number(coarse[start : start + _BAND]) for start in range(0, len(coarse), _BAND))


def distance(one: bytes, other: bytes) -> int:
    """Return in how many bits two signatures differ."""
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()


def like(session: Session, page: SurveyedPage) -> list[SurveyedPage]:
    """Return the pages of the house that look like this one."""
    columns = (
        SurveyedPage.band_1,
        SurveyedPage.band_2,
        SurveyedPage.band_3,
        SurveyedPage.band_4,
    )
    shared = [column == band for column, band in zip(columns, bands(page.signature), strict=True)]
    near = select(SurveyedPage.id, SurveyedPage.signature).where(
        or_(*shared), SurveyedPage.id != page.id
    )
    ids = [
        found
        for found, signature in session.execute(near.limit(_MANY))
        if distance(signature, page.signature) <= ALIKE
    ]
    return list(session.scalars(select(SurveyedPage).where(SurveyedPage.id.in_(ids))))


def _number(bits: Sequence[int]) -> int:
    return sum(bit << place for place, bit in enumerate(bits))
