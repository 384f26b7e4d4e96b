"""Reading order of pages, independent of their permanent numbers."""

from collections.abc import Iterable, Mapping, Sequence

from library.catalogue.models import DerivativeKind, Page, PageKind, PageState


def custom_places(pages: Iterable[Page]) -> Mapping[int, int] | None:
    """Return the place of each page by its id; None when the order follows the numbers."""
    places = {page.id: page.place for page in pages if page.place != page.number}
    return {page.id: page.place for page in pages} if places else None


def put_in_order(pages: Sequence[Page], stored_places: Mapping[int, int] | None) -> None:
    """Set the places of pages: by number, or by the order that staff saved.

    A new page comes after the page with the previous number.
    """
    if stored_places is None:
        for page in pages:
            page.place = page.number
        return
    ranks, last = [], 0
    for page in sorted(pages, key=_number):
        last = stored_places.get(page.id, last)
        ranks.append((last, page.number, page))
    for place, (_, _, page) in enumerate(sorted(ranks, key=lambda entry: entry[:2]), start=1):
        page.place = place


def cover_of(pages: Iterable[Page]) -> str | None:
    """Return the thumbnail that represents an item: of its cover, or else of its first page.

    Pages of paper and pictures go before frames of films, and those before waveforms.
    """
    candidates = [page for page in pages if not page.left_out and page.state is PageState.DONE]
    ranking = sorted(candidates, key=_cover_rank)
    return next(filter(None, map(thumbnail_of, ranking)), None)


def _cover_rank(page: Page) -> tuple[bool, int, int]:
    kinds = {image.kind for image in page.derivatives}
    is_sound = not kinds & {DerivativeKind.LEAF, DerivativeKind.STRIP, DerivativeKind.FILM}
    medium = 0 if DerivativeKind.LEAF in kinds else 1 + is_sound
    return page.kind is not PageKind.COVER, medium, page.place


def thumbnail_of(page: Page) -> str | None:
    """Return the checksum of a page's thumbnail."""
    thumbnails = (i.digest for i in page.derivatives if i.kind is DerivativeKind.THUMBNAIL)
    return next(thumbnails, None)


def _number(page: Page) -> int:
    return page.number
