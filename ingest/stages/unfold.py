"""Makes two pages of a picture that shows two side by side."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import page_gutter
from ingest.images.page_gutter import Gutter
from ingest.problems import ProblemError
from ingest.record import Batch, FileKind, PagePlace, PageRecord
from ingest.stage import stage
from ingest.stages.examine import examine
from ingest.tools import image_files, pdf

_SAMPLE = 5
"""When none of so many wide pictures shows a gutter, the others are not looked at."""

_MOST = 0.5
"""Part of the wide pictures that show two pages, when a gap alone, or a fold beside an empty page,
tells where others part too."""

_REMARK = "Trang này là nửa {0} của ảnh quét số {1}, được tách ở gáy."
_ALL = 0
_THOUSANDTHS = 1000


@stage(version=2)
def unfold(batch: Batch, tools: Toolbox) -> Batch:
    """Cut pictures where staff said, else at the gutter where one is clearly seen."""
    told = dict(batch.cuts)
    wide = [] if _ALL in told else list(_wide(batch, tools))
    cuts = {**_cuts(batch, wide, tools), **told}
    pages = (
        page
        for number, place in enumerate(batch.pages, start=1)
        for page in _pages(place, number, cuts.get(number, 0) / _THOUSANDTHS)
    )
    return replace(batch, pages=tuple(pages))


def _wide(batch: Batch, tools: Toolbox) -> Iterator[int]:
    """Give the numbers of the pictures that are as wide as two pages."""
    for number, place in enumerate(batch.pages, start=1):
        if place.problem or place.layout:
            continue  # who wrote a layout knew what a page is
        try:
            if page_gutter.could_be(*_size(place, tools)):
                yield number
        except ProblemError:
            continue  # it is told when the page itself is worked on


def _size(place: PagePlace, tools: Toolbox) -> tuple[float, float]:
    path = tools.master(place.file)
    if place.kind is FileKind.PDF:
        return pdf.size(path, place.index)
    image = image_files.facts(path, place.index)
    return image.width, image.height


def _cuts(batch: Batch, wide: list[int], tools: Toolbox) -> Mapping[int, int]:
    """Return where to cut, in thousandths of the width; a few pictures tell whether to look."""
    sample = wide[:: max(1, len(wide) // _SAMPLE)][:_SAMPLE]
    if not any(_gutter(batch, number, tools) for number in sample):
        return {}
    seen = {number: found for number in wide if (found := _gutter(batch, number, tools))}
    two_sided = sum(not found.beside_blank for found in seen.values())
    agreed = two_sided > _MOST * len(wide) and len(wide) > 1
    return {
        number: round(_THOUSANDTHS * found.place)
        for number, found in seen.items()
        if agreed or (found.is_fold and not found.beside_blank)
    }


def _gutter(batch: Batch, number: int, tools: Toolbox) -> Gutter | None:
    place = batch.pages[number - 1]
    try:
        if examine(PageRecord(0, place, ()), tools).has_text:
            return None
        return page_gutter.gutter(tools.glance(place))
    except ProblemError:
        return None


def _pages(place: PagePlace, number: int, cut: float) -> tuple[PagePlace, ...]:
    if not 0 < cut < 1:
        return (place,)
    return (
        replace(place, ends=cut, remark=_REMARK.format("trái", number)),
        replace(place, begins=cut, remark=_REMARK.format("phải", number)),
    )
