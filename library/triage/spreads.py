"""Splitting of pictures that show two pages, as instructed by staff."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.accessions import register
from library.accessions.models import Accession
from library.catalogue.models import Page
from library.errors import WrongStateError
from library.triage import instructions
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
