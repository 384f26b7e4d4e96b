"""Decisions of staff on halves of pictures that would be lost by joining them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions import register
from library.catalogue.models import Page
from library.catalogue.text.languages import in_words
from library.triage import instructions
from library.triage.instructions import DeliveryInstructions

_FIRST = "0.0-"
"""Prefix of the range of a picture's first half, which remains after joining."""


@dataclass(frozen=True, slots=True)
class LostDecisions:
    """A page that joining would remove, with the decisions on it."""

    number: int
    picture: int
    decisions: tuple[str, ...]


def lost_decisions(session: Session, number: str, picture: int) -> tuple[LostDecisions, ...]:
    """Return the decisions lost if a picture of a delivery (0: each picture) becomes one page."""
    accession = register.find(session, number)
    orders = instructions.current(session, accession.id)
    pages = session.scalars(
        select(Page).where(Page.item_id == accession.item_id).order_by(Page.number)
    )
    return tuple(
        LostDecisions(page.number, picture_number, decisions)
        for picture_number, page in _second_halves(pages)
        if picture in (0, picture_number) and (decisions := tuple(_decisions(page, orders)))
    )


def _second_halves(pages: Iterable[Page]) -> Iterator[tuple[int, Page]]:
    """Yield (picture number, page) for pages that are not the first half of a picture."""
    scans = (page for page in pages if page.taken_from)
    pictures = groupby(scans, key=lambda page: page.taken_from.partition(" ")[0])
    for number, (_, halves) in enumerate(pictures, start=1):
        for page in halves:
            if not page.taken_from.partition(" ")[2].startswith(_FIRST):
                yield number, page


def _decisions(page: Page, orders: DeliveryInstructions) -> Iterator[str]:
    if page.left_out:
        yield "đã ẩn"
    if page.languages:
        yield f"đọc bằng {in_words(page.languages)}"
    if page.as_read:
        yield "chữ đã sửa tay"
    if page.passed:
        yield "đã xem và chấp nhận"
    if page.number in orders.turns:
        yield "đã chọn chiều"
    if page.number in orders.to_be_read:
        yield "vẫn đọc dù trông như trang trắng"
