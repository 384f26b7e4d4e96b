"""Says what staff decided about halves of pictures, before they are joined and it is lost."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from library.accessions import register
from library.catalogue.models import Page
from library.catalogue.text.languages import named
from library.triage import instructions
from library.triage.instructions import Orders

_FIRST = "0.0-"
"""How the part of a picture begins that stays when it is joined with the other."""


@dataclass(frozen=True, slots=True)
class Stake:
    """A page that will be no more, and what was decided about it."""

    number: int
    picture: int
    decisions: tuple[str, ...]


def at_stake(session: Session, number: str, picture: int) -> tuple[Stake, ...]:
    """Return what is lost when a picture of a delivery, or each for 0, becomes one page."""
    found = register.find(session, number)
    orders = instructions.of(session, found.id)
    pages = session.scalars(select(Page).where(Page.item_id == found.item_id).order_by(Page.number))
    return tuple(
        Stake(page.number, there, decisions)
        for there, page in _second_halves(pages)
        if picture in (0, there) and (decisions := tuple(_decisions(page, orders)))
    )


def _second_halves(pages: Iterable[Page]) -> Iterator[tuple[int, Page]]:
    """Give the pages that begin no picture, each with the number of its picture."""
    known = (page for page in pages if page.taken_from)
    pictures = groupby(known, key=lambda page: page.taken_from.partition(" ")[0])
    for number, (_, halves) in enumerate(pictures, start=1):
        for page in halves:
            if not page.taken_from.partition(" ")[2].startswith(_FIRST):
                yield number, page


def _decisions(page: Page, orders: Orders) -> Iterator[str]:
    if page.left_out:
        yield "đã bỏ qua"
    if page.languages:
        yield f"đọc bằng {named(page.languages)}"
    if page.as_read:
        yield "chữ đã sửa tay"
    if page.passed:
        yield "đã xem và chấp nhận"
    if page.number in orders.turns:
        yield "đã chọn chiều"
    if page.number in orders.to_be_read:
        yield "vẫn đọc dù trông như trang trắng"
