"""Files that readers may download of items: texts and page PDFs, and copies of recordings."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page, PageState, PageText
from library.database import total_of
from library.recordings.models import Stretch
from library.recordings.playing import AccessCopy, Recording, recordings_of

MAX_EPUB_PAGES = 3000
"""Pages with text of the longest e-book."""

_TEXT_FROM_DEFLATED = 2.2
"""Ratio of the length of a Vietnamese page text to its stored deflated length."""


@dataclass(frozen=True, slots=True)
class DownloadSizes:
    """Number of downloadable pages of an item, their sizes, and its recordings."""

    pages: int = 0
    """Number of processed pages, stretches of recordings among them."""
    placed: int = 0
    """Number of pages whose words have positions."""
    text_bytes: int = 0
    """Approximate length of their text."""
    book_pages: int = 0
    """Number of processed pages that are no stretches of recordings."""
    pdf_pages: int = 0
    """Number of pages with a page PDF."""
    pdf_bytes: int = 0
    recordings: tuple[Recording, ...] = ()

    @property
    def has_epub(self) -> bool:
        """True if the pages make an e-book that is not too long."""
        return 0 < self.book_pages <= MAX_EPUB_PAGES

    @property
    def copies(self) -> tuple[tuple[int, AccessCopy], ...]:
        """The copies of the recordings, largest first, each with the page of its recording."""
        return tuple(
            (recording.number, copy)
            for recording in self.recordings
            for copy in reversed(recording.copies)
        )


def download_sizes(session: Session, item_id: str) -> DownloadSizes:
    """Return the number of downloadable pages of an item, and their approximate sizes."""
    return sizes_of_items(session, (item_id,)).get(item_id, DownloadSizes())


def sizes_of_items(session: Session, item_ids: Iterable[str]) -> dict[str, DownloadSizes]:
    """Return the downloads of items by id; items without processed pages are omitted."""
    shown = Page.item_id.in_(list(item_ids)), Page.left_out.is_(False)
    pdfs = select(Page.item_id, func.count(), total_of(Derivative.bytes))
    pdfs = pdfs.join(Derivative, Derivative.page_id == Page.id).where(*shown)
    pdfs = pdfs.where(Derivative.kind == DerivativeKind.LEAF).group_by(Page.item_id)
    pdf_sizes = {item_id: sizes for item_id, *sizes in session.execute(pdfs)}
    texts = (
        select(
            *(Page.item_id, func.count(), func.count(Page.words)),
            *(func.sum(func.length(PageText.text)), func.count(Stretch.page_id)),
        )
        .join(PageText, PageText.page_id == Page.id)
        .outerjoin(Stretch, Stretch.page_id == Page.id)
        .where(*shown, Page.state == PageState.DONE)
        .group_by(Page.item_id)
    )
    return {
        item_id: DownloadSizes(
            *(pages, placed_pages, round((letters or 0) * _TEXT_FROM_DEFLATED)),
            pages - stretches,
            *pdf_sizes.get(item_id, (0, 0)),
            recordings_of(session, item_id) if stretches else (),
        )
        for item_id, pages, placed_pages, letters, stretches in session.execute(texts).all()
    }
