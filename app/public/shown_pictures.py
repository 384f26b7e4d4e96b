"""Pictures of pages outside the reader."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from library.catalogue import queries
from library.catalogue.pages import thumbnails
from library.catalogue.queries import Image, ItemRecord
from library.errors import LibraryError

_MAX_BYTES = 100_000
"""The smallest image of a page takes at most 60 kB in AVIF, 67 if crowded, in WebP 97 (demo)."""


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture of a page, with the parts of its address."""

    record: ItemRecord
    number: int
    image: Image
    thumbnail: Image | None = None
    avif: Image | None = None
    """The same for browsers that show it."""


def fitting_picture(
    session: Session, record: ItemRecord, number: int | None = None, *, max_bytes: int = _MAX_BYTES
) -> ShownPicture | None:
    """Return a picture of a page, or of the cover, that is no heavier; None without any.

    It is the smallest reading image, or the thumbnail where that is too heavy.
    """
    if number is None:
        cover = thumbnails.covers(session, (record.id,)).get(record.id)
        number = cover.number if cover else 1
    try:
        page = queries.page_details(session, record.id, number)
    except LibraryError:  # staff left the page out
        return None
    small, avif = (
        next((image for image in images if image.bytes <= max_bytes), None)
        for images in (page.reading, page.avif)
    )
    image = small or page.thumbnail
    return ShownPicture(record, number, image, page.thumbnail, avif) if image else None
