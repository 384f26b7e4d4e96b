"""Lets staff part two pages that were scanned as one picture, or leave a picture whole."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.accessions import register
from library.accessions.models import Accession
from library.catalogue.models import Page
from library.errors import WrongStateError
from library.triage import instructions
from library.triage.models import About

_HUNDREDTH = 10
"""Cuts are kept in thousandths of the width."""


def told(session: Session, accession_id: int) -> Mapping[int, int]:
    """Return what staff said: where each picture is parted, in hundredths; 0 leaves it whole.

    Picture 0 stands for all of the delivery.
    """
    cuts = instructions.of(session, accession_id).cuts
    return {picture: cut // _HUNDREDTH for picture, cut in sorted(cuts.items())}


def part(session: Session, number: str, picture: int, cut: int, by: str) -> None:
    """Part a picture after so many hundredths of its width; 0 leaves it whole."""
    found = register.find(session, number)
    pictures = _pictures(session, found)
    if pictures and picture > pictures:
        raise WrongStateError(f"ghi về ảnh quét số {picture}", f"lần nhập có {pictures} ảnh quét")
    instructions.give(session, found, About.SPREAD, picture, cut * _HUNDREDTH, by)


def let_be(session: Session, number: str, picture: int, by: str) -> None:
    """Let the workshop decide by itself again."""
    instructions.take_back(session, register.find(session, number), About.SPREAD, picture, by)


def _pictures(session: Session, accession: Accession) -> int:
    """Count the pictures of a delivery by the pages that begin one; 0 before it was opened."""
    begun = Page.taken_from.contains(" 0.0-")
    pages = select(func.count()).where(Page.item_id == accession.item_id, begun)
    return session.scalar(pages) or 0
