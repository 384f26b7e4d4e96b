"""Notices when all of a delivery lies on its side or head."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import orientation, page_numbers, thumbnail_analysis
from ingest.images.preprocess import READ_DPI
from ingest.problems import ProblemError
from ingest.record import Batch, PagePlace, PageRecord, Treatment
from ingest.stage import stage
from ingest.stages.examine import examine
from ingest.tools import tesseract

_SAMPLE = 5
_ENOUGH = 3
"""So many pages must agree: of fewer each is turned when it is read, at no greater cost."""

_UPRIGHT = 2
"""So many pages of the sample that lie upright end the question."""


@stage(version=5)
def orient(batch: Batch, tools: Toolbox) -> Batch:
    """Look which way up a few of the pages are; when they agree, the others follow them."""
    if len(batch.pages) < _ENOUGH:
        return batch
    seen: Counter[int] = Counter()
    for turn in _turns(batch, tools):
        seen[turn] += 1
        if seen[0] == _UPRIGHT:
            return batch
    turn, agreeing = seen.most_common(1)[0] if seen else (0, 0)
    return replace(batch, turn=turn) if agreeing >= _ENOUGH else batch


def _turns(batch: Batch, tools: Toolbox) -> Iterator[int]:
    """Give how each page of the sample would have to be turned; some say nothing."""
    step = max(len(batch.pages) // _SAMPLE - 1, 0) | 1  # odd: fronts and backs of leaves in turn
    for place in batch.pages[step // 2 :: step][:_SAMPLE]:
        try:
            turn = _turn(place, tools)
        except ProblemError:
            continue  # it is told when the page itself is worked on
        if turn is not None:
            yield turn


def _turn(place: PagePlace, tools: Toolbox) -> int | None:
    page = examine(PageRecord(0, place, ()), tools)
    if page.has_text:
        return None
    seen = tools.look(place, page_numbers.WIDTH)
    if thumbnail_analysis.is_blank(thumbnail_analysis.small(seen)):
        return None
    if orientation.is_upright(seen):
        return 0  # seen at a tenth of the cost
    return turns_needed(page, tools)


def turns_needed(page: PageRecord, tools: Toolbox, *, turn: int = 0) -> int | None:
    """Return the quarter turns clockwise a page needs once it was turned; None when unclear."""
    scale = min(1.0, READ_DPI / page.dpi)
    picture = tools.prepared(replace(page, treatment=Treatment(turn=turn, scale=scale)))
    return tesseract.quarter_turns(picture, round(page.dpi * scale))
