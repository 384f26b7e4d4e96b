"""OCR languages of a page."""

from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.catalogue.models import Item, Page
from library.catalogue.text.languages import split_languages


def languages_of(session: Session, page: Page, default: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages chosen for a page, else for its delivery, else `default`."""
    if page.languages:
        return split_languages(page.languages)
    item = session.get(Item, page.item_id)
    accession = item and item.accession_id and session.get(Accession, item.accession_id)
    return split_languages(accession.languages) if accession and accession.languages else default
