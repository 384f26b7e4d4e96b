"""Knows in which languages a page is read."""

from sqlalchemy.orm import Session

from library.accessions.models import Accession
from library.catalogue.models import Item, Page
from library.catalogue.text.languages import each


def languages_of(session: Session, page: Page, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    """Return the languages chosen for a page, else for its delivery, else the others."""
    if page.languages:
        return each(page.languages)
    item = session.get(Item, page.item_id)
    accession = item and item.accession_id and session.get(Accession, item.accession_id)
    return each(accession.languages) if accession and accession.languages else otherwise
