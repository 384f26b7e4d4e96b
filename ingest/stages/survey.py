"""Looks at a page before anything else is done to it."""

from dataclasses import replace

from ingest.problems import PageProblemError
from ingest.record import FileKind, FirstLook, PagePlace, PageRecord
from ingest.stage import stage
from ingest.stages.examine import examine
from ingest.stages.orient import turns_needed
from ingest.toolbox import Toolbox
from ingest.tools import folio_marks, glancing, images, preparing, tesseract, tone_marks
from ingest.tools.picture import Picture

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
    page = tools.look(look.place, glancing.WIDTH if own_text else folio_marks.WIDTH)
    picture = glancing.small(page)
    blank = glancing.is_blank(picture)
    turn = look.turn if blank or own_text or look.told else _turn(look, page, tools)
    thumbnail = preparing.reduced(picture, _THUMBNAIL)
    height, width = thumbnail.shape
    return replace(
        look,
        turn=turn,
        blank=blank,
        signature=glancing.signature(picture).hex(),
        thumbnail=tools.keep(images.as_webp(thumbnail, quality=_QUALITY)),
        width=width,
        height=height,
        folio=None if blank or own_text else folio(preparing.turned(page, turn)),
    )


def _has_text(place: PagePlace, tools: Toolbox) -> bool:
    return examine(PageRecord(0, place, ()), tools).has_text


def _turn(look: FirstLook, page: Picture, tools: Toolbox) -> int:
    """Return how the page is put upright: a suspicion must be confirmed by a closer look."""
    suspected = tone_marks.quarter_turns(preparing.turned(page, look.turn))
    if not suspected:
        return look.turn
    record = examine(PageRecord(0, look.place, ()), tools)
    confirmed = turns_needed(record, tools, turn=look.turn) == suspected
    return (look.turn + suspected) % 4 if confirmed else look.turn


def folio(page: Picture) -> int | None:
    """Return the number that stands by itself at the head or foot of a page that is upright."""
    for mark in folio_marks.marks(page):
        digits, confidence = tesseract.read_digits(mark)
        if 0 < len(digits) <= _MOST_DIGITS and confidence >= _SURE:
            return int(digits)
    return None
