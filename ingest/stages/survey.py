"""Stage that surveys a page before it is processed."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images import orientation, page_numbers, preprocess, thumbnail_analysis
from ingest.images.picture import Picture, limit_width
from ingest.problems import PageProblemError
from ingest.record import FileKind, FirstLook, PagePlace, PageRecord
from ingest.stage import stage
from ingest.stages.examine import examine
from ingest.stages.orient import turns_needed
from ingest.tools import image_files, tesseract

_THUMBNAIL_WIDTH = 160
_QUALITY = 30

_MIN_CONFIDENCE = 0.5
"""Least confidence of accepted digits; the numbers are later checked against the neighbours."""

_MAX_DIGITS = 4


@stage(version=7)
def survey(look: FirstLook, tools: Toolbox) -> FirstLook:
    """Set blankness, orientation, fingerprint, page number and thumbnail of the page.

    The number on a page with its own text is read later from that text at no cost.
    """
    if look.place.problem:
        raise PageProblemError(look.place.problem)
    own_text = look.place.kind is FileKind.PDF and _has_text(look.place, tools)
    page = tools.look(look.place, thumbnail_analysis.WIDTH if own_text else page_numbers.WIDTH)
    picture = thumbnail_analysis.make_thumbnail(page)
    blank = thumbnail_analysis.is_blank(picture)
    turn = look.turn if blank or own_text or look.told else _turn(look, page, tools)
    thumbnail = limit_width(picture, _THUMBNAIL_WIDTH)
    height, width = thumbnail.shape
    return replace(
        look,
        turn=turn,
        blank=blank,
        signature=thumbnail_analysis.fingerprint(picture).hex(),
        thumbnail=tools.keep(image_files.to_webp(thumbnail, quality=_QUALITY)),
        width=width,
        height=height,
        folio=None if blank or own_text else folio(preprocess.rotate(page, turn)),
    )


def _has_text(place: PagePlace, tools: Toolbox) -> bool:
    return examine(PageRecord(0, place, ()), tools).has_text


def _turn(look: FirstLook, page: Picture, tools: Toolbox) -> int:
    """Return the quarter turns that put the page upright; Tesseract must confirm a suspicion."""
    suspected_turns = orientation.quarter_turns(preprocess.rotate(page, look.turn))
    if not suspected_turns:
        return look.turn
    record = examine(PageRecord(0, look.place, ()), tools)
    confirmed = turns_needed(record, tools, turn=look.turn) == suspected_turns
    return (look.turn + suspected_turns) % 4 if confirmed else look.turn


def folio(page: Picture) -> int | None:
    """Return the number printed by itself at the head or foot of an upright page, if any."""
    for mark in page_numbers.page_number_candidates(page):
        digits, confidence = tesseract.read_digits(mark)
        if 0 < len(digits) <= _MAX_DIGITS and confidence >= _MIN_CONFIDENCE:
            return int(digits)
    return None
