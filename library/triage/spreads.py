"""Splitting of pictures that show two pages, and decisions of staff on their halves."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.accessions import register
from library.accessions.models import Accession
from library.catalogue.models import Page
from library.catalogue.text.languages import in_words
from library.errors import WrongStateError
from library.triage import instructions
from library.triage.instructions import DeliveryInstructions
from library.triage.models import InstructionKind

_THOUSANDTHS_PER_HUNDREDTH = 10
"""Factor from hundredths to the stored thousandths of the width."""


def cuts_by_picture(session: Session, accession_id: int) -> Mapping[int, int]:
    """Return the cut of each picture in hundredths of its width; a cut of 0 leaves it whole.

    Picture 0 means the whole delivery.
    """
    cuts = instructions.current(session, accession_id).cuts
    return {picture: cut // _THOUSANDTHS_PER_HUNDREDTH for picture, cut in sorted(cuts.items())}


def split(session: Session, number: str, picture: int, cut: int, by: str) -> None:
    """Order a picture to be split at `cut` hundredths of its width; 0 leaves it whole."""
    accession = register.find(session, number)
    pictures = _count_pictures(session, accession)
    if pictures and picture > pictures:
        raise WrongStateError(f"ghi về ảnh quét số {picture}", f"lần nhập có {pictures} ảnh quét")
    instructions.give(
        session, accession, InstructionKind.SPREAD, picture, cut * _THOUSANDTHS_PER_HUNDREDTH, by
    )


def reset(session: Session, number: str, picture: int, by: str) -> None:
    """Delete the cut of a picture, so that the pipeline decides by itself again."""
    instructions.withdraw(
        session, register.find(session, number), InstructionKind.SPREAD, picture, by
    )


def _count_pictures(session: Session, accession: Accession) -> int:
    """Return the number of pictures of a delivery, counted by first halves; 0 if not unpacked."""
    first_halves = Page.taken_from.contains(" 0.0-")
    pages = select(func.count()).where(Page.item_id == accession.item_id, first_halves)
    return session.scalar(pages) or 0


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
