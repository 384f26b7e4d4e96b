"""Stage that detects deliveries scanned sideways or upside down."""

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

_SAMPLE_SIZE = 5
_MIN_AGREEING = 3
"""Pages that must agree; in smaller deliveries each page is turned at recognition at equal cost."""

_UPRIGHT_TO_STOP = 2
"""Upright pages in the sample after which the check stops."""


@stage(version=5)
def orient(batch: Batch, tools: Toolbox) -> Batch:
    """Detect the orientation of a few pages; if they agree, apply it to the whole delivery."""
    is_recording = any(place.is_recording for place in batch.pages)
    if len(batch.pages) < _MIN_AGREEING or is_recording:
        return batch
    counts: Counter[int] = Counter()
    for turn in _turns(batch, tools):
        counts[turn] += 1
        if counts[0] == _UPRIGHT_TO_STOP:
            return batch
    turn, agreeing = counts.most_common(1)[0] if counts else (0, 0)
    return replace(batch, turn=turn) if agreeing >= _MIN_AGREEING else batch


def _turns(batch: Batch, tools: Toolbox) -> Iterator[int]:
    """Yield the quarter turns each sampled page needs; skip pages with unclear orientation."""
    step = max(len(batch.pages) // _SAMPLE_SIZE - 1, 0) | 1  # odd: fronts and backs alternate
    for place in batch.pages[step // 2 :: step][:_SAMPLE_SIZE]:
        try:
            turn = _turn(place, tools)
        except ProblemError:
            continue  # reported when the page itself is processed
        if turn is not None:
            yield turn


def _turn(place: PagePlace, tools: Toolbox) -> int | None:
    page = examine(PageRecord(0, place, ()), tools)
    if page.has_text:
        return None
    picture = tools.look(place, page_numbers.WIDTH)
    if thumbnail_analysis.is_blank(thumbnail_analysis.make_thumbnail(picture)):
        return None
    if orientation.is_upright(picture):
        return 0  # this check has a tenth of the cost
    return turns_needed(page, tools)


def turns_needed(page: PageRecord, tools: Toolbox, *, turn: int = 0) -> int | None:
    """Return the quarter turns clockwise a page needs after `turn`; None if unclear."""
    scale = min(1.0, READ_DPI / page.dpi)
    picture = tools.prepared(replace(page, treatment=Treatment(turn=turn, scale=scale)))
    return tesseract.quarter_turns(picture, round(page.dpi * scale))
