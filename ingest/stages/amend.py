"""Stage that corrects recognised words by what is known of the language."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.images.picture import to_grey
from ingest.language.neighbours import correct_by_neighbours
from ingest.language.raised_units import has_units, restore_units
from ingest.record import PageRecord
from ingest.stage import stage
from library.catalogue.text.languages import VIETNAMESE


@stage(version=1)
def amend(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the words of a Vietnamese page that was read here, with lost marks restored."""
    is_read_here = page.quality is not None and not page.place.layout
    if not is_read_here or VIETNAMESE not in page.languages:
        return page
    words = tools.words(page)
    if has_units(words):
        words = restore_units(to_grey(tools.shown(page)), words)
    words = correct_by_neighbours(words, tools.pairs)
    return replace(page, words=tools.keep_words(words))
