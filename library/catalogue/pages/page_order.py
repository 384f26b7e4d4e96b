"""Keeps the reading order of pages, apart from the numbers by which they are known."""

from collections.abc import Iterable, Mapping, Sequence

from library.catalogue.models import DerivativeKind, Page, PageKind, PageState


def places_of(pages: Iterable[Page]) -> Mapping[int, int] | None:
    """Return the place of each page by its id; None when they stand as they are numbered."""
    places = {page.id: page.place for page in pages if page.place != page.number}
    return {page.id: page.place for page in pages} if places else None


def put_in_order(pages: Sequence[Page], kept: Mapping[int, int] | None) -> None:
    """Let pages stand as they are numbered, or keep the order staff gave them.

    A page that is new stands after the one numbered before it.
    """
    if kept is None:
        for page in pages:
            page.place = page.number
        return
    ranked, last = [], 0
    for page in sorted(pages, key=_number):
        last = kept.get(page.id, last)
        ranked.append((last, page.number, page))
    for place, (_, _, page) in enumerate(sorted(ranked, key=lambda one: one[:2]), start=1):
        page.place = place


def cover_of(pages: Iterable[Page]) -> str | None:
    """Return the thumbnail that stands for an item: of its cover, else of its first page."""
    shown = [page for page in pages if not page.left_out and page.state is PageState.DONE]
    ordered = sorted(shown, key=lambda page: (page.kind is not PageKind.COVER, page.place))
    return next(filter(None, map(thumbnail_of, ordered)), None)


def thumbnail_of(page: Page) -> str | None:
    """Return the checksum of the small image of a page."""
    thumbnails = (i.digest for i in page.derivatives if i.kind is DerivativeKind.THUMBNAIL)
    return next(thumbnails, None)


def _number(page: Page) -> int:
    return page.number
