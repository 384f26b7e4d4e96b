"""Proposes how the item may be described, from what stands on its first page."""

from dataclasses import replace
from operator import attrgetter

from ingest.context import Toolbox
from ingest.images import preprocess
from ingest.images.preprocess import Picture
from ingest.metadata_extraction.extracted_fields import Digits, findings
from ingest.metadata_extraction.official_documents import take_apart
from ingest.metadata_extraction.title_pages import front
from ingest.record import PageRecord
from ingest.stage import stage
from ingest.tools import tesseract
from library.catalogue.text.layout import Box

_LEAST_WIDTH = 5
_CLOSER = 0.1
"""So much of a strip is cut off above and below for a second look: what reaches in from there."""


@stage(version=2)
def propose(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Read the first page as an official paper, else as a front; a person decides on the rest."""
    if page.number != 1:
        return page
    words = tools.words(page)
    paper = take_apart(words, page.height)
    if paper is None:
        return replace(page, proposals=tuple(front(words, page.height)))

    def read_digits(box: Box) -> Digits:
        if box.width < _LEAST_WIDTH:
            return Digits("", 0.0)
        looks = (tesseract.read_digits(_strip(page, tools, box, cut)) for cut in (0, _CLOSER))
        return max((Digits(*look) for look in looks), key=attrgetter("confidence"))

    found = findings(paper, read_digits, own_text=page.has_text and not page.place.layout)
    return replace(page, proposals=tuple(found))


def _strip(page: PageRecord, tools: Toolbox, box: Box, cut: float) -> Picture:
    less = round(cut * box.height)
    edges = box.left, box.top + less, box.right, box.bottom - less
    return preprocess.strip(tools.shown(page), *edges)
