"""Proposes how the item may be described, from what stands on its first page."""

from dataclasses import replace

from ingest.describing.findings import Digits, findings
from ingest.describing.fronts import front
from ingest.describing.lines import Box
from ingest.describing.papers import take_apart
from ingest.record import PageRecord
from ingest.stage import stage
from ingest.toolbox import Toolbox
from ingest.tools import preparing, tesseract

_LEAST_WIDTH = 5


@stage(version=1)
def propose(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Read the first page as an official paper, else as a front; a person decides on the rest."""
    if page.number != 1:
        return page
    words = tools.words(page)
    paper = take_apart(words, page.height)
    if paper is None:
        return replace(page, proposals=tuple(front(words, page.height)))

    def read_digits(box: Box) -> Digits:
        if box.right - box.left < _LEAST_WIDTH:
            return Digits("", 0.0)
        strip = preparing.strip(tools.shown(page), box.left, box.top, box.right, box.bottom)
        return Digits(*tesseract.read_digits(strip))

    found = findings(paper, read_digits, own_text=page.has_text and not page.place.layout)
    return replace(page, proposals=tuple(found))
