"""Pages of an item with their images, as rows: a book of a thousand pages is listed at once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from math import ceil, floor

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from library.catalogue.models import Derivative, DerivativeKind, Page, PageKind
from library.catalogue.queries import Image
from library.catalogue.text.layout import Box

_IMAGES = (
    *(DerivativeKind.THUMBNAIL, DerivativeKind.AVIF),
    *(DerivativeKind.READING, DerivativeKind.TILES),
)
"""Kinds of images; of equally large ones the last is preferred."""

_PAGE_COLUMNS = (Page.number, Page.place, Page.label, Page.kind, Page.width, Page.height)
_IMAGE_COLUMNS = (
    Derivative.kind,
    Derivative.digest,
    Derivative.media_type,
    Derivative.width,
    Derivative.height,
    Derivative.bytes,
)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A page in its place, its size in pixels, and its images."""

    number: int
    place: int
    label: str | None
    kind: PageKind | None
    width: int | None
    height: int | None
    """Size of the scan; boxes of words use these pixels."""
    words: str | None
    """Checksum of the stored words; None for text without an image."""
    images: tuple[Image, ...]

    @property
    def largest(self) -> Image | None:
        """Image with the most pixels: the tiles of a large page, else its widest image."""
        return max(self.images, key=_by_size, default=None)

    @property
    def thumbnail(self) -> Image | None:
        """Image for lists."""
        kinds = (DerivativeKind.THUMBNAIL,)
        return next((image for image in self.images if image.kind in kinds), None)

    def on_image(self, box: Box) -> Box:
        """Return a box of words in pixels of the largest image; a scan may have more pixels."""
        image = self.largest
        if not (image and self.width and self.height):
            return box
        x, y = image.width / self.width, image.height / self.height
        return Box(
            floor(box.left * x), floor(box.top * y), ceil(box.right * x), ceil(box.bottom * y)
        )


def canvases_of(
    session: Session, item_id: str, numbers: Iterable[int] | None = None
) -> tuple[Canvas, ...]:
    """Return the pages of an item that have images, in reading order; all or these numbers."""
    rows = _rows(item_id)
    query = rows if numbers is None else rows.where(Page.number.in_(list(numbers)))
    return tuple(canvas for canvas in _grouped(session.execute(query)) if canvas.images)


def canvas_of(session: Session, item_id: str, number: int) -> Canvas | None:
    """Return one page of an item; None if there is none with this number and an image."""
    return next(iter(canvases_of(session, item_id, (number,))), None)


def _rows(item_id: str) -> Select[tuple[object, ...]]:
    images = (Derivative.page_id == Page.id) & Derivative.kind.in_(_IMAGES)
    return (
        select(*_PAGE_COLUMNS, Page.words, *_IMAGE_COLUMNS)
        .outerjoin(Derivative, images)
        .where(Page.item_id == item_id, Page.left_out.is_(False))
        .order_by(Page.place, Page.number, Derivative.width)
    )


def _grouped(rows: Iterator[Row[tuple[object, ...]]]) -> Iterator[Canvas]:
    count = len(_PAGE_COLUMNS) + 1
    for page, own_rows in groupby(rows, key=lambda row: row[:count]):
        images = (Image(*row[count:]) for row in own_rows if row[count] is not None)
        yield Canvas(*page, images=tuple(images))


def _by_size(image: Image) -> tuple[int, int]:
    return image.width * image.height, _IMAGES.index(image.kind)
