"""Stage that splits images of two facing pages."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import page_gutter
from ingest.images.page_gutter import Gutter
from ingest.problems import ProblemError
from ingest.record import Batch, FileKind, PagePlace, PageRecord
from ingest.stage import stage
from ingest.stages.examine import examine
from ingest.tools import djvu, image_files, pdf

_SAMPLE_SIZE = 5
"""Wide images sampled; if none shows a gutter, the others are not examined."""

_MIN_TWO_PAGE_SHARE = 0.5
"""Share of the wide images that must show two pages before a mere gap, or a fold next to a blank
page, counts as a gutter in the others."""

_REMARK = "Trang này là nửa {0} của ảnh quét số {1}, được tách ở gáy."
_ALL_IMAGES = 0
_THOUSANDTHS = 1000


@stage(version=2)
def unfold(batch: Batch, tools: Toolbox) -> Batch:
    """Cut images where staff ordered it, else at a clearly visible gutter."""
    ordered_cuts = dict(batch.cuts)
    wide = [] if _ALL_IMAGES in ordered_cuts else list(_wide(batch, tools))
    cuts = {**_cuts(batch, wide, tools), **ordered_cuts}
    pages = (
        page
        for number, place in enumerate(batch.pages, start=1)
        for page in _pages(place, number, cuts.get(number, 0) / _THOUSANDTHS)
    )
    return replace(batch, pages=tuple(pages))


def _wide(batch: Batch, tools: Toolbox) -> Iterator[int]:
    """Yield the numbers of the images that are as wide as two pages."""
    for number, place in enumerate(batch.pages, start=1):
        if place.problem or place.layout or place.is_recording:
            continue  # a layout file already describes one page
        try:
            if page_gutter.has_spread_aspect(*_size(place, tools)):
                yield number
        except ProblemError:
            continue  # reported when the page itself is processed


def _size(place: PagePlace, tools: Toolbox) -> tuple[float, float]:
    path = tools.master(place.file)
    if place.kind is FileKind.PDF:
        return pdf.size(path, place.index)
    reader = djvu if place.kind is FileKind.DJVU else image_files
    image = reader.facts(path, place.index)
    return image.width, image.height


def _cuts(batch: Batch, wide: list[int], tools: Toolbox) -> Mapping[int, int]:
    """Return the cuts by image number, in thousandths of the width; sample a few images first."""
    sample = wide[:: max(1, len(wide) // _SAMPLE_SIZE)][:_SAMPLE_SIZE]
    if not any(_gutter(batch, number, tools) for number in sample):
        return {}
    gutters = {number: gutter for number in wide if (gutter := _gutter(batch, number, tools))}
    two_sided = sum(not gutter.beside_blank for gutter in gutters.values())
    agreed = two_sided > _MIN_TWO_PAGE_SHARE * len(wide) and len(wide) > 1
    return {
        number: round(_THOUSANDTHS * gutter.place)
        for number, gutter in gutters.items()
        if agreed or (gutter.is_fold and not gutter.beside_blank)
    }


def _gutter(batch: Batch, number: int, tools: Toolbox) -> Gutter | None:
    place = batch.pages[number - 1]
    try:
        if examine(PageRecord(0, place, ()), tools).has_text:
            return None
        return page_gutter.find_gutter(tools.glance(place))
    except ProblemError:
        return None


def _pages(place: PagePlace, number: int, cut: float) -> tuple[PagePlace, ...]:
    if not 0 < cut < 1:
        return (place,)
    return (
        replace(place, ends=cut, remark=_REMARK.format("trái", number)),
        replace(place, begins=cut, remark=_REMARK.format("phải", number)),
    )
