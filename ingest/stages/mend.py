"""Lays rescans over the pages of a delivery, and makes one page of two scans."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import join_images
from ingest.images.picture import Picture
from ingest.intake.page_mapping import spot_of
from ingest.problems import ProblemError
from ingest.record import Batch, FileKind, Mend, PagePlace, PageRecord
from ingest.stage import stage
from ingest.stages.examine import examine
from ingest.stages.prepare import treated
from ingest.tools import image_files, tesseract
from library.triage.models import MendingKind

_NOT_JOINED = "Không ghép được hai ảnh quét: {0} Hãy hoàn tác việc ghép trên bàn xếp trang."


@stage(version=1)
def mend(batch: Batch, tools: Toolbox) -> Batch:
    """Put every rescan where staff want it; pages that are put in stand last, by their numbers."""
    pages = list(batch.pages)
    for one in batch.mends:
        if one.kind is MendingKind.INSERT:
            pages.extend(replace(place, in_place_of="") for place in one.places)
        elif one.kind is MendingKind.REPLACE:
            for spot, place in zip(one.spots, one.places, strict=True):
                _put(pages, spot, place)
        else:
            _join(pages, one, tools)
    return replace(batch, pages=tuple(pages))


def _put(pages: list[PagePlace], spot: str, place: PagePlace) -> None:
    """Put a page where another was; one whose picture is parted otherwise by now is let be."""
    if (at := _at(pages, spot)) is not None:
        pages[at] = replace(place, label=pages[at].label, in_place_of=spot)


def _at(pages: Sequence[PagePlace], spot: str) -> int | None:
    found = (at for at, page in enumerate(pages) if (page.in_place_of or spot_of(page)) == spot)
    return next(found, None)


def _join(pages: list[PagePlace], one: Mend, tools: Toolbox) -> None:
    places = [_at(pages, spot) for spot in one.spots]
    if None in places:
        return
    first, second = (pages[at] for at in places)
    try:
        joined = _joined(first, second, one, tools)
    except ProblemError as error:
        pages[places[0]] = replace(first, remark=_NOT_JOINED.format(error))
        return
    place = PagePlace(tools.keep(joined), FileKind.IMAGE, 0)
    _put(pages, one.spots[0], place)


def _joined(first: PagePlace, second: PagePlace, one: Mend, tools: Toolbox) -> bytes:
    """Return two scans as one image, upright, straight and of the same fineness."""
    (left, dpi), (right, other) = (
        _upright(place, turn, tools) for place, turn in zip((first, second), one.turns, strict=True)
    )
    right = join_images.scaled(right, dpi / other)
    return image_files.as_png(join_images.joined(left, right, below=one.below), dpi)


def _upright(place: PagePlace, turn: int | None, tools: Toolbox) -> tuple[Picture, int]:
    page = examine(PageRecord(0, place, ()), tools)
    page = treated(page, tools, turn=turn or 0)
    if turn is None and (found := _turn(page, tools)):
        page = treated(page, tools, turn=found)
    return tools.shown(page), page.dpi


def _turn(page: PageRecord, tools: Toolbox) -> int | None:
    dpi = round(page.dpi * page.treatment.scale)
    return tesseract.quarter_turns(tools.prepared(page), dpi)
