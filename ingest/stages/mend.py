"""Stage that applies rescans to the pages of a delivery and joins pairs of scans."""

from collections.abc import Sequence
from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import join_images
from ingest.images.picture import Picture
from ingest.intake.page_mapping import source_key
from ingest.problems import ProblemError
from ingest.record import Batch, FileKind, PageOverlay, PagePlace, PageRecord
from ingest.stage import stage
from ingest.stages.examine import examine
from ingest.stages.prepare import with_treatment
from ingest.tools import image_files, tesseract
from library.triage.models import OverlayKind

_JOIN_FAILED = "Không ghép được hai ảnh quét: {0} Hãy hoàn tác việc ghép trên bàn xếp trang."


@stage(version=1)
def mend(batch: Batch, tools: Toolbox) -> Batch:
    """Apply every overlay ordered by staff; inserted pages are appended at the end."""
    pages = list(batch.pages)
    for overlay in batch.mends:
        if overlay.kind is OverlayKind.INSERT:
            pages.extend(replace(place, in_place_of="") for place in overlay.places)
        elif overlay.kind is OverlayKind.REPLACE:
            for source, place in zip(overlay.spots, overlay.places, strict=True):
                _replace_page(pages, source, place)
        else:
            _join(pages, overlay, tools)
    return replace(batch, pages=tuple(pages))


def _replace_page(pages: list[PagePlace], source: str, place: PagePlace) -> None:
    """Replace the page with this source; do nothing if its image is split differently by now."""
    if (index := _index_of(pages, source)) is not None:
        pages[index] = replace(place, label=pages[index].label, in_place_of=source)


def _index_of(pages: Sequence[PagePlace], source: str) -> int | None:
    indexes = (
        index
        for index, page in enumerate(pages)
        if (page.in_place_of or source_key(page)) == source
    )
    return next(indexes, None)


def _join(pages: list[PagePlace], overlay: PageOverlay, tools: Toolbox) -> None:
    indexes = [_index_of(pages, source) for source in overlay.spots]
    if None in indexes:
        return
    first, second = (pages[index] for index in indexes)
    try:
        joined_scan = _join_scans(first, second, overlay, tools)
    except ProblemError as error:
        pages[indexes[0]] = replace(first, remark=_JOIN_FAILED.format(error))
        return
    place = PagePlace(tools.keep(joined_scan), FileKind.IMAGE, 0)
    _replace_page(pages, overlay.spots[0], place)


def _join_scans(first: PagePlace, second: PagePlace, overlay: PageOverlay, tools: Toolbox) -> bytes:
    """Return two scans as one PNG, upright, deskewed and at the same resolution."""
    (first_image, dpi), (second_image, second_dpi) = (
        _upright(place, turn, tools)
        for place, turn in zip((first, second), overlay.turns, strict=True)
    )
    second_image = join_images.scaled(second_image, dpi / second_dpi)
    return image_files.to_png(join_images.join(first_image, second_image, below=overlay.below), dpi)


def _upright(place: PagePlace, turn: int | None, tools: Toolbox) -> tuple[Picture, int]:
    page = examine(PageRecord(0, place, ()), tools)
    page = with_treatment(page, tools, turn=turn or 0)
    if turn is None and (detected_turn := _turn(page, tools)):
        page = with_treatment(page, tools, turn=detected_turn)
    return tools.shown(page), page.dpi


def _turn(page: PageRecord, tools: Toolbox) -> int | None:
    dpi = round(page.dpi * page.treatment.scale)
    return tesseract.quarter_turns(tools.prepared(page), dpi)
