"""Pages whose page PDF does not contain the latest corrections."""

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page
from library.corrections.models import StalePdf


@dataclass(frozen=True, slots=True)
class PdfUpdate:
    """A page, with the checksums of its current words and of its outdated page PDF."""

    page_id: int
    words: str
    width: int
    leaf: str | None


def due_updates(session: Session, count: int) -> tuple[PdfUpdate, ...]:
    """Return some pages whose page PDF must be updated."""
    page_pdf = and_(Derivative.page_id == Page.id, Derivative.kind == DerivativeKind.LEAF)
    rows = session.execute(
        select(StalePdf.page_id, StalePdf.words, Page.width, Derivative.digest)
        .join(Page, Page.id == StalePdf.page_id)
        .outerjoin(Derivative, page_pdf)
        .order_by(StalePdf.page_id)
        .limit(count)
    )
    return tuple(
        PdfUpdate(page_id, words, width or 1, page_pdf) for page_id, words, width, page_pdf in rows
    )


def replace_pdf(session: Session, due: PdfUpdate, digest: str | None, weight: int) -> None:
    """Replace a page PDF by its update; a page changed in the meantime stays due."""
    row = session.get(StalePdf, due.page_id)
    if row is None or row.words != due.words:
        return
    session.delete(row)
    page_pdf = session.scalar(
        select(Derivative).where(
            Derivative.page_id == due.page_id, Derivative.kind == DerivativeKind.LEAF
        )
    )
    if page_pdf is not None and digest is not None and page_pdf.digest == due.leaf:
        page_pdf.digest, page_pdf.bytes = digest, weight
