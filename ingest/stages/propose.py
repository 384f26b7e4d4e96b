"""Stage that proposes metadata: of the item from its first page, of a picture from its file."""

from dataclasses import replace
from operator import attrgetter

from ingest.context import Toolbox
from ingest.images import preprocess
from ingest.images.photo_negatives import is_photo_negative
from ingest.images.preprocess import Picture
from ingest.metadata_extraction.extracted_fields import Digits, ReadDigits, extract_fields
from ingest.metadata_extraction.gazette_heads import extract_gazette_fields
from ingest.metadata_extraction.official_documents import split_parts
from ingest.metadata_extraction.title_pages import extract_front_fields
from ingest.metadata_extraction.unit_years import propose_years
from ingest.record import FileKind, PageRecord
from ingest.stage import stage
from ingest.tools import photo_facts, tesseract
from library.catalogue.description.proposals import Proposed
from library.catalogue.text.layout import Box
from library.catalogue.text.plain_text import as_text
from library.catalogue.text.words import Word

_MIN_BOX_WIDTH = 5
_FILE_CONFIDENCE = 0.8
"""Confidence in the description in a file, which programs fill too: a person looks at it."""

_STRIP_CUT_RATIO = 0.1
"""Share of the strip height cut off above and below for a second reading without neighbours."""


_MAX_WORDS_ON_PICTURE = 12
"""A picture with more is a map, a plan or a page of text, which is never proposed as a negative."""


@stage(version=7)
def propose(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Read the first page as an official document, else as a title page, and add proposals.

    A picture gets those of its own file too.
    """
    if page.is_picture and page.place.kind is FileKind.IMAGE:
        embedded = photo_facts.read(tools.master(page.place.file))
        page = replace(page, embedded=embedded | _negative(page, tools))
    if page.number != 1:
        return page
    words = tools.words(page)
    read_fields = propose_fields(page, words, digits_reader(page, tools))
    of_file = (Proposed(*pair, _FILE_CONFIDENCE, 0, 0, 0, 0) for pair in page.place.described)
    proposals = (*read_fields, *of_file)
    if all(proposal.field != "date" for proposal in proposals):
        proposals += tuple(propose_years(as_text(words), tools.places))
    return replace(page, proposals=proposals)


def _negative(page: PageRecord, tools: Toolbox) -> dict[str, str]:
    has_text = len(tools.words(page)) > _MAX_WORDS_ON_PICTURE
    is_proposed = not (page.is_negative or has_text) and is_photo_negative(tools.shown(page))
    return {"negative": "1"} if is_proposed else {}


def propose_fields(
    page: PageRecord, words: tuple[Word, ...], read_digits: ReadDigits
) -> tuple[Proposed, ...]:
    """Return the proposals that the words of a first page give."""
    document = split_parts(words, page.height)
    if document is None:
        gazette = tuple(extract_gazette_fields(words, page.height))
        return gazette or tuple(extract_front_fields(words, page.height))
    own_text = page.has_text and not page.place.layout
    return tuple(extract_fields(document, read_digits, own_text=own_text))


def digits_reader(page: PageRecord, tools: Toolbox) -> ReadDigits:
    """Return the function that reads digits in a box of the page with Tesseract."""

    def read_digits(box: Box) -> Digits:
        if box.width < _MIN_BOX_WIDTH:
            return Digits("", 0.0)
        looks = (
            tesseract.read_digits(_strip(page, tools, box, cut)) for cut in (0, _STRIP_CUT_RATIO)
        )
        return max((Digits(*look) for look in looks), key=attrgetter("confidence"))

    return read_digits


def _strip(page: PageRecord, tools: Toolbox, box: Box, cut: float) -> Picture:
    margin = round(cut * box.height)
    edges = box.left, box.top + margin, box.right, box.bottom - margin
    return preprocess.crop_line(tools.shown(page), *edges)
