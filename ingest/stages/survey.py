"""Looks at a page before anything else is done to it."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import orientation, page_numbers, preprocess, thumbnail_analysis
from ingest.images.picture import Picture
from ingest.problems import PageProblemError
from ingest.record import FileKind, FirstLook, PagePlace, PageRecord
from ingest.stage import stage
from ingest.stages.examine import examine
from ingest.stages.orient import turns_needed
from ingest.tools import image_files, tesseract

_THUMBNAIL = 160
_QUALITY = 30

_SURE = 0.5
"""Least confidence of digits that are believed; what they are is checked against the neighbours."""

_MOST_DIGITS = 4


@stage(version=7)
def survey(look: FirstLook, tools: Toolbox) -> FirstLook:
    """Note whether the page is blank, how it lies, its looks and its number; keep it small.

    The number on a page that has its own text is known as soon as that is read, which costs
    nothing.
    """
    if look.place.problem:
        raise PageProblemError(look.place.problem)
    own_text = look.place.kind is FileKind.PDF and _has_text(look.place, tools)
    page = tools.look(look.place, thumbnail_analysis.WIDTH if own_text else page_numbers.WIDTH)
    picture = thumbnail_analysis.small(page)
    blank = thumbnail_analysis.is_blank(picture)
    turn = look.turn if blank or own_text or look.told else _turn(look, page, tools)
    thumbnail = preprocess.reduced(picture, _THUMBNAIL)
    height, width = thumbnail.shape
    return replace(
        look,
        turn=turn,
        blank=blank,
        signature=thumbnail_analysis.signature(picture).hex(),
        thumbnail=tools.keep(image_files.as_webp(thumbnail, quality=_QUALITY)),
        width=width,
        height=height,
        folio=None if blank or own_text else folio(preprocess.turned(page, turn)),
    )


def _has_text(place: PagePlace, tools: Toolbox) -> bool:
    return examine(PageRecord(0, place, ()), tools).has_text


def _turn(look: FirstLook, page: Picture, tools: Toolbox) -> int:
    """Return how the page is put upright: a suspicion must be confirmed by a closer look."""
    suspected = orientation.quarter_turns(preprocess.turned(page, look.turn))
    if not suspected:
        return look.turn
    record = examine(PageRecord(0, look.place, ()), tools)
    confirmed = turns_needed(record, tools, turn=look.turn) == suspected
    return (look.turn + suspected) % 4 if confirmed else look.turn


def folio(page: Picture) -> int | None:
    """Return the number that stands by itself at the head or foot of a page that is upright."""
    for mark in page_numbers.marks(page):
        digits, confidence = tesseract.read_digits(mark)
        if 0 < len(digits) <= _MOST_DIGITS and confidence >= _SURE:
            return int(digits)
    return None
