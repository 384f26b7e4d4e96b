"""Stage that corrects recognised words by what is known of the language."""

from dataclasses import replace

from ingest.context import Toolbox
from ingest.language.neighbours import correct_by_neighbours
from ingest.record import PageRecord
from ingest.stage import stage
from library.catalogue.text.languages import VIETNAMESE


@stage(version=1)
def amend(page: PageRecord, tools: Toolbox) -> PageRecord:
    """Store the words of a Vietnamese page that was read here, with lost marks restored."""
    is_read_here = page.quality is not None and not page.place.layout
    if not is_read_here or VIETNAMESE not in page.languages:
        return page
    words = correct_by_neighbours(tools.words(page), tools.pairs)
    return replace(page, words=tools.keep_words(words))
